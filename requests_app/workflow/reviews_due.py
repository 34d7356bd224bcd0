"""Where the reviews of rights stand: which are due from whom, which are late, and which rights are still to be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ..models import Agency, AgencyPersonGrant, RightsLine, RightsSignature, RightsVerdict
from ..rules import reviews
from ..rules.reviews import Asked, Quarter
from ..rules.roles import Role
from . import rights

Roles = Mapping[Role, frozenset[int]]

QUARTERS_BACK = 8
"""How many quarters the list of reviews goes back where nothing was signed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agency's review of a quarter stands.

    `signed`: signatures. `left`: rights that still stand and that nobody has judged. `to_take`: found unneeded, not yet taken.
    `missed`: nobody signed, and now nobody can.
    """

    agency: Agency
    quarter: Quarter
    signed: int
    left: int
    to_take: int
    overdue: bool
    missed: bool

    @property
    def complete(self) -> bool:
        """Whether every right was judged that is to be."""
        return bool(self.signed) and not self.left


_STANDS = """
SELECT v.agency_id, v.quarter, (SELECT count(*) FROM requests_app_rightssignature s WHERE s.review_id = v.id),
    count(*) FILTER (WHERE d.id IS NULL AND g.id IS NOT NULL),
    count(*) FILTER (WHERE NOT d.kept AND g.id IS NOT NULL AND NOT EXISTS (
        SELECT FROM requests_app_rightsline m JOIN requests_app_rightsverdict n ON n.line_id = m.id
        WHERE m.grant_id = l.grant_id AND n.id > d.id))
FROM requests_app_rightsreview v JOIN requests_app_rightsline l ON l.review_id = v.id
LEFT JOIN requests_app_rightsverdict d ON d.line_id = l.id
LEFT JOIN requests_app_agencypersongrant g ON g.id = l.grant_id
WHERE v.agency_id = ANY(%s) GROUP BY v.id, v.agency_id, v.quarter
"""


def standings(agency_ids: Collection[int], today: date) -> list[Standing]:
    """Return how the reviews of these agencies stand, by agency, the latest quarter first. Four queries."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [list(agency_ids)])
        found = {(row[0], row[1]): (row[2], row[3], row[4]) for row in cursor.fetchall()}
    first = rights.first_given(agency_ids)
    held = Counter(
        AgencyPersonGrant.objects.filter(content_object__in=agency_ids).values_list("content_object", flat=True)
    )
    return [
        _standing(agency, quarter, found.get((agency.pk, quarter.name)), held[agency.pk], today)
        for agency in Agency.objects.filter(pk__in=agency_ids).order_by("name")
        if agency.pk in first
        for quarter in _quarters(timezone.localdate(first[agency.pk]), today)
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


def _standing(agency: Agency, quarter: Quarter, found: tuple[int, int, int] | None, held: int, today: date) -> Standing:
    signed, left, to_take = found or (0, held, 0)
    signable = quarter in reviews.signable(today)
    overdue = signable and today > quarter.last and left > 0
    return Standing(agency, quarter, signed, left, to_take, overdue, not signable and not signed)


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
            found.append(_due(one, Asked.TAKE, _last_signed(one), on, one.to_take))
    return sorted((one for one in found if one.level), key=lambda one: (-one.level, one.day))


def _due(one: Standing, asked: Asked, day: date, on: date, number: int) -> Due:
    return Due(one.agency, one.quarter, asked, day, reviews.level(asked, day, on), number)


def _last_signed(one: Standing) -> date:
    signed = RightsSignature.objects.filter(review__agency=one.agency, review__quarter=one.quarter.name)
    return timezone.localdate(signed.latest("id").signed_at)


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
