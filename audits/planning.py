"""How PostgreSQL is told to read wide rows when they are checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .findings import Cursor

HASHING = "SELECT set_config('enable_hashjoin', %s, true), set_config('enable_hashagg', %s, true)"


@contextmanager
def in_order(cursor: Cursor) -> Iterator[None]:
    """Have what is joined read side by side in the order of its keys, so that no wide row is put into a hash.

    A transaction is under way. If a statement fails in it, the setting falls with it.
    """
    cursor.execute(HASHING, ["off", "off"])
    yield
    cursor.execute(HASHING, ["on", "on"])
