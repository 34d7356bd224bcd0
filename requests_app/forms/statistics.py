"""How figures are narrowed: to an agency, to a period. For a period that can't be read nothing is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from ..models import Agency
from .base import offer
from .narrowing import Narrowing
from .oversight import day_field

MONTHS = 12
"""Calendar months that a figure is of where nothing else is asked: the present one and those before it."""

FIRST = date(1990, 1, 1)
"""The first day that is counted: nothing of this desk is older."""


class ScopeForm(Narrowing):
    """Which agency's requests, from which day through which."""

    unread = "Nothing was counted."
    agency = forms.ChoiceField(label="Agency", required=False)
    since = day_field("From", "That is no day that could be read. Nothing was counted.")
    until = day_field("To", "That is no day that could be read. Nothing was counted.")

    def __init__(self, *given: Any, agencies: Iterable[Agency], today: date, **named: Any) -> None:
        """`agencies`: those that the person oversees; with one only, there is nothing to choose."""
        super().__init__(*given, **named)
        self.agencies = list(agencies)
        self.today = today
        offer(self, "agency", [("", "All agencies"), *((one.code, one.name) for one in self.agencies)])
        if len(self.agencies) < 2:
            del self.fields["agency"]

    def chosen(self) -> dict[int, str]:
        """Return the agencies that the figures are of, id -> code."""
        code = self.cleaned_data.get("agency", "")
        return {one.pk: one.code for one in self.agencies if code in ("", one.code)}

    def clean(self) -> dict[str, Any]:
        """Want a period that has begun, that ends after it begins, and that a calendar of the desk holds."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        last = date(self.today.year + 1, 12, 31)
        if since and since > self.today:
            self.add_error("since", "That day is still to come. Nothing was counted: choose a day that has begun.")
        for name, day in (("since", since), ("until", until)):
            if day and day < FIRST:
                self.add_error(name, f"Nothing is counted before {_told(FIRST)}. Choose a later day.")
        if until and until > last:
            self.add_error("until", f"Nothing is counted beyond {_told(last)}. Choose an earlier day.")
        elif since and until and until < since:
            self.add_error("until", "That day lies before the first one. Nothing was counted: choose a later day.")
        return said

    def days(self) -> tuple[date, date]:
        """Return the first and the last day of a period that was read: through today, if none was asked for."""
        until = self.cleaned_data.get("until") or self.today
        number = until.year * 12 + until.month - MONTHS
        return self.cleaned_data.get("since") or date(number // 12, number % 12 + 1, 1), until


def _told(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
