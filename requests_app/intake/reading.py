"""Reading a kept file into chunks of rows. Killed at any moment it goes on where it stood: what is there is skipped.

1. One process at a time reads a batch (an advisory lock that dies with its connection).
2. The file is parsed from its start; chunks that are already there are skipped.
3. Each transaction locks the batch, makes sure that it goes on exactly where the last one ended, and adds a few chunks,
   the rows that can't become subjects, and the counts.
4. At the end of the file the batch moves on to be judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import islice
from operator import itemgetter

from django.db import reset_queries
from django.db.models import F

from audits import vault
from audits.acting import INTAKE, acting

from ..models import Batch, BatchChunk, DisclosureRequest, RowError
from ..models.batch import BatchStatus
from ..models.locks import Lock
from . import correcting, parts, standing
from .chunk_content import packed
from .copying import copy_in
from .progress import rows_before
from .refusing import Unreadable
from .row_errors import TROUBLES, row_trouble
from .rows import last_row
from .tables import Record, records

CHUNK = 2_000
"""Rows of the file in a chunk."""
AT_ONCE = 5
"""Chunks in a transaction."""

LONGEST_KEPT = 64 << 10
"""Characters of a rejected row that is kept for correction; a longer one is only named."""


@dataclass(slots=True)
class Gathered:
    """A chunk in the making: its good rows (number in the file, then the mapped cells) and the others.

    `before`: rows of the file before it.
    """

    number: int
    before: int
    rows: list[list[int | str]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which cells of a row are read, and into which fields; `pick` takes them."""

    positions: list[int]
    fields: list[str]
    header: list[str]
    pick: Callable[[list[str]], Sequence[str]]

    @classmethod
    def of(cls, batch: Batch) -> Columns:
        """Return the mapping of a batch in the order of the file."""
        pairs = sorted((int(position), name) for position, name in batch.columns.items())
        positions = [position for position, _ in pairs]
        pick = itemgetter(*positions) if len(pairs) > 1 else lambda cells: [cells[p] for p in positions]
        return cls(positions, [name for _, name in pairs], batch.header, pick)


def chunk_place(batch_id: int, number: int) -> str:
    """Return what a chunk's seal is bound to."""
    return f"batch:{batch_id}:chunk:{number}"


def row_place(batch_id: int, row: int) -> str:
    """Return what the seal of a rejected row is bound to."""
    return f"batch:{batch_id}:row:{row}"


def read_more(batch_id: int) -> bool:
    """Read what isn't read yet; return whether the batch has come to its end here and waits to be judged."""
    with standing.alone(Lock.READ_BATCH, batch_id) as mine:
        batch = Batch.objects.filter(pk=batch_id, status=BatchStatus.READING).first() if mine else None
        if batch is None:
            return False
        try:
            return _read(batch)
        except Unreadable as trouble:
            standing.refuse(batch_id, trouble.sentence, by=INTAKE)
            return False


def _read(batch: Batch) -> bool:
    if batch.corrects_id is not None:
        correcting.claim(batch, _records(batch))
    rows = islice(correcting.rows_of(batch, _records(batch)), batch.rows_read, None)
    chunks = gather(batch, rows, first=BatchChunk.objects.filter(batch=batch).count())
    while group := list(islice(chunks, AT_ONCE)):
        if not _add(batch, group):
            return False
        reset_queries()
    return standing.move(batch.pk, BatchStatus.JUDGING, by=INTAKE, why="the whole file was read", all_read=True)


def _records(batch: Batch) -> Iterator[Record]:
    stream = BufferedReader(parts.Kept(batch.pk, parts.opened(batch)), parts.SIZE)
    return records(stream, batch.kind, batch.encoding)


def gather(batch: Batch, rows: Iterator[Record], first: int) -> Iterator[Gathered]:
    """Yield the rows in chunks of CHUNK rows of the file, numbered from `first`; the last one may be shorter."""
    columns, before = Columns.of(batch), batch.rows_read
    number = first
    while some := list(islice(rows, CHUNK)):
        chunk = Gathered(number, before)
        for record in some:
            _sort_in(chunk, record, batch.pk, columns)
        yield chunk
        number, before = number + 1, before + len(some)


def _sort_in(chunk: Gathered, record: Record, batch_id: int, columns: Columns) -> None:
    code, position = row_trouble(record, columns.positions, len(columns.header))
    if not code:
        chunk.rows.append([record.number, *columns.pick(record.cells)])
        return
    kept = json.dumps(record.cells) if sum(map(len, record.cells)) <= LONGEST_KEPT else ""
    chunk.errors.append(
        RowError(
            batch_id=batch_id,
            row=record.number,
            column="" if position is None else columns.header[position][:60],
            code=code,
            sentence=TROUBLES[code].sentence,
            remedy=TROUBLES[code].remedy,
            sealed=vault.seal(kept.encode(), bound_to=row_place(batch_id, record.number)) if kept else None,
        )
    )


def _add(batch: Batch, group: list[Gathered]) -> bool:
    """Store some chunks in one transaction; return False if the batch isn't where they go on."""
    with acting(by=INTAKE, why=f"read rows of upload {batch.sha256[:8]}"):
        if not group[0].number:
            DisclosureRequest.objects.select_for_update(no_key=True).get(pk=batch.disclosure_request_id)
        waiting = Batch.objects.select_for_update(skip_locked=True).filter(pk=batch.pk, status=BatchStatus.READING)
        begin = _begin(batch, group[0].number) if waiting.first() else None
        if begin is None:
            return False
        fields = Columns.of(batch).fields
        copy_in(BatchChunk, [_chunk(batch.pk, one, fields, begin) for one in group])
        errors = [error for one in group for error in one.errors]
        copy_in(RowError, errors)
        good = sum(len(one.rows) for one in group)
        waiting.update(rows_read=F("rows_read") + good + len(errors), rows_rejected=F("rows_rejected") + len(errors))
    return True


def _begin(batch: Batch, number: int) -> int | None:
    """Return the request's row number before the file's first row, or None if chunk `number` isn't the next one.

    The batch is locked by now, and for its first chunk the request, the request first.
    """
    have = BatchChunk.objects.filter(batch=batch)
    if have.count() != number:
        return None
    if number:
        return have.values_list("first_row", flat=True).get(number=0) - 1
    if batch.corrects is not None:
        return rows_before(batch.corrects)
    return last_row(batch.disclosure_request_id)


def _chunk(batch_id: int, one: Gathered, fields: list[str], begin: int) -> BatchChunk:
    return BatchChunk(
        batch_id=batch_id,
        number=one.number,
        first_row=begin + one.before + 1,
        rows=len(one.rows),
        sealed=vault.seal(packed(fields, one.rows), bound_to=chunk_place(batch_id, one.number)),
    )
