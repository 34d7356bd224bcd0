"""Excel workbooks: looked at as ZIP files first, then read by a process of its own with bounded memory and time.

A workbook of a few kilobytes can describe billions of cells. Whatever it does to its reader, it does there.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .refusing import Unreadable

LARGEST = 100 << 20
"""Bytes of a workbook as uploaded."""
LARGEST_UNPACKED = 1 << 30
"""Bytes of all its parts together, unpacked."""
MOST_PARTS = 5_000

READER = Path(__file__).with_name("sheet_reader.py")
END = b'"end"\n'

TOO_LARGE = (
    "The workbook is too large to be read safely. Save the sheet as CSV (UTF-8) and upload that; it may have any number "
    "of rows. Nothing was added."
)
NO_WORKBOOK = (
    "The file claims to be an Excel workbook (XLSX), but it isn't one. Open it in Excel, save it as XLSX or CSV and upload "
    "that. Nothing was added."
)
DAMAGED = "The workbook is damaged and can't be read. Save it again, or as CSV, and upload that. Nothing was added."


def check_workbook(content: bytes) -> None:
    """Look at the ZIP file's table of contents, without unpacking. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable(NO_WORKBOOK) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unreadable(NO_WORKBOOK)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable(TOO_LARGE)


def sheet_rows(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of the first visible sheet as text cells. Raises Unreadable."""
    command = [sys.executable, "-I", str(READER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            yield from _rows(child, content)
        finally:
            child.kill()


def _rows(child: subprocess.Popen[bytes], content: bytes) -> Iterator[list[str]]:
    """Yield what the reading process says, and raise unless it says that it came to the end."""
    if child.stdin is None or child.stdout is None:
        raise Unreadable(DAMAGED)
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        raise Unreadable(DAMAGED) from None
    for line in child.stdout:
        if line == END:
            return
        yield json.loads(line)
    raise Unreadable(TOO_LARGE if child.wait() < 0 else DAMAGED)
