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
from .needs import NEEDS_NO_PACKAGE, NEEDS_NOTHING_SENT, OWN_RULE, Need
from .roles import DIVISION, Role
from .transitions import (
    AFTERWARDS,
    MOVES,
    RELEASE_STEPS,
    Act,
    Move,
    ReleaseStep,
    Status,
    Transition,
    find,
    not_for,
    not_here,
)

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


def _with_package() -> frozenset[Status]:
    """Return where a request can stand once its package was transmitted: no move that wants none leads on from there."""
    found = {Status.FULFILMENT}
    while (
        more := {
            row.target
            for row in MOVES
            if row.source in found and not {NEEDS_NO_PACKAGE, NEEDS_NOTHING_SENT} & set(row.needs)
        }
        - found
    ):
        found |= more
    return frozenset(found)


WITH_PACKAGE = _with_package()
"""Statuses at which a transmitted package can stand: the acts on one are possible there, and nowhere else."""


def cell(status: Status, act: Move | Act, role: Role) -> Cell:
    """Return what the role may do by this act while a request stands there."""
    if impossible := _impossible(status, act):
        return Cell(status, act, role, Answer.NEVER, (Ground("status", impossible, TABLE),))
    row = _row(status, act)
    others = not_for(Person(0, "", frozenset({role})), row.roles, None)
    if others:
        return Cell(status, act, role, Answer.NEVER, (Ground("role", others[0], DIVISION),))
    package = (_package(row),) if isinstance(row, ReleaseStep) else ()
    grounds = (*package, *_duties(row.duty), *(_need(need) for need in row.needs))
    return Cell(status, act, role, Answer.IF if grounds else Answer.MAY, grounds)


def _row(status: Status, act: Move | Act) -> Transition | ReleaseStep:
    """Return the row of the table for an act that is possible at a status."""
    return RELEASE_STEPS[act] if isinstance(act, Act) else next(t for t in MOVES if (t.source, t.move) == (status, act))


def _impossible(status: Status, act: Move | Act) -> str:
    """Return why an act can't happen at a status, whoever does it; '' if it can."""
    if isinstance(act, Move):
        return "" if find(status, act) else not_here(status, act)
    if act in AFTERWARDS:
        return (
            ""
            if status in WITH_PACKAGE
            else f"No package can have been transmitted while the request is “{status.label}”."
        )
    return "" if status == Status.FULFILMENT else not_here(status, act)


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
