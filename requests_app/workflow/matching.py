"""Matching a request with the records: by workers, from when it is sent in; then a person decides what matching leaves open.

'Not yet done' is what PostgreSQL answers: a request with the IRS whose `MatchState` isn't finished for the present edition,
submission and, until counsel has it, records. A run goes on where a kill stopped it: each transaction locks the state, matches
the next AT_ONCE rows and notes how far it has come. Verdicts are for the IRS's case roles alone. Domain, section 7.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from audits.access_log import AccessAct, Looker, look
from audits.acting import MATCHING, acting

from ..intake import confidential
from ..matching import records
from ..models import DisclosureRequest, MatchState, MatchVerdict, Subject
from ..models.as_facts import STANDING, today
from ..rules.facts import Raised, SubjectFacts
from ..rules.lists import DEFAULT_BOOK
from ..rules.matching import MATCH_EDITION, AddressCheck, Verdict, judge_match_address
from ..rules.transitions import WITH_IRS

AT_ONCE = 1_000
LOOKER = Looker(MATCHING, "system", "worker", "match the subjects of a request with the records")
WHY = f"matched with the records, edition {MATCH_EDITION}"


def due() -> list[int]:
    """Return the requests with the IRS whose matching isn't done."""
    with_irs = DisclosureRequest.objects.filter(status__in=WITH_IRS).select_related("match_state")
    return [one.pk for one in with_irs.order_by("pk") if not _is_done(one)]


def _is_done(disclosure_request: DisclosureRequest) -> bool:
    state = getattr(disclosure_request, "match_state", None)
    if state is None or state.finished_at is None:
        return False
    return bool(state.edition == MATCH_EDITION and state.submission == disclosure_request.submission)


def run(disclosure_request_id: int) -> None:
    """Match a request to the end."""
    while step(disclosure_request_id):
        pass


def step(disclosure_request_id: int) -> bool:
    """Match the next subjects of a request, in one transaction; return whether there is more to do here."""
    with acting(by=MATCHING, why=WHY):
        state = _state(disclosure_request_id)
        if state is None or state.finished_at is not None:
            return False
        subjects = Subject.objects.filter(
            disclosure_request_id=disclosure_request_id, outcome__in=STANDING, row__gt=state.row
        )
        found = list(subjects.order_by("row")[:AT_ONCE])
        if not found:
            _finish(state)
            return False
        look(LOOKER, AccessAct.WORK, "subjects", case_id=disclosure_request_id)
        _store(state, found)
        state.row = found[-1].row
        state.save(update_fields=["row"])
    return True


def _state(disclosure_request_id: int) -> MatchState | None:
    """Return the locked state of a run, begun anew where the request or the edition moved on; None if another worker has it."""
    disclosure_request = DisclosureRequest.objects.get(pk=disclosure_request_id)
    if disclosure_request.status not in WITH_IRS:
        return None
    fresh = {"edition": MATCH_EDITION, "submission": disclosure_request.submission}
    MatchState.objects.get_or_create(
        disclosure_request=disclosure_request, defaults={"agency_id": disclosure_request.agency_id, **fresh}
    )
    state = MatchState.objects.select_for_update(skip_locked=True).filter(pk=disclosure_request_id).first()
    if state and (state.edition, state.submission) != (MATCH_EDITION, disclosure_request.submission):
        state.edition, state.submission = MATCH_EDITION, disclosure_request.submission
        state.row, state.formed, state.started_at, state.finished_at = 0, 0, timezone.now(), None
        state.save()
    return state


def _store(state: MatchState, subjects: list[Subject]) -> None:
    fits = records.compare(subjects)
    decided = MatchVerdict.objects.filter(submission=state.submission).exclude(decided_by=None)
    keep = set(decided.filter(subject_id__in=[s.pk for s in subjects]).values_list("subject_id", flat=True))
    rows = [_verdict(state, subject, fits.get(subject.pk)) for subject in subjects if subject.pk not in keep]
    names = [f.name for f in MatchVerdict._meta.concrete_fields if not f.primary_key]
    MatchVerdict.objects.bulk_create(rows, update_conflicts=True, unique_fields=["subject"], update_fields=names)


def _verdict(state: MatchState, subject: Subject, fit: records.Match | None) -> MatchVerdict:
    verdict = MatchVerdict(
        subject=subject,
        disclosure_request_id=state.disclosure_request_id,
        agency_id=state.agency_id,
        submission=state.submission,
        verdict=Verdict.NOT_FOUND,
        edition=state.edition,
        judged_at=timezone.now(),
    )
    if fit:
        verdict.verdict, verdict.record_id = Verdict.MATCHED, fit.record.pk
        verdict.method = "name_tin" if "tin" in fit.ways else "name_address"
        verdict.address = fit.address.value.replace(" ", "_")
    return verdict


def _finish(state: MatchState) -> None:
    """Raise and end the flags on addresses, and note that the matching is done."""
    settle_flags(state.disclosure_request)
    state.finished_at = timezone.now()
    state.save(update_fields=["finished_at"])


def settle_flags(disclosure_request: DisclosureRequest, subject_ids: Sequence[int] | None = None) -> None:
    """Make match.address stand on the subjects whose one record bears another address: on all, or on these. Call inside
    `acting()`.
    """
    verdicts = MatchVerdict.objects.filter(
        disclosure_request=disclosure_request, submission=disclosure_request.submission, verdict=Verdict.MATCHED
    ).exclude(address=AddressCheck.AGREES)
    verdicts = verdicts if subject_ids is None else verdicts.filter(subject_id__in=subject_ids)
    found = {pk: _flags(address) for pk, address in verdicts.values_list("subject_id", "address").iterator()}
    confidential.keep(disclosure_request, found, {"match.address"}, among=subject_ids)


def _flags(address: str) -> tuple[Raised, ...]:
    facts = SubjectFacts(match=Verdict.MATCHED, match_address=address)
    raised = judge_match_address(facts, DEFAULT_BOOK, today())
    return (raised,) if raised else ()
