"""The access log as a long list: narrowed, latest first, paged by key, repeats told once; and the looks at one subject.

Each page costs the same at any depth and any length of the log: one index leads (the narrowest filter that has one), a walk of
it for each value, and days are turned into ids beforehand, since ids follow time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction

from .models import AccessRecord, Outcome
from .working_time import WASHINGTON, span

TABLE = AccessRecord._meta.db_table
COLUMNS = ", ".join(f'r."{f.column}"' for f in AccessRecord._meta.concrete_fields)
PAGE = 50
"""Lines a page."""
WINDOW = 400
"""Looks read at most for a page of lines."""
BATCH = 2_000
"""Looks read at a time for a file."""
SLACK = timedelta(hours=1)
"""How far the order of ids may differ from that of time: a transaction takes both within moments of each other."""
LAST = 2**62
"""Above every id."""


@dataclass(frozen=True, slots=True)
class LooksFilter:
    """What the list is narrowed to. Empty values narrow nothing; None for `people`, `roles` and `agency_ids`: all of them.

    `roles`: role texts as recorded. `with_system` False leaves out the system's own processing. `reason`: words that the
    stated reason holds. `since` and `until` are days in Washington, both included.
    """

    people: Collection[int] | None = None
    roles: Collection[str] | None = None
    agency_ids: Collection[int] | None = None
    with_system: bool = True
    act: str = ""
    kind: str = ""
    origin: str = ""
    outcome: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    case_id: int | None = None
    ids: Collection[int] | None = None
    id_from: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Looks of one person on one day at the same case, by the same act, of the same kind, with the same outcome: as one.

    `look` is the latest; `times` counts them, `subjects` the subjects they showed (with repeats), `since` is the first of them.
    `reasons`: how many different reasons were given for them.
    """

    look: AccessRecord
    times: int
    subjects: int
    since: datetime
    reasons: int = 1

    @property
    def others(self) -> int:
        """Return how many more reasons were given than that of the latest look."""
        return self.reasons - 1


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines, and the id before which the next page begins (0: this is the last)."""

    lines: tuple[Line, ...]
    before: int


Condition = tuple[str, list[Any]]


def page(narrowed: LooksFilter, *, before: int = 0, each: bool = False, limit: int = PAGE) -> Lines:
    """Return a page of the log. `each`: every look on a line of its own. At most six queries."""
    window = limit + 1 if each else WINDOW
    if narrowed.reason and not _leading(narrowed)[0]:
        found, full = _by_reason(narrowed, before, window)
    else:
        found = looks(narrowed, before=before, limit=window)
        full = len(found) == window
    return _lined(found, limit, each=each, full=full)


NEAR = 10_000
"""Ids among which words of a reason are sought one by one, before their index is asked."""


def _by_reason(narrowed: LooksFilter, before: int, window: int) -> tuple[list[AccessRecord], bool]:
    """Return looks whose reason holds words, and whether there may be more.

    Words that the latest looks hold often are found by walking these. Others are few, and found by the index of words: the
    planner can't tell which are rare, so that it isn't asked.
    """
    top = before or _newest() + 1
    near = looks(replace(narrowed, id_from=max(0, top - NEAR)), before=top, limit=window)
    if len(near) > PAGE:
        return near, True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"SELECT r.id FROM {TABLE} r WHERE {_WORDS} AND r.id < %s", [narrowed.reason, top])
        ids = sorted((pk for (pk,) in cursor.fetchall()), reverse=True)
        cursor.execute("SET LOCAL enable_seqscan = on")
    found = looks(replace(narrowed, ids=ids[:MOST_BY_WORDS]), before=top, limit=window)
    return found, len(found) == window or (len(ids) > MOST_BY_WORDS and bool(found))


MOST_BY_WORDS = 20_000
"""Looks found by words that the other filters are held against at a time."""
_WORDS = "to_tsvector('simple'::regconfig, coalesce(r.why, '')) @@ plainto_tsquery('simple', %s)"


def _lined(found: Sequence[AccessRecord], limit: int, *, each: bool, full: bool) -> Lines:
    groups: dict[tuple[Any, ...], list[AccessRecord]] = {}
    taken = 0
    for look in found:
        key = (look.pk,) if each else _alike(look)
        if key not in groups and len(groups) == limit:
            break
        groups.setdefault(key, []).append(look)
        taken += 1
    more = taken < len(found) or (full and taken == len(found))
    return Lines(tuple(_line(same) for same in groups.values()), found[taken - 1].pk if taken and more else 0)


def _alike(look: AccessRecord) -> tuple[Any, ...]:
    day = look.at.astimezone(WASHINGTON).date()
    return (look.person_id, look.role, look.act, look.kind, look.outcome, look.case_id, look.agency_id, day)


def _line(same: list[AccessRecord]) -> Line:
    return Line(same[0], len(same), sum(one.count for one in same), same[-1].at, len({one.why for one in same}))


def looks(narrowed: LooksFilter, *, before: int = 0, limit: int) -> list[AccessRecord]:
    """Return the latest looks below an id, latest first. At most two queries."""
    bounds = _bounds(narrowed, before or LAST)
    if bounds is None:
        return []
    sql, values = _query(narrowed, bounds, limit)
    return list(AccessRecord.objects.raw(sql, values))


def batches(narrowed: LooksFilter, *, up_to: int) -> Iterator[list[AccessRecord]]:
    """Yield the looks up to an id, latest first, some at a time, each in a transaction of its own."""
    before = up_to + 1
    while True:
        with transaction.atomic():
            found = looks(narrowed, before=before, limit=BATCH)
        if found:
            yield found
        if len(found) < BATCH:
            return
        before = found[-1].pk


def _bounds(narrowed: LooksFilter, before: int) -> tuple[int, int] | None:
    """Return the ids between which the days lie (the first included, the last not); None if nothing lies there."""
    low, high = narrowed.id_from, before
    if narrowed.since:
        first = _scalar(
            f"SELECT id FROM {TABLE} WHERE at >= %s ORDER BY at, id LIMIT 1", span(narrowed.since)[0] - SLACK
        )
        if first is None:
            return None
        low = max(low, first)
    if narrowed.until:
        last = _scalar(
            f"SELECT id FROM {TABLE} WHERE at < %s ORDER BY at DESC, id DESC LIMIT 1", span(narrowed.until)[1] + SLACK
        )
        if last is None:
            return None
        high = min(high, last + 1)
    return (low, high) if low < high else None


def _newest() -> int:
    """Return the id of the newest look, 0 if there is none."""
    newest = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first()
    return int(newest or 0)


def _scalar(sql: str, value: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _query(narrowed: LooksFilter, bounds: tuple[int, int], limit: int) -> Condition:
    """Return the query: a walk of the leading index for each of its values, merged.

    Each value stands in the statement itself, so that the planner knows a rare one: it would else walk all ids for it.
    """
    column, values = _leading(narrowed)
    where, given = _rest(narrowed, column)
    walk = f"SELECT {COLUMNS} FROM {TABLE} r WHERE r.id >= %s AND r.id < %s{where}"
    end = f"ORDER BY id DESC LIMIT {limit:d}"
    if not column:
        return f"{walk} {end}", [*bounds, *given]
    each = sorted(set(values)) or [None]
    walks = " UNION ALL ".join([f"({walk} AND r.{column} = %s {end})"] * len(each))
    return f"SELECT * FROM ({walks}) found {end}", [value for one in each for value in (*bounds, *given, one)]


def _leading(narrowed: LooksFilter) -> tuple[str, list[Any]]:
    """Return the column whose index leads, and the values it may have; '' if none is narrowed."""
    if narrowed.ids is not None:
        return "", []
    offered: Iterable[tuple[str, Collection[Any] | None]] = (
        ("case_id", [narrowed.case_id] if narrowed.case_id else None),
        ("person_id", narrowed.people),
        ("outcome", [narrowed.outcome] if narrowed.outcome and narrowed.outcome != Outcome.SHOWN else None),
        ("origin", [narrowed.origin] if narrowed.origin else None),
        ("role", narrowed.roles),
        ("kind", [narrowed.kind] if narrowed.kind else None),
        ("agency_id", narrowed.agency_ids),
        ("act", [narrowed.act] if narrowed.act else None),
    )
    return next(((column, list(values)) for column, values in offered if values is not None), ("", []))


def _rest(narrowed: LooksFilter, leading: str) -> Condition:
    """Return the conditions beside the leading one."""
    wanted: list[tuple[str, str, Any]] = [
        ("id", "r.id = ANY(%s)", _listed(narrowed.ids)),
        ("case_id", "r.case_id = %s", narrowed.case_id),
        ("person_id", "r.person_id = ANY(%s)", _listed(narrowed.people)),
        ("role", "r.role = ANY(%s)", _listed(narrowed.roles)),
        ("agency_id", "r.agency_id = ANY(%s)", _listed(narrowed.agency_ids)),
        ("act", "r.act = %s", narrowed.act),
        ("kind", "r.kind = %s", narrowed.kind),
        ("origin", "r.origin = %s", narrowed.origin),
        ("outcome", "r.outcome = %s", narrowed.outcome),
        ("why", _WORDS, narrowed.reason),
        ("since", "r.at >= %s", span(narrowed.since)[0] if narrowed.since else None),
        ("until", "r.at < %s", span(narrowed.until)[1] if narrowed.until else None),
    ]
    kept = [(sql, value) for column, sql, value in wanted if column != leading and (value or value == [])]
    system = "" if narrowed.with_system else " AND r.person_id >= 0"
    return "".join(f" AND {sql}" for sql, _ in kept) + system, [value for _, value in kept]


def _listed(values: Collection[Any] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _values_of(column: str) -> list[str]:
    """Return the values that a column has, in order, by leaps through its index: as many steps as there are values."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE v(x) AS ((SELECT {column} FROM {TABLE} ORDER BY {column} LIMIT 1) UNION ALL "
            f"SELECT (SELECT {column} FROM {TABLE} WHERE {column} > v.x ORDER BY {column} LIMIT 1) FROM v WHERE x IS NOT NULL) "
            "SELECT x FROM v WHERE x IS NOT NULL"
        )
        return [str(x) for (x,) in cursor.fetchall()]


