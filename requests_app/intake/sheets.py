"""Excel workbooks: read by a process of its own with bounded memory and time.

A workbook of a few kilobytes can describe billions of cells. Whatever it does to its reader, it does there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from .refusing import Unreadable

READER = Path(__file__).with_name("sheet_reader.py")
END = "end"

TOO_LARGE = (
    "The workbook is too large to be read safely. Save the sheet as CSV (UTF-8) and upload that; it may have any number "
    "of rows. Nothing was added."
)
NO_WORKBOOK = (
    "The file isn't an Excel workbook of the present kind (XLSX). Open it in Excel, save it as XLSX or CSV and upload "
    "that. Nothing was added."
)
DAMAGED = "The workbook is damaged and can't be read. Save it again, or as CSV, and upload that. Nothing was added."
OTHER_SHEET = (
    "The workbook has several visible sheets, and not all of them begin with the same row of column names, so nobody can "
    "tell which belong to the table. Hide or delete the others, or give each the same first row. Nothing was added."
)
LONG_ROW = (
    "A row of the workbook is longer than any row can be. Look for a cell that was filled by mistake, and upload the file "
    "again. Nothing was added."
)
TROUBLES = {
    "too_large": TOO_LARGE,
    "no_workbook": NO_WORKBOOK,
    "damaged": DAMAGED,
    "other_sheet": OTHER_SHEET,
    "long_row": LONG_ROW,
}
"""What the reading process says -> what the person is told."""


class Workbook:
    """A workbook that is handed to the reading process as it comes in; then its rows are taken from there.

    The process ends with the `with` block, however far it is. `rows_said`: how many rows the sheets say that they have, known
    once the header was taken; 0 if they say nothing. It may be untrue.
    """

    def __init__(self) -> None:
        self.rows_said = 0
        command = [sys.executable, "-I", str(READER)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.kill()
        with self.child:
            pass

    def feed(self, block: bytes) -> None:
        """Hand over the next bytes. What the process doesn't want any more goes nowhere: it says why when it is asked."""
        if self.child.stdin is None or self.child.stdin.closed:
            return
        try:
            self.child.stdin.write(block)
        except BrokenPipeError:
            self._close()

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows of the visible sheets as text cells, the header first. Raises Unreadable."""
        self._close()
        for line in self.child.stdout or ():
            said = json.loads(line)
            if said == END:
                return
            if isinstance(said, dict):
                if "rows" in said:
                    self.rows_said = said["rows"]
                    continue
                raise Unreadable(TROUBLES[said["trouble"]])
            yield said
        raise Unreadable(TOO_LARGE if self.child.wait() < 0 else DAMAGED)

    def _close(self) -> None:
        if self.child.stdin is not None:
            try:
                self.child.stdin.close()
            except BrokenPipeError:
                return


def sheet_rows(blocks: Iterable[bytes]) -> Iterator[list[str]]:
    """Yield the rows of a workbook, given in blocks of bytes. Raises Unreadable."""
    with Workbook() as book:
        for block in blocks:
            book.feed(block)
        yield from book.rows()
