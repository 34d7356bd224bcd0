"""Many records at once, for demonstrations and measurements: by two processes, each chunk in a transaction of its own.

A record whose TIN is there already stays as it is, so a load that was cut short goes on where it stopped.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from itertools import islice

from django.db import connection, connections, transaction

from audits.vault import blind_index, seal

from ..models import RecordForm, TaxRecord
from ..models.record import FORM_FIELDS
from ..rules.identifiers import tin_digits
from .bulk import AT_ONCE, MOST_PROCESSES, Row
from .normal import Keys, address_of, blind, form_of_fields
from .records import content, place

_RECORDS = (
    f"INSERT INTO {TaxRecord._meta.db_table} (tin_index, sealed) SELECT * FROM unnest(%s::bytea[], %s::bytea[]) "
    "ON CONFLICT (tin_index) DO NOTHING RETURNING id, tin_index"
)
_FORMS = (
    f"INSERT INTO {RecordForm._meta.db_table} (record_id, {', '.join(FORM_FIELDS)}) "
    f"SELECT * FROM unnest({', '.join(['%s::bigint[]'] * (1 + len(FORM_FIELDS)))})"
)


def load(rows: Iterable[Row]) -> tuple[int, int]:
    """Store rows of (TIN, *NAME_AND_ADDRESS); return how many were given and how many are new.

    Rows without a TIN of nine digits or with half a name are left out, as are TINs that are there.
    """
    source, given, new = iter(rows), 0, 0
    chunks = iter(lambda: list(islice(source, AT_ONCE)), [])
    connections.close_all()  # a child must not share its parent's connection
    with multiprocessing.get_context("fork").Pool(MOST_PROCESSES) as pool:
        for count, stored in pool.imap_unordered(store, chunks):
            given, new = given + count, new + stored
    return given, new


def store(rows: list[Row]) -> tuple[int, int]:
    """Store one chunk in one transaction; return how many rows it has and how many were stored."""
    made = {index: one for index, *one in filter(None, map(_made, rows))}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RECORDS, [list(made), [sealed for sealed, _ in made.values()]])
        found = [(pk, *made[bytes(index)][1]) for pk, index in cursor.fetchall()]
        if found:
            cursor.execute(_FORMS, [list(column) for column in zip(*found, strict=True)])
    return len(rows), len(found)


def _made(row: Row) -> tuple[bytes, bytes, Keys] | None:
    """Return a record's blind index, its sealed content and its keys; None for one that can't be kept."""
    digits, form = tin_digits(row[0]), form_of_fields(row[1:])
    if not digits or not form.whole:
        return None
    index = blind_index(digits, kind="tin")
    first, middle, last, entity = row[1:5]
    sealed = seal(content((first, middle, last, entity), address_of(row[1:]), digits), bound_to=place(index))
    return index, sealed, blind(form, index)
