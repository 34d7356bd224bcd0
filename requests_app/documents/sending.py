"""A package built and encrypted in one go: the plain ZIP passes through a pipe and never stands anywhere as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from typing import Any, BinaryIO

from .archive import OneWay, Written
from .encryption import encrypt, recorded
from .facts import ItemRow, PackageFacts
from .package import build

NOT_ENCRYPTED = (
    "The package could not be encrypted to its end, or what was encrypted could not be kept. Nothing was disclosed; try again, "
    "and if it happens again, tell the operator."
)


class CannotEncrypt(Exception):
    """The package couldn't be encrypted, or the stream couldn't be written. Says nothing of what was in it."""


class _Encrypting(Thread):
    """Reads the plain side of a pipe to its end and writes the encrypted file; keeps what went wrong."""

    def __init__(self, source: BinaryIO, sink: OneWay, recipient_key: str) -> None:
        super().__init__(name="encrypting", daemon=True)
        self._source, self._sink, self._key = source, sink, recipient_key
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            encrypt(self._source, self._sink, self._key)
        except Exception as error:
            self.failed = error
        finally:
            self._source.close()


def build_encrypted(
    facts: PackageFacts, rows: Iterable[ItemRow], sink: Written
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the package, encrypted to `facts.recipient_key`, to a stream; return its manifest and its outer record.

    The outer record is as `encryption.outer_record` makes it. Memory doesn't grow with attached files and letters. Raises what
    `build` raises, and CannotEncrypt; what stands in `sink` by then must be thrown away.
    """
    read_end, write_end = os.pipe()
    way, sealed = os.fdopen(write_end, "wb"), OneWay(sink)
    plain, thread = OneWay(way), _Encrypting(os.fdopen(read_end, "rb"), sealed, facts.recipient_key)
    thread.start()
    try:
        manifest = build(facts, rows, plain)
    except BrokenPipeError as error:
        raise CannotEncrypt(NOT_ENCRYPTED) from error
    finally:
        with suppress(OSError):  # what couldn't be passed on is what the thread failed at
            way.close()
        thread.join()
    if thread.failed:
        raise CannotEncrypt(NOT_ENCRYPTED) from thread.failed
    return manifest, recorded(plain.measured(), sealed.measured(), facts.recipient_key)
