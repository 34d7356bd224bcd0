"""One timeline of a case: who, what in an English sentence, when, why, old and new values on demand, and who looked.

The only reader of history rows. The caller says which models belong to a case and how a group of their rows reads, so
that this module knows nothing of what the case is about. A transaction is one event: a thousand subjects added by one
upload are one sentence. The number of queries is fixed, whatever the number of rows.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from .access_log import Opened
from .history_sql import LOOKS, OWN_COLUMNS, Belonging, Query, _quoted, changes, rows_of, transactions
from .models import AccessAct, Outcome

BEGINNING = 2**62
"""Above every transaction id and every id of a look."""

CREATED, CHANGED, REMOVED = "+", "~", "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One changed row: its values now and before (None if there was no row before), by column.

    Columns that hold tax data are left out of both; `masked` names those of them that changed.
    """

    history_id: int
    object_id: int
    kind: str
    now: Mapping[str, Any]
    before: Mapping[str, Any] | None
    masked: tuple[str, ...] = ()

    def changed(self) -> tuple[str, ...]:
        """Return the columns that differ from the row before, the masked ones last."""
        old = self.before or {}
        seen = [c for c in self.now if c not in OWN_COLUMNS and self.now[c] != old.get(c)]
        return (*seen, *self.masked)

    def was(self, column: str) -> Any:
        """Return the value before, None if there was none."""
        return (self.before or {}).get(column)


@dataclass(frozen=True, slots=True)
class Group:
    """What one transaction did to the rows of one model: how many it added, changed, removed, and up to three of them."""

    model: str
    added: int
    changed: int
    removed: int
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        """How many rows it touched."""
        return self.added + self.changed + self.removed

    @property
    def row(self) -> Row:
        """The first of them."""
        return self.rows[0]


Tell = Callable[[Group], str]
"""Says in one English sentence (without a name before it, as 'returned the request') what was done; '' says nothing."""

TellLook = Callable[[str, str, str], str]
"""Says what a look was, from its act, the kind of thing looked at, and its outcome."""


@dataclass(frozen=True)
class Told:
    """A model's rows in the timeline: how they belong to the case, and how they read."""

    belongs: Belonging
    tell: Tell


@dataclass(frozen=True)
class Event:
    """One line of the timeline: a transaction that changed something, or a day's looks of one person.

    `txid` is 0 for looks; `times` and `subjects` count acts of looking and subjects shown (with repeats); `since` is the
    first of them.
    """

    at: datetime
    actor_id: int
    actor_name: str
    why: str
    sentences: tuple[str, ...]
    txid: int = 0
    rows: int = 0
    look_id: int = 0
    role: str = ""
    denied: bool = False
    times: int = 1
    subjects: int = 0
    since: datetime | None = None
    models: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_look(self) -> bool:
        """Whether somebody looked, rather than changed."""
        return not self.txid


@dataclass(frozen=True, slots=True)
class Page:
    """Events, latest first, and where the next page begins ('' if this is the last)."""

    events: tuple[Event, ...]
    after: str = ""


def timeline(
    case: Mapping[str, int | None],
    *,
    sentences: Sequence[Told],
    looks: bool = True,
    tell_look: TellLook | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """Return one page of a case's timeline, latest first. `case` holds the keys that `sentences` speak of.

    `case["case"]` is the id by which looks are found. `after` is the `after` of the page before; anything else begins
    anew. Four queries at most.
    """
    txid, look = _cursor(after)
    changed = list(_change_events(case, sentences, txid, limit + 1)) if sentences else []
    seen = list(_look_events(case["case"], look, limit + 1, tell_look or looked)) if looks else []
    merged = list(heapq.merge(changed, seen, key=lambda e: e.at, reverse=True))
    page = merged[:limit]
    return Page(tuple(page), _next(page, txid, look) if len(merged) > limit else "")


def _cursor(after: str | None) -> tuple[int, int]:
    left, _, right = (after or "").partition(".")
    if left.isascii() and left.isdigit() and right.isascii() and right.isdigit() and len(left + right) < 37:
        return min(int(left), BEGINNING), min(int(right), BEGINNING)
    return BEGINNING, BEGINNING


def _next(page: Sequence[Event], txid: int, look: int) -> str:
    txids = [e.txid for e in page if not e.is_look]
    looks = [e.look_id for e in page if e.is_look]
    return f"{txids[-1] if txids else txid}.{looks[-1] if looks else look}"


def _fetch(query: Query) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*query)
        return list(cursor.fetchall())


