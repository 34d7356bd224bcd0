"""What the request page says in sum: counts of flags and outcomes, the list of subjects by key, the steps.

Counts speak of standing subjects. A person of the agency is shown, and can filter by, only flags whose audience it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from ..models import DisclosureRequest, Subject
from ..models.as_facts import disclosed_ids, standing
from ..models.batch import OPEN_BATCH
from ..models.confidential import irs_flags, irs_subjects
from ..models.matching import counts_of, verdicts_of
from ..models.subject import Outcome
from ..models.tallies import Tally, tally_of
from ..rules.codes import Code
from ..rules.evidence import weight
from ..rules.facts import Audience, Raised, Severity
from ..rules.flags import CODES
from ..rules.matching import Verdict
from ..rules.needs import SIGNING_CURES, none_left
from ..rules.safeguards import SAFEGUARDS
from ..rules.transitions import ENDED, PATH, UNSENT, WITH_IRS, Status
from ..workflow.showing import DISCLOSED, UNDISCLOSED, ShownSubject, ended_label, standing_label
from . import clearances
from .clearances import Cleared

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
    """A flag in sum: its code's words, how much it blocks, on how many subjects (None: on the request), if cleared.

    `count`: subjects on which it stands; `done`: those on which it is cleared; `acts`: the latest acts that cleared it.
    """

    code: Code
    severity: Severity
    count: int | None = None
    evidence: str = ""
    cleared: bool = False
    at_signing: bool = False
    done: int = 0
    acts: tuple[Cleared, ...] = ()

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


def _counted(subjects: QuerySet[Subject]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how many subjects bear each code as blocking, for review, and cleared: subjects alike are counted as one."""
    found: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    alike = subjects.order_by().values_list("blocking_codes", "review_codes", "cleared_codes").annotate(n=Count("id"))
    for *borne, number in alike:
        for counted, codes in zip(found, borne, strict=True):
            for code in codes:
                counted[code] += number
    return found


def subject_lacks(subjects: QuerySet[Subject], codes: frozenset[str], *, irs_side: bool) -> list[Lack]:
    """Return the flags on some subjects of a request, in order of weight, with how many each concerns: it counts the rows."""
    blocking, review, cleared = _counted(subjects.filter(standing(irs_side=irs_side)))
    left = {id: number - cleared[id] for id, number in review.items()}
    return [lack for lack in lacks(codes, blocking, left, cleared) if not lack.cleared]


def standing_lacks(disclosure_request: DisclosureRequest, *, irs_side: bool) -> list[Lack]:
    """Return the flags that stand on a request's subjects, in order of weight, without those that are cleared."""
    tally = tally_of(disclosure_request.pk, irs_side=irs_side)
    return [lack for lack in tallied_lacks(tally, codes_for(irs_side)) if not lack.cleared]


def tallied_lacks(tally: Tally, codes: frozenset[str]) -> list[Lack]:
    """Return the flags on all subjects of a request, in order of weight, from the counts that the database keeps."""
    return lacks(codes, tally.blocking, tally.review, tally.cleared)


IRS_ALONE = "for the IRS alone: the agency sees nothing of it"


def irs_lacks(disclosure_request: DisclosureRequest) -> list[Lack]:
    """Return the flags on a request's subjects that are for the IRS alone."""
    counted = (
        irs_flags(disclosure_request.pk, uncleared=False)
        .values_list("code")
        .annotate(left=Count("id", filter=Q(cleared=False)), done=Count("id", filter=Q(cleared=True)))
    )
    reviewed = [
        Lack(CODES[code], Severity.REVIEW, left or done, IRS_ALONE, cleared=not left, done=done)
        for code, left, done in counted
    ]
    return [*reviewed, *_match_lacks(disclosure_request)]


UNMATCHED: dict[str, str] = {"match.ambiguous": Verdict.AMBIGUOUS, "match.none": Verdict.NOT_FOUND}
"""Flag that stands in no row -> the verdict that it is."""


def _match_lacks(disclosure_request: DisclosureRequest) -> list[Lack]:
    if disclosure_request.status not in WITH_IRS:
        return []
    found = counts_of(disclosure_request)
    counted = {code: sum(n for (v, _), n in found.items() if v == verdict) for code, verdict in UNMATCHED.items()}
    return [Lack(CODES[code], Severity.SUBJECT, number, IRS_ALONE) for code, number in counted.items() if number]


