"""Who does it, and why: a transaction that carries the actor into PostgreSQL, where the triggers read it.

No actor, no change: a write to a tracked table outside `acting()` is refused by the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Protocol

from django.db import connection, transaction


class Actor(Protocol):
    """Anyone who can act: a positive id for a person, a negative one for a named system actor."""

    @property
    def pk(self) -> int: ...

    def get_full_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A named actor that stands for the system's own work. It can hold no duty and no right."""

    pk: int
    name: str

    def get_full_name(self) -> str:
        """Return the name that history shows."""
        return self.name


SETUP = SystemActor(-1, "System: set-up")
SIGN_IN = SystemActor(-2, "System: sign-in")
INTAKE = SystemActor(-3, "System: intake")
JUDGING = SystemActor(-4, "System: judging")
DEMONSTRATION = SystemActor(-5, "System: demonstration data")
MATCHING = SystemActor(-6, "System: matching")
REMINDING = SystemActor(-7, "System: reminders")
DECIDING = SystemActor(-8, "System: carrying out decisions")
WATCHING = SystemActor(-11, "System: looking over the access log")
SYSTEM_ACTORS = {
    a.pk: a for a in (SETUP, SIGN_IN, INTAKE, JUDGING, DEMONSTRATION, MATCHING, REMINDING, DECIDING, WATCHING)
}

_THRICE = "|".join(f"[{letter}{letter.upper()}]{{3}}" for letter in ascii_lowercase)
IN_WORDS = rf"(?!{_THRICE})[A-Za-z\u00C0-\u1FFF\u2C00-\u2FEF\u3040-\uD7FF]{{3}}"
"""What a reason holds, read alike by Python and by PostgreSQL: three letters side by side, not one thrice: a word at least."""


def in_words(text: str) -> bool:
    """Return whether a text gives a reason in words, as the database asks of every act and every look."""
    return re.search(IN_WORDS, text) is not None


def as_written(words: str) -> str:
    """Return the reason of an act that was put in writing earlier; one in fewer letters than now is said to be as written."""
    return words if in_words(words) else f"as written then: {words}"


_SWAP = """
WITH before AS MATERIALIZED (
    SELECT current_setting('audits.actor_id', true) AS id, current_setting('audits.actor_name', true) AS name,
           current_setting('audits.why', true) AS why)
SELECT id, name, why, set_config('audits.actor_id', %s, true), set_config('audits.actor_name', %s, true),
       set_config('audits.why', %s, true) FROM before
"""


def _swap(actor_id: str, name: str, why: str) -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [actor_id, name, why])
        row = cursor.fetchone()
    return row[0] or "", row[1] or "", row[2] or ""


@contextmanager
def acting(*, by: Actor, why: str) -> Iterator[None]:
    """Open a transaction (or savepoint) in which every change is this actor's, for this reason.

    Raises ValueError if the reason isn't in words or the actor was never stored. On a clean exit the previous actor is
    restored, because the setting outlives a savepoint; on an error PostgreSQL restores it by rolling back.
    """
    if not in_words(why):
        raise ValueError("Say why: a change without a reason isn't recorded.")
    if not by.pk:
        raise ValueError("Say who: a change without an actor isn't recorded.")
    with transaction.atomic():
        before = _swap(str(by.pk), by.get_full_name(), why)
        yield
        _swap(*before)
