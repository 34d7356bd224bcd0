"""Role × act × status: for each, may, may if, or never because, with the authority. Read from the same tables as the buttons.

An act is a move of the request or an act of fulfilment. Nothing here is typed: a cell is what `transitions.refusals` and
`release_refusals` can come to, for somebody who holds this one role. A test asks them for every cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from .duties import NEVER_TOGETHER, SEPARATION, Duty
from .facts import Person
from .needs import OWN_RULE, Need
from .roles import DIVISION, Role
from .transitions import RELEASE_STEPS, Act, Move, ReleaseStep, Status, find, fulfilled_at, not_for, not_here

TABLE = "the table of moves, which the database keeps as well"
"""Authority of what isn't in the table: then it can't happen."""

UNPREPARED = "not prepared"


class Answer(TextChoices):
    """What a cell says."""

    MAY = "may", "may"
    IF = "if", "may if"
    NEVER = "never", "never"


@dataclass(frozen=True, slots=True)
class Ground:
    """One condition of a 'may if', or the reason of a 'never': its words and the authority it rests on.

    `id`: of the need, the duty ('duty:sign') or the package ('package'); for a reason 'status' or 'role'.
    """

    id: str
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do by one act at one status."""

    status: Status
    act: Move | Act
    role: Role
    answer: Answer
    grounds: tuple[Ground, ...]


ACTS: tuple[Move | Act, ...] = (*Move, *Act)
"""Every act, the moves first, each in the order of its table."""


def cell(status: Status, act: Move | Act, role: Role) -> Cell:
    """Return what the role may do by this act while a request stands there."""
    row = find(status, act) if isinstance(act, Move) else RELEASE_STEPS[act]
    if row is None or (isinstance(act, Act) and not fulfilled_at(status, act)):
        return Cell(status, act, role, Answer.NEVER, (Ground("status", not_here(status, act), TABLE),))
    others = not_for(Person(0, "", frozenset({role})), row.roles, None)
    if others:
        return Cell(status, act, role, Answer.NEVER, (Ground("role", others[0], DIVISION),))
    package = (_package(row),) if isinstance(row, ReleaseStep) else ()
    grounds = (*package, *_duties(row.duty), *(_need(need) for need in row.needs))
    return Cell(status, act, role, Answer.IF if grounds else Answer.MAY, grounds)


def cells() -> Iterator[Cell]:
    """Yield the whole matrix: by status, then act, then role."""
    for status in Status:
        for act in ACTS:
            for role in Role:
                yield cell(status, act, role)


def _package(step: ReleaseStep) -> Ground:
    standing = " or ".join(source or UNPREPARED for source in step.sources)
    return Ground("package", f"The package is {standing}.", OWN_RULE)


def _need(need: Need) -> Ground:
    return Ground(need.id, need.must, need.citation)


def _duties(duty: Duty | None) -> tuple[Ground, ...]:
    """Return the duties that bar this one, as one condition of the person."""
    if duty is None:
        return ()
    bars = {a if b == duty else b for a, b in NEVER_TOGETHER if duty in (a, b)}
    done = ", ".join(d.label for d in Duty if d in bars)
    return (Ground(f"duty:{duty.value}", f"He or she is none of those who {done} on this request.", SEPARATION),)
