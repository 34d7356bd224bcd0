"""The lists that ship with the rules: thresholds and words that stand for 'we don't have it'.

An installation keeps its own copy with history and passes it in a `Book`; these are the values it starts
from. The words themselves stand in `stand_in_words`.
"""

from __future__ import annotations

from .facts import Book
from .stand_in_words import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS, NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES

__all__ = [
    "ADDRESS_PLACEHOLDERS",
    "DEFAULT_BOOK",
    "EDITION",
    "LARGEST_THRESHOLD",
    "NAME_PLACEHOLDERS",
    "NOTHING_GIVEN",
    "THRESHOLDS",
    "THRESHOLD_MOST",
    "THRESHOLD_TEXTS",
    "THRESHOLD_TITLES",
    "UNKNOWN_IN_LANGUAGES",
    "limit",
]

EDITION = "2026-11-30.5"
"""The edition of the rules. A verdict judged under an older edition is stale and is judged again."""

THRESHOLDS: dict[str, int] = {
    "officer_subjects": 250,
    "matter_subjects": 50,
    "reason_subjects": 5,
    "clear_batch": 250,
    "statutes_cited": 10,
}
"""Name -> value, in subjects (`statutes_cited`: in citations for one subject). More than the value raises the
flag.
"""

THRESHOLD_TITLES: dict[str, str] = {
    "officer_subjects": "Subjects of one officer",
    "matter_subjects": "Subjects of one matter",
    "reason_subjects": "Subjects with the same reason",
    "clear_batch": "Subjects cleared in one act",
    "statutes_cited": "Statutes for one subject",
}
"""Name -> what pages call the threshold."""

THRESHOLD_TEXTS: dict[str, str] = {
    "officer_subjects": "subjects that one officer may stand for before counsel must look",
    "matter_subjects": "subjects that one matter may name before counsel must look",
    "reason_subjects": "subjects that may share one sentence as their reason before counsel must look",
    "clear_batch": "subjects for whom a flag may be cleared in one act",
    "statutes_cited": "statutes that may be cited for one subject before counsel must look",
}

THRESHOLD_MOST: dict[str, int] = {"clear_batch": 250}
"""Name -> the largest value an installation may set, where the law of this house bounds it; `LARGEST_THRESHOLD` elsewhere."""

LARGEST_THRESHOLD = 1_000_000
"""A larger number would be no threshold at all."""

DEFAULT_BOOK = Book(
    thresholds=THRESHOLDS,
    address_placeholders=ADDRESS_PLACEHOLDERS,
    name_placeholders=NAME_PLACEHOLDERS,
)
"""The book of an installation that has changed nothing: no agreement, no order, no safeguard finding."""


def limit(book: Book, name: str) -> int:
    """Return a threshold's value in the book, or the shipped one where the book doesn't name it."""
    return book.thresholds.get(name, THRESHOLDS[name])
