"""A list as a CSV file: each export is recorded before its first byte, and no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.http import StreamingHttpResponse

from audits.access_log import AccessAct, record

from .csv_files import csv_file
from .who import DeskRequest, looking


def export(
    request: DeskRequest, rows: Iterable[Iterable[object]], *, kind: str, why: str, name: str
) -> StreamingHttpResponse:
    """Record the export, and return the rows as a file. The record commits with the page's transaction, then rows are read."""
    record(looking(request, why), AccessAct.EXPORT, kind)
    return csv_file(_read(rows), f"{name}.csv")


def _read(rows: Iterable[Iterable[object]]) -> Iterator[list[object]]:
    with transaction.atomic():
        for row in rows:
            yield ["" if cell is None else cell for cell in row]
