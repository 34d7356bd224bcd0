"""Text files that spreadsheets open: written so that no cell is taken for a formula."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Sequence

_RISKY = re.compile(
    "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"']*"  # blanks, hidden marks, quotes
    "[=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]"  # what a formula or a command begins with
)


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe before it if a spreadsheet would take it for a formula.

    Blanks and hidden marks at the start are looked through, because spreadsheets look through them too.
    """
    return f"'{text}" if _RISKY.match(text) else text


def safe_row(cells: Iterable[str]) -> list[str]:
    """Return cells as both release files bear them: none a formula, no NUL."""
    risky = _RISKY.match
    return [f"'{cell}" if risky(cell) else cell for cell in (text.replace("\x00", "") for text in cells)]


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file, every cell safe."""
    with CsvSpool(header) as spool:
        for row in rows:
            spool.add(safe_row(row))
        return spool.finished()[0].read()


class CsvSpool:
    """A CSV file in the making, in memory and compressed: UTF-8 with a byte order mark (spreadsheets need it), CR LF.

    RFC 4180. Nothing of it touches a disk.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self._kept = io.BytesIO()
        self._packed = gzip.GzipFile(fileobj=self._kept, mode="wb", compresslevel=1)
        self._text = io.TextIOWrapper(self._packed, encoding="utf-8-sig", errors="backslashreplace", newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self.add(header)

    def __enter__(self) -> CsvSpool:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._kept.close()

    def add(self, cells: Sequence[str]) -> None:
        """Add one row of safe cells."""
        self._writer.writerow(cells)

    def finished(self) -> tuple[io.BufferedIOBase, int]:
        """Return the whole file as a stream to read, and its size in bytes; nothing can be added after that."""
        self._text.flush()
        size = self._packed.tell()
        self._text.close()
        self._kept.seek(0)
        return gzip.GzipFile(fileobj=self._kept, mode="rb"), size
