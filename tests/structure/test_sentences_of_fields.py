"""No field of a form speaks in sentences that aren't the project's own, whatever is wrong with what was typed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms

import requests_app.forms
from requests_app.forms.stock import NOTHING_YET, STOCK

STOCK_WORDS = re.compile(
    r"^(This field|Enter |Select a valid|Ensure |List of values|No file was submitted|The submitted|Please|“%)"
)


def declared() -> Iterator[tuple[str, forms.Field]]:
    for module in pkgutil.iter_modules(requests_app.forms.__path__):
        loaded = importlib.import_module(f"requests_app.forms.{module.name}")
        for name, form in vars(loaded).items():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                yield from ((f"{name}.{field}", found) for field, found in form.base_fields.items())


def test_every_field_that_is_declared_has_the_projects_own_sentences():
    fields = dict(declared())
    assert len(fields) > 200
    said = {(name, str(words)) for name, field in fields.items() for words in field.error_messages.values()}
    assert not {one for one in said if STOCK_WORDS.match(one[1])}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "This can't stay empty."),
        (forms.CharField(max_length=3), "secret", "It is 6 characters long, and at most 3 are taken."),
        (forms.CharField(), "a\0b", "Type it anew."),
        (forms.IntegerField(min_value=1, max_value=5), "x", "Give a whole number"),
        (forms.IntegerField(min_value=1, max_value=5), "0", "It is at least 1."),
        (forms.IntegerField(min_value=1, max_value=5), "6", "It is at most 5."),
        (forms.ChoiceField(choices=[("a", "A")]), "secret", "That isn’t among the choices"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["secret"], "That isn’t among the choices"),
        (forms.UUIDField(), "secret", "Open the page anew."),
        (forms.DateField(), "secret", "Give a day, as in"),
    ],
)
def test_a_field_without_words_says_what_happened_and_what_was_not_lost_and_repeats_nothing(field, typed, sentence):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    said = " ".join(refused.value.messages)
    assert sentence in said and NOTHING_YET in said and "secret" not in said


def test_sentences_stand_for_kinds_of_fields_alone():
    assert all(issubclass(kind, forms.Field) for kind in STOCK)
