"""Entries of the one history as a page draws them: sentences, names, numbers of requests. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from itertools import groupby

from django.apps import apps

from audits.acting import SYSTEM_ACTORS
from audits.events import Entry, Event
from audits.history import Group
from audits.placing import placed
from audits.standalone.words import count_of

from .. import access
from ..models import Agency, Person
from .coded import roles_given
from .every_sentence import Names, role_labels, tell
from .history_query import text_of
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Part:
    """What one person did in one transaction to what belongs to one case, or to none: ready to be drawn."""

    who: str
    roles: str
    sentences: tuple[str, ...]
    why: str
    case_id: int | None
    number: str
    agency: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: a transaction. `more`: events of it that aren't told here. `key`: its key, as an address says it."""

    at: datetime
    txid: int
    key: str
    parts: tuple[Part, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Known:
    """Names for what a page's events speak of, and the numbers of the requests that the reader may open."""

    names: Names
    numbers: dict[int, str]


def known(request: DeskRequest, entries: Sequence[Entry]) -> Known:
    """Return the names for a page's events. Four queries."""
    events = [event for entry in entries for event in entry.events]
    people, agencies, permissions = set[int](), {e.agency_id for e in events if e.agency_id}, set[int]()
    for event in events:
        people.add(event.actor_id)
        for row in event.group.rows:
            people |= {row.now[c] for c in ("person_id", "user_id") if row.now.get(c)}
            agencies |= {row.now[c] for c in ("agency_id", "content_object_id") if row.now.get(c)}
            permissions |= {row.now["permission_id"]} if row.now.get("permission_id") else set()
    cases = {e.case_id for e in events if e.case_id}
    named = {p.pk: p.get_full_name() for p in Person.objects.filter(pk__in=people)}
    named |= {pk: actor.name for pk, actor in SYSTEM_ACTORS.items()}
    agency_names = dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "name"))
    visible = access.visible_requests(request.visitor, request.roles)
    numbers = dict(visible.filter(pk__in=cases).values_list("pk", "number")) if cases else {}
    return Known(Names(named, agency_names, roles_given(permissions)), numbers)


def lines(entries: Sequence[Entry], known: Known) -> list[Line]:
    """Return the entries as lines."""
    return [
        Line(e.events[0].at, e.key[1], text_of(e.key), tuple(_parts(e.events, known)), e.more)
        for e in entries
        if e.events
    ]


def _parts(events: Sequence[Event], known: Known) -> Iterator[Part]:
    ordered = sorted(enumerate(events), key=lambda pair: (_first(events, pair[1]), pair[0]))
    for _, same in groupby(ordered, key=lambda pair: _apart(pair[1])):
        yield _part([event for _, event in same], known)


def _apart(event: Event) -> tuple[int, str, int | None, int | None]:
    return (event.actor_id, event.why, event.case_id, event.agency_id if event.case_id is None else None)


def _first(events: Sequence[Event], one: Event) -> int:
    return next(n for n, event in enumerate(events) if _apart(event) == _apart(one))


def _part(events: list[Event], known: Known) -> Part:
    first, names = events[0], known.names
    return Part(
        first.actor_name or names.person(first.actor_id),
        role_labels(first.roles),
        tuple(_sentences(events, names)),
        first.why,
        first.case_id,
        known.numbers.get(first.case_id or 0, ""),
        names.agency(first.agency_id) if first.agency_id else "",
    )


TOLD = 3
"""Changes of one kind that are told one by one; the others are counted."""


def _sentences(events: Sequence[Event], names: Names) -> Iterator[str]:
    """Yield what was done, in order: subjects counted over all statements, other things one by one as long as they are few."""
    kinds: dict[tuple[str, str, tuple[str, ...]], list[Group]] = {}
    for event in events:
        kinds.setdefault((event.model, event.act, event.fields), []).append(event.group)
    for (model, _, _), groups in kinds.items():
        if placed(apps.get_model(model)).subject:
            yield tell(reduce(_added, groups), names)
            continue
        told = list(dict.fromkeys(tell(group, names) for group in groups))
        yield from told[:TOLD]
        if len(told) > TOLD:
            yield f"and did {count_of(len(told) - TOLD, 'more thing')} of the kind"


def _added(a: Group, b: Group) -> Group:
    return replace(
        a,
        added=a.added + b.added,
        changed=a.changed + b.changed,
        removed=a.removed + b.removed,
        rows=a.rows or b.rows,
    )
