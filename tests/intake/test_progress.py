"""How far an upload is: what is left of it, and how long that takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.intake.progress import duration, progress
from requests_app.models import Batch

WORDS = {
    0: "less than a minute",
    59: "less than a minute",
    60: "about 1 minute",
    200: "about 3 minutes",
    7_300: "about 2 hours",
}


@pytest.mark.parametrize(("seconds", "words"), WORDS.items())
def test_a_time_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def batch(**fields: object) -> Batch:
    return Batch(**{"started_at": timezone.now() - timedelta(hours=9), **fields})


def test_before_all_is_read_the_first_part_of_the_file_tells_how_many_rows_there_are() -> None:
    since = timezone.now() - timedelta(seconds=10)
    seen = progress(batch(status="reading", rows_guessed=1_000, rows_read=250, rows_rejected=50, mapped_at=since))
    assert (seen.total, seen.left, round(seen.rate or 0), seen.seconds_left) == (1_000, 950, 25, 30)


def test_a_guess_that_was_too_low_is_raised() -> None:
    assert progress(batch(status="reading", rows_guessed=10, rows_read=250, mapped_at=timezone.now())).total == 250


def test_judging_is_measured_from_when_it_began() -> None:
    since = timezone.now() - timedelta(seconds=100)
    judged = batch(
        status="judging", all_read=True, rows_read=1_000, rows_accepted=300, rows_rejected=100, read_at=since
    )
    seen = progress(judged)
    assert (seen.total, seen.left, round(seen.rate or 0), seen.seconds_left) == (1_000, 600, 3, 200)


def test_a_file_that_says_nothing_of_its_rows_tells_nothing_before_it_is_read() -> None:
    seen = progress(batch(status="reading"))
    assert (seen.total, seen.rate, seen.seconds_left, seen.time_left) == (None, None, None, "")
    since = timezone.now() - timedelta(seconds=10)
    seen = progress(batch(status="reading", rows_read=10_000, mapped_at=since))
    assert (seen.total, round(seen.rate or 0), seen.time_left) == (None, 1_000, "")


def test_a_guess_that_is_used_up_promises_no_end() -> None:
    since = timezone.now() - timedelta(seconds=10)
    assert progress(batch(status="reading", rows_guessed=10, rows_read=250, mapped_at=since)).time_left == ""


def test_when_all_rows_are_judged_what_they_share_is_still_counted() -> None:
    all_judged = {"all_read": True, "rows_read": 10, "rows_accepted": 8, "rows_rejected": 2, "read_at": timezone.now()}
    seen, done = progress(batch(status="judging", **all_judged)), progress(batch(status="done", **all_judged))
    assert (seen.through, seen.comparing, seen.time_left, done.comparing) == (10, True, "", False)


def test_nothing_is_left_of_what_is_over() -> None:
    assert progress(batch(status="cancelled", rows_guessed=5, rows_read=3)).seconds_left is None
