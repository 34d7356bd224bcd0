"""What named counsel types on the list kept under (i)(6): a person, a reason, a naming."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import ConfidentialFlag, Person
from ..rules import numbering
from ..rules.identity import IDENTITY_FIELDS
from .base import among, offer
from .irs import NOTHING_YET, words_field

LABELS = {
    "first_name": "First name",
    "middle_name": "Middle name",
    "last_name": "Last name",
    "entity_name": "Name of an entity",
    "date_of_birth": "Date of birth",
    "a_number": "A-number",
    "address": "Address in one line",
}
"""The fields that are asked for, in order -> their labels."""


def _text(name: str) -> forms.CharField:
    return forms.CharField(label=LABELS[name], max_length=300, required=False)


class ProtectedForm(forms.Form):
    """A person, and why he or she is on the list."""

    first_name = _text("first_name")
    middle_name = _text("middle_name")
    last_name = _text("last_name")
    entity_name = _text("entity_name")
    date_of_birth = forms.CharField(
        label=LABELS["date_of_birth"], max_length=60, required=False, help_text="For example: 1980-04-01."
    )
    a_number = _text("a_number")
    tin = forms.CharField(label="TIN", max_length=40, required=False, help_text="Nine digits, with or without hyphens.")
    address = forms.CharField(
        label=LABELS["address"],
        max_length=300,
        required=False,
        help_text="Compared only where no day of birth is given.",
    )
    why = words_field("Why", "Sealed with the entry. Only counsel named for this list can open it.")

    def person(self) -> dict[str, str]:
        """Return the fields that identify."""
        return {name: self.cleaned_data[name] for name in LABELS if name in IDENTITY_FIELDS}


class ReasonForm(forms.Form):
    """One act with the list: the words are kept with it, sealed."""

    why = words_field(
        "Why", "Kept with the list, sealed. The request's history and the access log don't show it.", rows=3
    )


class AsideForm(ReasonForm):
    """Which subjects of a request aren't disclosed, and why."""

    subjects = forms.TypedMultipleChoiceField(
        label="Subjects",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Choose at least one subject. {NOTHING_YET}"},
    )
    field_order = ("subjects", "why")

    def __init__(self, *args: Any, hits: Iterable[ConfidentialFlag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(hit.subject_id, numbering.subject(hit.subject.row).capitalize()) for hit in hits]
        offer(self, "subjects", choices)


class KeeperForm(forms.Form):
    """Who else keeps the list from now on."""

    person = forms.ModelChoiceField(
        label="Legal reviewer",
        queryset=Person.objects.none(),
        error_messages={"required": f"Choose whom you name. {NOTHING_YET}"},
    )
    why = words_field("Naming", "In writing: for what, and until when. Those who keep the list read it.", rows=3)

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Person.objects.filter(pk__in=people, is_active=True).order_by("last_name", "first_name")
        among(self, "person", named)
