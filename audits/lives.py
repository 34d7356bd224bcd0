"""What stood when: SQL for a tracked model's rows as they were at a moment, and for each row's life from birth to end.

Both are pieces for the FROM of a larger query, so that lists stay set-wise. The order of an object's rows is that of their
history ids. A row counts from the instant it was written, which is before its transaction commits: a reader of that moment
may have seen it as much later as the transaction took.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from .guarding import TAX_COLUMNS, history_model
from .history_sql import _quoted


def _named(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str, str]:
    """Return the historical table, the key and the columns, quoted. Raises ValueError for tax data."""
    shut = TAX_COLUMNS.get(model, frozenset()).intersection(columns)
    if shut:
        raise ValueError(f"Tax data isn't read from history: {', '.join(sorted(shut))}.")
    key = _quoted(str(model._meta.pk.column))
    return _quoted(history_model(model)._meta.db_table), key, ", ".join(f"h.{_quoted(c)}" for c in columns)


def standing(model: type[models.Model], *columns: str) -> str:
    """Return the SELECT of the rows as they stood at a moment: its one parameter, a timestamp. The key comes as `id`."""
    table, key, names = _named(model, columns)
    return (
        f"(SELECT * FROM (SELECT DISTINCT ON (h.{key}) h.{key} AS id, {names}, h.history_type AS kind FROM {table} h "
        f"WHERE h.history_date <= %s ORDER BY h.{key}, h.history_id DESC) latest WHERE kind <> '-')"
    )


def lives(model: type[models.Model], *columns: str) -> str:
    """Return the SELECT of each object's life, with these columns as they were at its birth. No parameters.

    Beside them: `id`, `born` and `began`, `began_by`, `began_name`, `began_why`; and of its end, NULL while it lasts: `ended`,
    `ended_by`, `ended_name`, `ended_why`.
    """
    table, key, names = _named(model, columns)
    return (
        f"(SELECT h.{key} AS id, h.history_id AS born, {names}, h.history_date AS began, h.history_user_id AS began_by, "
        "h.actor_name AS began_name, h.history_change_reason AS began_why, e.history_date AS ended, "
        "e.history_user_id AS ended_by, e.actor_name AS ended_name, e.history_change_reason AS ended_why "
        f"FROM {table} h LEFT JOIN {table} e ON e.{key} = h.{key} AND e.history_type = '-' AND e.history_id > h.history_id "
        "WHERE h.history_type = '+')"
    )
