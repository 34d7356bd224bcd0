"""Which subjects are chosen to be decided on as a group, and what is decided of them in writing."""

from __future__ import annotations

from collections.abc import Collection
from textwrap import shorten
from typing import Any
from uuid import uuid4

from django import forms

from ..models.subject import Outcome
from ..rules import numbering
from ..rules.flags import CODES
from ..rules.matching import AddressCheck, Verdict
from ..rules.reason_codes import REASONS
from ..rules.statutes.offences import canonical
from ..workflow.filtering import Filter, Span
from .base import offer, whole_number
from .irs import FINAL, KEPT, NOTHING_YET, READ, ReasonedForm, words_field

MOST_RANGES = 200
"""Ranges of subjects that a choice may name."""

ANY = ("", "Any")
SHOWS = (ANY, ("blocked", "Blocked"), ("review", "To be cleared in writing"), ("sound", "Without a standing flag"))
SHARES = (
    ("", "Nothing in particular"),
    ("reason", "The same reason"),
    ("officer", "The same officer"),
    ("matter", "The same matter"),
    ("identity", "The same person"),
)


def _choice(label: str, choices: Collection[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), required=False, help_text=hint)


def _text(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=400, help_text=hint)


class FilterForm(forms.Form):
    """Every part that is given must hold for a subject to be chosen."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    show = _choice("How they stand", SHOWS)
    code = _choice("Flag", ())
    statute = _text("Statute", "Such as 8 U.S.C. 1253(a)(1); its parts are included.")
    verdict = _choice("Match with the records", [ANY, *Verdict.choices])
    address = _choice("Address, against the record’s", [ANY, *AddressCheck.choices])
    officer = _text("Officer", "The name, as given.")
    matter = _text("Matter", "The case number, as given.")
    rows = forms.CharField(label="Subjects", required=False, max_length=4000, help_text=numbering.HINT)
    shares = _choice("They share", SHARES)
    row = forms.IntegerField(
        label="with subject",
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        error_messages=whole_number("Give the number of one subject, such as 12. Nothing was chosen yet."),
    )

    def __init__(self, *args: Any, codes: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()
        offered = [(id, f"{id}: {code.sentence}") for id, code in CODES.items() if id in codes]
        offer(
            self, "code", [("", "Any or none"), *((id, shorten(words, 90, placeholder=" …")) for id, words in offered)]
        )

    def clean_statute(self) -> str:
        """Return the citation in canonical form."""
        given = self.cleaned_data["statute"]
        found = canonical(given) if given else ""
        if given and not found:
            raise forms.ValidationError(
                "This can’t be read as a citation, such as 8 U.S.C. 1253(a)(1). Nothing was chosen yet."
            )
        return found

    def clean_rows(self) -> tuple[Span, ...]:
        """Return the ranges of subjects."""
        return ranges_named(self.cleaned_data["rows"])

    def clean(self) -> dict[str, Any]:
        """Refuse half a choice of what is shared."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("shares")) != bool(cleaned.get("row")) and not self.errors:
            self.add_error("row", "Say both what they share and with which subject. Nothing was chosen yet.")
        return cleaned

    def chosen(self) -> Filter:
        """Return the filter as it was given."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "key" and value}
        return Filter(**said)


def ranges_named(text: str) -> tuple[Span, ...]:
    """Return the ranges of '3, 7, 12-15000'. Raises ValidationError for anything else, or for too many."""
    found, wrong = numbering.spans_typed(text)
    if wrong:
        raise forms.ValidationError(f"{wrong} Nothing was chosen yet.")
    if len(found) > MOST_RANGES:
        raise forms.ValidationError(f"Name at most {MOST_RANGES} subjects or ranges of them. Nothing was chosen yet.")
    return tuple(found)


class GroupForm(ReasonedForm):
    """What becomes of a group, and for which reason. `internal`: only reasons that read as not disclosed, and a denial."""

    outcome = forms.ChoiceField(
        label="What becomes of them",
        widget=forms.RadioSelect,
        help_text=FINAL,
        error_messages={"required": f"Say what becomes of them. {NOTHING_YET}"},
    )
    code = forms.ChoiceField(
        label="Reason",
        help_text="One for all of them. What the agency will read for each stands below.",
        error_messages={"required": f"Choose the reason. {NOTHING_YET}"},
    )
    why = words_field("In words", "", rows=3)

    def __init__(self, *args: Any, barred: Collection[str], internal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [
            (Outcome.RETURNED.value, "Returned: they may come back in a successor request"),
            (Outcome.DENIED.value, "Denied"),
        ]
        offer(self, "outcome", outcomes[1:] if internal else outcomes)
        reasons = [(id, r) for id, r in REASONS.items() if id not in barred and (r.internal or not internal)]
        offer(self, "code", [("", "Choose a reason"), *((id, f"{r.label} ({r.citation})") for id, r in reasons)])
        self.fields["why"].help_text = KEPT if internal else READ
        self.spare_words(barred)
        if internal:
            self.fields["outcome"].help_text = "Final for these subjects, whatever happens to the rest."
            self.fields["outcome"].initial = Outcome.DENIED.value


class SuccessorForm(forms.Form):
    """A successor request of the returned subjects that the page counted."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()
