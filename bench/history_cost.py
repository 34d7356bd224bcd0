"""What an event costs the write that makes it: `python -m bench.history_cost [--times 200] [--keep]`; 1 if a bar is missed.

In one run, on a database of its own, turn by turn: with events as installed, with history alone, and without history. 1. One
row of a list is changed and saved. 2. A thousand subjects are inserted by one statement. 3. They are updated by one. All of it
is rolled back. Time is that of the database's process, so that a machine which others use tells the same.

The bars: with events one save takes at most 1.6 times that with history alone, a thousand rows at most 1.15 times.
"""

from __future__ import annotations

import os
import statistics
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import connection, connections, models

from audits.acting import SETUP, Actor, acting
from audits.events_sql import EventOf
from audits.triggers import RecordHistory
from bench.keeping import keep
from requests_app.models import ListedWord, Subject
from tests.cast import cast, draft
from tests.races import own_database

MOST_OF_ONE, MOST_OF_MANY = 1.6, 1.15
WAYS = ("with events", "history alone", "no history")
ROWS = 1_000


_NOTHING = "DELETE FROM public.audits_historyevent WHERE false"


class NoEvents(EventOf):
    """The end of a history trigger's statement that writes no event."""

    def counted(self, kind: str) -> str:
        """Return an end that does nothing: the copy before it is made all the same."""
        return _NOTHING

    def compared(self) -> str:
        """Return the same."""
        return _NOTHING


class HistoryAlone(RecordHistory):
    """The history trigger as it would be without events."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(model)
        self.event = NoEvents(model)


@contextmanager
def way(name: str, *of: type[models.Model]) -> Iterator[None]:
    """Install the triggers of one of the ways, and those of the product again afterwards."""
    with connections["owner"].cursor() as cursor:
        for model in of:
            maker = HistoryAlone if name == "history alone" else RecordHistory
            cursor.execute(maker(model).sql())
            if name == "no history":
                for event in ("insert", "update", "delete"):
                    cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER record_history_{event}")
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            for model in of:
                cursor.execute(RecordHistory(model).sql())


def spent() -> float:
    """Return the microseconds of processor that the connection's server process has taken so far."""
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e3


def save_one() -> None:
    """Change and save one row of a list."""
    word = ListedWord(pk=ListedWord.objects.values_list("pk", flat=True)[0], kind="name", words="alpha")
    word.save()
    word.words = "beta"
    begun = spent()
    word.save()
    TAKEN.append(spent() - begun)


def insert_many() -> None:
    """Insert a thousand subjects by one statement."""
    names = [f'"{f.column}"' for f in Subject._meta.concrete_fields if f.column not in ("id", "row")]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        begun = spent()
        cursor.execute(
            f'INSERT INTO requests_app_subject ("row", {columns}) SELECT s.row + n, {", ".join(f"s.{c}" for c in names)} '
            "FROM (SELECT * FROM requests_app_subject ORDER BY id LIMIT 1) s, generate_series(1, %s) n",
            [ROWS],
        )
        TAKEN.append(spent() - begun)


def update_many() -> None:
    """Update a thousand subjects by one statement, after inserting them."""
    insert_many()
    TAKEN.clear()
    with connection.cursor() as cursor:
        begun = spent()
        cursor.execute("UPDATE requests_app_subject SET judged_under = judged_under || '.', review_codes = '{x}'")
        TAKEN.append(spent() - begun)


TAKEN: list[float] = []


class Undone(Exception):
    """Rolls back what was measured."""


def once(act: Callable[[], None], by: Actor) -> float:
    """Return the microseconds that an act took, rolled back."""
    TAKEN.clear()
    with suppress(Undone), acting(by=by, why="a measurement"):
        act()
        raise Undone
    return TAKEN[-1]


def measure(act: Callable[[], None], times: int, by: Actor = SETUP) -> dict[str, float]:
    """Return the microseconds of an act in each way, in ten turns: the lower quartile, since others only make it slower."""
    found: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(10):
        for name in WAYS:
            with way(name, ListedWord, Subject):
                once(act, by)
                found[name] += [once(act, by) for _ in range(max(times // 10, 1))]
    return {name: round(statistics.quantiles(each, n=4)[0], 1) for name, each in found.items()}


def main() -> int:
    """Measure, print, and return 1 if a bar is missed."""
    parser = ArgumentParser(prog="python -m bench.history_cost", description="Measure what an event costs a write.")
    parser.add_argument(
        "--times", type=int, default=200, help="single saves (%(default)s); a tenth as many bulk statements"
    )
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    with own_database():
        who = cast()
        draft(who)
        found = {
            "one row saved": measure(save_one, given.times),
            "1,000 rows inserted": measure(insert_many, given.times // 5, who.liaison),
            "1,000 rows updated": measure(update_many, given.times // 5, who.liaison),
        }
    missed = 0
    for name, by in found.items():
        times, most = by["with events"] / by["history alone"], MOST_OF_ONE if name.startswith("one") else MOST_OF_MANY
        missed += times > most
        told = ", ".join(f"{way} {us:,.0f} µs" for way, us in by.items())
        plain = by["with events"] / by["no history"]
        print(
            f"{'pass' if times <= most else 'FAIL'}  {name}: {told}: {times:.2f} times (at most {most}), {plain:.2f} of none"
        )
    if given.keep:
        keep("history-cost", 1_000, {"us": found})
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
