"""What became of a case's rows since one transaction: each row as it stood when that committed, against its latest state.

Values of tax columns never leave the database here; only their names do. Rows are ordered by history id, never by date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from .history_sql import Belonging, Query, _quoted


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that differs: which of the columns asked about, and the open ones' values before (None: it is new) and now."""

    object_id: int
    columns: tuple[str, ...]
    before: Mapping[str, Any] | None
    now: Mapping[str, Any]


def transaction_of(belongs: Belonging, object_id: int) -> int:
    """Return the id of the transaction in which an object came to be; 0 if history doesn't know it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(h.txid) FROM {belongs.table} h WHERE h.{belongs.key} = %s", [object_id])
        return int(cursor.fetchone()[0] or 0)


def since(
    belongs: Belonging, case: Mapping[str, int | None], txid: int, *, columns: Sequence[str], limit: int
) -> list[Moved]:
    """Return up to `limit` rows of the case that differ in these columns from how they stood after a transaction. One query."""
    with connection.cursor() as cursor:
        cursor.execute(*_moved(belongs, case, txid, columns, limit))
        return [Moved(id, tuple(names), _load(before), _load(now) or {}) for id, names, before, now in cursor]


def _load(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _moved(belongs: Belonging, case: Mapping[str, int | None], txid: int, columns: Sequence[str], limit: int) -> Query:
    condition, values = belongs.condition(case)
    shut = {*belongs.hidden, *belongs.sealed}
    names = ", ".join(f"CASE WHEN n.{_quoted(c)} IS DISTINCT FROM p.{_quoted(c)} THEN '{c}' END" for c in columns)
    sql = (
        "SELECT * FROM (SELECT l.key, CASE WHEN p.history_id IS NULL THEN '{}'::text[] "
        f"ELSE array_remove(ARRAY[{names}]::text[], NULL) END AS names, "
        f"CASE WHEN p.history_id IS NOT NULL THEN {_values('p', columns, shut)} END AS was, {_values('n', columns, shut)} "
        f"FROM (SELECT h.{belongs.key} AS key, min(h.history_id) AS first, max(h.history_id) AS last "
        f"FROM {belongs.table} h WHERE {condition} AND h.txid > %s GROUP BY h.{belongs.key}) l "
        f"JOIN {belongs.table} n ON n.history_id = l.last "
        f"LEFT JOIN LATERAL (SELECT * FROM {belongs.table} q WHERE q.{belongs.key} = l.key AND q.history_id < l.first "
        "ORDER BY q.history_id DESC LIMIT 1) p ON true) found "
        f"WHERE was IS NULL OR names <> '{{}}' ORDER BY key LIMIT {limit:d}"
    )
    return sql, [*values, txid]


def _values(row: str, columns: Sequence[str], shut: set[str]) -> str:
    pairs = ", ".join(f"'{c}', {row}.{_quoted(c)}" for c in columns if c not in shut)
    return f"jsonb_build_object({pairs})"
