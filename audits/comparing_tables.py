"""Whole tables against what was sealed of them: rows slipped in among the sealed, and live rows against their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from . import lines
from .findings import INSERTED, LIVE, Cursor, Finding
from .planning import in_order
from .sealed_sources import Form, Live, live_tables, quoted, sources

MINE = "coalesce(pg_current_xact_id_if_assigned()::text::bigint, -1)"
AHEAD = f"(h.txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND h.txid <> {MINE})"
STRETCH = 8192
"""Live rows that are compared by one statement."""
AHEAD_SAID = "It names a transaction that hasn't been yet."


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared: transactions from `above` to before `below` are sealed as the leaves from `since` to before `size`."""

    since: int
    size: int
    above: int
    below: int

    @property
    def whole(self) -> bool:
        """Whether that is everything."""
        return self.since == 0

    def of(self, row: str) -> str:
        """Return the SQL that a row is of these transactions."""
        lower = "" if self.whole else f"{row}.txid >= {self.above:d} AND "
        return f"{lower}{row}.txid < {self.below:d}"


def listed(cursor: Cursor, part: Part) -> dict[int, int]:
    """Return how many leaves of the part each layout has in the database's list."""
    cursor.execute(
        "SELECT layout_id, count(*) FROM public.audits_leaf WHERE index >= %s AND index < %s GROUP BY 1",
        [part.since, part.size],
    )
    return dict(cursor.fetchall())


def inserted(cursor: Cursor, part: Part, forms: Mapping[int, Form], *, most: int) -> Iterator[Finding]:
    """Yield rows that aren't in the list though their transaction is sealed, and rows of transactions that never were."""
    sealed = listed(cursor, part)
    for form, count, ahead in _counted(cursor, part):
        own = [id for id, other in forms.items() if other.source == form.source]
        if count != sum(sealed.get(id, 0) for id in own):
            yield from _extra(cursor, part, form, own, most)
        if ahead:
            yield from _ahead(cursor, form, most)


def _counted(cursor: Cursor, part: Part) -> list[tuple[Form, int, bool]]:
    parts = (
        f"SELECT {n:d}, (SELECT count(*) FROM public.{quoted(f.source)} h WHERE {part.of('h')}), "
        f"EXISTS (SELECT FROM public.{quoted(f.source)} h WHERE {AHEAD})"
        for n, f in enumerate(sources())
    )
    cursor.execute(" UNION ALL ".join(parts))
    return [(sources()[n], count, ahead) for n, count, ahead in cursor.fetchall()]


def _extra(cursor: Cursor, part: Part, form: Form, own: list[int], most: int) -> Iterator[Finding]:
    """Yield the rows of a table that have no leaf; none, if rows are only missing (their leaves tell of them)."""
    rows = (
        f"FROM public.{quoted(form.source)} h WHERE {part.of('h')} AND NOT EXISTS (SELECT FROM public.audits_leaf l "
        f"WHERE l.layout_id = ANY ('{{{','.join(map(str, own))}}}'::int[]) AND l.row_id = h.{quoted(form.key)} "
        f"AND l.index < {part.size:d}) ORDER BY h.{quoted(form.key)} LIMIT {most:d}"
    )
    yield from _inserted(cursor, form, rows)


def _ahead(cursor: Cursor, form: Form, most: int) -> Iterator[Finding]:
    rows = f"FROM public.{quoted(form.source)} h WHERE {AHEAD} LIMIT {most:d}"
    yield from _inserted(cursor, form, rows, AHEAD_SAID)


def _inserted(cursor: Cursor, form: Form, rows: str, more: str = "") -> Iterator[Finding]:
    """Yield rows that were never sealed: what stands there is told by the hash that they would have without a nonce."""
    key = f"h.{quoted(form.key)}"
    for values, open, shut in list(lines.parts(cursor, form, rows, first=[key], nonce=lines.NO_NONCE)):
        now = lines.Line(form, open, shut).hash().hex()
        yield Finding(INSERTED, form.source, int(values[0]), None, now, more)


def orphans(cursor: Cursor, *, most: int) -> Iterator[Finding]:
    """Yield rows that belong to a sealed row's line, and whose sealed row isn't there."""
    for form in sources():
        if form.child:
            table, parent, _ = form.child
            cursor.execute(
                f"SELECT c.id FROM public.{quoted(table)} c WHERE NOT EXISTS (SELECT FROM public.{quoted(form.source)} h "
                f"WHERE h.{quoted(form.key)} = c.{quoted(parent)}) ORDER BY 1 LIMIT {most:d}"
            )
            yield from (Finding(INSERTED, table, row_id) for (row_id,) in cursor.fetchall())


