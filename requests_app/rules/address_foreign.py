"""Full foreign addresses: a street or its like with a figure, a place, and a country (or a Canadian or
British code).
"""

from __future__ import annotations

import re
from enum import IntEnum

from .places import COUNTRIES
from .street_words import BRITISH_CODE, CANADIAN_CODE, FOREIGN_STREET, UNIT_WORDS
from .text import plain, word_set

_ALSO_AT_THE_END = frozenset({"jordan", "lebanon", "georgia"})
_ALSO_US_CITIES = word_set(
    "holland cuba peru mexico jamaica panama poland norway lebanon jordan china wales scotland england "
    "ireland denmark brazil"
    " chile egypt greece italy malta monaco mali chad georgia trinidad israel switzerland sweden belgium "
    "france germany spain"
    " palestine bermuda guinea cameroon lima grenada dominica turkey macedonia russia finland nederland samoa"
)
"""Countries after which American cities are named: without commas, '5 Hillside Ave Jamaica' is in Queens."""

_POSTAL_AND_CITY = re.compile(r"(?:[a-z]{1,2}-)?\d{4,6}(?: \w+)*")
_BOX = re.compile(r"\b(?:p ?o ?box|apartado|casilla|postfach|bp|cp|caixa postal)\W*\d")


class Foreign(IntEnum):
    """What a line is as a foreign address."""

    NO = 0
    INCOMPLETE = 1
    DOUBTFUL = 2
    FULL = 3


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _split_country(pieces: list[str]) -> bool:
    """Take a country off the end, in place; return whether there was one."""
    words = pieces[-1].split()
    if len(pieces) == 1 and words[-1] in _ALSO_US_CITIES:
        return False
    for size in range(min(len(words), 6), 0, -1):
        name = " ".join(words[-size:])
        named = name in COUNTRIES or (name in _ALSO_AT_THE_END and size == len(words))
        if named and words[-size - 1 : -size] != ["new"]:
            pieces[-1] = " ".join(words[:-size])
            if not pieces[-1]:
                pieces.pop()
            return True
    return False


def _is_street(piece: str) -> bool:
    """Return whether a piece holds a street with a figure, and isn't merely a postal code with its city."""
    if not any(map(str.isdigit, piece)) or _letters(piece) < 1:
        return False
    if FOREIGN_STREET.search(piece) or _BOX.search(piece):
        return True
    coded = CANADIAN_CODE.search(piece) or BRITISH_CODE.search(piece) or _POSTAL_AND_CITY.fullmatch(piece)
    return not coded and _letters(piece) >= 3


def _rate(pieces: list[str]) -> Foreign:
    streets = [piece for piece in pieces if _is_street(piece)]
    others = [piece for piece in pieces if _letters(piece) >= (3 if piece.isascii() else 1)]
    others = [piece for piece in others if piece.split()[0] not in UNIT_WORDS]
    if streets and len([piece for piece in others if piece != streets[0]]) >= 1:
        return Foreign.FULL
    whole = " ".join(pieces)
    if len(pieces) == 1 and streets and FOREIGN_STREET.search(whole):
        words = [word for word in whole.split() if _letters(word) > 1]
        if len(words) >= 4 or (not whole.isascii() and _letters(whole) >= 6):
            return Foreign.FULL
    return Foreign.DOUBTFUL if len(others) >= 3 and not streets else Foreign.INCOMPLETE


def rate_foreign(line: str, *, known: bool = False) -> Foreign:
    """Return what a line is as a foreign address; `known`: its country stands in a column of its own."""
    pieces = [words for words in (plain(piece) for piece in re.split(r"[,;|،、]", line)) if words]
    if not pieces:
        return Foreign.INCOMPLETE if known else Foreign.NO
    named = _split_country(pieces) or known
    if not pieces:
        return Foreign.INCOMPLETE
    coded = bool(CANADIAN_CODE.search(pieces[-1]) or CANADIAN_CODE.search(" ".join(pieces)))
    coded = coded or bool(BRITISH_CODE.search(pieces[-1]))
    return _rate(pieces) if named or coded else Foreign.NO
