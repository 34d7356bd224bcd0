"""Signs alone are no reason: the field says so, nothing is shown and nothing is done."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from requests_app.forms.after import MovedForm
from requests_app.forms.history import NOT_SEARCHABLE, HistoryForm
from requests_app.forms.irs import words_field
from requests_app.forms.oversight import BACKWARDS, OUT_OF_REACH, LooksForm, ValuesForm
from requests_app.rules.text import says_something

SIGNS = (".", "-", "...", "½", "☃", "“ ”")


@pytest.mark.parametrize("signs", SIGNS)
def test_signs_are_missing_words_at_their_field(signs):
    assert "Say why: no look without a reason" in str(ValuesForm({"why": signs}).errors["why"])
    moved = MovedForm({"why": signs, "custodian": signs, "location": signs})
    assert {"why", "custodian", "location"} <= set(moved.errors)
    with pytest.raises(ValidationError, match="Put it in writing"):
        words_field("Why", "").clean(signs)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*SIGNS, "a", "7", "Ж", "é.", "٣"])
def test_what_says_something_is_a_reason_in_the_database_too(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~ '[[:alnum:]]'", [text])
        assert (not says_something(text)) or cursor.fetchone() == (True,)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["the", "of", "'"])
def test_words_that_stand_everywhere_narrow_nothing_and_say_so(words):
    form = HistoryForm({"words": words})
    assert str(form.errors["words"][0]) == NOT_SEARCHABLE
    assert HistoryForm({"words": f"{words} permits"}).is_valid()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_reach_narrows_nothing_and_says_so(day):
    form = LooksForm({"since": day, "until": "2026-01-02"}, agencies=[], kinds=[])
    assert form.errors["since"] == [OUT_OF_REACH]


def test_days_that_run_backwards_narrow_nothing_and_say_so():
    form = LooksForm({"since": "2026-02-01", "until": "2026-01-02"}, agencies=[], kinds=[])
    assert form.errors["since"] == form.errors["until"] == [BACKWARDS]
    assert not {"since", "until"} & set(form.cleaned_data)
