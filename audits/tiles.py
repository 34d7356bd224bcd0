"""The tree outside the database: a folder of tiles that the sealer alone writes, in the form of c2sp.org/tlog-tiles.

    checkpoint               the latest signed checkpoint
    checkpoints/SIZE         every one before
    tile/LEVEL/x001/234      256 hashes: of rows at level 0, of tiles of the level below elsewhere; NUMBER.p/WIDTH if not full
    ids/x001/234             our own addition: table and row of each leaf of a tile, so that a bad row can be named; compressed
    rotations, breaks/…      signed statements: changes of the key, and declared breaks

Nothing in it is secret: hashes, names of tables, numbers of rows. What makes it worth something is who may write it.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from .standalone.tree import Bad, Frontier, heights_after, node_hash, numbered, top_of, top_of_block

WIDTH = 256
HASH = 32
Ids = list[tuple[str, int]]


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, so that it survives a crash of the machine."""
    write_all([(path, content)])


def write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write files, each whole or not at all. All are written before the first is waited for: the disk is asked once."""
    scratches = [path.with_name(f".{path.name}.new") for path, _ in files]
    for folder in {path.parent for path, _ in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for scratch, (_, content) in zip(scratches, files, strict=True):
        scratch.write_bytes(content)
    for scratch in scratches:
        _settle(scratch)
    for scratch, (path, _) in zip(scratches, files, strict=True):
        scratch.replace(path)


def _settle(path: Path) -> None:
    """Wait until a file is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Tiles:
    """Reads the tree of `size` leaves. Raises Bad where a file is missing or has the wrong length."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self.tile = lru_cache(maxsize=64)(self._tile)

    def _tile(self, level: int, number: int) -> bytes:
        width = min(WIDTH, (self.size >> (8 * level)) - number * WIDTH)
        whole = self.folder / "tile" / str(level) / numbered(number)
        part = Path(f"{whole}.p") / str(width)
        try:
            found = part.read_bytes() if width < WIDTH and part.is_file() else whole.read_bytes()
        except OSError:
            raise Bad(f"The tile {level}/{numbered(number)} is missing from the sealer's folder.") from None
        if len(found) < width * HASH or len(found) % HASH:
            raise Bad(f"The tile {level}/{numbered(number)} of the sealer's folder has the wrong length.")
        return found[: width * HASH]

    def hashes(self, start: int, end: int, level: int = 0) -> list[bytes]:
        """Return the hashes of a level from `start` to before `end`."""
        found = []
        for number in range(start // WIDTH, -(-end // WIDTH)):
            tile, first = self.tile(level, number), number * WIDTH
            places = range(max(start - first, 0), min(end - first, len(tile) // HASH))
            found += [tile[i * HASH : i * HASH + HASH] for i in places]
        return found

    def ids(self, number: int) -> Ids:
        """Return table and row of each leaf of a tile."""
        try:
            text = zlib.decompress((self.folder / "ids" / numbered(number)).read_bytes()).decode()
            pairs = [line.split(" ") for line in text.splitlines()]
            return [(source, int(row)) for source, row in pairs]
        except (OSError, ValueError, zlib.error):
            raise Bad(f"The list of rows of tile {numbered(number)} is missing from the sealer's folder.") from None

    def id(self, index: int) -> tuple[str, int]:
        """Return table and row of one leaf."""
        found = self.ids(index // WIDTH)
        if index % WIDTH >= len(found):
            raise Bad(f"The list of rows of tile {numbered(index // WIDTH)} is too short.")
        return found[index % WIDTH]

    def node(self, height: int, number: int) -> bytes:
        """Return the top of a full subtree: 2**height leaves, the `number`th of its kind."""
        level, below = divmod(height, 8)
        return top_of(self.hashes(number << below, (number + 1) << below, level))

    def top(self, start: int, end: int) -> bytes:
        """Return the root of the leaves from `start` to before `end`, which are a subtree of some tree (RFC 6962, MTH)."""
        width = end - start
        if width & (width - 1) == 0 and start % width == 0:
            return self.node(width.bit_length() - 1, start // width)
        half = 1 << ((width - 1).bit_length() - 1)
        return node_hash(self.top(start, start + half), self.top(start + half, end))

    def frontier(self, size: int | None = None) -> Frontier:
        """Return the tops of the full subtrees of the first `size` leaves."""
        return self.append_tops(Frontier(), self.size if size is None else size)

    def append_tops(self, frontier: Frontier, size: int) -> Frontier:
        """Let a frontier grow to `size` leaves."""
        for height in heights_after(frontier.size, size):
            frontier.push(self.node(height, frontier.size >> height), height)
        return frontier

    def root(self) -> bytes:
        """Return the root, by the stored tops of whole tiles."""
        return self.frontier().root()

    def inclusion(self, index: int) -> list[bytes]:
        """Return the proof that a leaf is in the tree (RFC 6962, PATH)."""
        start, end, found = 0, self.size, list[bytes]()
        while end - start > 1:
            half = 1 << ((end - start - 1).bit_length() - 1)
            if index - start < half:
                found.append(self.top(start + half, end))
                end = start + half
            else:
                found.append(self.top(start, start + half))
                start += half
        return found[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """Return the proof that the tree grew from its first `old` leaves (RFC 6962, PROOF)."""
        if not 0 < old < self.size:
            return []
        start, end, whole, found = 0, self.size, True, list[bytes]()
        while old != end:
            half = 1 << ((end - start - 1).bit_length() - 1)
            if old - start <= half:
                found.append(self.top(start + half, end))
                end = start + half
            else:
                found.append(self.top(start, start + half))
                start, whole = start + half, False
        return ([] if whole else [self.top(start, end)]) + found[::-1]


class Growing(Tiles):
    """A tree that grows: writes tiles and ids. Nothing counts before a checkpoint over it is signed and published."""

    def append(self, hashes: bytes, ids: Sequence[tuple[str, int]]) -> None:
        """Add leaves, their hashes in one piece, with their rows. Files that a crash left beyond `size` are overwritten."""
        files, added, level = list(self._ids_of(ids)), hashes, 0
        while added:
            more, added = self._appended(added, level)
            files += more
            level += 1
        write_all(files)
        self.size += len(hashes) // HASH
        self.tile.cache_clear()

    def _appended(self, hashes: bytes, level: int) -> tuple[list[tuple[Path, bytes]], bytes]:
        """Return the files of hashes that are added to a level, and what that adds to the level above."""
        before = self.size >> (8 * level)
        number, kept = before // WIDTH, before % WIDTH
        pending = (self.tile(level, number) if kept else b"") + hashes
        files, above, whole = [], [], len(pending) // (WIDTH * HASH) * WIDTH * HASH
        for start in range(0, whole, WIDTH * HASH):
            tile = pending[start : start + WIDTH * HASH]
            files.append((self.folder / "tile" / str(level) / numbered(number), tile))
            above.append(top_of_block(tile))
            number += 1
        if part := pending[whole:]:
            path = Path(f"{self.folder / 'tile' / str(level) / numbered(number)}.p") / str(len(part) // HASH)
            files.append((path, part))
        return files, b"".join(above)

    def _ids_of(self, ids: Sequence[tuple[str, int]]) -> Iterator[tuple[Path, bytes]]:
        number, kept = divmod(self.size, WIDTH)
        pending = (self.ids(number)[:kept] if kept else []) + list(ids)
        for start in range(0, len(pending), WIDTH):
            text = "".join([f"{source} {row}\n" for source, row in pending[start : start + WIDTH]])
            yield self.folder / "ids" / numbered(number), zlib.compress(text.encode(), 1)
            number += 1


def whole_tiles(size: int) -> Iterator[tuple[int, int]]:
    """Yield the number and the width of each tile of the lowest level."""
    for number in range(-(-size // WIDTH)):
        yield number, min(WIDTH, size - number * WIDTH)
