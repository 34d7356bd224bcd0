"""The review of rights that is signed each quarter: which quarter is due when, who signs, and what of it may be overdue.

Who signs is an official of the IRS who does not give rights: NIST SP 800-53 AC-2(j) and AC-6(7); IRS Publication 1075, AC-2.
A quarter is written as '2026-Q4'. Days are days in Washington.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from .roles import Role

AUTHORITY = "NIST SP 800-53 AC-2(j), AC-6(7)"

SIGNERS: tuple[Role, ...] = (Role.APPROVER, Role.AUTHORIZER)
"""Who may sign a review of the rights on an agency. Never for a right of one's own, or one that one gave."""

BARRED: tuple[Role, ...] = (Role.ADMINISTRATOR,)
"""Whoever holds one of these anywhere signs no review: who gives rights doesn't review them."""

READERS: frozenset[Role] = frozenset({*SIGNERS, Role.ADMINISTRATOR, Role.OVERSIGHT})
"""Who reads reviews."""

UNUSED_AFTER = 90
"""Days after which a right that wasn't used is pointed out: whoever keeps it says why."""

AT_ONCE = 200
"""The most rights that one signature covers; more take further signatures."""

TEXT_VERSION = "2026-1"
TEXT = (
    "I have looked at each right listed here and at its last use, and asked where I did not know. Each right that I keep is "
    "needed for the present duties of the person who holds it. Each right marked “to be taken” is not. None of them is my own, "
    "and I gave none of them."
)
"""What the signer states. A change of the words is a new version."""


class Asked(TextChoices):
    """What is asked for."""

    REVIEW = "review", "Review the rights and sign"
    TAKE = "take", "Take the rights that the review found unneeded"


LADDER: dict[Asked, tuple[int, int, int]] = {Asked.REVIEW: (-30, 1, 15), Asked.TAKE: (0, 7, 14)}
"""What is asked for -> days after its day at which its three levels begin (negative: before it)."""

TOLD: dict[Asked, tuple[tuple[Role, ...], ...]] = {
    Asked.REVIEW: (SIGNERS, (Role.ADMINISTRATOR,), (Role.OVERSIGHT,)),
    Asked.TAKE: ((Role.ADMINISTRATOR,), SIGNERS, (Role.OVERSIGHT,)),
}
"""Level - 1 -> the roles that it adds; every level reminds those below it too."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year: its name, its first and its last day, which is the day the review is due."""

    name: str
    first: date
    last: date

    @property
    def before(self) -> Quarter:
        """Return the quarter before it."""
        return quarter_of(self.first - timedelta(days=1))


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day is in."""
    number = (day.month - 1) // 3
    first = date(day.year, 3 * number + 1, 1)
    following = date(day.year + (number == 3), (3 * number + 3) % 12 + 1, 1)
    return Quarter(f"{day.year}-Q{number + 1}", first, following - timedelta(days=1))


def signable(today: date) -> tuple[Quarter, Quarter]:
    """Return the quarters whose review can be signed today: the one before, late, and the present one."""
    now = quarter_of(today)
    return now.before, now


def level(asked: Asked, day: date, today: date) -> int:
    """Return the level that something asked for has reached (1 to 3), 0 for none yet. `day`: when it is due."""
    late = (today - day).days
    return sum(late >= begins for begins in LADDER[asked])


def told(asked: Asked, reached: int) -> frozenset[Role]:
    """Return the roles that are reminded at a level."""
    return frozenset(role for roles in TOLD[asked][:reached] for role in roles)


def unused(since: date, last: date | None, today: date) -> bool:
    """Return whether a right, held since a day and last used on one (None: never), has gone unused for too long."""
    return (today - max(since, last or since)).days >= UNUSED_AFTER


def quarter_named(name: str) -> Quarter | None:
    """Return the quarter of a name like '2026-Q4'; None for anything else."""
    year, _, number = name.partition("-Q")
    plain = len(year) == 4 and year.isascii() and year.isdecimal() and year >= "1900" and number in ("1", "2", "3", "4")
    return quarter_of(date(int(year), 3 * int(number), 1)) if plain else None
