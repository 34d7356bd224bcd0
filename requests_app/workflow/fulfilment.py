"""Fulfilment: three acts by three people, then one download. The database's own functions check everything again.

Prepare: approved subjects only, re-checked, sealed, with a manifest; nothing is disclosed. Authorize: in writing.
Transmit: one transaction takes the hold gate, checks again, accounts for each taxpayer, opens the package to its named
recipient. Source: 26 U.S.C. 6103(p)(3)(A); Delegation Order 11-2.
"""

from __future__ import annotations

from typing import Any

from audits.access_log import AccessAct, Opened, look
from audits.acting import acting
from audits.standalone.words import count_of

from ..access import Absent, find_request, looker
from ..documents.package import package_name
from ..models import DisclosureRequest, Person, Preparation, Release
from ..models.release import ReleaseStatus
from ..rules.transitions import PACKAGE_IS, Act, Move
from . import citing, naming, preparing, sealed_packages
from .breaker import recorded, watched
from .calling import call
from .kept import Changed, mark
from .questions import release_refusals
from .recipients import out_of_reach
from .refused import correct, demand
from .sealed_packages import Download
from .status_change import change, locked

__all__ = [
    "authorize",
    "close",
    "confirm",
    "end",
    "fetch",
    "prepare",
    "reopen",
    "stand_in",
    "standing_release",
    "transmit",
    "void",
]

IS_VOID = (
    "This package is void: it was voided since you opened the page. Nothing of yours was carried out, and nothing of the "
    "package was disclosed. Look at what stands now, then decide."
)

NOT_OPENED = "The package wasn't opened yet: open and keep it first. Nobody confirms the receipt of what isn't there."

CASTS = {
    "desk_release_authorize": "%s, %s",
    "desk_release_transmit": "%s",
    "desk_release_void": "%s",
    "desk_release_fetch": "%s",
    "desk_release_reopen": "%s, %s",
    "desk_release_confirm": "%s, %s, %s",
    "desk_release_stand_in": "%s, %s, %s, %s",
    "desk_release_end": "%s, %s",
}
"""The database's functions that write releases, and the types of their arguments."""


def prepare(
    disclosure_request_id: int, *, by: Person, why: str, recipient: Person, letters: bool = False, origin: str = ""
) -> Preparation:
    """Have the package prepared for a recipient, as `preparing.ask` says, with a note that names no taxpayer."""
    _names_nobody(disclosure_request_id, by=by, why=why)
    return preparing.ask(disclosure_request_id, by=by, why=why, recipient=recipient, letters=letters, origin=origin)


def _names_nobody(disclosure_request_id: int, *, by: Person, why: str) -> None:
    """Raise Unfit if words name one of the request's taxpayers. Raises Absent."""
    find_request(by, disclosure_request_id)
    correct(naming.wrong_of_request(disclosure_request_id, naming.NAMES, why=why))


def standing_release(disclosure_request: DisclosureRequest) -> Release | None:
    """Return the package that isn't void, or None."""
    releases = Release.objects.filter(disclosure_request=disclosure_request).exclude(status="void")
    return releases.select_related(
        "recipient", "recipient_key", "prepared_by", "authorized_by", "transmitted_by", "instead_by"
    ).first()


def _call(function: str, arguments: list[Any]) -> Any:
    return call(function, CASTS[function], arguments)


def what_it_is(release: Release) -> str:
    """Say where a package stands: 'the package is void now', 'the package is transmitted now, opened 1 time of 2'."""
    stands = f"the package is {PACKAGE_IS.get(release.status, release.status)} now"
    if release.status != ReleaseStatus.TRANSMITTED:
        return stands
    return f"{stands}, opened {count_of(release.fetches, 'time')} of {release.openings}"


def _locked(release_id: int, *, by: Person) -> tuple[DisclosureRequest, Release]:
    release = Release.objects.filter(pk=release_id).first()
    if release is None:
        raise Absent
    disclosure_request = locked(release.disclosure_request_id, by=by, seen=None)
    release.refresh_from_db()
    return disclosure_request, release


def authorize(release_id: int, *, by: Person, why: str, origin: str = "") -> Release:
    """Authorize the transmittal of a prepared package, in writing (`why`). Raises Absent or Refused."""
    return _act(release_id, Act.AUTHORIZE, {"why": why}, by=by, why=why, origin=origin)


def transmit(release_id: int, *, by: Person, why: str, origin: str = "") -> Release:
    """Transmit an authorized package to its named recipient. Raises Absent or Refused; then nothing was disclosed."""
    return _act(release_id, Act.TRANSMIT, {}, by=by, why=why, origin=origin)


