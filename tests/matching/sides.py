"""Subjects and records of a test, as normal forms in a statement of its own: no table is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from requests_app.matching.bulk import keys_of_text
from requests_app.matching.engine import near_sql, pairs_sql, verdicts_sql
from requests_app.matching.normal import NAME_AND_ADDRESS, Form, form_of_fields
from requests_app.matching.source import COLUMNS, Found
from requests_app.models.record import FORM_FIELDS
from requests_app.rules.identifiers import tin_digits

Fields = dict[str, str]


def one(name: str, address: str = "", tin: str = "", middle: str = "") -> Fields:
    """Return fields of the template from 'Given Surname', an address in one line and a TIN."""
    first, _, last = name.partition(" ")
    return {"first_name": first, "middle_name": middle, "last_name": last, "address": address, "tin": tin}


def form(fields: Fields) -> Form:
    """Return the normal form in words."""
    return form_of_fields(_texts(fields), tin_digits(fields.get("tin", "")))


def _texts(fields: Fields) -> tuple[str, ...]:
    return tuple(fields.get(name, "") for name in NAME_AND_ADDRESS)


def _side(name: str, id_name: str, rows: Sequence[Fields]) -> tuple[str, list[list[int | None]]]:
    made = [(at, *keys_of_text(row.get("tin", ""), _texts(row))) for at, row in enumerate(rows, 1)]
    columns = ", ".join((id_name, *FORM_FIELDS))
    arrays = ", ".join(["%s::bigint[]"] * (1 + len(FORM_FIELDS)))
    query = f"{name} ({columns}) AS MATERIALIZED (SELECT * FROM unnest({arrays}))"
    return query, [list(column) for column in zip(*made, strict=True)]


def _ask(query: str, subjects: Sequence[Fields], records: Sequence[Fields]) -> list[tuple[Any, ...]]:
    mine, mine_given = _side("mine", "subject_id", subjects)
    theirs, theirs_given = _side("theirs", "record_id", records)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {mine}, {theirs} {query}", [*mine_given, *theirs_given])
        return cursor.fetchall()


NEAR = f"({near_sql('mine', 'theirs')})"


def verdicts(
    subjects: Sequence[Fields], records: Sequence[Fields], *, by_index: bool = False, near: bool = False
) -> list[Found]:
    """Return what the engine finds, in the order of the subjects. Numbers of records count from 1."""
    query = verdicts_sql("mine", NEAR if near else "theirs", by_index=by_index)
    rows = _ask(f"SELECT {', '.join(COLUMNS)} FROM ({query}) found ORDER BY subject_id", subjects, records)
    return [Found(*row) for row in rows]


def verdict(subject: Fields, *records: Fields) -> Found:
    """Return what the engine finds for one subject."""
    return verdicts([subject], records)[0]


def pairs(subjects: Sequence[Fields], records: Sequence[Fields]) -> list[tuple[int, int, int]]:
    """Return the candidate pairs: subject, record, code."""
    return _ask(pairs_sql("mine", "theirs"), subjects, records)


def kept(subjects: Sequence[Fields], records: Sequence[Fields]) -> int:
    """Return how many records share a key with a subject."""
    return int(_ask(f"SELECT count(*) FROM {NEAR} near", subjects, records)[0][0])
