"""Fulfilment: three acts by three people, then each fetch. The database's own functions check everything again.

Prepare: approved subjects only, re-checked, sealed, with a manifest; nothing is disclosed. Authorize: in writing.
Transmit: one transaction takes the hold gate, checks again, accounts for each taxpayer, opens the package to its named
recipient. Source: 26 U.S.C. 6103(p)(3)(A); Delegation Order 11-2.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from audits import vault
from audits.access_log import AccessAct, look
from audits.acting import acting

from ..access import Absent, find_request, looker
from ..documents import small as package
from ..matching import records
from ..models import DisclosureRequest, Person, Release, Subject, TaxRecord
from ..models.subject import Outcome
from ..rules.items import ITEMS
from ..rules.transitions import Act, Move
from . import holding
from .calling import call
from .questions import release_refusals
from .refused import Refused, demand
from .status_change import change, locked


def standing_release(disclosure_request: DisclosureRequest) -> Release | None:
    """Return the package that isn't void, without its sealed bytes, or None."""
    releases = Release.objects.filter(disclosure_request=disclosure_request).exclude(status="void")
    return (
        releases.defer("package").select_related("recipient", "prepared_by", "authorized_by", "transmitted_by").first()
    )


def prepare(disclosure_request_id: int, *, by: Person, why: str, recipient: Person, origin: str = "") -> Release:
    """Find the records of the approved subjects, build and seal the package. Raises Absent or Refused.

    A subject is in the package only if exactly one record fits and the supplied address agrees with it. The agency learns of
    the others only that they were not disclosed.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        demand(release_refusals(disclosure_request, by, Act.PREPARE))
        items = _fitting(disclosure_request)
        if not items:
            raise Refused([NOTHING_FITS])
        breaker = partial(_still_free, disclosure_request)
        who = looker(by, disclosure_request, origin=origin, why=why)
        opened = look(
            who, AccessAct.WORK, "record", case_id=disclosure_request.pk, subjects=[subject.pk for subject, _ in items]
        )
        people = {"recipient": recipient, "prepared_by": by}
        content, manifest = package.build(disclosure_request, items, opened, before=breaker, **people)
        sha = sha256(content).hexdigest()
        sealed = vault.seal(content, bound_to=f"release:{sha}")
        values = [disclosure_request.pk, recipient.pk, sealed, sha, json.dumps(manifest)]
        subjects, found = [s.pk for s, _ in items], [r.pk for _, r in items]
        made = _call("desk_release_prepare", [*values, subjects, found, package.ITEM, ITEMS[package.ITEM].tier.value])
        return Release.objects.defer("package").get(pk=made)


def _fitting(disclosure_request: DisclosureRequest) -> list[tuple[Subject, TaxRecord]]:
    """Return the approved subjects whom one record fits, chunk by chunk: an order entered meanwhile stops the next chunk.

    Subjects whom an order covers are left out. Raises Refused, naming the order, if it covers the request as a whole.
    """
    holding.read_statutes(disclosure_request.pk)
    approved = list(disclosure_request.subjects.filter(outcome=Outcome.APPROVED))
    found: list[tuple[Subject, TaxRecord]] = []
    for start in range(0, len(approved), records.AT_ONCE):
        chunk = approved[start : start + records.AT_ONCE]
        covered = holding.covered(disclosure_request.pk, [s.pk for s in chunk])
        fits = records.compare([s for s in chunk if s.pk not in covered])
        agreeing = {pk: fit.record for pk, fit in fits.items() if fit.address == records.Compared.AGREES}
        found += [(s, agreeing[s.pk]) for s in chunk if s.pk in agreeing]
    return found


def _still_free(disclosure_request: DisclosureRequest, subjects: Sequence[Subject]) -> None:
    """Stop before a chunk of records is opened if an order has come to cover any of its subjects."""
    covered = holding.covered(disclosure_request.pk, [s.pk for s in subjects])
    if covered:
        raise Refused(
            [f"A court order was entered while the package was prepared: {order}." for order in set(covered.values())]
        )


NOTHING_FITS = (
    "No record fits any approved subject with the address supplied: there is nothing to release. Send the request back "
    "one step; there it can be denied as “no record or mismatch”."
)

CASTS = {
    "desk_release_prepare": "%s, %s, %s::bytea, %s, %s::jsonb, %s::bigint[], %s::bigint[], %s, %s",
    "desk_release_authorize": "%s, %s",
    "desk_release_transmit": "%s",
    "desk_release_void": "%s",
    "desk_release_fetch": "%s",
    "desk_release_confirm": "%s, %s, %s",
}
"""The database's functions that write releases, and the types of their arguments."""


def _call(function: str, arguments: list[Any]) -> Any:
    return call(function, CASTS[function], arguments)


def _locked(release_id: int, *, by: Person) -> tuple[DisclosureRequest, Release]:
    release = Release.objects.defer("package").filter(pk=release_id).first()
    if release is None:
        raise Absent
    return locked(release.disclosure_request_id, by=by, seen=None), release


def authorize(release_id: int, *, by: Person, why: str) -> Release:
    """Authorize the transmittal of a prepared package, in writing (`why`). Raises Absent or Refused."""
    return _act(release_id, Act.AUTHORIZE, [why], by=by, why=why)


def transmit(release_id: int, *, by: Person, why: str) -> Release:
    """Transmit an authorized package to its named recipient. Raises Absent or Refused; then nothing was disclosed."""
    return _act(release_id, Act.TRANSMIT, [], by=by, why=why)


def void(release_id: int, *, by: Person, why: str) -> Release:
    """Void a package that hasn't been transmitted."""
    return _act(release_id, Act.VOID, [], by=by, why=why)


def confirm(release_id: int, *, by: Person, why: str, custodian: str, location: str) -> Release:
    """Confirm receipt: who keeps the information, and where."""
    return _act(release_id, Act.CONFIRM, [custodian, location], by=by, why=why)


def _act(release_id: int, act: Act, arguments: list[Any], *, by: Person, why: str) -> Release:
    with acting(by=by, why=why):
        disclosure_request, release = _locked(release_id, by=by)
        demand(release_refusals(disclosure_request, by, act))
        _call(f"desk_release_{act.value}", [release.pk, *arguments])
        release.refresh_from_db(fields=["status"])
        return release


def fetch(release_id: int, *, by: Person, why: str, origin: str) -> tuple[str, bytes]:
    """Open the package for its named recipient: checked again and logged each time. Return file name and bytes."""
    with acting(by=by, why=why):
        release = Release.objects.defer("package").filter(pk=release_id).first()
        if release is None:
            raise Absent
        disclosure_request = find_request(by, release.disclosure_request_id)
        demand(release_refusals(disclosure_request, by, Act.FETCH))
        sealed = _call("desk_release_fetch", [release.pk])
        opened = look(
            looker(by, disclosure_request, origin=origin, why=why),
            AccessAct.FETCH,
            "release",
            object_id=release.pk,
            case_id=disclosure_request.pk,
            subjects=release.items.values_list("subject_id", flat=True),
        )
        content = opened.value(bytes(sealed), bound_to=f"release:{release.package_sha256}")
        return f"{disclosure_request.number}-FTI.zip", content


def close(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Close a request whose package was transmitted."""
    return change(disclosure_request_id, Move.CLOSE, by=by, why=why, seen=seen)
