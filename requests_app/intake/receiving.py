"""Taking in a file: kept sealed as received, hashed, looked at; or refused with a sentence that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.utils import timezone

from audits.acting import acting

from ..models import Batch, BatchPart, DisclosureRequest, Person, Subject
from ..models.batch import OPEN_BATCH, BatchStatus
from ..models.subject import Outcome
from ..rules.transitions import EDITABLE
from . import parts, standing
from .copying import next_ids
from .refusing import NotNow, Unreadable
from .sheets import LARGEST as LARGEST_WORKBOOK
from .sniffing import EncodingWatch, Layout, layout

LARGEST = 4 << 30
"""Bytes of a file. A full template of ten million rows has about as many."""

TOO_LARGE = "The file is larger than 4 GB. Split it and upload the parts one after the other. Nothing was added."
FROZEN = (
    "The request's contents are frozen while others decide: a file can be added to a draft, or to a returned request."
)

_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True)
class _Taken:
    """What was learned of a file while it went by. `whole` holds it all only if it may be a workbook."""

    sha256: str
    size: int
    sample: bytes
    encoding: str
    whole: bytes | None


def receive(disclosure_request_id: int, *, by: Person, why: str, filename: str, stream: BinaryIO, key: UUID) -> Batch:
    """Take in a file for a request: a batch waiting for its columns to be mapped, or one refused with its `trouble`.

    The same key twice returns the first batch. A file whose subjects already stand in the request is refused. Raises
    NotNow when the request can't be changed, or not by this person.
    """
    with acting(by=by, why=why):
        disclosure_request = DisclosureRequest.objects.select_for_update(no_key=True).get(pk=disclosure_request_id)
        standing.demand_liaison(by, disclosure_request.agency_id)
        if earlier := Batch.objects.filter(made_by_key=key).first():
            return earlier
        if disclosure_request.status not in EDITABLE:
            raise NotNow(FROZEN)
        batch = Batch(
            id=next_ids(Batch, 1)[0],
            disclosure_request=disclosure_request,
            filename=shown_name(filename),
            uploaded_by=by,
            made_by_key=key,
        )
        _take_in(batch, stream)
        batch.save(force_insert=True)
        return batch


def shown_name(filename: str) -> str:
    """Return a file's name without folders and control characters, at most 200 characters."""
    name = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", filename)[-1]).strip()
    return name[-200:] or "file"


def _take_in(batch: Batch, stream: BinaryIO) -> None:
    """Keep the file and fill the batch with what it is; keep nothing of one that can't be used."""
    try:
        taken = _keep(batch.pk, stream)
        batch.sha256, batch.size = taken.sha256, taken.size
        _refuse_twice(batch)
        _describe(batch, layout(batch.filename, taken.size, taken.sample, taken.encoding, taken.whole))
    except Unreadable as trouble:
        BatchPart.objects.filter(batch_id=batch.pk).delete()
        standing.begin_refused(batch, trouble.sentence)


def _describe(batch: Batch, found: Layout) -> None:
    batch.kind, batch.encoding, batch.header = found.kind, found.encoding, found.header


def _keep(batch_id: int, stream: BinaryIO) -> _Taken:
    """Seal the file part by part as it comes; return its hash and what was learned of it. Raises Unreadable."""
    digest, size, sample, whole = sha256(), 0, b"", BytesIO()
    watch = EncodingWatch(b"")
    for number, block in enumerate(parts.blocks(stream)):
        if not number:
            sample, watch = block, EncodingWatch(block)
        digest.update(block)
        size += len(block)
        if size > LARGEST:
            raise Unreadable(TOO_LARGE)
        watch.see(block)
        if sample.startswith(b"PK") and size <= LARGEST_WORKBOOK:
            whole.write(block)
        parts.keep(batch_id, number, block)
    kept = whole.getvalue() if whole.tell() == size else None
    return _Taken(digest.hexdigest(), size, sample, watch.encoding(), kept)


def _refuse_twice(batch: Batch) -> None:
    """Raise Unreadable if the very same file is being read, or its subjects stand in the request."""
    same = Batch.objects.filter(disclosure_request_id=batch.disclosure_request_id, sha256=batch.sha256)
    for earlier in same.filter(status__in=(*OPEN_BATCH, BatchStatus.DONE)):
        left = Subject.objects.filter(batch=earlier).exclude(outcome=Outcome.DROPPED)
        if earlier.status != BatchStatus.DONE or left.exists():
            on = timezone.localtime(earlier.started_at)
            raise Unreadable(
                f"This very file was already uploaded here, as “{earlier.filename}” on {on:%B %-d, %Y at %-I:%M %p}. "
                "Nothing was added a second time. Cancel that upload, or drop its rows, before uploading the file again."
            )
