"""The one door to where an upload stands, and the one right to work on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from audits.acting import Actor, acting

from ..models import Batch, BatchChunk, BatchPart
from ..models.batch import BATCH_ENDS, BatchStatus
from ..models.locks import Lock
from ..rules.roles import Role
from .refusing import NotNow

MOVES: dict[BatchStatus, frozenset[BatchStatus]] = {
    BatchStatus.RECEIVED: frozenset({BatchStatus.READING, BatchStatus.CANCELLED}),
    BatchStatus.READING: frozenset(
        {BatchStatus.JUDGING, BatchStatus.REFUSED, BatchStatus.CANCELLING, BatchStatus.CANCELLED}
    ),
    BatchStatus.JUDGING: frozenset(
        {BatchStatus.DONE, BatchStatus.REFUSED, BatchStatus.CANCELLING, BatchStatus.CANCELLED}
    ),
    BatchStatus.CANCELLING: frozenset({BatchStatus.CANCELLED}),
}
"""Where an upload may go from where it stands. Done, refused and cancelled are final."""

_TIMES = {BatchStatus.READING: "mapped_at", BatchStatus.JUDGING: "read_at", **dict.fromkeys(BATCH_ENDS, "finished_at")}


NOT_YOURS = "Only a liaison of the agency adds files to its requests."


def demand_liaison(by: Actor, agency_id: int) -> None:
    """Raise NotNow unless the person is a liaison of the agency, as the database's own gate sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_has_role(%s, %s, %s)", [by.pk, agency_id, [Role.LIAISON.value]])
        if not cursor.fetchone()[0]:
            raise NotNow(NOT_YOURS)


def move(batch_id: int, target: BatchStatus, *, by: Actor, why: str, **changes: object) -> bool:
    """Move a batch, with other columns in the same write; return whether it stood where that move begins."""
    sources = [source for source, targets in MOVES.items() if target in targets]
    changes |= {"status": target}
    if target in _TIMES:
        changes[_TIMES[target]] = timezone.now()
    with acting(by=by, why=why):
        return bool(Batch.objects.filter(pk=batch_id, status__in=sources).update(**changes))


def refuse(batch_id: int, sentence: str, *, by: Actor) -> None:
    """End a batch that can't be read or can't go on. What is left of the file, `tidy` throws away."""
    move(batch_id, BatchStatus.REFUSED, by=by, why="the upload can't go on", trouble=sentence)


def begin_refused(batch: Batch, sentence: str) -> None:
    """Describe a file that is refused as it comes in: the row is yet to be written."""
    fields = {"status": BatchStatus.REFUSED, "trouble": sentence, "finished_at": timezone.now(), "header": []}
    for name, value in fields.items():
        setattr(batch, name, value)


def tidy() -> None:
    """Throw away what is kept of files that came to nothing.

    Not in the transaction that ended them: a chunk may be in work just then, and its worker waits for the batch.
    """
    over = Batch.objects.filter(status__in=(BatchStatus.REFUSED, BatchStatus.CANCELLED)).values("pk")
    BatchChunk.objects.filter(batch__in=over).delete()
    BatchPart.objects.filter(batch__in=over).delete()


@contextmanager
def alone(kind: Lock, number: int = 0) -> Iterator[bool]:
    """Try for the one right to do a kind of work on a thing; it ends with the connection, however that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number % 2**31])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, number % 2**31])
