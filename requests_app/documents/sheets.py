"""Text files that spreadsheets open: written so that no cell is taken for a formula."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

_RISKY_START = (
    "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"']*"  # blanks, hidden marks, quotes
    "[=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]"  # what a formula or a command begins with
)
_RISKY = re.compile(_RISKY_START)
_RISKY_IN_A_ROW = re.compile(f"\x00{_RISKY_START}")
_AT_ONCE = 1_000
_END = "\r\n"


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe before it if a spreadsheet would take it for a formula.

    Blanks and hidden marks at the start are looked through, because spreadsheets look through them too.
    """
    return f"'{text}" if _RISKY.match(text) else text


def safe_row(cells: Iterable[str]) -> list[str]:
    """Return cells as both release files bear them: none a formula, no NUL."""
    row = list(cells)
    joined = "\x00".join(["", *row])
    if joined.count("\x00") == len(row) and not _RISKY_IN_A_ROW.search(joined):
        return row
    return [safe_cell(cell.replace("\x00", "")) for cell in row]


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file, every cell safe."""
    with CsvSpool(header) as spool:
        source = iter(rows)
        while some := list(islice(source, _AT_ONCE)):
            spool.add(map(safe_row, some))
        return spool.finished()[0].read()


def csv_line(cells: Sequence[str]) -> str:
    """Return one line of a CSV file as `csv.writer` writes it; a row without quotation marks or breaks of line costs less."""
    whole = "".join(cells)
    if len(cells) < 2 or '"' in whole or "\r" in whole or "\n" in whole:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=_END).writerow(cells)
        return text.getvalue()
    return ",".join([f'"{cell}"' if "," in cell else cell for cell in cells]) + _END


class CsvSpool:
    """A CSV file in the making, in memory and compressed: UTF-8 with a byte order mark (spreadsheets need it), CR LF.

    RFC 4180. Nothing of it touches a disk.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self._kept = io.BytesIO()
        self._packed = gzip.GzipFile(fileobj=self._kept, mode="wb", compresslevel=1)
        self._packed.write(codecs.BOM_UTF8)
        self.add([header])

    def __enter__(self) -> CsvSpool:
        return self

    def __exit__(self, *_: object) -> None:
        self._packed.close()
        self._kept.close()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows of safe cells; many at a time cost less."""
        self.keep(self.made(rows))

    def made(self, rows: Iterable[Sequence[str]]) -> bytes:
        """Return rows of safe cells as they stand in the file, for `keep`."""
        return "".join([csv_line(row) for row in rows]).encode("utf-8", "backslashreplace")

    def keep(self, made: bytes) -> None:
        """Compress what was made, in the order in which it was made: nearly all of it without holding up other threads."""
        self._packed.write(made)

    def finished(self) -> tuple[io.BufferedIOBase, int]:
        """Return the whole file as a stream to read, and its size in bytes; nothing can be added after that."""
        size = self._packed.tell()
        self._packed.close()
        self._kept.seek(0)
        return gzip.GzipFile(fileobj=self._kept, mode="rb"), size
