"""Why a row of a file can't become a subject: one sentence and one remedy each, the same on screen and in the error file."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_CELL = 10_000
"""Characters in a cell. The longest reason in use has about 1,000."""


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """What is wrong with a row as a row, and what to do about it. Neither quotes the row."""

    sentence: str
    remedy: str


TROUBLES: dict[str, RowTrouble] = {
    "row.cells": RowTrouble(
        "The row doesn't have as many cells as the header has columns.",
        "Look for a missing or an extra delimiter, or for a line break inside a cell that isn't in quotation marks.",
    ),
    "row.quotes": RowTrouble(
        "A quotation mark stands inside a quoted cell without being doubled.",
        'Write each quotation mark inside a quoted cell twice ("").',
    ),
    "row.empty": RowTrouble(
        "Every cell of the row that is mapped is empty.", "Remove the row, or fill it in and upload it again."
    ),
    "row.nul": RowTrouble(
        "A cell holds a NUL character, which no text holds.", "Export the file again; the row was damaged on the way."
    ),
    "row.cell_too_long": RowTrouble(
        f"A cell holds more than {LONGEST_CELL:,} characters.", "Shorten it to what the column asks for."
    ),
    "row.undecodable": RowTrouble(
        "A cell holds bytes that are no characters in the file's encoding.",
        "Save the file as UTF-8 and upload the row again.",
    ),
}
"""Code -> what it says."""

_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffd]")


def cell_trouble(cell: str) -> str:
    """Return the code of what is wrong with one cell, or ''."""
    if len(cell) > LONGEST_CELL:
        return "row.cell_too_long"
    if "\0" in cell:
        return "row.nul"
    if not cell.isascii() and _NO_CHARACTER.search(cell):
        return "row.undecodable"
    return ""
