"""Whole tables against what was sealed of them: rows slipped in among the sealed, and live rows against their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .findings import INSERTED, LIVE, Cursor, Finding
from .sealed_sources import Form, Live, live_tables, quoted, sources

MINE = "coalesce(pg_current_xact_id_if_assigned()::text::bigint, -1)"
AHEAD = f"(h.txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND h.txid <> {MINE})"
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
    cursor.execute(
        f"SELECT h.{quoted(form.key)}, {_seen(form)} FROM public.{quoted(form.source)} h WHERE {part.of('h')} AND NOT EXISTS "
        f"(SELECT FROM public.audits_leaf l WHERE l.layout_id = ANY (%s) AND l.row_id = h.{quoted(form.key)} AND l.index < %s) "
        f"ORDER BY 1 LIMIT {most:d}",
        [own, part.size],
    )
    for row_id, now in cursor.fetchall():
        yield Finding(INSERTED, form.source, row_id, None, now)


def _ahead(cursor: Cursor, form: Form, most: int) -> Iterator[Finding]:
    cursor.execute(
        f"SELECT h.{quoted(form.key)}, {_seen(form)} FROM public.{quoted(form.source)} h WHERE {AHEAD} LIMIT {most:d}"
    )
    for row_id, now in cursor.fetchall():
        yield Finding(INSERTED, form.source, row_id, None, now, AHEAD_SAID)


def _seen(form: Form) -> str:
    """Return the SQL of the hash of a row that was never sealed."""
    made = form.hash(nonce="''::bytea")
    return f"encode({made}, 'hex')"


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
    tables = live_tables() if part.whole else _touched(cursor, part)
    if tables:
        cursor.execute(" UNION ALL ".join(f"({_differing(part, n, t, most)})" for n, t in enumerate(tables)))
        for n, row_id, now in cursor.fetchall():
            yield Finding(LIVE, tables[n].table, row_id, None, now or "")


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


def _differing(part: Part, number: int, table: Live, most: int) -> str:
    key, history, name = quoted(table.key), quoted(table.history), quoted(table.table)
    columns = table.columns
    now, last = (", ".join(f"{row}.{quoted(c)}" for c in columns) for row in ("l", "n"))
    some = "" if part.whole else f"WHERE {key} IN (SELECT {key} FROM public.{history} WHERE txid >= {part.above:d})"
    return (
        f"SELECT {number:d}, coalesce(l.{key}, n.{key}), "
        f"CASE WHEN l.{key} IS NOT NULL THEN encode(sha256(textsend(ROW({now})::text)), 'hex') END "
        f"FROM (SELECT * FROM public.{name} {some}) l FULL JOIN (SELECT h.* FROM public.{history} h JOIN "
        f"(SELECT max(history_id) AS last FROM public.{history} {some} GROUP BY {key}) x ON h.history_id = x.last "
        f"WHERE h.history_type <> '-') n ON n.{key} = l.{key} "
        f"WHERE l.{key} IS NULL OR n.{key} IS NULL OR ROW({now}) IS DISTINCT FROM ROW({last}) LIMIT {most:d}"
    )
