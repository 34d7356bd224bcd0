"""What a court order stops: which acts, from when to when. An order is data that counsel enters, never a
constant here.
"""

from __future__ import annotations

from datetime import date

from .facts import Book, Contents, HoldFacts, Raised, Severity

DISCLOSE = "disclose"
USE = "use"
ACTS: dict[str, str] = {
    DISCLOSE: "disclosing to the agency",
    USE: "inspecting, viewing, using, copying or acting upon what was disclosed",
}
"""The acts that an order can bar."""


def in_force(hold: HoldFacts, today: date) -> bool:
    """Return whether an order binds on a day; its first and last days count."""
    return hold.starts <= today and (hold.ends is None or today <= hold.ends)


def bars(holds: tuple[HoldFacts, ...], act: str, today: date) -> tuple[HoldFacts, ...]:
    """Return the orders in force that bar an act ('disclose' or 'use')."""
    return tuple(hold for hold in holds if act in hold.acts and in_force(hold, today))


def judge_holds(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise hold.active: an order bars disclosure (release), or only use by those who would receive it
    (review).
    """
    stopping = bars(book.holds, DISCLOSE, today)
    freezing = bars(book.holds, USE, today)
    if not stopping and not freezing:
        return None
    severity = Severity.RELEASE if stopping else Severity.REVIEW
    parts = [f"{hold.citation} bars {ACTS[DISCLOSE]}" for hold in stopping]
    parts += [f"{hold.citation} bars {ACTS[USE]}" for hold in freezing]
    return Raised("hold.active", severity, "; ".join(parts))
