"""What the rows of an upload lack, as the lines of a CSV file. The words are the screen's; no tax data is in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.db import transaction

from .. import access
from ..documents.sheets import safe_cell
from ..intake.progress import rows_before
from ..models import Batch, RowError, Subject
from ..models.as_facts import standing
from ..rules.columns import column_of, label_of
from ..rules.facts import Severity
from ..rules.flags import CODES

HEADER = ("row", "column", "code", "severity", "what is wrong", "what to do", "authority")
FETCH = 2000
"""Rows read from the database at a time."""


def lines(batch: Batch, codes: frozenset[str], agency_id: int, *, irs_side: bool) -> Iterator[str]:
    """Yield the file, in a transaction of its own: rows that aren't subjects first, then flags row by row."""
    yield _line(HEADER)
    with transaction.atomic():
        access.narrow([agency_id])
        before = rows_before(batch)
        for error in RowError.objects.filter(batch=batch).defer("sealed").order_by("row").iterator(FETCH):
            yield _line((error.row, label_of(error.column), error.code, "not taken", error.sentence, error.remedy, ""))
        subjects = Subject.objects.filter(standing(irs_side=irs_side), batch=batch).order_by("row")
        columns = ("row", "blocking_codes", "review_codes", "cleared_codes")
        for row, blocking, review, cleared in subjects.values_list(*columns).iterator(FETCH):
            yield from _flag_lines(row - before, blocking, Severity.SUBJECT, codes)
            yield from _flag_lines(row - before, set(review) - set(cleared), Severity.REVIEW, codes)


def _flag_lines(row: int, raised: Iterable[str], severity: Severity, codes: frozenset[str]) -> Iterator[str]:
    shown = set(raised) & codes
    for id, code in CODES.items():
        if id in shown:
            said = (code.sentence, code.remedy, code.citation)
            yield _line((row, label_of(column_of(id)), id, severity.label, *said))


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(str(cell)) for cell in cells])
    return text.getvalue()
