"""What the app's own database role can't do in raw SQL to an upload that is over, and to a package that was asked for."""

from __future__ import annotations

import pytest

from audits.acting import INTAKE, SETUP
from requests_app.intake import cancelling, judging, reading
from requests_app.models import BatchPart, Preparation
from requests_app.rules.transitions import Status
from tests import samples
from tests.cast import Cast, cast, draft, prepare, walk
from tests.intake.conftest import begin
from tests.workflow.test_kept_in_raw_sql import raw, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


@pytest.mark.parametrize("change", ["status = 'cancelled'", "status = 'judging'", "sha256 = ''", "filename = 'b.csv'"])
def test_the_bytes_of_an_upload_that_is_done_are_not_thrown_away_as_of_one_that_came_to_nothing(who, change):
    batch = begin().whole(samples.csv_file(2))
    assert batch.status == "done" and BatchPart.objects.filter(batch=batch).exists()
    for by in (who.liaison, who.specialist, SETUP, INTAKE):
        assert "stays as it ended" in refused(f"UPDATE requests_app_batch SET {change} WHERE id = %s", batch.pk, by=by)
    assert "stays as it came" in refused("DELETE FROM requests_app_batchpart", by=who.liaison)


GIVEN_UP = "UPDATE requests_app_batch SET status = %s, cancelled_by_id = %s WHERE id = %s"


@pytest.mark.parametrize("status", ["cancelling", "cancelled"])
def test_an_upload_is_given_up_by_a_liaison_in_person_and_over_once_its_rows_are_dropped(who, status):
    uploads = begin()
    batch = uploads.confirm(uploads.receive(samples.csv_file(2)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    for by, named in ((INTAKE, None), (who.specialist, None), (who.liaison, None), (who.specialist, who.liaison.pk)):
        assert "in person" in refused(GIVEN_UP, status, named, batch.pk, by=by)
    assert "liaison" in refused(GIVEN_UP, status, who.specialist.pk, batch.pk, by=who.specialist)
    if status == "cancelled":
        assert "is dropped" in refused(GIVEN_UP, status, who.liaison.pk, batch.pk, by=who.liaison)
    else:
        raw(GIVEN_UP, status, who.liaison.pk, batch.pk, by=who.liaison)
        assert cancelling.drop_some(batch.pk) and not cancelling.drop_some(batch.pk)
        batch.refresh_from_db()
        assert batch.status == "cancelled"


ASK = """INSERT INTO requests_app_preparation (disclosure_request_id, status, recipient_key_id, letters, by_id, why, origin,
         total, checked, written, begun, trouble)
         SELECT disclosure_request_id, 'working', recipient_key_id, false, %s, why, '', 1, 0, 0, 0, ''
         FROM requests_app_preparation"""


def test_a_package_is_asked_for_by_a_specialist_in_person_and_stays_as_it_was_asked(who):
    prepare(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))
    asked = Preparation.objects.get()
    assert "another's name" in refused(ASK, who.specialist.pk, by=who.approver)
    for other in (who.approver, who.counsel, who.liaison, who.administrator):
        assert "specialist" in refused(ASK, other.pk, by=other)
    raw(ASK, who.transmitter.pk, by=who.transmitter)
    another = Preparation.objects.exclude(pk=asked.pk).get()
    for change in ("by_id = %s", "why = 'for somebody ' || %s", "recipient_key_id = recipient_key_id + sign(%s)::int"):
        write = f"UPDATE requests_app_preparation SET {change} WHERE id = {another.pk}"
        assert "stays as it was asked" in refused(write, who.specialist.pk, by=who.transmitter)
    again = "UPDATE requests_app_preparation SET status = 'working', release_id = NULL WHERE id = %s"
    assert "ends once" in refused(again, asked.pk, by=who.specialist)
    assert "stays as it was asked" in refused("DELETE FROM requests_app_preparation", by=who.specialist)
