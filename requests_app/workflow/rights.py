"""Who had which right when: rebuilt from the history of grants and of accounts, at any moment and over all time.

A right is held while its grant lasts and the account is on: `access.agencies_by_role` asks the same of the present. There is no
third way to a right: nobody can be put into a group (gates/rights.sql). Who keeps counsel's list isn't told here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from audits.guarding import history_model
from audits.lives import lives, standing

from ..models import AgencyPersonGrant, Participation, Person
from ..rules.roles import Role

PAGE = 50
"""People, or lines, a page."""

Params = list[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to. `agencies`: those that the reader may know of. Empty values narrow nothing.

    `name`: every word of it in the name or the user name, as they were then.
    """

    agencies: Collection[int]
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as he or she was at a moment, with the rights held then: (agency id, role), by agency and role.

    `duties`: how many duties he or she had done by then on requests of these agencies.
    """

    id: int
    name: str
    username: str
    title: str
    rights: tuple[tuple[int, Role], ...]
    duties: int = 0

    @property
    def by_agency(self) -> list[tuple[int, list[Role]]]:
        """Return the roles on each agency."""
        found: dict[int, list[Role]] = {}
        for agency, role in self.rights:
            found.setdefault(agency, []).append(role)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One right from when it was given until it was taken: who, on which agency, by whom, why. `ended` None: it stands."""

    id: int
    born: int
    person_id: int
    agency_id: int
    role: Role
    name: str
    began: datetime
    began_by: int | None
    began_name: str
    began_why: str
    ended: datetime | None
    ended_name: str
    ended_why: str


@dataclass(frozen=True, slots=True)
class Switched:
    """One change of an account: on or off, from when, by whom, why."""

    at: datetime
    on: bool
    by: str
    why: str


def _words(asked: Asked, row: str) -> tuple[str, Params]:
    """Return the condition that every word of the name is in the person's name or user name."""
    words = asked.name.split()
    each = f"strpos(lower({row}.first_name || ' ' || {row}.last_name || ' ' || {row}.username), lower(%s)) > 0"
    return "".join(f" AND {each}" for _ in words), list(words)


def holders(at: datetime, asked: Asked, *, after: int = 0, limit: int = PAGE) -> list[Holder]:
    """Return who held which right at a moment, by name as it was then. Two queries.

    `after`: the id of the last person of the page before. One more than `limit` tells that there is another page.
    """
    people = standing(Person, "first_name", "last_name", "username", "title", "is_active")
    named, words = _words(asked, "p")
    role, roles = (" AND a.codename = %s", [asked.role]) if asked.role else ("", [])
    order = "p.last_name, p.first_name, p.id"
    beyond = (
        f"AND ({order}) > (SELECT q.last_name, q.first_name, q.id FROM then_people q WHERE q.id = %s)" if after else ""
    )
    sql = (
        f"WITH then_people AS MATERIALIZED {people} "
        "SELECT p.id, p.first_name, p.last_name, p.username, p.title, array_agg(g.content_object_id || ':' || a.codename "
        "ORDER BY g.content_object_id, a.codename) "
        f"FROM then_people p JOIN {_grants()} g ON g.user_id = p.id AND g.began <= %s AND (g.ended IS NULL OR g.ended > %s) "
        f"JOIN auth_permission a ON a.id = g.permission_id WHERE p.is_active AND g.content_object_id = ANY(%s){role}{named} "
        f"{beyond} GROUP BY p.id, p.first_name, p.last_name, p.username, p.title ORDER BY {order} LIMIT {limit + 1:d}"
    )
    params = [at, at, at, list(asked.agencies), *roles, *words, *([after] if after else [])]
    found = _fetch(sql, params)
    done = _duties([row[0] for row in found], asked.agencies, at)
    return [_holder(row, done.get(row[0], 0)) for row in found]


def everyone(at: datetime, asked: Asked) -> Iterator[Holder]:
    """Yield who held which right at a moment, page by page."""
    after = 0
    while True:
        found = holders(at, asked, after=after)
        yield from found[:PAGE]
        if len(found) <= PAGE:
            return
        after = found[PAGE - 1].id


