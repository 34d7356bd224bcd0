"""Matching a request with the records: by workers, from when it is sent in; then a person decides what matching leaves open.

'Not yet done' is what PostgreSQL answers: a request with the IRS whose `MatchState` isn't finished for the present edition,
submission and, until counsel has it, records. A run goes on where a kill stopped it; each transaction locks the state and
does one of these: 1. make the normal forms of the next FORMS subjects. 2. When all have theirs, match the next ROWS rows and
keep the verdicts. 3. Raise and end the flags on addresses, and note that it is done. Verdicts are for the IRS's case roles
alone. Domain, section 7.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from audits.access_log import AccessAct, Looker, look
from audits.acting import MATCHING, acting

from ..intake import confidential
from ..matching import forms
from ..matching.source import SOURCE, Found
from ..models import DisclosureRequest, MatchState, MatchVerdict, SubjectForm
from ..models.as_facts import today
from ..models.measuring import measure
from ..rules.facts import Raised, SubjectFacts
from ..rules.lists import DEFAULT_BOOK
from ..rules.matching import MATCH_EDITION, AddressCheck, Verdict, judge_match_address
from ..rules.transitions import WITH_IRS, Status

FORMS = 5_000
"""Subjects whose normal forms are made in one transaction."""
ROWS = 20_000
"""Rows matched in one transaction."""
MOST = 500
"""Requests found at a time; those beyond are found by the next sweep."""
LOOKER = Looker(MATCHING, "system", "worker", "match the subjects of a request with the records")
WHY = f"matched with the records, edition {MATCH_EDITION}"


def due() -> list[int]:
    """Return requests with the IRS whose matching isn't done, or that counsel hasn't got yet and whose records have changed."""
    with_irs = DisclosureRequest.objects.filter(status__in=WITH_IRS)
    done = Q(
        match_state__edition=MATCH_EDITION,
        match_state__submission=F("submission"),
        match_state__finished_at__isnull=False,
    )
    current = ~Q(status=Status.COMPLETENESS) | Q(match_state__source=SOURCE.changes())
    left = with_irs.exclude(pk__in=with_irs.filter(done & current).values("pk"))
    return list(left.order_by("pk").values_list("pk", flat=True)[:MOST])


def run(disclosure_request_id: int) -> None:
    """Match a request to the end."""
    while step(disclosure_request_id):
        pass


def step(disclosure_request_id: int) -> bool:
    """Do the next piece of matching a request, in one transaction; return whether there is more to do here."""
    with acting(by=MATCHING, why=WHY):
        state = _state(disclosure_request_id)
        if state is None or state.finished_at is not None:
            return False
        formed = forms.store(disclosure_request_id, state.formed, FORMS)
        if formed is not None:
            look(LOOKER, AccessAct.WORK, "subjects", case_id=disclosure_request_id)
            state.formed = formed
        elif state.row < state.formed:
            if state.row == 0:
                measure(SubjectForm, state.formed)
            to_row = min(state.row + ROWS, state.formed)
            _store(state, list(SOURCE.verdicts(disclosure_request_id, state.row, to_row)))
            state.row = to_row
        else:
            measure(MatchVerdict, state.formed)
            settle_flags(state.disclosure_request)
            state.finished_at = timezone.now()
        state.save()
    return state.finished_at is None


def _state(disclosure_request_id: int) -> MatchState | None:
    """Return the locked state of a run, begun anew where what it rests on moved on; None if another worker has it."""
    disclosure_request = DisclosureRequest.objects.get(pk=disclosure_request_id)
    if disclosure_request.status not in WITH_IRS:
        return None
    fresh = {"edition": MATCH_EDITION, "submission": disclosure_request.submission, "source": SOURCE.changes()}
    MatchState.objects.get_or_create(
        disclosure_request=disclosure_request, defaults={"agency_id": disclosure_request.agency_id, **fresh}
    )
    state = MatchState.objects.select_for_update(skip_locked=True).filter(pk=disclosure_request_id).first()
    if state and _is_outdated(state, fresh, disclosure_request.status):
        forms.forget(disclosure_request_id)
        state.edition, state.submission, state.source = MATCH_EDITION, disclosure_request.submission, SOURCE.changes()
        state.row, state.formed, state.started_at, state.finished_at = 0, 0, timezone.now(), None
        state.save()
    return state


def _is_outdated(state: MatchState, fresh: dict[str, object], status: str) -> bool:
    if (state.edition, state.submission) != (fresh["edition"], fresh["submission"]):
        return True
    return status == Status.COMPLETENESS and state.finished_at is not None and state.source != fresh["source"]


_COLUMNS = ("verdict", "method", "address", "tin_code", "record_id", "candidates", "reasons")
_KEEP = f"""
INSERT INTO requests_app_matchverdict (subject_id, disclosure_request_id, agency_id, submission, edition, decided_by_id,
    judged_at, {", ".join(_COLUMNS)})
SELECT f.subject_id, %s, %s, %s, %s, NULL, clock_timestamp(), {", ".join(f"f.{name}" for name in _COLUMNS)}
FROM json_to_recordset(%s::json) AS f (subject_id bigint, verdict text, method text, address text, tin_code text,
    record_id bigint, candidates bigint[], reasons text[])
WHERE NOT EXISTS (SELECT FROM requests_app_matchverdict d WHERE d.subject_id = f.subject_id AND d.submission = %s
    AND d.decided_by_id IS NOT NULL)
ON CONFLICT (subject_id) DO UPDATE SET submission = excluded.submission, edition = excluded.edition, decided_by_id = NULL,
    judged_at = excluded.judged_at, {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
"""


def _store(state: MatchState, found: Sequence[Found]) -> None:
    """Keep verdicts, in one statement; what a person decided in this submission stays."""
    if not found:
        return
    given = json.dumps([one._asdict() for one in found])
    place = (state.disclosure_request_id, state.agency_id, state.submission, state.edition)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (*place, given, state.submission))


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
