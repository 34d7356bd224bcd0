"""Looks of the past, written by the owner's role: the application's own can write none but of now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connections

from audits.working_time import WASHINGTON
from requests_app.models import DisclosureRequest, Person

_RECORD = """
INSERT INTO audits_accessrecord (at, txid, person_id, person_name, role, origin, act, kind, object_id, case_id, agency_id, why,
                                 outcome, count)
VALUES (%s, 1, %s, %s, %s, '192.0.2.10', %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment in Washington."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WASHINGTON)


def plant(
    person: Person,
    at: datetime,
    case: DisclosureRequest | None,
    subjects: Sequence[int] = (),
    *,
    role: str = "specialist",
    act: str = "list",
    kind: str = "subject",
    outcome: str = "shown",
    why: str = "planted",
) -> int:
    """Write one look as it would have been recorded then; return its id."""
    case_id, agency_id = (case.pk, case.agency_id) if case else (None, None)
    said = [
        at,
        person.pk,
        person.get_full_name(),
        role,
        act,
        kind,
        None,
        case_id,
        agency_id,
        why,
        outcome,
        len(subjects),
    ]
    with connections["owner"].cursor() as cursor:
        cursor.execute(_RECORD, said)
        made = int(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO audits_accessedsubject (record_id, subject_id) SELECT %s, unnest(%s::bigint[])",
            [made, list(subjects)],
        )
    return made


def working_days(last: date, count: int) -> list[date]:
    """Return the last weekdays before a day, the earliest first."""
    days, day = [], last
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    return days[::-1]