def void(release_id: int, *, by: Person, why: str, seen: int) -> Release:
    """Void a package that hasn't been transmitted. `seen`: its mark, as the person saw it. Raises Absent or Refused."""
    return _act(release_id, Act.VOID, {}, by=by, why=why, seen=seen)


def confirm(release_id: int, *, by: Person, why: str, custodian: str, location: str) -> Release:
    """Confirm receipt: who keeps the information, and where. Raises Absent or Refused."""
    return _act(release_id, Act.CONFIRM, {"custodian": custodian, "location": location}, by=by, why=why)


def stand_in(release_id: int, *, by: Person, why: str, custodian: str, location: str) -> Release:
    """Confirm receipt in the place of a recipient who opened the package and is gone, in writing. Raises Absent or Refused."""
    typed = {"custodian": custodian, "location": location, "why": why}
    return _act(release_id, Act.STAND_IN, typed, by=by, why=why)


def end(release_id: int, *, by: Person, why: str, seen: int) -> Release:
    """End, in writing, the wait for a package that was never opened and can't be any more. Raises Absent or Refused.

    `seen`: the package's mark, as the person saw it.
    """
    return _act(release_id, Act.END, {"why": why}, by=by, why=why, seen=seen)


def reopen(release_id: int, *, by: Person, why: str, seen: int) -> Release:
    """Let the recipient open the package once more, in writing (`why`): say what became of the download that was made.

    `seen`: the package's mark, as the person saw it: the words are on that download. Raises Absent or Refused.
    """
    return _act(release_id, Act.REOPEN, {"why": why}, by=by, why=why, seen=seen)


VERIFIED = (Act.AUTHORIZE, Act.TRANSMIT)
"""Acts before which the package's bytes are compared with their hash.

They carry no mark of what the person saw: a prepared package, and an authorized one, changes by nothing but a step to another
status, which the act finds; one that is prepared anew is another package, and what it rests on is checked again.
"""


def _act(
    release_id: int,
    act: Act,
    typed: dict[str, str],
    *,
    by: Person,
    why: str,
    origin: str = "",
    seen: int | None = None,
) -> Release:
    with watched(by=by, release_id=release_id), acting(by=by, why=why):
        disclosure_request, release = _locked(release_id, by=by)
        demand([IS_VOID] if release.status == ReleaseStatus.VOID else [])
        demand(release_refusals(disclosure_request, by, act))
        demand([NOT_OPENED] if act == Act.CONFIRM and not release.fetches else [])
        if seen is not None and seen != mark(release):
            raise Changed(what_it_is(release))
        lines = {name: text for name, text in typed.items() if name != "why"}
        correct(naming.wrong(release.pk, lines=lines, words={} if act == Act.CONFIRM else {"why": why}))
        if act in VERIFIED:
            opened = _look(disclosure_request, release, AccessAct.WORK, by=by, why=why, origin=origin)
            sealed_packages.verify(release, opened)
            citing.hold_readings(disclosure_request.pk)
        _call(f"desk_release_{act.value}", [release.pk, *typed.values()])
        release.refresh_from_db()
        return release


def _look(
    disclosure_request: DisclosureRequest, release: Release, act: AccessAct, *, by: Person, why: str, origin: str = ""
) -> Opened:
    """Record that a package is opened; a fetch names each taxpayer in it, since it discloses them."""
    subjects = release.items.values_list("subject_id", flat=True).distinct() if act == AccessAct.FETCH else ()
    who = looker(by, disclosure_request, origin=origin, why=why)
    with recorded():
        return look(who, act, "release", object_id=release.pk, case_id=disclosure_request.pk, subjects=subjects)


def fetch(release_id: int, *, by: Person, why: str, origin: str) -> Download:
    """Open the package for its named recipient, once: checked again and logged. A download that breaks off has counted.

    The whole is compared with its hash before the first byte leaves. Raises Absent or Refused.
    """
    with watched(by=by, release_id=release_id), acting(by=by, why=why):
        release = Release.objects.filter(pk=release_id).first()
        if release is None:
            raise Absent
        disclosure_request = find_request(by, release.disclosure_request_id)
        demand([*release_refusals(disclosure_request, by, Act.FETCH), *out_of_reach(release)])
        _call("desk_release_fetch", [release.pk])
        opened = _look(disclosure_request, release, AccessAct.FETCH, by=by, why=why, origin=origin)
        sealed_packages.verify(release, opened)
        citing.hold_readings(disclosure_request.pk)
        name = package_name(disclosure_request.number) + (".age" if release.recipient_key_id else "")
        return Download(name, release.size, sealed_packages.pieces(release, opened))


def close(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Close a request whose package was transmitted."""
    _names_nobody(disclosure_request_id, by=by, why=why)
    return change(disclosure_request_id, Move.CLOSE, by=by, why=why, seen=seen)
