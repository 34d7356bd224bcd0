"""What a chunk keeps until it is judged: its fields and rows as one text, to be sealed and opened as a whole.

A heading in JSON holds the fields and the rows' numbers in the file; after it stand all cells, joined by a sign that none
of them holds. Rows in which a cell holds it stand in the heading themselves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

SIGN = "\x1f"

Rows = list[list[Any]]
"""Each row: its number in the file, then a cell for each field."""


def packed(fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as what is sealed."""
    cells = SIGN.join(chain.from_iterable([row[1:] for row in rows]))
    if not rows or cells.count(SIGN) >= len(rows) * len(fields):
        return json.dumps({"fields": fields, "rows": rows}).encode()
    heading = json.dumps({"fields": fields, "numbers": [row[0] for row in rows]})
    return f"{heading}{SIGN}{cells}".encode()


def unpacked(text: str) -> tuple[list[str], Rows]:
    """Return the fields and rows of an opened chunk."""
    heading, *cells = text.split(SIGN)
    content = json.loads(heading)
    fields = content["fields"]
    if "rows" in content:
        return fields, content["rows"]
    width = len(fields)
    return fields, [[number, *cells[at * width : (at + 1) * width]] for at, number in enumerate(content["numbers"])]
