"""`manage.py receive_file`: the same intake as by browser, with the person's rights."""

import io
import json
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from requests_app import tasks
from requests_app.models import Batch, Subject
from tests import samples
from tests.databases import CommittedDatabase
from tests.intake.conftest import Uploads, begin


def run(uploads: Uploads, path: Path, *more: str, by: str = "") -> dict[str, object]:
    """Run the command for the draft; return what it says on standard output."""
    out = io.StringIO()
    by = by or uploads.who.liaison.username
    call_command("receive_file", uploads.draft.number, str(path), "--by", by, *more, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def refused(uploads: Uploads, path: Path, *more: str, by: str = "") -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        run(uploads, path, *more, by=by)
    return raised.value.returncode, str(raised.value)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(samples.csv_file(5) + b"too,few\r\n")
    return path


def test_a_file_is_taken_and_left_to_the_workers(uploads: Uploads, people: Path) -> None:
    said = run(uploads, people)
    batch = Batch.objects.get()
    assert (said["upload"], said["status"], batch.filename) == (batch.pk, "reading", "people.csv")
    assert batch.uploaded_by == uploads.who.liaison
    tasks.read_batch.run(batch.pk)
    tasks.judge_batch.run(batch.pk)
    assert Subject.objects.count() == 5
    assert batch.history.filter(status="received").get().history_change_reason == "sent a file from the command line"


def test_columns_are_said(uploads: Uploads, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Familienname,EARM_ADDRESS,Notes\nDemofield,1 Main St,x\n")
    run(uploads, path, "--map", "Familienname=last_name", "--map", "Notes=")
    assert Batch.objects.get().columns == {"0": "last_name", "1": "address"}


def test_the_same_file_twice_is_recognised(uploads: Uploads, people: Path) -> None:
    run(uploads, people)
    code, said = refused(uploads, people)
    assert code == 2 and "already uploaded" in said


@pytest.mark.parametrize("name", ["ice_liaison", "stranger", "signer", "specialist"])
def test_nobody_but_a_liaison_of_the_agency(uploads: Uploads, people: Path, name: str) -> None:
    code, said = refused(uploads, people, by=getattr(uploads.who, name).username)
    assert code == 1 and ("Only a liaison" in said or "no request of this number" in said)
    assert refused(uploads, people, by="nobody")[0] == 1
    assert not Batch.objects.exists()


def test_a_file_that_cannot_be_read(uploads: Uploads, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert refused(uploads, path)[0] == 2
    path.write_bytes(b"%PDF-1.7 something")
    assert refused(uploads, path)[0] == 2
    path.write_bytes(b"one,two\nx,y\n")
    code, said = refused(uploads, path)
    assert code == 2 and "--map COLUMN=field" in said
    assert not Batch.objects.exists()


def test_waiting_shows_how_far_it_is_and_ends_with_the_workers(committed_db: CommittedDatabase, people: Path) -> None:
    uploads, err, out = begin(), io.StringIO(), io.StringIO()
    by = uploads.who.liaison.username

    def act(number: int) -> None:
        if number == 0:
            call_command(
                "receive_file", uploads.draft.number, str(people), "--by", by, "--wait", stdout=out, stderr=err
            )
            return
        deadline = time.monotonic() + 30
        while not Batch.objects.filter(status="reading").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        batch = Batch.objects.get()
        tasks.read_batch.run(batch.pk)
        tasks.judge_batch.run(batch.pk)

    assert committed_db.race(2, act) == [None, None]
    said = json.loads(out.getvalue())
    assert (said["status"], said["rows_read"], said["accepted"], said["rejected"]) == ("done", 6, 5, 1)
    assert said["rejected_codes"] == {"row.cells": 1}
    assert "rows read" in err.getvalue() or "rows judged" in err.getvalue()
    assert next(samples.lines(1, 0))[0] not in out.getvalue() + err.getvalue()
