"""Calling the database's own checking functions: what they refuse becomes a Refused with their sentence."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

from .refused import Refused

REFUSING = ("23514", "42501")
"""SQLSTATEs by which the gates refuse: check_violation, insufficient_privilege."""


def call(function: str, casts: str, arguments: list[Any]) -> Any:
    """Call a function of the database and return its value. `casts`: its placeholders with their types.

    Raises Refused; then nothing of the call was done.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({casts})", arguments)
            return cursor.fetchone()[0]
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in REFUSING:
            raise Refused([str(error).splitlines()[0]]) from error
        raise
