"""A chunk on which the rules fail: the rows that they fail on are set apart, so that no failure is tried for ever.

1. Each row of the chunk is judged alone. 2. Those that fail become rejected rows with a code of their own, and the others
stay in the chunk, in one transaction. 3. If no row fails alone, the failure isn't the rows': after MOST_TRIES the upload ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import F

from audits import vault
from audits.access_log import Looker, look
from audits.acting import INTAKE, acting
from audits.models import AccessAct

from ..models import Batch, BatchChunk, RowError
from ..models.batch import BatchStatus
from .chunk_content import packed, unpacked
from .copying import copy_in
from .reading import chunk_place, row_place
from .refusing import Halted
from .row_errors import TROUBLES

log = structlog.get_logger(__name__)

Judge = Callable[[Sequence[str], Sequence[Sequence[Any]]], object]
"""What judges rows (the number in the file, then a cell for each field), and raises where the rules fail."""

CODE = "row.unjudged"
MOST_TRIES = 5
WHY = "set apart the rows on which the rules failed"
LOOKER = Looker(INTAKE, "system", "worker", WHY)
GIVEN_UP = (
    "The file couldn't be judged, for a reason that lies in the system and is recorded for its administrators. The rows that "
    "were added before stay; the rest of the file wasn't added. Tell the IRS's help desk, and upload the file again later."
)


def isolate(batch: Batch, judge: Judge) -> None:
    """Set apart the rows of the next waiting chunk on which `judge` fails. Raises Halted after MOST_TRIES in vain."""
    with acting(by=INTAKE, why=WHY):
        waiting = BatchChunk.objects.filter(batch=batch, judged=False).order_by("number")
        chunk = waiting.select_for_update(skip_locked=True).first()
        if chunk is None:
            return
        opened = look(LOOKER, AccessAct.WORK, "upload", object_id=batch.pk, case_id=batch.disclosure_request_id)
        fields, rows = unpacked(opened.text(chunk.sealed, bound_to=chunk_place(batch.pk, chunk.number)))
        bad = [row for row in rows if _fails(judge, fields, row)]
        if bad:
            numbers = {row[0] for row in bad}
            _leave(chunk, fields, [row for row in rows if row[0] not in numbers])
            _set_apart(batch, bad)
        elif chunk.tries + 1 < MOST_TRIES:
            BatchChunk.objects.filter(pk=chunk.pk).update(tries=F("tries") + 1)
        else:
            raise Halted(GIVEN_UP)


def _fails(judge: Judge, fields: Sequence[str], row: Sequence[Any]) -> bool:
    """Return whether the rules fail on a row. What failed is logged without its words: they may quote the row."""
    try:
        judge(fields, [row])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("the rules failed on a row of an upload", row=row[0])
        return True
    return False


def _leave(chunk: BatchChunk, fields: list[str], rows: list[list[Any]]) -> None:
    """Leave these rows alone in a locked chunk."""
    chunk.sealed = vault.seal(packed(fields, rows), bound_to=chunk_place(chunk.batch_id, chunk.number))
    chunk.rows = len(rows)
    chunk.save(update_fields=["sealed", "rows"])


def _set_apart(batch: Batch, bad: list[list[Any]]) -> None:
    """Make rejected rows of the bad ones."""
    positions = [int(position) for position, _ in sorted(batch.columns.items(), key=lambda pair: int(pair[0]))]
    copy_in(RowError, [_error(batch, positions, row) for row in bad])
    counted = Batch.objects.filter(pk=batch.pk, status=BatchStatus.JUDGING)
    counted.update(rows_rejected=F("rows_rejected") + len(bad))


def _error(batch: Batch, positions: list[int], row: list[Any]) -> RowError:
    """Return the rejected row; of columns that weren't mapped nothing was kept."""
    cells = [""] * len(batch.header)
    for position, cell in zip(positions, row[1:], strict=True):
        cells[position] = cell
    said = TROUBLES[CODE]
    return RowError(
        batch_id=batch.pk,
        row=row[0],
        code=CODE,
        sentence=said.sentence,
        remedy=said.remedy,
        sealed=vault.seal(json.dumps(cells).encode(), bound_to=row_place(batch.pk, row[0])),
    )
