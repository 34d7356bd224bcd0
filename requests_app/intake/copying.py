"""Many rows into a table at once: by COPY, or by one INSERT where row-level security takes no COPY.

History's triggers see both, as one statement each.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take that many ids of a table's own sequence, before its rows are made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(ids) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS ids OFFSET 0) sequence, "
            "generate_series(1, %s)",
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
    types = [str(f.db_type(connection)).partition("(")[0] for f in fields]
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN (FORMAT binary)') as copy,
    ):
        copy.set_types(types)
        for row in rows:
            copy.write_row([getattr(row, name) for name in names])


def insert_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows with all their columns, ids too, into a table behind row-level security: one statement, rows as JSON."""
    fields = model._meta.concrete_fields
    table, columns = f'"{model._meta.db_table}"', ", ".join(f'"{f.column}"' for f in fields)
    given = [{f.column: getattr(row, f.attname) for f in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)",
            [json.dumps(given, default=_hex)],
        )


def _hex(value: bytes) -> str:
    """Return bytes as PostgreSQL reads them in text."""
    return f"\\x{bytes(value).hex()}"
