"""How fast matching is, 1.28 against 10 million: `python -m bench.matching --rows 128000 --records 1000000 --copies 10`.

In one run, on the same data, in a database of its own that is dropped at the end:
1. Invented records and a request (matching_data.py) are brought to normal form by two processes and stored, COPIES times, each
   copy with keys of its own: the way to 10 million in minutes.
2. The bare hash joins: PostgreSQL joins subjects and records on each key that the engine uses, and counts.
3. The engine: in one pass the records that share a key with a subject, then one statement from normal forms to a verdict,
   method, address check, TIN code, record, candidates and reasons for each subject, both into unlogged tables.
4. Both once more, in turns; the median counts. 5. Precision and recall against the truth.
6. With --splink, if it is installed (`python -m venv V && V/bin/pip install splink duckdb`, then --splink V/bin/python): splink
   on DuckDB links the same two tables of normal forms, in words, in as many threads (bench/matching_splink.py).

The bars: the engine takes at most 3 times the bare joins, and is faster than splink at equal or better precision. What is
compared with splink: from two loaded tables to what is linked. Splink first learns its weights from the very tables that it
links (`training`), since how often fields agree by chance is a fact of those tables; then it predicts (`seconds`). Both count,
and both are printed, so that whoever has weights from tables just alike can compare the prediction alone. The engine has
nothing to learn. Splink's tables are in memory and its fields in words; the engine's are on disk, and its fields keys.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import django
import psycopg

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.conf import settings
from psycopg import sql

from bench.keeping import keep
from bench.matching_data import SEED, clean_row, dirty_row, record
from requests_app.matching.bulk import blocks, copied, keys_of_text
from requests_app.matching.engine import JOINS, near_sql, verdicts_sql
from requests_app.matching.normal import NAME_AND_ADDRESS, form_of_fields
from requests_app.models.record import FORM_FIELDS
from requests_app.rules.identifiers import tin_digits
from requests_app.rules.matching import MATCH_EDITION

MOST_TIMES = 3
"""Times the bare hash joins that the engine may take."""
NAME = f"bench_matching_{os.getpid()}"
MEMORY = (
    *("SET work_mem = '512MB'", "SET hash_mem_multiplier = 2", "SET maintenance_work_mem = '1GB'"),
    *("SET max_parallel_workers_per_gather = 2", "SET min_parallel_table_scan_size = 0", "SET jit = off"),
    "SET parallel_tuple_cost = 0",
)
"""For every statement that is measured alike."""
Connection = psycopg.Connection[tuple[Any, ...]]


def connect(name: str) -> Connection:
    """Return the owner's connection to a database."""
    one = settings.DATABASES["owner"]
    where = {"user": one["USER"], "password": one["PASSWORD"], "host": one["HOST"], "port": one["PORT"]}
    return psycopg.connect(dbname=name, autocommit=True, **where)


@contextmanager
def database() -> Iterator[Connection]:
    """A database of this run's own, dropped at the end."""
    with connect(settings.DATABASES["owner"]["NAME"]) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            with connect(NAME) as own:
                for statement in MEMORY:
                    own.execute(statement)
                yield own
        finally:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def fields_of(row: dict[str, str]) -> tuple[str, ...]:
    """Return the fields that a normal form is made of."""
    return tuple([row.get(name, "") for name in NAME_AND_ADDRESS])


def record_lines(numbers: list[int]) -> bytes:
    """Return the normal forms of these records, as COPY takes them."""
    rows = ((number, record(number)) for number in numbers)
    return "".join([copied((n, *keys_of_text(row["tin"], fields_of(row)))) for n, row in rows]).encode()


Place = tuple[int, int, bool]
"""Number of a request's row, how many records there are, whether the request is dirty."""


def request_row(place: Place) -> tuple[dict[str, str], int]:
    """Return one row of the request and the record that it truly is, 0 for none: as matching_data.request gives it."""
    row, people, dirty = place
    dice, number = Random(f"{SEED}:{row}"), row * 7_919 % people + 1
    return dirty_row(number, dice, people) if dirty and dice.random() < 0.6 else clean_row(number, dice, people)


