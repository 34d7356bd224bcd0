"""What sealing costs and how fast it is checked: `python -m bench.sealing [--rows 1000000] [--keep]`; 1 if a bar is missed.

In a database of its own, which is dropped at the end:

1. The cost per write: subjects inserted and then updated by the application's role, with history, committed, while the sealer
   works on them, beside the same statements, committed as well, on a plain table of the same columns and indexes. Triggers that
   aren't history's are off. In turns; all turns together take at most twice as long.
2. Sealing: rows of history (subjects, the widest table), put in by INSERT … SELECT as a superuser, are sealed, 5,000 a second.
3. Checking all of it: 120 s for 10 million rows, scaled to the rows given. The whole of `verify_history`: tree, rows, counts,
   live rows against their history.
4. Changes since the last checkpoint: 5 s.

2 to 4 on one core: this process and its backend are bound to one, and the backend asks no workers to help. Beside the clock,
which on a busy machine says more of the others, stand the processor seconds of the two.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import connection, connections

from audits.acting import acting
from audits.guarding import history_model
from audits.verification import at_one_moment, verify
from bench.keeping import keep
from config import places, services
from requests_app.models import Subject
from tests.audits.sealed import DISARM, Sealed, sealed_in
from tests.cast import WHY, cast, draft
from tests.races import own_database

MOST_TIMES, LEAST_A_SECOND, MOST_SECONDS_10M, MOST_SECONDS_SINCE = 2.0, 5_000, 120.0, 5.0
AT_ONCE, TURNS = 5_000, 21
HISTORY = history_model(Subject)._meta.db_table
TABLE = Subject._meta.db_table
PLAIN = "plain_subject"


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY 1",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _copied(table: str, changed: dict[str, str], rows: int, where: str, into: str = "") -> str:
    columns = _columns(table)
    values = ", ".join(changed.get(name, f's."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f'INSERT INTO "{into or table}" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM "{table}" s, '
        f"generate_series(1, {rows:d}) AS g (n) WHERE {where}"
    )


def writes(first: Subject, base: int, into: str = TABLE) -> list[str]:
    """Return the statements that insert subjects and update them."""
    changed = {"id": f"{base:d} + g.n", "row": f"{base:d} + g.n", "last_name": "'Name ' || g.n"}
    return [
        _copied(TABLE, changed, AT_ONCE, f"s.id = {first.pk:d}", into),
        f"UPDATE \"{into}\" SET city = city || 'x' WHERE id > {base:d}",
    ]


def plain(sealed: Sealed, statements: list[str]) -> float:
    """Return the seconds of the writes into the table without history, in one transaction, committed."""
    with services.as_launcher(places.places(), sealed.name) as one:
        one.autocommit = False

        def act() -> None:
            for statement in statements:
                one.execute(statement)
            one.commit()

        return timed(act)


def with_history(statements: list[str], by: Any) -> float:
    """Return the seconds of the writes with history, in one transaction, committed."""

    def act() -> None:
        with acting(by=by, why=WHY), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return timed(act)


FORK = multiprocessing.get_context("fork")


def seal_beside(sealed: Sealed, ended: Event) -> None:
    """Seal beside the writes until told to end: a round, a pause, a round. For a process of its own."""
    for one in connections.all(initialized_only=True):
        one.connection = None  # those of the process that this one was forked from
    while not ended.wait(1.0):
        sealed.seal()


def cost(sealed: Sealed, first: Subject, by: Any) -> list[tuple[float, float]]:
    """Return the seconds of each turn, with history and without."""
    with services.as_launcher(places.places(), sealed.name) as one:
        one.execute(f'CREATE TABLE "{PLAIN}" (LIKE "{TABLE}" INCLUDING ALL)')
    ended = FORK.Event()
    beside = FORK.Process(target=seal_beside, args=(sealed, ended), daemon=True)
    beside.start()
    turns = []
    for turn in range(TURNS):
        base = 10_000_000 * (turn + 1)
        turns.append((with_history(writes(first, base), by), plain(sealed, writes(first, base, PLAIN))))
    ended.set()
    beside.join()
    return turns


def history_alone(sealed: Sealed) -> None:
    """Switch off what isn't history's on the subjects: tallies, guards of moves."""
    names = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname NOT LIKE 'record_%%'"
    with services.as_launcher(places.places(), sealed.name) as one:
        for (name,) in one.execute(names, [TABLE]).fetchall():
            one.execute(f'ALTER TABLE "{TABLE}" DISABLE TRIGGER "{name}"')


def fill(sealed: Sealed, rows: int, base: int) -> None:
    """Put in history rows of subjects, and the live rows that they are the history of, as a superuser."""
    first = Subject.objects.earliest("pk").pk
    last = Subject.history.filter(id=first).latest("history_id").history_id
    with services.as_launcher(places.places(), sealed.name) as one:
        one.execute("SET session_replication_role = replica")
        one.execute(DISARM)
        one.execute("SET synchronous_commit = off")
        for start in range(0, rows, 1_000_000):
            id, count = f"{base + start:d} + g.n", min(1_000_000, rows - start)
            own = {"id": id, "row": id, "last_name": "'Name ' || g.n"}
            past = {**own, "history_id": id, "txid": "pg_current_xact_id()::text::bigint"}
            past |= {"history_date": "clock_timestamp()"}
            one.execute(_copied(HISTORY, past, count, f"history_id = {last}"))
            one.execute(_copied(TABLE, own, count, f"s.id = {first}"))
        for table in (HISTORY, TABLE):
            one.execute(f'VACUUM ANALYZE "{table}"')


def on_one_core() -> dict[int, set[int]]:
    """Bind this process and the sealer's backend to one core, without parallel workers; return how they were bound."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        pids = [0, int(cursor.fetchone()[0])]
    before = {pid: os.sched_getaffinity(pid) for pid in pids}
    for pid in pids:
        os.sched_setaffinity(pid, {min(before[0])})
    return before


