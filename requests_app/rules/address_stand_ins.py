"""Telling a stand-in from an address: 'unknown', 'failed to provide', with or without a ZIP or a city beside
it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .address_parts import Address, cut
from .street_words import DIRECTIONS, SUFFIXES, UNIT_WORDS
from .text import plain, readings, stand_in, word_set

_BESIDE = word_set(
    "address addresses addr adr street st city state zip code zipcode residence home location at this time "
    "by the subject"
    " alien detainee individual applicant respondent person his her their is was were has have had been "
    "currently presently"
    " mailing physical residential current last permanent us usa u s of to in for and or a an given "
    "provided info"
    " information county country p o box direccion domicilio adresse endereco alien's party unit"
)
_IN_STREETS = SUFFIXES | DIRECTIONS | UNIT_WORDS | frozenset(["address", "city"])
_NAMES_OF_STREETS = word_set(
    "shelter streets street address prison jail custody detention removed released moved foreign overseas "
    "abroad deceased"
    " various multiple several pending default example sample invalid missing blank empty confidential "
    "classified restricted"
    " required optional placeholder general withheld redacted later ditto transient vagrant fugitive "
    "absconder anywhere"
    " nowhere somewhere everywhere whereabouts at liberty city example dummy state prison county jail federal prison"
) | frozenset(["state prison", "county jail", "federal prison", "homeless shelter", "detention center"])
_STRONG = 6
"""A stand-in of fewer letters may be part of the name of a real street or city."""

_SHORT_FOR_A_CITY = frozenset({"n/a", "none", "unk"})


@lru_cache(maxsize=16)
def _strong(placeholders: frozenset[str]) -> frozenset[str]:
    return frozenset(
        phrase for phrase in map(plain, placeholders) if len(phrase) >= _STRONG and phrase not in _NAMES_OF_STREETS
    )


@lru_cache(maxsize=16)
def _hot_words(placeholders: frozenset[str]) -> frozenset[str]:
    """Return the words that a stand-in street could be made of, to pass over most addresses quickly."""
    words = {word for phrase in _strong(placeholders) for word in phrase.split()}
    return frozenset(words | _SHORT_FOR_A_CITY) - _IN_STREETS


@lru_cache(maxsize=16)
def _opening(placeholders: frozenset[str]) -> re.Pattern[str]:
    words = sorted((p for p in map(plain, placeholders) if len(p) > 2), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\b")


@lru_cache(maxsize=16)
def _anywhere(placeholders: frozenset[str]) -> re.Pattern[str]:
    words = sorted(_strong(placeholders), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


_NEVER = re.compile(r"(?!)")
_RUN = re.compile(r"\b(?:x{2,}|z{3,}|y{3,}|q{3,})\b")


def hides_stand_in(address: Address, placeholders: frozenset[str]) -> str:
    """Return the stand-in that a complete-looking address has for its street or its city, '' if none."""
    words = {word for piece in address.pieces for word in piece}
    ascii_words = all(map(str.isascii, words))
    if ascii_words and _hot_words(placeholders).isdisjoint(words) and not any(map(_RUN.fullmatch, words)):
        return ""
    strong = _strong(placeholders)
    found = stand_in(address.street, strong, _IN_STREETS) if address.street else ""
    city = address.city or (" ".join(address.pieces[-1]) if len(address.pieces) > 1 else "")
    return found or stand_in(city, strong | _SHORT_FOR_A_CITY)


def stand_in_for_address(line: str, read: Address, placeholders: frozenset[str]) -> str:
    """Return the stand-in that an incomplete address is or holds, '' if it is merely incomplete."""
    if not any(map(str.isalnum, line)):
        return line or ""
    for piece in (line, " ".join(" ".join(p) for p in read.pieces), *(" ".join(p) for p in cut(line))):
        if found := stand_in(piece, placeholders, _BESIDE):
            return found
    opening = _opening(placeholders) if placeholders else _NEVER
    anywhere = _anywhere(placeholders) if _strong(placeholders) else _NEVER
    for form in readings(line):
        if hit := opening.match(form) or anywhere.search(form):
            return hit[0]
    return ""
