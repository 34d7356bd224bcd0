"""The approving official: approves in writing what counsel found lawful, on the same contents."""

from __future__ import annotations

from ..models import DisclosureRequest, Person
from ..models.decision import DecisionKind
from ..models.subject import Outcome
from ..rules.roles import Role
from ..rules.transitions import Move
from .deciding import decide, name_nobody
from .status_change import change


def approve(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Approve the request and each subject that still stands in it, in writing."""

    def record(disclosure_request: DisclosureRequest) -> None:
        name_nobody(disclosure_request, why)
        decide(disclosure_request, DecisionKind.APPROVAL, Role.APPROVER, by=by, words=why)
        disclosure_request.subjects.filter(outcome=Outcome.OPEN).update(outcome=Outcome.APPROVED)

    return change(disclosure_request_id, Move.APPROVE, by=by, why=why, seen=seen, then=record)
