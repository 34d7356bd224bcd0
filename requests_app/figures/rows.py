"""The rows behind a number, with what a list shows of each: a page at a time, or all of them for a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from .shapes import ROOM, Behind, asked

PAGE = 50
"""Rows a page."""
FETCH = 2000
"""Rows read from the database at a time."""


class Row(NamedTuple):
    """A row: its key, the request it is of, and in words what makes it count."""

    key: int
    request_id: int
    number: str
    title: str
    agency: str
    status: str
    since: datetime
    words: str


_LISTED = """
SELECT b.key, r.id, r.number, r.title, a.code, r.status, r.status_since, b.words
FROM ({behind}) AS b JOIN requests_app_disclosurerequest r ON r.id = b.request_id
JOIN requests_app_agency a ON a.id = r.agency_id WHERE {narrowed} ORDER BY b.key DESC {limit}"""


def page(behind: Behind, *, before: int = 0) -> tuple[list[Row], int]:
    """Return a page of rows, latest first, and the key before which the next page begins (0: this is the last)."""
    narrowed = "b.key < %(before_key)s" if before else "true"
    sql = _LISTED.format(behind=behind.sql, narrowed=narrowed, limit=f"LIMIT {PAGE + 1}")
    rows = [Row(*row) for row in asked(sql, {**behind.given, "before_key": before})]
    return rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else 0


def every(behind: Behind) -> Iterator[Row]:
    """Yield every row, latest first, read in parts. Call inside a transaction."""
    sql = _LISTED.format(behind=behind.sql, narrowed="true", limit="")
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, behind.given)
        while found := cursor.fetchmany(FETCH):
            yield from (Row(*row) for row in found)


def number_of(behind: Behind) -> int:
    """Return how many rows there are."""
    given: dict[str, Any] = behind.given
    return int(asked(f"SELECT count(*) FROM ({behind.sql}) AS b", given)[0][0])
