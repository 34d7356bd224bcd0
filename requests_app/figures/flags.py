"""Flags by code: how many were raised, cleared in writing, still to be cleared, and how many block."""

from __future__ import annotations

from ..rules.facts import Audience
from ..rules.flags import CODES
from .shapes import Behind, Cell, Figure, Line, Scope, asked

HOW = {"blocking": "Blocks", "review": "To be cleared", "cleared": "Cleared"}
"""How a flag stands -> its column."""

RECEIVED = """
received AS (
    SELECT r.id, r.submission, r.blocking_codes, r.review_codes, r.cleared_codes FROM requests_app_disclosurerequest r
    JOIN requests_app_snapshot n ON n.disclosure_request_id = r.id AND n.submission = 1
    WHERE r.agency_id = ANY (%(agencies)s) AND n.taken_at >= %(from)s AND n.taken_at < %(to)s)"""
"""`received`: the requests that first came in during the period."""

_RAISED = f"""
WITH {RECEIVED},
raised AS (
    SELECT t.disclosure_request_id AS request_id, t.key AS code, t.counted AS how, sum(t.subjects) AS number
    FROM requests_app_subjecttally t JOIN received r ON r.id = t.disclosure_request_id
    WHERE t.among = 'standing' AND t.counted IN ('blocking', 'review', 'cleared') GROUP BY 1, 2, 3
    UNION ALL
    SELECT r.id, code, 'blocking', 1 FROM received r, unnest(r.blocking_codes) AS code
    UNION ALL
    SELECT r.id, code, CASE WHEN code = ANY (r.cleared_codes) THEN 'cleared' ELSE 'review' END, 1
    FROM received r, unnest(r.review_codes) AS code
    UNION ALL
    SELECT f.disclosure_request_id, f.code,
           CASE WHEN f.severity <> 'review' THEN 'blocking' WHEN f.cleared THEN 'cleared' ELSE 'review' END, count(*)
    FROM requests_app_confidentialflag f JOIN received r ON r.id = f.disclosure_request_id
    JOIN requests_app_subject s ON s.id = f.subject_id AND s.outcome IN ('open', 'approved')
    WHERE f.audience = %(audience)s GROUP BY 1, 2, 3)"""


def count(scope: Scope) -> Figure:
    """Return the flags on requests that came in during the period, by code, most often raised first; never raised, left out."""
    sql = f"{_RAISED} SELECT code, how, sum(number)::bigint FROM raised GROUP BY 1, 2 HAVING sum(number) > 0"
    counted = {(code, how): number for code, how, number in asked(sql, _given(scope))}
    lines = (_line(code, [counted.get((code, how), 0) for how in HOW]) for code in {code for code, _ in counted})
    return Figure(
        of="Flag",
        columns=("Raised", *HOW.values()),
        lines=tuple(sorted(lines, key=lambda line: (-(line.values[0] or 0), line.id))),
        beside="What is wrong",
        notes=(
            "As the flags stand now, on the standing subjects of requests that first came in during the period, and on those "
            "requests themselves. A flag that was cured stands no more and isn’t counted: the history of the request keeps it.",
            "What only named counsel may know is not counted.",
        ),
    )


def _given(scope: Scope) -> dict[str, object]:
    return {**scope.given, "audience": Audience.IRS.value}


def _line(code: str, numbers: list[int]) -> Line:
    cells = (Cell(number, f"{code}/{how}") for how, number in zip(HOW, numbers, strict=True))
    about = CODES[code].sentence if code in CODES else ""
    return Line(code, (Cell(sum(numbers), f"{code}/any"), *cells), about, code)


def behind(scope: Scope, key: str) -> Behind:
    """Return the requests on which such flags stand, each with their number."""
    code, _, how = key.partition("/")
    wanted = list(HOW) if how == "any" else [how]
    if not set(wanted) <= HOW.keys():
        raise KeyError(how)
    sql = f"""{_RAISED}
SELECT request_id AS key, request_id, sum(number) || CASE WHEN sum(number) = 1 THEN ' flag' ELSE ' flags' END AS words
FROM raised WHERE code = %(code)s AND how = ANY (%(how)s) GROUP BY request_id HAVING sum(number) > 0"""
    title = f"Requests with the flag {code}" + ("" if how == "any" else f", {HOW[how].lower()}")
    return Behind(sql, {**_given(scope), "code": code, "how": wanted}, title)
