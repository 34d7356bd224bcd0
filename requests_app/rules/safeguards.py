"""Whether the receiving agency's safeguards stand in the way. 26 U.S.C. 6103(p)(4), (p)(7)."""

from __future__ import annotations

from datetime import date

from .facts import Book, Contents, Raised, Severity


def judge_refusal(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise safeguards.refused: a recorded determination to refuse until the safeguards are met is in force
    (release).
    """
    return Raised("safeguards.refused", Severity.RELEASE) if book.safeguards_refused else None


def judge_findings(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise safeguards.open: open findings without an accepted corrective plan (review). `safeguards_open`:
    findings.
    """
    count = book.safeguards_open
    return Raised("safeguards.open", Severity.REVIEW, f"{count} open") if count > 0 else None
