"""Telling a stand-in from an address: 'unknown', 'failed to provide', with or without a ZIP or a city beside
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from ..stand_in_words import NOTHING_GIVEN
from ..text import letters_of, may_stand_in, plain, readings, respelled, stand_in, telling_words, word_set
from .parts import Address, cut
from .places import STATES
from .street_words import DIRECTIONS, SUFFIXES, UNIT_WORDS

_BESIDE = word_set(
    "address addresses addr adr street st city state zip code zipcode residence home location at this time by the subject"
    " alien detainee individual applicant respondent person his her their is are was were has have had been currently"
    " mailing physical residential current last permanent us usa u s of to in for and or a an given provided info"
    " information county country p o po pob box alien's party unit presently intake booking when asked no not he she they"
    " direccion domicilio adresse domicile endereco morada indirizzo residenza residencia adres adress adresa alamat de la"
    " el los las su fijo fija fixe fisso fissa actual actuel attuale y e du le les di da do para por en dia chi adresi"
    " адрес адреса місце место жительства проживания العنوان عنوان السكن الإقامة 地址 住址 住所 주소 거주지 पता का"
)
_NOUNS_UNSPACED = re.compile("地址|住址|住所|居所|现住|現住|的|是")
"""'Address' in scripts that don't part words by spaces."""
_IN_STREETS = SUFFIXES | DIRECTIONS | UNIT_WORDS | frozenset(["address", "city"])
_NAMES_OF_STREETS = word_set(
    "refuse refusal decline declines declining unsure uncertain unclear encampment"
    " shelter streets street address prison jail custody detention removed released moved foreign overseas "
    "abroad deceased"
    " various multiple several pending default example sample invalid missing blank empty confidential "
    "classified restricted"
    " required optional placeholder general withheld redacted later ditto transient vagrant fugitive "
    "absconder anywhere"
    " nowhere somewhere everywhere whereabouts at liberty city example dummy state prison county jail federal prison"
) | frozenset(["state prison", "county jail", "federal prison", "homeless shelter", "detention center"])
_ALONE = word_set(
    "no x home casa name work school church motel hotel mismo si yes o k ok hogar maison zuhause дом 家 집"
)
"""Words that are a stand-in where nothing else is given, and part of many real addresses."""
_IN_CITIES = frozenset(["city", "town", "village", "place"])
_STRONG = 6
"""A stand-in of fewer letters may be part of the name of a real street or city."""

_SHORT = frozenset({"n/a", "na", "no street", "none", "unk", "unkn", "tbd", "ftp", "asdf"})
"""Short stand-ins that are no street and no city."""

_NO_WHOLE_STREET = word_set("same test testing null nil idk tba tbc foo temp")
"""Short stand-ins that are no street where nothing but a number stands beside them: '5 Same', but 'Test Rd' may be one."""
_BOXES = frozenset({"box", "pobox", "pob", "drawer"})
_BEFORE_FIGURE = frozenset({"#", "no", "num", "number"})


@lru_cache(maxsize=16)
def _strong(placeholders: frozenset[str]) -> frozenset[str]:
    return frozenset(
        phrase for phrase in map(plain, placeholders) if len(phrase) >= _STRONG and phrase not in _NAMES_OF_STREETS
    )


@lru_cache(maxsize=16)
def _hot_words(placeholders: frozenset[str]) -> frozenset[str]:
    """Return words one of which every stand-in street or city holds, to pass over most addresses quickly."""
    return telling_words(_strong(placeholders)) | _SHORT | _NO_WHOLE_STREET | {"address", "no"}


