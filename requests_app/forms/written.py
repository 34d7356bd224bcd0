"""Fields for what people put in writing: signs alone say nothing, and are told so at the field."""

from __future__ import annotations

from django import forms

from ..rules.text import bears_a_number, says_something
from .stock import NOTHING_YET

NUMBERED = f"It holds a number of nine digits, and stands where no tax data may: say it without. {NOTHING_YET}"


def no_number(text: str) -> None:
    """Raise ValidationError for a number in the shape of a TIN."""
    if bears_a_number(text):
        raise forms.ValidationError(NUMBERED)


class Written(forms.CharField):
    """Words that are kept: a letter or a figure at least, as the database asks of every reason; else they count as missing."""

    def validate(self, value: str) -> None:
        """Raise ValidationError with the field's own sentence for nothing written."""
        super().validate(value)
        if value and not says_something(value):
            raise forms.ValidationError(self.error_messages["required"], code="required")
