"""Where the reviews of rights stand: which are due from whom, which are late, and which rights are still to be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ..models import Agency, AgencyPersonGrant, RightsLine, RightsVerdict
from ..rules import reviews
from ..rules.reviews import Asked, Quarter
from ..rules.roles import Role

Roles = Mapping[Role, frozenset[int]]

QUARTERS_BACK = 8
"""How many quarters the list of reviews goes back where nothing was signed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agency's review of a quarter stands.

    `signed`: signatures, the last of them on `signed_on`. `left`: rights that still stand and that nobody has judged.
    `to_take`: found unneeded, not yet taken. `missed`: nobody signed, and now nobody can.
    """

    agency: Agency
    quarter: Quarter
    signed: int
    signed_on: date | None
    left: int
    to_take: int
    overdue: bool
    missed: bool

    @property
    def complete(self) -> bool:
        """Whether every right was judged that is to be."""
        return bool(self.signed) and not self.left


_STANDS = """
SELECT a.id, a.code, a.name, first.given_at, held.rights, v.quarter, v.signed, v.signed_at, v.left_open, v.to_take
FROM requests_app_agency a
CROSS JOIN LATERAL (SELECT min(h.history_date) AS given_at FROM requests_app_historicalagencypersongrant h
    WHERE h.content_object_id = a.id AND h.history_type = '+') first
CROSS JOIN LATERAL (SELECT count(*) AS rights FROM requests_app_agencypersongrant g WHERE g.content_object_id = a.id) held
LEFT JOIN LATERAL (
    SELECT w.quarter, (SELECT count(*) FROM requests_app_rightssignature s WHERE s.review_id = w.id) AS signed,
        (SELECT max(s.signed_at) FROM requests_app_rightssignature s WHERE s.review_id = w.id) AS signed_at,
        count(*) FILTER (WHERE d.id IS NULL AND g.id IS NOT NULL) AS left_open,
        count(*) FILTER (WHERE NOT d.kept AND g.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM requests_app_rightsline m JOIN requests_app_rightsverdict n ON n.line_id = m.id
            WHERE m.grant_id = l.grant_id AND n.id > d.id)) AS to_take
    FROM requests_app_rightsreview w JOIN requests_app_rightsline l ON l.review_id = w.id
    LEFT JOIN requests_app_rightsverdict d ON d.line_id = l.id
    LEFT JOIN requests_app_agencypersongrant g ON g.id = l.grant_id
    WHERE w.agency_id = a.id GROUP BY w.id, w.quarter) v ON true
WHERE a.id = ANY(%s) AND first.given_at IS NOT NULL ORDER BY a.name
"""


@dataclass(frozen=True, slots=True)
class _Signed:
    """What was signed of one review, and when last."""

    times: int
    last: datetime
    left: int
    to_take: int


def standings(agency_ids: Collection[int], today: date) -> list[Standing]:
    """Return how the reviews of these agencies stand, by agency, the latest quarter first. One query."""
    agencies: dict[int, tuple[Agency, date, int]] = {}
    signed: dict[tuple[int, str], _Signed] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [list(agency_ids)])
        for id, code, name, first, held, quarter, *found in cursor.fetchall():
            agencies[id] = (Agency(id=id, code=code, name=name), timezone.localdate(first), held)
            if quarter:
                signed[id, quarter] = _Signed(*found)
    return [
        _standing(agency, quarter, signed.get((agency.pk, quarter.name)), held, today)
        for agency, first, held in agencies.values()
        for quarter in _quarters(first, today)
    ]


def late(agency_ids: Collection[int], today: date) -> list[Standing]:
    """Return the reviews that are overdue, and those with rights that were found unneeded and still stand."""
    return [one for one in standings(agency_ids, today) if one.overdue or one.to_take]


def _quarters(first: date, today: date) -> Iterator[Quarter]:
    """Yield the quarters that rights were held in, the present one first."""
    quarter = reviews.quarter_of(today)
    for _ in range(QUARTERS_BACK):
        if quarter.last < first:
            return
        yield quarter
        quarter = quarter.before


def _standing(agency: Agency, quarter: Quarter, found: _Signed | None, held: int, today: date) -> Standing:
    signable = quarter in reviews.signable(today)
    left = found.left if found else held
    return Standing(
        agency=agency,
        quarter=quarter,
        signed=found.times if found else 0,
        signed_on=timezone.localdate(found.last) if found else None,
        left=left,
        to_take=found.to_take if found else 0,
        overdue=signable and today > quarter.last and left > 0,
        missed=not signable and found is None,
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A review that is to be signed, or rights that are to be taken, at a level. `number`: of rights."""

    agency: Agency
    quarter: Quarter
    asked: Asked
    day: date
    level: int
    number: int

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that are reminded."""
        return reviews.told(self.asked, self.level)

    @property
    def key(self) -> tuple[int, str, str, int]:
        """Return what tells it from others."""
        return self.agency.pk, self.quarter.name, self.asked.value, self.level


def due(agency_ids: Collection[int], on: date) -> list[Due]:
    """Return what reviews of rights wait for on a day, the most pressing first."""
    found = []
    for one in standings(agency_ids, on):
        if one.quarter in reviews.signable(on) and one.left:
            found.append(_due(one, Asked.REVIEW, one.quarter.last, on, one.left))
        if one.to_take:
            found.append(_due(one, Asked.TAKE, one.signed_on or on, on, one.to_take))
    return sorted((one for one in found if one.level), key=lambda one: (-one.level, one.day))


def _due(one: Standing, asked: Asked, day: date, on: date, number: int) -> Due:
    return Due(one.agency, one.quarter, asked, day, reviews.level(asked, day, on), number)


def awaits(roles: Roles, on: date) -> list[Due]:
    """Return what reviews of rights wait for from somebody with these roles, or is told to him or her."""
    agencies = frozenset().union(*(roles.get(role, frozenset()) for role in reviews.READERS))
    found = due(agencies, on) if agencies else []
    return [one for one in found if any(one.agency.pk in roles.get(role, ()) for role in one.roles)]


def found_unneeded(agency_ids: Collection[int]) -> QuerySet[RightsLine]:
    """Return the rights on these agencies that their last review found unneeded and that still stand, with the verdicts."""
    later = RightsVerdict.objects.filter(line__grant_id=OuterRef("grant_id"), pk__gt=OuterRef("verdict__pk"))
    lines = RightsLine.objects.filter(
        ~Exists(later),
        verdict__kept=False,
        review__agency__in=agency_ids,
        grant_id__in=AgencyPersonGrant.objects.values("pk"),
    )
    return lines.select_related("review__agency", "verdict__signature", "person")