def _parts(
    case: Mapping[str, int | str | None], told: Sequence[Told], before: int, limit: int
) -> dict[int, list[tuple[Any, ...]]]:
    """Return what each of the latest transactions did to each model's rows, by transaction, latest first. Two queries."""
    belongings = [t.belongs for t in told]
    txids = [t for (t,) in _fetch(transactions(belongings, case, before=before, limit=limit))]
    by_txid: dict[int, list[tuple[Any, ...]]] = {t: [] for t in txids}
    for found in _fetch(changes(belongings, case, txids)) if txids else ():
        by_txid[found[1]].append(found)
    return by_txid


def _change_events(case: Mapping[str, int | None], told: Sequence[Told], before: int, limit: int) -> Iterator[Event]:
    for txid, parts in _parts(case, told, before, limit).items():
        yield _change_event(txid, parts, told)


def _change_event(txid: int, parts: list[tuple[Any, ...]], told: Sequence[Told]) -> Event:
    groups = [(told[p[0]].tell, _group(told[p[0]].belongs.model, p)) for p in parts]
    sentences = (tell(group) for tell, group in groups)
    first = min(range(len(parts)), key=lambda n: parts[n][5])
    row = groups[first][1].row.now
    return Event(
        at=parts[first][5],
        actor_id=row["history_user_id"],
        actor_name=row["actor_name"],
        why=row["history_change_reason"] or "",
        sentences=tuple(dict.fromkeys(s for s in sentences if s)),
        txid=txid,
        rows=sum(group.count for _, group in groups),
        models=frozenset(group.model for _, group in groups),
    )


def _group(model: str, part: tuple[Any, ...]) -> Group:
    return Group(model, part[2], part[3], part[4], tuple(rows_in(part[6])))


def rows_in(found: Any) -> Iterator[Row]:
    """Yield the rows of a JSON value that `history_sql` made."""
    for one in json.loads(found) if isinstance(found, str) else found or ():
        yield Row(one["id"], one["object"], one["kind"], one["now"], one["before"], tuple(one["masked"]))


def _look_events(case_id: int | None, before: int, limit: int, tell: TellLook) -> Iterator[Event]:
    for last, first_at, at, who, name, role, act, kind, outcome, why, times, subjects in _fetch(
        (LOOKS, [case_id, before, limit])
    ):
        yield Event(
            at=at,
            actor_id=who,
            actor_name=name,
            why=why,
            sentences=(tell(act, kind, outcome),),
            look_id=last,
            role=role,
            denied=outcome != Outcome.SHOWN,
            times=times,
            subjects=subjects,
            since=first_at if times > 1 else None,
        )


def looked(act: str, kind: str, outcome: str) -> str:
    """Say what a look was, knowing nothing of the things looked at."""
    verb = AccessAct(act).label if act in AccessAct.values else act
    thing = kind.replace("_", " ")
    return f"{verb} {thing}" if outcome == Outcome.SHOWN else f"{verb} {thing}: {outcome}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A column's old and new value. Masked: it changed, and what it holds isn't shown."""

    column: str
    label: str
    old: Any = None
    new: Any = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """One changed object with its differences, in the order of the columns. `subject_id`: whom it is about, 0 for none.

    `called`: what a page calls it; '' where its number stands for it.
    """

    model: str
    noun: str
    object_id: int
    history_id: int
    kind: str
    differences: tuple[Difference, ...]
    subject_id: int = 0
    called: str = ""


