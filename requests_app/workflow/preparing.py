"""Having a package made (packing.py says how): at once, or by a worker. Nothing is disclosed by it.

A large package is made by a worker: `Preparation` says in PostgreSQL that it isn't done, and a worker that was killed begins it
anew, since nothing of it stands before the last transaction. A small one is made at once, in the transaction of who asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from audits.acting import acting, as_written

from ..access import Absent
from ..intake.standing import alone
from ..models import DisclosureRequest, Person, Preparation, RecipientKey
from ..models.locks import Lock
from ..models.release import PreparationStatus
from ..models.tallies import tally_of
from ..rules.transitions import Act
from .breaker import watched
from .packing import Making
from .questions import release_refusals
from .refused import Refused, demand
from .status_change import locked

ITEMS_AT_ONCE = 500
"""Items up to which a package is made while the person waits."""
BEGINNINGS = 5
"""How often a package is begun; a work that was broken off as often says so, and waits for a person."""

UNDER_WAY = "A package is being prepared already: this page says how far it has come."
NO_KEY = (
    "The recipient has no key that stands, so no package can be encrypted to him or her. He or she registers one on the page "
    "“Your key”, reached from the account."
)
BROKEN_OFF = (
    f"The work was broken off {BEGINNINGS} times and isn't begun again by itself. Nothing was disclosed, and nothing of it is "
    "kept. Prepare the package again; if it stops again, tell who runs this desk."
)


def ask(
    disclosure_request_id: int, *, by: Person, why: str, recipient: Person, letters: bool = False, origin: str = ""
) -> Preparation:
    """Have the package prepared for a recipient: at once where it is small, by a worker otherwise. Raises Absent or Refused."""
    with watched(by=by, request_id=disclosure_request_id), acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        demand(release_refusals(disclosure_request, by, Act.PREPARE))
        demand([UNDER_WAY] if under_way(disclosure_request) else [])
        key = RecipientKey.objects.filter(person=recipient, revoked_at=None).first()
        if key is None:
            raise Refused([NO_KEY])
        total = tally_of(disclosure_request.pk).approved
        asked = Preparation.objects.create(
            disclosure_request=disclosure_request,
            recipient_key=key,
            letters=letters,
            by=by,
            why=why,
            origin=origin[:80],
            total=total,
        )
        if total * len(disclosure_request.items) <= ITEMS_AT_ONCE:
            Making(asked).make()
            asked.refresh_from_db()
        return asked


def under_way(disclosure_request: DisclosureRequest) -> Preparation | None:
    """Return the package that is being made now, or None."""
    return disclosure_request.preparations.filter(status=PreparationStatus.WORKING).first()


def last_failed(disclosure_request: DisclosureRequest) -> Preparation | None:
    """Return the last preparation if it failed, or None."""
    last = disclosure_request.preparations.order_by("-id").first()
    return last if last and last.status == PreparationStatus.FAILED else None


def due() -> list[int]:
    """Return the packages that are asked for and not made yet."""
    return list(Preparation.objects.filter(status=PreparationStatus.WORKING).values_list("pk", flat=True))


def make(preparation_id: int) -> None:
    """Make a package that was asked for, from its beginning, as a worker. Whoever comes second leaves it to the first."""
    with alone(Lock.MAKE_PACKAGE, preparation_id) as mine:
        asked = (
            Preparation.objects.filter(pk=preparation_id, status=PreparationStatus.WORKING).first() if mine else None
        )
        if asked is None:
            return
        try:
            demand([BROKEN_OFF] if asked.begun >= BEGINNINGS else [])
            with watched(by=asked.by, request_id=asked.disclosure_request_id):
                Making(asked).make()
        except Refused as refused:
            _end(asked, refused.reasons)
        except Absent:
            _end(asked, ["Who asked for it may not see the request any more."])


def _end(asked: Preparation, reasons: Sequence[str]) -> None:
    with acting(by=asked.by, why=as_written(asked.why)):
        asked.status, asked.trouble, asked.ended_at = PreparationStatus.FAILED, "\n".join(reasons), timezone.now()
        asked.save(update_fields=["status", "trouble", "ended_at"])