def _holder(row: tuple[Any, ...], duties: int) -> Holder:
    id, first, last, username, title, rights = row
    pairs = (pair.split(":", 1) for pair in rights)
    return Holder(id, f"{first} {last}".strip(), username, title, tuple((int(a), Role(r)) for a, r in pairs), duties)


def _duties(people: list[int], agencies: Collection[int], at: datetime) -> dict[int, int]:
    """Return how many duties each of these people had done by a moment on requests of these agencies."""
    if not people:
        return {}
    sql = (
        f"SELECT d.person_id, count(*) FROM {lives(Participation, 'person_id', 'disclosure_request_id')} d "
        "JOIN requests_app_disclosurerequest r ON r.id = d.disclosure_request_id "
        "WHERE d.person_id = ANY(%s) AND r.agency_id = ANY(%s) AND d.began <= %s GROUP BY d.person_id"
    )
    return dict(_fetch(sql, [people, list(agencies), at]))


def _grants() -> str:
    return lives(AgencyPersonGrant, "user_id", "permission_id", "content_object_id")


def lines(
    asked: Asked, *, person: int | None = None, before: int = 0, limit: int = PAGE, earliest_first: bool = False
) -> list[Line]:
    """Return rights over all time, the latest given first, taken ones too. One query.

    `before`: the `born` of the last line of the page before (after it, with `earliest_first`).
    """
    named, words = _words(asked, "p")
    role, roles = (" AND a.codename = %s", [asked.role]) if asked.role else ("", [])
    one, ones = (" AND g.user_id = %s", [person]) if person else ("", [])
    compare, order = (">", "ASC") if earliest_first else ("<", "DESC")
    beyond, keys = (f" AND g.born {compare} %s", [before]) if before else ("", [])
    sql = (
        "SELECT g.id, g.born, g.user_id, g.content_object_id, a.codename, p.first_name || ' ' || p.last_name, g.began, "
        "g.began_by, g.began_name, coalesce(g.began_why, ''), g.ended, coalesce(g.ended_name, ''), coalesce(g.ended_why, '') "
        f"FROM {_grants()} g JOIN auth_permission a ON a.id = g.permission_id JOIN requests_app_person p ON p.id = g.user_id "
        f"WHERE g.content_object_id = ANY(%s){one}{role}{named}{beyond} ORDER BY g.born {order} LIMIT {limit + 1:d}"
    )
    found = _fetch(sql, [list(asked.agencies), *ones, *roles, *words, *keys])
    return [_line(*row) for row in found]


def _line(id: int, born: int, person: int, agency: int, role: str, *rest: Any) -> Line:
    return Line(id, born, person, agency, Role(role), *rest)


def all_lines(asked: Asked) -> Iterator[Line]:
    """Yield every right over all time, the first given first, page by page."""
    before = 0
    while True:
        found = lines(asked, before=before, earliest_first=True)
        yield from found[:PAGE]
        if len(found) <= PAGE:
            return
        before = found[PAGE - 1].born


def switches(person: int) -> list[Switched]:
    """Return when an account was entered, switched off and on, and by whom, in order. One query."""
    history = history_model(Person)._meta.db_table
    sql = (
        "SELECT history_date, is_active, actor_name, coalesce(history_change_reason, '') FROM "
        f"(SELECT *, lag(is_active) OVER (ORDER BY history_id) AS before FROM {history} WHERE id = %s) h "
        "WHERE before IS DISTINCT FROM is_active ORDER BY history_id"
    )
    return [Switched(*row) for row in _fetch(sql, [person])]


def known(agencies: Collection[int]) -> set[int]:
    """Return the ids of the people who ever held a right on one of these agencies."""
    sql = f"SELECT DISTINCT g.user_id FROM {_grants()} g WHERE g.content_object_id = ANY(%s)"
    return {id for (id,) in _fetch(sql, [list(agencies)])}


def now() -> datetime:
    """Return the present moment of the database's clock: what stands in history is dated by it."""
    found: datetime = _fetch("SELECT clock_timestamp()", [])[0][0]
    return timezone.localtime(found)


def _fetch(sql: str, params: Params) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
