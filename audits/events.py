"""The one history over everything: which transactions fit what is asked, what each of them did, and whether none is missing.

Pages go by key, (when the transaction began, its id), in both directions. The functions of the database that are called here
ask themselves who reads (`placing.House.wall`). No query grows with the number of events.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models

from .access_log import Opened
from .events_sql import LANGUAGE
from .finding_sql import DAY
from .guarding import history_model, tracked_models
from .history import Changed, Group, Row, changed_of, rows_in
from .history_sql import Belonging, changed_rows, sample_of
from .placing import placed

Key = tuple[datetime, int]
"""When a transaction began, and its id: what pages go by."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. Of each collection anything fits; None asks for nothing, and an empty one fits nothing. All of the
    `fields` must have changed.

    `acts`: added, changed, removed, or what the application calls a change. `words`: as people type them, for
    websearch_to_tsquery. `subjects`: ids of subjects that were changed, or decided on. `since` is included, `until` isn't.
    """

    people: Collection[int] | None = None
    roles: Collection[str] | None = None
    agencies: Collection[int] | None = None
    cases: Collection[int] | None = None
    models: Collection[str] | None = None
    acts: Collection[str] | None = None
    fields: Collection[str] | None = None
    statuses: Collection[str] | None = None
    words: str = ""
    subjects: Collection[int] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def said(self) -> str:
        """Return the words without the sign that stands for a day."""
        return self.words.replace(DAY, " ")

    def hopeless(self) -> bool:
        """Return whether nothing can fit, because something is asked of which there is none."""
        listed = (
            self.people,
            self.roles,
            self.agencies,
            self.cases,
            self.models,
            self.acts,
            self.fields,
            self.statuses,
        )
        return any(values is not None and not values for values in (*listed, self.subjects))

    def marks(self) -> str:
        """Return the search for marks, as `finding_sql` fills in its day; '' asks for none."""
        asked = (
            ("p", self.people),
            ("r", self.roles),
            ("a", self.agencies),
            ("c", self.cases),
            ("m", self.models),
            ("t", self.acts),
            ("s", self.statuses),
        )
        each = [_any_of(sign, values) for sign, values in asked if values is not None]
        return " & ".join([*each, *(_any_of("f", [field]) for field in self.fields or ())])


def _any_of(sign: str, values: Collection[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace("'", "''") for value in values)
    each = [f"'{DAY}{sign}{value}'" for value in quoted]
    return f"( {' | '.join(each)} )"


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of a page of transactions, latest first, and whether there are older and newer ones that fit.

    `cut`: more was done about the subjects asked for than is looked for.
    """

    keys: tuple[Key, ...]
    older: bool
    newer: bool
    cut: bool = False


def find(asked: Asked, *, start: Key | None = None, newer: bool = False, limit: int = 50) -> Found:
    """Return the transactions before a key, latest first; with `newer` those after it; without one the first or last page.

    Two queries at most.
    """
    if asked.hopeless():
        return Found((), older=False, newer=False)
    txids, cut = (None, False) if asked.subjects is None else subject_transactions(asked.subjects)
    given = [asked.marks(), asked.said(), txids, asked.since, asked.until, *(start or (None, None))]
    name = "audits_events_newer" if newer else "audits_events_older"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT found_began, found_txid FROM {name}(%s, %s, %s::bigint[], %s, %s, %s, %s, %s)", [*given, limit + 1]
        )
        keys = sorted(cursor.fetchall(), reverse=not newer)
    more, page = len(keys) > limit, tuple(keys[:limit])
    if newer:
        return Found(page[::-1], older=start is not None, newer=more, cut=cut)
    return Found(page, older=more, newer=start is not None, cut=cut)


SUBJECT_MOST = 20_000
"""Transactions that are looked for about subjects."""


def subject_transactions(ids: Collection[int]) -> tuple[list[int], bool]:
    """Return the ids of the latest transactions that changed these subjects' rows, or rows that name them. One query.

    And whether there were more than are looked for.
    """
    parts, params = [], list[Any]()
    for model in tracked_models():
        place, table = placed(model), history_model(model)._meta.db_table
        if place.subject:
            parts.append(f'SELECT txid FROM "{table}" WHERE "{place.subject}" = ANY(%s)')
        if place.subjects:
            parts.append(f'SELECT txid FROM "{table}" WHERE "{place.subjects}" && %s::bigint[]')
        params += [list(ids)] * (bool(place.subject) + bool(place.subjects))
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION '.join(parts)} ORDER BY txid DESC LIMIT {SUBJECT_MOST + 1}", params)
        found = [txid for (txid,) in cursor.fetchall()]
    return found[:SUBJECT_MOST], len(found) > SUBJECT_MOST


