"""The sealer's folder against its own signatures, and against the checkpoints in the database and the witness's copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .findings import CHECKPOINT, FOLDER, Cursor, Finding
from .seal_folder import SealFolder
from .standalone.tree import COSIGNATURE, Bad, Checkpoint, Frontier, Key, Note, checked, top_of_block
from .tiles import HASH, WIDTH, Tiles


@dataclass(frozen=True)
class Start:
    """Where a check begins: an earlier checkpoint, or the beginning."""

    size: int = 0
    root: bytes = b""
    complete_below: int = 0


def roots(tiles: Tiles, since: int, sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the root of the first SIZE leaves for each size (ascending, none below `since`): every hash from `since` on is
    hashed anew, what lies below is taken from the stored tops of whole tiles.
    """
    frontier = tiles.frontier(since // WIDTH * WIDTH)
    wanted = list(sizes)
    found: dict[int, bytes] = {}
    for number in range(frontier.size // WIDTH, -(-tiles.size // WIDTH)):
        tile, end = tiles.tile(0, number), min((number + 1) * WIDTH, tiles.size)
        if len(tile) == WIDTH * HASH and not (wanted and wanted[0] < end):
            frontier.push(top_of_block(tile), 8)
        else:
            _push_each(frontier, [tile[i : i + HASH] for i in range(0, len(tile), HASH)], wanted, found)
        while wanted and wanted[0] == frontier.size:
            found[wanted.pop(0)] = frontier.root()
    return found


def _push_each(frontier: Frontier, hashes: list[bytes], wanted: list[int], found: dict[int, bytes]) -> None:
    for hash in hashes:
        while wanted and wanted[0] <= frontier.size:
            found[wanted.pop(0)] = frontier.root()
        frontier.push(hash)


def folder(seal: SealFolder, tiles: Tiles, now: Checkpoint, start: Start, seen: Checkpoint | None) -> Iterator[Finding]:
    """Yield what is wrong with the folder itself: a root that isn't the one that was signed, now or at an earlier checkpoint.

    `seen`: the latest checkpoint that the witness saw.
    """
    if start.size > now.size or (seen and seen.size > now.size):
        yield _folder(
            f"The latest checkpoint in the sealer's folder counts {now.size:,} rows, but one of "
            f"{max(start.size, seen.size if seen else 0):,} was signed before: an old checkpoint was put back."
        )
        return
    kept = {size: root for size in seal.earlier() if start.size <= size <= now.size and (root := _root_at(seal, size))}
    said = [(start.size, start.root), (now.size, now.root), *((seen.size, seen.root) for _ in range(1) if seen)]
    said = [(size, root) for size, root in [*said, *kept.items()] if size >= max(start.size, 1)]
    computed = roots(tiles, start.size, sorted({size for size, _ in said}))
    for size, root in sorted(said, reverse=True):
        if computed.get(size) != root:
            yield _folder(
                f"The hashes in the sealer's folder don't make up the root of the checkpoint of {size:,} rows."
            )
            return


def _root_at(seal: SealFolder, size: int) -> bytes:
    return Checkpoint.read(Note.read(seal.at(size) or "")).root


def _folder(words: str) -> Finding:
    return Finding(FOLDER, "", 0, None, "", words)


def checkpoints(cursor: Cursor, seal: SealFolder, start: Start, now: Checkpoint) -> Iterator[Finding]:
    """Yield checkpoints that the database doesn't have as they were signed, and those that were never signed."""
    cursor.execute("SELECT size, note FROM public.audits_checkpoint WHERE size >= %s ORDER BY size", [start.size])
    stored = dict(cursor.fetchall())
    sizes = [size for size in seal.earlier() if start.size <= size <= now.size]
    for size in sizes:
        if size not in stored:
            yield _checkpoint(size, f"The checkpoint of {size:,} rows was removed from the database.")
        elif stored[size] != seal.at(size):
            yield _checkpoint(size, f"The checkpoint of {size:,} rows in the database isn't the one that was signed.")
    for size in sorted(set(stored) - set(sizes)):
        if size <= now.size:
            yield _checkpoint(size, f"The database has a checkpoint of {size:,} rows that was never published.")


def _checkpoint(size: int, words: str) -> Finding:
    return Finding(CHECKPOINT, "audits_checkpoint", size, None, "", words)


def beyond(cursor: Cursor, size: int) -> Iterator[Finding]:
    """Yield what the database's list has beyond the tree."""
    cursor.execute("SELECT min(index), count(*) FROM public.audits_leaf WHERE index >= %s OR index < 0", [size])
    first, count = cursor.fetchone()
    if count:
        words = f"The database's list of sealed rows has {count:,} entries that were never sealed, from number {first + 1} on."
        yield Finding(CHECKPOINT, "audits_leaf", first, None, "", words)


def witnessed(path: Path | None, seal: SealFolder) -> tuple[Checkpoint | None, str]:
    """Return the latest checkpoint that the witness cosigned, and who it is; nothing where none is configured or has begun.

    Raises Bad if the cosignature isn't good.
    """
    if path is None or not (path / "checkpoint").is_file() or not (path / "public-key").is_file():
        return None, ""
    try:
        text, key = (path / "checkpoint").read_text(), Key.read((path / "public-key").read_text())
    except (OSError, UnicodeDecodeError):
        raise Bad("The witness's folder can't be read.") from None
    found = checked(text, seal.all_keys())
    if key.kind != COSIGNATURE or Note.read(text).signature_by(key) is None:
        raise Bad("The witness's checkpoint isn't signed by its key.")
    return found, key.name
