"""Work in progress: which requests wait where, with whom, for how long; and how many the IRS had at each moment."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from audits.reports import start_of

from ..rules.transitions import WITH_IRS, Status
from .periods import brief, edges, named
from .shapes import DAYS, Behind, Cell, Figure, Line, Scope, asked, working
from .stays import LASTING, STAYS, with_whom

AGES: tuple[tuple[str, int, int], ...] = (
    ("5 days or fewer", 0, 5),
    ("6 to 20", 6, 20),
    ("21 to 60", 21, 60),
    ("Over 60", 61, 10**6),
)
"""Bands of working days that a request has stood in its status."""

_WAITS = f"""
WITH waits AS (
    SELECT id AS request_id, id AS key, status, {DAYS.format(since="status_since", until="%(now)s::timestamptz")} AS days
    FROM requests_app_disclosurerequest WHERE agency_id = ANY (%(agencies)s) AND status = ANY (%(lasting)s))"""

_FIGURE = f"""{_WAITS}
SELECT status, width_bucket(days, %(bands)s::int[]) AS band, count(*), max(days) FROM waits GROUP BY 1, 2"""


def _given(scope: Scope) -> dict[str, Any]:
    first = asked(
        "SELECT (min(status_since) AT TIME ZONE 'America/New_York')::date FROM requests_app_disclosurerequest"
        " WHERE agency_id = ANY (%(agencies)s)",
        scope.given,
    )[0][0]
    bands = [least for _, least, _ in AGES]
    return {**scope.given, **working(scope, first or scope.since), "lasting": list(LASTING), "bands": bands}


def count(scope: Scope) -> Figure:
    """Return how many requests wait in each status, by how many working days they have stood there."""
    found = asked(_FIGURE, _given(scope))
    counted = {(status, band): number for status, band, number, _ in found}
    oldest: dict[str, int] = {}
    for status, _, _, days in found:
        oldest[status] = max(days, oldest.get(status, 0))
    return Figure(
        of="Status",
        columns=(*(label for label, _, _ in AGES), "All", "Longest"),
        lines=tuple(_line(status, counted, oldest.get(status)) for status in LASTING),
        beside="With whom",
        notes=("As it stands now, whatever the period. Working days since the request came to its status.",),
    )


def _line(status: Status, counted: dict[tuple[str, int], int], oldest: int | None) -> Line:
    numbers = [counted.get((status, band), 0) for band in range(1, len(AGES) + 1)]
    cells = [Cell(number, f"{status}.{band}") for band, number in enumerate(numbers, start=1)]
    return Line(status.label, (*cells, Cell(sum(numbers), f"{status}.0"), Cell(oldest)), with_whom(status), status)


def behind(scope: Scope, key: str) -> Behind:
    """Return the requests behind a number, each with how long it has waited."""
    name, _, band = key.partition(".")
    status, number = Status(name), int(band)
    label, least, most = AGES[number - 1] if number else ("", 0, 10**6)
    sql = f"""{_WAITS}
SELECT key, request_id, days || CASE WHEN days = 1 THEN ' working day there' ELSE ' working days there' END AS words
FROM waits WHERE status = %(status)s AND days BETWEEN %(least)s AND %(most)s"""
    title = f"Requests in {status.label.lower()}" + (f", {label.lower()}" if label else "")
    return Behind(sql, {**_given(scope), "status": status, "least": least, "most": most}, title)


_LEVEL = f"""
WITH {STAYS}, inside AS (SELECT since, until FROM stay WHERE status = ANY (%(with_irs)s))
SELECT after, sum(change)::int FROM (
    SELECT width_bucket(since, %(moments)s::timestamptz[]) AS after, 1 AS change FROM inside
    UNION ALL SELECT width_bucket(until, %(moments)s::timestamptz[]), -1 FROM inside WHERE until IS NOT NULL) AS changes
GROUP BY 1"""
"""What came and what went between one moment and the next; `after`: how many of the moments had gone by."""


def _of_stays(scope: Scope) -> dict[str, Any]:
    return {**scope.given, "with_irs": sorted(WITH_IRS), "lasting": list(LASTING)}


def level(scope: Scope) -> Figure:
    """Return how many requests were with the IRS at the end of each stretch of the period."""
    bounds = edges(scope.since, scope.until)
    given = {**_of_stays(scope), "moments": [start_of(end) for end in bounds[1:]]}
    changes = dict(asked(_LEVEL, given))
    numbers = accumulate(changes.get(after, 0) for after in range(len(bounds) - 1))
    lines = (
        Line(named(begin, end), (Cell(number, (end - timedelta(days=1)).isoformat()),), brief(begin, end))
        for begin, end, number in zip(bounds, bounds[1:], numbers, strict=False)
    )
    return Figure(
        of="At the end of",
        columns=("Requests with the IRS",),
        lines=tuple(lines),
        notes=(
            "From each request’s history: in completeness, legal review, IRS approval or fulfilment at that moment.",
        ),
    )


def behind_level(scope: Scope, key: str) -> Behind:
    """Return the requests that were with the IRS at the end of a day."""
    day = date.fromisoformat(key)
    moment = start_of(day + timedelta(days=1))
    sql = f"""WITH {STAYS}
SELECT key, request_id, 'in ' || replace(status, '_', ' ') || ' since '
    || to_char(since AT TIME ZONE 'America/New_York', 'FMMonth FMDD, YYYY') AS words
FROM stay WHERE status = ANY (%(with_irs)s) AND since < %(moment)s AND (until IS NULL OR until >= %(moment)s)"""
    given = {**_of_stays(scope), "from": moment, "moment": moment}
    return Behind(sql, given, f"Requests with the IRS at the end of {day:%B} {day.day}, {day.year}")
