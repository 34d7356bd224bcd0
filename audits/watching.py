"""Looking over the access log, a day at a time: reads the day's looks, has them compared, and notes what stands out.

A day is done in one transaction and then marked, so that a killed run goes on with that day; the present day is looked over
as far as it has come. Run again it finds the same: an anomaly is noted once for each kind, person, day and object.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min
from django.utils.module_loading import import_string

from . import anomalies
from .acting import WATCHING, acting
from .anomalies import LOOKS_KEPT, Counted, Found
from .anomaly_limits import with_shipped
from .guarding import FINDERS
from .models import AccessAct, AccessRecord, JudgedDay, LookLimit, LookTally, Outcome
from .working_time import WASHINGTON, span, working_span

SEEN = (
    *(AccessAct.VIEW, AccessAct.LIST, AccessAct.SEARCH, AccessAct.DOWNLOAD),
    *(AccessAct.EXPORT, AccessAct.PRINT, AccessAct.REVEAL),
)
"""Acts that show subjects to a person. A package that is opened by its recipient is accounted for, and isn't among them."""

Finder = Callable[[date, Mapping[str, int]], list[Found]]
"""Registered by `guarding.anomaly_finder`. Finds what stands out on a day, knowing what the looks were at; `limits` by name."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A subject that one person chose to see on a day: by which looks (the latest ids), at whose case."""

    person_id: int
    person_name: str
    role: str
    subject_id: int
    case_id: int
    agency_id: int | None
    look_ids: tuple[int, ...]


def limits() -> dict[str, int]:
    """Return every limit's present value, by name."""
    return with_shipped(dict(LookLimit.objects.values_list("name", "value")))


def first_due(today: date) -> date | None:
    """Return the first day before today that wasn't looked over to its end; None if there is none."""
    last = JudgedDay.objects.order_by("-day").values_list("day", flat=True).first()
    if last is not None:
        return last + timedelta(days=1) if last + timedelta(days=1) < today else None
    first: datetime | None = AccessRecord.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return None
    begun = first.astimezone(WASHINGTON).date()
    return begun if begun < today else None


def whole_day(day: date) -> int:
    """Look over a day that is over, keep its tallies, and mark it; return how many anomalies were noted or grew."""
    kept = limits()
    with acting(by=WATCHING, why=f"looked over the looks of {day:%Y-%m-%d}"):
        counted = list(_seen(day))
        found = _own_kinds(day, counted, kept)
        for path, after in FINDERS:
            found += import_string(path)(day - timedelta(days=kept[after]) if after else day, kept)
        tallies = [LookTally(day=day, person_id=c.person_id, role=c.role, subjects=c.subjects) for c in counted]
        LookTally.objects.bulk_create(tallies, ignore_conflicts=True)
        noted = note(found, day, kept)
        JudgedDay.objects.get_or_create(day=day)
    return noted


def so_far(day: date) -> int:
    """Look over the present day as far as it has come; return how many anomalies were noted or grew."""
    kept = limits()
    with acting(by=WATCHING, why=f"looked over the looks of {day:%Y-%m-%d} so far"):
        found = _own_kinds(day, list(_seen(day)), kept)
        for path, after in FINDERS:
            found += [] if after else import_string(path)(day, kept)
        return note(found, day, kept)


def note(found: Iterable[Found], day: date, kept: Mapping[str, int]) -> int:
    """Note what was found on a day; return how many anomalies were new or grew. Call inside `acting()`."""
    rows = [{**asdict(one), "day": (one.day or day).isoformat()} for one in found]
    with connection.cursor() as cursor:
        cursor.execute("SELECT audits_note_anomalies(%s::jsonb, %s)", [json.dumps(rows), kept["review_days"]])
        return int(cursor.fetchone()[0])


def _own_kinds(day: date, counted: list[Counted], kept: Mapping[str, int]) -> list[Found]:
    own, by_role = _norms(day, kept["norm_days"])
    return [
        *anomalies.volume(counted, day, own, by_role, kept),
        *anomalies.off_hours(_outside(day, kept), day, kept),
        *anomalies.denials(_refused(day), day, kept),
    ]


