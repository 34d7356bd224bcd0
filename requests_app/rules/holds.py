"""What a court order stops: which acts, from when to when. An order is data that counsel enters, never a
constant here.
"""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from .facts import Book, Contents, HoldFacts, Raised, Severity

DISCLOSE = "disclose"
USE = "use"
ACTS: dict[str, str] = {
    DISCLOSE: "disclosing to the agency",
    USE: "inspecting, viewing, using, copying, distributing or acting upon what was disclosed",
}
"""The acts that an order can bar."""

KINDS: dict[str, str] = {
    "stay": "stay",
    "injunction": "injunction",
    "restraining order": "temporary restraining order",
    "vacatur": "vacatur",
    "other": "order of another kind",
}
"""The kinds of orders. The kind decides nothing: what an order bars is entered from its words."""

APPEALS: dict[str, str] = {
    "noticed": "appeal noticed",
    "pending": "appeal pending",
    "affirmed": "affirmed on appeal",
    "reversed": "reversed on appeal",
    "dismissed": "appeal dismissed",
}
"""How an appeal stands. It changes nothing of what binds: counsel lifts or changes the order when a court does."""

ACKNOWLEDGE_WITHIN = 7
"""Days that a person has to acknowledge an order served on him or her, where counsel sets no others."""


MOST_DAYS = 365
"""Days. The longest time to acknowledge an order."""

DAYS_TO_ACKNOWLEDGE = (
    f"Give the days to acknowledge it, from 1 to {MOST_DAYS}: with none, nobody has the time to read it."
)
NO_TIME = "That day has passed: {today} is the first day that can be given."
BINDS_EARLIER = (
    "The order's first day lies before its date. No court binds anybody before it has ordered: give the order's own date "
    "or a later day, or correct the date of the order."
)


def wrong_days(issued_on: date | None, starts: date | None, acknowledge_within: int | None) -> dict[str, str]:
    """Return which of an order's days can't be -> why. A day that isn't given is asked for elsewhere."""
    wrong = {}
    if issued_on is not None and starts is not None and starts < issued_on:
        wrong["starts"] = BINDS_EARLIER
    if acknowledge_within is not None and not 1 <= acknowledge_within <= MOST_DAYS:
        wrong["acknowledge_within"] = DAYS_TO_ACKNOWLEDGE
    return wrong


class Standing(TextChoices):
    """How an order stands on a day."""

    IN_FORCE = "in_force", "in force"
    COMING = "coming", "not yet in force"
    SUPERSEDED = "superseded", "superseded"
    LIFTED = "lifted", "lifted"
    EXPIRED = "expired", "ended by its own words"


def standing(
    starts: date, until: date | None, lifted_on: date | None, superseded_from: date | None, today: date
) -> Standing:
    """Return how an order stands. `until` is its last day; from `lifted_on`, and from the first day of the order
    that supersedes it (`superseded_from`), it doesn't bind any more. Lifted as of its first day, it never binds.
    """
    if lifted_on is not None and lifted_on <= max(today, starts):
        return Standing.LIFTED
    if superseded_from is not None and superseded_from <= today:
        return Standing.SUPERSEDED
    if until is not None and until < today:
        return Standing.EXPIRED
    return Standing.IN_FORCE if starts <= today else Standing.COMING


def in_force(hold: HoldFacts, today: date) -> bool:
    """Return whether an order binds on a day; its first and last days count."""
    return hold.starts <= today and (hold.ends is None or today <= hold.ends)


def bars(holds: tuple[HoldFacts, ...], act: str, today: date) -> tuple[HoldFacts, ...]:
    """Return the orders in force that bar an act ('disclose' or 'use')."""
    return tuple(hold for hold in holds if act in hold.acts and in_force(hold, today))


def named(hold: HoldFacts) -> str:
    """Return an order as a sentence names it: kind, court, docket, citation; what isn't given is left out."""
    kind = KINDS.get(hold.kind, hold.kind)
    of = " ".join(part for part in (kind, f"of the {hold.court}" if hold.court else "") if part)
    parts = ", ".join(part for part in (of, hold.docket) if part)
    return f"{parts} ({hold.citation})" if parts else hold.citation


def words_of(hold: HoldFacts, acts: frozenset[str] = frozenset(ACTS)) -> str:
    """Return what an order does, in words: which order, which of these acts it bars, since when, and for how much."""
    barred = " and ".join(ACTS[act] for act in ACTS if act in hold.acts & acts)
    part = "" if hold.whole else "; it covers some of the subjects, who are left out of a release"
    return f"{named(hold)} bars {barred} since {hold.starts:%B} {hold.starts.day}, {hold.starts.year}{part}"


def judge_holds(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise hold.active: an order bars disclosure (release); or it bars only use by those who would receive it, or
    covers only some of the subjects (review).
    """
    stopping = bars(book.holds, DISCLOSE, today)
    freezing = tuple(hold for hold in bars(book.holds, USE, today) if hold not in stopping)
    if not stopping and not freezing:
        return None
    severity = Severity.RELEASE if any(hold.whole for hold in stopping) else Severity.REVIEW
    return Raised("hold.active", severity, "; ".join(words_of(hold) for hold in (*stopping, *freezing)))