def lacks(
    codes: frozenset[str],
    blocking: Mapping[str, int],
    review: Mapping[str, int],
    cleared: Mapping[str, int],
    words: Callable[[str], Code] = CODES.__getitem__,
) -> list[Lack]:
    """Return flags in order of weight from their counts by code. `words`: how a code becomes its entry."""
    found = []
    for id in codes:
        if number := blocking.get(id, 0):
            found.append(Lack(words(id), Severity.SUBJECT, number))
        left, done = review.get(id, 0), cleared.get(id, 0)
        if left or done:
            found.append(Lack(words(id), Severity.REVIEW, left or done, cleared=not left, done=done))
    return by_weight(found)


def by_weight(lacks: Iterable[Lack]) -> list[Lack]:
    """Return flags in order: those that block, those to be cleared, those that are cleared."""
    return sorted(lacks, key=lambda lack: weight(lack.code.id, lack.severity, cleared=lack.cleared))


def flags_on(
    disclosure_request: DisclosureRequest,
    raised: Iterable[Raised],
    cleared: Iterable[str],
    *,
    irs_side: bool,
) -> list[Lack]:
    """Return every flag on a request and its subjects in order of weight; to the IRS with who cleared it and why."""
    codes = codes_for(irs_side)
    tally = tally_of(disclosure_request.pk, irs_side=irs_side)
    found = [*_request_lacks(disclosure_request.status, raised, cleared, codes), *tallied_lacks(tally, codes)]
    found = [*found, *irs_lacks(disclosure_request)] if irs_side else [_for_agency(lack) for lack in found]
    if irs_side and any(lack.cleared or lack.done for lack in found):
        acts = clearances.latest(disclosure_request)
        found = [replace(lack, acts=_acts_on(lack, acts)) for lack in found]
    return by_weight(found)


def _for_agency(lack: Lack) -> Lack:
    """Return a flag as the agency reads it: of its safeguards the sentence alone, without what the IRS counts."""
    return replace(lack, evidence="") if lack.code.id in SAFEGUARDS else lack


def _acts_on(lack: Lack, acts: Mapping[str, list[Cleared]]) -> tuple[Cleared, ...]:
    """Return the acts that cleared a flag: none for a blocking one of the same code."""
    return () if lack.blocks else tuple(acts.get(lack.code.id, ()))


def due_at_signing(status: str) -> frozenset[str]:
    """Return the flags on a request as a whole that its signature cures, while it is still to be signed."""
    return SIGNING_CURES if status in UNSENT else frozenset()


def _request_lacks(status: str, raised: Iterable[Raised], cleared: Iterable[str], codes: frozenset[str]) -> list[Lack]:
    done, due = set(cleared), due_at_signing(status)
    return [
        Lack(CODES[f.code], Severity(f.severity), None, f.evidence, f.code in done, f.code in due)
        for f in raised
        if f.code in codes
    ]


def outcomes(disclosure_request: DisclosureRequest, *, irs_side: bool) -> list[tuple[str, int]]:
    """Return how many subjects came to which outcome, in words: to the agency only what it may know."""
    tally = tally_of(disclosure_request.pk, irs_side=irs_side)
    counts = dict(tally.outcomes)
    if irs_side:
        counts |= {Outcome.OPEN: tally.standing - tally.approved, Outcome.APPROVED: tally.approved}
    labels = {Outcome.OPEN: ended_label(disclosure_request) or Outcome.OPEN.label}
    told = [(labels.get(outcome, outcome.label), counts[outcome]) for outcome in Outcome if counts.get(outcome)]
    return told if irs_side else [*_going_on(disclosure_request, tally.standing), *told]


def _going_on(disclosure_request: DisclosureRequest, there: int) -> list[tuple[str, int]]:
    """Return how many subjects stand, as the agency sees them: disclosed or not, once anything was."""
    sent = disclosed_ids(disclosure_request)
    if sent is None:
        return [(standing_label(disclosure_request), there)] if there else []
    disclosed = sent.count()
    return [(label, n) for label, n in ((DISCLOSED, disclosed), (UNDISCLOSED, there - disclosed)) if n]


