"""How the one history over everything is narrowed, saved and exported. An empty field narrows nothing."""

from __future__ import annotations

from functools import cache

from django import forms

from audits.events import searchable
from audits.guarding import copied_columns, tracked_models

from ..rules.roles import Role
from ..rules.transitions import Move, Status
from .narrowing import NOT_NARROWED
from .oversight import DaysForm, choice, day_field
from .written import Reason, Written

ACTS = [("added", "added"), ("changed", "changed"), ("removed", "removed"), *Move.choices]
"""What a statement did: to rows, or to the status of a request."""
NOT_TOLD = frozenset({"ProtectionKeeper", "ProtectedPerson", "ProtectionAct"})
"""Models that no filter names: whoever may know of them sees them in the list."""


@cache
def known_models() -> list[tuple[str, str]]:
    """Return each tracked model with its name for people, in alphabetical order."""
    named = [
        (m._meta.label, str(m._meta.verbose_name)) for m in tracked_models() if m._meta.object_name not in NOT_TOLD
    ]
    return sorted(((label, name[0].upper() + name[1:]) for label, name in named), key=lambda pair: pair[1])


@cache
def known_fields() -> dict[str, str]:
    """Return each column that history keeps, by its words: 'assigned to' -> 'assigned_to_id'."""
    found = {}
    for model in tracked_models():
        if model._meta.object_name not in NOT_TOLD:
            for column in copied_columns(model):
                found[column.removesuffix("_id").replace("_", " ").lower()] = column
    return dict(sorted(found.items()))


NOT_SEARCHABLE = (
    "Words like these stand everywhere, or are signs: they aren’t looked for. The list isn’t narrowed by them."
)


class HistoryForm(DaysForm):
    """Who did what, to what, where and when, and with which words."""

    words = forms.CharField(label="Words in reasons and notes", required=False, max_length=200)
    person = forms.CharField(label="Person", required=False, max_length=120)
    role = choice("In the role", Role.choices, "Any role")
    number = forms.CharField(label="Request", required=False, max_length=40)
    agency = choice("Agency", [], "Every agency you oversee")
    model = choice("What", [], "Anything")
    act = choice("Act", ACTS, "Any act")
    field = forms.CharField(
        label="Field that changed",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "known-fields", "autocomplete": "off"}),
    )
    status = choice("Request stood at", Status.choices, "Any status")
    only = choice("Show", [("status", "Status changes only")], "Every change")
    since = day_field("From")
    until = day_field("To")

    def clean_field(self) -> str:
        """Return the column that is named by its words."""
        words = self.cleaned_data["field"].strip().lower()
        if not words:
            return ""
        column = known_fields().get(words.replace("_", " ").removesuffix(" id"))
        if not column:
            raise forms.ValidationError(f"No field has this name. {NOT_NARROWED} Choose one of the list.")
        return column

    def clean_words(self) -> str:
        """Return the words without control characters; some of them must be more than 'the' or 'of', which stand everywhere."""
        words = "".join(c for c in self.cleaned_data["words"] if c.isprintable()).strip()
        if words and not searchable(words):
            raise forms.ValidationError(NOT_SEARCHABLE)
        return words


class SaveForm(forms.Form):
    """The name of a filter that is kept, and whether everybody who oversees may open it."""

    name = Written(
        label="Name",
        max_length=80,
        help_text="Name no taxpayer.",
        error_messages={"required": "Give the filter a name. It wasn’t saved."},
    )
    shared = forms.BooleanField(label="Share it with everybody who oversees", required=False)


class ExportForm(forms.Form):
    """In which form the filtered history is downloaded, and why."""

    form = forms.ChoiceField(
        label="As",
        choices=[("csv", "CSV, for a spreadsheet"), ("jsonl", "JSON Lines, one event a line")],
        widget=forms.RadioSelect,
        initial="csv",
        error_messages={"required": "Choose a form. Nothing was exported."},
    )
    values = forms.BooleanField(label="With old and new values, tax data masked (JSON Lines only)", required=False)
    tax_data = forms.BooleanField(
        label="With values that are tax data: Federal Tax Information (JSON Lines only)", required=False
    )
    why = Reason(
        label="Why you export",
        max_length=400,
        help_text="Recorded with your name, the filter and how many events were exported. Name no taxpayer.",
        error_messages={"required": "Say why: no export without a reason. Nothing was exported."},
    )

    def clean(self) -> dict[str, object]:
        """Refuse values in a spreadsheet: a row of it is an event, which may stand for a thousand rows."""
        said = super().clean() or {}
        if said.get("form") == "csv" and (said.get("values") or said.get("tax_data")):
            self.add_error("form", "Old and new values come as JSON Lines. Nothing was exported.")
        return said
