"""The officers personally and directly engaged in the matter. 26 U.S.C. 6103(i)(2)(A).

The court of 21 Nov 2025 found one officer named for all 1.28 million subjects: nobody is engaged in that many
matters.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts
from .lists import NAME_PLACEHOLDERS, limit
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


def names_a_person(text: str) -> bool:
    """Return whether a text names a person, by the words that ship with the rules."""
    return _names_a_person(text, NAME_PLACEHOLDERS)


@lru_cache(maxsize=20_000)
def officer_key(name: str) -> str:
    """Return what a roster is compared by: the words of the name without titles and initials, in the order of the alphabet."""
    return " ".join(sorted(word for word in plain(name).split() if word not in _NOT_A_PERSON and len(word) > 1))


@lru_cache(maxsize=20_000)
def _on_roster(text: str, roster: frozenset[str]) -> bool:
    """Return whether one of the officers named is on the roster; further names beside a roster's two or more don't matter."""
    pieces = [piece for part in _BETWEEN.split(text[:1000]) for piece in (part, *part.split(","))]
    keys = {officer_key(piece) for piece in pieces} - {""}
    if keys & roster:
        return True
    return any(set(listed.split()) <= set(key.split()) for key in keys for listed in roster if " " in listed)


def judge_officer_named(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.missing: no person is named (a unit, a title or a stand-in is none), or nobody on a roster that is
    kept in full (subject).
    """
    named = facts.officer_name
    if not named or not _names_a_person(named, book.name_placeholders):
        return Raised("officer.missing", Severity.SUBJECT, excerpt(named, 60))
    if book.roster is not None and not _on_roster(named, book.roster):
        return Raised("officer.missing", Severity.SUBJECT, "not on the agency's roster", (excerpt(named, 60),))
    return None


def judge_officer_load(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.overload: one officer stands for more subjects than the threshold (review)."""
    if facts.shared.officer <= limit(book, "officer_subjects"):
        return None
    return Raised("officer.overload", Severity.REVIEW, f"{facts.shared.officer} subjects")
