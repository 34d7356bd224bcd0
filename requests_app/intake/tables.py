"""A file's bytes as a stream of rows of text cells, whatever its kind: the header first, then row 1 and on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from .refusing import Unreadable
from .sheets import sheet_rows

DELIMITERS = {"csv": ",", "ssv": ";", "tsv": "\t", "psv": "|"}
"""Kind of a text file -> what stands between its cells."""

KIND_WORDS = {
    "csv": "text with commas between the columns",
    "ssv": "text with semicolons between the columns",
    "tsv": "text with tabs between the columns",
    "psv": "text with upright strokes between the columns",
    "xlsx": "an Excel workbook",
}
"""Kind of a file -> what it is, to people."""

UPLOAD, ROW = "rejected_upload", "rejected_row"
TIES = (UPLOAD, ROW, "rejected_code", "rejected_because", "rejected_remedy", "rejected_label")
"""The columns that a download of rejected rows has before the file's own: they tie each row to the one it corrects."""

LONGEST_ROW = 8 << 20
"""Characters in a row. More is an unclosed quotation mark or no table at all."""


class Record(NamedTuple):
    """One row: its number (0: the header), its cells, and a code of `row_errors.TROUBLES` if it couldn't be read."""

    number: int
    cells: list[str]
    code: str = ""


class _Lines:
    """A file's lines for csv.reader, counted, and never more than LONGEST_ROW in memory."""

    def __init__(self, text: io.TextIOBase) -> None:
        self.read, self.line, self.taken, self.ended = text.readline, 0, 0, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.read(LONGEST_ROW + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.line += 1
        self.taken += len(line)
        if self.taken > LONGEST_ROW:
            raise Unreadable(
                f"The row that begins in line {self.line:,} or before is longer than any row can be: a quotation mark isn't "
                "closed, or this isn't a table. Close it and upload the file again. Nothing was added."
            )
        return line


def _bad_quotes(first: int, lines: _Lines) -> str:
    """Return the code for a row with bad quoting. Raises Unreadable where other rows may have been swallowed by it."""
    if lines.ended:
        raise Unreadable(
            f"A quotation mark that is opened in line {first:,} is never closed, so the rows after it can't be told apart. "
            "Close it and upload the file again. Nothing was added."
        )
    if lines.line > first:
        raise Unreadable(
            f"The quotation marks in lines {first:,} to {lines.line:,} don't pair, so these rows can't be told apart. "
            "Correct them and upload the file again. Nothing was added."
        )
    return "row.quotes"


def _names_delimiter(cells: list[str]) -> bool:
    return len(cells) <= 2 and cells[0].lower().startswith("sep=") and not "".join(cells[1:])


def text_records(text: io.TextIOBase, delimiter: str) -> Iterator[Record]:
    """Yield the rows of a text file. Blank lines are no rows. Raises Unreadable."""
    csv.field_size_limit(LONGEST_ROW + 1)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        first, lines.taken, code = lines.line + 1, 0, ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells, code = [], _bad_quotes(first, lines)
        if not code and (not cells or (number == 0 and _names_delimiter(cells))):
            continue
        yield Record(number, cells, code)
        number += 1


def sheet_records(rows: Iterable[list[str]]) -> Iterator[Record]:
    """Yield the rows of a workbook's visible sheets. Rows without any content are no rows."""
    for number, cells in enumerate(rows):
        yield Record(number, cells)


def records(stream: BinaryIO, kind: str, encoding: str) -> Iterator[Record]:
    """Yield the rows of a file of a known kind and encoding, and close it. Raises Unreadable."""
    if kind == "xlsx":
        with stream:
            yield from sheet_records(sheet_rows(iter(partial(stream.read, 1 << 20), b"")))
        return
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(stream, encoding, errors, newline="") as text:
        yield from text_records(text, DELIMITERS[kind])
