"""Forms that only show something: of what can't be read they say what follows for the page, since nothing was to be changed."""

from __future__ import annotations

from django import forms

from .stock import NOTHING_YET

NOT_NARROWED = "The list isn’t narrowed by it."


class Narrowing(forms.Form):
    """A list is narrowed by what could be read. `unread`: what a field says that follows from what it can't read."""

    unread = NOT_NARROWED

    def full_clean(self) -> None:
        """Read the fields, each with this form's own sentence in place of the one that speaks of changes."""
        for field in self.fields.values():
            said = field.error_messages
            field.error_messages = {code: str(words).replace(NOTHING_YET, self.unread) for code, words in said.items()}
        super().full_clean()
