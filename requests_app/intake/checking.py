"""Judging a file without keeping anything of it: no database, no keys, no server; the lists shipped with the rules.

1. The file is looked at as a whole, for its encoding and its columns. 2. It is read once; of each row stay a number for
what the rules raise and a 64-bit key for each thing that it may share with others. 3. What rows share is counted, and
the flags that rest on it are added. A million rows take some 60 MB so.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..rules.facts import ALONE, SUBJECT_FIELDS, Book, Shared, SubjectFacts
from ..rules.flags import PLACES, blocks, judge_counts, judge_text
from ..rules.identifiers import tin_form
from ..rules.identity import IDENTITY_FIELDS, identity_forms
from ..rules.reasons.judging import reason_words
from ..rules.text import plain
from .row_errors import row_trouble
from .sheets import Workbook
from .sniffing import EncodingWatch, Layout, is_workbook, layout
from .tables import Record, records

BLOCK = 1 << 20
"""Bytes of a file looked at together."""
COUNTED_AT_ONCE = 500_000
"""Keys that are counted together; of more, a share after the other, so that memory stays bounded."""

Flag = tuple[str, bool]
"""A code, and whether it blocks."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file and how it is read: `columns` maps the position of a column (as text) to a field of the template."""

    path: Path
    layout: Layout
    columns: dict[str, str]

    def rows(self) -> Iterator[Record]:
        """Yield the rows under the header, row 1 first. Raises Unreadable."""
        with self.path.open("rb") as raw:
            yield from islice(records(raw, self.layout.kind, self.layout.encoding), 1, None)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Rows that share more than the lists allow: the code raised for it, groups, rows in them, rows of the largest."""

    code: str
    groups: int
    rows: int
    largest: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of each row, in the file's order, as a number of `verdicts`; and what rows share."""

    of_row: array[int]
    verdicts: list[tuple[Flag, ...]]
    crowds: list[Crowd]


@dataclass(slots=True)
class _Gathered:
    """What stays of the rows that went by: a verdict's number, its keys (0 for nothing given), forms of its identity."""

    of_row: array[int] = field(default_factory=lambda: array("I"))
    verdicts: dict[tuple[Flag, ...], int] = field(default_factory=dict)
    reason: array[int] = field(default_factory=lambda: array("q"))
    officer: array[int] = field(default_factory=lambda: array("q"))
    matter: array[int] = field(default_factory=lambda: array("q"))
    identities: array[int] = field(default_factory=lambda: array("q"))
    identities_of_row: array[int] = field(default_factory=lambda: array("B"))

    def add(
        self, verdict: tuple[Flag, ...], reason: int, officer: int, matter: int, identities: Collection[int]
    ) -> None:
        """Keep one row."""
        self.of_row.append(self.verdicts.setdefault(verdict, len(self.verdicts)))
        self.reason.append(reason)
        self.officer.append(officer)
        self.matter.append(matter)
        self.identities.extend(identities)
        self.identities_of_row.append(len(identities))


def look_at(path: Path) -> Layout:
    """Return what a file is and the names of its columns. Raises Unreadable, and OSError if it can't be opened."""
    size = path.stat().st_size
    with path.open("rb") as file:
        sample = block = file.read(BLOCK)
        watch = EncodingWatch(sample)
        while block:
            watch.see(block)
            block = file.read(BLOCK)
    if not is_workbook(sample):
        return layout(path.name, size, sample, watch.encoding(), None)
    with Workbook() as book, path.open("rb") as file:
        for block in iter(partial(file.read, BLOCK), b""):
            book.feed(block)
        return layout(path.name, size, sample, "", book)


def check(table: Table, book: Book, on: date) -> Checked:
    """Return what the rules say of each row of a file, as of a day. Raises Unreadable."""
    gathered = _gather(table, book, on)
    columns = {"reason": gathered.reason, "officer": gathered.officer, "matter": gathered.matter}
    crowded = {name: _crowded(name, keys, book, on) for name, keys in columns.items()}
    crowded["identity"] = _crowded("identity", gathered.identities, book, on)
    columns["identity"] = _first_shared(gathered, crowded["identity"])
    flags = [map(crowded[name].get, column) for name, column in columns.items()]
    crowds = [_crowd(crowded[name], column) for name, column in columns.items() if crowded[name]]
    return _together(gathered, flags, crowds)


