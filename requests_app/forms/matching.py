"""What is typed where matches are looked at: why somebody looks, which record it is, what is drawn, whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ..rules.matching import AddressCheck, Verdict
from .base import offer, whole_number
from .irs import NOTHING_YET, words_field
from .narrowing import Narrowing

NONE = "none"
"""What the choice of no record is sent as."""

MOST_DRAWN = 200


class FoundForm(Narrowing):
    """Which subjects are listed: by verdict, by how the addresses stand."""

    verdict = forms.ChoiceField(label="Verdict", required=False, choices=[("", "Any verdict"), *Verdict.choices])
    address = forms.ChoiceField(
        label="Supplied address",
        required=False,
        choices=[("", "Any"), *((value, label.capitalize()) for value, label in AddressCheck.choices)],
    )


class DecideForm(forms.Form):
    """Which of the records it is, or that none is, and why."""

    record = forms.ChoiceField(
        label="Which record is it?",
        widget=forms.RadioSelect,
        error_messages={"required": f"Choose a record, or that none of them is. {NOTHING_YET}"},
    )
    why = words_field(
        "Why",
        "What tells this one from the others, or why none is. Kept with your name. Name no taxpayer.",
        rows=3,
        missing=f"Decide in writing: say why. {NOTHING_YET}",
    )

    def __init__(self, *args: Any, records: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "record", [*records, (NONE, "None of these")])

    def record_id(self) -> int | None:
        """Return the record chosen, None for none of them."""
        chosen = self.cleaned_data["record"]
        return None if chosen == NONE else int(chosen)


class RecheckForm(forms.Form):
    """Whether a verdict drawn by chance holds, and why."""

    agrees = forms.ChoiceField(
        label="Does the verdict hold?",
        choices=[("yes", "Yes, it holds"), ("no", "No, it is wrong")],
        widget=forms.RadioSelect,
        error_messages={"required": f"Say whether it holds. {NOTHING_YET}"},
    )
    why = words_field("Why", "What you compared. Kept with your name. Name no taxpayer.", rows=3)


class DrawForm(forms.Form):
    """What is drawn by chance to be looked at again."""

    verdict = forms.ChoiceField(
        label="Draw among",
        choices=[
            (Verdict.MATCHED.value, "Matches: is it the right record?"),
            (Verdict.NOT_FOUND.value, "Subjects for whom no record was found: was one missed?"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": f"Say among which verdicts. {NOTHING_YET}"},
    )
    count = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST_DRAWN,
        initial=20,
        error_messages=whole_number(f"Give a whole number from 1 to {MOST_DRAWN}. {NOTHING_YET}"),
        help_text=f"From 1 to {MOST_DRAWN}. Each verdict has the same chance; those drawn before are left out.",
    )
    number = forms.CharField(
        label="Request", required=False, max_length=40, help_text="A request's number. Empty: among all requests."
    )
