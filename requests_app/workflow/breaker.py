"""The circuit breaker of releases: a check that never fails has failed, so everything stops until somebody else resets it.

Tripping is a transaction of its own, after the act that failed is undone: a row that rolls back would stop nothing. Inside a
page's transaction the failure is therefore passed on as `Broken`, and the page's own guard trips it (views/who.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from audits.access_log import NotRecorded
from audits.acting import Actor, acting
from audits.vault import CannotOpen

from ..models import Person, ReleaseBreaker
from ..rules.breaker import CHECKS, STOPPED
from . import naming
from .calling import call
from .refused import Refused, correct

WHY = "a check that never fails has failed"
_ACCOUNTING = "XX001"
_MISSING = ("42883", "42P01", "42703", "42704", "42P02")
"""SQLSTATEs: undefined function, table, column, object, parameter."""


class Broken(Exception):
    """A check failed that never should (`what`: an id of `CHECKS`), in an act of `by`. Everything of the act must be undone."""

    def __init__(self, what: str, *, by: Actor, request_id: int | None = None, release_id: int | None = None) -> None:
        super().__init__(CHECKS[what])
        self.what, self.by, self.request_id, self.release_id = what, by, request_id, release_id

    def reasons(self) -> list[str]:
        """Return what the person reads whose act it was."""
        return [CHECKS[self.what], STOPPED]


class Failed(Exception):
    """A check failed that never should, found in the middle of an act. `watched` says whose act it was."""

    def __init__(self, what: str) -> None:
        super().__init__(CHECKS[what])
        self.what = what


def trip(broken: Broken) -> ReleaseBreaker:
    """Trip the breaker, in a transaction of its own. From its commit on, the database refuses every act of every release."""
    with acting(by=broken.by, why=WHY):
        pk = call("desk_breaker_trip", "%s, %s, %s", [broken.what, broken.request_id, broken.release_id])
        return ReleaseBreaker.objects.get(pk=pk)


@contextmanager
def watched(*, by: Actor, request_id: int | None = None, release_id: int | None = None) -> Iterator[None]:
    """Do an act of releasing in here: what shouldn't be able to fail, and did, trips the breaker once the act is undone.

    Raises Refused where this is the outermost transaction; Broken where another has still to be undone.
    """
    try:
        yield
    except (Failed, CannotOpen, NotRecorded, DatabaseError) as error:
        what = _what(error)
        if not what:
            raise
        broken = Broken(what, by=by, request_id=request_id, release_id=release_id)
        if connection.in_atomic_block:
            raise broken from error
        trip(broken)
        raise Refused(broken.reasons()) from error


def _what(error: Exception) -> str:
    """Return the id of the check that failed, '' for a trouble that passes, such as a lost connection."""
    if isinstance(error, Failed):
        return error.what
    if isinstance(error, CannotOpen):
        return "seal"
    if isinstance(error, NotRecorded):
        return "access"
    state = getattr(error.__cause__, "sqlstate", "") or ""
    if state == _ACCOUNTING:
        return "accounting"
    return "gate" if state in _MISSING else ""


@contextmanager
def recorded() -> Iterator[None]:
    """Record a look in here: a record that can't be written, for another reason than a lost connection, is a failed check."""
    try:
        yield
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "") or ""
        if state[:2] in ("22", "23", "42", "P0"):
            raise Failed("access") from error
        raise


def open_breakers() -> QuerySet[ReleaseBreaker]:
    """Return what has tripped and isn't reset, the latest first."""
    return ReleaseBreaker.objects.filter(reset_at=None).select_related("disclosure_request", "tripped_by")


def reset(breaker_id: int, *, by: Person, why: str) -> ReleaseBreaker:
    """Reset the breaker, in writing (`why`), as an authorizing official who isn't the one whose act tripped it.

    Raises Refused, or Unfit where the words name a taxpayer of the request in an act on which it tripped.
    """
    with acting(by=by, why=why):
        of = ReleaseBreaker.objects.filter(pk=breaker_id).values_list("disclosure_request_id", flat=True).first()
        correct(naming.wrong_of_request(of, naming.NAMES_REASON, why=why) if of else {})
        call("desk_breaker_reset", "%s, %s", [breaker_id, why])
        return ReleaseBreaker.objects.get(pk=breaker_id)
