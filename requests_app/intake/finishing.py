"""The end of an upload: what its subjects share with the whole request is counted, and those it bears on judged again."""

from __future__ import annotations

from django.db.models import F

from audits.acting import JUDGING, acting

from ..models import Batch, BatchChunk, DisclosureRequest, Subject
from ..models.batch import BatchStatus
from ..models.locks import Lock
from ..models.measuring import measure
from .judging import tell_shared
from .standing import alone, move


def finish(batch_id: int) -> bool:
    """End a batch whose chunks are all judged, one worker at a time; return whether it was ended here.

    Killed on the way, it begins anew.
    """
    with alone(Lock.FINISH_BATCH, batch_id) as mine:
        return mine and _finish(batch_id)


def _finish(batch_id: int) -> bool:
    batch = Batch.objects.filter(pk=batch_id, status=BatchStatus.JUDGING, all_read=True).first()
    if batch is None or BatchChunk.objects.filter(batch=batch, judged=False).exists():
        return False
    measure(Subject, batch.rows_accepted)
    tell_shared(batch.disclosure_request_id)
    why = f"upload {batch.sha256[:8]} is done"
    with acting(by=JUDGING, why=why):
        disclosure_request = DisclosureRequest.objects.filter(pk=batch.disclosure_request_id)
        disclosure_request.select_for_update(no_key=True).first()  # before the batch, as everywhere
        ended = move(batch_id, BatchStatus.DONE, by=JUDGING, why=why)
        if ended:
            disclosure_request.update(version=F("version") + 1)
    return ended
