"""Taking in a file: kept sealed as received, hashed, looked at; or refused with a sentence that says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from itertools import chain
from typing import BinaryIO
from uuid import UUID

import structlog
from django.db import OperationalError
from django.utils import timezone
from django.utils.formats import date_format
from psycopg import errors

from audits.acting import acting

from ..models import Batch, BatchPart, DisclosureRequest, Person, Subject
from ..models.batch import OPEN_BATCH, BatchStatus
from ..models.subject import Outcome
from ..rules.transitions import EDITABLE
from . import correcting, mapping, parts, standing
from .copying import next_ids
from .refusing import NotNow, Unreadable
from .sheets import Workbook
from .sniffing import EncodingWatch, Layout, is_workbook, layout

LARGEST = 4 << 30
"""Bytes of a file. A full template of ten million rows has about as many."""

TOO_LARGE = "The file is larger than 4 GB. Split it and upload the parts one after the other. Nothing was added."
NO_ROOM = (
    "The system has no room left to keep the file, so nothing was added and nothing was lost. Its administrators find this in "
    "the log: send the file again once they have made room."
)
FROZEN = (
    "The request's contents are frozen while others decide: a file can be added to a draft, or to a returned request."
)

log = structlog.get_logger(__name__)

_NOT_IN_NAMES = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]")


def receive(disclosure_request_id: int, *, by: Person, why: str, filename: str, stream: BinaryIO, key: UUID) -> Batch:
    """Take in a file for a request: a batch waiting for its columns to be mapped, or one refused with its `trouble`.

    The same key twice returns the first batch. A file whose subjects already stand in the request is refused. One that
    brings rejected rows again is mapped as the upload that it corrects, and waits to be read. Raises NotNow when the request
    can't be changed, or not by this person, or when there is no room for the file.
    """
    try:
        with acting(by=by, why=why):
            return _received(disclosure_request_id, by, why, shown_name(filename), stream, key)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.DiskFull):
            log.exception("no room left to keep an uploaded file")
            raise NotNow(NO_ROOM) from None
        raise


def _received(request_id: int, by: Person, why: str, filename: str, stream: BinaryIO, key: UUID) -> Batch:
    disclosure_request = DisclosureRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    standing.demand_liaison(by, disclosure_request.agency_id)
    if earlier := Batch.objects.filter(made_by_key=key).first():
        return earlier
    if disclosure_request.status not in EDITABLE:
        raise NotNow(FROZEN)
    batch = Batch(id=next_ids(Batch, 1)[0], disclosure_request=disclosure_request, filename=filename)
    batch.uploaded_by, batch.made_by_key = by, key
    _take_in(batch, stream)
    batch.save(force_insert=True)
    if batch.corrects and batch.status == BatchStatus.RECEIVED:
        return mapping.confirm(batch.pk, by=by, why=why, columns=batch.corrects.columns)
    return batch


def shown_name(filename: str) -> str:
    """Return a file's name without folders, controls and hidden marks, which could turn it round, at most 200 characters."""
    name = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", filename)[-1]).strip()
    return name[-200:] or "file"


def _take_in(batch: Batch, stream: BinaryIO) -> None:
    """Keep the file and fill the batch with what it is; keep nothing of one that can't be used."""
    blocks = parts.blocks(stream)
    sample = next(blocks, b"")
    try:
        with _workbook(sample) as book:
            encoding = _keep(batch, sample, blocks, book)
            _refuse_twice(batch)
            _describe(batch, layout(batch.filename, batch.size, sample, encoding, book))
    except Unreadable as trouble:
        BatchPart.objects.filter(batch_id=batch.pk).delete()
        standing.begin_refused(batch, trouble.sentence)


def _workbook(sample: bytes) -> AbstractContextManager[Workbook | None]:
    return Workbook() if is_workbook(sample) else nullcontext()


def _describe(batch: Batch, found: Layout) -> None:
    batch.kind, batch.encoding, batch.header = found.kind, found.encoding, found.header
    batch.rows_guessed = found.rows
    if correcting.corrects(batch.header):
        correcting.tie(batch, found.first)


def _keep(batch: Batch, sample: bytes, rest: Iterator[bytes], book: Workbook | None) -> str:
    """Seal the file part by part as it comes, hand it to its reader if it is a workbook, and return its encoding.

    The batch learns its hash and size. Raises Unreadable.
    """
    digest, watch, batch.size = sha256(), EncodingWatch(sample), 0
    for number, block in enumerate(chain([sample] if sample else [], rest)):
        digest.update(block)
        batch.size += len(block)
        if batch.size > LARGEST:
            raise Unreadable(TOO_LARGE)
        if book is None:
            watch.see(block)
        else:
            book.feed(block)
        parts.keep(batch.pk, number, block)
    batch.sha256 = digest.hexdigest()
    return watch.encoding() if book is None else ""


def _refuse_twice(batch: Batch) -> None:
    """Raise Unreadable if the very same file is being read, or its subjects stand in the request."""
    same = Batch.objects.filter(disclosure_request_id=batch.disclosure_request_id, sha256=batch.sha256)
    for earlier in same.filter(status__in=(*OPEN_BATCH, BatchStatus.DONE)):
        left = Subject.objects.filter(batch=earlier).exclude(outcome=Outcome.DROPPED)
        if earlier.status != BatchStatus.DONE or left.exists():
            on = date_format(timezone.localtime(earlier.started_at), r"F j, Y \a\t P")
            done = earlier.status == BatchStatus.DONE
            first = "Drop its rows" if done else "Go on with that upload, or cancel it"
            raise Unreadable(
                f"This very file was already uploaded here on {on}, as “{earlier.filename}”. "
                f"Nothing was added a second time. {first} before you upload the file again."
            )
