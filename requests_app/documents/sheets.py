"""Text files that spreadsheets open: written so that no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_FORMULA = frozenset("=+-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212")


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe before it if a spreadsheet would take it for a formula.

    Blanks and hidden marks at the start are looked through, because spreadsheets look through them too.
    """
    bare = text.lstrip(" \u00a0\u200b\ufeff\"'")
    risky = text[:1] in _STARTS_FORMULA or bare[:1] in _STARTS_FORMULA
    return f"'{text}" if text and risky else text


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file: UTF-8 with a byte order mark (spreadsheets need it), CR LF, every cell safe. RFC
    4180.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell.replace("\x00", "")) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
