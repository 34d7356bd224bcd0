"""Thresholds and placeholder words, as an administrator changes them."""

from __future__ import annotations

from typing import Any

from django import forms

from .agreements import SeenForm
from .irs import NOTHING_YET, words_field
from .meanwhile import StoredForm
from .written import Line

WHY = "Kept in the history, beside your name."


class ThresholdForm(StoredForm, SeenForm):
    """A threshold's new value."""

    def __init__(self, *args: Any, unit: str, most: int, **kwargs: Any) -> None:
        """`unit`: what it counts; `most`: the largest value that it may have."""
        super().__init__(*args, **kwargs)
        bounds = f"A whole number from 1 to {most:,}. {NOTHING_YET}"
        self.fields["value"] = forms.IntegerField(
            label="New value",
            min_value=1,
            max_value=most,
            help_text=f"Number of {unit}. At most {most:,}.",
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds),
        )
        self.fields["why"] = words_field("Why", WHY, rows=2, apart=True)


class WordsForm(forms.Form):
    """Words to list."""

    words = Line(
        label="Words",
        max_length=120,
        help_text="Case, accents, spacing and punctuation make no difference: the plain form is kept.",
        error_messages={"required": f"Type the words. {NOTHING_YET}"},
    )
    sure = forms.BooleanField(label="I have read the warning: list them all the same", required=False)
    why = words_field("Why", WHY, rows=2, apart=True)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        """`asks`: whether there is a warning to be read first."""
        super().__init__(*args, **kwargs)
        if not asks:
            self.fields["sure"].widget = forms.HiddenInput()


class RemoveForm(forms.Form):
    """Why words come off the list."""

    why = words_field("Why", WHY, rows=2, apart=True)