def differences(
    case: Mapping[str, int | None],
    txid: int,
    told: Told,
    *,
    opened: Opened | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Changed]:
    """Return what a transaction changed in one model's rows, by history id. One query.

    Tax columns are masked unless `opened` proves that a look was recorded; sealed bytes are masked always.
    """
    belongs = told.belongs
    shown = [c for c in belongs.hidden if c not in belongs.sealed] if opened is not None else []
    found = _fetch(rows_of(belongs, case, txid, shown=shown, after=after, limit=limit))
    return [changed_of(belongs, row) for row in rows_in(found[0][0])]


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction did to the rows of a list: the event, and old and new values of up to three rows of a model."""

    event: Event
    changed: tuple[Changed, ...]


def steps(
    case: Mapping[str, int | str | None], told: Sequence[Told], *, before: int = BEGINNING, limit: int = 50
) -> list[Step]:
    """Return what became of rows that belong to no case (an agreement, a list), latest first, with old and new values.

    `before`: the transaction id of the last step of the page before. Tax columns stay masked. Two queries.
    """
    found = _parts(case, told, before, limit)
    return [Step(_change_event(txid, parts, told), tuple(_changed_in(parts, told))) for txid, parts in found.items()]


def _changed_in(parts: list[tuple[Any, ...]], told: Sequence[Told]) -> Iterator[Changed]:
    for part in parts:
        yield from (changed_of(told[part[0]].belongs, row) for row in rows_in(part[6]))


def latest_mark(model: str, object_id: int) -> int:
    """Return the id of the last history row of an object, 0 if it has none: it grows with every change of the object."""
    belongs = Belonging(model, ())
    with connection.cursor() as cursor:
        sql = f"SELECT coalesce(max(history_id), 0) FROM {belongs.table} WHERE {belongs.key} = %s"
        cursor.execute(sql, [object_id])
        return int(cursor.fetchone()[0])


def values_of(model: str, object_id: int, *columns: str) -> list[tuple[Any, ...]]:
    """Return the values that these columns of an object have had, each combination once, in no order."""
    belongs = Belonging(model, ())
    shut = {*belongs.hidden, *belongs.sealed}.intersection(columns)
    if shut:
        raise ValueError(f"Tax data isn't read from history: {', '.join(sorted(shut))}.")
    names = ", ".join(map(_quoted, columns))
    return _fetch((f"SELECT DISTINCT {names} FROM {belongs.table} WHERE {belongs.key} = %s", [object_id]))


def changed_of(belongs: Belonging, row: Row, subject: str = "") -> Changed:
    """Return a changed row as its differences; `subject` names the column of the subject that it is about."""
    fields = [f for f in belongs.tracked._meta.concrete_fields if not f.primary_key]
    told = (_difference(row, str(f.column), str(f.verbose_name)) for f in fields)
    noun = str(belongs.tracked._meta.verbose_name)
    about = int(row.now.get(subject) or 0)
    return Changed(belongs.model, noun, row.object_id, row.history_id, row.kind, tuple(d for d in told if d), about)


def _difference(row: Row, column: str, label: str) -> Difference | None:
    """Return what became of one column; None if nothing did, or if it was empty in a row that was added or removed."""
    if column in row.masked:
        return Difference(column, label, masked=True)
    if row.kind == CHANGED:
        changed = column in row.now and row.now[column] != row.was(column)
        return Difference(column, label, row.was(column), row.now[column]) if changed else None
    value = row.now.get(column)
    if value in EMPTY:
        return None
    return Difference(column, label, None, value) if row.kind == CREATED else Difference(column, label, value, None)


EMPTY: tuple[Any, ...] = (None, "", [], {})
"""Values that say nothing in a row that was added or removed."""
