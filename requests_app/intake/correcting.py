"""Rejected rows of an upload, brought again: the file that the agency downloaded, corrected and sent back.

The download has five columns before the file's own: they tie each row to the one that it corrects, and are no data. A
corrected row takes the number of that row; one that fails again is rejected again, and replaces it. All of a family's
uploads (the first one and its corrections) count rows as the first file does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.acting import INTAKE, acting

from ..models import Batch, RowError, Subject
from ..models.batch import BatchStatus
from ..rules.numbering import ROWS
from .progress import rows_before
from .refusing import Unreadable
from .tables import ROW, TIES, UPLOAD, Record

AT_ONCE = 5_000
"""Rows claimed in a transaction."""

AGAIN = "Download the rejected rows again, correct them in that file, and send it. Nothing was added."
NOT_HERE = f"The file corrects an upload that isn't one of this request, or isn't done. {AGAIN}"
OTHER_COLUMNS = (
    f"The file's columns aren't those of the upload that it corrects: columns were added, removed or renamed. {AGAIN}"
)
HALF_TIED = f"The columns {UPLOAD} and {ROW}, which say what each row corrects, aren't both in the file. {AGAIN}"

_GUARDED = re.compile(
    "'[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"']*[=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]"
)
"""A cell to which `documents.sheets.safe_cell` has put an apostrophe."""


def corrects(header: list[str]) -> bool:
    """Return whether a file's first row says that it brings rejected rows again. Raises Unreadable if it half does."""
    there = {UPLOAD, ROW}.intersection(header)
    if len(there) == 1:
        raise Unreadable(HALF_TIED)
    return bool(there)


def tie(batch: Batch, first: list[str]) -> None:
    """Put into a received batch which upload it corrects, from its first row, and that one's header. Raises Unreadable."""
    place = batch.header.index(UPLOAD)
    number = first[place].strip() if len(first) > place else ""
    found = Batch.objects.filter(disclosure_request_id=batch.disclosure_request_id, corrects=None)
    root = found.filter(pk=int(number), status=BatchStatus.DONE).first() if _is_number(number) else None
    if root is None:
        raise Unreadable(NOT_HERE)
    if [name for name in batch.header if name not in TIES] != root.header:
        raise Unreadable(OTHER_COLUMNS)
    batch.corrects, batch.header = root, root.header


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def root_of(batch: Batch) -> Batch:
    """Return the first upload of a batch's family."""
    return batch.corrects or batch


def open_errors(root: Batch) -> QuerySet[RowError]:
    """Return the rejected rows of a family that no later upload has brought again, or only one that came to nothing."""
    family = Q(batch=root) | Q(batch__corrects=root, batch__status=BatchStatus.DONE)
    added = Subject.objects.filter(batch=OuterRef("corrected_by"), row=OuterRef("row") + rows_before(root))
    cancelled = Q(corrected_by__status__in=(BatchStatus.CANCELLING, BatchStatus.CANCELLED))
    refused = Q(~Exists(added), corrected_by__status=BatchStatus.REFUSED)
    return RowError.objects.filter(family).filter(Q(corrected_by=None) | cancelled | refused)


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that the download puts before what a spreadsheet takes for a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def rows_of(batch: Batch, found: Iterator[Record]) -> Iterator[Record]:
    """Yield a file's rows under its header; those of a correction with the numbers of the rows that they correct.

    Raises Unreadable where such a number can't be read.
    """
    if batch.corrects_id is None:
        yield from islice(found, 1, None)
        return
    names = [name.lstrip("\ufeff").strip() for name in next(found).cells]
    ties = {position for position, name in enumerate(names) if name in TIES}
    upload_at, row_at = names.index(UPLOAD), names.index(ROW)
    for record in found:
        cells = record.cells
        if record.code or len(cells) <= max(upload_at, row_at):
            raise Unreadable(_where(record.number, "can't be tied to the row that it corrects"))
        if cells[upload_at].strip() != str(batch.corrects_id):
            raise Unreadable(_where(record.number, "corrects another upload"))
        number = cells[row_at].strip()
        if not _is_number(number):
            raise Unreadable(_where(record.number, "doesn't say which row it corrects"))
        own = [unguarded(cell) for position, cell in enumerate(cells) if position not in ties]
        yield Record(int(number), own)


def _where(row: int, what: str) -> str:
    return f"Row {row:,} of the file {what}: look at the columns {UPLOAD} and {ROW}. {ROWS} {AGAIN}"


def claim(batch: Batch, found: Iterator[Record]) -> None:
    """Look through a whole correction before a row of it is kept, and mark what it corrects. Raises Unreadable.

    Doing it twice is doing it once: what this batch has marked is its own.
    """
    root = root_of(batch)
    state = bytearray(root.rows_read + 1)
    waiting = open_errors(root) | RowError.objects.filter(corrected_by=batch)
    for row in waiting.values_list("row", flat=True).iterator(10_000):
        state[row] = 1
    for position, record in enumerate(rows_of(batch, found), 1):
        is_there = record.number < len(state) and state[record.number]
        if not is_there:
            raise Unreadable(_where(position, "corrects a row that wasn't rejected, or that is corrected already"))
        if is_there == 2:
            raise Unreadable(_where(position, "corrects a row that a row above it corrects too"))
        state[record.number] = 2
    _mark(batch, root, (row for row, seen in enumerate(state) if seen == 2))


def _mark(batch: Batch, root: Batch, rows: Iterable[int]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        with acting(by=INTAKE, why="the rejected rows were brought again"):
            open_errors(root).filter(row__in=some).update(corrected_by=batch)


def free_rows(batch: Batch, wanted: list[int], last: int) -> list[int]:
    """Return the rows of the request that corrected rows take: those they correct, or behind `last` where one is taken."""
    there = Subject.objects.filter(disclosure_request_id=batch.disclosure_request_id, row__in=wanted)
    taken = set(there.values_list("row", flat=True))
    behind = iter(range(last + 1, last + 1 + len(taken)))
    return [next(behind) if row in taken else row for row in wanted]
