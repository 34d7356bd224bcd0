"""The one door to a status: it locks the row, asks every question inside the lock, writes once.

1. Lock the request. 2. Compare the version that the person saw. 3. Ask `transitions.refusals`. 4. Write the status and the
version. The database then checks the move, the role and the duties again, whoever asks.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from audits.acting import acting

from ..access import Absent, find_request
from ..intake import whole
from ..models import DisclosureRequest, Person
from ..rules.transitions import Move, find
from .questions import move_refusals
from .refused import Stale, demand

Step = Callable[[DisclosureRequest], None]
First = Callable[[DisclosureRequest], str | None]
"""A step before the questions. One that computed the hash of the contents returns it, so that a million subjects are hashed
once: under the lock they stay as they are."""

LEAST = 1_000
"""By how much a version grows at least when a request goes back to its agency."""


def change(
    disclosure_request_id: int,
    move: Move,
    *,
    by: Person,
    why: str,
    seen: int,
    first: First | None = None,
    then: Step | None = None,
) -> DisclosureRequest:
    """Make one move. `first` is done inside the lock before the questions (a signature, a decision that the move rests on),
    `then` after the status is written, in the same transaction.

    Raises Absent, Stale, or Refused with every reason; then nothing was changed.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=seen)
        hash = first(disclosure_request) if first else None
        demand(move_refusals(disclosure_request, by, move, hash))
        row = find(disclosure_request.status, move)
        if row is None:
            raise Absent
        disclosure_request.status = row.target
        disclosure_request.version += _step(move)
        disclosure_request.save(update_fields=["status", "version", "submission", "cleared_codes"])
        if then:
            then(disclosure_request)
        whole.judge_whole(disclosure_request)
        disclosure_request.refresh_from_db(fields=["status_since"])
    return disclosure_request


def _step(move: Move) -> int:
    """Return by how much the version grows: for the agency, which reads it again once it has the request back, by how much
    isn't to tell how many acts of the IRS lie between (subjects set aside, say).
    """
    return LEAST + secrets.randbelow(LEAST) if move == Move.RETURN else 1


def locked(disclosure_request_id: int, *, by: Person, seen: int | None) -> DisclosureRequest:
    """Return the request, locked for this transaction. Raises Absent, or Stale if it isn't the version seen."""
    disclosure_request = find_request(by, disclosure_request_id, lock=True)
    if seen is not None and disclosure_request.version != seen:
        raise Stale
    return disclosure_request
