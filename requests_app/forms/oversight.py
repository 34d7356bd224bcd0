"""How oversight narrows its lists. Every field may stay empty; what can't be read narrows nothing and says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from audits.models import AccessAct, AccountingKind, Outcome

from ..models import Agency
from ..rules.identifiers import tin_digits
from ..rules.roles import Role
from ..rules.text import clean
from .base import offer
from .narrowing import NOT_NARROWED, Narrowing
from .written import Reason

NO_DAY = f"That is no day that could be read. {NOT_NARROWED}"
BACKWARDS = "The last day lies before the first. The list isn’t narrowed by them."
FIRST_YEAR, LAST_YEAR = 1000, 2999
OUT_OF_REACH = f"Nothing lies there, so the list isn’t narrowed by it: give a year from {FIRST_YEAR} to {LAST_YEAR}."


def day_field(label: str, invalid: str = "") -> forms.DateField:
    """Return a field for a day that may stay empty.

    `invalid`: what a form says of one that can't be read, which then looks after days out of reach as well.
    """
    picker = forms.DateInput(attrs={"type": "date"})
    said = {"invalid": invalid or NO_DAY}
    reach = [] if invalid else [in_reach]
    return forms.DateField(label=label, required=False, widget=picker, error_messages=said, validators=reach)


def in_reach(when: date) -> None:
    """Raise ValidationError for a day of a year in which nothing here can lie."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise forms.ValidationError(OUT_OF_REACH)


def choice(label: str, choices: list[tuple[str, str]], every: str) -> forms.ChoiceField:
    """Return a field that narrows a list to one of these, or by its first choice to none."""
    return forms.ChoiceField(label=label, required=False, choices=[("", every), *choices])


class DaysForm(Narrowing):
    """A list narrowed to the days from `since` to `until`, fields of its own."""

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first: neither narrows the list then."""
        super().clean()
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("since", BACKWARDS)
            self.add_error("until", BACKWARDS)
        return self.cleaned_data


class LooksForm(DaysForm):
    """Who looked, in which role, how, at what, at whose requests, with what outcome, for what reason, from where, when."""

    whose = choice("Whose", [("all", "People and the system")], "People")
    person = forms.CharField(label="Name", required=False, max_length=120)
    role = choice("Role", Role.choices, "Any role")
    agency = choice("Agency", [], "Any agency")
    act = choice("Act", AccessAct.choices, "Any act")
    kind = choice("Kind", [], "Any kind")
    outcome = choice("Outcome", Outcome.choices, "Any outcome")
    reason = forms.CharField(label="Words of the reason", required=False, max_length=120)
    origin = forms.CharField(label="From where", required=False, max_length=45)
    number = forms.CharField(label="Request", required=False, max_length=40)
    since = day_field("From")
    until = day_field("To")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], kinds: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "agency", [("", "Any agency"), *agencies])
        offer(self, "kind", [("", "Any kind"), *((kind, kind.replace("_", " ")) for kind in kinds)])


class ExportForm(forms.Form):
    """In which form, and why, the list leaves."""

    form = forms.ChoiceField(label="As", choices=[("csv", "CSV, for spreadsheets"), ("jsonl", "JSON Lines")])
    why = Reason(
        label="Why you export it",
        max_length=400,
        help_text="Recorded with your name before the file is sent. Name no taxpayer.",
        error_messages={"required": "Say why: nothing was exported yet."},
    )


class _NeverShown(forms.TextInput):
    """An input that doesn't repeat what was typed into it."""

    def format_value(self, value: Any) -> str | None:
        return None


class NumberForm(forms.Form):
    """A taxpayer's number to look for, and why: the search is recorded. The number is hashed at once and kept nowhere."""

    tin = forms.CharField(
        label="Taxpayer identifying number",
        max_length=40,
        widget=_NeverShown(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="Nine digits: SSN, ITIN or EIN. Only its keyed hash is compared; it stands in no address and no log.",
        error_messages={"required": "Type a number of nine digits. Nothing was searched for."},
    )
    why = Reason(
        label="Why you search",
        max_length=400,
        help_text="Recorded with your name before anything is shown. Name no taxpayer.",
        error_messages={"required": "Say why: no search without a reason. Nothing was searched for."},
    )

    def clean_tin(self) -> str:
        """Return the number as typed: an EIN is told from an SSN by its hyphen."""
        typed = clean(self.cleaned_data["tin"])
        if not tin_digits(typed):
            raise forms.ValidationError("Type a number of nine digits. Nothing was searched for.")
        return typed


class AccountsForm(DaysForm):
    """Which entries of the accounting, of which agency, when, of which request."""

    kind = choice("Entry", AccountingKind.choices, "Any entry")
    agency = choice("Agency", [], "All agencies")
    number = forms.CharField(label="Request", required=False, max_length=40)
    since = day_field("From")
    until = day_field("To")

    def __init__(self, *given: Any, agencies: Iterable[Agency], **named: Any) -> None:
        """`agencies`: those that the person oversees; with one only, there is nothing to choose."""
        super().__init__(*given, **named)
        self.agencies = list(agencies)
        offer(self, "agency", [("", "All agencies"), *((one.code, one.name) for one in self.agencies)])
        if len(self.agencies) < 2:
            del self.fields["agency"]

    def codes(self) -> list[str]:
        """Return the codes of the agencies whose entries are listed."""
        code = self.cleaned_data.get("agency", "")
        return [one.code for one in self.agencies if code in ("", one.code)]


class ValuesForm(forms.Form):
    """Why somebody wants to see old and new values that are tax data."""

    why = Reason(
        label="Why you look",
        max_length=400,
        help_text="Recorded with your name before anything is shown. Name no taxpayer.",
        error_messages={"required": "Say why: no look without a reason. Nothing was shown yet."},
    )
