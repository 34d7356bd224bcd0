"""Work that stopped at any moment goes on, and nothing is done twice."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.db import connection

from audits.acting import SETUP, acting
from requests_app import access, tasks
from requests_app.intake import cancelling, finishing, judging, reading, standing, waiting
from requests_app.models import BatchChunk, BatchPart, DisclosureRequest, Subject
from requests_app.models.locks import Lock
from requests_app.rules.roles import Role
from requests_app.workflow import deciding
from tests import samples
from tests.cast import WHY, fresh
from tests.databases import CommittedDatabase
from tests.intake.conftest import Uploads, begin


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.usefixtures("small_chunks")
def test_reading_goes_on_where_it_was_killed(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    batch = uploads.confirm(uploads.receive(samples.csv_file(7_500)))
    add, calls = reading._add, []

    def killed_at_the_third(*given: Any) -> bool:
        calls.append(given)
        if len(calls) == 3:
            raise Killed
        return add(*given)

    monkeypatch.setattr(reading, "_add", killed_at_the_third)
    with pytest.raises(Killed):
        reading.read_more(batch.pk)
    assert BatchChunk.objects.filter(batch=batch).count() == 4
    monkeypatch.setattr(reading, "_add", add)
    assert reading.read_more(batch.pk)
    sizes = BatchChunk.objects.filter(batch=batch).order_by("number").values_list("number", "first_row", "rows")
    assert list(sizes) == [(n, n * 1000 + 1, 1000 if n < 7 else 500) for n in range(8)]
    batch.refresh_from_db()
    assert (batch.rows_read, batch.status) == (7_500, "judging")


@pytest.mark.usefixtures("small_chunks")
def test_reading_goes_on_after_a_version_with_other_chunks(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(4_500)))
    first = list(islice(reading.gather(batch, reading.correcting.rows_of(batch, reading._records(batch)), first=0), 2))
    assert reading._add(batch, first)
    monkeypatch.setattr(reading, "CHUNK", 1_500)
    assert reading.read_more(batch.pk)
    sizes = BatchChunk.objects.filter(batch=batch).order_by("number").values_list("number", "first_row", "rows")
    assert list(sizes) == [(0, 1, 1000), (1, 1001, 1000), (2, 2001, 1500), (3, 3501, 1000)]
    uploads.work(batch)
    assert list(Subject.objects.values_list("row", flat=True)) == list(range(1, 4_501))


@pytest.mark.usefixtures("small_chunks")
def test_reading_twice_reads_once(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(1_200)))
    assert reading.read_more(batch.pk)
    assert not reading.read_more(batch.pk)
    assert BatchChunk.objects.count() == 2


def test_two_workers_do_not_end_one_upload_side_by_side(committed_db: CommittedDatabase) -> None:
    uploads, ended = begin(), []
    batch = uploads.confirm(uploads.receive(samples.csv_file(20)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    with standing.alone(Lock.FINISH_BATCH, batch.pk):
        assert committed_db.race(1, lambda _: ended.append(finishing.finish(batch.pk))) == [None]
    batch.refresh_from_db()
    assert (ended, batch.status) == ([False], "judging")
    assert finishing.finish(batch.pk)


def test_finishing_again_after_a_kill_changes_nothing(uploads: Uploads) -> None:
    batch = uploads.whole(samples.csv_file(20))
    before = Subject.history.count()
    assert not finishing.finish(batch.pk)
    assert Subject.history.count() == before and fresh(uploads.draft).version == 2


@pytest.mark.usefixtures("small_chunks")
def test_a_subject_typed_in_between_keeps_its_row(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(1_500)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    uploads.type_one()
    uploads.work(batch)
    rows = list(Subject.objects.values_list("row", flat=True))
    assert len(set(rows)) == 1_501 and rows[-1] == 1_501


@pytest.mark.usefixtures("small_chunks")
def test_an_upload_ends_when_the_request_moves_on(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(1_500)))
    reading.read_more(batch.pk)
    judging.judge_chunk(batch.pk)
    seen = fresh(uploads.draft).version
    deciding.withdraw(uploads.draft.pk, by=uploads.who.liaison, why=WHY, seen=seen)
    uploads.work(batch)
    assert batch.status == "refused" and "no longer the agency's" in batch.trouble


def test_an_upload_ends_when_the_uploader_loses_the_right(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    access.revoke(uploads.who.liaison, Role.LIAISON, uploads.who.usao, by=SETUP, why=WHY)
    uploads.work(batch)
    assert batch.status == "refused" and "may no longer change" in batch.trouble
    assert not Subject.objects.exists()


def test_what_is_left_of_a_file_that_came_to_nothing_is_thrown_away(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    reading.read_more(batch.pk)
    cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)
    standing.tidy()
    assert not BatchPart.objects.exists() and not BatchChunk.objects.exists()


def test_marked_subjects_are_found_and_judged_again(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(2_100))
    assert waiting.unjudged_requests() == waiting.outdated_requests() == []
    with acting(by=SETUP, why=WHY):
        assert judging.mark_stale(uploads.draft.pk) == 2_100
    assert waiting.unjudged_requests() == [uploads.draft.pk]
    assert judging.judge_stale(uploads.draft.pk) == 2_100
    assert waiting.unjudged_requests() == []


def test_judging_again_by_the_same_rules_keeps_the_verdicts(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(50))
    before = list(Subject.objects.values_list("row", "blocking_codes", "review_codes", "grade_address"))
    with acting(by=SETUP, why=WHY):
        judging.mark_stale(uploads.draft.pk)
    judging.judge_stale(uploads.draft.pk)
    assert list(Subject.objects.values_list("row", "blocking_codes", "review_codes", "grade_address")) == before


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """What was rung for, instead of ringing."""
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "ring", lambda task, number, **_: heard.append((task.name.rsplit(".", 1)[1], number)))
    yield heard


def test_the_sweep_rings_for_all_that_is_not_done(uploads: Uploads, rung: list[tuple[str, int]]) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    tasks.sweep()
    assert rung == [("read_batch", batch.pk)]
    rung.clear()
    tasks.read_batch(batch.pk)
    assert rung == [("judge_batch", batch.pk)] * tasks.SIDE_BY_SIDE
    rung.clear()
    tasks.judge_batch(batch.pk)
    tasks.sweep()
    assert rung == []


def test_an_upload_works_through_when_nobody_can_be_rung(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(samples.csv_file(10)))
    tasks.read_batch.run(batch.pk)
    tasks.judge_batch.run(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "done"


def test_four_workers_at_once_add_each_row_once(committed_db: CommittedDatabase) -> None:
    uploads = begin()
    batch = uploads.confirm(uploads.receive(samples.csv_file(6_000)))

    def work(_: int) -> None:
        reading.read_more(batch.pk)
        while DisclosureRequest.objects.filter(batches__status="judging").exists():
            if not judging.judge_chunk(batch.pk):
                finishing.finish(batch.pk)

    reading.read_more(batch.pk)
    failures = [raised for raised in committed_db.race(4, work) if raised is not None]
    assert failures == []
    assert list(Subject.objects.values_list("row", flat=True)) == list(range(1, 6_001))
    assert Subject.history.filter(history_type="+").count() == Subject.history.count() == 6_000
    batch.refresh_from_db()
    assert (batch.rows_accepted, batch.status) == (6_000, "done")
    with connection.cursor() as cursor:
        here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        cursor.execute(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = {here}")
        assert cursor.fetchone() == (0,)
