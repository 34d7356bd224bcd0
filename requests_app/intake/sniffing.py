"""What a file is: its kind, encoding, delimiter and header; or why it can't be read, in one sentence."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .refusing import Unreadable
from .sheets import NO_WORKBOOK, Workbook
from .synonyms import field_of
from .tables import DELIMITERS, TIES, Record, records, sheet_records

WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls")
_ZIP = b"PK\x03\x04"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old format (XLS), or one with a password",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"{\\rtf": "a word processor's document",
    b"SQLite format 3": "a database file",
}
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_IN_A_NAME = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps: a NUL, and a byte or half of a sign that stands for no character."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_DATUM = re.compile(r"\d{3}[- ]?\d{2}[- ]?\d{4}|\d{5,}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|A\d{7,9}")

MOST_COLUMNS = 256
"""Columns of a file: each is a choice on the page where they are mapped."""

EMPTY = "The file is empty. Choose the file again; nothing was added."
NO_ROWS = (
    "The file has a header and no rows under it. Put a row for each taxpayer under the names of the columns, and upload it "
    "again; what lies on a hidden sheet of a workbook isn't read. Nothing was added."
)
NO_HEADER = (
    "The first row holds data instead of column names, so nobody can tell which column is which. Put a row with the names "
    "of the columns on top and upload the file again. Nothing was added."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a file: a kind (`xlsx`, or one of `tables.DELIMITERS`), a Python codec's name, the names of the columns.

    `first`: the cells of its first row. `rows`: about how many it has, as far as its first part tells; None if it doesn't.
    """

    kind: str
    encoding: str
    header: list[str]
    first: list[str]
    rows: int | None = None


class EncodingWatch:
    """Watches a file go by and says its encoding: a mark's, else UTF-8 unless more speaks against it, else cp1252."""

    def __init__(self, sample: bytes) -> None:
        self.fixed = next((name for mark, name in _MARKS if sample.startswith(mark)), "") or _unmarked_utf16(sample)
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.good = self.bad = 0

    def see(self, block: bytes) -> None:
        """Take in the next part of the file."""
        if self.fixed or (block.isascii() and not self.decoder.getstate()[0]):
            return
        text = self.decoder.decode(block)
        try:
            self.good += len(text.encode()) - len(text)  # as good as a count of the letters, and much quicker
        except UnicodeEncodeError:
            bad = len(_ESCAPED.findall(text))
            self.bad += bad
            self.good += len(_BEYOND_ASCII.findall(text)) - bad

    def encoding(self) -> str:
        """Return the encoding, once the whole file has been seen."""
        if self.fixed:
            return self.fixed
        self.bad += len(_ESCAPED.findall(self.decoder.decode(b"", final=True)))
        return "utf-8" if self.good >= self.bad else "cp1252"


def _unmarked_utf16(sample: bytes) -> str:
    """Return the UTF-16 codec that the share of NULs in even and odd places speaks for, or ''."""
    start = sample[:4096]
    if len(start) < 4:
        return ""
    half = len(start) // 2
    even, odd = start[0::2].count(0) / half, start[1::2].count(0) / half
    if max(even, odd) < 0.4 or min(even, odd) > 0.1:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def is_workbook(sample: bytes) -> bool:
    """Return whether a file that begins so can only be a workbook."""
    return sample.startswith(_ZIP)


def layout(filename: str, size: int, sample: bytes, encoding: str, book: Workbook | None) -> Layout:
    """Return how to read a file from its first part (`sample`); `book` is given all of it if that may be a workbook.

    Raises Unreadable.
    """
    if book is not None:
        found = list(islice(sheet_records(book.rows()), 2))
        return Layout("xlsx", "", _header(found), found[1].cells, book.rows_said or None)
    if size <= len(sample) and not sample.decode(encoding, "replace").strip("\ufeff \t\r\n"):
        raise Unreadable(EMPTY)
    if filename.lower().endswith(WORKBOOK_NAMES):
        raise Unreadable(NO_WORKBOOK)
    _refuse_other_kinds(sample, encoding)
    kind = _delimiter_kind(sample, encoding)
    found = list(islice(records(io.BytesIO(sample), kind, encoding), 2 if size > len(sample) else None))
    guess = len(found) - 1 if size <= len(sample) else max(1, sample.count(b"\n") * size // len(sample) - 1)
    return Layout(kind, encoding, _header(found), found[1].cells, guess)


def _refuse_other_kinds(sample: bytes, encoding: str) -> None:
    for mark, what in _OTHER_KINDS.items():
        if sample.startswith(mark):
            raise Unreadable(f"The file is {what}, not a table. Upload a CSV or XLSX file. Nothing was added.")
    if encoding.startswith(("utf-16", "utf-32")):
        return
    strange = len(sample) - len(sample.translate(None, _NO_TEXT))
    if strange > max(10, len(sample) // 50):
        raise Unreadable("The file is no text and no Excel workbook. Upload a CSV or XLSX file. Nothing was added.")


def _delimiter_kind(sample: bytes, encoding: str) -> str:
    """Return the kind whose delimiter makes the most sense of the first rows: known names first, then even rows."""
    text = sample[: 1 << 17].decode(encoding, "replace").lstrip("\ufeff")
    lines = [line for line in text.splitlines(keepends=True)[:60] if not line.lower().startswith("sep=")]
    return max(DELIMITERS, key=lambda kind: _sense(lines, DELIMITERS[kind]))


def _sense(lines: list[str], delimiter: str) -> tuple[int, int, int]:
    rows = _forgiving_rows(lines, delimiter)
    header = next(rows, [])
    known = sum(bool(field_of(name)) for name in header)
    even = sum(len(row) == len(header) for row in rows) if len(header) > 1 else 0
    return known, even, len(header)


def _forgiving_rows(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 20)
    return (row for row in csv.reader(lines, delimiter=delimiter) if row)


def _header(found: list[Record]) -> list[str]:
    """Return the names of the columns from the first rows. Raises Unreadable if there are none, or no rows."""
    if not found:
        raise Unreadable(EMPTY)
    names = [_NOT_IN_A_NAME.sub("\ufffd", name.lstrip("\ufeff").strip()[:200]) for name in found[0].cells]
    known = sum(bool(field_of(name)) for name in names)
    data = sum(bool(_DATUM.fullmatch(name)) for name in names)
    if found[0].code or not any(names) or (data and data >= known):
        raise Unreadable(NO_HEADER)
    if len(found) == 1:
        raise Unreadable(NO_ROWS)
    if len(names) - len(set(names).intersection(TIES)) > MOST_COLUMNS:
        raise Unreadable(
            f"The file has {len(names):,} columns, and no more than {MOST_COLUMNS} are read. Keep those that the request "
            "needs, and upload the file again. Nothing was added."
        )
    return names
