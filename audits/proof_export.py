"""What leaves as proof: lines of sealed rows with what it takes to check them against a checkpoint, by `standalone/verify.py`.

The first line of JSON is a header, then one line for each row. A range needs the tops of what lies left and right of it; single
rows bring a proof each. Tax data isn't in it unless asked for: then each row discloses its nonce and those columns. Of tables
whose rows are withheld, the hash alone. Rows are read in small portions, so that an export streams, however long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .comparing_rows import NONCE, Stored, layouts
from .comparing_tables import Part, inserted
from .findings import Cursor
from .guarding import WITHHELD, history_model, tracked_models
from .lines import Line, one, parts
from .seal_folder import SealFolder
from .sealed_sources import SETTINGS, quoted
from .standalone.tree import Bad, Checkpoint, heights_after
from .standalone.verify import FORMAT
from .tiles import WIDTH, Tiles

AT_ONCE = 4 * WIDTH
MOST_EXTRA = 10_000


@cache
def withheld_tables() -> frozenset[str]:
    """Return the tables whose rows leave as hashes alone."""
    history = {history_model(m)._meta.db_table for m in tracked_models() if m in WITHHELD}
    return frozenset(history | {m._meta.db_table for m in WITHHELD})


@dataclass(frozen=True)
class Proof:
    """An export of one tree. `earlier`: a checkpoint's note; the export then proves that the tree grew from it."""

    cursor: Cursor
    folder: SealFolder
    now: Checkpoint
    tax: bool = False
    earlier: str | None = None

    def stretch(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the rows from `start` to before `end`, and rows that were inserted among them if that is everything."""
        tiles, known = self._begin()
        tops = {"left": tiles.frontier(start).nodes, "right": list(_right(tiles, end))}
        yield self._header("range", start, end, end - start, **tops)
        for first in range(start, end, AT_ONCE):
            for entry in self._entries(tiles, known, range(first, min(first + AT_ONCE, end))):
                yield _line(entry)
        if (start, end) == (0, self.now.size):
            yield from self._extra(known)

    def rows(self, indexes: Sequence[int]) -> Iterator[bytes]:
        """Yield chosen rows, each with its own proof."""
        tiles, known = self._begin()
        yield self._header("rows", 0, 0, len(indexes))
        for index in indexes:
            for entry in self._entries(tiles, known, range(index, index + 1)):
                yield _line({**entry, "proof": _hex(tiles.inclusion(index))})

    def _begin(self) -> tuple[Tiles, dict[int, Stored]]:
        self.cursor.execute(SETTINGS)
        return Tiles(self.folder.path, self.now.size), layouts(self.cursor)

    def _header(self, kind: str, start: int, end: int, entries: int, **tops: list[bytes]) -> bytes:
        tiles, earlier = Tiles(self.folder.path, self.now.size), self.earlier
        note = self.folder.at(self.now.size)
        old = _size(earlier) if earlier else 0
        head: dict[str, Any] = {
            "format": FORMAT,
            "kind": kind,
            "checkpoint": note,
            "public_key": self.folder.first_key().text(),
        }
        head |= {"rotations": self.folder.rotations(), "breaks": self.folder.breaks(), "from": start, "to": end}
        head |= {side: _hex(tops.get(side, [])) for side in ("left", "right")}
        proof = _hex(tiles.consistency(old)) if old else []
        return _line(head | {"earlier": earlier, "consistency": proof, "entries": entries})

    def _entries(self, tiles: Tiles, known: dict[int, Stored], places: range) -> Iterator[dict[str, Any]]:
        stored = dict(_stored(self.cursor, known, places, tax=self.tax))
        for index, hash in zip(places, tiles.hashes(places.start, places.stop), strict=True):
            source, row_id = tiles.id(index)
            entry: dict[str, Any] = {"i": index, "row": [source, row_id], "hash": hash.hex(), "line": None}
            if source in withheld_tables():
                entry["withheld"] = True
            elif (found := stored.get(index)) and found[0] == (source, row_id):
                entry |= found[1]
            else:
                entry |= _unlisted(self.cursor, known, source, row_id)
            yield entry

    def _extra(self, known: dict[int, Stored]) -> Iterator[bytes]:
        part = Part(0, self.now.size, 0, self.now.complete_below)
        forms = {id: stored.form for id, stored in known.items()}
        for finding in inserted(self.cursor, part, forms, most=MOST_EXTRA):
            if finding.source not in withheld_tables():
                yield _line({"extra": [finding.source, finding.row_id], "now": finding.now})


def _stored(
    cursor: Cursor, known: dict[int, Stored], places: range, *, tax: bool
) -> Iterator[tuple[int, tuple[tuple[str, int], dict[str, Any]]]]:
    """Yield the rows that the database's list has at these places, as entries."""
    given = [places.start, places.stop]
    cursor.execute("SELECT DISTINCT layout_id FROM public.audits_leaf WHERE index >= %s AND index < %s", given)
    for id in [id for (id,) in cursor.fetchall() if id in known]:
        form = known[id].form
        rows = (
            f"FROM public.audits_leaf l JOIN public.{quoted(form.source)} h ON h.{quoted(form.key)} = l.row_id "
            f"WHERE l.layout_id = {id:d} AND l.index >= {places.start:d} AND l.index < {places.stop:d}"
        )
        for (index, row_id), open, shut in list(parts(cursor, form, rows, first=("l.index", "l.row_id"), nonce=NONCE)):
            entry: dict[str, Any] = {"line": Line(form, open, shut).text().decode()}
            if tax and shut:
                nonce, _, row = shut.decode().partition("\t")
                entry["tax"] = {"nonce": nonce.removeprefix(r"\\x"), "row": row}
            yield int(index), ((form.source, int(row_id)), entry)


def _unlisted(cursor: Cursor, known: dict[int, Stored], source: str, row_id: int) -> dict[str, Any]:
    """Return the line of a row that the database's list no longer has at its place, as well as it can still be rendered."""
    form = next((stored.form for stored in reversed(known.values()) if stored.form.source == source), None)
    if form is None:
        return {}
    found = one(cursor, form, row_id)
    return {"line": found.text().decode()} if found else {}


def _right(tiles: Tiles, end: int) -> Iterator[bytes]:
    for height in heights_after(end, tiles.size):
        yield tiles.node(height, end >> height)
        end += 1 << height


def _size(note: str) -> int:
    lines = note.split("\n")
    if len(lines) < 3 or not lines[1].isdecimal():
        raise Bad("The earlier checkpoint can't be read.")
    return int(lines[1])


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [hash.hex() for hash in hashes]


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
