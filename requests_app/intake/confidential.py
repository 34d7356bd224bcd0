"""Flags that the agency may never see: raised beside the subjects' own verdicts, so that nothing in a subject's row, its
history or the time of its judging tells of them.

What is compared across requests, or with the list kept under (i)(6), changes when another request moves or the list does. The
database notes which requests are to be compared (`CrossCheck`); `settle` does it and takes the notes away, one request at a
time: 1. find the subjects concerned, set-wise, by blind keys. 2. Ask the rules. 3. Write what differs. 4. Tell the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice

from django.db import connection

from audits.acting import JUDGING, acting

from ..models import ConfidentialFlag, CrossCheck, DisclosureRequest, Subject
from ..models.as_facts import today
from ..models.locks import Lock
from ..rules.facts import Audience, Book, Raised, Shared, SubjectFacts
from ..rules.flags import audience_of
from ..rules.identity import judge_duplicate_elsewhere
from ..rules.lists import DEFAULT_BOOK, EDITION
from ..rules.protection import judge_protected
from ..rules.transitions import WITH_IRS, Status

Spread = CrossCheck.Spread

AT_ONCE = 1_000
"""Subjects in a statement."""

COMPARED = frozenset({"subject.duplicate", "subject.protected"})
"""Codes that comparing raises and ends."""

WHY = f"compared with other requests and lists, under edition {EDITION}"

Found = Mapping[int, Sequence[Raised]]
Key = tuple[int, str, str]


def keep(
    disclosure_request: DisclosureRequest,
    found: Found,
    codes: Iterable[str],
    among: Sequence[int] | None = None,
    span: tuple[int, int] | None = None,
) -> int:
    """Make the request's confidential flags of these codes those found (by subject), and no others; return how many changed.

    A flag that stays as it was keeps its clearance, unless the request was sent in anew. `among`: only these subjects are
    looked at; `span`: only those with an id from the one to the other. Call inside `acting()`.
    """
    there = ConfidentialFlag.objects.filter(disclosure_request=disclosure_request, code__in=codes)
    there = there if among is None else there.filter(subject__in=among)
    there = there if span is None else there.filter(subject_id__gte=span[0], subject_id__lte=span[1])
    standing: dict[Key, ConfidentialFlag] = {(f.subject_id, f.code, f.audience): f for f in there.iterator()}
    fresh = []
    for subject_id, raised in found.items():
        for flag in raised:
            new = _made(disclosure_request, subject_id, flag)
            old = standing.pop((subject_id, flag.code, new.audience), None)
            if old is None or _differs(old, new):
                fresh.append((old, new))
    gone = [f.pk for f in standing.values()] + [old.pk for old, _ in fresh if old is not None]
    for ids in _by(AT_ONCE, gone):
        ConfidentialFlag.objects.filter(pk__in=ids).delete()
    ConfidentialFlag.objects.bulk_create([new for _, new in fresh], batch_size=AT_ONCE)
    return len(standing) + len(fresh)


def _by(size: int, ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids in lists of at most this size."""
    left = iter(ids)
    while some := list(islice(left, size)):
        yield some


def _made(disclosure_request: DisclosureRequest, subject_id: int, flag: Raised) -> ConfidentialFlag:
    audience = audience_of(flag)
    if audience == Audience.AGENCY:
        raise ValueError(f"{flag.code} is for the agency to see: it stands in the subject's row")
    return ConfidentialFlag(
        disclosure_request=disclosure_request,
        agency_id=disclosure_request.agency_id,
        subject_id=subject_id,
        code=flag.code,
        severity=flag.severity,
        audience=audience,
        evidence=flag.evidence,
        edition=EDITION,
        submission=disclosure_request.submission,
    )


def _differs(old: ConfidentialFlag, new: ConfidentialFlag) -> bool:
    same = ("severity", "evidence", "submission")
    return any(getattr(old, name) != getattr(new, name) for name in same)


def judge_compared(agencies: int, listed: bool, book: Book = DEFAULT_BOOK) -> tuple[Raised, ...]:
    """Return the confidential flags of a subject whom this many other agencies name, and who is on the list or not."""
    facts = SubjectFacts(shared=Shared(identity_agencies=agencies), protected=listed)
    raised = (rule(facts, book, today()) for rule in (judge_duplicate_elsewhere, judge_protected))
    return tuple(flag for flag in raised if flag is not None)


