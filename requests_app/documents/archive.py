"""A ZIP whose bytes depend on its contents alone: fixed date, fixed rights; and a list of what is in it."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from io import BufferedIOBase, BytesIO
from typing import Protocol

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_AT_ONCE = 1 << 20


def entry(name: str, *, size: int = 0, packed: bool = False) -> zipfile.ZipInfo:
    """Return the head of one file in a ZIP. `size` in bytes, if known beforehand; `packed`: compressed already."""
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr, info.create_system, info.file_size = 0o600 << 16, 3, size
    return info


class Written(Protocol):
    """A stream to write to: a file, or one that counts what goes through it."""

    def write(self, piece: bytes, /) -> int:
        """Take a piece; return its length."""

    def flush(self) -> None:
        """Pass on what is waiting."""


class OneWay:
    """A stream that is only written forward, counted and hashed on its way: `size` (bytes), `digest` (SHA-256)."""

    def __init__(self, out: Written) -> None:
        self._out = out
        self.size, self.digest = 0, sha256()

    def write(self, piece: bytes, /) -> int:
        """Pass a piece on."""
        self.size += len(piece)
        self.digest.update(piece)
        self._out.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Pass on what is waiting."""
        self._out.flush()

    def close(self) -> None:
        """Leave the stream open: it is the caller's."""

    def measured(self) -> dict[str, str | int]:
        """Return size (bytes) and SHA-256 of all that was written."""
        return {"size": self.size, "sha256": self.digest.hexdigest()}


class Archive:
    """A ZIP in the making. `files`: name, size (bytes) and SHA-256 of each file so far.

    It is written forward only, so that the same contents are the same bytes in a file and in a pipe.
    """

    def __init__(self, out: OneWay) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self.files: list[dict[str, str | int]] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes, *, packed: bool = False) -> None:
        """Add a file from memory."""
        self.stream(name, BytesIO(content), size=len(content), packed=packed)

    def stream(self, name: str, source: BufferedIOBase, *, size: int, packed: bool = False) -> None:
        """Add a file of `size` bytes from a stream, piece by piece."""
        digest = sha256()
        with self._zip.open(entry(name, size=size, packed=packed), "w") as sink:
            while chunk := source.read(_AT_ONCE):
                sink.write(chunk)
                digest.update(chunk)
        self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})
