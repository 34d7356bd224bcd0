"""How fast a file becomes judged subjects with their history: `make bench WHAT=intake`, or `python -m bench.intake --rows N`.

In one run, on one generated file, on a PostgreSQL and a Redis of its own (`own_servers`), whose settings are those of
`make run`: 1. `csv.reader` reads the file. 2. PostgreSQL copies it into a bare table. 3. For each number of workers: a file is
received, its columns confirmed, and Celery workers, started as `make run` starts them, read and judge it to its end.
Everything is taken by the clock; processor seconds are told beside it, for a machine that others use too.

The bars: with two workers at most 12 times the plain read and the copy together; two workers at least 1.5 times one;
below 500 MB in any process of Python; and at most 1.2 times the time a row of a file of 10,000.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import django

from bench.keeping import keep
from bench.own_servers import Servers, family, own_servers, peak_memory, processor_seconds, wait_for
from bench.sample_files import SEED, SHARE_BAD, make

MOST_TIMES = 12
LEAST_GAIN = 1.5
MOST_MEMORY = 500
"""Megabytes (millions of bytes)."""
MOST_GROWTH = 1.2
"""Times the time a row of a small file that a row of the large one may take."""
FEW = 10_000
WITHIN = 3600.0


@dataclass
class Trial:
    """One file taken all the way. Seconds by the clock, but `processor`: seconds of processors, by kind of process."""

    rows: int
    workers: int
    receiving: float = 0.0
    working: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0

    @property
    def seconds(self) -> float:
        """Return the whole time."""
        return self.receiving + self.working


def read(path: Path) -> float:
    """Return the seconds in which `csv.reader` reads the file."""
    start = time.perf_counter()
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass
    return time.perf_counter() - start


def take_in(servers: Servers, taking_in: ModuleType, path: Path, rows: int, workers: int) -> Trial:
    """Take a file from its first byte to the end of its batch, with that many workers."""
    taking_in.settle()
    trial = Trial(rows, workers)
    with servers.workers(workers) as worker:
        database = servers.pid("postgres")
        before = processor_seconds(database), processor_seconds(worker.pid), time.process_time()
        start = time.perf_counter()
        batch = taking_in.receive(path)
        trial.receiving = time.perf_counter() - start
        taking_in.confirm(batch)
        wait_for(lambda: bool(taking_in.is_over(batch)), WITHIN)
        trial.working = time.perf_counter() - start - trial.receiving
        after = processor_seconds(database), processor_seconds(worker.pid), time.process_time()
        names = ("postgresql", "workers", "receiving")
        trial.processor = {n: round(b - a, 2) for n, a, b in zip(names, before, after, strict=True)}
        trial.memory = max(peak_memory(pid) for pid in (*family(worker.pid), os.getpid()))
    taking_in.check(batch, rows)
    return trial


def described(trial: Trial, base: float) -> str:
    """Return a trial as a line of a table."""
    used = ", ".join(f"{name} {seconds:.1f}" for name, seconds in trial.processor.items())
    return (
        f"{trial.rows:>10,}{trial.workers:>9}{trial.receiving:>11.2f}{trial.working:>10.2f}"
        f"{trial.rows / trial.seconds:>10,.0f}{trial.seconds / base:>9.1f} ×{trial.memory:>8.0f}   {used}"
    )


HEADING = f"{'rows':>10}{'workers':>9}{'receiving':>11}{'working':>10}{'rows/s':>10}{'ratio':>11}{'MB':>8}   processor seconds"


def bars(trials: list[Trial], base: float) -> dict[str, bool]:
    """Return each bar in words -> whether it is met; only those that the trials tell of."""
    found = {}
    many = {trial.workers: trial for trial in trials if trial.rows > FEW}
    two, one = many.get(2), many.get(1)
    if two:
        times = two.seconds / base
        found[f"two workers take {times:.1f} times the plain read and copy, at most {MOST_TIMES}"] = times <= MOST_TIMES
    if one and two:
        gain = one.seconds / two.seconds
        found[f"two workers are {gain:.2f} times as fast as one, at least {LEAST_GAIN}"] = gain >= LEAST_GAIN
    memory = max(trial.memory for trial in trials)
    found[f"the largest process takes {memory:.0f} MB, less than {MOST_MEMORY}"] = memory < MOST_MEMORY
    few = next((trial for trial in trials if trial.rows == FEW), None)
    if two and few:
        growth = (two.seconds / two.rows) / (few.seconds / few.rows)
        found[f"a row takes {growth:.2f} times that of a file of {FEW:,}, at most {MOST_GROWTH}"] = (
            growth <= MOST_GROWTH
        )
    return found


def figures(base: dict[str, float], trials: list[Trial], given: Namespace) -> dict[str, Any]:
    """Return what is kept of a run."""
    kept = {"rows": given.rows, "seed": given.seed, "share_bad": given.share_bad}
    return {**kept, **base, "trials": [asdict(trial) for trial in trials]}


def measure(servers: Servers, given: Namespace, folder: Path) -> int:
    """Measure, print, and return 1 if a bar is missed."""
    os.environ.update(servers.environment())
    django.setup()
    taking_in = import_module("bench.taking_in")
    taking_in.found()
    small, large = folder / "few.csv", folder / "people.csv"
    make(small, FEW, given.seed + 1, given.share_bad)
    make(large, given.rows, given.seed, given.share_bad)
    base = {"read": read(large), "copy": taking_in.copy_seconds(large, time.perf_counter)}
    print(f"csv.reader {base['read']:.2f} s, COPY {base['copy']:.2f} s\n\n{HEADING}", flush=True)
    trials = []
    for path, rows, workers in [(small, FEW, 2), *((large, given.rows, count) for count in given.workers)]:
        trials.append(take_in(servers, taking_in, path, rows, workers))
        print(described(trials[-1], (base["read"] + base["copy"]) * rows / given.rows), flush=True)
    met = bars(trials, sum(base.values()))
    print("\n" + "\n".join(f"{'pass' if good else 'FAIL'}  {words}" for words, good in met.items()))
    if given.keep:
        print(f"\nKept in {keep('intake', given.rows, figures(base, trials, given))}")
    return 0 if all(met.values()) else 1


def main() -> int:
    """Read the command line, and measure."""
    parser = ArgumentParser(prog="python -m bench.intake", description="Measure how fast a file becomes subjects.")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file (%(default)s)")
    parser.add_argument(
        "--workers", type=int, nargs="+", default=[2, 1], help="processes, one trial each (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--share-bad", type=float, default=SHARE_BAD)
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    with own_servers() as servers, tempfile.TemporaryDirectory() as folder:
        return measure(servers, given, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
