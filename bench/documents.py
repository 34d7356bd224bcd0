"""How fast a package is built and encrypted, part by part, and in how much memory: `python -m bench.documents --rows 47289`.

Rows are invented as they are asked for; nothing is read from a database. In one run: 1. `csv.writer` writes the same cells, as
the measure for the rest. 2. The CSV alone. 3. The workbook alone. 4. The whole package: both, cover letter, manifest, sums.
5. It is encrypted to a fresh key, and both are hashed. 6. A package with one letter for each of fewer taxpayers. Seconds, by
the clock. It ends with 1 if this process took 500 MB or more at its peak.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from io import StringIO
from types import ModuleType
from typing import Any

import django
from pyrage import x25519

from bench.keeping import keep

MOST_MEMORY = 500
AT_ONCE = 1_000
"""Rows that a package writes together."""
"""Megabytes (millions of bytes) that the process may take at its peak."""


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def invented(package: ModuleType, rows: int) -> Iterator[Any]:
    """Yield that many invented taxpayers, each with an address."""
    for n in range(1, rows + 1):
        given = (f"Ann{n}", "", f"Demofield{n}", "", "1980-01-02", "", str(n * 7))
        matter = ("2022; 2023", "18 USC 1028(a)(4)", f"24-cr-{n:05d}", "Pat Officer")
        street = f"{n} Demonstration Street, Apt {n % 9}, Springfield, IL 62704"
        yield package.ItemRow(n, given, matter, "address", "identity", street)


def facts(package: ModuleType, rows: int, key: str, *, letters: bool) -> Any:
    """Return the facts of a package of invented taxpayers."""
    words = (
        "title",
        "agency",
        "agency_code",
        "signer",
        "recipient",
        "approver",
        "counsel",
        "prepared_by",
        "snapshot_hash",
    )
    said = dict.fromkeys((*words, "rules_edition", "match_edition", "agreement"), "Demonstration")
    counted = {"taxpayers": rows, "counts": {"address": rows}, "periods": ("2022", "2023"), "items": ("address",)}
    more = {"submission": 1, "approved_on": date(2026, 11, 20), "decisions": (), "letters_wanted": letters}
    return package.PackageFacts(number="DEMO-2026-0001", recipient_key=key, **said, **counted, **more)


def plain(cells: list[list[str]]) -> None:
    """Write the cells by `csv.writer`, as the measure for the rest."""
    csv.writer(StringIO()).writerows(cells)


def spooled(spool: Any, cells: list[list[str]]) -> None:
    """Write the cells into one release file."""
    safe = import_module("requests_app.documents.sheets").safe_row
    with spool:
        for start in range(0, len(cells), AT_ONCE):
            spool.add([safe(row) for row in cells[start : start + AT_ONCE]])
        spool.finished()


def measure(rows: int, letters: int) -> dict[str, float]:
    """Return the seconds of each part, and the sizes of the package in bytes."""
    package, documents = import_module("requests_app.documents.package"), "requests_app.documents"
    sheets, book = import_module(f"{documents}.sheets"), import_module(f"{documents}.book")
    key = str(x25519.Identity.generate().to_public())
    cells = [package.cells_of("DEMO-2026-0001", item, "") for item in invented(package, rows)]
    found = {"csv.writer": timed(lambda: plain(cells))}
    found["CSV"] = timed(lambda: spooled(sheets.CsvSpool(package.HEADER), cells))
    found["XLSX"] = timed(lambda: spooled(book.Book(package.HEADER), cells))
    cells.clear()
    with tempfile.TemporaryFile() as zipped, tempfile.TemporaryFile() as sealed, tempfile.TemporaryFile() as more:
        whole = facts(package, rows, key, letters=False)
        found["package"] = timed(lambda: package.build(whole, invented(package, rows), zipped))
        zipped.seek(0)
        found["encryption"] = timed(lambda: package.encrypt(zipped, sealed, key))
        found["hashes"] = timed(lambda: package.outer_record(zipped, sealed, key))
        some = facts(package, letters, key, letters=True)
        found["letters"] = timed(lambda: package.build(some, invented(package, letters), more))
        return found | {"zip_bytes": zipped.tell(), "letters_bytes": more.tell()}


def report(found: dict[str, float], rows: int, letters: int) -> list[str]:
    """Return the figures as lines of a table."""
    head = f"{rows:,} taxpayers, {found['zip_bytes'] / 1e6:.1f} MB; letters for {letters:,}"
    names = ("csv.writer", "CSV", "XLSX", "package", "encryption", "hashes", "letters")
    return [
        head,
        "",
        *(f"{name:<12}{found[name]:>8.3f} s{found[name] / found['csv.writer']:>10.1f} × csv.writer" for name in names),
    ]


def main() -> int:
    """Measure, print, and return 1 if the bar is missed."""
    parser = ArgumentParser(prog="python -m bench.documents", description="Measure how fast a package is built.")
    parser.add_argument("--rows", type=int, default=47_289, help="taxpayers in the package (%(default)s)")
    parser.add_argument("--letters", type=int, default=1_000, help="letters in the smaller package (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = measure(given.rows, given.letters)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print("\n".join(report(found, given.rows, given.letters)), end="\n\n")
    good = found["memory"] < MOST_MEMORY
    print(f"{'pass' if good else 'FAIL'}  {found['memory']:.0f} MB at the peak, less than {MOST_MEMORY}")
    if given.keep:
        figures = {name: round(value, 3) for name, value in found.items()}
        keep("documents", given.rows, {"rows": given.rows, "letters_for": given.letters, **figures})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
