"""A package's bytes: kept sealed in parts, put together again piece by piece, compared with the hash they were made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from audits import vault
from audits.access_log import Opened

from ..models import Release, ReleasePart
from .breaker import Failed
from .calling import call

PART = 4 * 1024 * 1024
"""Bytes of a part before it is sealed."""


@dataclass(frozen=True, slots=True)
class Download:
    """A package on its way out: file name, size (bytes), and its bytes piece by piece, each opened when it is asked for."""

    name: str
    size: int
    pieces: Iterator[bytes]


def parts_in(size: int) -> int:
    """Return in how many parts so many bytes are kept."""
    return max(1, -(-size // PART))


def keep(release_id: int, sha: str, content: BytesIO) -> None:
    """Seal a package's bytes in parts. Call in the transaction that prepares it."""
    content.seek(0)
    number = 0
    while piece := content.read(PART):
        number += 1
        sealed = vault.seal(piece, bound_to=_place(sha, number))
        call("desk_release_part", "%s, %s, %s::bytea", [release_id, number, sealed])


def pieces(release: Release, opened: Opened) -> Iterator[bytes]:
    """Yield the package's bytes, part by part: one part in memory at a time. Raises vault.CannotOpen, Failed."""
    numbers = list(ReleasePart.objects.filter(release=release).values_list("number", flat=True))
    if len(numbers) != release.parts_count:
        raise Failed("hash")
    for number in numbers:
        part = ReleasePart.objects.get(release=release, number=number)
        yield opened.value(part.sealed, bound_to=_place(release.package_sha256, number))


def verify(release: Release, opened: Opened) -> None:
    """Open every part and compare the whole with its SHA-256. Raises Failed, vault.CannotOpen."""
    digest = sha256()
    for piece in pieces(release, opened):
        digest.update(piece)
    if digest.hexdigest() != release.package_sha256:
        raise Failed("hash")


def _place(sha: str, number: int) -> str:
    """Return what a part is bound to. A package that was made before parts were kept is whole in number 0."""
    return f"release:{sha}:part:{number}" if number else f"release:{sha}"