def due() -> list[int]:
    """Return the requests that are to be compared."""
    return sorted(CrossCheck.objects.order_by().values_list("disclosure_request_id", flat=True).distinct())


def mark(disclosure_request_id: int, *, spread: Spread = Spread.NOBODY) -> None:
    """Note that a request is to be compared, and which others that name the same people are to be told as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_mark_compare(%s, %s)", [disclosure_request_id, spread.value])


def settle(disclosure_request_id: int) -> bool:
    """Compare a request if that is due; return whether it was. Another worker that is at it already is left to it."""
    notes = list(CrossCheck.objects.filter(disclosure_request_id=disclosure_request_id).values_list("pk", "spread"))
    if not notes:
        return False
    wanted = {spread for _, spread in notes} - {Spread.NOBODY}
    if wanted:
        _tell_others(disclosure_request_id, own_too=Spread.ALL in wanted)
    with acting(by=JUDGING, why=WHY):
        if not _alone(disclosure_request_id):
            return False
        _compare(DisclosureRequest.objects.get(pk=disclosure_request_id))
        CrossCheck.objects.filter(pk__in=[pk for pk, _ in notes]).delete()
    return True


def _alone(disclosure_request_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [Lock.COMPARE_REQUEST, disclosure_request_id % 2**31]
        )
        return bool(cursor.fetchone()[0])


def _compare(disclosure_request: DisclosureRequest) -> None:
    """Find and keep a request's confidential flags, AT_ONCE subjects in memory. What is no longer with the IRS keeps those
    it had.
    """
    if disclosure_request.status not in WITH_IRS:
        return
    after = 0
    with connection.chunked_cursor() as cursor:
        sql = "SELECT subject_id, agencies, listed FROM desk_confidential_hits(%s) ORDER BY 1"
        cursor.execute(sql, [disclosure_request.pk])
        while rows := cursor.fetchmany(AT_ONCE):
            found: Found = {pk: judge_compared(agencies, listed) for pk, agencies, listed in rows}
            if disclosure_request.status == Status.FULFILMENT:
                found = _as_decided(disclosure_request, found)
            keep(disclosure_request, found, COMPARED, span=(after + 1, rows[-1][0]))
            after = rows[-1][0]
    flags = ConfidentialFlag.objects.filter(disclosure_request=disclosure_request, code__in=COMPARED)
    flags.filter(subject_id__gt=after).delete()


def _as_decided(disclosure_request: DisclosureRequest, found: Found) -> Found:
    """Return what is found once counsel has decided: a request that came in since doesn't flag this one any more."""
    of_review = ConfidentialFlag.objects.filter(disclosure_request=disclosure_request, audience=Audience.IRS)
    before = set(of_review.filter(subject_id__in=found).values_list("subject_id", flat=True))
    return {
        pk: [flag for flag in raised if audience_of(flag) == Audience.COUNSEL or pk in before]
        for pk, raised in found.items()
    }


def _tell_others(disclosure_request_id: int, *, own_too: bool) -> None:
    """Have the requests of other agencies compared again that name a person of this request; with `own_too` also the
    subjects of the same agency's judged again, which it can see.

    Rows of one request are locked at a time, in the order of their rows, as judging does: no two workers wait in a circle.
    """
    own = DisclosureRequest.objects.values_list("agency_id", flat=True).get(pk=disclosure_request_id)
    with connection.chunked_cursor() as cursor:
        sql = "SELECT other_request, other_agency, subject_id FROM desk_same_people(%s) ORDER BY 1, 3"
        cursor.execute(sql, [disclosure_request_id])
        same = chain.from_iterable(iter(lambda: cursor.fetchmany(AT_ONCE), []))
        for (other, agency), rows in groupby(same, key=lambda row: row[:2]):
            if agency != own:
                mark(other)
            elif own_too:
                for ids in _by(AT_ONCE, (row[2] for row in rows)):
                    _judge_anew(other, ids)


def _judge_anew(disclosure_request_id: int, ids: Sequence[int]) -> None:
    with acting(by=JUDGING, why="another request names the same person, or no longer does"):
        rows = Subject.objects.filter(disclosure_request_id=disclosure_request_id, pk__in=ids).exclude(judged_under="")
        locked = list(rows.order_by("row").select_for_update(of=("self",)).values_list("pk", flat=True))
        Subject.objects.filter(pk__in=locked).update(judged_under="")
