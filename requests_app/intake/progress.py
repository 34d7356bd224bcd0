"""How far an upload, or the judging of a request, has come: for the pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from ..models import Batch, BatchChunk, DisclosureRequest, Subject
from ..models.as_facts import STANDING, judged_under, today
from ..models.batch import OPEN_BATCH, BatchStatus
from .verdicts import book_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts are rows of the file. `rate`: rows judged in a second since it was uploaded, None before the first.

    `left`: rows read and not yet judged or rejected. `done`: nothing more will happen to this upload by itself.
    """

    rows_read: int
    accepted: int
    rejected: int
    judged: int
    left: int
    all_read: bool
    rate: float | None
    done: bool


def progress(batch: Batch) -> Progress:
    """Return how far an upload has come."""
    judged = batch.rows_accepted
    seconds = ((batch.finished_at or timezone.now()) - batch.started_at).total_seconds()
    return Progress(
        rows_read=batch.rows_read,
        accepted=batch.rows_accepted,
        rejected=batch.rows_rejected,
        judged=judged,
        left=batch.rows_read - batch.rows_accepted - batch.rows_rejected,
        all_read=batch.all_read,
        rate=round(judged / seconds, 1) if judged and seconds > 0 else None,
        done=batch.status not in OPEN_BATCH or batch.status == BatchStatus.RECEIVED,
    )


def rows_before(batch: Batch) -> int:
    """Return what to take from a subject's row to get its row in the file: the rows the request had before."""
    first = BatchChunk.objects.filter(batch=batch, number=0).values_list("first_row", flat=True).first()
    return first - 1 if first else 0


def unjudged_left(disclosure_request: DisclosureRequest) -> int:
    """Return how many standing subjects of a request have no verdict of the present edition."""
    edition = judged_under(book_of(disclosure_request, today()))
    standing = Subject.objects.filter(disclosure_request=disclosure_request, outcome__in=STANDING)
    return standing.exclude(judged_under=edition).count()
