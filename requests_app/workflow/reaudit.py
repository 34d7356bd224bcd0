"""Re-audit: past releases judged again by today's rules, lists and orders. Nothing of a case changes by it.

1. A run is begun for an agency, by a person or, when the rules or lists have changed, by the system. 2. Release by release,
AT_ONCE subjects a transaction, each is judged as it was sent. 3. What wouldn't pass is written, with how far the run has come,
in the same transaction: a killed run goes on where it was. What counsel alone may know isn't looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection
from django.db.models import CharField, Count, F, Func, Q, QuerySet
from django.utils import timezone

from audits.access_log import Looker, look
from audits.acting import JUDGING, Actor, acting
from audits.models import AccessAct

from ..access import Absent, agencies_by_role
from ..intake.counting import Heavy, keys_of, weigh
from ..intake.verdicts import book_of
from ..models import (
    ConfidentialFlag,
    DisclosureRequest,
    Incident,
    MatchVerdict,
    Person,
    Reaudit,
    ReauditFinding,
    ReauditRelease,
    ReauditState,
    Release,
    ReleaseItem,
    Subject,
)
from ..models.as_facts import contents_of, subject_facts, today
from ..models.judging import last_change
from ..models.locks import Lock
from ..rules.facts import Audience, Book
from ..rules.flags import blocks, judge_request, judge_subject
from ..rules.holds import ACTS
from ..rules.incidents import Kind
from ..rules.lists import EDITION
from ..rules.matching import MATCH_EDITION, Verdict
from ..rules.roles import Role
from . import custody, incidents
from .refused import demand

AT_ONCE = 1_000
"""Subjects in a transaction."""

BEGIN = (Role.SPECIALIST, Role.COUNSEL, Role.OVERSIGHT)
"""Who may begin a run. It changes nothing of a case, so oversight may."""

NOT_FOR = "A re-audit is begun by a disclosure specialist, by counsel or by oversight."
HELD = "hold.active"
LOOKER = Looker(JUDGING, "system", "worker", "judge past releases by the present edition of the rules")
CHANGED = "the rules or their lists changed since the last re-audit"


def begin(agency_id: int, *, by: Actor, why: str, seen: int | None = None) -> Reaudit:
    """Begin a run over the releases to an agency. Raises Absent or Refused.

    One that runs already is answered with, and one that was begun since the person looked: `seen` is what `last` was then.
    """
    if isinstance(by, Person):
        held = agencies_by_role(by)
        reads = frozenset().union(*(held.get(role, frozenset()) for role in BEGIN))
        demand([] if reads else [NOT_FOR])
        if agency_id not in reads:
            raise Absent
    with acting(by=by, why=why):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Lock.BEGIN_REAUDIT, agency_id % 2**31])
        if before := Reaudit.objects.filter(_standing(seen), agency_id=agency_id).first():
            return before
        name, edition = by.get_full_name(), {"edition": EDITION, "match_edition": MATCH_EDITION}
        run = Reaudit.objects.create(
            agency_id=agency_id, list_change=last_change(), by_id=by.pk, by_name=name, why=why, **edition
        )
        ReauditState.objects.create(reaudit=run, agency_id=agency_id)
        return run


def last() -> int:
    """Return the number of the last run, 0 while there is none: what a form carries of what the person saw."""
    return Reaudit.objects.values_list("pk", flat=True).first() or 0


def _standing(seen: int | None) -> Q:
    """Return which runs let no further one begin."""
    running = Q(state__finished_at=None)
    return running if seen is None else running | Q(pk__gt=seen)


def begin_due() -> int:
    """Begin a run for each agency whose last one rested on other rules or lists; return how many. For every night."""
    agencies = custody.disclosed().order_by().values_list("disclosure_request__agency_id", flat=True).distinct()
    due = [pk for pk in agencies if not _is_current(pk)]
    for agency_id in due:
        begin(agency_id, by=JUDGING, why=CHANGED)
    return len(due)


def _is_current(agency_id: int) -> bool:
    """Return whether the last run rested on the present rules and lists, and saw every release."""
    last = Reaudit.objects.filter(agency_id=agency_id).order_by("-id").first()
    if last is None or (last.edition, last.match_edition) != (EDITION, MATCH_EDITION):
        return False
    later = custody.disclosed([agency_id]).filter(transmitted_at__gt=last.started_at)
    return last.list_change >= last_change() and not later.exists()


def unfinished() -> list[int]:
    """Return the ids of the runs that aren't done."""
    return list(ReauditState.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


@dataclass(slots=True)
class _Case:
    """What judging a release's subjects needs: read once a release, kept between chunks."""

    release: Release
    book: Book
    heavy: Heavy


def steps(reaudit_id: int) -> Iterator[int]:
    """Go on with a run, a chunk of subjects at a time; yield how many were judged. Another worker's run is left to it."""
    case: _Case | None = None
    while True:
        with acting(by=JUDGING, why="judged past releases by the present rules"):
            states = ReauditState.objects.select_for_update(skip_locked=True, of=("self",)).select_related("reaudit")
            state = states.filter(pk=reaudit_id, finished_at=None).first()
            if state is None:
                return
            release = custody.disclosed([state.agency_id]).order_by("id").filter(pk__gte=state.release_id).first()
            if release is None:
                state.finished_at = timezone.now()
                state.save(update_fields=["finished_at"])
                return
            if case is None or case.release.pk != release.pk:
                case = _case(release)
            done = _chunk(state, case)
        yield done


def _case(release: Release) -> _Case:
    book = book_of(release.disclosure_request, today())
    return _Case(release, book, weigh(release.disclosure_request, book))


def _chunk(state: ReauditState, case: _Case) -> int:
    """Judge the next subjects of a release and write what wouldn't pass; after the last one, the release itself."""
    after = state.subject_id if state.release_id == case.release.pk else 0
    released = _subjects(case.release).filter(pk__gt=after)
    subjects = list(released.order_by("pk")[:AT_ONCE])
    state.release_id = case.release.pk
    if not subjects:
        _end_release(state, case)
        state.release_id, state.subject_id = case.release.pk + 1, 0
        state.save()
        return 0
    look(LOOKER, AccessAct.WORK, "subjects", case_id=case.release.disclosure_request_id)
    codes = _codes(case, subjects)
    found = [s for s in subjects if codes[s.pk]]
    ReauditFinding.objects.bulk_create([_finding(state, case.release, s, codes[s.pk]) for s in found])
    state.subject_id = subjects[-1].pk
    state.judged, state.failed = state.judged + len(subjects), state.failed + len(found)
    state.save()
    return len(subjects)


def _subjects(release: Release) -> QuerySet[Subject]:
    return Subject.objects.filter(pk__in=ReleaseItem.objects.filter(release=release).values("subject_id"))


def _finding(state: ReauditState, release: Release, subject: Subject, codes: list[str]) -> ReauditFinding:
    return ReauditFinding(
        reaudit_id=state.pk,
        agency_id=state.agency_id,
        release=release,
        subject_id=subject.pk,
        row=subject.row,
        codes=codes,
    )


def _codes(case: _Case, subjects: Sequence[Subject]) -> dict[int, list[str]]:
    """Return, by subject, the codes by which it wouldn't pass today: what blocks, and what was never cleared in writing."""
    ids = [s.pk for s in subjects]
    verdicts = {v.subject_id: v for v in MatchVerdict.objects.filter(subject_id__in=ids)}
    kept = _kept(ids)
    held = _held(case.release, ids)
    found = {}
    for subject in subjects:
        raised = judge_subject(subject_facts(subject, case.heavy.shared(keys_of(subject))), case.book, today())
        standing = [r.code for r in raised if blocks(r) or r.code not in subject.cleared_codes]
        standing += kept.get(subject.pk, [])
        standing += _match(verdicts.get(subject.pk))
        standing += [HELD] if subject.pk in held else []
        found[subject.pk] = list(dict.fromkeys(standing))
    return found


def _match(verdict: MatchVerdict | None) -> list[str]:
    """Return the code of a verdict that isn't a match. A release from before there were verdicts has none."""
    codes = {Verdict.AMBIGUOUS: "match.ambiguous", Verdict.NOT_FOUND: "match.none"}
    return [codes[Verdict(verdict.verdict)]] if verdict and verdict.verdict in codes else []


def _kept(ids: list[int]) -> dict[int, list[str]]:
    """Return the IRS's own flags on subjects that nobody cleared. What is counsel's alone isn't read."""
    found: dict[int, list[str]] = {}
    flags = ConfidentialFlag.objects.filter(subject_id__in=ids, audience=Audience.IRS, cleared=False)
    for subject_id, code in flags.values_list("subject_id", "code"):
        found.setdefault(subject_id, []).append(code)
    return found


def _held(release: Release, ids: list[int]) -> set[int]:
    """Return which subjects an order in force covers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject_id FROM desk_held_subjects(%s, %s, %s)",
            [release.disclosure_request_id, list(ACTS), ids],
        )
        return {pk for (pk,) in cursor.fetchall()}


def _end_release(state: ReauditState, case: _Case) -> None:
    """Write what stands on the request as a whole, and the counts of the release."""
    release = case.release
    found = ReauditFinding.objects.filter(reaudit_id=state.pk, release=release).count()
    subjects = _subjects(release)
    before = MatchVerdict.objects.filter(subject__in=subjects).exclude(edition=MATCH_EDITION)
    ReauditRelease.objects.create(
        reaudit_id=state.pk,
        agency_id=state.agency_id,
        release=release,
        codes=_whole(release.disclosure_request, case.book),
        judged=subjects.count(),
        failed=found,
        matched_before=before.count(),
    )


def _whole(disclosure_request: DisclosureRequest, book: Book) -> list[str]:
    """Return the codes that stand on a request as a whole today, cleared ones aside."""
    raised = judge_request(contents_of(disclosure_request), book, today())
    cleared = disclosure_request.cleared_codes
    return list(dict.fromkeys(r.code for r in raised if blocks(r) or r.code not in cleared))


def incident_of(run: Reaudit, release_id: int, *, by: Person, why: str) -> Incident:
    """Make an incident of a run's findings in a release: an erroneous disclosure, noticed now. The same twice is one.

    A release that fails as a whole only is reported as a whole. Raises Absent or Refused.
    """
    if made := Incident.objects.filter(run_id=run.pk, release_id=release_id).first():
        return made
    there = Q(release_id=release_id)
    ids = list(run.findings.filter(there).values_list("subject_id", flat=True))
    demand([] if ids or run.releases.filter(there, ~Q(codes=[])).exists() else ["This re-audit found nothing in it."])
    return incidents.report(
        release_id,
        by=by,
        why=why,
        kind=Kind.ERRONEOUS,
        noticed_by=by.get_full_name(),
        noticed_at=timezone.now(),
        key=uuid4(),
        seen=None,
        subject_ids=ids,
        run_id=run.pk,
    )


def counts(run: Reaudit) -> dict[int, dict[str, int]]:
    """Return, by release, how many subjects each code stands on."""
    code = Func(F("codes"), function="unnest", output_field=CharField())
    rows = run.findings.order_by().annotate(code=code).values("release_id", "code").annotate(subjects=Count("pk"))
    found: dict[int, dict[str, int]] = {}
    for row in rows.order_by("release_id", "code"):
        found.setdefault(row["release_id"], {})[row["code"]] = row["subjects"]
    return found
