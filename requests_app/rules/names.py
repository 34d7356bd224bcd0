"""When a name is a name: a usable surname or the name of an entity. 26 U.S.C. 6103(i)(2)(B)(i).

Immigration files write FNU and LNU for a first or last name unknown; many people truly have one name only.
Those go to a person; two stand-ins, figures, or initials alone are no name.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts
from .text import has_hidden_marks, plain, stand_in, word_set

REAL_NAMES_TOO = word_set(
    "na any all same sample foo fara nil later blank brak geen yok wala nema other others void example "
    "default minor male"
    " baby person infant test temp later nada name unc dummy alien abc error same pending "
    "alias nan"
    " ignoto nessuno aucun brak nema keine keiner null subject person"
)
"""Words that stand for 'not given' in some files and are somebody's name in others: a person must look."""

_KNOWN_STAND_INS = frozenset({"john doe", "jane doe", "john q public", "jane roe", "richard roe", "joe bloggs"})
_LAST_OF_STAND_INS = frozenset(name.split()[-1] for name in _KNOWN_STAND_INS)


USABLE, DOUBTFUL, UNUSABLE = 2, 1, 0


def _is_word(word: str) -> bool:
    """Return whether a plain word can be a name: two letters, or one sign of a script that writes names with
    one.
    """
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) >= 2:
        return len(set(word)) > 1 or len(word) == 2
    return bool(letters) and not word.isascii() and unicodedata.category(letters[0]) == "Lo"


@lru_cache(maxsize=10_000)
def _grade(text: str, placeholders: frozenset[str]) -> int:
    words = plain(text)
    if not any(map(_is_word, words.split())):
        return UNUSABLE
    if words in REAL_NAMES_TOO:
        return DOUBTFUL
    return UNUSABLE if stand_in(text, placeholders) else USABLE


def grade(text: str, book: Book) -> int:
    """Return USABLE, DOUBTFUL (a stand-in that is also somebody's name) or UNUSABLE for one field of a name."""
    return _grade(text[:300], book.name_placeholders) if text else UNUSABLE


def _is_stand_in(text: str, book: Book) -> bool:
    """Return whether words that alone could be names are together plainly none: 'No Name', 'Test Test'."""
    return bool(stand_in(text, book.name_placeholders)) and len(plain(text).split()) > 1


def _doubts(facts: SubjectFacts, given: int, last: int) -> str:
    if any(map(has_hidden_marks, (facts.first_name, facts.middle_name, facts.last_name, facts.entity_name))):
        return "the name holds marks that can't be seen"
    if (
        facts.last_name.casefold() in _LAST_OF_STAND_INS
        and plain(f"{facts.first_name} {facts.last_name}") in _KNOWN_STAND_INS
    ):
        return "a name that is used where none is known"
    if DOUBTFUL in (given, last):
        return "a word that also stands for a name not given"
    initial_only = bool(plain(facts.first_name)) and len(plain(facts.first_name)) == 1
    if last == UNUSABLE or (given == UNUSABLE and not initial_only):
        return "one usable name only"
    return ""


def judge_name(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise name.missing: no usable name (subject); one usable name, FNU or LNU with one, a doubtful name
    (review).
    """
    entity = grade(facts.entity_name, book)
    last = grade(facts.last_name, book)
    given = max(grade(facts.first_name, book), grade(facts.middle_name, book))
    if max(entity, last, given) == UNUSABLE:
        evidence = "no usable name" if facts.first_name or facts.last_name or facts.entity_name else ""
        return Raised("name.missing", Severity.SUBJECT, evidence)
    whole = f"{facts.first_name} {facts.middle_name} {facts.last_name}"
    nothing_else = max(last, given) == DOUBTFUL and last == UNUSABLE
    if entity == UNUSABLE and DOUBTFUL in (last, given) and (nothing_else or _is_stand_in(whole, book)):
        return Raised("name.missing", Severity.SUBJECT, "no usable name")
    if entity == USABLE and not has_hidden_marks(facts.entity_name):
        return None
    doubt = _doubts(facts, given, last)
    return Raised("name.missing", Severity.REVIEW, doubt) if doubt else None
