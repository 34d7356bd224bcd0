"""Signs alone are no reason: the field says so, nothing is shown and nothing is done."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection

from audits.acting import IN_WORDS, acting, in_words
from requests_app.forms.after import MovedForm
from requests_app.forms.base import title_field
from requests_app.forms.drafts import RequestForm
from requests_app.forms.history import NOT_SEARCHABLE, HistoryForm, SaveForm
from requests_app.forms.irs import AssignForm, NoteForm, words_field
from requests_app.forms.orders import OrderForm
from requests_app.forms.oversight import BACKWARDS, OUT_OF_REACH, LooksForm, ValuesForm
from requests_app.forms.releases import AttachForm
from requests_app.forms.signing import NoteToIrsForm, SigningForm
from requests_app.forms.statutes import StatuteForm
from tests.cast import cast

SIGNS = (".", "-", "...", "½", "☃", "“ ”")


@pytest.mark.parametrize("signs", SIGNS)
def test_signs_are_missing_words_at_their_field(signs):
    assert "Say why: no look without a reason" in str(ValuesForm({"why": signs}).errors["why"])
    moved = MovedForm({"why": signs, "custodian": signs, "location": signs})
    assert {"why", "custodian", "location"} <= set(moved.errors)
    with pytest.raises(ValidationError, match="Put it in writing"):
        words_field("Why", "").clean(signs)


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize(
    "field",
    [
        *(title_field(), NoteToIrsForm.base_fields["text"], NoteForm.base_fields["text"]),
        *(RequestForm.base_fields["title"], RequestForm.base_fields["purpose"], OrderForm.base_fields["docket"]),
        *(AttachForm.base_fields["source"], StatuteForm.base_fields["about"], SaveForm.base_fields["name"]),
    ],
)
def test_signs_are_no_note_no_title_and_no_source(field, signs):
    with pytest.raises(ValidationError) as refused:
        field.clean(signs)
    assert refused.value.messages == [field.error_messages["required"]]


def test_signs_are_no_delegation():
    form = SigningForm({"capacity": "delegate", "instrument": "..."}, agency_kind="usao")
    assert "instrument" in form.errors


NO_WORDS = ("x", "ok", "7", "n/a", "x y z", "12 34 5678", "é.", "№ 3", "xxx", "AaaA", "xxx yyyy")
WORDS = ("Wrong agency", "Met.", "a test", "INA 243(a)", "Причина", "árbol", "理由なし", "aab", "AAA Corp.")


@pytest.mark.parametrize("text", NO_WORDS)
def test_letters_and_figures_alone_are_no_reason(text):
    for field in (words_field("Why", ""), AssignForm.base_fields["why"], ValuesForm.base_fields["why"]):
        with pytest.raises(ValidationError, match="three letters or more"):
            field.clean(text)


@pytest.mark.parametrize("text", WORDS)
def test_a_short_reason_is_one(text):
    assert words_field("Why", "").clean(text) == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*SIGNS, *NO_WORDS, *WORDS])
def test_what_is_in_words_is_so_in_the_database_too(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~ %s", [text, IN_WORDS])
        assert cursor.fetchone() == (in_words(text),) == (text in WORDS,)


@pytest.mark.django_db
@pytest.mark.parametrize("text", NO_WORDS)
def test_nothing_is_done_and_nothing_looked_at_for_a_reason_that_is_not_in_words(text):
    who = cast()
    with pytest.raises(ValueError, match="Say why"), acting(by=who.counsel, why=text):
        pass
    forge = "SELECT set_config('audits.why', %s, true)"
    change = "UPDATE requests_app_agency SET name = name || ' '"
    look = "SELECT audits_record_access(1, 'x', 'x', 'x', 'view', 'x', NULL, NULL, %s, 'done', '{}')"
    with pytest.raises(DatabaseError, match="an actor and a reason"), acting(by=who.administrator, why="a test"):
        connection.cursor().execute(forge, [text])
        connection.cursor().execute(change)
    with pytest.raises(DatabaseError, match="No look without a reason"), acting(by=who.counsel, why="a test"):
        connection.cursor().execute(look, [text])


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
