"""Many rows into a table at once: by COPY, or by one INSERT where row-level security takes no COPY.

History's triggers see both, as one statement each.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take that many ids of a table's own sequence, before its rows are made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def copy_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows with all their columns, ids too if they have them. No statement of it holds a value."""
    if not rows:
        return
    fields = [f for f in model._meta.concrete_fields if not f.primary_key or rows[0].pk]
    names = [f.attname for f in fields]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([getattr(row, name) for name in names])


def insert_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows with all their columns, ids too, into a table behind row-level security: one statement, an array a column."""
    if not rows:
        return
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{f.column}"' for f in fields)
    arrays = ", ".join(f"%s::{_sent_as(f)}[]" for f in fields)
    chosen = ", ".join(f'"{f.column}"::{f.db_type(connection)}' for f in fields)
    values = [[_sent(f, getattr(row, f.attname)) for row in rows] for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {chosen} FROM unnest({arrays}) AS given ({columns})',
            values,
        )


def _sent_as(field: models.Field[object, object]) -> str:
    """Return the type of one value on its way: arrays of arrays can't be uneven, so an array goes as text."""
    return "text" if isinstance(field, ArrayField) else str(field.db_type(connection))


def _sent(field: models.Field[object, object], value: object) -> object:
    if not isinstance(value, list):
        return value
    quoted = ('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
    return "{" + ",".join(quoted) + "}"
