"""A chunk of rows made into judged subjects without a model instance each, and written by one statement.

Behind row-level security PostgreSQL takes no COPY, so a column goes as one text, its values joined by a sign that none of
them holds, and is taken apart in the database. History's trigger sees one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from ..models import Batch, Subject
from ..models.as_facts import judged_under
from ..rules.facts import ALONE, SUBJECT_FIELDS, Book, SubjectFacts
from ..rules.flags import judge_text
from ..rules.identity import IDENTITY_FIELDS
from .copying import next_ids
from .rows import Keying, identity_keys, reason_index, sealed_tin
from .verdicts import ROW_COLUMNS, row_columns

SIGN = "\x1f"
"""What joins the values of a column. A column that holds it is sent value by value."""

_MADE = ("tin_form", "tin_sealed", "tin_index", "reason_key", "identity_keys", *ROW_COLUMNS)
"""The columns in which rows differ beside the text as received, in the order in which a row's are made."""
_AS_ARRAY = {
    "id": "bigint[]",
    "row": "bigint[]",
    "tin_sealed": "bytea[]",
    "tin_index": "bytea[]",
    "reason_key": "bytea[]",
}
_AS_VALUE = {"identity_keys": "::bytea[]", "blocking_codes": "::varchar[]", "review_codes": "::varchar[]"}
_NULL_IF_BLANK = frozenset({"tin_sealed", "tin_index"})

Texts = Sequence[str]


@dataclass(slots=True)
class Judged:
    """A chunk's subjects, judged and not written yet: `columns` holds, by name, each row's value as PostgreSQL reads it.

    `positions` are the numbers of the rows in the file.
    """

    positions: list[int]
    columns: dict[str, Texts]
    edition: str


def judge(given: Sequence[str], rows: Sequence[Sequence[Any]], book: Book, on: date) -> Judged:
    """Judge rows by themselves, in memory. A row is its number in the file, then a cell for each field that is `given`."""
    place = {name: at for at, name in enumerate(given, 1)}
    fields_of, person_of = _picker(SUBJECT_FIELDS, place), _picker(IDENTITY_FIELDS, place)
    tin_at, invented = place.get("tin", len(place) + 1), settings.DEMONSTRATION
    if not rows:
        return Judged([], {}, judged_under(book))
    ids = next_ids(Subject, len(rows))
    every = [[*row, ""] for row in rows]  # the last cell is what fields are taken from that no column gives
    keying = Keying.now()
    tins = [
        sealed_tin(id, cells[tin_at], invented=invented, keying=keying) for id, cells in zip(ids, every, strict=True)
    ]
    texts, made = [], []
    for tin, cells in zip(tins, every, strict=True):
        text = fields_of(cells)
        facts = SubjectFacts._make((*text, tin.form, *ALONE))
        raised = judge_text(facts, book, on)
        person = identity_keys(dict(zip(IDENTITY_FIELDS, person_of(cells), strict=True)), keying)
        keys = _array([*person, *tin.keys])
        texts.append(text)
        made.append(
            (tin.form, _hex(tin.sealed), _hex(tin.blind), _hex(reason_index(facts, keying)), keys, *row_columns(raised))
        )
    columns: dict[str, Texts] = {"id": [str(id) for id in ids]}
    columns |= zip(SUBJECT_FIELDS, zip(*texts, strict=True), strict=True)
    columns |= zip(_MADE, zip(*made, strict=True), strict=True)
    return Judged([row[0] for row in rows], columns, judged_under(book))


def _picker(names: Sequence[str], place: dict[str, int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what takes these fields from a row's cells, of which the last is ''."""
    take: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*(place.get(name, len(place) + 1) for name in names))
    return take


def _hex(value: bytes | None) -> str:
    """Return a binary value as PostgreSQL reads it, '' for none."""
    return "" if value is None else "\\x" + value.hex()


def _array(keys: Sequence[bytes]) -> str:
    """Return binary values as PostgreSQL reads an array of them."""
    return "{" + ",".join([f'"\\\\x{key.hex()}"' for key in keys]) + "}"


def write(batch: Batch, judged: Judged, rows: Sequence[int]) -> None:
    """Write judged subjects under these row numbers of their request. Call inside `acting()`."""
    if not rows:
        return
    columns = judged.columns | {"row": [str(row) for row in rows]}
    same = _same(batch, judged)
    arrays, given = zip(*(_sent(name, values) for name, values in columns.items()), strict=True)
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    values = ", ".join(f'g."{name}"{_AS_VALUE.get(name, "")}' for name in columns)
    constants = ", ".join(f"%s::{Subject._meta.get_field(name).db_type(connection)}" for name in same)
    order = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f"INSERT INTO {Subject._meta.db_table} ({names}) SELECT {values}, {constants} "
        f"FROM unnest({', '.join(arrays)}) AS g ({order})"
    )
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, [*same.values(), *given])


def _same(batch: Batch, judged: Judged) -> dict[str, Any]:
    """Return the columns in which a chunk's rows don't differ, with their value."""
    known = {
        "disclosure_request_id": batch.disclosure_request_id,
        "agency_id": batch.disclosure_request.agency_id,
        "batch_id": batch.pk,
        "judged_under": judged.edition,
    }
    rest = (f for f in Subject._meta.concrete_fields if f.column not in {*known, *judged.columns, "row"})
    return known | {str(field.column): field.get_default() for field in rest}


def _sent(name: str, values: Texts) -> tuple[str, str | list[str]]:
    """Return an array's SQL and what is sent for it."""
    cast = _AS_ARRAY.get(name, "text[]")
    joined = SIGN.join(values)
    if len(values) == 1 or joined.count(SIGN) >= len(values):
        sent: str | list[str] = list(values)
        array = "%s::text[]"
    else:
        sent, array = joined, "string_to_array(%s, E'\\x1f')"
    if name in _NULL_IF_BLANK:
        array = f"array_replace({array}, '', NULL)"
    return f"{array}::{cast}", sent
