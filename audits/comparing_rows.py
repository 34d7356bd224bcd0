"""Sealed rows as the database has them now, against the tree outside it: set by set, row by row only where a set differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from . import lines
from .findings import ALTERED, LISTED, REMOVED, Cursor, Finding
from .lines import line
from .planning import in_order
from .sealed_sources import LAYOUTS, Form, quoted, sources
from .tiles import HASH, WIDTH, Tiles

WINDOW = 64
"""Tiles a statement: 16,384 rows, some 16 MB of text."""
PLACED, NONCE = ("l.index",), "l.nonce"
"""What the database's own list says of a row, in SQL."""
REBUILT = "The database's own list of sealed rows was rewritten to agree with it."
CUT = "From here on nothing that was sealed is left: the tail was cut."


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored layout: how it renders, and what columns that came later hold in its rows, as text."""

    form: Form
    later: Mapping[str, str | None]

    def same(self) -> str:
        """Return the SQL that says whether the columns that came later are as they were."""
        return " AND ".join(
            [
                "true",
                *(f"h.{quoted(c)}::text IS NOT DISTINCT FROM {literal(v)}" for c, v in sorted(self.later.items())),
            ]
        )


def literal(value: str | None) -> str:
    """Return a text as SQL."""
    if value is None:
        return "NULL"
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


COLUMNS = """
SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.relname
"""


def layouts(cursor: Cursor) -> dict[int, Stored]:
    """Return every stored layout whose table and columns are still there, by number, and the layouts' own as 0."""
    cursor.execute(COLUMNS)
    there = {str(table): set(columns) for table, columns in cursor.fetchall()}
    cursor.execute("SELECT id, source, key, columns, tax, child, before::text FROM public.audits_layout ORDER BY id")
    rows = cursor.fetchall()
    found = {0: Stored(LAYOUTS, {})}
    known = {form.source: form for form in sources()}
    for id, source, key, columns, tax, child, _ in rows:
        form = Form(id, source, key, tuple(columns), tuple(tax), tuple(child))
        if (
            source in known
            and {key, *columns, *tax} <= there.get(source, set())
            and form.child in ((), known[source].child)
        ):
            found[id] = Stored(form, later_columns(id, source, rows))
    return found


def fill(made: list[bytes], first: int, form: Form, rows: Iterable[tuple[list[bytes], bytes, bytes | None]]) -> None:
    """Put the hash of each row at its place; what is no hash if two rows claim the place. Rows: place, and what `line` takes.

    The hashes are made here: a backend without OpenSSL takes thrice as long for them.
    """
    head = b"\0" + form.head.encode()
    for (index,), open, shut in rows:
        made[int(index) - first] += sha256(line(head, open, shut)).digest()


def later_columns(id: int, source: str, rows: Sequence[Sequence[Any]]) -> dict[str, str | None]:
    """Return what columns of layouts after this one held when they came."""
    found: dict[str, str | None] = {}
    for later_id, of, *_, before in rows:
        if of == source and later_id > id:
            found |= json.loads(before)
    return found