@lru_cache(maxsize=16)
def _opening(placeholders: frozenset[str]) -> re.Pattern[str]:
    words = sorted((p for p in map(plain, placeholders) if len(p) > 2), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\b")


@lru_cache(maxsize=16)
def _anywhere(placeholders: frozenset[str]) -> re.Pattern[str]:
    words = sorted(_strong(placeholders), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


_LEADING_NUMBER = re.compile(r"^[\d ]+")
_RUN = re.compile(r"\b(?:x{2,}|z{3,}|y{3,}|q{3,})\b")


def _has_run(words: str) -> bool:
    """Return whether plain words hold a run of one letter; most hold no two of its letters side by side."""
    return any(pair in words for pair in ("xx", "zz", "yy", "qq")) and _RUN.search(words) is not None


def hides_stand_in(address: Address, placeholders: frozenset[str]) -> str:
    """Return the stand-in that a complete-looking address has for its street or its city, '' if none."""
    hot = _hot_words(placeholders)
    named = f"{address.street} {address.city}"
    if named.isascii() and hot.isdisjoint(chain.from_iterable(address.pieces)) and not _has_run(named):
        return ""
    strong = _strong(placeholders) | _SHORT
    city = address.city or (" ".join(address.pieces[-1]) if len(address.pieces) > 1 else "")
    found = stand_in(address.street, strong, _IN_STREETS) or stand_in(city, strong, _IN_CITIES)
    found = found or stand_in(address.street, placeholders & _NO_WHOLE_STREET)
    if found or address.street:
        return found
    opening = _LEADING_NUMBER.sub("", plain(" ".join(address.pieces[0])))
    hit = _anywhere(placeholders).match(opening)
    return hit[0] if hit else ""


@lru_cache(maxsize=2_000)
def second_line(text: str) -> str:
    """Return the second line of a street, '' where it only says that none was given, in the shipped words, as 'N/A' does.

    In the English ones alone: in other languages some are names of places. A line with a figure, or a state's, stays.
    """
    if not text or any(map(str.isdigit, text)) or letters_of(text) in STATES:
        return text
    return "" if stand_in(text, NOTHING_GIVEN) else text


def zeros_for_figure(address: Address) -> str:
    """Return the zeros that a complete-looking address has for its house number or its box, '' if none.

    A house may really have the number 0; with more zeros none has.
    """
    house = address.street.partition(" ")[0] or address.pieces[0][0]
    if len(house) > 1 and not house.strip("0"):
        return house
    for piece in address.pieces:
        for at, word in enumerate(piece) if not _BOXES.isdisjoint(piece) else ():
            if word in _BOXES:
                figure = next((word for word in piece[at + 1 :] if word not in _BEFORE_FIGURE), "")
                if figure and not figure.strip("0"):
                    return figure
    return ""


def stand_in_for_address(line: str, read: Address, placeholders: frozenset[str]) -> str:
    """Return the stand-in that an incomplete address is or holds, '' if it is merely incomplete."""
    if not any(map(str.isalnum, line)):
        return line or ""
    words = plain(line)
    if words in _ALONE:
        return line
    if not line.isascii() or may_stand_in(words, placeholders):
        if found := _made_of(line, read, placeholders) or _holds(readings(line), placeholders):
            return found
    elif found := _holds((respelled(words),), placeholders):
        return found
    run = _RUN.search(line.lower())
    return run[0] if run else ""


def _made_of(line: str, read: Address, placeholders: frozenset[str]) -> str:
    """Return the stand-in that a line or one of its pieces is made of, '' if none."""
    strong = _strong(placeholders) | _SHORT
    for piece in (line, " ".join(" ".join(p) for p in read.pieces), *(" ".join(p) for p in cut(line))):
        if found := stand_in(piece, placeholders, _BESIDE) or (read.pieces and stand_in(piece, strong, _IN_STREETS)):
            return found
    unspaced = _NOUNS_UNSPACED.sub(" ", line) if not line.isascii() else ""
    return stand_in(unspaced, placeholders, _BESIDE) if unspaced.strip() else ""


def _holds(forms: Iterable[str], placeholders: frozenset[str]) -> str:
    """Return the stand-in that one of the plain forms of a line begins with or plainly holds, '' if none."""
    if not placeholders:
        return ""
    telling = telling_words(placeholders)
    for form in (*forms, *(respelled(form) for form in forms)):
        if form.isascii() and telling.isdisjoint(form.split()):
            continue
        if hit := _opening(placeholders).match(form) or _anywhere(placeholders).search(form):
            return hit[0]
    return ""
