"""Long lists of a case's rows as they stood after a transaction, and what differs between two moments, page by page.

Only what is needed for a page is read: what was touched in between where that is little, the next objects in order where it is
much. Tax columns are masked unless `opened` proves that a look was recorded; sealed bytes are masked always.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from .access_log import Opened
from .guarding import history_model
from .history import CHANGED, CREATED, REMOVED, Changed, Row, _fetch, changed_of
from .history_sql import Belonging, Query, _quoted
from .moments import ALL, Case, _load, _of_case, _opened

WINDOW = 2_000
"""Objects that a page of a long list looks at, at most: a page may hold fewer than it could, and leads on from the last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a long list begins: after the object with this value of the ordering column, and this id."""

    order: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Ids on a page of a long list, and the place after which the next page begins (None: this is the last)."""

    ids: tuple[int, ...]
    after: Place | None


def page(
    belongs: Belonging, case: Case, txid: int, *, order: str, having: Query = ALL, after: Place, size: int
) -> Listed:
    """Return the ids of the next objects that stood then, in the order of an indexed column. One query.

    `having`: a condition in SQL on the row as it stood, `l`, with its parameters. At most WINDOW objects are looked at.
    """
    sql, params = _candidates(belongs, case, order, after)
    query = (
        f"WITH c AS MATERIALIZED ({sql}), found AS (SELECT c.* FROM c CROSS JOIN LATERAL ({_latest(belongs, 'c.id')}) l "
        f"WHERE l.history_type <> '-' AND {having[0]} ORDER BY c.place, c.id LIMIT {size + 1:d}) "
        "SELECT place, id, true FROM found UNION ALL "
        f"(SELECT place, id, false FROM c WHERE (SELECT count(*) FROM c) = {WINDOW:d} ORDER BY place DESC, id DESC LIMIT 1)"
    )
    return _listed(_fetch((query, [*params, txid, *having[1]])), size)


def _listed(found: Sequence[tuple[Any, ...]], size: int) -> Listed:
    hits = [(place, id) for place, id, hit in found if hit]
    if len(hits) > size:
        return Listed(tuple(id for _, id in hits[:size]), Place(*hits[size - 1]))
    last = next((Place(place, id) for place, id, hit in found if not hit), None)
    return Listed(tuple(id for _, id in hits), last)


def _candidates(belongs: Belonging, case: Case, order: str, after: Place) -> Query:
    """Return the query for the next objects of the case: those that are there now, and those that history says were removed."""
    live = _quoted(belongs.tracked._meta.db_table)
    key, by = belongs.key, _quoted(order)
    condition, values = _of_case(belongs, case)
    next_ones = f"{condition} AND (h.{by}, h.{key}) > (%s, %s)"
    most = f"ORDER BY h.{by}, h.{key} LIMIT {WINDOW:d}"
    wanted = [*values, after.order, after.id]
    return (
        f"SELECT DISTINCT place, id FROM ((SELECT h.{by} AS place, h.{key} AS id FROM {live} h WHERE {next_ones} {most}) "
        f"UNION ALL (SELECT h.{by}, h.{key} FROM {belongs.table} h WHERE h.history_type = '-' AND {next_ones} {most})) both_ "
        f"ORDER BY place, id LIMIT {WINDOW:d}",
        [*wanted, *wanted],
    )


def _latest(belongs: Belonging, id: str) -> str:
    return (
        f"SELECT * FROM {belongs.table} q WHERE q.{belongs.key} = {id} AND q.txid <= %s "
        "ORDER BY q.history_id DESC LIMIT 1"
    )


def touched(belongs: Belonging, case: Case, first: int, last: int, *, most: int) -> int:
    """Return how many rows of history the transactions after one, up to another, wrote; `most` + 1 for more than that."""
    condition, values = _of_case(belongs, case)
    sql = (
        f"SELECT count(*) FROM (SELECT FROM {belongs.table} h WHERE {condition} AND h.txid > %s AND h.txid <= %s "
        f"LIMIT {most + 1:d}) some_"
    )
    return int(_fetch((sql, [*values, first, last]))[0][0])


def between(
    belongs: Belonging,
    case: Case,
    first: int,
    last: int,
    *,
    less: Collection[str] = (),
    opened: Opened | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Changed]:
    """Return the objects of one model that differ between two moments, by id, at most `limit` of those above `after`.

    Only what was touched in between is read. `less`: columns that aren't compared. One query.
    """
    return _apart(belongs, _touched(belongs, case, first, last, after), (first, last), less, opened, limit)


def kinds(belongs: Belonging, case: Case, first: int, last: int, *, less: Collection[str] = ()) -> dict[str, int]:
    """Return how many objects of one model were added, changed and removed ('+', '~', '-') from one moment to another."""
    source, params = _touched(belongs, case, first, last, 0)
    sql = (
        "SELECT CASE WHEN p.history_id IS NULL THEN '+' WHEN n.history_id IS NULL THEN '-' ELSE '~' END AS kind, count(*) "
        f"FROM ({source}) c {_both(belongs)} WHERE {_differ(belongs, less)} GROUP BY 1"
    )
    found: list[tuple[str, int]] = [(kind, number) for kind, number in _fetch((sql, [*params, first, last]))]
    return dict(found)


