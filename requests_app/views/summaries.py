"""What the request page says in sum: counts of flags and outcomes, the list of subjects by key, the steps.

Counts speak of standing subjects. A person of the agency is shown, and can filter by, only flags whose audience it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F, Func, Q, QuerySet, TextField

from ..models import DisclosureRequest, Subject
from ..models.as_facts import disclosed_ids, standing
from ..models.subject import Outcome
from ..rules.codes import Code
from ..rules.facts import Audience, Raised, Severity
from ..rules.flags import CODES
from ..rules.needs import SIGNING_CURES
from ..rules.transitions import PATH, Status
from ..workflow.showing import DISCLOSED, UNDISCLOSED, ShownSubject, standing_label

PAGE, FEW = 25, 10
"""Subjects on a page of the list, and on the request's page."""

SHOWS: tuple[tuple[str, str], ...] = (
    ("", "Every standing subject"),
    ("blocked", "Blocked"),
    ("review", "To be cleared in writing"),
    ("sound", "Without a standing flag"),
    ("aside", "Dropped, returned or denied"),
)
"""Ways to narrow the list of subjects -> their words."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A flag in sum: its code's words, how much it blocks, on how many subjects (None: on the request), if cleared."""

    code: Code
    severity: Severity
    count: int | None = None
    evidence: str = ""
    cleared: bool = False
    at_signing: bool = False

    @property
    def blocks(self) -> bool:
        """Whether it can only be cured."""
        return self.severity != Severity.REVIEW


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path as the step indicator shows it."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of subjects, with the addresses of the first page and of the next, '' where there is none."""

    subjects: list[ShownSubject]
    first_url: str
    next_url: str


def codes_for(irs_side: bool) -> frozenset[str]:
    """Return the ids of the flags that a person may see: the agency's people only those on what they sent."""
    audiences = {Audience.AGENCY, Audience.IRS} if irs_side else {Audience.AGENCY}
    return frozenset(id for id, code in CODES.items() if code.audience in audiences)


def _counted(subjects: QuerySet[Subject], column: str) -> dict[str, int]:
    each = Func(F(column), function="unnest", output_field=TextField())
    return dict(subjects.annotate(code=each).values_list("code").annotate(n=Count("id")).order_by())


def subject_lacks(subjects: QuerySet[Subject], codes: frozenset[str], *, irs_side: bool) -> list[Lack]:
    """Return the flags that stand on subjects, in the order of the rule book, with how many each concerns."""
    there = subjects.filter(standing(irs_side=irs_side))
    blocking, review = _counted(there, "blocking_codes"), _counted(there, "review_codes")
    cleared = _counted(there, "cleared_codes") if review else {}
    found = []
    for id, code in CODES.items():
        if id in codes and id in blocking:
            found.append(Lack(code, Severity.SUBJECT, blocking[id]))
        if id in codes and review.get(id, 0) > cleared.get(id, 0):
            found.append(Lack(code, Severity.REVIEW, review[id] - cleared.get(id, 0)))
    return found


def request_lacks(
    raised: Iterable[Raised], cleared: Iterable[str], codes: frozenset[str], *, unsigned: bool = False
) -> list[Lack]:
    """Return the flags on the request as a whole; what only a signature cures is told apart before it is due."""
    done, due = set(cleared), SIGNING_CURES if unsigned else frozenset()
    return [
        Lack(CODES[f.code], Severity(f.severity), None, f.evidence, f.code in done, f.code in due)
        for f in raised
        if f.code in codes
    ]


def outcomes(disclosure_request: DisclosureRequest, *, irs_side: bool) -> list[tuple[str, int]]:
    """Return how many subjects came to which outcome, in words: to the agency only what it may know."""
    every = disclosure_request.subjects.all()
    apart = every if irs_side else every.exclude(standing(irs_side=False))
    counts = dict(apart.values_list("outcome").annotate(n=Count("id")).order_by())
    told = [(outcome.label, counts[outcome]) for outcome in Outcome if outcome in counts]
    return told if irs_side else [*_going_on(disclosure_request), *told]


def _going_on(disclosure_request: DisclosureRequest) -> list[tuple[str, int]]:
    """Return how many subjects stand, as the agency sees them: disclosed or not, once anything was."""
    there = disclosure_request.subjects.filter(standing(irs_side=False)).count()
    sent = disclosed_ids(disclosure_request)
    if sent is None:
        return [(standing_label(disclosure_request), there)] if there else []
    disclosed = sent.count()
    return [(label, n) for label, n in ((DISCLOSED, disclosed), (UNDISCLOSED, there - disclosed)) if n]


def steps(disclosure_request: DisclosureRequest) -> list[Step]:
    """Return the path with what is behind, where the request stands, and what is ahead; [] once it has left the path."""
    if disclosure_request.status in (Status.DENIED, Status.WITHDRAWN):
        return []
    status = Status.DRAFT if disclosure_request.status == Status.RETURNED else disclosure_request.status
    here = PATH.index(Status(status)) if status in PATH else -1
    return [Step(_step_label(disclosure_request, s), _state(i, here)) for i, s in enumerate(PATH)]


def _step_label(disclosure_request: DisclosureRequest, step: Status) -> str:
    returned = step == Status.DRAFT and disclosure_request.status == Status.RETURNED
    return "Returned to the agency" if returned else step.label


def _state(number: int, here: int) -> str:
    if number == here:
        return "current"
    return "complete" if number < here else ""


def narrowed(
    subjects: QuerySet[Subject], show: str, code: str, codes: frozenset[str], *, irs_side: bool
) -> QuerySet[Subject]:
    """Return the subjects that a filter leaves. A code that the person may not see leaves none."""
    there = standing(irs_side=irs_side)
    ways = {
        "blocked": there & Q(blocking_codes__overlap=sorted(codes)),
        "review": there & Q(review_codes__overlap=sorted(codes)) & ~Q(review_codes__contained_by=F("cleared_codes")),
        "sound": there & Q(blocking_codes=[]) & Q(review_codes__contained_by=F("cleared_codes")),
        "aside": ~there,
    }
    found = subjects.filter(ways.get(show, there))
    if not code:
        return found
    wanted = [code] if code in codes else []
    return found.filter(Q(blocking_codes__overlap=wanted) | Q(review_codes__overlap=wanted))


def page_ids(subjects: QuerySet[Subject], after: int, size: int = PAGE) -> tuple[list[int], int]:
    """Return the ids of a page of subjects after a row, and the row after which the next page begins (0: no more)."""
    found = list(subjects.filter(row__gt=after).order_by("row").values_list("id", "row")[: size + 1])
    ids = [id for id, _ in found[:size]]
    return ids, found[size - 1][1] if len(found) > size else 0


def listing(shown: list[ShownSubject], address: str, query: dict[str, str], after: int, next_after: int) -> Listing:
    """Return a page of subjects with the addresses of its neighbors, which keep the filter."""
    kept = {name: value for name, value in query.items() if value}
    first = f"{address}?{urlencode(kept)}#subjects" if after else ""
    following = f"{address}?{urlencode({**kept, 'after': next_after})}#subjects" if next_after else ""
    return Listing(shown, first, following)