def _gather(table: Table, book: Book, on: date) -> _Gathered:
    """Read a file once and judge each row by itself. Nothing here is said twice for a row: it runs a million times."""
    gathered, width = _Gathered(), len(table.layout.header)
    positions = sorted(map(int, table.columns))
    place = {field: int(position) for position, field in table.columns.items()}
    fields_of: Callable[[list[str]], Any] = itemgetter(*(place.get(name, width) for name in SUBJECT_FIELDS))
    person_of = itemgetter(*(place.get(name, width) for name in IDENTITY_FIELDS))
    tin_at, invented = place.get("tin", width), book.invented_tins
    for record in table.rows():
        code, _ = row_trouble(record, positions, width)
        if code:
            gathered.add(((code, True),), 0, 0, 0, ())
            continue
        cells = record.cells
        cells.append("")  # at `width`, where the fields that no column gives are taken from
        form = tin_form(cells[tin_at], invented=invented)
        facts = SubjectFacts._make((*fields_of(cells), form, *ALONE))
        raised = judge_text(facts, book, on)
        gathered.add(
            tuple([(flag.code, blocks(flag)) for flag in raised]),
            _reason_key(facts) if facts.reason else 0,
            _key(facts.officer_name),
            _key(facts.case_number),
            set(
                map(
                    hash, identity_forms(dict(zip(IDENTITY_FIELDS, person_of(cells), strict=True)), cells[tin_at], form)
                )
            ),
        )
    return gathered


def _reason_key(facts: SubjectFacts) -> int:
    """Return the key that subjects share whose reasons are one sentence; 0 if nothing is left of it."""
    names = (facts.first_name, facts.middle_name, facts.last_name, facts.entity_name, facts.officer_name)
    words = reason_words(facts.reason, *names)
    return hash(frozenset(words)) if words else 0


@lru_cache(maxsize=50_000)
def _key(text: str) -> int:
    """Return a key of a text's letters and figures alone, 0 if it has none."""
    return hash(plain(text).replace(" ", ""))


def _crowded(name: str, keys: array[int], book: Book, on: date) -> dict[int, Flag]:
    """Return each key that so many rows share that its rule raises a flag, and the flag."""
    found, shares = {}, 1 + len(keys) // COUNTED_AT_ONCE
    for share in range(shares):
        counted = Counter(keys if shares == 1 else [key for key in keys if key % shares == share])
        for key, rows in counted.items():
            if rows > 1 and key and (flag := _flag(name, rows, book, on)):
                found[key] = flag
    return found


def _flag(name: str, rows: int, book: Book, on: date) -> Flag | None:
    """Return the flag that rests on so many rows sharing something, or None if they may."""
    raised = judge_counts(Shared(**{name: rows}), book, on)
    return (raised[0].code, blocks(raised[0])) if raised else None


def _crowd(crowded: dict[int, Flag], column: array[int]) -> Crowd:
    """Return how many rows share what is crowded, and in how many groups."""
    sizes = Counter(filter(crowded.__contains__, column))
    return Crowd(next(iter(crowded.values()))[0], len(sizes), sizes.total(), max(sizes.values()))


def _first_shared(gathered: _Gathered, crowded: Container[int]) -> array[int]:
    """Return for each row the first form of its identity that another row has too, 0 for none."""
    if not crowded:
        return array("q", bytes(8 * len(gathered.of_row)))
    keys = iter(gathered.identities)
    rows = (islice(keys, count) for count in gathered.identities_of_row)
    return array("q", [next((key for key in list(row) if key in crowded), 0) for row in rows])


def _together(gathered: _Gathered, flags: list[map[Flag | None]], crowds: list[Crowd]) -> Checked:
    """Add to each row's verdict the flags that rest on what it shares."""
    alone, verdicts = list(gathered.verdicts), dict(gathered.verdicts)
    made: dict[tuple[object, ...], int] = {}
    of_row = array("I")
    for row in zip(gathered.of_row, *flags, strict=True):
        number = made.get(row)
        if number is None:
            verdict = _merged(alone[row[0]], *row[1:])
            number = made[row] = verdicts.setdefault(verdict, len(verdicts))
        of_row.append(number)
    return Checked(of_row, list(verdicts), crowds)


def _merged(verdict: tuple[Flag, ...], *shared: Flag | None) -> tuple[Flag, ...]:
    """Return a verdict with further flags in their places, each code once."""
    codes = {code for code, _ in verdict}
    more = [flag for flag in shared if flag and flag[0] not in codes]
    return tuple(sorted((*verdict, *more), key=lambda flag: PLACES[flag[0]])) if more else verdict
