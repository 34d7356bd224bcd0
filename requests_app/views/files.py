"""A list as a CSV file: each export is recorded before its first byte, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.http import StreamingHttpResponse

from audits.access_log import AccessAct, record

from ..documents.sheets import safe_cell
from .who import DeskRequest, looking


def export(
    request: DeskRequest, rows: Iterable[Iterable[object]], *, kind: str, why: str, name: str
) -> StreamingHttpResponse:
    """Record the export, and return the rows as a file. The record commits with the page's transaction, then rows are read."""
    record(looking(request, why), AccessAct.EXPORT, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(_streamed(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _streamed(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    with transaction.atomic():
        for row in rows:
            text = io.StringIO(newline="")
            csv.writer(text).writerow([safe_cell("" if cell is None else str(cell)) for cell in row])
            yield text.getvalue()
