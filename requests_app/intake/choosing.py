"""Which column is which field, said on the command line: what the names suggest, and `COLUMN=field` over it."""

from __future__ import annotations

from collections.abc import Sequence

from ..rules.facts import TEMPLATE_COLUMNS
from .mapping import suggest
from .refusing import Unreadable

NOTHING_KNOWN = (
    "None of the columns' names is known, so nobody can tell which column is which. Put a row with the names of the columns on "
    "top, or say which is which: --map COLUMN=field."
)


def choose(header: list[str], said: Sequence[str]) -> dict[str, str]:
    """Return position (as text) -> field: what the names suggest, changed by each `COLUMN=field` of `said`.

    COLUMN is a name in any case, or a number counted from 1; a field of '' leaves the column out. Raises Unreadable.
    """
    columns, by_hand = suggest(header), dict[str, str]()
    for one in said:
        column, equals, field = (part.strip() for part in one.rpartition("="))
        if not equals:
            raise Unreadable(f"“{one}” isn't COLUMN=field, for example EARM_ADDRESS=address.")
        by_hand[_position(header, column)] = _field(field)
    twice = sorted(field for field in by_hand.values() if field and list(by_hand.values()).count(field) > 1)
    if twice:
        raise Unreadable(f"Two columns can't both be {twice[0]}: choose one.")
    kept = {n: field for n, field in columns.items() if n not in by_hand and field not in by_hand.values()}
    chosen = kept | {n: field for n, field in by_hand.items() if field}
    if not chosen:
        raise Unreadable(NOTHING_KNOWN)
    return chosen


def _position(header: list[str], column: str) -> str:
    found = [n for n, name in enumerate(header) if name.casefold() == column.casefold()]
    if not found and column.isdecimal() and 0 < int(column) <= len(header):
        found = [int(column) - 1]
    if not found:
        raise Unreadable(
            f"The file has no column “{column}”. Write its name as in the first row, or its number, 1 to {len(header)}."
        )
    if len(found) > 1:
        numbers = " and ".join(str(n + 1) for n in found)
        raise Unreadable(f"Columns {numbers} are both called “{column}”: write the number of the one you mean.")
    return str(found[0])


def _field(field: str) -> str:
    known = field.lower().replace(" ", "_")
    if known and known not in TEMPLATE_COLUMNS:
        raise Unreadable(f"There is no field “{field}”. The fields are: {', '.join(TEMPLATE_COLUMNS)}.")
    return known
