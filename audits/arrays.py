"""Arrays for PostgreSQL, written out at once: psycopg looks at each member of a list, which costs more than reading its row."""

from __future__ import annotations

from collections.abc import Iterable


def written(values: Iterable[object]) -> str:
    """Return numbers or plain words (no blank, comma, brace, quotation mark, backslash) as the text of an array, to be cast."""
    return f"{{{','.join(map(str, values))}}}"
