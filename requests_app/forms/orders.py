"""Court orders as counsel enters and lifts them: what an order says, never a constant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import Agency, Agreement, DisclosureRequest
from ..workflow.holding import ACTS
from .irs import NOTHING_YET, words_field

KINDS = [
    ("stay", "Stay"),
    ("injunction", "Preliminary injunction"),
    ("permanent injunction", "Permanent injunction"),
    ("restraining order", "Temporary restraining order"),
    ("judgment", "Judgment"),
]


def _text(label: str, missing: str, hint: str, length: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        error_messages={"required": f"{missing} {NOTHING_YET}"},
    )


class OrderForm(forms.Form):
    """A court order: what it is, whom it binds, what it bars, for which requests, from when."""

    kind = forms.ChoiceField(label="Kind of order", choices=KINDS)
    court = _text("Court", "Say which court made the order.", "For example: D.D.C.", 120)
    docket = _text("Docket", "Give the number of the docket.", "For example: 25-cv-00457.", 60)
    citation = _text(
        "Citation", "Give the order's citation.", "As it will be shown beside every act that it stops.", 200
    )
    binds = _text("Whom it binds", "Say whom the order binds.", "For example: the IRS.", 200)
    acts = forms.MultipleChoiceField(
        label="What it bars",
        choices=[(id, words.capitalize()) for id, words in ACTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Say what the order bars. {NOTHING_YET}"},
    )
    starts = forms.DateField(
        label="In force from",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": f"Say from which day it is in force. {NOTHING_YET}"},
    )
    agency = forms.ModelChoiceField(
        label="Only requests of", queryset=Agency.objects.none(), required=False, empty_label="Every agency"
    )
    agreement = forms.ModelChoiceField(
        label="Only requests under",
        queryset=Agreement.objects.none(),
        required=False,
        empty_label="Any agreement, or none",
    )
    number = forms.CharField(
        label="Only the request numbered", max_length=40, required=False, help_text="Empty: not one request alone."
    )
    why = words_field("What the order says, in words", "Kept with the order.", rows=3)

    def __init__(self, *args: Any, agencies: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = frozenset(agencies)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=self.agencies)  # type: ignore[attr-defined]
        under = Agreement.objects.filter(agency_id__in=self.agencies)
        self.fields["agreement"].queryset = under  # type: ignore[attr-defined]

    def clean_number(self) -> DisclosureRequest | None:
        """Return the one request that the order names, if it names one."""
        number = self.cleaned_data["number"].strip()
        found = DisclosureRequest.objects.filter(number__iexact=number, agency_id__in=self.agencies).first()
        if number and found is None:
            raise forms.ValidationError(f"There is no request with this number. {NOTHING_YET}")
        return found

    def order(self) -> dict[str, Any]:
        """Return the order as the workflow takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "number"}
        return {**said, "disclosure_request": self.cleaned_data["number"]}


class LiftForm(forms.Form):
    """From when an order no longer stands, and why."""

    on = forms.DateField(
        label="Lifted as of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on it no longer stops anything.",
        error_messages={"required": f"Say as of which day. {NOTHING_YET}"},
    )
    why = words_field("On what this rests", "The order or opinion that lifts it, with its citation.", rows=3)
