"""The review of looks that stand out: the queue's filter, the verdict, and a limit's new value."""

from __future__ import annotations

from typing import Any

from django import forms

from audits.models import AnomalyKind, Verdict

from .agreements import SeenForm
from .base import whole_number
from .irs import NOTHING_YET, words_field
from .meanwhile import StoredForm
from .narrowing import Narrowing


class QueueForm(Narrowing):
    """Which anomalies are listed."""

    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("open", "Awaiting a verdict"), ("closed", "Closed"), ("all", "All")],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any kind"), *AnomalyKind.choices])
    person = forms.CharField(label="Name", required=False, max_length=120)


class VerdictForm(SeenForm):
    """What was found, in writing."""

    verdict = forms.ChoiceField(
        label="What you found",
        choices=[(one.value, one.label[0].upper() + one.label[1:]) for one in Verdict],
        widget=forms.RadioSelect,
        error_messages={"required": f"Choose what you found. {NOTHING_YET}"},
    )
    why = words_field(
        "In writing",
        "What explains it, or what follows. Kept with your name, never altered. Name no taxpayer.",
        rows=4,
        apart=True,
    )


class LimitForm(StoredForm, SeenForm):
    """A limit's new value."""

    def __init__(self, *args: Any, unit: str, least: int, most: int, **kwargs: Any) -> None:
        """`unit`: what it counts; `least` and `most`: the bounds."""
        super().__init__(*args, **kwargs)
        bounds = f"Give a whole number from {least:,} to {most:,}. {NOTHING_YET}"
        self.fields["value"] = forms.IntegerField(
            label=f"New value, in {unit}",
            min_value=least,
            max_value=most,
            error_messages=whole_number(bounds),
        )
        self.fields["why"] = words_field("Why", "Kept in the history, beside your name.", rows=2, apart=True)
