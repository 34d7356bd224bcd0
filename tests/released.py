"""Releases for the tests of what comes after: transmitted, received, used, by the people whose acts they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from requests_app.models import CustodyAct, Hold, Incident, Person, Release
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.rules.incidents import Kind
from requests_app.rules.transitions import Status
from requests_app.workflow import custody, fulfilment, holding, incidents
from tests.cast import WHY, Cast, agency_side, draft, fresh, on_record, subject_fields, transmit, walk

SECRET = "Zweigelthofer"
"""A surname that occurs nowhere else."""

REASON = f"Two witnesses bought forged permits from {SECRET}; the grand jury needs the place where they were made."


def transmitted(who: Cast, *, ice: bool = False, items: Sequence[str] = ("address",)) -> Release:
    """Return a package of one taxpayer with a surname of its own, transmitted to the recipient."""
    if ice:
        on_record()
        return transmit(who, walk(who, draft(who, ice=True), Status.FULFILMENT))
    on_record(last_name=SECRET)
    fields = subject_fields(last_name=SECRET, reason=REASON)
    return transmit(who, walk(who, draft(who, fields, tin="912-66-0001", items=items), Status.FULFILMENT))


def received(who: Cast, *, ice: bool = False) -> Release:
    """Return a package whose receipt is confirmed."""
    return confirmed(who, transmitted(who, ice=ice))


def confirmed(who: Cast, release: Release) -> Release:
    """Confirm the receipt of a package that was transmitted."""
    recipient = agency_side(who, fresh(release.disclosure_request))[2]
    fulfilment.fetch(release.pk, by=recipient, why=WHY, origin="a test")
    fulfilment.confirm(release.pk, by=recipient, why=WHY, custodian="Test Keeper", location="Room 1")
    return Release.objects.get(pk=release.pk)


def act(release: Release, kind: Custody, by: Person, on: date | None = None, **more: Any) -> CustodyAct:
    """Record an act of custody today."""
    said = {"on": on or today(), "key": uuid4(), "seen": None, "why": "As the record shows."} | more
    return custody.record(release.pk, kind, by=by, **said)


def used(who: Cast, release: Release) -> CustodyAct:
    """The recipient certifies the use by an officer of the roster."""
    recipient = agency_side(who, fresh(release.disclosure_request))[2]
    return act(release, Custody.USED, recipient, used_by=[recipient.get_full_name()])


def order(who: Cast, *acts: str, **terms: Any) -> Hold:
    """Counsel enters an order that covers every request."""
    said = {"kind": "stay", "court": "D.D.C.", "docket": "1", "citation": "D.D.C. 1", "binds": "all", "starts": today()}
    return holding.enter_order(by=who.counsel, why=WHY, acts=list(acts), **(said | terms))


def incident(release: Release, by: Person, kind: Kind = Kind.ERRONEOUS, **more: Any) -> Incident:
    """Somebody reports an incident with a release, noticed just now."""
    said = {
        "why": "Rows went to the wrong person.",
        "noticed_by": "A. Official",
        "noticed_at": timezone.now(),
        "seen": None,
    }
    return incidents.report(release.pk, by=by, kind=kind, key=uuid4(), **(said | more))


def lost(release: Release, by: Person, **more: Any) -> Incident:
    """Somebody at the agency reports a loss."""
    return incident(release, by, Kind.LOSS, why="A disk is missing.", **more)
