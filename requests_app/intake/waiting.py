"""What isn't done yet, as PostgreSQL knows it: every kind of background work of intake can be found again here."""

from __future__ import annotations

from ..models import Batch, DisclosureRequest, Subject
from ..models.as_facts import judged_under, today
from ..models.batch import BatchStatus
from ..rules.transitions import Status
from .verdicts import book_of

OVER = (Status.CLOSED, Status.DENIED, Status.WITHDRAWN)


def unread_batches() -> list[int]:
    """Return the batches that are still being read."""
    return list(Batch.objects.filter(status=BatchStatus.READING).order_by("pk").values_list("pk", flat=True))


def unjudged_batches() -> list[int]:
    """Return the batches whose chunks are still being judged, or that aren't counted yet."""
    return list(Batch.objects.filter(status=BatchStatus.JUDGING).order_by("pk").values_list("pk", flat=True))


def unjudged_requests() -> list[int]:
    """Return the requests with subjects marked as not judged as they now stand."""
    marked = Subject.objects.filter(judged_under="").order_by()
    return sorted(marked.values_list("disclosure_request_id", flat=True).distinct())


def outdated_requests() -> list[int]:
    """Return the requests under way with verdicts of another edition of rules or lists. Reads every subject's verdict."""
    under_way = DisclosureRequest.objects.exclude(status__in=OVER).select_related("agency", "agreement")
    found: list[int] = []
    for agreement in sorted(set(under_way.order_by().values_list("agreement_id", flat=True)), key=str):
        alike = under_way.filter(agreement_id=agreement)
        edition = judged_under(book_of(alike[:1][0], today()))
        other = (
            Subject.objects.filter(disclosure_request__in=alike.values("pk")).exclude(judged_under=edition).order_by()
        )
        found += other.values_list("disclosure_request_id", flat=True).distinct()
    return sorted(found)
