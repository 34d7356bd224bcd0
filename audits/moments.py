"""A case as it stood after a transaction: its events, and the rows that stood then.

A row stood as the latest of its rows of history says that this transaction or an earlier one wrote, unless that was its
removal. Rows are ordered by history id and events by transaction id, never by date: two may bear the same date. Tax columns
are left out, unless `opened` proves that a look was recorded; sealed bytes are left out always.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .access_log import Opened
from .history import _fetch
from .history_sql import Belonging, Query, _quoted

Case = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a case: a transaction, or neighbors in which one actor went on with the same for the same reason.

    `first`, `last`: ids of its first and last transaction; `at`, `until`: when they were; `steps`: how many there were.
    """

    first: int
    last: int
    at: datetime
    until: datetime
    actor_name: str
    why: str
    steps: int


class Events:
    """The events of a case in order, the first one numbered 1."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.all = tuple(events)
        self._firsts = [e.first for e in self.all]

    def __len__(self) -> int:
        return len(self.all)

    def number_at(self, txid: int) -> int:
        """Return the number of the event that a transaction belongs to, or of the last one before it; 0 before the first."""
        return bisect_right(self._firsts, txid)

    def numbered(self, number: int) -> Event:
        """Return an event by its number; the first or the last for a number that is out of range. Raises IndexError if none."""
        return self.all[min(max(number, 1), len(self.all)) - 1]

    def since(self, txid: int) -> Events:
        """Return the events from a transaction on, numbered anew."""
        return Events([e for e in self.all if e.last >= txid])

    def before(self, when: datetime) -> int:
        """Return the number of the last event that had begun before an instant, 0 if none had."""
        dates = [e.at for e in self.all]
        if dates == sorted(dates):
            return bisect_left(dates, when)
        return max((n for n, at in enumerate(dates, start=1) if at < when), default=0)


@dataclass(frozen=True, slots=True)
class Then:
    """A row as it stood: the open columns' values as JSON has them, and when and by which transaction it came to stand so."""

    object_id: int
    history_id: int
    txid: int
    at: datetime
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def events(belongings: Sequence[Belonging], case: Case, *, in_parts: Collection[str]) -> Events:
    """Return every event of a case. One query.

    `in_parts`: models whose rows workers write part by part, thousands at a time. Neighboring transactions that touched nothing
    else are one event if actor, reason and models are the same.
    """
    return Events([Event(*found) for found in _fetch(_events(belongings, case, in_parts))])


def _events(belongings: Sequence[Belonging], case: Case, in_parts: Collection[str]) -> Query:
    walks, parts, params = [], [], list[Any]()
    own = [(n, b) for n, b in enumerate(belongings) if b.model in in_parts]
    for number, belongs in own:
        condition, values = _of_case(belongs, case)
        step = f"SELECT {_TOLD} FROM {belongs.table} h WHERE {condition} AND h.txid > "
        walks.append(
            f"w{number} AS (({step} 0 ORDER BY h.txid LIMIT 1) UNION ALL SELECT n.* FROM w{number} w "
            f"CROSS JOIN LATERAL ({step} w.txid ORDER BY h.txid LIMIT 1) n)"
        )
        parts.append(f"SELECT {number:d} AS model, true AS part, * FROM w{number}")
        params += [*values, *values]
    for number, belongs in enumerate(belongings):
        if (number, belongs) not in own:
            condition, values = _of_case(belongs, case)
            parts.append(
                f"(SELECT DISTINCT ON (h.txid) {number:d}, false, {_TOLD} FROM {belongs.table} h WHERE {condition} "
                "ORDER BY h.txid, h.history_id)"
            )
            params += values
    recursive = f"WITH RECURSIVE {', '.join(walks)}, " if walks else "WITH "
    return f"{recursive}parts (model, part, {_NAMES}) AS ({' UNION ALL '.join(parts)}), {_RUNS}", params


_TOLD = "h.txid, h.history_date, h.history_user_id, h.actor_name, h.history_change_reason"
_NAMES = "txid, at, who, name, why"
_RUNS = """
told AS (
    SELECT txid, min(at) AS at, min(who) AS who, min(name) AS name, min(why) AS why, bool_and(part) AS part,
           array_agg(model ORDER BY model) AS models FROM parts GROUP BY txid
), compared AS (
    SELECT *, part AND ROW(part, who, why, models) IS NOT DISTINCT FROM ROW(
        lag(part) OVER o, lag(who) OVER o, lag(why) OVER o, lag(models) OVER o) AS goes_on
    FROM told WINDOW o AS (ORDER BY txid)
), runs AS (
    SELECT *, count(*) FILTER (WHERE NOT goes_on) OVER (ORDER BY txid) AS run FROM compared
)
SELECT min(txid), max(txid), min(at), max(at), min(name), coalesce(min(why), ''), count(*) FROM runs GROUP BY run ORDER BY run
"""


def _of_case(belongs: Belonging, case: Case) -> Query:
    """Return the condition on the rows of a case; a model without keys is every case's."""
    condition, values = belongs.condition(case)
    return condition.removeprefix(" AND ") or "true", values


ALL: Query = ("true", [])
"""A condition on rows `h` of history, or `l` of a page, that all of them meet."""


