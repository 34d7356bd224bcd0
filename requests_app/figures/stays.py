"""How long requests stand where: each stay in a status, derived from the history of requests, never from a counter.

A stay begins with the change that the history recorded and ends with the next one. Time is in working days
(`rules/working_days.py`). While the agency has a request the clock stands: the IRS's time on it is the sum of its stays with
the IRS alone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ..rules.transitions import AGENCY_HOLDS, PATH, WITH_IRS, Status
from .shapes import DAYS, Behind, Cell, Figure, Line, Scope, asked, working

LASTING = tuple(s for s in (*PATH, Status.RETURNED) if s in WITH_IRS | AGENCY_HOLDS and s != Status.WITHDRAWN)
"""Statuses in which a request waits for somebody, in the order of the path."""

STAYS = """
stay AS (
    SELECT m.* FROM (
        SELECT h.id AS request_id, h.history_id AS key, h.status, h.status_since AS since,
               lead(h.status_since) OVER (PARTITION BY h.id ORDER BY h.history_id) AS until
        FROM requests_app_historicaldisclosurerequest h WHERE h.id IN (
            SELECT id FROM requests_app_disclosurerequest
            WHERE agency_id = ANY (%(agencies)s) AND (status_since >= %(from)s OR status = ANY (%(lasting)s)))) AS m
    WHERE m.until IS DISTINCT FROM m.since)"""
"""`stay`: each stay in a status; `until` is NULL while it lasts. A change that left the status as it was bears the moment of
the one before it, and is left out. Requests that came to their end before the period have no stay in it, and aren't looked at.
"""

_TIMED = f"""
WITH {STAYS},
ended AS (
    SELECT id FROM requests_app_disclosurerequest
    WHERE agency_id = ANY (%(agencies)s) AND status = ANY (%(ends)s) AND status_since >= %(from)s AND status_since < %(to)s),
near AS (
    SELECT s.*, s.until IS NULL OR s.until >= %(from)s AND s.until < %(to)s AS in_time FROM stay s
    WHERE s.status = ANY (%(lasting)s)),
measured AS (
    SELECT n.request_id, n.key, n.status, n.until, n.in_time,
           {DAYS.format(since="n.since", until="coalesce(n.until, %(now)s)")} AS days
    FROM near n
    WHERE n.in_time OR n.status = ANY (%(with_irs)s) AND n.request_id IN (SELECT id FROM ended)),
timed AS (SELECT request_id, key, status, until, days, until IS NOT NULL AS ended FROM measured WHERE in_time),
whole AS (
    SELECT request_id, max(key) AS key, sum(days)::int AS days FROM measured
    WHERE status = ANY (%(with_irs)s) AND request_id IN (SELECT id FROM ended) GROUP BY request_id)"""

_FIGURE = f"""{_TIMED}
SELECT status, count(*) FILTER (WHERE ended), percentile_disc(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE ended),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE ended), max(days) FILTER (WHERE ended),
       count(*) FILTER (WHERE until IS NULL), max(days) FILTER (WHERE until IS NULL)
FROM timed GROUP BY status
UNION ALL
SELECT '', count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY days), percentile_disc(0.9) WITHIN GROUP (ORDER BY days),
       max(days), NULL, NULL FROM whole"""

WHOLE = "irs"
"""The key of the line that adds up the IRS's stays of each request."""

ENDS = (Status.CLOSED, Status.DENIED, Status.WITHDRAWN)
COLUMNS = ("Stays that ended", "Median", "9 in 10 within", "Longest", "There now", "Longest there now")


def given(scope: Scope) -> dict[str, Any]:
    """Return the named values that this module's SQL takes."""
    return {
        **scope.given,
        **working(scope, _first_day(scope)),
        "lasting": list(LASTING),
        "with_irs": sorted(WITH_IRS),
        "ends": list(ENDS),
    }


def _first_day(scope: Scope) -> date:
    """Return the day on which the first of these agencies' requests was begun: no stay is older."""
    sql = """SELECT (min(created_at) AT TIME ZONE 'America/New_York')::date FROM requests_app_disclosurerequest
             WHERE agency_id = ANY (%(agencies)s)"""
    return asked(sql, scope.given)[0][0] or scope.since


def count(scope: Scope) -> Figure:
    """Return the working days that requests stood in each status: of stays that ended in the period, and of those that last."""
    counted = {row[0]: row[1:] for row in asked(_FIGURE, given(scope))}
    lines = [_line(status, counted.get(status)) for status in LASTING]
    ended, *rest = counted[""]
    whole = (Cell(ended, WHOLE), *map(Cell, rest[:3]), Cell(None), Cell(None))
    return Figure(
        of="Status",
        columns=COLUMNS,
        lines=(*lines, Line("With the IRS in all, requests that ended", whole, "The IRS", WHOLE)),
        beside="With whom",
        notes=(
            "Working days: Monday to Friday without Federal holidays (5 U.S.C. 6103(a)). A stay begun and ended on one day is "
            "0 days long.",
            "While the agency has a request the clock stands: the last line adds up the stays with the IRS alone, of requests "
            "that ended in the period.",
            "Stays come from the history of each request, so a status that was entered twice counts twice.",
        ),
    )


def _line(status: Status, row: tuple[Any, ...] | None) -> Line:
    ended, *lengths, there, oldest = row or (0, None, None, None, 0, None)
    cells = (Cell(ended, f"{status}.ended"), *map(Cell, lengths), Cell(there, f"{status}.there"), Cell(oldest))
    return Line(status.label, cells, with_whom(status), status)


def with_whom(status: Status) -> str:
    """Return who has a request in a status."""
    return "The IRS" if status in WITH_IRS else "The agency"


_ROWS = """{timed}
SELECT key, request_id, days || CASE WHEN days = 1 THEN ' working day' ELSE ' working days' END AS words
FROM {source} WHERE {wanted}"""


def behind(scope: Scope, key: str) -> Behind:
    """Return the stays behind a number, each with its length."""
    if key == WHOLE:
        sql = _ROWS.format(timed=_TIMED, source="whole", wanted="true")
        return Behind(sql, given(scope), "Requests that ended, and their working days with the IRS")
    name, _, which = key.partition(".")
    status = Status(name)
    wanted = {"ended": "ended", "there": "until IS NULL"}[which] + " AND status = %(status)s"
    title = f"Stays in {status.label.lower()} that {'ended' if which == 'ended' else 'last'}"
    return Behind(_ROWS.format(timed=_TIMED, source="timed", wanted=wanted), {**given(scope), "status": status}, title)
