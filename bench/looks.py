"""How the access log pages: `python -m bench.looks --rows 10000000`.

On servers of its own the log is filled with invented looks of 400 people over three years, each at one of two million subjects.
Then, for each filter, the first page is asked for and one near the end of what it leaves. The bar: the 95th percentile near the
end is at most three times that of the first page (or of 5 ms, if that is more). Milliseconds: query, rows and lines.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import django

from bench.keeping import keep

from .own_servers import own_servers
from .pages import p95

MOST_TIMES = 3.0
LEAST_MS = 5.0

FILL = """
INSERT INTO audits_accessrecord (at, txid, person_id, person_name, role, origin, act, kind, object_id, case_id, agency_id, why,
                                 outcome, count)
SELECT timestamptz '2023-06-01' + n * (interval '3 years' / %(rows)s), n, p, 'Person ' || p,
       (ARRAY['specialist', 'counsel', 'approver', 'authorizer', 'liaison', 'signer', 'oversight'])[1 + abs(p) %% 7],
       '192.0.2.1',
       CASE WHEN p < 0 THEN 'work' WHEN n %% 1000003 = 7 THEN 'export'
            ELSE (ARRAY['list', 'view', 'list', 'search', 'reveal'])[1 + n %% 5] END,
       CASE WHEN n %% 200003 = 3 THEN 'signed letter' ELSE 'subject' END, NULL, 1 + (n * 7919) %% 200000,
       CASE WHEN n %% 50021 = 11 THEN 6 ELSE 1 + n %% 5 END,
       CASE WHEN n %% 100003 = 5 THEN 'a complaint about whistling' ELSE (ARRAY['opened the request''s page',
            'opened a subject', 'listed the request''s subjects', 'compared a subject with the records'])[1 + n %% 4] END,
       CASE WHEN n %% 97 = 0 THEN 'denied' ELSE 'shown' END, 1
FROM (SELECT n, CASE WHEN n %% 5 = 0 THEN -4 ELSE 1 + (n * 104729) %% 400 END AS p
      FROM generate_series(1, %(rows)s::bigint) n) g
"""
NARROW = """
INSERT INTO audits_accessedsubject (record_id, subject_id) SELECT id, 1 + (id * 7907) % 2000000 FROM audits_accessrecord
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('audits_accessrecord', 'audits_accessedsubject')
AND indexname NOT LIKE '%_pkey'
"""


def fill(cursor: Any, rows: int) -> None:
    """Fill the log, its indexes made afterwards."""
    cursor.execute(INDEXES)
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(FILL, {"rows": rows})
    cursor.execute(NARROW)
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("ANALYZE audits_accessrecord")
    cursor.execute("ANALYZE audits_accessedsubject")


def filters(listing: Any) -> dict[str, Any]:
    """Return what the list is narrowed to, by name: common and rare values alike."""
    day = datetime(2025, 3, 4, tzinfo=UTC).date()
    made: Callable[..., Any] = listing.LooksFilter
    return {
        "nothing": made(),
        "people only": made(with_system=False),
        "one person": made(people=[17]),
        "twenty people": made(people=list(range(1, 21))),
        "a role": made(roles=["counsel"]),
        "a common agency": made(agency_ids=[2]),
        "a rare agency": made(agency_ids=[6]),
        "a common act": made(act="view"),
        "a rare act": made(act="export"),
        "a rare kind": made(kind="signed letter"),
        "refusals": made(outcome="denied"),
        "a common reason": made(reason="opened"),
        "a rare reason": made(reason="whistling"),
        "one day": made(since=day, until=day),
        "one request": made(case_id=77),
        "person, act and year": made(people=[17], act="view", since=day.replace(year=2024), until=day),
        "agency, refusals, people": made(agency_ids=[2], outcome="denied", with_system=False),
    }


def last_ids(listing: Any, narrowed: Any) -> int:
    """Return an id near the end of what a filter leaves: below it about a page is left, or as much as there is."""
    before, seen = 0, 0
    low = listing._bounds(narrowed, listing.LAST)
    for share in (0.98, 0.9, 0.5, 0.0):
        before = int(low[0] + (min(low[1], listing.LAST_ID) - low[0]) * (1 - share)) + 1
        seen = len(listing.looks(narrowed, before=before, limit=listing.PAGE))
        if seen:
            return before
    return before


def timed(ask: Callable[[], object], times: int) -> float:
    """Return the 95th percentile of asking, in milliseconds."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - begun)
    return round(p95(seconds) * 1000, 1)


def measure(rows: int, times: int) -> dict[str, tuple[float, float]]:
    """Return, for each filter, the milliseconds of the first page and of one near the end."""
    connections = import_module("django.db").connections
    listing = import_module("audits.looks_listing")
    with connections["owner"].cursor() as cursor:
        begun = time.monotonic()
        fill(cursor, rows)
        print(f"{rows:,} looks written in {time.monotonic() - begun:.0f} s", flush=True)
    listing.LAST_ID = rows + 1
    found = {}
    for name, narrowed in filters(listing).items():
        deep = last_ids(listing, narrowed)
        found[name] = tuple(timed(lambda b=b, f=narrowed: listing.page(f, before=b), times) for b in (0, deep))
        print(f"{name:>26}: first {found[name][0]:>8} ms, near the end {found[name][1]:>8} ms", flush=True)
    for name, subject in (("who saw a subject", 1), ("who saw another", 1_999_999)):
        asks = [lambda b=b, s=subject: listing.of_subjects([s], agency_ids=None, before=b) for b in (0, rows // 50)]
        found[name] = tuple(timed(ask, times) for ask in asks)
        print(f"{name:>26}: first {found[name][0]:>8} ms, near the end {found[name][1]:>8} ms", flush=True)
    return found


def main() -> int:
    """Measure, print, and return 1 if the bar is missed."""
    parser = ArgumentParser(prog="python -m bench.looks", description="Measure the access log's pages.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="looks in the log (%(default)s)")
    parser.add_argument("--times", type=int, default=40, help="answers for each page (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    with own_servers() as servers:
        os.environ.update(servers.environment())
        django.setup()
        found = measure(given.rows, given.times)
        import_module("django.db").connections.close_all()
    worst = max(found, key=lambda name: found[name][1] / max(found[name][0], LEAST_MS))
    ratio = found[worst][1] / max(found[worst][0], LEAST_MS)
    good = ratio <= MOST_TIMES
    print(
        f"{'pass' if good else 'FAIL'}  near the end at most {ratio:.2f} times the first page ({worst}), at most {MOST_TIMES}"
    )
    if given.keep:
        keep("looks", given.rows, {"rows": given.rows, "ratio": round(ratio, 2), "ms": found})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
