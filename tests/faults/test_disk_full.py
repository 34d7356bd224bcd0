"""No room left: the person is told, nothing is half-stored, and what was taken in goes on once there is room."""

import io
from uuid import uuid4

import pytest
from django.db import OperationalError

from requests_app.intake import reading, receiving
from requests_app.intake.refusing import NotNow
from requests_app.models import Batch, BatchChunk, BatchPart, Subject
from tests import databases, samples
from tests.cast import WHY
from tests.databases import CommittedDatabase
from tests.intake.conftest import Uploads, begin

FULL = """
CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM public.{table}) > {most} THEN
        RAISE EXCEPTION 'could not extend file: no space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER no_room AFTER INSERT ON public.{table} FOR EACH STATEMENT EXECUTE FUNCTION public.no_room();
"""
"""A quota that the database keeps, and answers with the error that it has for a full disk."""


def fill_up(database: CommittedDatabase, table: str, most: int) -> None:
    with databases.connect(database.name) as owner:
        owner.execute(FULL.format(table=table, most=most))


def make_room(database: CommittedDatabase, table: str) -> None:
    with databases.connect(database.name) as owner:
        owner.execute(f"DROP TRIGGER no_room ON public.{table}; DROP FUNCTION public.no_room()")


def receive(uploads: Uploads, content: bytes) -> Batch:
    stream, by = io.BytesIO(content), uploads.who.liaison
    return receiving.receive(uploads.draft.pk, by=by, why=WHY, filename="a.csv", stream=stream, key=uuid4())


def test_a_file_for_which_there_is_no_room_leaves_nothing(committed_db: CommittedDatabase) -> None:
    uploads, content = begin(), samples.csv_file(9_000)
    fill_up(committed_db, "requests_app_batchpart", 2)
    with pytest.raises(NotNow, match="no room left"):
        receive(uploads, content)
    assert not Batch.objects.exists() and not BatchPart.objects.exists()
    make_room(committed_db, "requests_app_batchpart")
    assert receive(uploads, content).status == "received"


def test_reading_goes_on_once_there_is_room(committed_db: CommittedDatabase) -> None:
    uploads = begin()
    batch = uploads.confirm(receive(uploads, samples.csv_file(12_000)))
    fill_up(committed_db, "requests_app_batchchunk", 5)
    with pytest.raises(OperationalError):
        reading.read_more(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_read, BatchChunk.objects.count()) == ("reading", 10_000, 5)
    make_room(committed_db, "requests_app_batchchunk")
    assert uploads.work(batch).rows_accepted == Subject.objects.count() == 12_000
