"""The officers personally and directly engaged in the matter. 26 U.S.C. 6103(i)(2)(A).

The court of 21 Nov 2025 found one officer named for all 1.28 million subjects: nobody is engaged in that many
matters.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts
from .lists import limit
from .text import excerpt, plain, stand_in, word_set

_NOT_A_PERSON = word_set(
    "agent agents special officer officers deportation detective investigator investigators inspector "
    "analyst specialist"
    " supervisor supervisory senior resident case duty field office team unit squad group staff personnel "
    "employee"
    " employees assigned designated authorized appropriate various ice ero hsi dhs cbp uscis ins doj fbi "
    "dea atf irs ssa"
    " task force division branch section program department agency bureau homeland security immigration "
    "customs"
    " enforcement removal operations investigations of the and for in to any all on sa ssa do sddo sac asac "
    "attorney ausa"
    " u s us usa united states government federal law"
)
_BETWEEN = re.compile(r"[;\n/|]|\band\b|&", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@lru_cache(maxsize=20_000)
def _names_a_person(text: str, placeholders: frozenset[str]) -> bool:
    for one in _BETWEEN.split(text[:1000]):
        words = plain(one).split()
        named = [word for word in words if word not in _NOT_A_PERSON and _LETTERS.search(word)]
        single = [word for word in words if not word.isascii()]
        if (named or single) and not stand_in(one, placeholders):
            return True
    return False


def judge_officer_named(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.missing: no person is named; a unit, a title or a stand-in is no person (subject)."""
    if facts.officer_name and _names_a_person(facts.officer_name, book.name_placeholders):
        return None
    return Raised("officer.missing", Severity.SUBJECT, excerpt(facts.officer_name, 60))


def judge_officer_load(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.overload: one officer stands for more subjects than the threshold (review)."""
    if facts.shared.officer <= limit(book, "officer_subjects"):
        return None
    return Raised("officer.overload", Severity.REVIEW, f"{facts.shared.officer} subjects")
