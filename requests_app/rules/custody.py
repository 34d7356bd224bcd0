"""What a recipient agency does with what it received, act by act, until it is returned or made undisclosable.

Source: 26 U.S.C. 6103(p)(4)(A) to (F); IRS Publication 1075. Each act is in writing and stays as it was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from .roles import Role


class Custody(TextChoices):
    """The acts of keeping, using and ending."""

    MOVED = "moved", "Change the custodian or the place"
    USED = "used", "Certify its use"
    UNUSED = "unused", "Certify that it wasn't used"
    EXTENDED = "extended", "Extend the day"
    RETURNED = "returned", "Certify its return"
    DESTROYED = "destroyed", "Certify its destruction"


DID: dict[str, str] = {
    Custody.MOVED: "Custodian or place changed",
    Custody.USED: "Use certified",
    Custody.UNUSED: "Certified as not used",
    Custody.EXTENDED: "Day extended",
    Custody.RETURNED: "Return certified",
    Custody.DESTROYED: "Destruction certified",
}
"""Act -> how it reads once it is recorded."""

KEEPERS = (Role.LIAISON, Role.SIGNER)
EXTENDERS = (Role.SPECIALIST, Role.COUNSEL)

DONE_BY: dict[Custody, tuple[Role, ...]] = {
    Custody.MOVED: KEEPERS,
    Custody.USED: KEEPERS,
    Custody.UNUSED: KEEPERS,
    Custody.EXTENDED: EXTENDERS,
    Custody.RETURNED: KEEPERS,
    Custody.DESTROYED: KEEPERS,
}
"""Act -> the roles that record it. The same table is rendered into the database's own check."""

ENDS = (Custody.RETURNED, Custody.DESTROYED)
"""Acts after which the agency holds nothing, and nothing more is due."""

CERTIFIES = (Custody.USED, Custody.UNUSED)

UNOPENED = "unopened"
"""How a release ended that nobody ever opened: the agency holds nothing of it."""

NOT_RECEIVED = "Receipt isn't confirmed yet: the named recipient confirms it first."
NOBODY_THERE = (
    "Receipt isn't confirmed yet, and its recipient can't any more: "
    "a liaison or signer confirms it in his or her place first."
)
SHUT_FOR_GOOD = (
    "It was never opened, and as it stands nobody can open it, so nothing of it is held: "
    "a disclosure specialist ends it in writing."
)
NEVER_OPENED = "It was never opened, and was ended as such: nothing of it is held, and nothing more is recorded of it."
ENDED = "It was returned or destroyed already: nothing more is recorded of it."
NOT_CERTIFIED = "Certify the use first, or that it wasn't used."
_WAITS = {"stand_in": NOBODY_THERE, "end": SHUT_FOR_GOOD}
USED_ALREADY = (
    "Its use is certified already, so it can't be certified that it wasn't used. "
    "If that certificate is wrong, report an incident."
)
NOT_USED = (
    "It is certified that it wasn't used until and including {until}: only use after that day can be certified. "
    "If that certificate is wrong, report an incident."
)
PRESERVE = "A court order in force covers it, so it is kept as it is until the order ends or is changed by counsel."
USE_BARRED = "A court order bars its use since {since}: only use before that day can be certified."
LATER = "The new day isn't later than the one that stands, {stands}: give a later one, until {last}."
TOO_FAR = (
    "An extension goes at most {days} days beyond the day that stands, {stands}: "
    "{last} is the last day that can be given."
)
NOT_YET = "That day is still to come: {today} is the last day that can be given."
BEFORE_RECEIPT = "That day lies before the receipt: {received} is the first day that can be given."

LONGEST_EXTENSION = timedelta(days=365)
"""How far one extension goes beyond the day that stands: a longer need is looked at again each year."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what was released stands: `held` while an order covers it, `barred_since` the first day on which one bars use.

    `asks`: the act that alone ends the wait for its receipt, '' while its recipient can act.
    `used`: a use is certified; `unused_until`: the last day of which it is certified that it wasn't used.
    """

    received_on: date | None
    due_on: date | None
    used: bool
    unused_until: date | None
    ended: str
    ended_on: date | None
    held: bool
    barred_since: date | None
    asks: str = ""

    @property
    def certified(self) -> bool:
        """Return whether it is certified that it was used, or that it wasn't."""
        return self.used or self.unused_until is not None


def due_on(received_on: date, days: int, extended_to: date | None) -> date:
    """Return the day by which it is returned or destroyed: an extension in writing stands for the agreed number of days."""
    return extended_to or received_on + timedelta(days=days)


def refusals(act: Custody, kept: Kept, roles: frozenset[str]) -> list[str]:
    """Return every reason why this act may not be recorded, whatever its day."""
    who = DONE_BY[act]
    found = [] if roles & set(who) else [f"This is for: {', '.join(role.label.lower() for role in who)}."]
    if kept.ended == UNOPENED:
        return [*found, NEVER_OPENED]
    if kept.received_on is None:
        return [*found, _WAITS.get(kept.asks, NOT_RECEIVED)]
    if kept.ended:
        return [*found, ENDED]
    if act in ENDS:
        found += [PRESERVE] if kept.held else []
        found += [] if kept.certified else [NOT_CERTIFIED]
    return [*found, USED_ALREADY] if act == Custody.UNUSED and kept.used else found


def wrong_days(act: Custody, kept: Kept, on: date, today: date) -> list[str]:
    """Return why the act can't be about that day, and which days can be given."""
    if act == Custody.EXTENDED:
        return _wrong_extension(kept.due_on, on) if kept.due_on else []
    found = [NOT_YET.format(today=_day(today))] if on > today else []
    if kept.received_on and on < kept.received_on:
        found.append(BEFORE_RECEIPT.format(received=_day(kept.received_on)))
    if act == Custody.USED and kept.barred_since and on >= kept.barred_since:
        found.append(USE_BARRED.format(since=_day(kept.barred_since)))
    if act == Custody.USED and kept.unused_until and on <= kept.unused_until:
        found.append(NOT_USED.format(until=_day(kept.unused_until)))
    return found


def _wrong_extension(stands: date, on: date) -> list[str]:
    last = stands + min(LONGEST_EXTENSION, date.max - stands)
    said = {"stands": _day(stands), "last": _day(last), "days": LONGEST_EXTENSION.days}
    if on <= stands:
        return [LATER.format(**said)]
    return [TOO_FAR.format(**said)] if on > last else []


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def stands(kept: Kept, today: date) -> str:
    """Return where it stands, in a few words."""
    if kept.ended == UNOPENED:
        return "Never opened"
    if kept.ended:
        return Custody(kept.ended).name.capitalize()
    if kept.received_on is None:
        return "Never opened, and shut" if kept.asks == "end" else "Receipt isn't confirmed"
    if kept.held:
        return "Under a court order"
    if kept.due_on and kept.due_on < today:
        return "Return or destruction is overdue"
    return "Use is certified" if kept.certified else "Kept"
