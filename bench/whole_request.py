"""One large request through every step: `python -m bench.whole_request --rows 50000 --matched 2000`.

On servers of its own, with two workers as `make run` starts them, by the functions of the workflow and the people whose acts
they are: 1. records of some of the people are stored. 2. A file of sound rows is received, read and judged. 3. It is signed
and sent in; one worker judges it anew while the other matches it. 4. Whoever has no record is chosen by a filter and set
aside. 5. Completeness, determination, approval. 6. The package is prepared, authorized, transmitted, and fetched and opened
by its recipient. At the end everything is counted; then the whole history is sealed, and checked on one core: history as such
requests leave it, where `bench.sealing` checks nothing but rows of the widest table.

Seconds are by the clock, processor seconds beside them. `page` is what it takes after each step to ask what may be done next,
as each page of the request does. It ends with 1 if anything isn't exactly as it should be.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import django

from bench.keeping import keep
from bench.own_servers import Servers, own_servers, processor_seconds, wait_for
from bench.sample_files import SEED, make

WITHIN = 7200.0


@dataclass
class Step:
    """What one step took. Seconds by the clock (`page` too); `postgresql`, `workers` and `here` in processor seconds."""

    name: str
    seconds: float
    postgresql: float
    workers: float
    here: float
    page: float


class Clock:
    """Takes the time of one step after the other, and tells it at once."""

    def __init__(self, servers: Servers, worker: int, page: Callable[[], object]) -> None:
        self.pids, self.page = (servers.pid("postgres"), worker), page
        self.steps: list[Step] = []

    def _used(self) -> tuple[float, ...]:
        return (time.perf_counter(), *(processor_seconds(pid) for pid in self.pids), time.process_time())

    def take(self, name: str, act: Callable[[], object], over: Callable[[], bool] | None = None) -> None:
        """Do a step, and wait until it is over where workers go on with it."""
        before = self._used()
        act()
        if over:
            wait_for(over, WITHIN, 0.05)
        clock, postgresql, workers, here = (round(b - a, 2) for a, b in zip(before, self._used(), strict=True))
        begun = time.perf_counter()
        self.page()
        step = Step(name, clock, postgresql, workers, here, round(time.perf_counter() - begun, 3))
        self.steps.append(step)
        print(line(step), flush=True)


HEADING = f"{'':<34}{'seconds':>9}{'postgresql':>12}{'workers':>9}{'here':>8}{'page':>8}"


def line(step: Step) -> str:
    """Return a step as a line of a table."""
    used = f"{step.postgresql:>12.1f}{step.workers:>9.1f}{step.here:>8.1f}{step.page:>8.3f}"
    return f"{step.name:<34}{step.seconds:>9.2f}{used}"


@dataclass
class Walked:
    """What each step took; what was counted beside what it should be; sealed rows, and the seconds to check them."""

    steps: list[Step]
    counted: dict[str, tuple[int, int]]
    sealed: int
    checked: float
    checked_processor: float

    @property
    def for_10_million(self) -> float:
        """Seconds to check ten million such rows."""
        return self.checked * 10_000_000 / self.sealed


def walk(servers: Servers, given: Namespace, folder: Path) -> Walked:
    """Bring one request all the way, then check the proof of it."""
    os.environ.update(servers.environment())
    django.setup()
    one: ModuleType = import_module("bench.each_step")
    file, records = folder / "people.csv", folder / "records.csv"
    make(file, given.rows, SEED, 0.0)
    one.write_records(records, given.rows, given.matched)
    walker = one.Walker()
    with servers.workers(2) as worker:
        clock = Clock(servers, worker.pid, walker.page)
        print(HEADING, flush=True)
        for name, act, over in walker.steps(file, records):
            clock.take(name, act, over)
    counted: dict[str, tuple[int, int]] = walker.counted(given.rows, given.matched)
    sealing: ModuleType = import_module("bench.sealing")
    return Walked(clock.steps, counted, *sealing.of_one_request(folder))


def figures(walked: Walked, given: Namespace) -> dict[str, Any]:
    """Return what is kept of a run."""
    steps = {
        "seconds": round(sum(s.seconds for s in walked.steps), 2),
        "steps": [asdict(step) for step in walked.steps],
    }
    proof = {"sealed": walked.sealed, "checked": walked.checked, "checked_processor": walked.checked_processor}
    return {"rows": given.rows, "matched": given.matched, **steps, **proof}


def main() -> int:
    """Walk, print, and return 1 if anything isn't as it should be."""
    parser = ArgumentParser(prog="python -m bench.whole_request", description="Bring one large request all the way.")
    parser.add_argument("--rows", type=int, default=5_000, help="people that the request names (%(default)s)")
    parser.add_argument("--matched", type=int, default=200, help="of whom there is a record (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    if not 10 < given.matched <= given.rows - 10:
        parser.error("More than ten people have a record, and ten or more have none.")
    with own_servers() as servers, tempfile.TemporaryDirectory() as folder:
        walked = walk(servers, given, Path(folder))
    seconds = sum(step.seconds for step in walked.steps)
    print(f"\n{given.rows:,} rows in {seconds:,.1f} s, {given.rows / seconds:,.0f} a second\n")
    good = {words: found == wanted for words, (found, wanted) in walked.counted.items()}
    for words, (found, wanted) in walked.counted.items():
        print(f"{'pass' if good[words] else 'FAIL'}  {words}: {found:,}, should be {wanted:,}")
    print(
        f"\n{walked.sealed:,} rows of history checked on one core in {walked.checked:.2f} s ({walked.checked_processor:.2f} of "
        f"the processor): {walked.for_10_million:.0f} s for ten million such rows"
    )
    if given.keep and all(good.values()):
        print(f"\nKept in {keep('whole-request', f'{given.rows}x{given.matched}', figures(walked, given))}")
    return 0 if all(good.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
