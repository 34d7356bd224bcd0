"""A group of subjects is chosen, kept on the server with its count and a sample, looked at, and decided on in writing.

1. A filter makes a selection: the ids, the count, a sample drawn at random. 2. Who made it opens the sample; each look is
recorded. 3. The act: who may, why not, whether each subject still stands and still fits; then one decision in writing. 4. It is
carried out part by part (`carrying_out`); until its last part the request stays where it is. Source: domain, section 5.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Func

from audits.access_log import AccessAct
from audits.acting import acting
from audits.models import AccessedSubject

from ..access import Absent, find_request
from ..models import Deciding, DisclosureRequest, Person, Selection, SelectionPart
from ..models.decision import DecisionKind
from ..models.subject import Outcome
from ..rules.reason_codes import INTERNAL, UNDISCLOSED, UNDISCLOSED_WORDS
from ..rules.transitions import Status
from . import carrying_out, citing
from .deciding import AT_ONCE, DECIDER, aside_refusals, decide, name_nobody, record_refusals
from .filtering import Filter, condition
from .questions import role_refusals
from .refused import Refused, demand
from .status_change import locked

PART = 5_000
"""Subjects decided on in one transaction by a worker."""
SAMPLE = 10
"""Subjects drawn at random for the person to open."""
FEW = 20
"""Subjects that may be decided on without opening the sample: all of them are listed."""

_MAKE = """
WITH chosen AS MATERIALIZED (
    SELECT s.id, s.outcome, row_number() OVER (ORDER BY s.row) - 1 AS place FROM requests_app_subject s WHERE {condition}
), made AS (
    INSERT INTO requests_app_selection (disclosure_request_id, agency_id, person_id, submission, version, query, words,
                                        count, approved, sample, made_by_key)
    SELECT %(request)s, %(agency)s, %(person)s, %(submission)s, %(version)s, %(query)s, %(words)s, count(*),
           count(*) FILTER (WHERE c.outcome = 'approved'), ARRAY(SELECT id FROM chosen ORDER BY random() LIMIT %(sample)s),
           %(key)s
    FROM chosen c HAVING count(*) > 0 RETURNING id
), parts AS (
    INSERT INTO requests_app_selectionpart (selection_id, agency_id, number, subject_ids)
    SELECT made.id, %(agency)s, c.place / %(part)s, array_agg(c.id ORDER BY c.place) FROM chosen c CROSS JOIN made
    GROUP BY 1, 2, 3
)
SELECT id FROM made
"""

_RECOUNT = """
WITH now AS MATERIALIZED (SELECT s.id FROM requests_app_subject s WHERE {condition})
SELECT (SELECT count(*) FROM now), (
    SELECT count(*) FROM now JOIN (SELECT unnest(p.subject_ids) AS id FROM requests_app_selectionpart p
                                   WHERE p.selection_id = %(selection)s) kept ON kept.id = now.id)
"""

NONE_FITS = "No standing subject fits this choice. Nothing was selected: choose otherwise."


@dataclass(frozen=True, slots=True)
class Recount:
    """A selection counted anew. Units: subjects; `kept` stand and fit still, `gone` don't, `more` fit now beside them."""

    kept: int
    gone: int
    more: int


def make(disclosure_request_id: int, *, by: Person, why: str, chosen: Filter, key: UUID) -> Selection:
    """Choose the standing subjects that fit a filter. The same key twice answers with the first. Raises Absent, Refused."""
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        before = Selection.objects.filter(made_by_key=key, person=by, disclosure_request=disclosure_request).first()
        if before is not None:
            return before
        demand(select_refusals(disclosure_request, by))
        if chosen.statute:
            citing.read_all_statutes(disclosure_request.pk)
        made = _insert(disclosure_request, by, chosen, key)
        if made is None:
            raise Refused([NONE_FITS])
    return Selection.objects.get(pk=made)


def _insert(disclosure_request: DisclosureRequest, by: Person, chosen: Filter, key: UUID) -> int | None:
    sql, values = condition(disclosure_request, chosen)
    values |= {"agency": disclosure_request.agency_id, "person": by.pk, "version": disclosure_request.version}
    values |= {"query": json.dumps(chosen.as_json()), "words": chosen.in_words(), "key": key}
    values |= {"sample": SAMPLE, "part": PART}
    with connection.cursor() as cursor:
        cursor.execute(_MAKE.format(condition=sql), values)
        found = cursor.fetchone()
    return int(found[0]) if found else None


def select_refusals(disclosure_request: DisclosureRequest, by: Person) -> list[str]:
    """Return why this person may not choose subjects to decide on now; empty if he or she may."""
    decider = DECIDER.get(Status(disclosure_request.status))
    if decider is None:
        return [
            "Groups are decided on in completeness, legal review and IRS approval: the request isn't in one of these steps now."
        ]
    return role_refusals(disclosure_request, by, decider)


def recount(disclosure_request: DisclosureRequest, selection: Selection) -> Recount:
    """Count a selection's subjects that still stand and still fit, and those that fit beside them."""
    sql, values = condition(disclosure_request, Filter.of(selection.query))
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT.format(condition=sql), {**values, "selection": selection.pk})
        fits, kept = cursor.fetchone()
    return Recount(kept, selection.count - kept, fits - kept)


