"""The statuses of a request, the table of moves between them, and every reason why a move may not happen.

One row of `MOVES` is one lawful change of status: from, to, who, what it makes of that person, what must be true, what
it is called. The same table answers the action, the button, the test and the database trigger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from .custody import KEEPERS
from .duties import DOES, Duty, barred_by
from .facts import Book, Contents, Person, Progress
from .needs import (
    NEEDS_APPROVAL,
    NEEDS_CARRIED,
    NEEDS_CLEARED,
    NEEDS_COUNSEL,
    NEEDS_DECIDED,
    NEEDS_DETERMINATION,
    NEEDS_FRESH,
    NEEDS_JUDGED,
    NEEDS_MATCHED,
    NEEDS_NO_PACKAGE,
    NEEDS_NOTHING_SENT,
    NEEDS_RECIPIENT_GONE,
    NEEDS_RELEASABLE,
    NEEDS_REVIEWED,
    NEEDS_SHUT_FOR_GOOD,
    NEEDS_SIGNATURE,
    NEEDS_SOUND,
    NEEDS_SOUND_DRAFT,
    NEEDS_SUBJECT,
    NEEDS_TRANSMITTED,
    NEEDS_UNBLOCKED,
    NEEDS_UNBROKEN,
    NEEDS_UPLOADS_DONE,
    Need,
    Situation,
)
from .roles import Role


class Status(TextChoices):
    """Where a request stands. A hold is no status: it stands beside them."""

    DRAFT = "draft", "Draft"
    AWAITING_SIGNATURE = "awaiting_signature", "Awaiting signature"
    COMPLETENESS = "completeness", "Completeness"
    LEGAL_REVIEW = "legal_review", "Legal review"
    IRS_APPROVAL = "irs_approval", "IRS approval"
    FULFILMENT = "fulfilment", "Fulfilment"
    CLOSED = "closed", "Closed"
    RETURNED = "returned", "Returned"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"


PATH = (
    Status.DRAFT,
    Status.AWAITING_SIGNATURE,
    Status.COMPLETENESS,
    Status.LEGAL_REVIEW,
    Status.IRS_APPROVAL,
    Status.FULFILMENT,
    Status.CLOSED,
)
"""The lawful path, in order: the steps of the step indicator."""

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""Statuses in which the agency may change contents. In every other one they are frozen."""

UNSENT = EDITABLE | {Status.AWAITING_SIGNATURE}
"""Statuses in which the request is the agency's to send in."""

AGENCY_HOLDS = UNSENT | {Status.WITHDRAWN}
"""Statuses in which the request is in the agency's hands."""

WITH_IRS = frozenset({Status.COMPLETENESS, Status.LEGAL_REVIEW, Status.IRS_APPROVAL, Status.FULFILMENT})
"""Statuses in which the clock runs for the IRS."""

ENDED = frozenset({Status.CLOSED, Status.DENIED, Status.WITHDRAWN})
"""Statuses from which nothing is due any more."""


class Move(TextChoices):
    """The acts that change a request's status."""

    HAND_OVER = "hand_over", "Hand to the signer"
    TAKE_BACK = "take_back", "Take back to draft"
    SEND_IN = "send_in", "Sign and send in"
    COMPLETE = "complete", "Find complete"
    DETERMINE = "determine", "Determine lawful"
    APPROVE = "approve", "Approve"
    CLOSE = "close", "Close"
    STEP_BACK = "step_back", "Send back one step"
    RETURN = "return", "Return to the agency"
    DENY = "deny", "Deny"
    WITHDRAW = "withdraw", "Withdraw"


