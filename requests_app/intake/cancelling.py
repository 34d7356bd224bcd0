"""Giving an upload up: it is marked at once, and what it had added is dropped by a worker, some thousand rows at a time.

Killed on the way it goes on where it stood: what is dropped is skipped. Until all is dropped the request can't be sent in.
"""

from __future__ import annotations

from django.db import ProgrammingError
from django.db.models import F
from psycopg import errors

from audits.acting import acting

from ..models import Batch, DisclosureRequest, Person, Subject
from ..models.batch import BatchStatus
from ..models.subject import Outcome
from ..rules.transitions import EDITABLE
from . import standing
from .judging import tell_shared
from .refusing import NotNow

AT_ONCE = 2_000
"""Rows dropped in a transaction."""

WHY = "dropped the rows of a cancelled upload"
OVER = "This upload is over; it can't be cancelled. Its rows can be dropped."


def cancel(batch_id: int, *, by: Person, why: str) -> Batch:
    """Give up an upload that isn't done: `cancelled`, or `cancelling` while rows of it are to be dropped. Raises NotNow.

    Asked again while they are, the person takes the dropping over: the one before may have lost the right to it.
    """
    with acting(by=by, why=why):
        batch = Batch.objects.get(pk=batch_id)
        requests = DisclosureRequest.objects.select_for_update(no_key=True)  # before the batch, as everywhere
        standing.demand_liaison(by, requests.get(pk=batch.disclosure_request_id).agency_id)
        batch.refresh_from_db()
        if batch.status == BatchStatus.CANCELLING:
            Batch.objects.filter(pk=batch_id).update(cancelled_by=by)
        else:
            target = BatchStatus.CANCELLING if batch.rows_accepted else BatchStatus.CANCELLED
            if not standing.move(batch_id, target, by=by, why=why, cancelled_by=by):
                raise NotNow(OVER)
        batch.refresh_from_db()
    return batch


def drop_some(batch_id: int, after: int = 0) -> int:
    """Drop the next rows of a cancelled upload, behind row `after` of the request; return the last one's, 0 at the end.

    At the end the upload is cancelled. Does nothing, and returns 0, while the person who cancelled may not change the request.
    """
    batch = Batch.objects.select_related("cancelled_by").filter(pk=batch_id, status=BatchStatus.CANCELLING).first()
    if batch is None or batch.cancelled_by is None:
        return 0
    try:
        last = _drop(batch, batch.cancelled_by, after)
        if not last:
            _end(batch, batch.cancelled_by)
    except ProgrammingError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            return 0
        raise
    return last


def _drop(batch: Batch, by: Person, after: int) -> int:
    with acting(by=by, why=WHY):
        requests = DisclosureRequest.objects.select_for_update(no_key=True)
        if requests.get(pk=batch.disclosure_request_id).status not in EDITABLE:
            return 0
        left = Subject.objects.filter(disclosure_request_id=batch.disclosure_request_id, batch=batch, row__gt=after)
        some = list(left.filter(outcome=Outcome.OPEN).order_by("row").values_list("pk", "row")[:AT_ONCE])
        if not some:
            return 0
        Subject.objects.filter(pk__in=[pk for pk, _ in some]).update(outcome=Outcome.DROPPED)
        return int(some[-1][1])


def _end(batch: Batch, by: Person) -> None:
    """What others shared with the dropped rows is counted anew; then the upload is over."""
    tell_shared(batch.disclosure_request_id)
    with acting(by=by, why=WHY):
        requests = DisclosureRequest.objects.filter(pk=batch.disclosure_request_id)
        requests.select_for_update(no_key=True).first()
        if standing.move(batch.pk, BatchStatus.CANCELLED, by=by, why=WHY):
            requests.update(version=F("version") + 1)
