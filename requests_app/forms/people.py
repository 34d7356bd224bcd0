"""What an administrator types about people and their roles. Every change wants a reason."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ..models import Agency, Person
from ..rules.roles import Role
from .written import Line, Reason


class WhyForm(forms.Form):
    """The reason for a change; it is kept in history."""

    why = Reason(label="Reason", max_length=500, help_text="Kept in history, beside your name.")


class RoleForm(WhyForm):
    """A role on an agency, to give or to take."""

    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *Role.choices])
    agency = forms.ModelChoiceField(
        label="On the requests of", queryset=Agency.objects.none(), empty_label="Choose an agency"
    )
    field_order = ["role", "agency", "why"]

    def __init__(self, *given: Any, agencies: frozenset[int], **named: Any) -> None:
        """`agencies`: ids of those that the administrator administers."""
        super().__init__(*given, **named)
        cast(forms.ModelChoiceField, self.fields["agency"]).queryset = Agency.objects.filter(pk__in=agencies)


class HomeForm(WhyForm):
    """Where a person lives: compared with those whom he or she looks at. Only a keyed hash of it is kept."""

    address = forms.CharField(
        label="Home address",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="In one line, with city, state and ZIP code. Only a keyed hash is kept: it can’t be read again. Empty: none.",
    )
    field_order = ("address", "why")


class PersonForm(forms.ModelForm):
    """A new person. Roles are given afterwards; the second factor is set up at the first sign-in."""

    password = forms.CharField(
        label="First password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. The person changes it after signing in.",
    )
    why = Reason(label="Reason", max_length=500, help_text="Kept in history, beside your name.")

    class Meta:
        model = Person
        fields = ["username", "first_name", "last_name", "email", "title", "agency"]
        field_classes = dict.fromkeys(("username", "first_name", "last_name", "title"), Line)
        labels = {"username": "User name", "email": "E-mail", "title": "Official title", "agency": "Employed by"}
        help_texts = {"username": "What the person types to sign in.", "agency": "Whose staff the person is."}

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("first_name", "last_name", "title"):
            self.fields[name].required = True
        cast(forms.ModelChoiceField, self.fields["agency"]).empty_label = "The IRS, or an oversight body"

    def clean_password(self) -> str:
        """Hold the password against the installation's rules."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.instance)
        return password

    def clean_username(self) -> str:
        """Refuse a user name that differs from another only in capitals."""
        username = str(self.cleaned_data["username"])
        if Person.objects.filter(username__iexact=username).exists():
            raise ValidationError("Someone has this user name already: choose another.")
        return username
