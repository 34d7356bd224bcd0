"""How figures are narrowed: to an agency, to a period. What can't be read is left out, and the page says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from ..models import Agency
from .base import offer
from .oversight import day_field

MONTHS = 12
"""Calendar months that a figure is of where nothing else is asked: the present one and those before it."""


class ScopeForm(forms.Form):
    """Which agency's requests, from which day through which."""

    agency = forms.ChoiceField(label="Agency", required=False)
    since = day_field("From")
    until = day_field("To")

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

    def days(self) -> tuple[date, date]:
        """Return the first and the last day; the last is never before the first, and neither is beyond a calendar's end."""
        until = min(self.cleaned_data.get("until") or self.today, date(self.today.year + 1, 12, 31))
        number = until.year * 12 + until.month - MONTHS
        since = self.cleaned_data.get("since") or date(number // 12, number % 12 + 1, 1)
        return max(min(since, until), date(1990, 1, 1)), max(until, date(1990, 1, 1))