class Rows:
    """Compares the rows of leaves from `since` to before the tree's end with the tree."""

    def __init__(self, cursor: Cursor, tiles: Tiles, since: int = 0, *, most: int = 100) -> None:
        self.cursor, self.tiles, self.since, self.most = cursor, tiles, since, most
        self.layouts = layouts(cursor)
        self.compared = 0

    def findings(self) -> Iterator[Finding]:
        """Yield what differs, in the sealed order; at most `most`."""
        found = 0
        for start in range(self.since // WIDTH, -(-self.tiles.size // WIDTH), WINDOW):
            for number in self._differing(start, min(start + WINDOW, -(-self.tiles.size // WIDTH))):
                for finding in self._examined(number):
                    yield finding
                    found += 1
                    if found >= self.most:
                        return

    def _differing(self, start: int, end: int) -> list[int]:
        """Return the tiles, from `start` to before `end`, whose hashes the rows don't make up, or the list doesn't have."""
        first, last = max(start * WIDTH, self.since), min(end * WIDTH, self.tiles.size)
        self.compared += last - first
        tiles = b"".join([self.tiles.tile(0, number) for number in range(start, end)])
        made, wanted = self._made(first, last), tiles[(first - start * WIDTH) * HASH : (last - start * WIDTH) * HASH]
        if b"".join(made) == wanted == self._listed(first, last):
            return []
        listed, differing = self._listed_by_tile(first, last), []
        for number in range(start, end):
            low, high = max(number * WIDTH, first) - first, min((number + 1) * WIDTH, last) - first
            if not b"".join(made[low:high]) == wanted[low * HASH : high * HASH] == listed.get(number):
                differing.append(number)
        return differing

    def _listed(self, first: int, last: int) -> bytes:
        """Return the hashes from `first` to before `last` by the database's own list, one after the other."""
        self.cursor.execute(
            "SELECT string_agg(hash, NULL ORDER BY index) FROM public.audits_leaf WHERE index >= %s AND index < %s",
            [first, last],
        )
        return bytes(self.cursor.fetchone()[0] or b"")

    def _listed_by_tile(self, first: int, last: int) -> dict[int, bytes]:
        """Return the hashes of each tile by the database's own list."""
        self.cursor.execute(
            f"SELECT index / {WIDTH:d}, string_agg(hash, NULL ORDER BY index) FROM public.audits_leaf "
            "WHERE index >= %s AND index < %s GROUP BY 1",
            [first, last],
        )
        return {number: bytes(hashes) for number, hashes in self.cursor.fetchall()}

    def _made(self, first: int, last: int) -> list[bytes]:
        """Return the hash of each row as it is now; nothing where there is none."""
        self.cursor.execute(
            "SELECT layout_id, min(row_id), max(row_id) FROM public.audits_leaf WHERE index >= %s AND index < %s GROUP BY 1",
            [first, last],
        )
        made, of_layouts = [b""] * (last - first), self.cursor.fetchall()
        with in_order(self.cursor):
            for id, low, high in of_layouts:
                if id in self.layouts:
                    form = self.layouts[id].form
                    rows = _part(self.layouts[id], low, high, first, last)
                    fill(made, first, form, lines.parts(self.cursor, form, rows, first=PLACED, nonce=NONCE))
        return made

    def _examined(self, number: int) -> Iterator[Finding]:
        """Yield what is wrong with a tile's rows, one by one, by the sealer's own list of them."""
        first = number * WIDTH
        wanted = self.tiles.hashes(first, min(first + WIDTH, self.tiles.size))
        leaves = self._leaves(first, first + len(wanted))
        for index, (source, row_id) in enumerate(self.tiles.ids(number)[: len(wanted)], first):
            if index >= self.since and (finding := self._one(index, source, row_id, wanted[index - first], leaves)):
                yield finding

    def _leaves(self, first: int, end: int) -> dict[int, tuple[int, int, bytes | None, bytes]]:
        self.cursor.execute(
            "SELECT index, layout_id, row_id, nonce, hash FROM public.audits_leaf WHERE index >= %s AND index < %s",
            [first, end],
        )
        return {index: tuple(rest) for index, *rest in self.cursor.fetchall()}

    def _one(self, index: int, source: str, row_id: int, wanted: bytes, leaves: Mapping[int, Any]) -> Finding | None:
        layout_id, listed_row, nonce, listed = leaves.get(index, (None, None, None, None))
        stored = self.layouts.get(layout_id)
        agrees = stored is not None and (stored.form.source, listed_row) == (source, row_id)
        now, same, there = self._now(source, row_id, stored if agrees else None, nonce)
        if not there:
            more = "" if self._any_left(index) else CUT
            return Finding(REMOVED, source, row_id, index, "", more)
        if now != wanted or not same:
            if not agrees and self._fits(source, row_id, wanted):
                return Finding(LISTED, source, row_id, index, _hex(now))
            more = REBUILT if agrees and same and listed is not None and now == bytes(listed) else ""
            return Finding(ALTERED, source, row_id, index, _hex(now), more)
        if not agrees or bytes(listed) != wanted:
            return Finding(LISTED, source, row_id, index, _hex(now))
        return None

    def _now(self, source: str, row_id: int, stored: Stored | None, nonce: Any) -> tuple[bytes, bool, bool]:
        """Return the hash of a row as it is (nothing if two have its key), whether later columns are as they were, and whether
        the row is there at all.
        """
        form = stored.form if stored else next((s.form for s in self._of(source)), None)
        if form is None:
            return b"", False, source == LAYOUTS.source or source in {f.source for f in sources()}
        same = stored.same() if stored else "true"
        rows = lines.parts(self.cursor, form, lines.of_key(form, row_id), first=[same], nonce=lines.given(nonce))
        found = [(values[0] == b"t", lines.Line(form, open, shut)) for values, open, shut in rows]
        if len(found) != 1:
            return b"", False, bool(found)
        return found[0][1].hash(), found[0][0], True

    def _of(self, source: str) -> list[Stored]:
        return [stored for stored in reversed(self.layouts.values()) if stored.form.source == source]

    def _fits(self, source: str, row_id: int, wanted: bytes) -> bool:
        """Whether the row is as it was sealed, by some layout and some nonce of the list, wherever that stands now."""
        self.cursor.execute("SELECT DISTINCT nonce FROM public.audits_leaf WHERE row_id = %s", [row_id])
        nonces = [None, *(nonce for (nonce,) in self.cursor.fetchall() if nonce is not None)]
        return any(self._now(source, row_id, s, nonce)[0] == wanted for s in self._of(source) for nonce in nonces)

    def _any_left(self, index: int) -> bool:
        """Whether the database still has any leaf from here on."""
        self.cursor.execute("SELECT EXISTS (SELECT FROM public.audits_leaf WHERE index >= %s)", [index])
        return bool(self.cursor.fetchone()[0])


def _part(stored: Stored, low: int, high: int, first: int, last: int) -> str:
    """Return the SQL, from FROM on, of a layout's rows at these places. Keys from `low` to `high` are theirs, and others'."""
    form, key = stored.form, f"h.{quoted(stored.form.key)}"
    return (
        f"FROM public.audits_leaf l JOIN public.{quoted(form.source)} h ON {key} = l.row_id "
        f"WHERE l.layout_id = {form.id:d} AND l.index >= {first:d} AND l.index < {last:d} "
        f"AND {key} >= {low:d} AND {key} <= {high:d} AND {stored.same()}"
    )


def _hex(hash: bytes) -> str:
    return hash.hex() or "unreadable"
