"""Whether the receiving agency's safeguards stand in the way. 26 U.S.C. 6103(p)(4), (p)(7)."""

from __future__ import annotations

from datetime import date

from .facts import Book, Contents, Raised, Severity

SAFEGUARDS = frozenset({"safeguards.refused", "safeguards.open"})
"""Codes whose evidence is for the IRS: the agency reads their sentence."""


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def judge_refusal(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise safeguards.refused: a recorded determination to refuse until the safeguards are met is in force
    (release).
    """
    if not book.safeguards_refused:
        return None
    since = f"determined on {_day(book.refused_since)}" if book.refused_since else ""
    return Raised("safeguards.refused", Severity.RELEASE, since)


def judge_findings(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise safeguards.open: open findings without an accepted corrective plan that still runs (review).
    `safeguards_open`: findings.
    """
    count = book.safeguards_open
    if count < 1:
        return None
    since = f", the oldest since {_day(book.safeguards_since)}" if book.safeguards_since else ""
    return Raised("safeguards.open", Severity.REVIEW, f"{count} open{since}")
