"""The proceeding or investigation behind a subject. 26 U.S.C. 6103(i)(2)(A), (i)(1)(A).

A case, investigation or grand jury reference and the day it was opened; a sealed one by the agency's own
reference.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .dates import parse_date
from .facts import Book, Raised, Severity, SubjectFacts
from .lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES, limit
from .text import excerpt, phrase_set, plain, stand_in

_NO_REFERENCE = (
    NOTHING_GIVEN
    | UNKNOWN_IN_LANGUAGES
    | phrase_set(
        "sealed, under seal, new, open, ongoing, active, active investigation, ongoing investigation, investigation, case",
        "case number, pending investigation, no case, no case number, not assigned, unassigned, to be assigned",
        "not yet assigned, grand jury, criminal, criminal investigation, final order, removal case",
    )
)
_FILLERS = frozenset(["case", "number", "no", "matter", "investigation", "file"])
_REAL_FIGURE = re.compile(r"[1-9]")
_THREE_FIGURES = re.compile(r"\d{3}")


@lru_cache(maxsize=2_000)
def is_reference(text: str) -> bool:
    """Return whether a text can be a matter's reference: not a stand-in, with a figure in it that isn't all
    zeros.
    """
    words = plain(text[:300])
    if len(words.replace(" ", "")) < 3 or not _REAL_FIGURE.search(words):
        return False
    return bool(_THREE_FIGURES.search(words)) or not stand_in(words, _NO_REFERENCE, _FILLERS)


def _opened_wrong(text: str, today: date) -> str:
    opened = parse_date(text)
    if opened is None:
        return f"opening date can't be read: {excerpt(text, 30)}" if text.strip() else "no opening date"
    if opened > today:
        return "opening date is in the future"
    return "" if opened.year >= 1900 else "opening date can't be right"


def judge_matter(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise matter.missing: no reference, or no opening date that can be read and has come (subject)."""
    if not is_reference(facts.case_number):
        given = excerpt(facts.case_number, 40)
        return Raised("matter.missing", Severity.SUBJECT, f"no reference: {given}" if given else "no reference")
    wrong = _opened_wrong(facts.case_opened, today)
    return Raised("matter.missing", Severity.SUBJECT, wrong) if wrong else None


def judge_matter_load(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise matter.shared: one matter names more subjects than the threshold (review)."""
    if facts.shared.matter <= limit(book, "matter_subjects"):
        return None
    return Raised("matter.shared", Severity.REVIEW, f"{facts.shared.matter} subjects")
