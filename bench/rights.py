"""Who had which right at a moment, with thousands of people: `python -m bench.rights --people 5000`; 1 if a bar is missed.

In one run, on a database of its own: people with three rights each, the last of which was taken from every third and given
again. Measured is the median of several readings: 1. a page of who holds what now, from the tables as they stand (the base).
2. The same page from history: the first, and the last. 3. The first page at the moment half-way. 4. Rights over time: the first
page and the last. The bars: a last page takes at most 1.5 times its first, and a page from history at most 10 times the base.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.contrib.auth.models import Permission
from django.db import connection, connections

from audits.acting import SETUP, acting
from bench.keeping import keep
from requests_app.models import Agency, AgencyPersonGrant, Person
from requests_app.rules.roles import Role
from requests_app.workflow import rights
from requests_app.workflow.rights import Asked
from tests.cast import WHY, agency
from tests.races import own_database

FLAT, MOST_TIMES, READINGS = 1.5, 10.0, 7


BASE = """
SELECT p.id, p.first_name, p.last_name, array_agg(g.content_object_id || ':' || a.codename)
FROM requests_app_person p JOIN requests_app_agencypersongrant g ON g.user_id = p.id
JOIN auth_permission a ON a.id = g.permission_id WHERE p.is_active
GROUP BY p.id, p.first_name, p.last_name ORDER BY p.last_name, p.first_name, p.id LIMIT 51
"""


def fill(people: int) -> tuple[Asked, datetime]:
    """Make the people and their rights; return what is asked for, and the moment half-way."""
    with acting(by=SETUP, why=WHY):
        agencies = [agency(f"A{n}") for n in range(2)]
        named = [Person(username=f"p{n}", first_name="Many", last_name=f"P{n:07}") for n in range(people)]
        made = Person.objects.bulk_create(named, batch_size=2000)
    for role, on in ((Role.SPECIALIST, 0), (Role.COUNSEL, 1)):
        give(made, role, agencies[on])
    give(made, Role.APPROVER, agencies[0])
    half = rights.now()
    third = made[::3]
    with acting(by=SETUP, why=WHY):
        given = AgencyPersonGrant.objects.filter(permission__codename=Role.APPROVER, user__in=[p.pk for p in third])
        given.delete()
    give(third, Role.APPROVER, agencies[0])
    return Asked([one.pk for one in agencies]), half


def give(people: list[Person], role: Role, on: Agency) -> None:
    """Give a role to many at once."""
    permission = Permission.objects.get(codename=role.value, content_type__app_label="requests_app")
    rows = [AgencyPersonGrant(user=one, permission=permission, content_object=on) for one in people]
    with acting(by=SETUP, why=WHY):
        AgencyPersonGrant.objects.bulk_create(rows, batch_size=2000)


def seconds(read: Callable[[], object]) -> float:
    """Return the median seconds of several readings, after one that isn't counted."""
    read()
    taken = []
    for _ in range(READINGS):
        begun = time.perf_counter()
        read()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def base() -> list[tuple[object, ...]]:
    """Return the first page of who holds what now, from the tables as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(BASE)
        return list(cursor.fetchall())


def measure(people: int) -> dict[str, float]:
    """Return the median seconds of each reading."""
    asked, half = fill(people)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    now = rights.now()
    near_end = Person.objects.order_by("-last_name").values_list("pk", flat=True)[rights.PAGE]
    oldest = rights.lines(asked, earliest_first=True, limit=rights.PAGE)[-1].born
    readings: dict[str, Callable[[], object]] = {
        "base": base,
        "first page": lambda: rights.holders(now, asked),
        "last page": lambda: rights.holders(now, asked, after=near_end),
        "half-way": lambda: rights.holders(half, asked),
        "lines, first page": lambda: rights.lines(asked),
        "lines, last page": lambda: rights.lines(asked, before=oldest),
    }
    return {name: seconds(read) for name, read in readings.items()}


def main() -> int:
    """Measure, print; return 1 if a bar is missed."""
    parser = ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/results")
    given = parser.parse_args()
    with own_database():
        found = measure(given.people)
    for name, took in found.items():
        print(f"{name:<20}{took * 1000:>9.1f} ms{took / found['base']:>8.1f} ×")
    flat = max(found["last page"] / found["first page"], found["lines, last page"] / found["lines, first page"])
    if given.keep:
        keep("rights", given.people, {"people": given.people, **found})
    whole = max(found["first page"], found["half-way"]) / found["base"]
    print(
        f"last page at most {FLAT} × the first: {flat:.2f}; from history at most {MOST_TIMES} × the base: {whole:.1f}"
    )
    return 0 if flat <= FLAT and whole <= MOST_TIMES else 1


if __name__ == "__main__":
    sys.exit(main())
