"""How far an upload, or the judging of a request, has come: for the pages and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ..models import Batch, BatchChunk, DisclosureRequest, Subject
from ..models.as_facts import STANDING, judged_under, today
from ..models.batch import OPEN_BATCH, BatchStatus
from ..models.subject import Outcome
from .verdicts import book_of

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts are rows of the file. `rate`: rows a second in the present step, None before the first.

    `total`: rows in the file; until all are read a guess from its first part, or what a workbook's sheets say of themselves;
    None if nothing tells.
    `left`: rows not yet judged or rejected, as far as that is known. `seconds_left`: of the present step. `done`: nothing more
    will happen to this upload by itself.
    """

    rows_read: int
    accepted: int
    rejected: int
    judged: int
    left: int
    all_read: bool
    rate: float | None
    done: bool
    total: int | None
    seconds_left: int | None

    @property
    def time_left(self) -> str:
        """Return the time left in words, '' if nothing tells it."""
        return "" if self.seconds_left is None else duration(self.seconds_left)

    @property
    def through(self) -> int:
        """Return how many rows are judged or rejected."""
        return self.judged + self.rejected

    @property
    def comparing(self) -> bool:
        """Return whether every row is judged alone, and what rows share is being counted."""
        return self.all_read and not self.left and not self.done


def duration(seconds: int) -> str:
    """Return a time in words, rounded as far as a guess deserves."""
    if seconds < MINUTE:
        return "less than a minute"
    count, unit = (seconds / MINUTE, "minute") if seconds < 2 * HOUR else (seconds / HOUR, "hour")
    return f"about {round(count)} {unit}{'s' if round(count) != 1 else ''}"


def progress(batch: Batch) -> Progress:
    """Return how far an upload has come."""
    total = _total(batch)
    judged, now = batch.rows_accepted, timezone.now()
    left = (total or 0) - judged - batch.rows_rejected
    if batch.all_read:
        rate, todo = _rate(judged, batch.read_at or batch.started_at, batch.finished_at or now), left
    else:
        rate, todo = _rate(batch.rows_read, batch.mapped_at, now), (total or 0) - batch.rows_read
    known = rate and todo > 0 and batch.status in (BatchStatus.READING, BatchStatus.JUDGING)
    return Progress(
        rows_read=batch.rows_read,
        accepted=batch.rows_accepted,
        rejected=batch.rows_rejected,
        judged=judged,
        left=left,
        all_read=batch.all_read,
        rate=rate,
        done=batch.status not in OPEN_BATCH or batch.status == BatchStatus.RECEIVED,
        total=total,
        seconds_left=round(todo / rate) if known and rate else None,
    )


def _total(batch: Batch) -> int | None:
    if batch.all_read:
        return batch.rows_read
    return max(batch.rows_read, batch.rows_guessed) if batch.rows_guessed else None


def _rate(rows: int, since: datetime | None, until: datetime) -> float | None:
    """Return rows a second."""
    seconds = (until - since).total_seconds() if since else 0
    return round(rows / seconds, 1) if rows and seconds > 0 else None


def rows_before(batch: Batch) -> int:
    """Return what to take from a subject's row to get its row in the file: the rows the request had before."""
    first = BatchChunk.objects.filter(batch=batch, number=0).values_list("first_row", flat=True).first()
    return first - 1 if first else 0


def undropped(batch: Batch) -> int:
    """Return how many rows of a cancelled upload are still to be dropped."""
    return Subject.objects.filter(batch=batch, outcome=Outcome.OPEN).count()


def unjudged_left(disclosure_request: DisclosureRequest) -> int:
    """Return how many standing subjects of a request have no verdict of the present edition."""
    edition = judged_under(book_of(disclosure_request, today()))
    standing = Subject.objects.filter(disclosure_request=disclosure_request, outcome__in=STANDING)
    return standing.exclude(judged_under=edition).count()