def kinds() -> list[str]:
    """Return the kinds of things that were ever looked at, in order."""
    return _values_of("kind")


def role_texts(role: str) -> list[str]:
    """Return the role texts as recorded ('counsel, specialist') that hold a role."""
    return [text for text in _values_of("role") if role in text.split(", ")]


OF_SUBJECTS = f"""
SELECT r.* FROM (SELECT DISTINCT x FROM unnest(%s::bigint[]) u(x)) v CROSS JOIN LATERAL (
    (SELECT {COLUMNS}, v.x AS subject FROM audits_accessedsubject s JOIN {TABLE} r ON r.id = s.record_id
     WHERE s.subject_id = v.x AND s.record_id < %s AND (r.person_id >= 0 OR %s)
       AND (%s::bigint[] IS NULL OR r.agency_id = ANY(%s))
     ORDER BY s.record_id DESC LIMIT %s)
    UNION ALL
    (SELECT {COLUMNS}, v.x FROM {TABLE} r WHERE r.object_id = v.x AND r.kind = 'subject' AND r.outcome = 'denied' AND r.id < %s
     AND (%s::bigint[] IS NULL OR r.agency_id = ANY(%s)) ORDER BY r.id DESC LIMIT %s)
) r ORDER BY r.id DESC LIMIT %s
"""
"""Who saw these subjects, and who was refused a look at one of them by its number."""


def of_subjects(
    subject_ids: Collection[int],
    *,
    agency_ids: Collection[int] | None,
    with_system: bool = False,
    before: int = 0,
    limit: int = PAGE,
) -> tuple[list[tuple[AccessRecord, int]], int]:
    """Return a page of (look, subject) of everyone who ever saw these subjects, latest first, and where the next begins.

    `agency_ids`: whose cases' looks are told; None: all. One query, the same at any depth.
    """
    among, top, most = _listed(agency_ids), before or LAST, limit + 1
    values = [list(subject_ids), top, with_system, among, among, most, top, among, among, most, most]
    found = [(look, int(cast(Any, look).subject)) for look in AccessRecord.objects.raw(OF_SUBJECTS, values)]
    return found[:limit], found[limit - 1][0].pk if len(found) > limit else 0


def around_case(case_id: int, kinds: Collection[str], *, limit: int) -> list[AccessRecord]:
    """Return the latest looks of people at things of a case that may name every subject of it, such as its signed letter."""
    found = AccessRecord.objects.filter(case_id=case_id, kind__in=kinds, person_id__gte=0)
    return list(found.order_by("-id")[:limit])
