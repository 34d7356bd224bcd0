"""A rule that fails on a row is that row's trouble alone, and no failure is tried for ever."""

from datetime import date

import pytest

from requests_app.intake import isolating, judging, reading
from requests_app.models import BatchChunk, RowError, Subject
from requests_app.rules import flags
from requests_app.rules.facts import Book, SubjectFacts
from tests import samples
from tests.intake.conftest import Uploads


def fails_on(facts: SubjectFacts, book: Book, on: date) -> None:
    """A rule with a fault: it takes a surname for a number."""
    if facts.last_name.startswith("Faulty"):
        int(facts.last_name)


@pytest.fixture
def faulty_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule more, which is at fault."""
    monkeypatch.setattr(flags, "OF_TEXT_AFTER_STATUTES", (*flags.OF_TEXT_AFTER_STATUTES, fails_on))


def content(*names: str) -> bytes:
    return samples.table(["last_name", "address"], *([name, "1 Main St"] for name in names)).encode()


def test_the_rows_on_which_a_rule_fails_are_set_apart(uploads: Uploads, faulty_rule: None) -> None:
    batch = uploads.whole(content("Demofield", "Faultysecret", "Mockberg", "Faultytwo"))
    assert (batch.status, batch.rows_read, batch.rows_accepted, batch.rows_rejected) == ("done", 4, 2, 2)
    assert list(RowError.objects.order_by("row").values_list("row", "code")) == [
        (2, "row.unjudged"),
        (4, "row.unjudged"),
    ]
    assert list(Subject.objects.order_by("row").values_list("row", "last_name")) == [(1, "Demofield"), (3, "Mockberg")]


def test_what_failed_is_logged_without_its_words(uploads: Uploads, faulty_rule: None, capfd, caplog) -> None:
    uploads.whole(content("Demofield", "Faultysecret"))
    said = "".join(capfd.readouterr()) + caplog.text
    assert "the rules failed on a row" in said and "ValueError" in said and "Faultysecret" not in said


def test_a_file_all_of_whose_rows_fail_ends_too(uploads: Uploads, faulty_rule: None) -> None:
    batch = uploads.whole(content("Faultyone", "Faultytwo"))
    assert (batch.status, batch.rows_accepted, batch.rows_rejected) == ("done", 0, 2)


def test_a_failure_that_lies_in_no_row_ends_the_upload_after_a_few_tries(uploads: Uploads) -> None:
    batch = uploads.confirm(uploads.receive(content("Demofield", "Mockberg")))
    reading.read_more(batch.pk)
    BatchChunk.objects.filter(batch=batch).update(first_row=2**31 - 1)  # no number is left for row 2
    tries = 0
    while judging.judge_chunk(batch.pk):
        tries += 1
    batch.refresh_from_db()
    assert (batch.status, tries + 1) == ("refused", isolating.MOST_TRIES)
    assert "lies in the system" in batch.trouble and not Subject.objects.exists()
