"""The SQL that reads a case's history: which transactions touched it, what each changed, and who looked.

Rows of one object are ordered by their history id, never by date: two rows may bear the same date. Transactions are
ordered by transaction id, which an index on (case, txid) answers without reading the case's other rows, however many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from .guarding import TAX_COLUMNS, history_model

SAMPLE = 3
"""Rows of one model that are read in full for an event's sentence. The others are only counted."""

OWN_COLUMNS = frozenset(
    {
        *("history_id", "history_type", "history_date", "history_change_reason", "history_user_id"),
        *("actor_name", "txid"),
    }
)
"""What history adds to the copied columns."""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Belonging:
    """How the rows of one tracked model belong to a case.

    `keys` pairs a column with the name of the case's key that it must equal. With `empty_is_all` an empty column stands for
    every case. `among` narrows further to listed values of a column (history's own columns too); `changes_of` to rows that
    changed that one column, or began it.
    """

    model: str
    keys: tuple[tuple[str, str], ...]
    empty_is_all: bool = False
    among: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    changes_of: str = ""

    @cached_property
    def tracked(self) -> type[models.Model]:
        """The model whose history is read."""
        return apps.get_model(self.model)

    @cached_property
    def table(self) -> str:
        """The historical table, quoted."""
        return _quoted(history_model(self.tracked)._meta.db_table)

    @cached_property
    def key(self) -> str:
        """The column that names the object, quoted."""
        return _quoted(str(self.tracked._meta.pk.column))

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The columns that hold tax data."""
        declared = TAX_COLUMNS.get(self.tracked, frozenset())
        fields = history_model(self.tracked)._meta.concrete_fields
        return tuple(str(f.column) for f in fields if f.name in declared)

    @cached_property
    def sealed(self) -> tuple[str, ...]:
        """The columns that hold bytes: never shown to anyone from history."""
        fields = history_model(self.tracked)._meta.concrete_fields
        return tuple(str(f.column) for f in fields if isinstance(f, models.BinaryField))

    def condition(self, case: Mapping[str, int | str | None], row: str = "h") -> tuple[str, list[Any]]:
        """Return the SQL that says whether a history row belongs to the case, and its parameters."""
        parts, values = [], list[Any]()
        for column, key in self.keys:
            name = f"{row}.{_quoted(column)}"
            parts.append(f"({name} IS NULL OR {name} = %s)" if self.empty_is_all else f"{name} = %s")
            values.append(case.get(key))
        sql = " AND ".join(parts) or "true"
        for column, allowed in self.among:
            sql += f" AND {row}.{_quoted(column)} = ANY(%s)"
            values.append(list(allowed))
        if self.changes_of:
            sql += f" AND {row}.{_quoted(self.changes_of)} IS DISTINCT FROM ({self._before(row)})"
        return sql, values

    def _before(self, row: str) -> str:
        return (
            f"SELECT q.{_quoted(self.changes_of)} FROM {self.table} q WHERE q.{self.key} = {row}.{self.key} "
            f"AND q.history_id < {row}.history_id ORDER BY q.history_id DESC LIMIT 1"
        )


Query = tuple[str, list[Any]]


def transactions(
    belongings: Sequence[Belonging], case: Mapping[str, int | str | None], *, before: int, limit: int
) -> Query:
    """Return the query for the ids of the latest transactions below `before` that touched the case, latest first."""
    walks, params = [], list[Any]()
    for number, belonging in enumerate(belongings):
        sql, values = belonging.condition(case)
        step = f"SELECT h.txid FROM {belonging.table} h WHERE {sql} AND h.txid < "
        last = " ORDER BY h.txid DESC LIMIT 1"
        walks.append(
            f"w{number}(txid) AS (({step}%s{last}) UNION ALL "
            f"SELECT ({step}w.txid{last}) FROM w{number} w WHERE w.txid IS NOT NULL)"
        )
        params += [*values, before, *values]
    found = [f"(SELECT txid FROM w{n} WHERE txid IS NOT NULL LIMIT {limit:d})" for n in range(len(walks))]
    return (
        f"WITH RECURSIVE {', '.join(walks)} SELECT txid FROM ({' UNION '.join(found)}) u "
        f"ORDER BY txid DESC LIMIT {limit:d}",
        params,
    )


def changes(belongings: Sequence[Belonging], case: Mapping[str, int | str | None], txids: Sequence[int]) -> Query:
    """Return the query for what each transaction did to each model's rows: counts, when, and a sample of rows."""
    parts, params = [], list[Any]()
    for number, belonging in enumerate(belongings):
        sql, values = belonging.condition(case)
        parts.append(
            f"SELECT {number:d} AS belonging, t.txid, n.added, n.changed, n.removed, n.at, s.rows "
            f"FROM unnest(%s::bigint[]) t(txid) CROSS JOIN LATERAL ({_counts(belonging, sql)}) n "
            f"CROSS JOIN LATERAL ({_sample(belonging)}) s WHERE n.at IS NOT NULL"
        )
        params += [list(txids), *values]
    return " UNION ALL ".join(parts), params


