"""How a few columns of one object came to hold what they hold: each change of them, in order, with who made it and why.

Rows are ordered by history id, never by date. Columns that hold tax data can't be asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from .history_sql import Belonging, Query, _quoted

MOST = 500
"""The latest changes that are told of one object."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The columns as one change left them: when, by whom, for what stated reason."""

    at: datetime
    actor_id: int
    actor_name: str
    why: str
    values: Mapping[str, Any]


def stages(belongs: Belonging, object_id: int, columns: Sequence[str]) -> list[Stage]:
    """Return each change of these columns of one object, the oldest first, beginning with its first row. One query.

    Raises ValueError for a column that holds tax data.
    """
    shut = {*belongs.hidden, *belongs.sealed}.intersection(columns)
    if shut:
        raise ValueError(f"These columns hold tax data, so that they aren't told: {', '.join(sorted(shut))}.")
    with connection.cursor() as cursor:
        cursor.execute(*_stages(belongs, object_id, columns))
        found = [Stage(at, who, name, why or "", _load(values)) for at, who, name, why, values in cursor]
    return found[::-1]


def _load(values: Any) -> dict[str, Any]:
    return dict(json.loads(values) if isinstance(values, str) else values)


def _stages(belongs: Belonging, object_id: int, columns: Sequence[str]) -> Query:
    pairs = ", ".join(f"'{column}', h.{_quoted(column)}" for column in columns)
    held = f"jsonb_build_object({pairs})"
    return (
        "SELECT history_date, history_user_id, actor_name, history_change_reason, held FROM ("
        "SELECT h.history_id, h.history_date, h.history_user_id, h.actor_name, h.history_change_reason, "
        f"{held} AS held, lag({held}) OVER (ORDER BY h.history_id) AS before "
        f"FROM {belongs.table} h WHERE h.{belongs.key} = %s) found "
        f"WHERE held IS DISTINCT FROM before ORDER BY history_id DESC LIMIT {MOST:d}",
        [object_id],
    )
