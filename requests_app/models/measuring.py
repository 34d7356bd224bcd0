"""The planner's figures of tables that workers fill: taken when many rows came, not a minute later by the server's own round.

Until then PostgreSQL plans as if a request had a row or two, and looks at each of its rows for each of its rows: matching
20,000 subjects took 21 s before, and 0.2 s after.
"""

from __future__ import annotations

from django.db import connection, models

from .matching import MatchVerdict
from .record import SubjectForm
from .subject import Subject

MEASURED: tuple[type[models.Model], ...] = (Subject, SubjectForm, MatchVerdict)
"""Models whose figures workers take."""
MANY = 1_000
"""Rows at once from which the figures are taken anew; it costs a sample of the table."""


def measure(model: type[models.Model], rows: int) -> None:
    """Take the figures of a model's table, if this many rows that came or changed are many."""
    if rows >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("SELECT desk_measure(%s)", [model._meta.db_table])
