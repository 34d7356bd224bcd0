"""What was put in writing before a reason had to be in words stands, and can be ended as ever."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connections

from requests_app.models import Deciding, Preparation
from requests_app.rules.transitions import Status
from requests_app.workflow import carrying_out, fulfilment, preparing, selecting
from requests_app.workflow.filtering import Filter
from tests.cast import WHY, cast, draft, match, on_record, subject_fields, version, walk
from tests.workflow.test_kept_in_raw_sql import LIFT, MEET, REFUSE, SET_CONDITION, raw

STATUTE = """INSERT INTO requests_app_listedstatute (citation, kind, about, words, entered_by_id)
             VALUES ('18 USC 9999', 'civil', 'Nothing', 'It is civil.', %s)"""
WITHDRAW = "UPDATE requests_app_listedstatute SET withdrawn_on = current_date, withdrawn_words = 'In error.'"


def shorten(table: str, column: str = "words") -> None:
    """Leave two letters of what was written, as an installation of before may hold it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE requests_app_{table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE requests_app_{table} SET {column} = 'OK'")
        cursor.execute(f"ALTER TABLE requests_app_{table} ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("table", "entered", "by", "ended"),
    [
        ("agreementcondition", SET_CONDITION, "mou", MEET),
        ("safeguardrefusal", REFUSE.replace("%s, current_date, %s", "{ice}, current_date, %s"), "counsel", LIFT),
        ("listedstatute", STATUTE, "counsel", WITHDRAW),
    ],
)
def test_what_was_written_in_fewer_letters_can_be_ended(table, entered, by, ended, committed_db):
    who = cast()
    raw(entered.format(ice=who.ice.pk), getattr(who, by).pk, by=who.counsel)
    shorten(table)
    raw(ended, by=who.counsel)


def test_a_decision_on_a_group_that_was_given_in_fewer_letters_is_carried_to_its_end(committed_db, monkeypatch):
    monkeypatch.setattr(selecting, "AT_ONCE", 0)
    who = cast()
    on_record()
    one = walk(who, draft(who, subject_fields()), Status.COMPLETENESS)
    match(one)
    chosen = selecting.make(one.pk, by=who.specialist, why=WHY, chosen=Filter(), key=uuid4())
    given = {"outcome": "returned", "reason_code": "no_matter", "seen": version(one)}
    started = selecting.act(chosen.pk, by=who.specialist, why=WHY, **given)
    shorten("deciding")
    carrying_out.carry_on(started.pk)
    assert Deciding.objects.get().finished_at and carrying_out.unfinished() == []
    returned = one.subjects.model.history.get(outcome="returned")
    assert (returned.history_change_reason, returned.history_user_id) == ("as written then: OK", who.specialist.pk)


@pytest.mark.parametrize(("begun", "ends"), [(0, "done"), (preparing.BEGINNINGS, "failed")])
def test_a_package_that_was_asked_for_in_fewer_letters_is_made_or_ended(begun, ends, committed_db, monkeypatch):
    monkeypatch.setattr(preparing, "ITEMS_AT_ONCE", 0)
    who = cast()
    on_record()
    one = walk(who, draft(who, subject_fields()), Status.FULFILMENT)
    asked = fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    Preparation.objects.update(begun=begun)
    shorten("preparation", "why")
    preparing.make(asked.pk)
    assert Preparation.objects.get().status == ends and preparing.due() == []
