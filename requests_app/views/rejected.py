"""Rows of an upload that couldn't be taken: listed by what is wrong, and as a file to correct and send back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from audits.access_log import Opened

from ..documents.labels import LABEL
from ..documents.sheets import safe_cell
from ..intake import correcting
from ..intake.reading import row_place
from ..intake.row_errors import TROUBLES, cell_trouble
from ..intake.tables import TIES
from ..models import Batch, RowError
from ..models.batch import OPEN_BATCH, BatchStatus
from .answers import number_in
from .who import DeskRequest

PAGE = 50
"""Rows a page."""
FETCH = 2_000
"""Rows read from the database at a time."""
MARK = b"\xef\xbb\xbf"
"""Before UTF-8, for spreadsheets."""


def standing_errors(batch: Batch) -> QuerySet[RowError]:
    """Return the rejected rows that a batch's page shows: of a first upload that is done also those of its corrections."""
    if batch.status != BatchStatus.DONE:
        return RowError.objects.filter(batch=batch)
    found = correcting.open_errors(correcting.root_of(batch))
    return found if batch.corrects_id is None else found.filter(batch=batch)


def listed(request: DeskRequest, batch: Batch) -> dict[str, Any]:
    """Return a page of a batch's rejected rows, by code if asked, with how many of each there are. It opens nothing."""
    errors = standing_errors(batch)
    codes = dict(errors.order_by("code").values_list("code").annotate(Count("id")))
    code = request.GET.get("error_code", "")
    shown = errors.filter(code=code) if code in codes else errors
    after = number_in(request.GET.get("error_after", ""))
    page = list(shown.defer("sealed").filter(row__gt=after).order_by("row")[: PAGE + 1])
    corrections = list(batch.corrections.order_by("id")) if batch.corrects_id is None else []
    return {
        "errors": page[:PAGE],
        "errors_next": page[PAGE - 1].row if len(page) > PAGE else 0,
        "errors_after": after,
        "error_code": code if code in codes else "",
        "error_codes": [(id, codes[id], TROUBLES[id].sentence) for id in TROUBLES if id in codes],
        "errors_open": sum(codes.values()),
        "corrections": corrections,
        "correcting": any(one.status in OPEN_BATCH for one in corrections),
    }


def lines(root: Batch, opened: Opened) -> Iterator[bytes]:
    """Yield the rejected rows of a family as a CSV file: what ties each to its row and why, then its cells as received.

    UTF-8 with a byte order mark, CR LF, no cell a formula. What is no character is shown as U+FFFD, so that it isn't taken.
    """
    yield MARK + _line((*TIES, *root.header))
    with transaction.atomic():
        for error in correcting.open_errors(root).order_by("row").iterator(FETCH):
            place = row_place(error.batch_id, error.row)
            cells = json.loads(opened.text(error.sealed, bound_to=place) or "[]")
            why = (error.code, f"{error.column}: {error.sentence}" if error.column else error.sentence, error.remedy)
            yield _line((str(root.pk), str(error.row), *why, LABEL, *map(_shown, cells)))


def _shown(cell: str) -> str:
    """Return a cell as it is sent, so that it isn't taken uncorrected for something else."""
    if not cell_trouble(cell):
        return cell
    return (
        cell.encode("utf-8", "replace")
        .decode()
        .replace("\0", "\ufffd")
        .replace("\ufdd0", "\ufffd")
        .replace("\ufdd1", "\ufffd")
    )


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode()
