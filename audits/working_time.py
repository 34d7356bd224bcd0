"""Working time in Washington: days, hours, and the Federal holidays. Source: 5 U.S.C. 6103(a) to (c); Executive Order 11582."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WASHINGTON = ZoneInfo("America/New_York")
SATURDAY, SUNDAY = 5, 6

FIXED: tuple[tuple[int, int, int, str], ...] = (
    (1, 1, 1871, "New Year’s Day"),
    (6, 19, 2021, "Juneteenth National Independence Day"),
    (7, 4, 1871, "Independence Day"),
    (11, 11, 1938, "Veterans Day"),
    (12, 25, 1871, "Christmas Day"),
)
"""Month, day, first year, name. One that falls on a Saturday is kept on the Friday before, on a Sunday on the Monday after."""

MOVING: tuple[tuple[int, int, int, str], ...] = (
    (1, 0, 3, "Birthday of Martin Luther King, Jr."),
    (2, 0, 3, "Washington’s Birthday"),
    (5, 0, -1, "Memorial Day"),
    (9, 0, 1, "Labor Day"),
    (10, 0, 2, "Columbus Day"),
    (11, 3, 4, "Thanksgiving Day"),
)
"""Month, weekday (Monday is 0), which of the month (-1: the last), name."""


def _observed(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


def _moving(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=(following.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


@lru_cache(maxsize=64)
def holidays(year: int) -> dict[date, str]:
    """Return the Federal holidays kept in a year in Washington, by day: the next New Year's may be kept on December 31."""
    found = {_moving(year, month, weekday, which): name for month, weekday, which, name in MOVING}
    for one in (year, year + 1):
        found |= {_observed(date(one, m, d)): name for m, d, since, name in FIXED if one >= since}
    if year % 4 == 1 and date(year, 1, 20).weekday() != SATURDAY:
        twentieth = date(year, 1, 20)
        found.setdefault(twentieth + timedelta(days=twentieth.weekday() == SUNDAY), "Inauguration Day")
    return {day: name for day, name in found.items() if day.year == year}


def day_off(day: date) -> str:
    """Return why nobody need work on a day: 'a Saturday', the holiday's name; '' on a working day."""
    if day.weekday() in (SATURDAY, SUNDAY):
        return f"a {day:%A}"
    return holidays(day.year).get(day, "")


def span(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Washington, and that of the next: 23 to 25 hours."""
    return _at(day, 0), _at(day + timedelta(days=1), 0)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day + timedelta(days=hour // 24), time(hour % 24), tzinfo=WASHINGTON)


def working_span(day: date, hours_from: int, hours_to: int) -> tuple[datetime, datetime]:
    """Return when working hours begin and end on a day; the same moment twice on a day off."""
    return (_at(day, 0), _at(day, 0)) if day_off(day) else (_at(day, hours_from), _at(day, hours_to))
