"""What a field says where its form gives it no sentence of its own: in the project's words, for every field there is.

A field takes these when it is made: they are said before any form is read. What was typed is never repeated in them.
"""

from __future__ import annotations

from django import forms

NOTHING_YET = "Nothing was changed yet."

CHOOSE = f"That isn’t among the choices, or isn’t any more. {NOTHING_YET} Choose one of those offered."
NUMBER = f"Give a whole number, in figures alone. {NOTHING_YET}"
NO_FILE = f"The file didn't come in whole. {NOTHING_YET} Choose it again."

STOCK: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {
        "required": f"This can't stay empty. {NOTHING_YET}",
        "max_length": f"It is %(show_value)d characters long, and at most %(limit_value)d are taken. {NOTHING_YET} Shorten it.",
        "min_value": f"It is at least %(limit_value)s. {NOTHING_YET}",
        "max_value": f"It is at most %(limit_value)s. {NOTHING_YET}",
        "null_characters_not_allowed": f"It holds a sign that no reader sees and no text has. {NOTHING_YET} Type it anew.",
    },
    forms.IntegerField: {"invalid": NUMBER},
    forms.EmailField: {"invalid": f"Give an e-mail address, as in name@example.gov. {NOTHING_YET}"},
    forms.DateField: {"invalid": f"Give a day, as in 2026-11-22. {NOTHING_YET}"},
    forms.DateTimeField: {"invalid": f"Give a day and a time, as in 2026-11-22 14:30. {NOTHING_YET}"},
    forms.UUIDField: {
        "invalid": f"What the page carries with this form came in damaged. {NOTHING_YET} Open the page anew."
    },
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.TypedMultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.ModelChoiceField: {"invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE, "invalid_pk_value": CHOOSE},
    forms.FileField: {
        "invalid": NO_FILE,
        "missing": NO_FILE,
        "empty": f"The file is empty. {NOTHING_YET} Choose another.",
        "max_length": f"The file's name is too long: at most %(max)d characters. {NOTHING_YET} Shorten it.",
        "contradiction": f"Choose a file or none, not both. {NOTHING_YET}",
    },
}
"""Kind of field -> what it says, by Django's own code for what is wrong."""


def say() -> None:
    """Let every field that is made from now on say these."""
    for kind, sentences in STOCK.items():
        kind.default_error_messages = {**vars(kind).get("default_error_messages", {}), **sentences}
