"""A file from the liaison's hand to judged subjects."""

import csv
import io
import json

import pytest

from audits.access_log import Looker, look
from audits.acting import INTAKE
from audits.models import AccessAct, AccessRecord
from requests_app.intake.progress import progress
from requests_app.models import BatchChunk, BatchPart, RowError, Subject
from requests_app.models.subject import GRADES
from tests import samples
from tests.intake.conftest import Uploads


def history_of(uploads: Uploads) -> list[str]:
    rows = Subject.history.filter(disclosure_request_id=uploads.draft.pk)
    return list(rows.order_by("history_id").values_list("history_type", flat=True))


def test_every_row_becomes_a_judged_subject_with_one_history_row(uploads: Uploads) -> None:
    batch = uploads.whole(samples.csv_file(2_300))
    assert (batch.status, batch.rows_read, batch.rows_accepted, batch.rows_rejected) == ("done", 2300, 2300, 0)
    subjects = Subject.objects.filter(disclosure_request=uploads.draft)
    assert list(subjects.values_list("row", flat=True)) == list(range(1, 2301))
    assert not subjects.filter(judged_under="").exists()
    assert history_of(uploads) == ["+"] * 2300
    assert set(Subject.history.values_list("actor_name", flat=True)) == {uploads.who.liaison.get_full_name()}


def test_a_complete_row_blocks_nothing_and_is_graded_complete(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(3))
    assert Subject.objects.count() == 3
    for subject in Subject.objects.all():
        assert subject.blocking_codes == []
        assert {getattr(subject, f"grade_{name}") for name in GRADES} == {"complete"}


def test_a_row_lacking_everything_is_accepted_and_blocked(uploads: Uploads) -> None:
    batch = uploads.whole(b"LAST_NAME,SSN,EARM_ADDRESS\r\nDemofield,905-66-0001,unknown\r\n")
    subject = Subject.objects.get()
    assert batch.rows_accepted == 1
    assert {"address.placeholder", "statute.missing", "reason.missing", "matter.missing", "officer.missing"} <= set(
        subject.blocking_codes
    )
    assert subject.grade_address == subject.grade_statute == "incomplete"


def test_the_tin_is_sealed_and_bound_to_its_subject(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(1))
    subject = Subject.objects.get()
    assert b"9" + b"00-66" not in bytes(subject.tin_sealed)
    opened = look(Looker(INTAKE, "system", "test", "a test"), AccessAct.WORK, "subject", object_id=subject.pk)
    assert opened.text(subject.tin_sealed, bound_to=f"subject:{subject.pk}:tin") == samples.row(1)["tin"]
    assert len(bytes(subject.tin_index)) == 32
    assert subject.tin_form == "invented"


def test_a_tin_that_a_spreadsheet_spoiled_is_impossible(uploads: Uploads) -> None:
    uploads.whole(b"last_name,ssn\nDemofield,9.05E+08\nMockberg,1.23E+08\n")
    assert set(Subject.objects.values_list("tin_form", flat=True)) == {"impossible"}
    assert all("tin.invalid" in codes for codes in Subject.objects.values_list("review_codes", flat=True))


def test_rows_read_are_those_accepted_and_those_rejected(uploads: Uploads) -> None:
    good, width = samples.lines(6), len(next(samples.lines(0)))
    rows = list(good)
    rows[2] = rows[2][:5]
    rows[3][0] = "Nul\0Name"
    rows[4][18] = "x" * 200_001
    rows[5] = [""] * width
    batch = uploads.whole(samples.table(*rows).encode())
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (6, 2, 4)
    errors = {e.row: e for e in RowError.objects.filter(batch=batch)}
    assert {row: e.code for row, e in errors.items()} == {
        2: "row.cells",
        3: "row.nul",
        4: "row.cell_too_long",
        5: "row.empty",
    }
    assert errors[3].column == "first_name"
    assert all(e.sentence and e.remedy for e in errors.values())
    assert list(Subject.objects.values_list("row", flat=True)) == [1, 6]


def test_a_rejected_row_is_kept_sealed_for_correction(uploads: Uploads) -> None:
    batch = uploads.whole(b"last_name,ssn\nDemofield\nMockberg,905-66-0001\n")
    error = RowError.objects.get(batch=batch)
    assert b"Demofield" not in bytes(error.sealed) and "Demofield" not in error.sentence
    opened = look(Looker(INTAKE, "system", "test", "a test"), AccessAct.WORK, "upload", object_id=batch.pk)
    assert json.loads(opened.text(error.sealed, bound_to=f"batch:{batch.pk}:row:1")) == ["Demofield"]


def test_the_file_is_kept_sealed_and_chunks_are_emptied(uploads: Uploads) -> None:
    content = samples.csv_file(4_000)
    batch = uploads.whole(content)
    parts = [bytes(p) for p in BatchPart.objects.filter(batch=batch).values_list("sealed", flat=True)]
    assert len(parts) == len(content) // 2**20 + 1
    assert not any(b"Prototype" in part for part in parts)
    assert set(BatchChunk.objects.filter(batch=batch).values_list("judged", "sealed")) == {(True, None)}


@pytest.mark.usefixtures("small_chunks")
def test_each_opening_of_the_file_is_recorded_once(uploads: Uploads) -> None:
    batch = uploads.whole(samples.csv_file(2_500))
    records = AccessRecord.objects.filter(kind="upload", object_id=batch.pk)
    assert records.count() == 1 + 3  # the reading, and each of three chunks
    assert set(records.values_list("act", "person_name")) == {("work", "System: intake")}


def test_subjects_follow_those_that_were_there(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(3))
    uploads.whole(samples.csv_file(2, seed=7))
    assert list(Subject.objects.values_list("row", flat=True)) == [1, 2, 3, 4, 5]


def test_unmapped_columns_are_never_read(uploads: Uploads) -> None:
    batch = uploads.receive(b"last_name,shoe size\nDemofield,44\n")
    uploads.work(uploads.confirm(batch))
    row = Subject.objects.values().get()
    assert row["last_name"] == "Demofield"
    assert not any(value == "44" for value in row.values())


def test_progress_counts_to_the_end(uploads: Uploads) -> None:
    batch = uploads.whole(samples.csv_file(40))
    seen = progress(batch)
    assert (seen.rows_read, seen.judged, seen.left, seen.done) == (40, 40, 0, True)
    assert seen.rate and seen.rate > 0


def test_the_rows_of_a_file_are_as_many_as_csv_reads(uploads: Uploads) -> None:
    content = 'last_name,reason\n"Demo, Jr.","two\nlines"\n\nMockberg,"said ""no"""\n'
    batch = uploads.whole(content.encode())
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert batch.rows_read == len(rows) == 2
    assert list(Subject.objects.values_list("reason", flat=True)) == [r["reason"] for r in rows]
