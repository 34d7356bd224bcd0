"""Decisions that several steps share: return, deny, withdraw, send back a step, set subjects aside."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from audits import accounting
from audits.acting import acting
from audits.models import AccountingKind

from ..intake import confidential
from ..intake.confidential import Spread
from ..models import Decision, DisclosureRequest, Person
from ..models.as_facts import STANDING, content_hash, standing_hash
from ..models.decision import DecisionKind
from ..models.matching import fitting
from ..models.selection import under_way
from ..models.subject import Outcome
from ..rules.reason_codes import COUNSELS, INTERNAL, NAMED_COUNSELS, NO_RECORD, REASONS, UNDISCLOSED, UNDISCLOSED_WORDS
from ..rules.roles import Role
from ..rules.transitions import Move, Status
from . import naming
from .questions import role_refusals
from .refused import Refused, correct, demand
from .status_change import change, locked

DECIDER = {
    Status.COMPLETENESS: Role.SPECIALIST,
    Status.LEGAL_REVIEW: Role.COUNSEL,
    Status.IRS_APPROVAL: Role.APPROVER,
}
"""Who decides in which status."""
NOBODY_DECIDES = "Subjects are set aside while the IRS decides on the request."


def decide(
    disclosure_request: DisclosureRequest,
    kind: DecisionKind,
    role: str,
    *,
    by: Person,
    words: str,
    reason_codes: list[str] | None = None,
    lawful: bool | None = None,
    elements: dict[str, dict[str, object]] | None = None,
) -> Decision:
    """Put a decision in writing, on the hash of the contents as they stand. Call inside `acting()`, under the lock.

    The contents are hashed anew where the decision is on all of them. What is decided of some, or steps back, rests on the
    snapshot's hash: the database lets nothing change it, and hashing a million subjects takes half a minute.
    """
    of_some = kind in (DecisionKind.SET_ASIDE, DecisionKind.STEP_BACK)
    return Decision.objects.create(
        disclosure_request=disclosure_request,
        kind=kind,
        person=by,
        name=by.get_full_name(),
        role=role,
        submission=disclosure_request.submission,
        snapshot_hash=standing_hash(disclosure_request) if of_some else content_hash(disclosure_request.pk),
        lawful=lawful,
        elements=elements or {},
        reason_codes=reason_codes or [],
        words=words,
    )


def name_nobody(disclosure_request: DisclosureRequest, words: str, sentence: str = naming.NAMES_DECISION) -> None:
    """Raise Unfit if the words of an act name one of the request's taxpayers. Ask last: each of them is looked at."""
    if words != UNDISCLOSED_WORDS:
        correct(naming.wrong_of_request(disclosure_request.pk, sentence, why=words))


def _code_refusals(reason_codes: list[str]) -> list[str]:
    if not reason_codes:
        return ["Give at least one reason from the list."]
    named = [
        f"{REASONS[c].label} is given on the pages of named counsel alone." for c in reason_codes if c in NAMED_COUNSELS
    ]
    return [*named, *(f"There is no reason “{code}” in the list." for code in reason_codes if code not in REASONS)]


def _counsel_refusals(reason_codes: list[str], decider: str | None) -> list[str]:
    given = COUNSELS.intersection(reason_codes) if decider != Role.COUNSEL else frozenset()
    return [f"“{REASONS[code].label}” is a reason that a legal reviewer gives." for code in sorted(given)]


def _end(
    disclosure_request_id: int, move: Move, kind: DecisionKind, *, by: Person, why: str, seen: int, codes: list[str]
) -> DisclosureRequest:
    roles: dict[int, str] = {}

    def remember(disclosure_request: DisclosureRequest) -> None:
        roles[0] = DECIDER.get(Status(disclosure_request.status), Role.LIAISON)
        demand(_counsel_refusals(codes, roles[0]))
        demand(whole_record_refusals(disclosure_request, codes))

    def record(disclosure_request: DisclosureRequest) -> None:
        name_nobody(disclosure_request, why, naming.NAMES_REASON if move == Move.WITHDRAW else naming.NAMES_DECISION)
        decide(disclosure_request, kind, roles[0], by=by, words=why, reason_codes=codes)
        if disclosure_request.submission and move != Move.STEP_BACK:
            accounting.account(
                AccountingKind.OUTCOME,
                agency_code=disclosure_request.agency.code,
                purpose_code=disclosure_request.agency.purpose_code,
                case_id=disclosure_request.pk,
                case_number=disclosure_request.number,
                reasons="; ".join([kind.label, *codes]),
            )

    return change(disclosure_request_id, move, by=by, why=why, seen=seen, first=remember, then=record)


def return_to_agency(
    disclosure_request_id: int, *, by: Person, why: str, seen: int, reason_codes: list[str]
) -> DisclosureRequest:
    """Return the request with coded reasons and words: it comes back as a new version of itself."""
    demand(_code_refusals(reason_codes))
    return _end(disclosure_request_id, Move.RETURN, DecisionKind.RETURN, by=by, why=why, seen=seen, codes=reason_codes)


