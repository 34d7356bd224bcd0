"""Files of invented people, the same for the same seed, of any size. No row shares its reason with another."""

from __future__ import annotations

import csv
import io

from requests_app.demonstration.invented import lines, row, write

__all__ = ["csv_file", "lines", "row", "table"]


def csv_file(rows: int, seed: int = 0) -> bytes:
    """Return a file of the bulk template."""
    out = io.StringIO(newline="")
    write(out, rows, seed)
    return out.getvalue().encode()


def table(*rows: list[str], delimiter: str = ",") -> str:
    """Return rows as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