def _norms(day: date, days: int) -> tuple[dict[int, list[int]], dict[str, dict[int, list[int]]]]:
    """Return the tallies of earlier days: by person, and by role and person."""
    own: dict[int, list[int]] = defaultdict(list)
    by_role: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    tallies = LookTally.objects.filter(day__lt=day, day__gte=day - timedelta(days=days))
    for person, role, subjects in tallies.values_list("person_id", "role", "subjects"):
        own[person].append(subjects)
        by_role[role][person].append(subjects)
    return own, by_role


_SEEN = f"""
SELECT r.person_id, max(r.person_name), mode() WITHIN GROUP (ORDER BY r.role), count(DISTINCT r.id),
       count(DISTINCT s.subject_id), min(r.at), max(r.at),
       array_agg(DISTINCT r.agency_id) FILTER (WHERE r.agency_id IS NOT NULL),
       (array_agg(DISTINCT r.id ORDER BY r.id DESC))[1:{LOOKS_KEPT}]
FROM audits_accessrecord r JOIN audits_accessedsubject s ON s.record_id = r.id
WHERE r.at >= %s AND r.at < %s AND r.person_id > 0 AND r.outcome = %s AND r.act = ANY(%s)
GROUP BY r.person_id ORDER BY r.person_id
"""


def _seen(day: date) -> Iterator[Counted]:
    """Yield how many subjects each person saw on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [*span(day), Outcome.SHOWN.value, [act.value for act in SEEN]])
        for who, name, role, looks, subjects, first, last, agencies, ids in cursor.fetchall():
            yield Counted(who, name, role, looks, subjects, first, last, tuple(agencies or ()), tuple(ids or ()))


def _counts(where: str) -> str:
    return f"""
SELECT person_id, max(person_name), mode() WITHIN GROUP (ORDER BY role), count(*), min(at), max(at),
       array_agg(DISTINCT agency_id) FILTER (WHERE agency_id IS NOT NULL),
       (array_agg(id ORDER BY id DESC))[1:{LOOKS_KEPT}], jsonb_object_agg(kind, of_kind)
FROM (SELECT *, count(*) OVER (PARTITION BY person_id, kind) AS of_kind
      FROM audits_accessrecord WHERE at >= %s AND at < %s AND person_id > 0 AND {where}) k
GROUP BY person_id ORDER BY person_id
"""


def _outside(day: date, kept: Mapping[str, int]) -> Iterator[Counted]:
    """Yield each person's looks of a day outside working hours."""
    hours = working_span(day, kept["hours_from"], kept["hours_to"])
    acts = [act.value for act in (*SEEN, AccessAct.FETCH)]
    return _counted("outcome = 'shown' AND act = ANY(%s) AND (at < %s OR at >= %s)", day, [acts, *hours])


def _refused(day: date) -> Iterator[Counted]:
    return _counted("outcome = 'denied'", day, [])


def _counted(where: str, day: date, values: list[Any]) -> Iterator[Counted]:
    with connection.cursor() as cursor:
        cursor.execute(_counts(where), [*span(day), *values])
        for who, name, role, looks, first, last, agencies, ids, kinds in cursor.fetchall():
            by_kind = json.loads(kinds) if isinstance(kinds, str) else kinds
            yield Counted(who, name, role, looks, 0, first, last, tuple(agencies or ()), tuple(ids or ()), by_kind)


_CHOSEN = f"""
SELECT r.person_id, max(r.person_name), mode() WITHIN GROUP (ORDER BY r.role), s.subject_id, r.case_id, max(r.agency_id),
       (array_agg(r.id ORDER BY r.id DESC))[1:{LOOKS_KEPT}]
FROM audits_accessrecord r JOIN audits_accessedsubject s ON s.record_id = r.id
WHERE r.at >= %s AND r.at < %s AND r.person_id > 0 AND r.outcome = 'shown' AND r.act = ANY(%s) AND r.count <= %s
      AND r.case_id IS NOT NULL
GROUP BY r.person_id, s.subject_id, r.case_id ORDER BY r.person_id, r.case_id, s.subject_id
"""


def chosen(day: date, kept: Mapping[str, int]) -> list[Chosen]:
    """Return the subjects that people chose to see on a day: by looks that showed few, whatever the act. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOSEN, [*span(day), [act.value for act in SEEN], kept["chosen_list"]])
        return [
            Chosen(who, name, role, subject, case, agency, tuple(ids))
            for who, name, role, subject, case, agency, ids in cursor.fetchall()
        ]
