"""Why a row of a file can't become a subject: one sentence and one remedy each, the same on screen and in the error file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tables import Record

LONGEST_CELL = 200_000
"""Characters in a cell. Up to here the rules answer (`reasons.LONGEST_REASON`); beyond, the cell was filled by mistake."""


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
    "row.formula": RowTrouble(
        "A cell of the workbook holds a formula without a saved result.",
        "Open the workbook in Excel and save it, or replace the formula by its value.",
    ),
    "row.formula_error": RowTrouble(
        "A cell of the workbook holds an error instead of a value (such as #N/A or #REF!).",
        "Correct the formula, or enter the value.",
    ),
    "row.unjudged": RowTrouble(
        "The rules failed on this row, so it couldn't be judged. The failure is recorded for the administrators.",
        "Look for something unusual in the row, or name the taxpayer by hand. Tell the IRS's help desk if it stays.",
    ),
}
"""Code -> what it says."""

STANDS_FOR = {"\ufdd0": "row.formula", "\ufdd1": "row.formula_error"}
"""What a workbook's reader puts into a cell that has no value -> why. Source: `sheet_reader.FORMULA` and `ERROR`."""

_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffd]")


def _all_characters(text: str) -> bool:
    """Return whether a text has characters alone: nothing undecoded, and nothing that a workbook's reader put there."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\ufffd" not in text and not any(sign in text for sign in STANDS_FOR)


def cell_trouble(cell: str) -> str:
    """Return the code of what is wrong with one cell, or ''."""
    if len(cell) > LONGEST_CELL:
        return "row.cell_too_long"
    if "\0" in cell:
        return "row.nul"
    if not cell.isascii():
        return STANDS_FOR.get(cell) or ("row.undecodable" if _NO_CHARACTER.search(cell) else "")
    return ""


def row_trouble(record: Record, positions: Sequence[int], width: int) -> tuple[str, int | None]:
    """Return the code of what bars a row from being a subject and the cell's position; ('', None) for nothing.

    `positions` are those of the mapped cells, `width` is the number of the header's columns. The position is None where the
    row as a whole is meant.
    """
    cells = record.cells
    if record.code or len(cells) < width or any(cells[width:]):
        return record.code or "row.cells", None
    whole = "".join(cells)
    if len(whole) > LONGEST_CELL or "\0" in whole or not _all_characters(whole):  # else no single cell can be wrong
        for position in positions:
            if code := cell_trouble(cells[position]):
                return code, position
    for position in positions:
        if cells[position] and not cells[position].isspace():
            return "", None
    return "row.empty", None
