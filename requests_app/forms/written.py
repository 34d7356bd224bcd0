"""Fields for what people put in writing: marks that no reader sees are refused, and signs alone say nothing."""

from __future__ import annotations

from django import forms

from audits.acting import in_words

from ..rules.text import bears_a_number, has_hidden_marks, says_something
from ..workflow.naming import HIDDEN
from .stock import NOTHING_YET

NO_WORD = f"That isn’t in words: write a word at least, of three letters or more, not one letter again and again. {NOTHING_YET}"

NUMBER = "numbered"
"""Django's code for what `no_number` refuses: a field may give a sentence of its own for it."""

NUMBERED = f"It holds a number of nine digits, and stands where no tax data may: say it without. {NOTHING_YET}"


def no_number(text: str) -> None:
    """Raise ValidationError for a number in the shape of a TIN."""
    if bears_a_number(text):
        raise forms.ValidationError(NUMBERED, code=NUMBER)


def no_hidden_marks(text: str) -> None:
    """Raise ValidationError for marks that turn the direction of what is read, or have no width."""
    if has_hidden_marks(text):
        raise forms.ValidationError(HIDDEN)


class Line(forms.CharField):
    """Words that others read afterwards, on one line or several: they hold no mark that no reader sees."""

    default_validators = [no_hidden_marks]


class Written(Line):
    """Words that are kept: a letter or a figure at least; else they count as missing."""

    def validate(self, value: str) -> None:
        """Raise ValidationError with the field's own sentence for nothing written."""
        super().validate(value)
        if value and not says_something(value):
            raise forms.ValidationError(self.error_messages["required"], code="required")


class Reason(Written):
    """Why somebody acts or looks: in words, as the database asks of every reason."""

    def validate(self, value: str) -> None:
        """Raise ValidationError for nothing written, and for letters and figures that make no word."""
        super().validate(value)
        if value and not in_words(value):
            raise forms.ValidationError(NO_WORD, code="required")
