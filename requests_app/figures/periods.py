"""Stretches of time: days, weeks, months, quarters or years, whichever are few enough for a chart of the period."""

from __future__ import annotations

from datetime import date, timedelta

MOST = 26
"""Stretches that a chart shows at most."""


def edges(since: date, until: date) -> list[date]:
    """Return where stretches begin, and the day after the last: the first begins on `since`, the last ends with `until`."""
    end = max(until, since) + timedelta(days=1)
    if (end - since).days <= MOST:
        return [since + timedelta(days=step) for step in range((end - since).days + 1)]
    if (end - since).days <= MOST * 7 - 14:
        begin = since - timedelta(days=since.weekday())
        inner = [begin + timedelta(days=7 * step) for step in range(1, MOST + 1)]
    else:
        inner = _months(since, end)
    return [since, *(day for day in inner if since < day < end), end]


def _months(since: date, end: date) -> list[date]:
    """Return the first days of months, quarters, years or decades, whichever are few enough."""
    months = (end.year - since.year) * 12 + end.month - since.month + 1
    apart = next((size for size in (1, 3, 12) if months / size <= MOST), 120)
    first = (since.year * 12 + since.month - 1) // apart * apart
    return [date(number // 12, number % 12 + 1, 1) for number in range(first + apart, first + months + apart, apart)]


def named(begin: date, end: date) -> str:
    """Return the name of a stretch: 'Nov 3, 2026', 'Nov 3–9, 2026', 'November 2026', 'Jul–Sep 2026', '2026'."""
    last = end - timedelta(days=1)
    if begin == last:
        return f"{begin:%b} {begin.day}, {begin.year}"
    if begin.day == 1 and end.day == 1:
        if begin.month == last.month and begin.year == last.year:
            return f"{begin:%B} {begin.year}"
        if (begin.month, last.month) == (1, 12):
            return str(begin.year) if begin.year == last.year else f"{begin.year}–{last.year}"
    if begin.year != last.year:
        return f"{begin:%b} {begin.day}, {begin.year}–{last:%b} {last.day}, {last.year}"
    if begin.month != last.month:
        return f"{begin:%b} {begin.day}–{last:%b} {last.day}, {last.year}"
    return f"{begin:%b} {begin.day}–{last.day}, {last.year}"


def brief(begin: date, end: date) -> str:
    """Return a stretch's name under an axis: '3', 'Nov 3', 'Nov', 'Q3', '2026', as it is long."""
    last = end - timedelta(days=1)
    if (last - begin).days > 400:
        return f"{begin.year}"
    if (last - begin).days > 180:
        return f"{last.year}"
    if (last - begin).days > 45:
        return f"Q{(begin.month + 2) // 3} ’{begin:%y}"
    if (last - begin).days > 10:
        return f"{last:%b}" if last.month > 1 else f"Jan ’{last:%y}"
    return f"{begin:%b} {begin.day}"
