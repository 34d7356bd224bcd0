"""What a release or an incident waits for, and who is reminded: derived from days alone, so a night missed changes nothing.

A reminder rises level by level: first the recipient, or who reported the incident (of a package that was never opened and is
shut for good: specialists), then the agency's signers and the IRS's specialists, then counsel and oversight. It ends with the
act that it asks for. What a court order forbids is never asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from .custody import Kept
from .roles import AGENCY_ROLES, Role


class Reminder(TextChoices):
    """What is asked for."""

    RECEIPT = "receipt", "Confirm receipt"
    SHUT = "shut", "End it as never opened"
    USE = "use", "Certify its use"
    END = "end", "Return or destroy it, and certify that"
    REPORT = "report", "Report the incident, and mark that"


LADDER: dict[Reminder, tuple[int, int, int]] = {
    Reminder.RECEIPT: (3, 7, 14),
    Reminder.SHUT: (3, 7, 14),
    Reminder.USE: (-30, -14, 0),
    Reminder.END: (0, 14, 30),
    Reminder.REPORT: (-1, 0, 1),
}
"""Reminder -> the days after its day at which its three levels begin (negative: before it)."""

TOLD: tuple[tuple[Role, ...], ...] = (
    (),
    (Role.SIGNER, Role.SPECIALIST),
    (Role.COUNSEL, Role.OVERSIGHT),
)
"""Level - 1 -> the roles that it adds. The first is one person alone; every level reminds those below it too."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that is waited for: of which day it counts, and which level it has reached (1 to 3)."""

    kind: Reminder
    day: date
    level: int

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that are reminded beside the one person; of what the IRS ends, none of the agency's."""
        told = frozenset(role for roles in TOLD[: self.level] for role in roles)
        return told if self.of_agency else (told | {Role.SPECIALIST}) - AGENCY_ROLES

    @property
    def of_agency(self) -> bool:
        """Return whether the agency can do it: a package that was never opened, and is shut for good, the IRS ends."""
        return self.kind != Reminder.SHUT


def waiting(transmitted_on: date, kept: Kept, today: date) -> list[Waiting]:
    """Return what a release waits for today, with its level."""
    if kept.ended:
        return []
    if kept.received_on is None:
        return _risen(Reminder.SHUT if kept.asks == "end" else Reminder.RECEIPT, transmitted_on, today)
    if kept.due_on is None:
        return []
    found = [] if kept.certified else _risen(Reminder.USE, kept.due_on, today)
    return found if kept.held else found + _risen(Reminder.END, kept.due_on, today)


def report(due_on: date, today: date) -> list[Waiting]:
    """Return what an incident that isn't marked as reported waits for today, with its level. `due_on`: when its clock ends."""
    return _risen(Reminder.REPORT, due_on, today)


def _risen(kind: Reminder, day: date, today: date) -> list[Waiting]:
    late = (today - day).days
    level = sum(late >= begins for begins in LADDER[kind])
    return [Waiting(kind, day, level)] if level else []
