"""Requests, outcomes, packages and disclosures over time, from the permanent record alone."""

from __future__ import annotations

from datetime import date, timedelta

from audits import reports
from audits.reports import Held

from .periods import brief, edges, named
from .shapes import Behind, Cell, Figure, Line, Scope

COLUMNS = ("Requests received", "Returned, denied or withdrawn", "Packages", "Disclosures", "Taxpayers")
KINDS = ("request", "outcome", "disclosure", "disclosure", "disclosure")
"""The kind of entry behind each column."""


def count(scope: Scope) -> Figure:
    """Return what the ledger holds of each stretch of the period."""
    held = reports.over_time(scope.codes, edges(scope.since, scope.until))
    return Figure(
        of="When",
        columns=COLUMNS,
        lines=tuple(map(_line, held)),
        notes=(
            "From the permanent record of requests and disclosures (26 U.S.C. 6103(p)(3)(A)) alone. A disclosure is one "
            "taxpayer in one package; one taxpayer in two packages of a stretch counts once among its taxpayers.",
        ),
    )


def _line(one: Held) -> Line:
    numbers = (one.requests, one.outcomes, one.releases, one.disclosures, one.taxpayers)
    cells = (Cell(number, f"{kind}.{one.since}.{one.until}") for kind, number in zip(KINDS, numbers, strict=True))
    return Line(named(one.since, one.until), tuple(cells), brief(one.since, one.until))


def behind(scope: Scope, key: str) -> Behind:
    """Return the entries behind a number, each with its number in the ledger."""
    kind, since, until = key.split(".")
    first, last = date.fromisoformat(since), date.fromisoformat(until) - timedelta(days=1)
    if kind not in KINDS:
        raise KeyError(kind)
    sql = """SELECT id AS key, case_id AS request_id, 'entry ' || id || ', ' || person_name AS words FROM audits_accountingentry
    WHERE agency_code = ANY (%(codes)s) AND kind = %(kind)s AND at >= %(since)s AND at < %(until)s"""
    given = {
        "codes": scope.codes,
        "kind": kind,
        "since": reports.start_of(first),
        "until": reports.start_of(last + timedelta(days=1)),
    }
    return Behind(sql, given, f"Entries of the accounting, {named(first, last + timedelta(days=1))}")
