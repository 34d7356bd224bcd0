"""The normal forms of a request's subjects, made once, by a worker, before its subjects are matched.

TINs aren't opened: their blind index is kept with the subject. The caller records the look at the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from ..models import Subject, SubjectForm
from ..models.as_facts import STANDING
from ..models.record import FORM_FIELDS
from .normal import NAME_AND_ADDRESS, blind, form_of_fields

TABLE = SubjectForm._meta.db_table
_COLUMNS = ("subject_id", "disclosure_request_id", "row", *FORM_FIELDS)
_STORE = (
    f"INSERT INTO {TABLE} ({', '.join(_COLUMNS)}) SELECT * FROM unnest({', '.join(['%s::bigint[]'] * len(_COLUMNS))}) "
    f"ON CONFLICT (subject_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)


def store(disclosure_request_id: int, after_row: int, at_most: int) -> int | None:
    """Make the normal forms of the next standing subjects of a request, in the order of rows; return the last row done.

    None: there are no more. What an earlier submission left of these subjects is written over.
    """
    subjects = Subject.objects.filter(
        disclosure_request_id=disclosure_request_id, outcome__in=STANDING, row__gt=after_row
    ).order_by("row")
    found = list(subjects.values_list("pk", "row", "tin_index", *NAME_AND_ADDRESS)[:at_most])
    if not found:
        return None
    _insert([(pk, disclosure_request_id, row, *_keys(index, fields)) for pk, row, index, *fields in found])
    return int(found[-1][1])


def _keys(tin_index: bytes | None, fields: Sequence[str]) -> tuple[int | None, ...]:
    return blind(form_of_fields(tuple(fields)), bytes(tin_index or b""))


def _insert(rows: Sequence[tuple[int | None, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])


def forget(disclosure_request_id: int) -> int:
    """Take away the normal forms of a request, when its matching begins anew or its data is disposed of; return how many."""
    return SubjectForm.objects.filter(disclosure_request_id=disclosure_request_id).delete()[0]
