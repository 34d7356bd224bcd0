"""How a moment of a request is chosen. What can't be read chooses nothing, and the latest moment is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from .base import offer
from .narrowing import Narrowing

LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Said:
    """What the address asks for: an event by number, a transaction, a decision and on which side of it, or a date and time.

    `exact`: the time was given with seconds.
    """

    event: int = 0
    at: int = 0
    decided: str = ""
    side: str = ""
    when: datetime | None = None
    exact: bool = False


class MomentForm(Narrowing):
    """Go to a date and time, or to a decision."""

    unread = "Shown is the latest moment."
    when = forms.DateTimeField(
        label="Date and time",
        required=False,
        help_text="In Washington. The request as it stood at the end of that minute, or second.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
        error_messages={"invalid": "That is no date and time that could be read. Shown is the latest moment."},
    )
    decided = forms.ChoiceField(
        label="Decision or signature",
        required=False,
        error_messages={
            "invalid_choice": "This request has no such decision or signature. Shown is the latest moment."
        },
    )
    event = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    at = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    side = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, given: Any, *, points: Sequence[tuple[str, str]]) -> None:
        """`points`: id and words of each decision."""
        super().__init__(given, auto_id="go_%s")
        offer(self, "decided", [("", "Any event"), *points])

    def said(self) -> Said:
        """Return what could be read."""
        self.is_valid()
        read = self.cleaned_data
        return Said(
            event=read.get("event") or 0,
            at=read.get("at") or 0,
            decided=read.get("decided") or "",
            side=read.get("side") or "",
            when=read.get("when"),
            exact=str(self.data.get("when", "")).count(":") > 1,
        )


class CompareForm(forms.Form):
    """Which two moments are compared, by the numbers of their events."""

    first = forms.IntegerField(label="From event", required=False, min_value=0, max_value=LARGEST)
    last = forms.IntegerField(label="To event", required=False, min_value=1, max_value=LARGEST)

    def __init__(self, given: Any) -> None:
        super().__init__(given, auto_id="compare_%s")
