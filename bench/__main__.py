"""Every speed that has a bar, one after the other: `make bench`, or `python -m bench [judging intake …] --rows 1280000 --keep`.

Each is a program of its own (`python -m bench.intake --help`), which prints its bars and ends with 1 if one is missed.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


LARGE = 1_000_000
"""Rows from which matching is measured as for 2025's request: ten worlds of a million records, and of rows in their share."""


def benches(rows: int, splink: str = "") -> dict[str, list[str]]:
    """Return each measurement with its arguments, for files of this many rows. `splink`: a Python that has it, if any."""
    by_rows = ["--rows", str(rows)]
    worlds = ["--rows", str(rows // 10), "--copies", "10"] if rows >= LARGE else by_rows
    beside = ["--splink", splink] if splink else []
    return {
        "judging": by_rows,
        "intake": by_rows,
        "matching": [*worlds, "--records", "1000000", *beside],
        "release": ["--subjects", "47289"],
        "pages": by_rows,
        "looks": ["--rows", "1000000"],
        "moments": ["--subjects", "200000"],
        "sealing": by_rows,
        "figures": [],
        "rights": ["--people", "5000"],
        "history": ["--rows", "10000000"],
        "history_cost": [],
    }


def main() -> int:
    """Run those named, or all; return 1 if any misses a bar."""
    parser = ArgumentParser(prog="python -m bench", description="Measure every speed that has a bar.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(benches(1))}; all if none is named")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of a file (%(default)s)")
    parser.add_argument("--splink", default="", metavar="PYTHON", help="compare matching with the splink that this has")
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    known = benches(given.rows, given.splink)
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"there is no {', '.join(unknown)} here; there are {', '.join(known)}")
    missed = []
    for name in given.names or known:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *known[name], *(["--keep"] if given.keep else [])]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            missed.append(name)
    if not given.splink and "matching" in (given.names or known):
        print("\nNot measured: matching beside splink, which isn't part of this project (--splink).")
    print(f"\nMissed: {', '.join(missed)}" if missed else "\nEvery bar that was measured is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