_FILED = (NEEDS_SUBJECT, NEEDS_UPLOADS_DONE, NEEDS_JUDGED, NEEDS_UNBLOCKED)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: one lawful change of status."""

    move: Move
    source: Status
    target: Status
    roles: tuple[Role, ...]
    duty: Duty | None = None
    needs: tuple[Need, ...] = ()


def _rows(
    move: Move, sources: tuple[Status, ...], target: Status, roles: tuple[Role, ...], *needs: Need
) -> tuple[Transition, ...]:
    return tuple(Transition(move, s, target, roles, None, needs) for s in sources)


_C, _L, _A, _F = Status.COMPLETENESS, Status.LEGAL_REVIEW, Status.IRS_APPROVAL, Status.FULFILMENT
_AGENCY = (Role.LIAISON, Role.SIGNER)
_HANDED_OVER = (*_FILED, NEEDS_CARRIED, NEEDS_SOUND_DRAFT)
_SENT_IN = (*_FILED, NEEDS_DECIDED, NEEDS_SIGNATURE, NEEDS_SOUND)
_LAWFUL = (*_SENT_IN, NEEDS_REVIEWED, NEEDS_CLEARED, NEEDS_COUNSEL, NEEDS_MATCHED, NEEDS_DETERMINATION)

MOVES: tuple[Transition, ...] = (
    Transition(Move.HAND_OVER, Status.DRAFT, Status.AWAITING_SIGNATURE, (Role.LIAISON,), Duty.EDIT, _HANDED_OVER),
    Transition(Move.HAND_OVER, Status.RETURNED, Status.AWAITING_SIGNATURE, (Role.LIAISON,), Duty.EDIT, _HANDED_OVER),
    Transition(Move.TAKE_BACK, Status.AWAITING_SIGNATURE, Status.DRAFT, _AGENCY),
    Transition(
        Move.SEND_IN,
        Status.AWAITING_SIGNATURE,
        _C,
        (Role.SIGNER,),
        Duty.SIGN,
        (*_FILED, NEEDS_CARRIED, NEEDS_SIGNATURE, NEEDS_SOUND),
    ),
    Transition(Move.COMPLETE, _C, _L, (Role.SPECIALIST,), Duty.CHECK, (*_SENT_IN, NEEDS_MATCHED)),
    Transition(Move.DETERMINE, _L, _A, (Role.COUNSEL,), Duty.REVIEW, _LAWFUL),
    Transition(Move.APPROVE, _A, _F, (Role.APPROVER,), Duty.APPROVE, _LAWFUL),
    Transition(Move.CLOSE, _F, Status.CLOSED, (Role.SPECIALIST,), None, (NEEDS_TRANSMITTED,)),
    Transition(Move.STEP_BACK, _L, _C, (Role.COUNSEL,), None, (NEEDS_DECIDED,)),
    Transition(Move.STEP_BACK, _A, _L, (Role.APPROVER,), None, (NEEDS_DECIDED,)),
    Transition(
        Move.STEP_BACK, _F, _L, (Role.SPECIALIST, Role.AUTHORIZER), None, (NEEDS_NOTHING_SENT, NEEDS_NO_PACKAGE)
    ),
    Transition(Move.RETURN, _C, Status.RETURNED, (Role.SPECIALIST,), Duty.CHECK, (NEEDS_DECIDED,)),
    Transition(Move.RETURN, _L, Status.RETURNED, (Role.COUNSEL,), Duty.REVIEW, (NEEDS_DECIDED,)),
    Transition(Move.RETURN, _A, Status.RETURNED, (Role.APPROVER,), Duty.APPROVE, (NEEDS_DECIDED,)),
    Transition(Move.DENY, _C, Status.DENIED, (Role.SPECIALIST,), Duty.CHECK, (NEEDS_DECIDED,)),
    Transition(Move.DENY, _L, Status.DENIED, (Role.COUNSEL,), Duty.REVIEW, (NEEDS_DECIDED,)),
    Transition(Move.DENY, _A, Status.DENIED, (Role.APPROVER,), Duty.APPROVE, (NEEDS_DECIDED,)),
    *_rows(
        Move.WITHDRAW,
        (Status.DRAFT, Status.RETURNED, Status.AWAITING_SIGNATURE, _C, _L, _A),
        Status.WITHDRAWN,
        _AGENCY,
    ),
    Transition(Move.WITHDRAW, _F, Status.WITHDRAWN, _AGENCY, None, (NEEDS_NOTHING_SENT, NEEDS_NO_PACKAGE)),
)
"""Every lawful change of status. What isn't here can't happen, in the workflow or in raw SQL."""


class Act(TextChoices):
    """The acts of fulfilment. They change a release, not the request's status."""

    PREPARE = "prepare", "Prepare the package"
    AUTHORIZE = "authorize", "Authorize the transmittal"
    TRANSMIT = "transmit", "Transmit"
    VOID = "void", "Void the package"
    FETCH = "fetch", "Open the package"
    REOPEN = "reopen", "Open it to the recipient once more"
    CONFIRM = "confirm", "Confirm receipt"
    STAND_IN = "stand_in", "Confirm receipt in the recipient’s place"
    END = "end", "End it as never opened"


@dataclass(frozen=True, slots=True)
class ReleaseStep:
    """One row of the release's own table: from which release statuses, to which, who, as what duty, what must be true."""

    act: Act
    sources: tuple[str, ...]
    target: str
    roles: tuple[Role, ...]
    duty: Duty | None
    needs: tuple[Need, ...]


_RELEASE_NEEDS = (
    NEEDS_UNBROKEN,
    NEEDS_SUBJECT,
    NEEDS_DECIDED,
    NEEDS_JUDGED,
    NEEDS_MATCHED,
    NEEDS_FRESH,
    NEEDS_UNBLOCKED,
    NEEDS_REVIEWED,
    NEEDS_CLEARED,
    NEEDS_COUNSEL,
    NEEDS_DETERMINATION,
    NEEDS_APPROVAL,
    NEEDS_RELEASABLE,
)

