"""Court orders and what each stops: the requests and packages that it covers, by the database's own conditions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from ..gates.scopes import COVERS_REQUEST, COVERS_SUBJECT
from ..models import Hold
from ..rules.holds import DISCLOSE, KINDS, USE, Standing, standing
from ..rules.transitions import WITH_IRS
from .shapes import Behind, Cell, Figure, Line, Scope, asked

COLUMNS = ("Requests covered", "Stopped at the IRS", "Packages covered", "Frozen with the agency")

_COVERED = f"""
WITH covered AS (
    SELECT h.id AS hold_id, r.id AS request_id, r.status, h.batch_id IS NULL AND h.statute = ''
        AND cardinality(h.subject_ids) = 0 AND cardinality(h.excepted_subject_ids) = 0 AS whole
    FROM requests_app_hold h JOIN requests_app_disclosurerequest r ON {COVERS_REQUEST}
    WHERE h.id = ANY (%(holds)s) AND r.agency_id = ANY (%(agencies)s) AND r.submission > 0
        AND CASE WHEN h.batch_id IS NULL AND h.statute = '' AND cardinality(h.subject_ids) = 0 THEN true
            ELSE EXISTS (SELECT FROM requests_app_subject s WHERE s.disclosure_request_id = r.id
                         AND s.outcome IN ('open', 'approved') AND {COVERS_SUBJECT}) END),
package AS (
    SELECT c.hold_id, c.request_id, q.id AS release_id, q.status FROM covered c
    JOIN requests_app_release q ON q.disclosure_request_id = c.request_id AND q.status <> 'void'
    JOIN requests_app_hold h ON h.id = c.hold_id
    WHERE c.whole OR EXISTS (SELECT FROM requests_app_releaseitem i JOIN requests_app_subject s ON s.id = i.subject_id
                             WHERE i.release_id = q.id AND {COVERS_SUBJECT}))"""

_FIGURE = f"""{_COVERED}
SELECT h.id, (SELECT count(*) FROM covered c WHERE c.hold_id = h.id),
       (SELECT count(*) FROM covered c WHERE c.hold_id = h.id AND c.status = ANY (%(with_irs)s)),
       (SELECT count(*) FROM package p WHERE p.hold_id = h.id),
       (SELECT count(*) FROM package p WHERE p.hold_id = h.id AND p.status IN ('transmitted', 'received'))
FROM unnest(%(holds)s::bigint[]) AS h (id)"""


def _holds(scope: Scope) -> list[Hold]:
    """Return the orders that bound, or would, on some day of the period, on requests of these agencies."""
    agency = Q(agency__in=scope.ids) | Q(agency=None)
    agency &= Q(agreement__agency__in=scope.ids) | Q(agreement=None)
    agency &= Q(disclosure_request__agency__in=scope.ids) | Q(disclosure_request=None)
    days = Q(starts__lte=scope.until) & (Q(lifted_on=None) | Q(lifted_on__gt=scope.since))
    days &= Q(until=None) | Q(until__gte=scope.since)
    return list(Hold.objects.filter(agency, days).select_related("superseded_by").order_by("-starts", "-id"))


def stands(hold: Hold, scope: Scope) -> Standing:
    """Return how an order stands at the period's end, or today if that comes first."""
    day = min(scope.until, scope.now.date())
    later = hold.superseded_by.starts if hold.superseded_by else None
    return standing(hold.starts, hold.until, hold.lifted_on, later, day)


def _given(scope: Scope, holds: list[int]) -> dict[str, Any]:
    return {**scope.given, "holds": holds, "with_irs": sorted(WITH_IRS)}


def count(scope: Scope) -> Figure:
    """Return, for each order in force in the period, what it covers now, and what of that it stops."""
    holds = _holds(scope)
    counted = {row[0]: row[1:] for row in asked(_FIGURE, _given(scope, [hold.pk for hold in holds]))}
    return Figure(
        of="Order",
        columns=COLUMNS,
        lines=tuple(_line(hold, stands(hold, scope), counted[hold.pk]) for hold in holds),
        beside="What it bars",
        notes=(
            "Orders in force on some day of the period; requests and packages as they stand now. An order that does not bind "
            "any more stops nothing.",
            "Stopped at the IRS: an order in force bars disclosing, and the request is with the IRS. Frozen with the "
            "agency: an order in force bars use of a package that was transmitted.",
        ),
    )


def _line(hold: Hold, how: Standing, numbers: tuple[int, ...]) -> Line:
    binds = how == Standing.IN_FORCE
    stopped = numbers[1] if binds and DISCLOSE in hold.acts else 0
    frozen = numbers[3] if binds and USE in hold.acts else 0
    counted = dict(
        zip(("covered", "stopped", "packages", "frozen"), (numbers[0], stopped, numbers[2], frozen), strict=True)
    )
    cells = tuple(Cell(number, f"{hold.pk}.{name}" if number else "") for name, number in counted.items())
    label = f"{KINDS.get(hold.kind, hold.kind).capitalize()}, {hold.docket}"
    words = " and ".join({DISCLOSE: "disclosing", USE: "use of what was disclosed"}[act] for act in hold.acts)
    return Line(label, cells, f"{words}; {how.label}", str(hold.pk))


_ROWS = {
    "covered": "SELECT request_id AS key, request_id, 'covered' AS words FROM covered",
    "stopped": "SELECT request_id AS key, request_id, 'stopped' AS words FROM covered WHERE status = ANY (%(with_irs)s)",
    "packages": "SELECT release_id AS key, request_id, 'package ' || release_id || ', ' || status AS words FROM package",
    "frozen": "SELECT release_id AS key, request_id, 'package ' || release_id || ', ' || status AS words FROM package"
    " WHERE status IN ('transmitted', 'received')",
}


def behind(scope: Scope, key: str) -> Behind:
    """Return the requests or packages behind a number."""
    number, _, which = key.partition(".")
    hold = next(one for one in _holds(scope) if one.pk == int(number))
    title = f"{COLUMNS[list(_ROWS).index(which)]}: {hold}"
    return Behind(f"{_COVERED} {_ROWS[which]}", _given(scope, [hold.pk]), title)