def _counts(belonging: Belonging, condition: str) -> str:
    def kind(sign: str) -> str:
        return f"count(*) FILTER (WHERE h.history_type = '{sign}')"

    return (
        f"SELECT {kind('+')} AS added, {kind('~')} AS changed, {kind('-')} AS removed, min(h.history_date) AS at, "
        f"(array_agg(h.history_id ORDER BY h.history_id))[1:{SAMPLE}] AS ids "
        f"FROM {belonging.table} h WHERE {condition} AND h.txid = t.txid"
    )


def _sample(belonging: Belonging) -> str:
    """Read the sample by the ids that the counting found: asked for in order with a limit, it might walk the whole table."""
    return (
        f"SELECT {_as_json(belonging, ())} AS rows FROM {belonging.table} h {_with_before(belonging)} "
        "WHERE h.history_id = ANY(n.ids)"
    )


def _with_before(belonging: Belonging) -> str:
    return (
        f"LEFT JOIN LATERAL (SELECT * FROM {belonging.table} q WHERE q.{belonging.key} = h.{belonging.key} "
        "AND q.history_id < h.history_id ORDER BY q.history_id DESC LIMIT 1) p ON true"
    )


def _as_json(belonging: Belonging, shown: Sequence[str]) -> str:
    masked = sorted({*belonging.hidden, *belonging.sealed} - set(shown))
    less = "".join(f" - '{column}'" for column in masked)
    gone = "h.history_type = '-' AND h.{0} IS NOT NULL"
    differ = [
        f"CASE WHEN h.{name} IS DISTINCT FROM p.{name} OR {gone.format(name)} THEN '{column}' END"
        for column, name in zip(masked, map(_quoted, masked), strict=True)
    ]
    return (
        f"jsonb_agg(jsonb_build_object('id', h.history_id, 'object', h.{belonging.key}, 'kind', h.history_type, "
        f"'now', to_jsonb(h){less}, 'before', CASE WHEN p.history_id IS NOT NULL THEN to_jsonb(p){less} END, "
        f"'masked', array_remove(ARRAY[{', '.join(differ)}]::text[], NULL)) ORDER BY h.history_id)"
    )


def sample_of(belonging: Belonging) -> str:
    """Return the query for rows by their history ids (one parameter), each with the row before it, as one JSON value."""
    return f"({_sample(belonging).replace('ANY(n.ids)', 'ANY(%s::bigint[])')})"


def changed_rows(belonging: Belonging, condition: str, *, shown: Sequence[str], limit: int) -> str:
    """Return the query for rows of history `h` that fit a condition, each with the row before it. `shown`: unmasked columns."""
    return (
        f"SELECT {_as_json(belonging, shown)} FROM (SELECT * FROM {belonging.table} h WHERE {condition} "
        f"ORDER BY h.history_id LIMIT {limit:d}) h {_with_before(belonging)}"
    )


def rows_of(
    belonging: Belonging,
    case: Mapping[str, int | None],
    txid: int,
    *,
    shown: Sequence[str],
    after: int,
    limit: int,
) -> Query:
    """Return the query for the rows that one transaction changed, each with the row before it. `shown`: unmasked columns."""
    sql, values = belonging.condition(case)
    return (
        f"SELECT {_as_json(belonging, shown)} FROM (SELECT * FROM {belonging.table} h WHERE {sql} AND h.txid = %s "
        f"AND h.history_id > %s ORDER BY h.history_id + 0 LIMIT {limit:d}) h {_with_before(belonging)}",
        [*values, txid, after],
    )


LOOKS = """
SELECT max(id) AS last, min(at) AS first_at, max(at) AS at, person_id, max(person_name), role, act, kind, outcome,
       (array_agg(why ORDER BY id DESC))[1], count(*), sum(count)
FROM audits_accessrecord WHERE case_id = %s
GROUP BY person_id, role, act, kind, outcome, date_trunc('day', at)
HAVING max(id) < %s ORDER BY last DESC LIMIT %s
"""
"""A day's looks of one person, of one kind, are one line: a case is opened many times and must stay readable."""
