"""What may this person do now, and why not: the buttons' questions, answered by the same rules as the acts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..access import as_rule_person
from ..models import DisclosureRequest, Hold, Person
from ..models.as_facts import book_for, contents_of, holds_on, judged_under, progress_of, standing_hash, today
from ..models.tallies import tally_of
from ..rules import facts, transitions
from ..rules.roles import Role
from ..rules.transitions import MOVES, RELEASE_STEPS, UNSENT, Act


@dataclass(frozen=True, slots=True)
class Offer:
    """An act, its label, and every reason why this person may not do it now (empty: he or she may)."""

    act: str
    label: str
    refusals: tuple[str, ...]
    concerns: bool

    @property
    def allowed(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the rules see it, read once: what it sets forth, where it stands, the lists and orders in force."""

    contents: facts.Contents
    progress: facts.Progress
    book: facts.Book
    hash: str
    holds: tuple[Hold, ...]


def case_of(disclosure_request: DisclosureRequest, hash: str | None = None) -> Case:
    """Read a request as the rules see it. `hash`: of its contents, from who has just computed it under the lock.

    Until it is sent in, what the agency sees bars its moves: who was set aside unseen stands and blocks as any other.
    """
    holds = tuple(holds_on(disclosure_request, today()))
    book = book_for(disclosure_request, today(), holds)
    hash = standing_hash(disclosure_request) if hash is None else hash
    counts = tally_of(disclosure_request.pk, irs_side=disclosure_request.status not in UNSENT)
    contents = contents_of(disclosure_request, hash, counts)
    progress = progress_of(disclosure_request, book, hash, counts, signed=contents.signer is not None)
    return Case(contents, progress, book, hash, holds)


def as_told(case: Case, disclosure_request: DisclosureRequest) -> Case:
    """Return the case with the figures that the agency may know: who was set aside unseen stands in them."""
    if disclosure_request.status in UNSENT:
        return case
    told = tally_of(disclosure_request.pk, irs_side=False)
    progress = replace(
        case.progress,
        subjects_open=told.standing,
        subjects_blocked=told.blocked,
        subjects_unreviewed=told.unreviewed,
        subjects_unjudged=told.unjudged(judged_under(case.book)),
    )
    return replace(case, progress=progress)


def move_refusals(
    disclosure_request: DisclosureRequest, person: Person, move: str, hash: str | None = None
) -> list[str]:
    """Return every reason why this person may not make this move now. `hash`: see `case_of`."""
    case = case_of(disclosure_request, hash)
    who = as_rule_person(person, disclosure_request)
    return transitions.refusals(case.contents, case.progress, case.book, who, move, today())


def moves_for(disclosure_request: DisclosureRequest, person: Person, case: Case | None = None) -> list[Offer]:
    """Return every move out of the present status, with the reasons against it. `concerns`: it is for a role of this person."""
    case = case or case_of(disclosure_request)
    who = as_rule_person(person, disclosure_request)
    rows = [t for t in MOVES if t.source == disclosure_request.status]
    return [
        Offer(
            t.move.value,
            t.move.label,
            tuple(transitions.refusals(case.contents, case.progress, case.book, who, t.move, today())),
            bool(who.roles & set(t.roles)),
        )
        for t in rows
    ]


def release_refusals(
    disclosure_request: DisclosureRequest, person: Person, act: Act, case: Case | None = None
) -> list[str]:
    """Return every reason why this person may not do this act of fulfilment now."""
    case = case or case_of(disclosure_request)
    who = as_rule_person(person, disclosure_request)
    return transitions.release_refusals(case.contents, case.progress, case.book, who, act, today())


def release_offers(disclosure_request: DisclosureRequest, person: Person, case: Case | None = None) -> list[Offer]:
    """Return the acts of fulfilment, with the reasons against each."""
    case = case or case_of(disclosure_request)
    who, on = as_rule_person(person, disclosure_request), today()
    return [
        Offer(
            act.value,
            act.label,
            tuple(transitions.release_refusals(case.contents, case.progress, case.book, who, act, on)),
            bool(who.roles & set(step.roles)),
        )
        for act, step in RELEASE_STEPS.items()
    ]


def role_refusals(disclosure_request: DisclosureRequest, person: Person, *roles: Role) -> list[str]:
    """Return why this person's roles don't suffice for an act that is no move; empty if they do."""
    return transitions.not_for(as_rule_person(person, disclosure_request), roles, None)
