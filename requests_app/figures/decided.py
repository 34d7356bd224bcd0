"""Why requests were returned or denied, and parts of them set aside: by coded reason, from the decisions in writing."""

from __future__ import annotations

from ..models.decision import DecisionKind
from ..rules.reason_codes import REASONS
from .shapes import Behind, Cell, Figure, Line, Scope, asked

KINDS = {
    DecisionKind.RETURN: "Returned",
    DecisionKind.DENIAL: "Denied",
    DecisionKind.SET_ASIDE: "Subjects set aside",
}
"""Kind of decision -> its column."""

_DECIDED = """
FROM requests_app_decision d JOIN requests_app_disclosurerequest r ON r.id = d.disclosure_request_id
WHERE r.agency_id = ANY (%(agencies)s) AND d.kind = ANY (%(kinds)s) AND d.decided_at >= %(from)s AND d.decided_at < %(to)s"""

_FIGURE = f"""
SELECT code, kind, count(*) FROM (SELECT unnest(d.reason_codes) AS code, d.kind {_DECIDED}) AS given GROUP BY 1, 2"""


def count(scope: Scope) -> Figure:
    """Return how many decisions of the period gave each reason, most often given first; reasons never given come last."""
    found = asked(_FIGURE, {**scope.given, "kinds": list(KINDS)})
    counted = {(code, kind): number for code, kind, number in found}
    codes = [*REASONS, *sorted({code for code, _ in counted} - REASONS.keys())]
    lines = (_line(code, [counted.get((code, kind), 0) for kind in KINDS]) for code in codes if not _hidden(code))
    return Figure(
        of="Reason",
        columns=tuple(KINDS.values()),
        lines=tuple(sorted(lines, key=lambda line: -sum(value or 0 for value in line.values))),
        notes=(
            "Decisions, each counted once for every reason that it gives. Subjects are set aside in acts, each of which may "
            "concern many of them.",
        ),
    )


def _hidden(code: str) -> bool:
    """Whether no decision ever says a reason: it is kept where named counsel alone reads."""
    return code == "impairment"


def _line(code: str, numbers: list[int]) -> Line:
    cells = (Cell(number, f"{code}.{kind}") for kind, number in zip(KINDS, numbers, strict=True))
    return Line(REASONS[code].label if code in REASONS else code, tuple(cells), id=code)


def behind(scope: Scope, key: str) -> Behind:
    """Return the decisions behind a number, each with its day and who made it."""
    code, _, kind = key.partition(".")
    sql = f"""SELECT d.id AS key, r.id AS request_id,
    to_char(d.decided_at AT TIME ZONE 'America/New_York', 'FMMonth FMDD, YYYY') || ', ' || d.name AS words
    {_DECIDED} AND d.reason_codes @> ARRAY[%(code)s]::varchar[]"""
    title = f"{KINDS[DecisionKind(kind)]}: {REASONS[code].label if code in REASONS else code}"
    return Behind(sql, {**scope.given, "kinds": [kind], "code": code}, title)