def _touched(belongs: Belonging, case: Case, first: int, last: int, after: int) -> Query:
    condition, values = _of_case(belongs, case)
    if belongs.empty_is_all:
        condition = f"h.{belongs.key} IN (SELECT h.{belongs.key} FROM {belongs.table} h WHERE {condition})"
    return (
        f"SELECT DISTINCT h.{belongs.key} AS id, h.{belongs.key} AS place FROM {belongs.table} h WHERE {condition} "
        f"AND h.txid > %s AND h.txid <= %s AND h.{belongs.key} > %s",
        [*values, first, last, after],
    )


def apart(
    belongs: Belonging,
    ids: Sequence[int],
    first: int,
    last: int,
    *,
    less: Collection[str] = (),
    opened: Opened | None = None,
) -> list[Changed]:
    """Return those of these objects that differ between two moments, in the order of the ids. One query."""
    source = "SELECT i.id, i.place FROM unnest(%s::bigint[]) WITH ORDINALITY i (id, place)"
    return _apart(belongs, (source, [list(ids)]), (first, last), less, opened, len(ids)) if ids else []


def differing(
    belongs: Belonging, case: Case, first: int, last: int, *, order: str, less: Collection[str], after: Place, size: int
) -> Listed:
    """Return the ids of the next objects that differ between two moments, in the order of an indexed column. One query.

    For a case of which too much was touched: at most WINDOW objects are looked at, each by its own rows of history.
    """
    sql, params = _candidates(belongs, case, order, after)
    query = (
        f"WITH c AS MATERIALIZED ({sql}), found AS (SELECT c.* FROM c {_both(belongs)} "
        f"WHERE {_differ(belongs, less)} ORDER BY c.place, c.id LIMIT {size + 1:d}) "
        "SELECT place, id, true FROM found UNION ALL "
        f"(SELECT place, id, false FROM c WHERE (SELECT count(*) FROM c) = {WINDOW:d} ORDER BY place DESC, id DESC LIMIT 1)"
    )
    return _listed(_fetch((query, [*params, first, last])), size)


def _both(belongs: Belonging) -> str:
    return (
        f"LEFT JOIN LATERAL ({_latest(belongs, 'c.id')}) p ON p.history_type <> '-' "
        f"LEFT JOIN LATERAL ({_latest(belongs, 'c.id')}) n ON n.history_type <> '-'"
    )


def columns(belongs: Belonging, less: Collection[str] = ()) -> list[str]:
    """Return the columns that history keeps of a model, in its order."""
    own = {str(f.column) for f in belongs.tracked._meta.concrete_fields}
    kept = [str(f.column) for f in history_model(belongs.tracked)._meta.concrete_fields if f.column in own]
    return [c for c in kept if c not in less]


def _differ(belongs: Belonging, less: Collection[str]) -> str:
    compared = [_quoted(c) for c in columns(belongs, less)]
    was, now = (", ".join(f"{row}.{c}" for c in compared) for row in ("p", "n"))
    return f"ROW({was}) IS DISTINCT FROM ROW({now})"


def _apart(
    belongs: Belonging,
    source: Query,
    moments: tuple[int, int],
    less: Collection[str],
    opened: Opened | None,
    limit: int,
) -> list[Changed]:
    compared = columns(belongs, less)
    masked = sorted({*belongs.hidden, *belongs.sealed} - _opened(belongs, opened))
    names = ", ".join(
        f"CASE WHEN nullif(p.{_quoted(c)}::text, '') IS DISTINCT FROM nullif(n.{_quoted(c)}::text, '') THEN '{c}' END"
        for c in masked
        if c in compared
    )
    taken = "".join(f" - '{column}'" for column in sorted({*masked, *less}))
    was, now = (f"CASE WHEN {row}.history_id IS NOT NULL THEN to_jsonb({row}){taken} END" for row in ("p", "n"))
    sql = (
        "SELECT c.id, coalesce(n.history_id, p.history_id), p.history_id IS NULL, n.history_id IS NULL, "
        f"{was}, {now}, array_remove(ARRAY[{names}]::text[], NULL) "
        f"FROM ({source[0]}) c {_both(belongs)} WHERE {_differ(belongs, less)} ORDER BY c.place LIMIT {limit:d}"
    )
    found = _fetch((sql, [*source[1], *moments]))
    return [changed_of(belongs, _row(one)) for one in found]


def _row(found: tuple[Any, ...]) -> Row:
    id, history_id, is_new, is_gone, was, now, masked = found
    kind = CREATED if is_new else REMOVED if is_gone else CHANGED
    before = _load(was) if was is not None else None
    return Row(history_id, id, kind, _load(now) if now is not None else before or {}, before, tuple(masked))