def of_request(disclosure_request: DisclosureRequest, selection_id: int) -> Selection:
    """Return a selection of this request. Raises Absent."""
    found = Selection.objects.filter(pk=selection_id, disclosure_request=disclosure_request)
    selection = found.select_related("person").first()
    if selection is None:
        raise Absent
    return selection


def first_ids(selection: Selection, most: int) -> list[int]:
    """Return the ids of a selection's first subjects, by row."""
    part = SelectionPart.objects.filter(selection=selection, number=0).first()
    return part.subject_ids[:most] if part else []


def act(selection_id: int, *, by: Person, why: str, seen: int, outcome: str, reason_code: str) -> Deciding:
    """Return or deny every subject of a selection, in writing, each with the reason. Raises Absent, Stale, Refused.

    Up to AT_ONCE subjects it is carried out here; beyond, by workers as this person. A second click answers with the first's.
    """
    selection = Selection.objects.filter(pk=selection_id, person=by).first()
    if selection is None:
        raise Absent
    find_request(by, selection.disclosure_request_id)
    if reason_code == UNDISCLOSED:
        why = UNDISCLOSED_WORDS
    with acting(by=by, why=why):
        disclosure_request = locked(selection.disclosure_request_id, by=by, seen=None)
        before = Deciding.objects.filter(selection=selection).first()
        if before is not None:
            return _same(before, outcome, reason_code)
        disclosure_request = locked(selection.disclosure_request_id, by=by, seen=seen)
        demand(aside_refusals(disclosure_request, by, outcome, reason_code))
        demand(_refusals(disclosure_request, selection, by, outcome, reason_code))
        name_nobody(disclosure_request, why)
        deciding = _begin(disclosure_request, selection, by, why, outcome, reason_code)
        if selection.count <= AT_ONCE:
            carrying_out.carry_out(deciding)
    return deciding


def _same(before: Deciding, outcome: str, reason_code: str) -> Deciding:
    if (before.outcome, before.reason_code) != (outcome, reason_code):
        raise Refused(
            ["This selection was decided on before, otherwise: look at what was decided. Nothing was changed."]
        )
    return before


def _refusals(
    disclosure_request: DisclosureRequest, selection: Selection, by: Person, outcome: str, reason_code: str
) -> list[str]:
    if selection.submission != disclosure_request.submission:
        return ["The request was sent in anew since this selection was made: make it again."]
    internal = reason_code in INTERNAL
    reasons = []
    if Filter.of(selection.query).rests_on_records and not internal:
        reasons.append(MUST_BE_INTERNAL)
    if internal and outcome == Outcome.RETURNED:
        reasons.append(INTERNAL_IS_DENIED)
    if selection.count > FEW and not has_looked(selection, by):
        reasons.append("Open the sample first: nobody decides on subjects of whom he or she has looked at none.")
    ids = SelectionPart.objects.filter(selection=selection).values(subject=Func("subject_ids", function="unnest"))
    return (
        reasons or told(recount(disclosure_request, selection)) or record_refusals(disclosure_request, reason_code, ids)
    )


MUST_BE_INTERNAL = (
    "This choice rests on what the IRS’s records hold, or on what other agencies ask. The agency may not learn of that, so "
    "only a reason that reads as “not disclosed” may be given."
)
INTERNAL_IS_DENIED = (
    "What the agency may not learn of is denied, not returned: a returned subject comes back in a successor request."
)


def told(counted: Recount) -> list[str]:
    """Return why a selection may not be acted upon as it was counted; empty if each of its subjects stands and fits still."""
    if not counted.gone:
        return []
    were = f"{counted.gone:,} of its subjects no longer stand or no longer fit"
    more = f", and {counted.more:,} others fit now" if counted.more else ""
    return [f"Since the selection was made, {were}{more}. Nothing was carried out: make the selection again."]


def has_looked(selection: Selection, by: Person) -> bool:
    """Return whether the access log knows that the person opened the whole sample since the selection was made."""
    looks = AccessedSubject.objects.filter(
        subject_id__in=selection.sample,
        record__person_id=by.pk,
        record__act__in=(AccessAct.VIEW, AccessAct.REVEAL),
        record__at__gte=selection.made_at,
    )
    return looks.values("subject_id").distinct().count() == len(selection.sample)


def _begin(
    disclosure_request: DisclosureRequest, selection: Selection, by: Person, why: str, outcome: str, reason_code: str
) -> Deciding:
    decider = DECIDER[Status(disclosure_request.status)]
    decision = decide(disclosure_request, DecisionKind.SET_ASIDE, decider, by=by, words=why, reason_codes=[reason_code])
    disclosure_request.version += 1
    disclosure_request.save(update_fields=["version"])
    return Deciding.objects.create(
        selection=selection,
        disclosure_request=disclosure_request,
        agency_id=disclosure_request.agency_id,
        person=by,
        decision=decision,
        outcome=outcome,
        reason_code=reason_code,
        words=why,
    )
