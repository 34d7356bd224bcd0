"""Sample files of any size, the same for the same seed: `python -m bench.sample_files ROWS OUT [--seed N] [--share-bad 0.3]`.

The rows are those of `requests_app/demonstration/invented.py`: invented people in cities that exist, each with a reason of
its own; a share of them with one planted defect of every kind.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from requests_app.demonstration.invented import TINS, write

SEED = 6103
SHARE_BAD = 0.3


def make(path: Path, rows: int, seed: int = SEED, share_bad: float = SHARE_BAD) -> None:
    """Write a CSV file of the bulk template in UTF-8."""
    with path.open("w", newline="", encoding="utf-8") as out:
        write(out, rows, seed, share_bad)


def main() -> None:
    """Write the file that the command line asks for."""
    parser = ArgumentParser(prog="python -m bench.sample_files", description="Write a sample file of invented people.")
    parser.add_argument("rows", type=int, help=f"how many; the first {TINS:,} are different people")
    parser.add_argument("out", type=Path, help="where to; a file that is there is written over")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other people (%(default)s)")
    parser.add_argument(
        "--share-bad", type=float, default=SHARE_BAD, help="share of the rows with a defect, 0 to 1 (%(default)s)"
    )
    given = parser.parse_args()
    if given.rows < 1 or not 0 <= given.share_bad <= 1:
        parser.error("ROWS is 1 or more, --share-bad lies between 0 and 1.")
    make(given.out, given.rows, given.seed, given.share_bad)


if __name__ == "__main__":
    main()
