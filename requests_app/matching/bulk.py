"""Many normal forms at once, made by two processes side by side, in the text that PostgreSQL's COPY takes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from ..models.record import FORM_FIELDS
from ..rules.identifiers import tin_digits
from ..rules.text import clean
from .normal import blind, form_of_fields

AT_ONCE = 2_000
"""Rows that are handed over together."""
MOST_PROCESSES = 2

T = TypeVar("T")
Row = tuple[str, ...]
"""An id or further columns as COPY takes them, then TIN and NAME_AND_ADDRESS as received: see `block`."""


def copied(values: Iterable[int | str | None]) -> str:
    """Return a line of COPY of values that need no escaping: numbers, hexadecimal, None."""
    return "\t".join(["\\N" if value is None else str(value) for value in values]) + "\n"


def keys_of_text(tin: str, fields: Row) -> tuple[int | None, ...]:
    """Return the blind normal form of a TIN as received and the fields NAME_AND_ADDRESS, as the intake would keep them."""
    return blind(form_of_fields(fields, tin_digits(tin) or clean(tin)))


def block(rows: list[Row]) -> bytes:
    """Return lines of COPY for rows of (id, TIN, *NAME_AND_ADDRESS): the id and the columns FORM_FIELDS."""
    return "".join([copied((row[0], *keys_of_text(row[1], row[2:]))) for row in rows]).encode()


def blocks(rows: Iterable[T], make: Callable[[list[T]], bytes]) -> Iterator[bytes]:
    """Yield what `make` makes of each AT_ONCE rows, in order, made by other processes where there are cores for them."""
    source = iter(rows)
    chunks = iter(lambda: list(islice(source, AT_ONCE)), [])
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if processes == 1:
        yield from map(make, chunks)
        return
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap(make, chunks)


def table_of(name: str, id_name: str) -> str:
    """Return the statement that makes a temporary table of normal forms, gone with its transaction."""
    columns = ", ".join(f"{field} bigint" for field in FORM_FIELDS)
    return f"CREATE TEMPORARY TABLE {name} ({id_name} bigint, {columns}) ON COMMIT DROP"
