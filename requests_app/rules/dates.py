"""Dates as agencies write them. Month before day unless the first figure can't be a month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from .text import clean

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero janvier janeiro januar",
            "feb february febrero fevrier février fevereiro februar",
            "mar march marzo mars marco março märz",
            "apr april abril avril",
            "may mayo mai maio",
            "jun june junio juin junho juni",
            "jul july julio juillet julho juli",
            "aug august agosto aout août",
            "sep sept september septiembre setiembre septembre setembro",
            "oct october octubre octobre outubro oktober",
            "nov november noviembre novembre novembro",
            "dec december diciembre decembre décembre dezembro dezember",
        ),
        start=1,
    )
    for name in names.split()
}

_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: ?z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/. ]?)(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of |de )?([^\W\d_]{3,10})[-/., ]*(?:de |del )?(\d{4}|\d{2})"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,10})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})")


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[., ]+")
_APART = re.compile(r" ?([-/.]) ?")
_MARKS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------", "'\"()[]“”’")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[-/. ]+([^\W\d_]{3,10})[-/. ]+(\d{1,2})")
_EAST_ASIAN = re.compile(r"(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]")
_RUN_TOGETHER = re.compile(r"(\d\d)(\d\d)((?:19|20)\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EPOCH = date(1899, 12, 30)
"""Day 0 of the numbers by which spreadsheets store dates."""


@lru_cache(maxsize=20_000)
def _parsed(typed: str) -> date | None:
    text = clean(typed).lower()
    return _read(text) or _read(_WEEKDAY.sub("", _APART.sub(r"\1", text.translate(_MARKS)).strip(" .,")))


def _read(text: str) -> date | None:
    """Return the date that a text in small letters is, in one of the written forms."""
    return _in_figures(text) or _with_month_named(text)


def _in_figures(text: str) -> date | None:
    if (found := _RUN_TOGETHER.fullmatch(text)) and not text.startswith(("19", "20")):
        return _made(int(found[3]), int(found[1]), int(found[2]))
    if found := _EAST_ASIAN.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_FIRST.fullmatch(text):
        if not found[2] and len(found[3] + found[4]) != 4:
            return None
        return _made(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
        return _made(year, second, first) if first > 12 else _made(year, first, second)
    return None


def _with_month_named(text: str) -> date | None:
    if (found := _YEAR_MONTH_DAY.fullmatch(text)) and found[2] in MONTHS:
        return _made(int(found[1]), MONTHS[found[2]], int(found[3]))
    if (found := _DAY_MONTH.fullmatch(text)) and found[2] in MONTHS:
        return _made(_full_year(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := _MONTH_DAY.fullmatch(text)) and found[1] in MONTHS:
        return _made(_full_year(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def parse_date(text: str) -> date | None:
    """Return the date that a text names, or None if it names none that exists.

    Reads 2025-04-19 (also with a time), 20250419, 4/19/2025, 04-19-25, 19 Apr 2025, April 19, 2025.
    """
    if len(text) == 10 and text[4] == text[7] == "-":  # as most are; Python reads it sooner than any cache answers
        try:
            return date.fromisoformat(text)
        except ValueError:
            return _parsed(text)
    return _parsed(text) if len(text) <= 60 else None


def read_date(text: str) -> date | None:
    """Return the date that a cell of a column of dates names: as `parse_date`, or the number of a spreadsheet's day (45766 is
    2025-04-19), from 1970 to 2050.
    """
    found = parse_date(text)
    if found is None and len(text) <= 20 and (serial := _SERIAL.fullmatch(clean(text))):
        day = _EPOCH + timedelta(days=int(serial[1]))
        return day if 1970 <= day.year <= 2050 else None
    return found
