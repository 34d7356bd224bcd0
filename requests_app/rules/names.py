"""When a name is a name: a usable surname or the name of an entity. 26 U.S.C. 6103(i)(2)(B)(i).

Immigration files write FNU and LNU for a first or last name unknown; many people truly have one name only.
Those go to a person; two stand-ins, figures, or initials alone are no name.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts
from .text import has_hidden_marks, may_stand_in, plain, respelled, stand_in, word_set

NAME_FIELDS = ("first_name", "middle_name", "last_name", "entity_name")
"""The parts of a subject's name."""

REAL_NAMES_TOO = word_set(
    "na any all same sample foo fara nil later blank brak geen yok wala nema other others void example "
    "default minor male"
    " baby person infant test temp later nada name unc dummy alien abc error same pending "
    "alias nan"
    " ignoto nessuno aucun brak nema keine keiner null subject person"
)
"""Words that stand for 'not given' in some files and are somebody's name in others: a person must look."""

_KNOWN_STAND_INS = frozenset(
    {"john doe", "jane doe", "john q public", "john public", "jane roe", "richard roe", "joe bloggs"}
    | {"doe john", "doe jane", "john q doe", "jane q public", "juan nadie", "fulano de tal", "max mustermann"}
)
_LAST_OF_STAND_INS = frozenset(name.split()[-1] for name in _KNOWN_STAND_INS)
_FIRST_OF_STAND_INS = frozenset(name.split()[0] for name in _KNOWN_STAND_INS)

_GENERATIONS = word_set("jr sr ii iii iv jnr snr 2nd 3rd esq")
"""What follows a surname and is none."""

_LEGAL_FORMS = word_set(
    "llc l c inc incorporated corp corporation co company ltd limited llp lp pllc pc gmbh ag sa srl plc bv the business"
    " entity firm employer enterprise enterprises group of"
)
"""Words beside the name of an entity that are no name alone."""

USABLE, DOUBTFUL, UNUSABLE = 2, 1, 0


def _is_word(word: str) -> bool:
    """Return whether a plain word can be a name: two letters, or one sign of a script that writes names with
    one.
    """
    if word.isascii() and word.isalpha():
        return len(word) == 2 or (len(word) > 2 and len(set(word)) > 1)
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) >= 2:
        return len(set(word)) > 1 or len(word) == 2
    return bool(letters) and not word.isascii() and unicodedata.category(letters[0]) == "Lo"


@lru_cache(maxsize=10_000)
def _grade(text: str, placeholders: frozenset[str]) -> int:
    words = plain(text)
    if not any(map(_is_word, words.split())) or words in _GENERATIONS:
        return UNUSABLE
    if words in REAL_NAMES_TOO or words in _KNOWN_STAND_INS:
        return DOUBTFUL
    misspelt = words[0] == "u" and stand_in(respelled(words), placeholders)
    if misspelt or ((not text.isascii() or may_stand_in(words, placeholders)) and stand_in(text, placeholders)):
        return UNUSABLE
    return USABLE


@lru_cache(maxsize=1_000)
def _grade_entity(text: str, placeholders: frozenset[str]) -> int:
    """Return the grade of an entity's name: figures and single letters may be part of it ('3M', 'J&J')."""
    words = plain(text).split()
    if sum(map(str.isalpha, text)) < 2 or all(word in _LEGAL_FORMS for word in words):
        return UNUSABLE
    if stand_in(text, placeholders):
        return UNUSABLE
    rest = " ".join(word for word in words if word not in _LEGAL_FORMS)
    return (
        DOUBTFUL
        if len(rest) < len(" ".join(words)) and not rest[:1].isdigit() and stand_in(rest, placeholders)
        else USABLE
    )


@lru_cache(maxsize=8)
def _ends_of_phrases(placeholders: frozenset[str]) -> frozenset[str]:
    """Return the last words of stand-ins of several words: a surname that is none of them ends no stand-in."""
    return frozenset(words[-1] for words in (plain(phrase).split() for phrase in placeholders) if len(words) > 1)


def grade(text: str, book: Book) -> int:
    """Return USABLE, DOUBTFUL (a stand-in that is also somebody's name) or UNUSABLE for one field of a name."""
    return _grade(text[:300], book.name_placeholders) if text else UNUSABLE


def _is_stand_in(facts: SubjectFacts, book: Book) -> bool:
    """Return whether words that alone could be names are together plainly none: 'No Name', 'Test Test'."""
    name = facts.last_name
    last = name.lower() if name.isalpha() and name.isascii() else plain(name).rpartition(" ")[2]
    if last not in _ends_of_phrases(book.name_placeholders) and last not in REAL_NAMES_TOO:
        return False
    whole = f"{facts.first_name} {facts.middle_name} {name}"
    return len(plain(whole).split()) > 1 and bool(stand_in(whole, book.name_placeholders))


def _hides_marks(facts: SubjectFacts) -> bool:
    return has_hidden_marks(f"{facts.first_name}{facts.middle_name}{facts.last_name}{facts.entity_name}")


def _doubts(facts: SubjectFacts, given: int, last: int) -> str:
    if _hides_marks(facts):
        return "the name holds marks that can't be seen"
    if facts.last_name.casefold() in _LAST_OF_STAND_INS and plain(facts.first_name) in _FIRST_OF_STAND_INS:
        return "a name that is used where none is known"
    if DOUBTFUL in (given, last):
        return "a word that also stands for a name not given"
    if last == UNUSABLE or (given == UNUSABLE and len(plain(facts.first_name)) != 1):
        return "one usable name only"
    return ""


def _no_name(facts: SubjectFacts) -> Raised:
    """Raise that no name is usable, with what was written instead."""
    given = (facts.first_name, facts.middle_name, facts.last_name, facts.entity_name)
    words = tuple(text.strip() for text in given if text.strip())
    return Raised("name.missing", Severity.SUBJECT, "no usable name" if words else "", words)


def _doubtful_words(facts: SubjectFacts, book: Book) -> tuple[str, ...]:
    fields = (facts.first_name, facts.last_name, facts.entity_name)
    return tuple(text.strip() for text in fields if text.strip() and grade(text, book) != USABLE)


def judge_name(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise name.missing: no usable name (subject); one usable name, FNU or LNU with one, a doubtful name
    (review).
    """
    entity = _grade_entity(facts.entity_name[:300], book.name_placeholders) if facts.entity_name else UNUSABLE
    last = grade(facts.last_name, book)
    given = grade(facts.first_name, book)
    if given != USABLE and facts.middle_name:
        given = max(given, grade(facts.middle_name, book))
    if max(entity, last, given) == UNUSABLE:
        return _no_name(facts)
    nothing_else = DOUBTFUL in (last, given) and last == UNUSABLE and given != USABLE
    if entity == UNUSABLE and (nothing_else or _is_stand_in(facts, book)):
        return _no_name(facts)
    if entity == USABLE and not has_hidden_marks(facts.entity_name):
        return None
    if entity == DOUBTFUL and last == UNUSABLE:
        return Raised(
            "name.missing", Severity.REVIEW, "an entity without a name of its own", (facts.entity_name.strip(),)
        )
    doubt = _doubts(facts, given, last)
    return Raised("name.missing", Severity.REVIEW, doubt, _doubtful_words(facts, book)) if doubt else None
