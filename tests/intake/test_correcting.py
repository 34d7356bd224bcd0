"""Rejected rows, brought again: each takes the place of the one it corrects, and nothing else gets in that way."""

import pytest

from requests_app.documents.sheets import safe_cell
from requests_app.intake import cancelling, correcting, judging, reading
from requests_app.intake.tables import TIES
from requests_app.models import Batch, BatchChunk, RowError, Subject
from requests_app.workflow import drafting
from tests import samples
from tests.cast import WHY, Cast
from tests.intake.conftest import Uploads

HEADER = ["last_name", "address"]
ROWS = [
    HEADER,
    ["Demofield", "1 Main St"],
    ["Bad"],
    ["Mockberg", "2 Main St"],
    ["Worse", "x", "y"],
    ["Proxyford", "3 Main St"],
]


@pytest.fixture
def first(uploads: Uploads) -> Batch:
    """An upload of five rows after a typed one; its rows 2 and 4 were rejected."""
    uploads.type_one()
    batch = uploads.whole(samples.table(*ROWS).encode())
    assert (batch.status, batch.rows_read, batch.rows_accepted, batch.rows_rejected) == ("done", 5, 3, 2)
    return batch


def tied(root: Batch, *rows: tuple[object, ...]) -> bytes:
    """A corrected file: the row that is corrected, then the cells."""
    header = [*TIES, *HEADER]
    return samples.table(header, *([str(root.pk), str(row), "", "", "", "", *cells] for row, *cells in rows)).encode()


def send(uploads: Uploads, content: bytes, filename: str = "again.csv") -> Batch:
    """Send a corrected file, which needs no mapping, and do what the worker does."""
    return uploads.work(uploads.receive(content, filename))


def places(draft_id: int) -> dict[int, str]:
    found = Subject.objects.filter(disclosure_request=draft_id).exclude(outcome="dropped")
    return dict(found.order_by("row").values_list("row", "last_name"))


def test_a_corrected_row_takes_the_place_of_the_one_it_corrects(uploads: Uploads, first: Batch) -> None:
    batch = send(uploads, tied(first, (4, "Better", "x"), (2, "Good", "4 Main St")))
    assert (batch.status, batch.rows_read, batch.rows_accepted, batch.rows_rejected) == ("done", 2, 2, 0)
    there = places(uploads.draft.pk)
    assert [there[row] for row in range(2, 7)] == ["Demofield", "Good", "Mockberg", "Better", "Proxyford"]
    assert set(RowError.objects.values_list("corrected_by", flat=True)) == {batch.pk}
    assert not correcting.open_errors(first).exists()


def test_one_left_out_stays_rejected_and_is_corrected_later(uploads: Uploads, first: Batch) -> None:
    send(uploads, tied(first, (4, "Better", "x")))
    assert [error.row for error in correcting.open_errors(first)] == [2]
    send(uploads, tied(first, (2, "Good", "x")), "later.csv")
    assert not correcting.open_errors(first).exists()
    assert len(places(uploads.draft.pk)) == 6


def test_one_that_fails_again_is_replaced_by_its_new_error(uploads: Uploads, first: Batch) -> None:
    batch = send(uploads, tied(first, (2, "Sti\0ll", "bad"), (4, "Better", "x")))
    assert (batch.rows_accepted, batch.rows_rejected) == (1, 1)
    (error,) = correcting.open_errors(first)
    assert (error.row, error.code, error.batch_id) == (2, "row.nul", batch.pk)
    send(uploads, tied(first, (2, "Good", "x")), "third.csv")
    assert places(uploads.draft.pk)[3] == "Good"


def test_a_cancelled_correction_corrects_nothing(uploads: Uploads, first: Batch) -> None:
    batch = uploads.receive(tied(first, (2, "Good", "x")))
    reading.read_more(batch.pk)
    assert [error.row for error in correcting.open_errors(first)] == [4]
    judging.judge_chunk(batch.pk)
    cancelling.cancel(batch.pk, by=uploads.who.liaison, why=WHY)
    while cancelling.drop_some(batch.pk):
        pass
    assert [error.row for error in correcting.open_errors(first)] == [2, 4]
    again = send(uploads, tied(first, (2, "Goodagain", "x")))
    assert again.status == "done"
    assert list(places(uploads.draft.pk).values())[-1] == "Goodagain"  # its place holds the dropped one