@dataclass(frozen=True, slots=True)
class Event:
    """What one statement did to rows of one model, in one case: the columns of `models.HistoryEvent`, and a group to tell of.

    `actor_name`: as it was then.
    """

    id: int
    began: datetime
    txid: int
    at: datetime
    model: str
    act: str
    added: int
    changed: int
    removed: int
    first_id: int
    last_id: int
    actor_id: int
    roles: tuple[str, ...]
    why: str
    case_id: int | None
    agency_id: int | None
    object_id: int | None
    fields: tuple[str, ...]
    status: str
    secret: bool
    group: Group
    actor_name: str = ""

    @property
    def count(self) -> int:
        """How many rows it touched."""
        return self.added + self.changed + self.removed


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction: its events that the reader may see, in order, and how many more there are."""

    key: Key
    events: tuple[Event, ...]
    more: int


def entries(keys: Sequence[Key], asked: Asked, *, most: int = 12) -> list[Entry]:
    """Return what these transactions did: of each the first events that fit what is asked.

    Two queries, whatever the number of transactions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM audits_events_of(%s, %s, %s::bigint[], %s)",
            [asked.marks(), asked.said(), [txid for _, txid in keys], most],
        )
        rows = cursor.fetchall()
    samples = _samples(rows)
    told: dict[int, list[Event]] = {txid: [] for _, txid in keys}
    many: dict[int, int] = {}
    for row in rows:
        many[row[2]] = row[20]
        told[row[2]].append(_event(row, samples.get((row[4], row[9]))))
    return [Entry(k, tuple(told[k[1]]), many[k[1]] - len(told[k[1]])) for k in keys if told[k[1]]]


def entry(txid: int, asked: Asked, *, most: int) -> Entry | None:
    """Return what one transaction did, as `entries` does; None if the reader may see none of it."""
    found = entries([(BEFORE_ALL, txid)], asked, most=most)
    if not found:
        return None
    return Entry((found[0].events[0].began, txid), found[0].events, found[0].more)


BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def model_of(event: Event) -> type[models.Model]:
    """Return the model whose rows an event changed."""
    return apps.get_model(event.model)


def changed(event: Event, *, opened: Opened | None = None, after: int = 0, limit: int = 50) -> list[Changed]:
    """Return what an event changed, row by row, by history id. One query.

    Tax columns are masked unless `opened` proves that a look was recorded; sealed bytes are masked always.
    """
    belongs, place = Belonging(event.model, ()), placed(model_of(event))
    shown = [c for c in belongs.hidden if c not in belongs.sealed] if opened is not None else []
    conditions, values = ["h.txid = %s", "h.history_id BETWEEN %s AND %s", "h.history_type = %s"], list[Any]()
    values += [event.txid, max(event.first_id, after + 1), event.last_id]
    values.append("+" if event.added else "~" if event.changed else "-")
    for part, value in (("case", event.case_id), ("agency", event.agency_id), ("secret", event.secret)):
        if getattr(place, part):
            own = place.of(part, "h")
            conditions.append(f"({own}) IS NOT DISTINCT FROM %s" if part == "case" else f"coalesce(({own}) = %s, true)")
            values.append(value)
    with connection.cursor() as cursor:
        cursor.execute(changed_rows(belongs, " AND ".join(conditions), shown=shown, limit=limit), values)
        return [changed_of(belongs, row, place.subject) for row in rows_in(cursor.fetchone()[0])]


def _event(row: tuple[Any, ...], sample: Row | None) -> Event:
    rows = (sample,) if sample else ()
    group = Group(row[4], row[6], row[7], row[8], rows)
    roles, fields = tuple(row[12] or ()), tuple(row[17] or ())
    name = str(sample.now.get("actor_name", "")) if sample else ""
    values: list[Any] = [*row[:12], roles, *row[13:17], fields, *row[18:20], group, name]
    return Event(*values)


def _samples(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], Row]:
    """Return the first row of each event, with the row before it, without tax data."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        wanted.setdefault(row[4], []).append(row[9])
    parts, params = [], list[Any]()
    for model, ids in wanted.items():
        parts.append(f"SELECT %s, {sample_of(Belonging(model, ()))}")
        params += [model, ids]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = cursor.fetchall()
    return {(model, row.history_id): row for model, rows_ in found for row in rows_in(rows_)}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A model whose events count other rows than its history holds."""

    model: str
    counted: int
    rows: int


def searchable(words: str) -> bool:
    """Whether words as people type them hold one that events are found by: not 'the' or 'of' alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT numnode(websearch_to_tsquery('{LANGUAGE}', %s)) > 0", [words])
        return bool(cursor.fetchone()[0])


def disagreements() -> list[Disagreement]:
    """Return the models of which events and history disagree: none, unless somebody altered one of them.

    Reads every event and counts every row of history: for the verification, not for a page.
    """
    tables = {m._meta.label: history_model(m)._meta.db_table for m in tracked_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT counted_model, counted_rows FROM audits_events_counted()")
        counted = dict(cursor.fetchall())
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{label}', count(*) FROM \"{table}\"" for label, table in tables.items())
        )
        rows = dict(cursor.fetchall())
    found = (Disagreement(m, counted.get(m, 0), rows.get(m, 0)) for m in sorted({*counted, *rows}))
    return [one for one in found if one.counted != one.rows]
