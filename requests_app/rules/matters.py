"""The proceeding or investigation behind a subject. 26 U.S.C. 6103(i)(2)(A), (i)(1)(A).

A case, investigation or grand jury reference and the day it was opened; a sealed one by the agency's own
reference.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .dates import read_date
from .facts import Book, Raised, Severity, SubjectFacts
from .lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES, limit
from .text import excerpt, phrase_set, plain, stand_in

_NOTHING = NOTHING_GIVEN | UNKNOWN_IN_LANGUAGES
_NO_REFERENCE = _NOTHING | phrase_set(
    "sealed, under seal, new, open, ongoing, active, active investigation, ongoing investigation, investigation, case",
    "case number, pending investigation, no case, no case number, not assigned, unassigned, to be assigned",
    "hsi, ice, ero, dhs, cbp, fbi, dea, atf, usao, doj, gj, operation, op, year, fy, cy, tax year, calendar year",
    "not yet assigned, grand jury, criminal, criminal investigation, final order, removal case",
    "sealed case, sealed matter, sealed indictment, grand jury matter, open investigation, removal proceedings",
    "deportation case",
    "immigration case, administrative, restricted, confidential, classified, law enforcement sensitive, redacted",
    "withheld, test",
)
_FILLERS = frozenset(["case", "number", "no", "matter", "investigation", "file"])
_REAL_FIGURE = re.compile(r"[1-9]")
_YEAR_OR_BLANK = re.compile(r"\b(?:[fc]y)?(?:19|20)\d\d\b|\bx{2,}\b")
_FIGURE = re.compile(r"\d")
_ONE_FIGURE_ONLY = re.compile(r"(\d)\1{4,}")
_USUAL = re.compile(r"(?!tb|un|no|n[ai]|nul|xx)[a-z]{0,4}-?(?:\d{2,4}-)?(?!(\d)\1+$)\d{5,12}", re.IGNORECASE)
"""Letters, a year perhaps, and a number: what needs no second look."""


@lru_cache(maxsize=20_000)
def is_reference(text: str) -> bool:
    """Return whether a text can be a matter's reference: more than a stand-in, a year, an agency's letters or one figure over
    and over, and with a figure in it that isn't zero.
    """
    if _USUAL.fullmatch(text):
        return True
    words = plain(text[:300])
    if len(words.replace(" ", "")) < 3 or not _REAL_FIGURE.search(words) or _ONE_FIGURE_ONLY.fullmatch(words):
        return False
    own = " ".join(_YEAR_OR_BLANK.sub(" ", words).split())
    if not own or stand_in(own, _NOTHING):
        return False
    numbered = _REAL_FIGURE.search(own) is not None and len(_FIGURE.findall(words)) >= 3
    return numbered or not stand_in(own, _NO_REFERENCE, _FILLERS)


def _opened_wrong(text: str, today: date) -> str:
    opened = read_date(text)
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
