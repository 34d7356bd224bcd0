"""Run as a program of its own: a workbook on standard input, its rows as lines of JSON on standard output, then "end".

It knows nothing of the project and has no database. Memory and time are bounded, so a workbook that unpacks to more
than the machine holds ends this process and nothing else.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook, SheetVisibleEnum

MEMORY = 4 << 30
"""Bytes of address space."""
SECONDS = 300
"""Processor time."""

MIDNIGHT = datetime.time()


def text_of(value: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO dates, nothing as ''."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def main() -> None:
    """Write the rows of the first visible sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    visible = [n for n, sheet in enumerate(workbook.sheets_metadata) if sheet.visible == SheetVisibleEnum.Visible]
    sheet = workbook.get_sheet_by_index(visible[0])
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps([text_of(value) for value in row]) + "\n")
    sys.stdout.write('"end"\n')


if __name__ == "__main__":
    main()
