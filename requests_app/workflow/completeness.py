"""The disclosure specialist's check: complete and valid on its face, or returned with reasons."""

from __future__ import annotations

from audits.acting import acting

from ..access import roles_on
from ..models import DisclosureRequest, Person
from ..models.decision import DecisionKind
from ..rules.roles import IRS_CASE_ROLES, Role
from ..rules.transitions import Move
from .deciding import decide, name_nobody
from .kept import mark
from .questions import role_refusals
from .refused import Refused, Stale, demand
from .status_change import change, locked


def find_complete(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Record that the request is complete, and send it to legal review."""

    def record(disclosure_request: DisclosureRequest) -> None:
        name_nobody(disclosure_request, why)
        decide(disclosure_request, DecisionKind.COMPLETE, Role.SPECIALIST, by=by, words=why)

    return change(disclosure_request_id, Move.COMPLETE, by=by, why=why, seen=seen, then=record)


def assign(disclosure_request_id: int, *, by: Person, why: str, to: Person | None, seen: int) -> DisclosureRequest:
    """Assign the request to a person of the IRS who holds a case role on its agency; None gives it back to the pool.

    `seen`: the mark of the request as the person saw it. A second click changes nothing. Raises Absent, Stale, Refused.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        demand(role_refusals(disclosure_request, by, Role.SPECIALIST))
        if to is not None and not roles_on(to, disclosure_request.agency_id) & IRS_CASE_ROLES:
            raise Refused(["That person has no case role on this agency's requests."])
        if disclosure_request.assigned_to == to:
            return disclosure_request
        if mark(disclosure_request) != seen:
            raise Stale(now=f"{disclosure_request.assigned_to or 'nobody'} takes care of it now")
        disclosure_request.assigned_to = to
        disclosure_request.save(update_fields=["assigned_to"])
    return disclosure_request
