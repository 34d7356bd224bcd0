"""A figure as a value: columns, lines, and for each number the key of the rows behind it. Page, chart and file draw from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from audits.reports import start_of

from ..rules.working_days import is_working

Number = int | float | None
"""None: nothing can be said, as of a median of nothing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is of: these agencies (id -> code), and the days from `since` through `until`, in Washington."""

    agencies: dict[int, str]
    since: date
    until: date
    now: datetime

    @property
    def ids(self) -> list[int]:
        """The agencies' ids."""
        return list(self.agencies)

    @property
    def codes(self) -> list[str]:
        """The agencies' codes, as the ledger names them."""
        return list(self.agencies.values())

    @property
    def given(self) -> dict[str, Any]:
        """The named values that every figure's SQL may use; `from` and `to` bound the days, `to` not included."""
        return {
            "agencies": self.ids,
            "from": start_of(self.since),
            "to": start_of(self.until + timedelta(days=1)),
            "now": self.now,
            "first_day": self.since,
            "last_day": self.until,
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, how it is counted, and the key of the rows behind it ('' for none, as of a median)."""

    value: Number
    key: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a figure: what it is of, and a number for each column. `about`: a few words more; `id`: its code."""

    label: str
    cells: tuple[Cell, ...]
    about: str = ""
    id: str = ""

    @property
    def values(self) -> tuple[Number, ...]:
        """The numbers alone."""
        return tuple(cell.value for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. `of`: what a line is; `columns`: what each number counts; `notes`: how it is counted, for people."""

    of: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    beside: str = ""
    """The heading of the lines' `about`, '' if they have none."""

    def column(self, name: str) -> list[Number]:
        """Return the numbers of one column."""
        place = self.columns.index(name)
        return [line.values[place] for line in self.lines]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the lines as texts, as a file bears them; the first is the header."""
        yield tuple(part for part in (self.of, self.beside, *self.columns) if part)
        for line in self.lines:
            yield (line.label, *((line.about,) if self.beside else ()), *map(plain, line.values))


def plain(value: Number) -> str:
    """Return a number as a file bears it: '' for none, six places of what is no whole number."""
    return "" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a number: SQL that gives `key` (unique, increasing), `request_id` and `words`, with its named values."""

    sql: str
    given: dict[str, Any] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure that can be asked for: its title, what it tells, how it is counted, and how the rows behind a number are found.

    `behind` raises LookupError, ValueError or StopIteration for a key that the figure doesn't have. `timed`: whether the
    period narrows it.
    """

    title: str
    about: str
    count: Callable[[Scope], Figure]
    behind: Callable[[Scope, str], Behind]
    timed: bool = True


ROOM = "SELECT set_config('work_mem', '96MB', true)"
"""Memory for this transaction's sorts: a year of history is sorted in it, and on disk takes three times as long."""


def asked(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query, which has room for its sorts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(sql, given)
        return list(cursor.fetchall())


DAYS = "(width_bucket({until}, %(working)s::timestamptz[]) - width_bucket({since}, %(working)s::timestamptz[]))"
"""Working days that followed a moment until another, that of the second included: of `working` (see there) those between."""


def working(scope: Scope, first: date) -> dict[str, Any]:
    """Return `working`, which DAYS takes: the beginning of each working day from a day on, through today and the period."""
    last = max(scope.until, scope.now.astimezone(start_of(first).tzinfo).date())
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return {"working": [start_of(day) for day in days if is_working(day)]}
