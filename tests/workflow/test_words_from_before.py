"""What was put in writing before a reason had to be in words stands, and can be ended as ever."""

from __future__ import annotations

import pytest
from django.db import connections

from tests.cast import cast
from tests.workflow.test_kept_in_raw_sql import LIFT, MEET, REFUSE, SET_CONDITION, raw

STATUTE = """INSERT INTO requests_app_listedstatute (citation, kind, about, words, entered_by_id)
             VALUES ('18 USC 9999', 'civil', 'Nothing', 'It is civil.', %s)"""
WITHDRAW = "UPDATE requests_app_listedstatute SET withdrawn_on = current_date, withdrawn_words = 'In error.'"


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
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE requests_app_{table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE requests_app_{table} SET words = 'OK'")
        cursor.execute(f"ALTER TABLE requests_app_{table} ENABLE TRIGGER USER")
    raw(ended, by=who.counsel)
