"""Dates as agencies write them. Month before day unless the first figure can't be a month."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .text import clean

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august agosto",
            "sep sept september septiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december diciembre",
        ),
        start=1,
    )
    for name in names.split()
}

_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: ?z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/. ]?)(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of |de )?([a-z]{3,10})[-/., ]*(?:de |del )?(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([a-z]{3,10})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})")


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


@lru_cache(maxsize=20_000)
def _parsed(typed: str) -> date | None:
    text = clean(typed).lower()
    if found := _YEAR_FIRST.fullmatch(text):
        if not found[2] and len(found[3] + found[4]) != 4:
            return None
        return _made(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
        return _made(year, second, first) if first > 12 else _made(year, first, second)
    if (found := _DAY_MONTH.fullmatch(text)) and found[2] in MONTHS:
        return _made(_full_year(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := _MONTH_DAY.fullmatch(text)) and found[1] in MONTHS:
        return _made(_full_year(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def parse_date(text: str) -> date | None:
    """Return the date that a text names, or None if it names none that exists.

    Reads 2025-04-19 (also with a time), 20250419, 4/19/2025, 04-19-25, 19 Apr 2025, April 19, 2025.
    """
    return _parsed(text) if len(text) <= 60 else None
