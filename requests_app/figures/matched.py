"""What matching found, and how often it is wrong: from the counts that the database keeps, and from re-checks by chance."""

from __future__ import annotations

from typing import Any

from ..rules.intervals import wilson
from ..rules.matching import AddressCheck, Verdict
from ..workflow.match_quality import ERRORS
from .flags import RECEIVED
from .shapes import Behind, Cell, Figure, Line, Scope, asked

CHECKS = {
    AddressCheck.AGREES: "Address agrees",
    AddressCheck.DIFFERS: "Address differs",
    AddressCheck.NOT_COMPARABLE: "Not comparable",
    "": "No address compared",
}
"""How the address stands -> its column."""

_COUNTS = f"""
WITH {RECEIVED},
found AS (
    SELECT t.disclosure_request_id AS request_id, t.verdict, t.address, t.subjects FROM requests_app_matchtally t
    JOIN received r ON r.id = t.disclosure_request_id AND r.submission = t.submission)"""


def count(scope: Scope) -> Figure:
    """Return what matching found for the standing subjects of requests that came in during the period."""
    sql = f"{_COUNTS} SELECT verdict, address, sum(subjects)::bigint FROM found GROUP BY 1, 2"
    counted = {(verdict, address): number for verdict, address, number in asked(sql, scope.given)}
    return Figure(
        of="Verdict",
        columns=("Subjects", *CHECKS.values()),
        lines=tuple(_line(verdict, [counted.get((verdict, check), 0) for check in CHECKS]) for verdict in Verdict),
        notes=(
            "As the verdicts stand now, on the standing subjects of requests that first came in during the period.",
        ),
    )


def _line(verdict: Verdict, numbers: list[int]) -> Line:
    cells = (Cell(number, f"{verdict}.{check}") for check, number in zip(CHECKS, numbers, strict=True))
    return Line(verdict.label, (Cell(sum(numbers), f"{verdict}.any"), *cells), id=verdict)


def behind(scope: Scope, key: str) -> Behind:
    """Return the requests with such subjects, each with their number."""
    name, _, check = key.partition(".")
    verdict, checks = Verdict(name), list(CHECKS) if check == "any" else [check]
    if not set(checks) <= CHECKS.keys():
        raise KeyError(check)
    sql = f"""{_COUNTS}
SELECT request_id AS key, request_id, sum(subjects) || CASE WHEN sum(subjects) = 1 THEN ' subject' ELSE ' subjects' END AS words
FROM found WHERE verdict = %(verdict)s AND address = ANY (%(checks)s) GROUP BY request_id HAVING sum(subjects) > 0"""
    title = verdict.label + ("" if check == "any" else f". {CHECKS[check]}")
    return Behind(sql, {**scope.given, "verdict": verdict, "checks": [str(c) for c in checks]}, title)


_RECHECKED = """
FROM requests_app_matchrecheck c
WHERE c.agency_id = ANY (%(agencies)s) AND c.checked_at >= %(from)s AND c.checked_at < %(to)s"""


def errors(scope: Scope) -> Figure:
    """Return both rates of error of matching, with their 95 % intervals, from re-checks of the period."""
    sql = f"SELECT c.verdict, count(*), count(*) FILTER (WHERE NOT c.agrees) {_RECHECKED} GROUP BY 1"
    counted = {verdict: (of, wrong) for verdict, of, wrong in asked(sql, scope.given)}
    return Figure(
        of="Error",
        columns=("Re-checked", "Wrong", "Rate", "95 % from", "95 % to"),
        lines=tuple(_rate(verdict, words, *counted.get(verdict, (0, 0))) for verdict, words in ERRORS.items()),
        notes=(
            "Verdicts were drawn by chance and looked at again by a person who had not decided them. The interval is Wilson’s.",
        ),
    )


def _rate(verdict: str, words: str, of: int, wrong: int) -> Line:
    interval = wilson(wrong, of)
    rates = (wrong / of if of else None, interval.low if interval else None, interval.high if interval else None)
    numbers = (Cell(of, f"{verdict}.all"), Cell(wrong, f"{verdict}.wrong"))
    return Line(words, (*numbers, *(Cell(rate, percent=True) for rate in rates)), id=verdict)


def behind_errors(scope: Scope, key: str) -> Behind:
    """Return the re-checks behind a number."""
    name, _, which = key.partition(".")
    wanted: dict[str, list[bool]] = {"all": [True, False], "wrong": [False]}
    sql = f"""SELECT c.id AS key, c.disclosure_request_id AS request_id, CASE WHEN c.agrees THEN 'holds' ELSE 'was wrong' END
    || ', ' || to_char(c.checked_at AT TIME ZONE 'America/New_York', 'FMMonth FMDD, YYYY') || ', ' || c.name AS words
    {_RECHECKED} AND c.verdict = %(verdict)s AND c.agrees = ANY (%(agrees)s)"""
    given: dict[str, Any] = {**scope.given, "verdict": Verdict(name), "agrees": wanted[which]}
    return Behind(sql, given, ERRORS[Verdict(name)])