def layouts_inserted(cursor: Cursor, size: int) -> Iterator[Finding]:
    """Yield layouts that have no leaf: each is sealed in the moment it is made."""
    cursor.execute(
        "SELECT h.id FROM public.audits_layout h WHERE NOT EXISTS (SELECT FROM public.audits_leaf l "
        "WHERE l.layout_id = 0 AND l.row_id = h.id) ORDER BY 1"
    )
    yield from (Finding(INSERTED, "audits_layout", row_id) for (row_id,) in cursor.fetchall())


def live(cursor: Cursor, part: Part, *, most: int) -> Iterator[Finding]:
    """Yield the rows of tracked tables that differ from the last entry of their history."""
    for table in live_tables() if part.whole else _touched(cursor, part):
        stretches = _all_of(cursor, table) if part.whole else _entered(cursor, table, part)
        yield from islice((finding for some in stretches for finding in _compared(cursor, table, some, most)), most)


def _all_of(cursor: Cursor, table: Live) -> Iterator[str]:
    """Yield a whole table, stretch by stretch of its keys: one join of it all would spill to disk."""
    key, low, after = quoted(table.key), "true", "true"
    while True:
        cursor.execute(
            f"SELECT {key} FROM public.{quoted(table.table)} WHERE {after} ORDER BY {key} OFFSET {STRETCH:d} LIMIT 1"
        )
        row = cursor.fetchone()
        if row is None:
            yield low
            return
        yield f"{low} AND {key} < {row[0]:d}"
        low, after = f"{key} >= {row[0]:d}", f"{key} > {row[0]:d}"


def _entered(cursor: Cursor, table: Live, part: Part) -> Iterator[str]:
    """Yield the rows with an entry since the part began, by their keys: so that no other row is read."""
    key = quoted(table.key)
    cursor.execute(f"SELECT DISTINCT {key} FROM public.{quoted(table.history)} WHERE txid >= {part.above:d} ORDER BY 1")
    keys = [str(id) for (id,) in cursor.fetchall()]
    for start in range(0, len(keys), STRETCH):
        yield f"{key} = ANY ('{{{','.join(keys[start : start + STRETCH])}}}'::bigint[])"


def _compared(cursor: Cursor, table: Live, some: str, most: int) -> Iterator[Finding]:
    with in_order(cursor):
        cursor.execute(_differing(table, some, most))
        found = cursor.fetchall()
    for row_id, now in found:
        yield Finding(LIVE, table.table, row_id, None, now or "")


def live_rows(cursor: Cursor) -> int:
    """Return how many rows the tracked tables hold."""
    cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM public.{quoted(t.table)}" for t in live_tables()))
    return sum(count for (count,) in cursor.fetchall())


def _touched(cursor: Cursor, part: Part) -> Sequence[Live]:
    """Return the tables that have a history entry since the part began."""
    tables = live_tables()
    asked = (
        f"SELECT {n:d} WHERE EXISTS (SELECT FROM public.{quoted(t.history)} h WHERE h.txid >= {part.above:d})"
        for n, t in enumerate(tables)
    )
    cursor.execute(" UNION ALL ".join(asked))
    return [tables[n] for (n,) in cursor.fetchall()]


def _differing(table: Live, some: str, most: int) -> str:
    """Return the SQL of the rows whose last entry isn't good. Each entry is held against the live row: no row is sorted."""
    key, history, name = quoted(table.key), quoted(table.history), quoted(table.table)
    mine = ", ".join(map(quoted, table.columns))
    now, entry = (", ".join(f"{row}.{quoted(c)}" for c in table.columns) for row in ("l", "h"))
    good = (
        f"CASE WHEN h.history_type = '-' THEN l.{key} IS NULL "
        f"ELSE l.{key} IS NOT NULL AND ROW({now}) IS NOT DISTINCT FROM ROW({entry}) END"
    )
    pairs = (
        f"SELECT coalesce(l.{key}, h.{key}) AS id, h.history_id AS entry, {good} AS good "
        f"FROM (SELECT {mine} FROM public.{name} WHERE {some}) l "
        f"FULL JOIN (SELECT * FROM public.{history} WHERE {some}) h ON h.{key} = l.{key} OFFSET 0"
    )
    return (
        f"SELECT x.id, (SELECT encode(sha256(textsend(ROW({now})::text)), 'hex') FROM public.{name} l "
        f"WHERE l.{key} = x.id LIMIT 1) FROM (SELECT id, max(entry) FILTER (WHERE good) AS good, "
        f"max(entry) FILTER (WHERE NOT good) AS bad FROM ({pairs}) pairs GROUP BY 1) x "
        f"WHERE x.good IS NULL OR x.good <= x.bad LIMIT {most:d}"
    )