def deny(disclosure_request_id: int, *, by: Person, why: str, seen: int, reason_codes: list[str]) -> DisclosureRequest:
    """Deny the request with coded reasons and words. It stays on record for ever."""
    demand(_code_refusals(reason_codes))
    return _end(disclosure_request_id, Move.DENY, DecisionKind.DENIAL, by=by, why=why, seen=seen, codes=reason_codes)


def withdraw(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Withdraw the request, for the agency."""
    return _end(disclosure_request_id, Move.WITHDRAW, DecisionKind.WITHDRAWAL, by=by, why=why, seen=seen, codes=[])


def step_back(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Send the request back one step inside the IRS. An approval given before no longer stands."""

    def reopen(disclosure_request: DisclosureRequest) -> None:
        name_nobody(disclosure_request, why)
        decide(disclosure_request, DecisionKind.STEP_BACK, "", by=by, words=why)
        disclosure_request.subjects.filter(outcome=Outcome.APPROVED).update(outcome=Outcome.OPEN)

    return change(disclosure_request_id, Move.STEP_BACK, by=by, why=why, seen=seen, then=reopen)


AT_ONCE = 2_000
"""Subjects that are set aside while the person waits."""
TOO_MANY = (
    f"At most {AT_ONCE:,} subjects are set aside this way. Decide on them as a group instead: choose them by a filter, and the "
    "decision is carried out part by part."
)


def aside_refusals(disclosure_request: DisclosureRequest, by: Person, outcome: str, reason_code: str) -> list[str]:
    """Return why this person may not return or deny subjects for this reason now; empty if he or she may."""
    decider = DECIDER.get(Status(disclosure_request.status))
    if decider is None:
        return [NOBODY_DECIDES]
    known = outcome in (Outcome.RETURNED, Outcome.DENIED)
    waits = under_way(disclosure_request.pk)
    return [
        *_code_refusals([reason_code]),
        *([] if known else ["Subjects are set aside as returned or as denied."]),
        *_counsel_refusals([reason_code], decider),
        *role_refusals(disclosure_request, by, decider),
        *(["A decision on a group of subjects is still being carried out: wait until it is done."] if waits else []),
    ]


def record_refusals(
    disclosure_request: DisclosureRequest, reason_code: str, subject_ids: QuerySet[Any, Any]
) -> list[str]:
    """Return why these subjects may not be set aside for having no record; empty if they may, or if the reason is another."""
    found = fitting(disclosure_request).filter(subject_id__in=subject_ids).count() if reason_code == NO_RECORD else 0
    if not found:
        return []
    of = "one of these subjects" if found == 1 else f"{found:,} of these subjects"
    return [
        f"“{REASONS[NO_RECORD].label}” isn’t so for {of}: exactly one record fits, and its address agrees. Nothing was "
        "changed: leave out whoever has such a record, or give the reason that holds."
    ]


def whole_record_refusals(disclosure_request: DisclosureRequest, reason_codes: list[str]) -> list[str]:
    """Return why a request isn't returned or denied as a whole for having no record; empty if it may be."""
    standing = disclosure_request.subjects.filter(outcome__in=STANDING).values("pk")
    found = fitting(disclosure_request).filter(subject_id__in=standing).count() if NO_RECORD in reason_codes else 0
    if not found:
        return []
    of = (
        "one of the subjects that stand in it has" if found == 1 else f"{found:,} of the subjects that stand in it have"
    )
    return [
        f"“{REASONS[NO_RECORD].label}” isn’t so for the whole request: {of} exactly one record that fits, and its address "
        "agrees. Nothing was changed: give the reason that holds for all, or set aside for this one whoever has no such record."
    ]


def set_aside(
    disclosure_request_id: int,
    subject_ids: list[int],
    *,
    by: Person,
    why: str,
    seen: int,
    outcome: str,
    reason_code: str,
) -> int:
    """Return or deny some subjects, each with its reason, so that the rest can go on. Return how many.

    Counsel who keeps the reason gives `UNDISCLOSED`, and no words: they would tell one such reason from another.
    """
    if len(subject_ids) > AT_ONCE:
        raise Refused([TOO_MANY])
    if reason_code == UNDISCLOSED:
        why = UNDISCLOSED_WORDS
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=seen)
        demand(aside_refusals(disclosure_request, by, outcome, reason_code))
        chosen = disclosure_request.subjects.filter(pk__in=subject_ids, outcome__in=STANDING)
        demand(record_refusals(disclosure_request, reason_code, chosen.values("pk")))
        name_nobody(disclosure_request, why)
        decider = DECIDER[Status(disclosure_request.status)]
        decide(disclosure_request, DecisionKind.SET_ASIDE, decider, by=by, words=why, reason_codes=[reason_code])
        count = chosen.update(outcome=outcome, outcome_reason=reason_code)
        told = Spread.ACROSS if reason_code in INTERNAL else Spread.ALL
        confidential.mark(disclosure_request.pk, spread=told)
        disclosure_request.version += 1
        disclosure_request.save(update_fields=["version"])
    return count
