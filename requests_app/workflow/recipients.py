"""Who may receive a package of an agency, and why a package that stands can't reach its recipient any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from ..access import holders, narrow
from ..models import Officer, Person, Release
from ..models.release import ASKS, ReleaseStatus
from ..rules.reminders import LADDER, Reminder
from ..rules.roles import Role
from ..rules.transitions import Act

REVOKED = "The key that the package is encrypted to was revoked."
LEFT = "The recipient is no longer an officer on the agency's roster with access."
GONE = "The package’s bytes were disposed of by schedule."

_ANEW = "Void the package, then have it prepared anew."
_NOT_SENT = "It can’t be transmitted then: a disclosure specialist voids it and has it prepared anew."
_SHUT = {
    REVOKED: "The package stays shut: what isn't received of it is asked for anew, in another request.",
    LEFT: "Nobody can open the package unless he or she is one again.",
    GONE: "The package stays shut: what isn't received of it is asked for anew, in another request.",
}
"""What follows once the package was transmitted, when nobody can void it any more."""

_ASKED: dict[str, str] = {
    Act.STAND_IN: "It was opened: a liaison or signer of the agency confirms its receipt in the recipient's place.",
    Act.END: "It was never opened: a disclosure specialist can end it in writing, and nothing more is asked of the agency.",
}
"""What is asked for then, of whom."""


WAITS = (ReleaseStatus.PREPARED, ReleaseStatus.AUTHORIZED, ReleaseStatus.TRANSMITTED)
"""Where a package stands as long as it waits for its recipient."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A package that waits for a person: of which request, since when, when the last are reminded of it; what follows if the
    person can't act any more. Nothing of what is in it.
    """

    number: str
    agency: str
    stands: str
    sent_on: date | None
    until: date | None
    follows: str


def awaiting(person: Person, agency_ids: Iterable[int]) -> list[Awaiting]:
    """Return the packages of these agencies that wait for a person. For an administrator, who reads no request otherwise: for
    the rest of the transaction no other request is read.
    """
    agencies = frozenset(id for id in agency_ids if person.pk in entitled(id))
    if not agencies:
        return []
    narrow(agencies, irs_side=agencies)
    found = Release.objects.filter(
        recipient=person, status__in=WAITS, disclosure_request__agency__in=agencies
    ).select_related("disclosure_request__agency")
    waiting = [_awaiting(release) for release in found.order_by("pk")]
    narrow(())
    return waiting


def _awaiting(release: Release) -> Awaiting:
    sent = timezone.localdate(release.transmitted_at) if release.transmitted_at else None
    asked = _ASKED[Act.STAND_IN if release.fetches else Act.END]
    return Awaiting(
        number=release.disclosure_request.number,
        agency=release.disclosure_request.agency.name,
        stands=ReleaseStatus(release.status).label,
        sent_on=sent,
        until=sent + timedelta(days=LADDER[Reminder.RECEIPT][-1]) if sent else None,
        follows=f"{_SHUT[LEFT]} {asked}" if sent else _NOT_SENT,
    )


def entitled(agency_id: int) -> frozenset[int]:
    """Return the ids of the officers on an agency's roster who can sign in as its liaison."""
    roster = Officer.objects.filter(agency_id=agency_id, is_active=True, person__is_active=True)
    return holders(agency_id).get(Role.LIAISON, frozenset()) & set(roster.values_list("person_id", flat=True))


def out_of_reach(release: Release) -> list[str]:
    """Return why a package can't reach its recipient as it is, with what to do; the database refuses it for the same."""
    key = release.recipient_key
    revoked = key is not None and key.revoked_at is not None
    left = release.recipient_id not in entitled(release.disclosure_request.agency_id)
    sent = release.transmitted_at is not None
    gone = sent and not release.parts.exists()
    shut = ((REVOKED, revoked), (LEFT, left), (GONE, gone))
    return [f"{why} {_SHUT[why] if sent else _ANEW}" for why, so in shut if so]


def shut(release: Release) -> list[str]:
    """Return why a package whose receipt isn't confirmed can't be opened by its recipient, and who ends the wait for it; of one
    that nobody waits for, that it is gone.
    """
    if release.status != ReleaseStatus.TRANSMITTED:
        gone = release.transmitted_at is not None and not release.parts.exists()
        return [GONE] if gone else []
    asks = Release.objects.filter(pk=release.pk).values_list(ASKS, flat=True).get()
    return [*out_of_reach(release), *([_ASKED[asks]] if asks else [])]
