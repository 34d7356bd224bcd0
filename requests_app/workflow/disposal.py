"""Disposal by schedule: proposed by a specialist, done by an authorizing official, never by one person, never by itself.

What goes is what the schedule names: bytes of packages, bytes of uploaded files. History, accounting, the access log and
decisions stay. The database checks the day, the orders, the incidents and the two people in the transaction that disposes.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from audits.acting import acting

from ..access import find_request
from ..models import (
    BatchPart,
    DisclosureRequest,
    Disposal,
    Incident,
    IncidentAct,
    Person,
    ReleasePart,
    RetentionPeriod,
)
from ..models.as_facts import holds_on, today
from ..rules.incidents import Act
from ..rules.retention import DISPOSABLE, PACKAGE, PERIODS, SHORTENED, due_on, shortened_alike
from ..rules.roles import Role
from ..rules.text import says_something
from ..rules.transitions import Status
from . import naming
from .calling import call
from .kept import Changed, is_administrator, is_for, mark, one_at_a_time
from .refused import correct, demand

PROPOSER = "Disposal is proposed by a disclosure specialist."
DISPOSER = "Disposal is done by an authorizing official, who didn't propose it."
ENDED = (Status.CLOSED, Status.DENIED, Status.WITHDRAWN)

NOT_ENDED = "The request hasn't ended: the schedule counts from its end."
HELD = "A court order in force covers the request: nothing of it is disposed of."
INCIDENT = "An incident is open on the request: nothing of it is disposed of."


def day_of(disclosure_request: DisclosureRequest, what: str) -> date | None:
    """Return from which day something of a request may be disposed of; None while the request goes on."""
    if disclosure_request.status not in ENDED:
        return None
    period = RetentionPeriod.objects.filter(name=what).first()
    return due_on(
        timezone.localdate(disclosure_request.status_since), period.length if period else PERIODS[what].length
    )


def is_there(disclosure_request: DisclosureRequest, what: str) -> bool:
    """Return whether a request has any of what a schedule names."""
    if what == PACKAGE:
        return ReleasePart.objects.filter(release__disclosure_request=disclosure_request).exists()
    return BatchPart.objects.filter(batch__disclosure_request=disclosure_request).exists()


def bars(disclosure_request: DisclosureRequest, what: str) -> list[str]:
    """Return why something of a request may not be disposed of today, whoever asks."""
    day = day_of(disclosure_request, what)
    if day is None:
        return [NOT_ENDED]
    found = [] if day <= today() else [f"By the schedule, kept until {day:%B} {day.day}, {day.year}."]
    found += [HELD] if holds_on(disclosure_request, today()) else []
    closed = IncidentAct.objects.filter(kind=Act.CLOSED).values("incident")
    open_ones = Incident.objects.filter(disclosure_request=disclosure_request).exclude(pk__in=closed)
    return found + ([INCIDENT] if open_ones.exists() else [])


def propose(disclosure_request_id: int, what: str, *, by: Person, why: str) -> Disposal:
    """Propose a disposal, in writing. A second time answers with the first. Raises Absent, Refused or Unfit."""
    with acting(by=by, why=why):
        case = find_request(by, disclosure_request_id, lock=True)
        is_for(by, case.agency, Role.SPECIALIST, what=PROPOSER)
        demand(bars(case, what) if what in DISPOSABLE else ["No schedule names this."])
        correct(naming.wrong_of_request(case.pk, naming.NAMES_REASON, why=why))
        return Disposal.objects.get(pk=call("desk_disposal_propose", "%s, %s, %s", [case.pk, what, why]))


def carry_out(disposal: Disposal, *, by: Person, why: str) -> Disposal:
    """Dispose of what was proposed, in writing. It can't be undone. Raises Absent, Refused or Unfit."""
    with acting(by=by, why=why):
        case = find_request(by, disposal.disclosure_request_id, lock=True)
        is_for(by, case.agency, Role.AUTHORIZER, what=DISPOSER)
        demand([DISPOSER] if disposal.proposed_by_id == by.pk else bars(case, disposal.what))
        correct(naming.wrong_of_request(case.pk, naming.NAMES_REASON, why=why))
        call("desk_disposal_do", "%s, %s", [disposal.pk, why])
        disposal.refresh_from_db()
        return disposal


def set_period(name: str, length: int, citation: str, *, by: Person, why: str, seen: int) -> bool:
    """Set how long something is kept, with the citation it rests on; return whether it differed.

    A shorter period rests on another citation than the one that stood. Raises Changed, Refused, Unfit.
    """
    is_administrator(by)
    demand([] if name in PERIODS else ["There is no such period."])
    demand([] if 1 <= length <= PERIODS[name].most else [f"It is a whole number from 1 to {PERIODS[name].most:,}."])
    demand([] if says_something(citation) else ["Give the citation on which the period rests."])
    with acting(by=by, why=why):
        one_at_a_time(by)
        row = RetentionPeriod.objects.select_for_update(no_key=True).filter(name=name).first()
        if row is not None and (row.length, row.citation) == (length, citation):
            return False
        if (mark(row) if row else 0) != seen:
            raise Changed
        stood, cited = (row.length, row.citation) if row else (PERIODS[name].length, PERIODS[name].citation)
        correct({"citation": [SHORTENED] if shortened_alike(length, citation, stood, cited) else []})
        RetentionPeriod.objects.update_or_create(name=name, defaults={"length": length, "citation": citation})
    return True
