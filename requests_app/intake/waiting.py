"""What isn't done yet, as PostgreSQL knows it: every kind of background work of intake can be found again here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from ..models import Batch, DisclosureRequest, JudgingState, Subject
from ..models.as_facts import today
from ..models.batch import BatchStatus
from ..models.judging import last_change
from ..rules.lists import EDITION
from ..rules.transitions import Status

OVER = (Status.CLOSED, Status.DENIED, Status.WITHDRAWN)
MOST = 500
"""Requests found at a time; those beyond are found by the next sweep."""


def unread_batches() -> list[int]:
    """Return the batches that are still being read."""
    return list(Batch.objects.filter(status=BatchStatus.READING).order_by("pk").values_list("pk", flat=True))


def unjudged_batches() -> list[int]:
    """Return the batches whose chunks are still being judged, or that aren't counted yet."""
    return list(Batch.objects.filter(status=BatchStatus.JUDGING).order_by("pk").values_list("pk", flat=True))


def undropped_batches() -> list[int]:
    """Return the cancelled uploads whose rows aren't all dropped yet."""
    return list(Batch.objects.filter(status=BatchStatus.CANCELLING).order_by("pk").values_list("pk", flat=True))


def unjudged_requests() -> list[int]:
    """Return the requests with subjects marked as not judged as they now stand."""
    marked = Subject.objects.filter(judged_under="").order_by()
    return sorted(marked.values_list("disclosure_request_id", flat=True).distinct())


def outdated_requests() -> list[int]:
    """Return the requests under way that were judged before the lists last changed, under an older edition, or yesterday.

    The sweep has them judged again: at night, whenever a list, an agreement or an order changes, and after an upgrade.
    """
    under_way = DisclosureRequest.objects.exclude(status__in=OVER)
    upto_date = JudgingState.objects.filter(
        disclosure_request=OuterRef("pk"), edition=EDITION, list_change__gte=last_change(), judged_on__gte=today()
    )
    return list(under_way.filter(~Exists(upto_date)).order_by("pk").values_list("pk", flat=True)[:MOST])
