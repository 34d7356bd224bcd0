"""How often matching is wrong: false matches and misses, counted from re-checks of verdicts drawn by chance."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from ..models import MatchDraw, MatchRecheck
from ..rules.intervals import Interval, wilson
from ..rules.matching import Verdict

ERRORS: dict[str, str] = {
    Verdict.MATCHED: "False matches, among re-checked matches",
    Verdict.NOT_FOUND: "Misses, among re-checked subjects for whom no record was found",
}
"""Verdict -> the error that a re-check may find in it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of error. Units: re-checks. `edition`, `month`: of which the rate is; '' and None: over all of them."""

    verdict: str
    edition: str
    month: date | None
    wrong: int
    of: int

    @property
    def words(self) -> str:
        """What is counted."""
        return ERRORS[self.verdict]

    @property
    def rate(self) -> float | None:
        """The share that is wrong, from 0 to 1; None where nothing was re-checked."""
        return self.wrong / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the rate."""
        return wilson(self.wrong, self.of)


@dataclass(frozen=True, slots=True)
class Quality:
    """Both rates over all, and by edition and month; `drawn` and `checked`: verdicts drawn, and those of them re-checked."""

    over_all: tuple[Rate, ...]
    lines: tuple[Rate, ...]
    drawn: int
    checked: int

    @property
    def unchecked(self) -> int:
        """How many draws nobody re-checked: they may hide an error."""
        return self.drawn - self.checked


def rates(agencies: Collection[int], disclosure_request_id: int | None = None) -> Quality:
    """Return the rates of error on requests of these agencies, or of one request of them."""
    one = {} if disclosure_request_id is None else {"disclosure_request": disclosure_request_id}
    rechecks = MatchRecheck.objects.filter(agency_id__in=agencies, **one).order_by()
    counted = (
        rechecks.annotate(month=TruncMonth("checked_at"))
        .values_list("verdict", "edition", "month")
        .annotate(wrong=Count("id", filter=Q(agrees=False)), of=Count("id"))
        .order_by("-month", "-edition", "verdict")
    )
    lines = [Rate(verdict, edition, _day(month), wrong, of) for verdict, edition, month, wrong, of in counted]
    drawn = MatchDraw.objects.filter(agency_id__in=agencies, **one).count()
    return Quality(
        over_all=tuple(_over_all(verdict, lines) for verdict in ERRORS),
        lines=tuple(lines),
        drawn=drawn,
        checked=sum(line.of for line in lines),
    )


def _day(month: datetime | date) -> date:
    return month.date() if isinstance(month, datetime) else month


def _over_all(verdict: str, lines: Iterable[Rate]) -> Rate:
    chosen = [line for line in lines if line.verdict == verdict]
    return Rate(verdict, "", None, sum(line.wrong for line in chosen), sum(line.of for line in chosen))
