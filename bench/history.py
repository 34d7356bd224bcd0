"""How fast ten million events answer: `python -m bench.history [--rows 10000000] [--keep]`; 1 if a bar is missed.

On a PostgreSQL of its own: 1. events, and the history that they tell of, are made by SQL (`history_data`), with all indexes.
2. Pages of the history are asked for in this process, as an overseer of every agency: all middleware, queries and the template.
Each filter is asked for with several values, on its first page, on one in the middle of all time, and on its last.

Time is that of processors, in this process and in its database's: what a page costs a server that does nothing else. The time
by the clock is told beside it, with the load of the machine.

The bars: of each filter and place the 95th percentile is at most 300 ms; of the medians of its places the slowest takes at
most twice the first, or less than 60 ms. `--servers FOLDER` leaves the servers and their data there, and measures them again.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import django

from bench import history_data as data
from bench.keeping import keep
from bench.own_servers import Servers, own_servers

MOST_MS = 300.0
MOST_TIMES = 2.0
FAST_MS = 60.0
"""Below this a page is fast wherever it lies: a ratio of a few milliseconds says nothing."""
HERE = "/oversight/history/"
MIDDLE = datetime(2024, 5, 29, 12, tzinfo=UTC)
TIN = "123"
Filter = list[dict[str, str]]


def filters() -> dict[str, Filter]:
    """Return each filter with the values that it is asked for, frequent and rare."""
    agency = [{"agency": str(data.FIRST + n)} for n in (1, 5, 12)]
    number = [{"number": f"B-{n:06d}"} for n in (1, 2, 777, 15_000, 19_999)]
    people = [{"person": f"Bench{n}"} for n in (1, 7, 29)]
    return {
        "none": [{}],
        "person": people,
        "rare person": [{"person": "Bench900"}],
        "nobody": [{"person": "Bench999"}],
        "agency": agency,
        "request": number,
        "date": [{"since": "2023-03-01", "until": "2023-03-31"}, {"since": "2025-01-01"}, {"until": "2022-01-31"}],
        "act": [{"act": act} for act in ("added", "return", "determine")],
        "rare act": [{"act": "deny"}, {"act": "removed"}],
        "role": [{"role": "counsel"}, {"role": "approver"}],
        "field": [{"field": "status"}, {"field": "city"}],
        "status": [{"status": "closed"}, {"only": "status"}],
        "subject": [{"subject": "search"}],
        "words": [
            {"words": words} for words in ("rules edition", "matter 1234", "visit OR memo", '"kept in a warehouse"')
        ],
        "rare words": [{"words": "zeppelin"}, {"words": "zeppelin -hangar"}],
        "person and act": [people[0] | {"act": "return"}, people[2] | {"act": "deny"}],
        "agency and words": [agency[2] | {"words": "warehouse"}, agency[0] | {"words": "zeppelin"}],
        "person, request and date": [people[1] | number[2] | {"since": "2022-01-01", "until": "2024-12-31"}],
        "role, field and agency": [{"role": "liaison", "field": "city"} | agency[1]],
    }


def places() -> dict[str, dict[str, str]]:
    """Return the three places of a list: what each adds to an address."""
    middle = int(MIDDLE.timestamp() * 1_000_000)
    return {"first": {}, "middle": {"at": f"{middle}.{data.FIRST}"}, "last": {"go": "newer"}}


def fill(rows: int) -> None:
    """Make the events and the history that they tell of, over the owner's connection: tables bare, then their indexes."""
    made = (data.EVENTS, data.SUBJECTS, data.CASES)
    with import_module("django.db").connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM requests_app_agency WHERE id > %s)", [data.FIRST])
        if cursor.fetchone()[0]:
            return
        cursor.execute("SET maintenance_work_mem = '1GB'; SET synchronous_commit = off")
        for table in (*made, *data.BESIDE):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%pkey'",
            [list(made)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for name, sql in (*data.steps(rows), *indexes, *((f"vacuum {t}", f"VACUUM ANALYZE {t}") for t in made)):
            begun = time.perf_counter()
            cursor.execute(sql)
            print(f"{time.perf_counter() - begun:8.1f} s  {name}", flush=True)
        for table in (*made, *data.BESIDE):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def processors() -> float:
    """Return the milliseconds of processors that this process and its connection's server process have taken so far."""
    connection = import_module("django.db").connection
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() * 1000 + int(server.split()[0]) / 1e6


def timed(browser: Any, asked: Filter, place: dict[str, str], times: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of that many pages, of processors and by the clock, after one of each that isn't counted."""
    addresses = [f"{HERE}?{urlencode(one | place)}" for one in asked]
    found = []
    for n in range(len(addresses) + times):
        begun, before = time.perf_counter(), processors()
        answer = browser.get(addresses[n % len(addresses)])
        if answer.status_code != 200 or b"list-title" not in answer.content:
            raise SystemExit(f"{addresses[n % len(addresses)]} doesn't answer.")
        found.append((processors() - before, (time.perf_counter() - begun) * 1000))
    used, clock = zip(*found[len(addresses) :], strict=True)
    return list(used), list(clock)


def measure(visiting: ModuleType, models: ModuleType, times: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return, for each filter and place, the median and the 95th percentile in milliseconds."""
    browser = visiting.visitor(models.Person.objects.get(username="person999"))
    session = browser.session
    session["history_subjects"] = {"search": [sha256(TIN.encode()).hexdigest(), "a measurement"]}
    session.save()
    print(f"{'milliseconds: median, 95th, by the clock':40}" + "".join(f"{place:>24}" for place in places()))
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, asked in filters().items():
        found[name] = {}
        for place, adds in places().items():
            used, clock = timed(browser, asked, adds, times)
            figures = {"p50": statistics.median(used), "p95": p95(used), "clock p50": statistics.median(clock)}
            found[name][place] = {k: round(v, 1) for k, v in figures.items()}
        columns = (f"{one['p50']:>8.0f}{one['p95']:>8.0f}{one['clock p50']:>8.0f}" for one in found[name].values())
        print(f"{name:40}" + "".join(columns), flush=True)
    return found


def p95(ms: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(ms)[max(0, round(len(ms) * 0.95) - 1)]


def bars(found: dict[str, dict[str, dict[str, float]]]) -> dict[str, bool]:
    """Return each bar in words -> whether it is met."""
    slowest = max((one["p95"], name, place) for name, by in found.items() for place, one in by.items())
    growth = max((growth_of(by), name) for name, by in found.items())
    return {
        f"the slowest 95th percentile is {slowest[0]:.0f} ms ({slowest[1]}, {slowest[2]}), at most {MOST_MS:.0f}": slowest[
            0
        ]
        <= MOST_MS,
        f"the slowest place takes {growth[0]:.1f} times the first ({growth[1]}), at most {MOST_TIMES}": growth[0]
        <= MOST_TIMES,
    }


def growth_of(by: dict[str, dict[str, float]]) -> float:
    """Return how many times the first page's median the slowest page's is; 1 if that one is fast anyway."""
    slowest = max(one["p50"] for one in by.values())
    return 1.0 if slowest < FAST_MS else slowest / by["first"]["p50"]


@contextmanager
def servers_in(folder: str) -> Iterator[Servers]:
    """Start servers of a measurement's own; in a named folder they and their data stay."""
    if not folder:
        with own_servers() as servers:
            yield servers
        return
    servers = Servers(Path(folder).resolve())
    servers.folder.mkdir(mode=0o755, exist_ok=True)
    servers.run("-m", "config.services", "start")
    servers.run("manage.py", "migrate", "--database=owner", "--verbosity=0", "--no-input")
    yield servers


def run(servers: Servers, given: Namespace) -> int:
    """Fill, measure, print, and return 1 if a bar is missed."""
    os.environ.update(servers.environment())
    django.setup()
    load: Callable[[str], ModuleType] = import_module
    fill(given.rows)
    with load("django.test.utils").override_settings(ALLOWED_HOSTS=["testserver"]):
        found = measure(load("tests.pages.visiting"), load("requests_app.models"), given.times)
    met = bars(found)
    print("\n" + "\n".join(f"{'pass' if good else 'FAIL'}  {words}" for words, good in met.items()))
    if given.keep:
        keep("history", given.rows, {"events": given.rows, "ms": found})
    return 0 if all(met.values()) else 1


def main() -> int:
    """Read the command line, and measure."""
    parser = ArgumentParser(prog="python -m bench.history", description="Measure the browser of the one history.")
    parser.add_argument("--rows", type=int, default=10_000_000, help="events (%(default)s)")
    parser.add_argument("--times", type=int, default=30, help="pages of each filter and place (%(default)s)")
    parser.add_argument("--servers", default="", help="a folder in which the servers and their data stay")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    with servers_in(given.servers) as servers:
        return run(servers, given)


if __name__ == "__main__":
    sys.exit(main())