def none_stands(disclosure_request: DisclosureRequest, *, irs_side: bool) -> str:
    """Return what a page says where no subject stands; what is to be done about it is said to whose act it is."""
    status, submission = disclosure_request.status, disclosure_request.submission
    if status in ENDED or (status in WITH_IRS and not irs_side):
        return "No subject stands: each was dropped, returned or denied." if submission else "No taxpayer was named."
    if submission:
        return none_left(status, submission)
    coming = disclosure_request.batches.filter(status__in=OPEN_BATCH).exists()
    return f"No taxpayer is named yet{': an uploaded file isn’t read in full' if coming else ''}."


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
    subjects: QuerySet[Subject],
    show: str,
    code: str,
    codes: frozenset[str],
    *,
    irs_side: bool,
    of: DisclosureRequest | None = None,
) -> QuerySet[Subject]:
    """Return the subjects that a filter leaves. A code that the person may not see leaves none.

    `of`: their request, so that to the IRS's side what matching found counts as well.
    """
    if (code and code not in codes) or (of is not None and _none_fits(of, show, code, irs_side=irs_side)):
        return subjects.none()
    there = standing(irs_side=irs_side)
    unmatched = _unmatched_beside(of) if irs_side and of is not None else None
    ways = {
        "blocked": there & Q(blocking_codes__overlap=sorted(codes)),
        "review": there & Q(review_codes__overlap=sorted(codes)) & ~Q(review_codes__contained_by=F("cleared_codes")),
        "sound": there & Q(blocking_codes=[]) & (Q(review_codes=[]) | Q(review_codes__contained_by=F("cleared_codes"))),
        "aside": ~there,
    }
    if irs_side and show == "review":
        ways["review"] |= there & Q(pk__in=irs_subjects())
    if unmatched is not None:
        ways["blocked"] |= there & unmatched
        ways["sound"] &= ~unmatched
    found = subjects.filter(ways.get(show, there))
    if not code:
        return found
    if code in UNMATCHED and irs_side and of is not None:
        return found.filter(_unmatched(of, [UNMATCHED[code]]))
    own = Q(blocking_codes__overlap=[code]) | Q(review_codes__overlap=[code])
    return found.filter(own | Q(pk__in=irs_subjects(code)) if irs_side else own)


def _none_fits(of: DisclosureRequest, show: str, code: str, *, irs_side: bool) -> bool:
    """Return whether the counts that are kept tell that a filter leaves nobody: to look for them would read every row."""
    if not show and not code:
        return False
    tally, found = tally_of(of.pk, irs_side=irs_side), counts_of(of) if irs_side else {}
    if show == "aside":
        return not any(tally.outcomes.values())
    verdicts = [UNMATCHED[code]] if code in UNMATCHED else [] if code else [*UNMATCHED.values()]
    unmatched = sum(number for (verdict, _), number in found.items() if verdict in verdicts)
    flagged = irs_side and irs_subjects(code).filter(disclosure_request=of).exists()
    if code:
        return not (tally.blocking[code] or tally.review[code] or tally.cleared[code] or flagged or unmatched)
    fits = {"blocked": tally.blocked or unmatched, "review": tally.unreviewed or flagged}
    return not fits.get(show, True)


def _unmatched(of: DisclosureRequest, verdicts: Iterable[str]) -> Q:
    """Return the condition on subjects of a request for which matching found one of these."""
    return Q(pk__in=verdicts_of(of).filter(verdict__in=list(verdicts)).values("subject_id"))


FEW_UNMATCHED = 1_000
"""Verdicts that a list of subjects looks up all together; of more it looks at those of the rows that it comes by."""


def _unmatched_beside(of: DisclosureRequest) -> Q:
    """Return the same for every such verdict, on standing subjects, as one condition beside others."""
    wanted = [*UNMATCHED.values()]
    number = sum(number for (verdict, _), number in counts_of(of).items() if verdict in wanted)
    if number <= FEW_UNMATCHED:
        return _unmatched(of, wanted) if number else Q(pk__in=[])
    verdict = Subquery(verdicts_of(of).filter(pk=OuterRef("pk")).values("verdict")[:1])
    return Q(In(Coalesce(verdict, Value("")), wanted))


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
