"""The file of June 2025, the graded sample, and a million rows."""

import csv
from pathlib import Path

from requests_app.intake import finishing, judging, reading
from requests_app.models import BatchChunk, Subject
from tests.intake.conftest import Uploads

DATA = Path(__file__).parent.parent / "data"


def test_the_file_of_june_2025_is_taken_and_every_row_of_it_blocked(uploads: Uploads) -> None:
    batch = uploads.whole((DATA / "as-sent-2025.csv").read_bytes(), "as-sent-2025.csv")
    assert (batch.status, batch.rows_read, batch.rows_accepted) == ("done", 1_000, 1_000)
    lacked = {"period.missing", "statute.missing", "reason.missing", "matter.missing", "officer.missing"}
    assert all(lacked <= set(codes) for codes in Subject.objects.values_list("blocking_codes", flat=True))


def test_every_row_of_the_sample_gets_the_code_it_must_have(uploads: Uploads) -> None:
    """The request is made without an agreement, so no removal order is asked for."""
    batch = uploads.whole((DATA / "subjects-sample.csv").read_bytes(), "subjects-sample.csv")
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (600, 600, 0)
    found = {s.row: s for s in Subject.objects.all()}
    with (DATA / "subjects-sample-expected.csv").open(newline="") as file:
        expected = {
            int(row["row"]): set(row["must_have"].split("|")) - {"", "order.date"} for row in csv.DictReader(file)
        }
    wrong = [
        row
        for row, codes in expected.items()
        if (codes and not codes.intersection(found[row].blocking_codes + found[row].review_codes))
        or (not codes and found[row].blocking_codes)
    ]
    assert wrong == []


def test_a_million_rows_and_one_are_read_in_chunks(uploads: Uploads) -> None:
    rows = (b"Demofield%d,%d Prototype Ave Phoenix AZ 85004\n" % (n, n) for n in range(1_000_001))
    batch = uploads.confirm(uploads.receive(b"last_name,address\n" + b"".join(rows)))
    assert reading.read_more(batch.pk)
    batch.refresh_from_db()
    assert (batch.rows_read, batch.rows_rejected, BatchChunk.objects.count()) == (1_000_001, 0, 501)
    assert judging.judge_chunk(batch.pk) and judging.judge_chunk(batch.pk)
    assert not finishing.finish(batch.pk)
    assert Subject.objects.count() == 4_000
