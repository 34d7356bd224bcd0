"""How fast a file is judged, and in how much memory: `make bench`, or `python -m bench.judging --rows 1280000`.

In one run, on one generated file, in turns: 1. `csv.reader` reads it. 2. PostgreSQL copies it into a bare table, which is
rolled back. 3. `check_file` judges it, from opening it to the last line of output, in this process, which has one thread.
4. Once, `check_file` in a process of its own, for its peak memory. Reading and judging are counted in processor seconds, so
that other work on the machine tells little; the copy, which happens elsewhere, by the clock. The bars are those of the rule
book: judging takes at most 30 times the plain read, and less than 400 MB.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.core.management import call_command
from django.db import connections, transaction

from bench.keeping import keep
from bench.sample_files import SEED, SHARE_BAD, make
from requests_app.rules.facts import TEMPLATE_COLUMNS
from requests_app.rules.lists import EDITION

MOST_TIMES = 30
"""Times the plain read that judging may take."""
MOST_MEMORY = 400
"""Megabytes (millions of bytes) that judging may take at its peak."""
SMALL = 200_000
"""Rows up to which everything is measured REPEATS times; a larger file once."""
REPEATS = 3

ROOT = Path(__file__).resolve().parent.parent
TABLE = "bench_rows"


def read(path: Path) -> float:
    """Return the processor seconds in which `csv.reader` reads the file."""
    start = time.process_time()
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass
    return time.process_time() - start


def judge(path: Path) -> float:
    """Return the processor seconds in which `check_file` judges the file, its lines going nowhere."""
    start = time.process_time()
    with open(os.devnull, "w") as nowhere:
        try:
            call_command("check_file", str(path), stdout=nowhere, stderr=StringIO())
        except SystemExit as end:
            if end.code not in (0, 1):
                raise
    return time.process_time() - start


def copy(path: Path) -> float:
    """Return the seconds in which PostgreSQL copies the file into an unlogged table without keys, which isn't kept."""
    columns = ", ".join(f"{name} text" for name in TEMPLATE_COLUMNS)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE {TABLE} ({columns})")
        start = time.perf_counter()
        with path.open("rb") as file, cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT csv, HEADER true)") as into:
            while block := file.read(1 << 20):
                into.write(block)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True, using="owner")
    return seconds


def peak_memory(path: Path) -> float:
    """Return the peak memory, in millions of bytes, of a process of its own that judges the file."""
    command = [sys.executable, str(ROOT / "manage.py"), "check_file", str(path)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"check_file ended with {child.returncode}: run it by itself to see why.")
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def measure(path: Path, repeats: int) -> dict[str, float]:
    """Return the median seconds of each way through the file, taken in turns, and the peak memory."""
    ways: dict[str, Callable[[Path], float]] = {"read": read, "copy": copy, "judge": judge}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            taken[name].append(way(path))
        taken["read"].append(read(path))
    return {name: median(seconds) for name, seconds in taken.items()} | {"memory": peak_memory(path)}


def report(found: dict[str, float], rows: int, size: int) -> list[str]:
    """Return the figures as lines of a table."""
    names = {"read": "csv.reader reads it", "copy": "PostgreSQL copies it", "judge": "check_file judges it"}
    lines = [f"{rows:,} rows, {size / 1e6:,.1f} MB, edition {EDITION}", ""]
    lines.append(f"{'':<22}{'seconds':>10}{'rows a second':>16}{'of the read':>14}{'of the copy':>14}")
    for way, name in names.items():
        times = [f"{found[way] / found[base]:>12.2f} ×" for base in ("read", "copy")]
        lines.append(f"{name:<22}{found[way]:>10.2f}{rows / found[way]:>16,.0f}{''.join(times)}")
    return lines


def bars(found: dict[str, float]) -> dict[str, bool]:
    """Return each bar in words -> whether it is met."""
    times, memory = found["judge"] / found["read"], found["memory"]
    return {
        f"judging takes {times:.1f} times the plain read, at most {MOST_TIMES}": times <= MOST_TIMES,
        f"judging takes {memory:.0f} MB at its peak, less than {MOST_MEMORY}": memory < MOST_MEMORY,
    }


def figures(found: dict[str, float], given: Namespace, size: int) -> dict[str, Any]:
    """Return what is kept of a run."""
    kept = {"rows": given.rows, "seed": given.seed, "share_bad": given.share_bad, "bytes": size, "edition": EDITION}
    return {**kept, "repeats": given.repeats, **{name: round(value, 3) for name, value in found.items()}}


def main() -> int:
    """Measure, print, and return 1 if a bar is missed."""
    parser = ArgumentParser(prog="python -m bench.judging", description="Measure how fast a file is judged.")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--share-bad", type=float, default=SHARE_BAD)
    parser.add_argument("--repeats", type=int, help=f"{REPEATS} up to {SMALL:,} rows, else 1")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    given.repeats = given.repeats or (REPEATS if given.rows <= SMALL else 1)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        make(path, given.rows, given.seed, given.share_bad)
        found, size = measure(path, given.repeats), path.stat().st_size
    print("\n".join(report(found, given.rows, size)), end="\n\n")
    met = bars(found)
    print("\n".join(f"{'pass' if good else 'FAIL'}  {words}" for words, good in met.items()))
    if given.keep:
        print(f"\nKept in {keep('judging', given.rows, figures(found, given, size))}")
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
