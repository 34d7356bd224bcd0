"""Agreements and their conditions as counsel types them. A reading of the text, never more than was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import Agency
from ..rules.items import ITEMS, may_leave
from ..rules.statute import OFFICES
from ..workflow.agreements import Terms, read_statutes
from .base import among
from .irs import NOTHING_YET, WORDS, words_field
from .meanwhile import StoredForm
from .written import Line, Written

NOT_READ = "Empty: not read. Nothing is taken for granted from what nobody read."

NEVER_SIGNED = (
    "A text is given, and nobody would be asked to sign it: tick this, or leave the text and its version out."
)


def day_field(label: str, hint: str = "", *, missing: str = "", required: bool = True) -> forms.DateField:
    """Return a field for a calendar day."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": f"{missing or 'Say on which day.'} {NOTHING_YET}",
            "invalid": f"That isn't a day of the calendar. {NOTHING_YET}",
        },
    )


def _text(label: str, hint: str = NOT_READ, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return Line(label=label, help_text=hint, max_length=20_000, required=False, widget=widget)


class SeenForm(forms.Form):
    """A form that carries the mark of what the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)

    def clean_seen(self) -> int:
        """Return the mark; 0, which is never current, if the form doesn't say."""
        return self.cleaned_data["seen"] or 0


class TermsForm(StoredForm, SeenForm):
    """What an agreement says."""

    title = Written(
        label="Title", max_length=200, error_messages={"required": f"Give the agreement's title. {NOTHING_YET}"}
    )
    starts = day_field("In force from", missing="Say from which day it is in force.")
    ends = day_field("In force until", "Its last day. Empty: no end is known.", required=False)
    statutes = Line(
        label="Permitted statutes",
        max_length=WORDS,
        help_text="One a line, in any spelling: 8 U.S.C. § 1253(a)(1). What it covers below that is permitted with it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": f"Name the statutes that it permits, one a line. {NOTHING_YET}"},
    )
    items = forms.MultipleChoiceField(
        label="Permitted items",
        choices=[(id, f"{item.label} ({item.citation})") for id, item in ITEMS.items() if may_leave(id)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Say what may be asked for under it. {NOTHING_YET}"},
    )
    signer_offices = forms.MultipleChoiceField(
        label="Offices that sign",
        choices=[(id, office.label) for id, office in OFFICES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Say which offices sign under it. {NOTHING_YET}"},
    )
    asks_attestation = forms.BooleanField(label="It asks for an attestation", required=False)
    attestation_text = _text(
        "Text of the attestation", "Empty: the standing text is signed. A new text wants a new version."
    )
    attestation_version = Line(label="Version of that text", max_length=20, required=False)
    asks_removal_order = forms.BooleanField(label="It asks for a removal order's date and case number", required=False)
    retention = _text("Retention: its words")
    breach = _text("Breach: its words")
    termination = _text("Termination: its words")
    why = words_field(
        "On what this rests", "What was read, where, and by whom. Kept in the history.", rows=2, apart=True
    )

    def clean_statutes(self) -> tuple[str, ...]:
        """Return the citations in canonical form; name the lines that can't be read."""
        found, unread = read_statutes(self.cleaned_data["statutes"])
        if unread:
            lines = "; ".join(f"“{line[:60]}”" for line in unread[:5])
            raise forms.ValidationError(f"This can't be read as a citation: {lines}. {NOTHING_YET}")
        return found

    def clean(self) -> dict[str, Any]:
        """Hold the days and the attestation's text and version against each other."""
        said = super().clean() or {}
        starts, ends = said.get("starts"), said.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", f"It doesn't end before it starts. {NOTHING_YET}")
        if bool(said.get("attestation_text")) != bool(said.get("attestation_version")):
            self.add_error("attestation_version", f"A text and its version belong together: give both. {NOTHING_YET}")
        if said.get("attestation_text") and not said["asks_attestation"]:
            self.add_error("asks_attestation", f"{NEVER_SIGNED} {NOTHING_YET}")
        return said

    def terms(self) -> Terms:
        """Return the terms as the workflow takes them."""
        return Terms.said(self.cleaned_data)


def typed(terms: Terms) -> dict[str, Any]:
    """Return the terms as the form shows them for changing."""
    return {**terms.columns(), "statutes": "\n".join(terms.statutes)}


class NewAgreementForm(TermsForm):
    """A new agreement: also whose it is, and its code, which stay."""

    agency = forms.ModelChoiceField(
        label="The agency that asks under it",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        error_messages={"required": f"Say whose agreement it is. {NOTHING_YET}"},
    )
    code = forms.SlugField(
        label="Code",
        max_length=40,
        help_text="Short and lasting, for example MOU-2025-04. It is how files and letters name the agreement.",
        error_messages={
            "required": f"Give it a code. {NOTHING_YET}",
            "invalid": f"A code has letters, figures and hyphens only. {NOTHING_YET}",
        },
    )
    field_order = ["agency", "code"]

    def __init__(self, *args: Any, agencies: Iterable[int], **kwargs: Any) -> None:
        """`agencies`: ids of those that the person is counsel for."""
        super().__init__(*args, **kwargs)
        among(self, "agency", Agency.objects.filter(pk__in=list(agencies)))


class ConditionForm(forms.Form):
    """A condition that an agreement sets."""

    words = words_field(
        "The condition", "In the agreement's own words, with where it stands there.", rows=3, apart=True
    )
    due_on = day_field("Due on", "Empty: it holds always.", required=False)
    why = words_field("On what this rests", "Kept in the history.", rows=2, apart=True)


class MetForm(SeenForm):
    """That a condition was met."""

    on = day_field("Met on")
    why = words_field("What shows it", "Kept with the condition.", rows=2, apart=True)