def subject_lines(places: list[Place]) -> bytes:
    """Return the normal forms of these rows with the truth beside them, as COPY takes them."""
    rows = [(place[0], *request_row(place)) for place in places]
    return "".join(
        [copied((n, *keys_of_text(row.get("tin", ""), fields_of(row)), true or None)) for n, row, true in rows]
    ).encode()


def _copy(own: Connection, table: str, lines: Iterable[bytes]) -> None:
    with own.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for some in lines:
            copy.write(some)


def store(own: Connection, given: Namespace) -> float:
    """Make and store the normal forms; return the seconds."""
    start = time.perf_counter()
    columns = ", ".join(f"{field} bigint" for field in FORM_FIELDS)
    own.execute(f"CREATE UNLOGGED TABLE records (record_id bigint, {columns})")
    own.execute(f"CREATE UNLOGGED TABLE subjects (subject_id bigint, {columns}, truth bigint)")
    _copy(own, "records", blocks(range(1, given.records + 1), record_lines))
    places = ((row, given.records, given.dirty) for row in range(1, given.rows + 1))
    _copy(own, "subjects", blocks(places, subject_lines))
    multiply(own, given)
    own.execute("VACUUM (ANALYZE) records")
    own.execute("VACUUM (ANALYZE) subjects")
    return time.perf_counter() - start


def multiply(own: Connection, given: Namespace) -> None:
    """Add copies of both tables, each a world of its own: other ids, and every key changed alike, so that nobody meets another
    copy's people. What is joined has the same shape as in the first.
    """
    for number in range(1, given.copies):
        mask = Random(number).getrandbits(63)
        keys = ", ".join(f"{field} # {mask}" for field in FORM_FIELDS)
        people = number * given.records
        own.execute(
            f"INSERT INTO records SELECT record_id + {people}, {keys} FROM records WHERE record_id <= {given.records}"
        )
        own.execute(
            f"INSERT INTO subjects SELECT subject_id + {number * given.rows}, {keys}, truth + {people} FROM subjects "
            f"WHERE subject_id <= {given.rows}"
        )


def bare(own: Connection) -> float:
    """Return the seconds of the bare hash joins on the engine's keys, each counted."""
    start = time.perf_counter()
    for on, _ in JOINS:
        own.execute(f"SELECT count(*) FROM subjects s JOIN records r ON {on}").fetchone()
    return time.perf_counter() - start


def engine(own: Connection) -> float:
    """Return the seconds from stored normal forms to stored verdicts."""
    own.execute("DROP TABLE IF EXISTS verdicts, near")
    start = time.perf_counter()
    own.execute(f"CREATE UNLOGGED TABLE near AS {near_sql('subjects', 'records')}")
    own.execute("ANALYZE near")
    own.execute(f"CREATE UNLOGGED TABLE verdicts AS {verdicts_sql('subjects', 'near')}")
    return time.perf_counter() - start


WEIGHED = """
SELECT count(*) FILTER (WHERE verdict = 'matched' AND record_id = truth),
 count(*) FILTER (WHERE verdict = 'matched' AND record_id IS DISTINCT FROM truth),
 count(*) FILTER (WHERE truth IS NOT NULL), count(*) FILTER (WHERE verdict = 'ambiguous'),
 count(*) FILTER (WHERE verdict = 'not_found') FROM verdicts JOIN subjects USING (subject_id)"""


def weigh(own: Connection) -> dict[str, float]:
    """Return how right the verdicts are."""
    right, wrong, pairs, ambiguous, not_found = own.execute(WEIGHED).fetchone() or ()
    counts = {"matched": right + wrong, "wrong": wrong, "ambiguous": ambiguous, "not_found": not_found, "pairs": pairs}
    return counts | {"precision": right / max(1, right + wrong), "recall": right / max(1, pairs)}


def word_lines(places: list[Place]) -> bytes:
    """Return normal forms in words, tab-separated, of a request's rows, or of records where the number of records is 0."""
    lines = []
    for place in places:
        row, true = request_row(place) if place[1] else (record(place[0]), place[0])
        form = form_of_fields(fields_of(row), tin_digits(row.get("tin", "")))
        lines.append("\t".join((str(place[0]), str(true), *form)) + "\n")
    return "".join(lines).encode()


