"""Tables as files: CSV that spreadsheets open, no cell a formula, sent row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from ..documents.sheets import safe_row

MARK = b"\xef\xbb\xbf"
"""Before UTF-8, for spreadsheets."""


def csv_file(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """Send rows, the header first, as a CSV file (RFC 4180, UTF-8 with a byte order mark), each as it comes."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    yield MARK
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text).writerow(safe_row(map(str, row)))
        yield text.getvalue().encode("utf-8", "backslashreplace")
