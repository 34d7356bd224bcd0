"""How the worklist answers while millions of rows are judged: `python -m bench.pages --rows 200000`.

On a system of its own, started as `make run` starts it, with its demonstration data, by real requests over HTTP as a disclosure
specialist: 1. the worklist alone. 2. The worklist while a file is read and judged by the workers. 3. Alone again. Each answer
is asked for when the one before it is there, after a moment's pause, as people do. The bar: the 95th percentile under load is
at most twice that alone (the mean of both times).
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django

from bench.keeping import keep

MOST_TIMES = 2.0
PAUSE = 0.05
PLACE = "/"


def asked(get: Callable[[str], int], times: int, going: Callable[[], bool]) -> list[float]:
    """Return the seconds of that many answers, or of those that came while something went on."""
    seconds: list[float] = []
    while len(seconds) < times and going():
        begun = time.perf_counter()
        if get(PLACE) != 200:
            raise SystemExit("The worklist doesn't answer.")
        seconds.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    return seconds


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]


def measure(faults: ModuleType, rows: int, times: int) -> dict[str, float]:
    """Start a system, ask, load it, ask, and end it; return milliseconds and counts."""
    stack = faults.Stack(Path("var").resolve() / "stack-pages")
    stack.remove()
    try:
        stack.start()
        with stack.orm():
            person = import_module("requests_app.models").Person.objects.get(username="irs.specialist")
            browser = import_module("tests.faults.browser").Browser(stack, person)
            asked(browser.get, 20, lambda: True)
            before = asked(browser.get, times, lambda: True)
            upload = faults.Upload().receive(faults.samples.csv_file(rows, 1)).confirm()
            faults.connection.close()
            during = asked(browser.get, times * 10, lambda: not faults.over(upload))
            judged = upload.batch().rows_accepted
            after = asked(browser.get, times, lambda: True)
    finally:
        stack.stop()
        stack.remove()
    found = {"before": p95(before), "during": p95(during), "after": p95(after)}
    return {k: round(v * 1000, 1) for k, v in found.items()} | {"asked_during": len(during), "judged": judged}


def main() -> int:
    """Measure, print, and return 1 if the bar is missed."""
    parser = ArgumentParser(prog="python -m bench.pages", description="Measure the worklist under bulk load.")
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the file (%(default)s)")
    parser.add_argument("--times", type=int, default=200, help="answers without load, before and after (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = measure(import_module("tests.faults.killing"), given.rows, given.times)
    alone = (found["before"] + found["after"]) / 2
    ratio = found["during"] / alone
    print(f"p95 of the worklist: {found['before']} ms, under load {found['during']} ms, {found['after']} ms again")
    print(f"{found['asked_during']} answers while {found['judged']:,} rows were judged")
    good = ratio <= MOST_TIMES
    print(f"{'pass' if good else 'FAIL'}  under load {ratio:.2f} times that alone, at most {MOST_TIMES}")
    if given.keep:
        keep("pages", given.rows, {"rows": given.rows, "ratio": round(ratio, 2), **found})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
