"""Asking the trade library about the addresses that our own parser can't decide.

`usaddress` labels the words of an address by a trained model; it is slow (some 3,000 a second) and is asked
about few.
"""

from __future__ import annotations

from functools import lru_cache

import usaddress

from .places import STATES
from .street_words import NUMBER_WORDS, ORDINAL

_NUMBERS = frozenset({"AddressNumber", "USPSBoxID", "USPSBoxGroupID"})
_PLACES = frozenset({"StateName", "ZipCode"})
MAX_TEXT = 300


def _means_a_number(words: str) -> bool:
    if ORDINAL.fullmatch(words.lower().strip(",.")):
        return False
    return any(sign.isdigit() for sign in words) or words.lower().strip(",.") in NUMBER_WORDS or len(words) == 1


def _means_a_place(word: str) -> bool:
    bare = word.strip(",.;").lower()
    return bare.replace(".", "") in _STATE_WORDS or sum(sign.isdigit() for sign in bare) >= 4


_STATE_WORDS = frozenset(word for name in STATES for word in name.split())


@lru_cache(maxsize=50_000)
def reads_complete(line: str) -> bool:
    """Return whether the library finds a number or box, a place, and a state or ZIP in a line of at most 300
    signs.
    """
    number = place = region = False
    for word, label in usaddress.parse(line[:MAX_TEXT]):
        if label in _NUMBERS and _means_a_number(word):
            number = True
        elif label == "PlaceName" and any(map(str.isalpha, word)):
            place = True
        elif label in _PLACES and _means_a_place(word):
            region = True
    return number and place and region