def _stood(belongs: Belonging, case: Case, txid: int, having: Query) -> Query:
    """Return the FROM and WHERE of the rows that belonged to the case then: the last of each object, that isn't its removal.

    What may move from case to case is looked up by whatever ever belonged to this one.
    """
    condition, values = _of_case(belongs, case)
    moves = belongs.empty_is_all or bool(belongs.among)
    ever = f"h.{belongs.key} IN (SELECT h.{belongs.key} FROM {belongs.table} h WHERE {condition})"
    last = (
        f"SELECT max(h.history_id) FROM {belongs.table} h WHERE {ever if moves else condition} AND h.txid <= %s "
        f"GROUP BY h.{belongs.key}"
    )
    sql = f"FROM {belongs.table} h WHERE h.history_id IN ({last}) AND h.history_type <> '-' AND {having[0]}"
    if moves:
        return f"{sql} AND {condition}", [*values, txid, *having[1], *values]
    return sql, [*values, txid, *having[1]]


def rows(
    belongs: Belonging, case: Case, txid: int, *, less: Sequence[str] = (), limit: int | None = None
) -> list[Then]:
    """Return the rows of one model that belonged to the case then, by object id; the last `limit` of them. One query.

    `less`: columns that aren't wanted.
    """
    sql, params = _stood(belongs, case, txid, ALL)
    most = f" LIMIT {limit:d}" if limit else ""
    found = _fetch((f"SELECT {_then(belongs, less)} {sql} ORDER BY h.{belongs.key} DESC{most}", params))
    return [_read(row) for row in found][::-1]


def counted(
    belongs: Belonging, case: Case, txid: int, columns: Sequence[str], *, having: Query = ALL
) -> dict[tuple[Any, ...], int]:
    """Return how many rows that belonged to the case then hold each combination of values. One query.

    `having`: a further condition in SQL on the row `h`. Raises ValueError for a column that holds tax data.
    """
    shut = {*belongs.hidden, *belongs.sealed}.intersection(columns)
    if shut:
        raise ValueError(f"Tax data isn't counted by: {', '.join(sorted(shut))}.")
    names = ", ".join(f"h.{_quoted(column)}" for column in columns)
    sql, params = _stood(belongs, case, txid, having)
    return {tuple(row[:-1]): row[-1] for row in _fetch((f"SELECT {names}, count(*) {sql} GROUP BY {names}", params))}


def rows_of(
    belongs: Belonging, ids: Sequence[int], txid: int, *, key: str = "", opened: Opened | None = None
) -> list[Then]:
    """Return rows by their ids (or by another indexed column, `key`) as they stood then, in the order of their ids. One query.

    Raises ValueError if `key` holds tax data.
    """
    if key in belongs.hidden:
        raise ValueError(f"Tax data finds no rows of history: {key}.")
    column = _quoted(key) if key else belongs.key
    sql = (
        f"SELECT {_then(belongs, (), _opened(belongs, opened))} FROM {belongs.table} h WHERE h.history_id IN ("
        f"SELECT max(h.history_id) FROM {belongs.table} h WHERE h.{column} = ANY(%s) AND h.txid <= %s "
        f"GROUP BY h.{belongs.key}) AND h.history_type <> '-' ORDER BY h.{belongs.key}"
    )
    return [_read(row) for row in _fetch((sql, [list(ids), txid]))] if ids else []


def _opened(belongs: Belonging, opened: Opened | None) -> frozenset[str]:
    return frozenset() if opened is None else frozenset(belongs.hidden) - frozenset(belongs.sealed)


def _then(belongs: Belonging, less: Sequence[str], shown: Collection[str] = ()) -> str:
    gone = sorted({*belongs.hidden, *belongs.sealed, *less} - set(shown))
    taken = "".join(f" - '{column}'" for column in gone)
    return f"h.{belongs.key}, h.history_id, h.txid, h.history_date, to_jsonb(h){taken}"


def _read(row: tuple[Any, ...]) -> Then:
    object_id, history_id, txid, at, values = row
    return Then(object_id, history_id, txid, at, _load(values))


def _load(value: Any) -> dict[str, Any]:
    return dict(json.loads(value) if isinstance(value, str) else value)


@dataclass(frozen=True, slots=True)
class Became:
    """That a column of an object came to hold a value: by which transaction, when, by whom."""

    object_id: int
    txid: int
    at: datetime
    actor_name: str
    value: Any


def became(belongs: Belonging, case: Case, column: str) -> list[Became]:
    """Return each value that a column came to hold in the case's rows of one model, in order. One query.

    Raises ValueError for a column that holds tax data.
    """
    if column in (*belongs.hidden, *belongs.sealed):
        raise ValueError(f"This column holds tax data, so that it isn't told: {column}.")
    condition, values = _of_case(belongs, case)
    name = f"h.{_quoted(column)}"
    sql = (
        "SELECT id, txid, history_date, actor_name, value FROM (SELECT h.history_id, h.txid, h.history_date, h.actor_name, "
        f"h.{belongs.key} AS id, {name} AS value, lag({name}) OVER o AS was FROM {belongs.table} h WHERE {condition} "
        f"WINDOW o AS (PARTITION BY h.{belongs.key} ORDER BY h.history_id)) found "
        "WHERE value IS DISTINCT FROM was ORDER BY history_id"
    )
    return [Became(*row) for row in _fetch((sql, values))]
