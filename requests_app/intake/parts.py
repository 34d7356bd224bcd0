"""A file's bytes, kept sealed in parts of one mebibyte, and read back as one stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import transaction

from audits import vault
from audits.access_log import Looker, Opened, look
from audits.acting import INTAKE
from audits.models import AccessAct

from ..models import Batch, BatchPart
from .copying import copy_in

SIZE = 1 << 20
"""Bytes in a part."""

READER = Looker(INTAKE, "system", "worker", "read an uploaded file into rows")


def place(batch_id: int, number: int) -> str:
    """Return what a part's seal is bound to."""
    return f"batch:{batch_id}:part:{number}"


def keep(batch_id: int, number: int, block: bytes) -> None:
    """Seal one part and store it."""
    sealed = vault.seal(block, bound_to=place(batch_id, number))
    copy_in(BatchPart, [BatchPart(batch_id=batch_id, number=number, sealed=sealed)])


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield a stream's bytes in parts of SIZE, the last one shorter."""
    held = b""
    while read := stream.read(SIZE):
        held += read
        while len(held) >= SIZE:
            yield held[:SIZE]
            held = held[SIZE:]
    if held:
        yield held


def opened(batch: Batch) -> Opened:
    """Record that intake reads the file, and return what opens its parts."""
    with transaction.atomic():
        return look(READER, AccessAct.WORK, "upload", object_id=batch.pk, case_id=batch.disclosure_request_id)


class Kept(io.RawIOBase):
    """The bytes of a kept file, one part in memory at a time."""

    def __init__(self, batch_id: int, key: Opened) -> None:
        self.batch_id, self.key = batch_id, key
        self.number, self.rest = 0, memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as the present part goes; 0 at the end of the file."""
        if not self.rest and not self._turn():
            return 0
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size

    def _turn(self) -> bool:
        found = BatchPart.objects.filter(batch_id=self.batch_id, number=self.number).values_list("sealed", flat=True)
        sealed = found.first()
        if sealed is None:
            return False
        self.rest = memoryview(self.key.value(sealed, bound_to=place(self.batch_id, self.number)))
        self.number += 1
        return True
