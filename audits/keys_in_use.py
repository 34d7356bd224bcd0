"""Which field keys sealed what is kept: an old key may go only when nothing is sealed with it any more."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models

from .history_sql import _quoted

COUNTED = """
SELECT convert_from(substring({column} FROM 2 FOR get_byte({column}, 0)), 'UTF8'), count(*)
FROM {table} WHERE octet_length({column}) > 0 GROUP BY 1 ORDER BY 1
"""
"""A sealed value begins with the length of its key's id and the id (`vault.py`)."""


def sealed_columns() -> Iterator[tuple[str, str]]:
    """Yield table and column of everything that is kept sealed, history among it."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            column = str(field.column)
            if isinstance(field, models.BinaryField) and column.endswith("sealed"):
                yield model._meta.db_table, column


def keys_in_use(using: str = "owner") -> dict[str, dict[str, int]]:
    """Return key id -> 'table.column' -> sealed values, counted as the tables' owner. It reads every sealed table whole."""
    found: dict[str, dict[str, int]] = {}
    with connections[using].cursor() as cursor:
        for table, column in sealed_columns():
            cursor.execute(COUNTED.format(table=_quoted(table), column=_quoted(column)))
            for key, count in cursor.fetchall():
                found.setdefault(key, {})[f"{table}.{column}"] = count
    return found
