"""What the app's own database role can't note in raw SQL: that a request is judged, matched or compared, when it isn't."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import INTAKE, JUDGING, MATCHING
from requests_app.intake import confidential, judging, waiting
from requests_app.models import CrossCheck, JudgingState, MatchState, Threshold
from requests_app.models.judging import last_change
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, on_record, walk
from tests.workflow.test_kept_in_raw_sql import raw, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def refused_to_nobody(statement: str) -> str:
    """Return what the database answers to a statement for which nobody stands."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


LATEST = "(SELECT max(id) FROM requests_app_listchange)"
JUDGED = {
    "since the lists last changed": f"list_change = {LATEST}",
    "under another edition": "edition = 'another'",
    "today": "judged_on = current_date",
    "in another's place": "disclosure_request_id = disclosure_request_id + 1",
}


@pytest.mark.parametrize("claim", JUDGED.values(), ids=JUDGED.keys())
def test_nobody_but_judging_notes_that_a_request_is_judged(who, claim):
    one = walk(who, draft(who), Status.COMPLETENESS)
    raw("UPDATE requests_app_threshold SET value = 9 WHERE name = 'officer_subjects'", by=who.administrator)
    JudgingState.objects.filter(pk=one.pk).update(judged_on=None)
    claimed = f"UPDATE requests_app_judgingstate SET {claim}"
    for by in (who.liaison, who.specialist, who.administrator, INTAKE, MATCHING):
        assert "noted by who does it" in refused(claimed, by=by)
    assert "noted by who does it" in refused_to_nobody(claimed)
    judging.judge_stale(one.pk)
    assert waiting.outdated_requests() == [] and Threshold.objects.get(name="officer_subjects").value == 9


NEW = f"""INSERT INTO requests_app_judgingstate (disclosure_request_id, edition, list_change, judged_on, row)
          SELECT %s, 'x', {LATEST}, current_date, 0"""


def test_a_note_that_is_taken_away_is_not_written_anew_by_hand(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    raw("DELETE FROM requests_app_judgingstate", by=who.specialist)
    assert "noted by who does it" in refused(NEW, one.pk, by=who.specialist)
    assert waiting.outdated_requests() == [one.pk]


@pytest.mark.parametrize("claim", [f"list_change = {LATEST} + 1", "judged_on = current_date + 3"])
def test_nothing_is_judged_under_a_change_or_on_a_day_to_come(who, claim):
    walk(who, draft(who), Status.COMPLETENESS)
    assert last_change()
    assert "noted by who does it" in refused(f"UPDATE requests_app_judgingstate SET {claim}", by=JUDGING)


@pytest.mark.parametrize("claim", ["finished_at = now()", "source = source + 1", "edition = 'x'", "submission = 2"])
def test_nobody_but_matching_notes_that_a_request_is_matched(who, claim):
    on_record()
    one = walk(who, draft(who), Status.FULFILMENT)
    MatchState.objects.filter(pk=one.pk).update(finished_at=None)
    on_record(last_name="Otherman", tin="912-66-0009")
    claimed = f"UPDATE requests_app_matchstate SET {claim}"
    for by in (who.specialist, who.counsel, JUDGING):
        assert "noted by who does it" in refused(claimed, by=by)
    assert "noted by who does it" in refused_to_nobody(claimed)
    assert "noted by who does it" in refused("UPDATE requests_app_matchstate SET source = 999999", by=MATCHING)


def test_nobody_but_comparing_takes_away_that_a_request_is_to_be_compared(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    confidential.mark(one.pk)
    for take in (
        "DELETE FROM requests_app_crosscheck",
        "UPDATE requests_app_crosscheck SET spread = 'all'",
        "UPDATE requests_app_crosscheck SET disclosure_request_id = disclosure_request_id - 1",
    ):
        for by in (who.specialist, who.counsel, MATCHING):
            assert "noted by who does it" in refused(take, by=by)
        assert "noted by who does it" in refused_to_nobody(take)
    assert confidential.due() == [one.pk]
    confidential.settle(one.pk)
    assert not CrossCheck.objects.exists()
