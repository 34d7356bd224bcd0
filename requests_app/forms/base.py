"""How every form is drawn: Django's own renderer with the design system's markup, and a bound field that knows its kind.

`{{ form }}` draws the error summary, the fields and the hidden ones; `{{ form.name.as_field_group }}` draws one field. A form
needs nothing but `forms.Form`: the renderer is set once, in the settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input, Widget

from .written import Written

KINDS: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "group"),
    (forms.RadioSelect, "group"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "plain"),
    (forms.Select, "plain"),
    (forms.FileInput, "file"),
    (forms.Textarea, "plain"),
)
CLASSES: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "usa-checkbox__input"),
    (forms.RadioSelect, "usa-radio__input"),
    (forms.CheckboxInput, "usa-checkbox__input"),
    (forms.Select, "usa-select"),
    (forms.FileInput, "desk-file"),
    (forms.Textarea, "usa-textarea"),
    (Input, "usa-input"),
)


def title_field() -> forms.CharField:
    """Return a field for the title that stands under a signature."""
    return Written(
        label="Your title, as it stands under your signature",
        max_length=160,
        error_messages={"required": "Give your title. Nothing was signed yet."},
    )


class AgainForm(forms.Form):
    """Signing in again: the password and a code."""

    password = forms.CharField(
        label="Your password",
        max_length=200,
        strip=False,
        error_messages={"required": "Type your password again. Nothing was done yet."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="Code from your authenticator app",
        max_length=12,
        error_messages={"required": "Type the code that your authenticator app shows now. Nothing was done yet."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def whole_number(words: str) -> dict[str, str]:
    """Return a number field's error messages, all of them this sentence: what to give, and what was not lost."""
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


def among(form: forms.Form, name: str, known: QuerySet[Any]) -> None:
    """Let a field of this one form be chosen from these rows. Raises TypeError if it isn't chosen from rows."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} isn't chosen from rows")
    field.queryset = known


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Let a field of this one form be chosen from these. Raises TypeError if it isn't chosen from a list."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} isn't chosen from a list")
    field.choices = choices


def _first(widget: Widget, table: tuple[tuple[type[Widget], str], ...], default: str) -> str:
    return next((found for kind, found in table if isinstance(widget, kind)), default)


class DeskBoundField(BoundField):
    """A field with its value and errors: `kind` is plain, checkbox, group or file; classes are the design system's."""

    @property
    def kind(self) -> str:
        """How the field template draws it."""
        return _first(self.field.widget, KINDS, "plain")

    @property
    def is_group(self) -> bool:
        """Whether its options stand in a fieldset of their own."""
        return self.kind == "group"

    @property
    def option_class(self) -> str:
        """Return usa-radio or usa-checkbox, for a group's options."""
        many = isinstance(self.field.widget, forms.CheckboxSelectMultiple)
        return "usa-checkbox" if many else "usa-radio"

    @property
    def now(self) -> str:
        """What somebody else changed it to while the form was open; '' for nothing."""
        return str(getattr(self.form, "now", {}).get(self.name, ""))

    @property
    def aria_describedby(self) -> str | None:
        """The ids of what is said at the field: Django's own, and what it is now."""
        said = super().aria_describedby
        return f"{said} {self.auto_id}_now".strip() if said is not None and self.now and self.auto_id else said

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Add the design system's class, and its error class where there are errors. The label is no placeholder.

        A browser cuts what is pasted at a `maxlength` and says nothing: long texts come whole, and the answer says how long.
        """
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if drawn.is_hidden:
            return built
        wanted = [drawn.attrs.get("class", ""), _first(drawn, CLASSES, "usa-input")]
        wanted += ["usa-input--error"] if self.errors else []
        built["placeholder"] = False
        if isinstance(drawn, forms.Textarea):
            built["maxlength"] = False
        built["class"] = " ".join(name for name in wanted if name)
        return built


class DeskRenderer(TemplatesSetting):
    """Draws forms by the templates of `templates/uswds/`."""

    form_template_name = "uswds/form.html"
    formset_template_name = "uswds/formset.html"
    field_template_name = "uswds/field.html"
    bound_field_class = DeskBoundField
