"""A big upload, killed at again and again: `make faults`, or `python -m tests.faults --rows 1280000 --kills 100`.

On a system of its own, started as `make run` starts it: 1. a clean run, for its time. 2. The same with kills (SIGKILL) of web,
worker, Redis and PostgreSQL at moments drawn by chance. 3. The same with Redis emptied (FLUSHALL) at such moments. 4. The same
with Redis kept down for a while. After each, every row is there once and its history is whole. The bars: at most the clean run
+ 10 s a kill; + 60 s after an outage beside its length.
"""

from __future__ import annotations

import os
import random
import signal
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import redis
from django.db import connection

from config import places
from tests import samples
from tests.faults.uploads import Upload
from tests.stack import Stack

VICTIMS = ("worker", "redis", "postgres", "web")
A_KILL, AFTER_OUTAGE = 10.0, 60.0
"""Seconds that a kill may cost, and that may pass after an outage."""

CHECK = """
SELECT (SELECT count(*) FROM requests_app_subject s WHERE s.disclosure_request_id = r.id),
       (SELECT count(DISTINCT s.row) FROM requests_app_subject s WHERE s.disclosure_request_id = r.id),
       (SELECT coalesce(max(s.row), 0) FROM requests_app_subject s WHERE s.disclosure_request_id = r.id),
       (SELECT count(*) FROM requests_app_subject s WHERE s.disclosure_request_id = r.id AND s.judged_under = ''),
       (SELECT count(*) FROM requests_app_historicalsubject h WHERE h.disclosure_request_id = r.id AND h.history_type = '+'),
       (SELECT count(DISTINCT h.id) FROM requests_app_historicalsubject h WHERE h.disclosure_request_id = r.id)
FROM requests_app_disclosurerequest r WHERE r.id = %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands after a run, in rows of the file. `unrecorded`: without their one first history row."""

    lost: int
    repeated: int
    unjudged: int
    unrecorded: int
    status: str

    @property
    def whole(self) -> bool:
        return self == Found(0, 0, 0, 0, "done")


def look_at(upload: Upload, rows: int) -> Found:
    """Count what stands in the request of an upload."""
    batch = upload.batch()
    with connection.cursor() as cursor:
        cursor.execute(CHECK, [upload.draft.pk])
        there, places_taken, last, unjudged, first, recorded = cursor.fetchone()
    counted = batch.rows_read - batch.rows_accepted - batch.rows_rejected
    lost = rows - batch.rows_rejected - places_taken + abs(counted) + abs(rows - batch.rows_read)
    return Found(
        lost,
        there - places_taken + max(0, last - rows),
        unjudged,
        abs(there - first) + abs(there - recorded),
        batch.status,
    )


def over(upload: Upload) -> bool:
    return upload.batch().status not in ("reading", "judging")


def done_rows(upload: Upload) -> int:
    batch = upload.batch()
    return (batch.rows_read + batch.rows_accepted) // 2


def kill_at_random(stack: Stack, upload: Upload, rows: int, kills: int, chance: random.Random) -> int:
    """Kill while the upload goes on, each time when it has come as far as chance said; return how many kills there were."""
    made = 0
    for row in sorted(chance.sample(range(max(kills, rows - rows // 50)), kills)):
        while done_rows(upload) < row and not over(upload):
            time.sleep(0.05)
        if over(upload):
            break
        victim = chance.choice(VICTIMS)
        killed = stack.kill(victim)
        stack.wait_until_back(victim, killed, 60)
        made += 1
    return made


def empty_at_random(stack: Stack, upload: Upload, rows: int, times: int, chance: random.Random) -> int:
    """Empty Redis while the upload goes on; return how many times."""
    made = 0
    for row in sorted(chance.sample(range(rows), times)):
        while done_rows(upload) < row and not over(upload):
            time.sleep(0.05)
        if not over(upload):
            with suppress(redis.RedisError):
                redis.Redis(unix_socket_path=str(stack.places.run / "redis.sock")).flushall()
                made += 1
    return made


@contextmanager
def without_redis(stack: Stack) -> Iterator[None]:
    """Inside, Redis is killed as often as the supervisor starts it."""
    ended = Event()

    def keep_down() -> None:
        while not ended.wait(0.05):
            with suppress(ProcessLookupError):
                if pid := stack.pid("redis"):
                    os.kill(pid, signal.SIGKILL)

    killer = Thread(target=keep_down, daemon=True)
    killer.start()
    try:
        yield
    finally:
        ended.set()
        killer.join()


def timed(stack: Stack, content: bytes, rows: int, during: Callable[[Upload], object]) -> tuple[float, Found]:
    """Upload a file, do something meanwhile, wait for the end; return the seconds from the mapping, and what stands."""
    upload = Upload().receive(content).confirm()
    begun = time.monotonic()
    during(upload)
    while not over(upload):
        time.sleep(0.1)
        if time.monotonic() - begun > 4 * 3600:
            raise SystemExit("The upload doesn't end.")
    return time.monotonic() - begun, look_at(upload, rows)


def say(name: str, seconds: float, most: float | None, found: Found) -> bool:
    """Print one run; return whether it met its bar."""
    good = found.whole and (most is None or seconds <= most)
    bar = f", at most {most:.0f}" if most else ""
    print(
        f"{'pass' if good else 'FAIL'}  {name}: {seconds:.1f} s{bar}; lost {found.lost}, repeated {found.repeated}, "
        f"unjudged {found.unjudged}, without whole history {found.unrecorded}, {found.status}",
        flush=True,
    )
    return good


def runs(stack: Stack, given: Namespace) -> Iterator[bool]:
    """Make the runs one after the other."""
    chance = random.Random(given.seed)
    files = [samples.csv_file(given.rows, seed) for seed in range(4)]
    clean, found = timed(stack, files[0], given.rows, lambda _: None)
    yield say("clean run", clean, None, found)
    made: list[int] = []
    seconds, found = timed(
        stack, files[1], given.rows, lambda u: made.append(kill_at_random(stack, u, given.rows, given.kills, chance))
    )
    yield say(f"{made[0]} kills (seed {given.seed})", seconds, clean + A_KILL * made[0], found)
    seconds, found = timed(
        stack, files[2], given.rows, lambda u: made.append(empty_at_random(stack, u, given.rows, given.flushes, chance))
    )
    yield say(f"FLUSHALL {made[1]} times", seconds, clean + A_KILL * made[1], found)

    def outage(_: Upload) -> None:
        with without_redis(stack):
            time.sleep(given.outage)

    seconds, found = timed(stack, files[3], given.rows, outage)
    yield say(f"{given.outage:.0f} s without Redis", seconds, clean + given.outage + AFTER_OUTAGE, found)


def main() -> int:
    """Start a system, make the runs, end it; return 1 if a bar is missed."""
    parser = ArgumentParser(prog="python -m tests.faults", description="Kill at a big upload, and count what is left.")
    parser.add_argument("--rows", type=int, default=1_280_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flushes", type=int, default=10)
    parser.add_argument("--outage", type=float, default=600.0, help="seconds without Redis (%(default)s)")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    given = parser.parse_args()
    stack = Stack(Path(places.ROOT) / "var" / "stack-faults")
    stack.remove()
    try:
        stack.start()
        with stack.orm():
            return 0 if all(list(runs(stack, given))) else 1
    finally:
        stack.stop()
        stack.remove()
