"""The one gate to tax data: it records who looks, why, and with what outcome, and only then opens anything.

The record is written in the transaction of the look, which commits before the first byte leaves; if it can't be
written, nothing is shown. Denials are recorded after the refused transaction has rolled back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from . import arrays, vault
from .acting import Actor
from .models import AccessAct as AccessAct
from .models import Outcome


class NotRecorded(Exception):
    """The look couldn't be recorded, so nothing is shown."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks: the person or system actor, in which role, from where (network address), for what stated reason.

    `printing`: what is shown goes to paper, so that every look of this page is recorded as a print.
    """

    actor: Actor
    role: str
    origin: str
    why: str
    printing: bool = False


class Opened:
    """What a recorded look hands out: the only thing that can open sealed values, by the keys in force when it was recorded."""

    def __init__(self, record_id: int) -> None:
        self.record_id = record_id
        self._open = vault.opener()

    def value(self, sealed: bytes | memoryview, *, bound_to: str) -> bytes:
        """Return the bytes that were sealed for this place. Raises vault.CannotOpen."""
        return self._open(bytes(sealed), bound_to)

    def text(self, sealed: bytes | memoryview | None, *, bound_to: str) -> str:
        """Return sealed text, '' for nothing."""
        return "" if sealed is None else self.value(sealed, bound_to=bound_to).decode()


_RECORD = "SELECT audits_record_access(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[])"


def record(
    looker: Looker,
    act: AccessAct,
    kind: str,
    *,
    object_id: int | None = None,
    case_id: int | None = None,
    subjects: Iterable[int] = (),
    outcome: Outcome = Outcome.SHOWN,
) -> int:
    """Write one record of a look, with a narrow row for each subject shown; return its id."""
    who = looker.actor
    act = AccessAct.PRINT if looker.printing else act
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                *(who.pk, who.get_full_name(), looker.role, looker.origin, act, kind, object_id, case_id),
                *(looker.why, outcome, arrays.written(subjects)),
            ],
        )
        return int(cursor.fetchone()[0])


def look(
    looker: Looker,
    act: AccessAct,
    kind: str,
    *,
    object_id: int | None = None,
    case_id: int | None = None,
    subjects: Iterable[int] = (),
) -> Opened:
    """Record a look and return what can open sealed values. Raises NotRecorded outside a transaction."""
    if not connection.in_atomic_block:
        raise NotRecorded("A look belongs in a transaction that commits before anything is shown.")
    return Opened(record(looker, act, kind, object_id=object_id, case_id=case_id, subjects=subjects))


def denied(
    looker: Looker, act: AccessAct, kind: str, *, object_id: int | None = None, case_id: int | None = None
) -> None:
    """Record that a look was refused, in a transaction of its own, after the refused one has rolled back.

    A refused look at a subject is of the kind 'subject' with its id: nothing was shown, so it has no narrow row.
    """
    with transaction.atomic():
        record(looker, act, kind, object_id=object_id, case_id=case_id, outcome=Outcome.DENIED)