def processor_seconds(pids: Iterable[int]) -> float:
    """Return the processor seconds of this process (0) and of backends: on a busy machine the clock says less."""
    found = 0.0
    for pid in pids:
        words = Path(f"/proc/{pid or os.getpid()}/stat").read_text().rpartition(")")[2].split()
        found += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return found


def checked(sealed: Sealed, **given: Any) -> float:
    """Return the seconds of a check that must pass."""
    with at_one_moment() as cursor:
        report = verify(cursor, sealed.folder, **given)
    if not report.passed:
        raise SystemExit(f"The check failed: {report.first}")
    return report.seconds


def of_one_request(folder: Path) -> tuple[int, float, float]:
    """Seal and check all that the present database holds, on one core; return rows, seconds, and processor seconds."""
    sealed = sealed_in(folder)
    sealed.seal()
    with services.as_launcher(places.places(), sealed.name) as super_user:
        super_user.execute("VACUUM ANALYZE")
    bound = on_one_core()
    before = processor_seconds(bound)
    seconds = checked(sealed)
    used = processor_seconds(bound) - before
    for pid, cores in bound.items():
        os.sched_setaffinity(pid, cores)
    return sealed.folder.checkpoint().size, seconds, used


def measured(rows: int) -> dict[str, Any]:
    """Return every figure."""
    with tempfile.TemporaryDirectory() as folder, own_database():
        who = cast()
        one = draft(who, tin="912-66-0001")
        sealed = sealed_in(Path(folder))
        sealed.seal()
        history_alone(sealed)
        turns = cost(sealed, one.subjects.get(), who.liaison)
        fill(sealed, rows, 1_000_000_000)
        bound = on_one_core()
        before = processor_seconds(bound)
        sealing = timed(sealed.seal)
        used_to_seal = processor_seconds(bound) - before
        with services.as_launcher(places.places(), sealed.name) as super_user:
            super_user.execute("VACUUM ANALYZE audits_leaf")
        before = processor_seconds(bound)
        whole = checked(sealed)
        used = processor_seconds(bound) - before
        since = sealed.folder.latest()
        fill(sealed, 5_000, 1_500_000_000)
        sealed.seal()
        since_seconds = checked(sealed, since=since)
        for pid, cores in bound.items():
            os.sched_setaffinity(pid, cores)
        return {
            "rows": sealed.folder.checkpoint().size,
            "cost_of_a_write": sum(sealed_too for sealed_too, _ in turns) / sum(bare for _, bare in turns),
            "median_of_turns": statistics.median(sealed_too / bare for sealed_too, bare in turns),
            "sealed_a_second": rows / sealing,
            "sealed_a_processor_second": rows / used_to_seal,
            "whole_seconds": whole,
            "whole_processor_seconds": used,
            "whole_seconds_for_10_million": whole * 10_000_000 / sealed.folder.checkpoint().size,
            "since_seconds": since_seconds,
        }


def main() -> int:
    """Measure, print, keep if asked; return 1 if a bar is missed."""
    parser = ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/results")
    given = parser.parse_args()
    found = measured(given.rows)
    bars = {
        f"a sealed write costs at most {MOST_TIMES} times the plain one": found["cost_of_a_write"] <= MOST_TIMES,
        f"at least {LEAST_A_SECOND:,} rows are sealed a second": found["sealed_a_second"] >= LEAST_A_SECOND,
        "10 million rows are checked in 120 s on one core": found["whole_seconds_for_10_million"] <= MOST_SECONDS_10M,
        "changes since the last checkpoint are checked in 5 s": found["since_seconds"] <= MOST_SECONDS_SINCE,
    }
    for name, value in found.items():
        print(f"{name:<32}{value:>14,.2f}" if isinstance(value, float) else f"{name:<32}{value!s:>14}")
    if given.keep:
        keep("sealing", given.rows, found)
    print("\n".join(f"{name}: {'kept' if kept else 'MISSED'}" for name, kept in bars.items()))
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
