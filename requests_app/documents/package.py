"""The package of one release: a ZIP of the release files, the letters, the attached files and a manifest with their hashes.

The same approved contents give the same bytes: nothing in it comes from a clock, and entries bear one fixed date. Nothing of
it touches a disk here: rows are kept compressed in memory, and go into the stream that the caller gives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from ..rules.items import ITEMS, may_leave
from .archive import Archive, OneWay, Written
from .aside import Aside
from .book import Book
from .encryption import encrypt, fingerprint_of, measured, outer_record, recipient_of
from .facts import GIVEN, MATTER, ItemRow, PackageFacts, columns_of, facts_of
from .labels import LABEL
from .letter import cover_letter, subject_letter
from .manifest import in_json, manifest_of, sums
from .sheets import CsvSpool, safe_row
from .typesetting import CannotSet
from .wording import package_name

__all__ = [
    "HEADER",
    "CannotSet",
    "ItemRow",
    "PackageFacts",
    "WrongContents",
    "build",
    "cells_of",
    "columns_of",
    "encrypt",
    "facts_of",
    "fingerprint_of",
    "measured",
    "outer_record",
    "package_name",
    "recipient_of",
]

HEADER = ("label", "request", "row", *GIVEN, *MATTER, "item", "tier", "value", "source", "attachment")
"""Columns of both release files. What the agency gave, then the one item disclosed; the label stands in every row.
`attachment` names a file of the same package."""

_TIERS = {name: item.tier.label for name, item in ITEMS.items()}
_ATTACHED = "attachments/"
_AT_ONCE = 1_000
"""Rows that are written together."""

Made = tuple[bytes, list[bytes]]
"""Rows as they stand in the text and in the workbook, to be compressed."""

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


class WrongContents(Exception):
    """Rows and facts don't fit each other, or an item may not leave: no package. Says row numbers and item ids, no tax data."""


def build(facts: PackageFacts, rows: Iterable[ItemRow], out: Written) -> dict[str, Any]:
    """Write the ZIP to a stream, forward only, and return its manifest.

    Raises WrongContents or CannotSet; what stands in `out` by then must be thrown away.

    1. Row by row, once: both release files (kept in memory, compressed by a thread beside the reading of the next rows), the
       attached file, the taxpayer's letter if wanted.
    2. Stop unless what came is what the facts count: taxpayers, and rows of each item.
    3. The release files, the cover letter with their hashes, the manifest of all these, and SHA256SUMS to check it by.
    """
    with CsvSpool(HEADER) as spool, Book(HEADER) as book, Archive(OneWay(out)) as archive:

        def keep(made: Made) -> None:
            spool.keep(made[0])
            book.keep(made[1])

        with Aside(keep) as aside:

            def write(cells: list[list[str]]) -> None:
                safe = [safe_row(row) for row in cells]
                aside.give((spool.made(safe), book.made(safe)))

            _gather(facts, rows, archive, write)
            aside.done()
        return _finish(facts, archive, spool, book)


def _gather(
    facts: PackageFacts, rows: Iterable[ItemRow], archive: Archive, write: Callable[[list[list[str]]], None]
) -> None:
    """Take the rows in: their cells into the release files, attached files and letters into the archive."""
    taxpayers = before = 0
    counted: Counter[str] = Counter()
    cells: list[list[str]] = []
    names: list[str] = []
    for number, group in groupby(rows, key=attrgetter("row")):
        items = list(group)
        _demand_fit(items, before)
        attached = _attach(archive, items)
        cells += [cells_of(facts.number, item, name) for item, name in zip(items, attached, strict=True)]
        if len(cells) >= _AT_ONCE:
            write(cells)
            counted.update(names)
            cells, names = [], []
        if facts.letters_wanted:
            archive.add(f"letters/row-{number:07d}.pdf", subject_letter(facts, items, attached))
        names += [item.item for item in items]
        taxpayers, before = taxpayers + 1, number
    write(cells)
    counted.update(names)
    _demand_counts(facts, taxpayers, counted)


def _finish(facts: PackageFacts, archive: Archive, spool: CsvSpool, book: Book) -> dict[str, Any]:
    attached = sum(str(file["name"]).startswith(_ATTACHED) for file in archive.files)
    text, text_size = spool.finished()
    archive.stream("release.csv", text, size=text_size)
    pages, pages_size = book.finished()
    archive.stream("release.xlsx", pages, size=pages_size, packed=True)
    archive.add("cover-letter.pdf", cover_letter(facts, archive.files[-2:], attached=attached))
    manifest = manifest_of(facts, archive.files)
    archive.add("manifest.json", in_json(manifest))
    archive.add("SHA256SUMS", sums(archive.files))
    return manifest


def _demand_fit(items: Sequence[ItemRow], before: int) -> None:
    number = items[0].row
    if number <= before:
        raise WrongContents(f"Row {number} comes after row {before}: rows must be in order, a taxpayer's together.")
    for item in items:
        if not may_leave(item.item) or item.tier != ITEMS[item.item].tier:
            raise WrongContents(f"Row {number}: the item may not leave, or not as the tier that it bears.")
        if ITEMS[item.item].by_hand and not item.source.strip():
            raise WrongContents(f"Row {number}: a tier-two item without its source.")


def _demand_counts(facts: PackageFacts, taxpayers: int, counted: Counter[str]) -> None:
    if taxpayers != facts.taxpayers or dict(counted) != {item: n for item, n in facts.counts.items() if n}:
        raise WrongContents(
            f"The facts count {facts.taxpayers} taxpayers and {sum(facts.counts.values())} items; there came {taxpayers} "
            f"and {counted.total()}."
        )


def _attach(archive: Archive, items: Sequence[ItemRow]) -> list[str]:
    """Put the items' files into the package and return their names there, '' for an item without one.

    The sender's own name of a file isn't used: it may hold tax data, and the manifest lists the names.
    """
    names = []
    for place, item in enumerate(items, 1):
        name = ""
        if item.attachment is not None:
            ending = _ENDING.search(item.attachment[0])
            name = f"{_ATTACHED}row-{item.row:07d}-{place}-{item.item}{ending[0].lower() if ending else ''}"
            archive.add(name, item.attachment[1])
        names.append(name)
    return names


def cells_of(request: str, item: ItemRow, attached: str) -> list[str]:
    """Return one row of both release files, in order of HEADER. `attached`: the file's name in the package, or ''."""
    said = (item.item, _TIERS[item.item], item.value, item.source)
    return [LABEL, request, str(item.row), *item.given, *item.matter, *said, attached]
