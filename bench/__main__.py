"""Every speed that has a bar, one after the other: `make bench`, or `python -m bench [judging intake …] --rows 1280000 --keep`.

Each is a program of its own (`python -m bench.intake --help`), which prints its bars and ends with 1 if one is missed.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def benches(rows: int) -> dict[str, list[str]]:
    """Return each measurement with its arguments, for files of this many rows."""
    by_rows = ["--rows", str(rows)]
    return {
        "judging": by_rows,
        "intake": by_rows,
        "matching": [*by_rows, "--records", "1000000"],
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
    parser.add_argument("--keep", action="store_true", help="write the figures to bench/results/")
    given = parser.parse_args()
    known = benches(given.rows)
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"there is no {', '.join(unknown)} here; there are {', '.join(known)}")
    missed = []
    for name in given.names or known:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *known[name], *(["--keep"] if given.keep else [])]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            missed.append(name)
    print(f"\nMissed: {', '.join(missed)}" if missed else "\nEvery bar is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