_TO_OPEN = (NEEDS_UNBROKEN, NEEDS_RELEASABLE)

RELEASE_STEPS: dict[Act, ReleaseStep] = {
    step.act: step
    for step in (
        ReleaseStep(Act.PREPARE, ("", "void"), "prepared", (Role.SPECIALIST,), Duty.PREPARE, _RELEASE_NEEDS),
        ReleaseStep(Act.AUTHORIZE, ("prepared",), "authorized", (Role.AUTHORIZER,), Duty.AUTHORIZE, _RELEASE_NEEDS),
        ReleaseStep(Act.TRANSMIT, ("authorized",), "transmitted", (Role.SPECIALIST,), Duty.TRANSMIT, _RELEASE_NEEDS),
        ReleaseStep(Act.VOID, ("prepared", "authorized"), "void", (Role.SPECIALIST, Role.AUTHORIZER), None, ()),
        ReleaseStep(Act.FETCH, ("transmitted",), "transmitted", (Role.LIAISON,), Duty.RECEIVE, _TO_OPEN),
        ReleaseStep(Act.REOPEN, ("transmitted",), "transmitted", (Role.SPECIALIST,), None, _TO_OPEN),
        ReleaseStep(Act.CONFIRM, ("transmitted",), "received", (Role.LIAISON,), Duty.RECEIVE, ()),
        ReleaseStep(Act.STAND_IN, ("transmitted",), "received", KEEPERS, Duty.RECEIVE, (NEEDS_RECIPIENT_GONE,)),
        ReleaseStep(Act.END, ("transmitted",), "unopened", (Role.SPECIALIST,), None, (NEEDS_SHUT_FOR_GOOD,)),
    )
}
"""Preparing, authorizing and transmitting are three acts by three people; each fetch is checked again."""


AFTERWARDS = (Act.FETCH, Act.REOPEN, Act.CONFIRM, Act.STAND_IN, Act.END)
"""Acts on what was transmitted: they don't need the request to be still in fulfilment."""


def find(status: str, move: str) -> Transition | None:
    """Return the row for a move out of a status, or None if there is none."""
    return next((t for t in MOVES if t.source == status and t.move == move), None)


def refusals(contents: Contents, progress: Progress, book: Book, person: Person, move: str, today: date) -> list[str]:
    """Return every reason, in words, why this person may not make this move now; empty if he or she may."""
    row = find(progress.status, move)
    if row is None:
        return [not_here(progress.status, move)]
    situation = Situation(contents, progress, book, today)
    return [*not_for(person, row.roles, row.duty), *_unmet(row.needs, situation)]


def release_refusals(
    contents: Contents, progress: Progress, book: Book, person: Person, act: str, today: date
) -> list[str]:
    """Return every reason, in words, why this person may not do this act of fulfilment now; empty if he or she may."""
    step = RELEASE_STEPS[Act(act)]
    wrong = [] if progress.release_status in step.sources else [_release_words(step, progress.release_status)]
    if progress.status != Status.FULFILMENT and step.act not in AFTERWARDS:
        wrong.append(not_here(progress.status, step.act))
    situation = Situation(contents, progress, book, today)
    return [*wrong, *not_for(person, step.roles, step.duty), *_unmet(step.needs, situation)]


def not_here(status: str, act: str) -> str:
    """Say that a move or an act of fulfilment isn't possible while the request stands there."""
    if act in Act.values:
        return f"“{Act(act).label}” needs a request in “{Status.FULFILMENT.label}”."
    return f"“{Move(act).label}” isn't possible while the request is “{Status(status).label}”."


def not_for(person: Person, roles: tuple[Role, ...], duty: Duty | None) -> list[str]:
    """Return why a person's roles or earlier duties on this request bar the act; empty if they don't."""
    reasons = []
    if not person.roles & set(roles):
        reasons.append(f"This is for: {', '.join(Role(r).label.lower() for r in roles)}.")
    if duty is not None:
        reasons += [
            f"You {Duty(d).label} on this request, so you may not be the one who {DOES[duty]}."
            for d in barred_by(person.duties, duty)
        ]
    return reasons


def _unmet(needs: tuple[Need, ...], situation: Situation) -> list[str]:
    return [reason for need in needs for reason in need.reasons(situation)]


PACKAGE_IS = {"": "not prepared", "unopened": "ended as never opened"}
"""What a package is in the statuses that have no plain word of their own."""


def _release_words(step: ReleaseStep, status: str) -> str:
    so = PACKAGE_IS.get(status, status)
    if status and "" in step.sources:
        return f"“{step.act.label}” isn't possible while a package stands: this one is {so}."
    return f"“{step.act.label}” needs a package that is {' or '.join(step.sources)}: it is {so} now."
