"""How oversight narrows its lists. Every field may stay empty; what can't be read narrows nothing and says so."""

from __future__ import annotations

from django import forms

from audits.models import AccessAct, AccountingKind, Outcome


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _choice(label: str, choices: list[tuple[str, str]], every: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", every), *choices])


class LooksForm(forms.Form):
    """Who looked, how, with what outcome, when, at which request."""

    whose = _choice("Whose", [("all", "People and the system")], "People")
    person = forms.CharField(label="Name", required=False, max_length=120)
    act = _choice("Act", AccessAct.choices, "Any act")
    outcome = _choice("Outcome", Outcome.choices, "Any outcome")
    number = forms.CharField(label="Request", required=False, max_length=40)
    since = _day("From")
    until = _day("To")


class AccountsForm(forms.Form):
    """Which entries of the accounting, when, of which request."""

    kind = _choice("Entry", AccountingKind.choices, "Any entry")
    number = forms.CharField(label="Request", required=False, max_length=40)
    since = _day("From")
    until = _day("To")


class ValuesForm(forms.Form):
    """Why somebody wants to see old and new values that are tax data."""

    why = forms.CharField(
        label="Why you look",
        max_length=400,
        help_text="Recorded with your name before anything is shown. Name no taxpayer.",
        error_messages={"required": "Say why: no look without a reason. Nothing was shown yet."},
    )