def splink(given: Namespace) -> dict[str, float]:
    """Let splink link the same tables, in a process of its own; return what it prints."""
    with tempfile.TemporaryDirectory() as folder:
        sides = {
            "records": ((n, 0, False) for n in range(1, given.records + 1)),
            "subjects": ((n, given.records, given.dirty) for n in range(1, given.rows + 1)),
        }
        for name, places in sides.items():
            with (Path(folder) / f"{name}.tsv").open("wb") as out:
                out.write(("\t".join(("unique_id", "truth", *FORM_FIELDS)) + "\n").encode())
                out.writelines(blocks(places, word_lines))
        script = Path(__file__).with_name("matching_splink.py")
        sizes = map(str, (given.copies, given.rows, given.records))
        done = subprocess.run([given.splink, str(script), folder, *sizes], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"splink failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(given: Namespace) -> dict[str, Any]:
    """Return all figures."""
    with database() as own:
        found: dict[str, Any] = {"store": store(own, given)}
        print(f"stored in {found['store']:.0f} s", flush=True)
        times: dict[str, list[float]] = {"bare": [], "engine": []}
        for _ in range(given.repeats):
            times["bare"].append(bare(own))
            times["engine"].append(engine(own))
            print(f"bare {times['bare'][-1]:.2f} s, engine {times['engine'][-1]:.2f} s", flush=True)
        found |= {name: median(seconds) for name, seconds in times.items()} | weigh(own)
        found["times"] = times
    found["splink"] = splink(given) if given.splink else None
    return found


def bars(found: dict[str, Any]) -> dict[str, bool]:
    """Return each bar in words -> whether it is met. Without splink, nothing is said of it."""
    times = found["engine"] / found["bare"]
    said = {f"the engine takes {times:.2f} times the bare hash joins, at most {MOST_TIMES}": times <= MOST_TIMES}
    said[f"precision of the matched is {found['precision']:.6f}"] = found["wrong"] == 0
    if other := found["splink"]:
        whole = other["training"] + other["seconds"]
        parts = f"{other['training']:.1f} s to learn its weights and {other['seconds']:.1f} s to predict"
        said[f"the engine takes {found['engine']:.1f} s, splink {whole:.1f} s: {parts}"] = found["engine"] < whole
        better = found["precision"] >= other["precision"]
        said[f"at a precision of {found['precision']:.6f}, splink's {other['precision']:.6f}"] = better
    return said


def figures(found: dict[str, Any], given: Namespace) -> dict[str, Any]:
    """Return what is kept of a run."""
    size = {"rows": given.rows * given.copies, "records": given.records * given.copies, "copies": given.copies}
    return {**size, "dirty": given.dirty, "seed": SEED, "edition": MATCH_EDITION, **found}


def main() -> int:
    """Measure, print, and return 1 if a bar is missed."""
    parser = ArgumentParser(prog="python -m bench.matching", description="Measure how fast and how right matching is.")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the request (%(default)s)")
    parser.add_argument("--records", type=int, default=1_000_000, help="records (%(default)s)")
    parser.add_argument("--dirty", action="store_true", help="six of ten rows with a fault")
    parser.add_argument("--copies", type=int, default=1, help="worlds of that many rows and records each (%(default)s)")
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument(
        "--splink", metavar="PYTHON", help="a Python in whose environment splink and duckdb are installed"
    )
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    found = measure(given)
    rows, records = given.rows * given.copies, given.records * given.copies
    print(f"{rows:,} rows, {records:,} records; recall {found['recall']:.4f}", end="\n\n")
    if not given.splink:
        print("splink was left out: it isn't part of this project. See the top of bench/matching.py.\n")
    met = bars(found)
    print("\n".join(f"{'pass' if good else 'FAIL'}  {words}" for words, good in met.items()))
    if given.keep:
        print(f"\nKept in {keep('matching', f'{rows}x{records}', figures(found, given))}")
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
