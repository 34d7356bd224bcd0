"""Working days: Monday to Friday but for the legal public holidays of 5 U.S.C. 6103(a) (of title 5, not 26), as they are kept.

A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after (5 U.S.C. 6103(b); Executive Order
11582). Inauguration Day is a holiday around Washington alone, and a day that an executive order gives is none by law: neither
is here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""Month and day of the holidays with a date: New Year's, Juneteenth, Independence, Veterans, Christmas."""

JUNETEENTH = 2021
"""The first year in which June 19 is one: Pub. L. 117-17."""

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
BY_WEEKDAY = ((1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))
"""Month, weekday, which one (-1: the last): King, Washington, Memorial, Labor, Columbus, Thanksgiving."""


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """Return the days on which a year's holidays are kept; New Year's may be kept on the last day of the year before."""
    fixed = [date(year, month, day) for month, day in FIXED if (month, day) != (6, 19) or year >= JUNETEENTH]
    return frozenset([*map(_kept, fixed), *(_nth(year, *which) for which in BY_WEEKDAY)])


def _kept(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def is_working(day: date) -> bool:
    """Return whether people work on a day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year) and day not in holidays(day.year + 1)


def working_days(since: date, until: date) -> int:
    """Return how many working days follow a day, until another, that one included; 0 if it doesn't come later."""
    return sum(is_working(since + timedelta(days=step)) for step in range(1, (until - since).days + 1))
