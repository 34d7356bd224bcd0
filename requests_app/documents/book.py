"""The release file as a workbook (XLSX): the same rows as the CSV, all of them text.

XlsxWriter makes the empty workbook; the rows are streamed into its sheet here, into memory and compressed, because the
library would lay them in plain files on the way, which a killed process leaves behind. Source: ECMA-376, Part 1, 18.3.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .archive import entry
from .labels import LABEL, LABEL_SENTENCE

SHEET = "Federal Tax Information"
CELL_LIMIT = 32_767
"""UTF-16 units that a cell may have: Excel's own limit."""

CUT = " [cut here: the whole text stands in release.csv]"
ROWS_A_SHEET = 1_000_000
BYTES_A_SHEET = 1 << 30
"""Beyond either the rows go on in a further sheet, with the header again. Excel's limit is 1,048,576 rows."""

_FIXED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_END_OF_ROWS = b"</sheetData>"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_SIGNS = "[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\r]"
_SPECIAL = re.compile(f"{_SIGNS}|_x[0-9A-Fa-f]{{4}}_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Book:
    """A workbook in the making, in memory and compressed. Nothing of it touches a disk."""

    def __init__(self, header: Sequence[str]) -> None:
        self._header = header
        self._kept = io.BytesIO()
        self._archive = zipfile.ZipFile(self._kept, "w")
        self._head, self._tail = _around_rows(header)
        self._starts = [f'<c r="{xl_col_to_name(column)}' for column in range(len(header))]
        self._sheets, self._row, self._bytes = 0, 1, 0
        self._begin()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self._sheet.close()
        self._archive.close()
        self._kept.close()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._archive.open(entry(f"xl/worksheets/sheet{self._sheets}.xml"), "w")
        self._sheet.write(self._head)

    def _end(self) -> None:
        self._sheet.write(self._tail)
        self._sheet.close()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows of safe cells, all as text; an empty one is left out. Many rows at a time cost less."""
        self.keep(self.made(rows))

    def made(self, rows: Iterable[Sequence[str]]) -> list[bytes]:
        """Return rows as they stand in the workbook, for `keep`: those of one sheet together, then those of the next."""
        sheets: list[list[bytes]] = [[]]
        for cells in rows:
            if self._row > ROWS_A_SHEET or self._bytes > BYTES_A_SHEET:
                sheets.append([])
                self._row, self._bytes = 1, 0
            self._row += 1
            sheets[-1].append(self._in_xml(cells))
            self._bytes += len(sheets[-1][-1])
        return [b"".join(rows) for rows in sheets]

    def keep(self, made: Sequence[bytes]) -> None:
        """Compress what was made, in the order in which it was made: nearly all of it without holding up other threads."""
        self._sheet.write(made[0])
        for rows in made[1:]:
            self._end()
            self._begin()
            self._sheet.write(rows)

    def _in_xml(self, cells: Sequence[str]) -> bytes:
        middle = f'{self._row}" t="inlineStr"><is><t xml:space="preserve">'
        if not _plain("".join(cells)):
            cells = [in_xml(cell) for cell in cells]
        written = [
            f"{start}{middle}{cell}</t></is></c>" for start, cell in zip(self._starts, cells, strict=True) if cell
        ]
        return f'<row r="{self._row}">{"".join(written)}</row>'.encode()

    def finished(self) -> tuple[io.BytesIO, int]:
        """Return the whole workbook as a stream to read, and its size in bytes; nothing can be added after that."""
        self._end()
        with zipfile.ZipFile(_shell(self._header, self._sheets)) as shell:
            for name in shell.namelist():
                if not name.startswith("xl/worksheets/"):
                    self._archive.writestr(entry(name), shell.read(name))
        self._archive.close()
        size = self._kept.tell()
        self._kept.seek(0)
        return self._kept, size


def _plain(text: str) -> bool:
    """Return whether a text is sure to stand in XML as it is. What a machine can't print is looked at sign by sign."""
    return (
        text.isprintable()
        and len(text) <= CELL_LIMIT // 2
        and not ("&" in text or "<" in text or ">" in text or "_x" in text)
    )


def in_xml(text: str) -> str:
    """Return a cell's text for XML: cut at the limit with a note, and signs that XML can't bear as '_xHHHH_'."""
    if len(text) > CELL_LIMIT // 2 and len(text.encode("utf-16-le", "replace")) > 2 * CELL_LIMIT:
        room = 2 * (CELL_LIMIT - len(CUT))
        text = text.encode("utf-16-le", "replace")[:room].decode("utf-16-le", "ignore") + CUT
    return _SPECIAL.sub(_written, text) if _SPECIAL.search(text) else text


def _written(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _NAMED:
        return _NAMED[sign]
    return f"_x005F{sign}" if len(sign) > 1 else f"_x{ord(sign):04X}_"


def _around_rows(header: Sequence[str]) -> tuple[bytes, bytes]:
    """Return a sheet's XML before its second row, and after its last."""
    with zipfile.ZipFile(_shell(header, 1)) as shell:
        whole = _DIMENSION.sub(b"", shell.read("xl/worksheets/sheet1.xml"))
    head, tail = whole.split(_END_OF_ROWS)
    return head.replace(b' tabSelected="1"', b""), _END_OF_ROWS + tail


def _shell(header: Sequence[str], sheets: int) -> io.BytesIO:
    """Return a workbook of labelled sheets that hold the header alone, and no tax data."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": LABEL, "comments": LABEL_SENTENCE, "created": _FIXED})
        bold = book.add_format({"bold": True})
        for number in range(1, sheets + 1):
            page = book.add_worksheet(SHEET if number == 1 else f"{SHEET} {number}")
            page.set_header(f"&C&B{LABEL}")
            page.set_footer(f"&C{LABEL}&RPage &P of &N")
            page.set_landscape()
            page.set_column(0, len(header) - 1, 18)
            page.freeze_panes(1, 0)
            page.repeat_rows(0)
            for column, name in enumerate(header):
                page.write_string(0, column, name, bold)
    made.seek(0)
    return made
