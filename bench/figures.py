"""How long oversight's figures take at many requests: `python -m bench.figures --requests 100000`.

On servers of its own, with two invented years of requests (bench/invented_years.py): each figure of the statistics over the
last twelve months, a page of the rows behind one of its numbers, and the yearly report. Seconds are those of the queries, the
median of five. Each is compared with reading the history of requests once from end to end, which the plainest way to derive a
figure from events would do: the bar is at most so many times that, in the same run.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import ModuleType

import django

from bench.keeping import keep
from bench.own_servers import own_servers

MOST_TIMES = 6.0
TIMES = 5
PLAIN = "SELECT count(*), count(DISTINCT status) FROM requests_app_historicaldisclosurerequest"
KEYS = {
    "work": "legal_review.0",
    "level": "",
    "time": "legal_review.ended",
    "reasons": "no_period.return",
    "flags": "name.missing/any",
    "matching": "matched.any",
    "errors": "matched.all",
    "releases": "",
}
"""A number of each figure of which the rows are asked for; the others have no rows in an installation without orders."""


def seconds(ask: Callable[[], object]) -> float:
    """Return the median of five times, after one that isn't counted."""
    taken = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def agencies(models: ModuleType) -> dict[int, str]:
    """Make four agencies and a person; return the agencies."""
    acting = import_module("audits.acting")
    with acting.acting(by=acting.SETUP, why="Measuring"):
        models.Person.objects.create(username="somebody", first_name="Some", last_name="Body")
        made = [models.Agency.objects.create(code=f"a{n}", name=f"Agency {n}", kind="agency") for n in range(4)]
    return {agency.pk: agency.code for agency in made}


def measure(requests: int) -> dict[str, float]:
    """Fill, ask, and return seconds by what was asked; 'plain' is what the bar is compared with."""
    models, shapes = import_module("requests_app.models"), import_module("requests_app.figures.shapes")
    kinds, rows = import_module("requests_app.figures.kinds").KINDS, import_module("requests_app.figures.rows")
    reports = import_module("audits.reports")
    of = agencies(models)
    for table, count in import_module("bench.invented_years").fill(requests).items():
        print(f"{count:>12,}  {table}")
    now = datetime.now(UTC)
    scope = shapes.Scope(of, now.date() - timedelta(days=365), now.date(), now)
    found = {"plain": seconds(lambda: shapes.asked(PLAIN, {}))}
    for name, kind in kinds.items():
        found[name] = seconds(lambda kind=kind: kind.count(scope))
        if key := KEYS.get(name):
            found[f"{name}, rows"] = seconds(lambda kind=kind, key=key: rows.page(kind.behind(scope, key)))
    names = {code: code for code in of.values()}
    found["yearly report"] = seconds(lambda: reports.yearly(now.year - 1, names, made_by="", now=now))
    return found


def main() -> int:
    """Measure, print, and return 1 if the bar is missed."""
    parser = ArgumentParser(prog="python -m bench.figures", description="Measure oversight's figures.")
    parser.add_argument("--requests", type=int, default=100_000, help="invented requests (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    with own_servers() as servers:
        os.environ.update(servers.environment())
        django.setup()
        found = measure(given.requests)
    plain = found["plain"]
    missed = [name for name, taken in found.items() if taken > MOST_TIMES * plain]
    for name, taken in found.items():
        print(f"{taken * 1000:>9,.0f} ms  {taken / plain:>5.1f} ×  {name}{'  FAIL' if name in missed else ''}")
    print(f"{'FAIL' if missed else 'pass'}  each at most {MOST_TIMES} times reading the history once")
    if given.keep:
        kept = {name: round(taken, 4) for name, taken in found.items()}
        keep("figures", given.requests, {"requests": given.requests, "seconds": kept})
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