def test_reading_that_was_killed_goes_on(uploads: Uploads, first: Batch) -> None:
    batch = uploads.receive(tied(first, (2, "Good", "x")))
    correcting.claim(batch, reading._records(batch))
    assert uploads.work(batch).rows_accepted == 1


WRONG = {
    "a row that was taken": ((1, "Demofield", "x"), "Row 1 of the file corrects a row that wasn't rejected"),
    "a row that isn't there": ((99, "Demofield", "x"), "wasn't rejected"),
    "no number": (("two", "Demofield", "x"), "doesn't say which row"),
}


@pytest.mark.parametrize(("row", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_row_that_corrects_nothing_refuses_the_file(uploads: Uploads, first: Batch, row, said) -> None:
    refuses(uploads, tied(first, row), said)


def test_a_row_given_twice_refuses_the_file(uploads: Uploads, first: Batch) -> None:
    refuses(
        uploads, tied(first, (2, "Good", "x"), (2, "Twin", "x")), "Row 2 of the file corrects a row that a row above it"
    )


def test_a_row_of_another_upload_refuses_the_file(uploads: Uploads, first: Batch) -> None:
    other = tied(first, (4, "B", "x")).replace(f"{first.pk},4".encode(), f"{first.pk + 1},4".encode())
    refuses(
        uploads, tied(first, (2, "Good", "x")) + other.split(b"\r\n", 1)[1], "Row 2 of the file corrects another upload"
    )


def test_a_row_corrected_already_refuses_the_file(uploads: Uploads, first: Batch) -> None:
    send(uploads, tied(first, (2, "Good", "x")))
    refuses(uploads, tied(first, (2, "Different", "x")), "corrected already")


def refuses(uploads: Uploads, content: bytes, said: str) -> None:
    before = places(uploads.draft.pk)
    batch = send(uploads, content, "wrong.csv")
    assert batch.status == "refused" and said in batch.trouble and "Nothing was added" in batch.trouble
    assert places(uploads.draft.pk) == before and not BatchChunk.objects.filter(batch=batch).exists()
    assert not RowError.objects.filter(corrected_by=batch).exists()


def test_other_columns_refuse_the_file(uploads: Uploads, first: Batch) -> None:
    content = tied(first, (2, "Good", "x")).replace(b"last_name", b"surname")
    batch = uploads.receive(content)
    assert batch.status == "refused" and "columns aren't those" in batch.trouble


def test_a_file_that_says_only_half_of_what_it_corrects(uploads: Uploads, first: Batch) -> None:
    batch = uploads.receive(tied(first, (2, "Good", "x")).replace(b"rejected_upload", b"upload"))
    assert batch.status == "refused" and "aren't both in the file" in batch.trouble


def test_an_upload_of_another_request_is_not_corrected_here(uploads: Uploads, first: Batch) -> None:
    other = another(uploads.who)
    batch = Uploads(uploads.who, other).receive(tied(first, (2, "Good", "x")))
    assert batch.status == "refused" and "isn't one of this request" in batch.trouble


def another(who: Cast):
    seen = {"title": "Another", "purpose": "Another grand jury investigation.", "items": ["address"]}
    key = "00000000-0000-4000-8000-000000000001"
    return drafting.create(by=who.liaison, why=WHY, agency=who.usao, agreement=None, cover={}, key=key, **seen)


@pytest.mark.parametrize("lead", ["", " ", "'", '"', "\t", "\u200b", "\ufeff", "' "])
def test_what_the_download_guards_comes_back_as_it_was(lead: str) -> None:
    for mark in ["=1+1", "+1", "-x", "@x", "|x", "%x", "\tx", "\uff1dx", "'t Hooft", "plain", "", "\u2212x"]:
        cell = lead + mark
        assert correcting.unguarded(safe_cell(cell)) == cell, repr(cell)
