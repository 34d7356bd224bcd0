"""Deciding the clear cases of an address; what isn't clear stays None and goes to the trade library.

The law (domain: `address.incomplete`): a street with number, or a PO box, or a rural or military route, AND a
city with a state or with a ZIP. The shapes are tried in order; the first that applies decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .parts import Address, Words
from .places import MILITARY_PREFIXES, MILITARY_STATES, PUERTO_RICO_PREFIXES, STATES
from .street_words import (
    BARE_BOX,
    DIRECTIONS,
    DISTANCES,
    GENERAL_DELIVERY,
    HOUSE_NUMBER,
    HOUSE_ON_ROAD,
    MILITARY_POST,
    MILITARY_UNIT,
    NO_CITY,
    NO_CITY_AT_EDGE,
    NUMBER_WORDS,
    ORDINAL,
    PO_BOX,
    PUERTO_RICO_STREET,
    ROAD_ALONE,
    RURAL,
    STREET_TAILS,
    SUFFIXES,
    UNIT_WORDS,
)
from .us_cities import CITIES

_READ_AS_STREET = frozenset({"NE", "CT"})
"""State codes that also end the name of a street: 'Peachtree Street NE', 'Oak Hill Ct'."""

_CITIES_LIKE_THEIR_STATE = frozenset({"new york", "ny", "n y", "dc", "d c", "washington", "guam", "gu"})


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


def without_units(words: Words) -> Words:
    """Return the words without units and their identifiers, leading directions, and figures."""
    kept: Words = []
    skip = False
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if skip:
            skip = False
        elif word == "#" or word in UNIT_WORDS:
            skip = bool(following) and (len(following) == 1 or _has_digit(following))
        elif not _has_digit(word) and (kept or word not in DIRECTIONS or following in SUFFIXES):
            kept.append(word)
    return kept


def are_words(words: Words) -> bool:
    """Return whether all are words of letters, apostrophes and hyphens."""
    joined = "".join(words)
    return joined.isalpha() or joined.replace("'", "").replace("-", "").isalpha()


@lru_cache(maxsize=20_000)
def city_in(piece: tuple[str, ...]) -> str:
    """Return the city that a piece names, after any unit before it; '' if it isn't plainly one. The same in many rows."""
    words = list(piece)
    if not are_words(words) or words[0] in UNIT_WORDS:
        words = without_units(words)
    if not words or not are_words(words) or all(word in DIRECTIONS for word in words):
        return ""
    if words[-1] in NO_CITY_AT_EDGE or words[0] in NO_CITY_AT_EDGE:
        return ""
    if len(words) > 1 and words[-1] in ("st", "street", "ct", "pl"):
        return ""
    return " ".join(words) if sum(map(len, words)) > 1 else ""


def is_numbered(piece: tuple[str, ...]) -> bool:
    """Return whether a piece is a street with a number before it: '123 Main St', 'One Main Plaza', 'N79W5406
    Elm'.
    """
    if len(piece) < 2 or not (HOUSE_NUMBER.fullmatch(piece[0]) or piece[0].partition("-")[0] in NUMBER_WORDS):
        return False
    if piece[1] in DISTANCES and (len(piece) == 2 or piece[2] in DIRECTIONS or piece[2] in ("from", "of", "off")):
        return False
    named = [word for word in piece[1:] if (len(word) > 1 and word[0].isalpha()) or ORDINAL.fullmatch(word)]
    if not named:
        return len(piece) > 2 and any(word.isalpha() for word in piece[1:]) and piece[0] not in NUMBER_WORDS
    return named[0] not in UNIT_WORDS or len(named) > 1


def _text(address: Address) -> str:
    return ", ".join(" ".join(piece) for piece in address.pieces)


def _boxed(line: str) -> re.Match[str] | None:
    return PO_BOX.search(line) or RURAL.search(line) or BARE_BOX.search(line)


def _no_place(address: Address) -> Address | None:
    """Neither state nor ZIP at the end: incomplete, unless both are there in an order that isn't clear."""
    if address.state or address.zip:
        return None
    words = [word for piece in address.pieces for word in piece]
    unclear = bool(words) and words[-1].isdigit() and any(word in STATES for word in words[-5:-1])
    return address._replace(complete=None if unclear else False)


def _general_delivery(address: Address) -> Address | None:
    """General Delivery with city and ZIP is a mailing address, for a person to look at."""
    line = _text(address)
    if not GENERAL_DELIVERY.search(line):
        return None
    rest = GENERAL_DELIVERY.sub(" ", line).replace(",", " ").split()
    enough = bool(rest) and are_words(rest) and bool(address.zip)
    return address._replace(complete=enough, general_delivery=enough, city=" ".join(rest))


def _military(address: Address) -> Address | None:
    """PSC, CMR, unit or ship, with APO, FPO or DPO, and AE, AP or AA, or a military ZIP."""
    prefix = int(address.zip[:3]) if address.zip else 0
    if address.state not in MILITARY_STATES and prefix not in MILITARY_PREFIXES:
        return None
    line = _text(address)
    post = MILITARY_POST.search(line)
    if post is None:
        return None
    return address._replace(complete=bool(MILITARY_UNIT.search(line[: post.start()])), street=line, city=post[0])


def _no_figures(address: Address) -> Address | None:
    """No figure and no number in words: there is no street number and no box."""
    for piece in address.pieces:
        for word in piece:
            if word in NUMBER_WORDS or _has_digit(word):
                return None
    return None if PO_BOX.search(_text(address)) else address._replace(complete=False)


def _by_pieces(address: Address) -> Address | None:
    """A numbered street, then a city between commas."""
    if len(address.pieces) < 2:
        return None
    city = city_in(address.pieces[-1])
    if not city:
        return None
    if address.state and STATES.get(city) == address.state and city not in _CITIES_LIKE_THEIR_STATE:
        return address._replace(complete=False) if len(address.pieces) == 2 else None
    for piece in address.pieces[:-1]:
        if is_numbered(piece):
            return Address(*address[:3], " ".join(piece), city, True, no_zip=address.no_zip)
    return None


def _by_box(address: Address) -> Address | None:
    """A PO box or a rural route, then a city."""
    line = _text(address)
    found = _boxed(line)
    if found is None:
        return None
    words = [word for word in without_units(line[found.end() :].replace(",", " ").split()) if len(word) > 1]
    if not words:
        clear = found.start() == 0 or not any(map(str.isalpha, line[: found.start()]))
        return address._replace(complete=False if clear else None)
    city = city_in(tuple(words))
    return address._replace(city=city, complete=True if city else None)


def _road_alone(address: Address) -> Address | None:
    """A road that goes by its figure, without a house's: 'Route 9', 'I-10'; or a distance from somewhere."""
    first = address.pieces[0]
    distance = len(first) > 1 and first[1] in DISTANCES and not is_numbered(first)
    if (distance and HOUSE_NUMBER.fullmatch(first[0])) or ROAD_ALONE.fullmatch(" ".join(first)):
        return address._replace(complete=False)
    return None


def _puerto_rican(address: Address) -> Address | None:
    """A Puerto Rican street: calle, urbanización, carretera with kilometer, and their kin, with a figure."""
    prefix = int(address.zip[:3]) if address.zip else 0
    if address.state != "PR" and prefix not in PUERTO_RICO_PREFIXES:
        return None
    city = city_in(address.pieces[-1]) if len(address.pieces) > 1 else ""
    body = " ".join(" ".join(piece) for piece in (address.pieces[:-1] if city else address.pieces))
    if not PUERTO_RICO_STREET.search(body) or not _has_digit(body):
        return None
    return address._replace(street=body, city=city, complete=bool(city) or len(without_units(body.split())) >= 3)


def _ends_with_street(words: Words, ends: list[int], last: tuple[str, ...]) -> bool:
    """Return whether nothing but directions, floors and units follows the last street suffix: '5th Ave South', '2nd Fl'.

    A direction in full in a piece of its own may be a city: 'West, TX'.
    """
    if not ends:
        return False
    after = words[ends[-1] + 1 :]
    if not after:
        return len(ends) > 1 and ends[-2] == ends[-1] - 1 and len(last) > 1
    if len(last) == 1 and len(last[0]) > 2 and last[0] in DIRECTIONS:
        return False
    return all(word in DIRECTIONS or word in STREET_TAILS for word in without_units(after))


def _by_suffix(address: Address) -> Address | None:
    """A numbered street and a city with no comma between them: the last street suffix parts them."""
    words = [word for piece in address.pieces for word in piece]
    if not HOUSE_NUMBER.fullmatch(words[0]) or (words[0][-1].isalpha() and words[0][0].isdigit()):
        return None
    if address.state in _READ_AS_STREET and not address.zip:
        return None
    named = [word for word in words[1:] if (word.isalpha() and word not in DIRECTIONS) or ORDINAL.fullmatch(word)]
    if (len(named) < 2 and len(words) < 4) or all(word in DIRECTIONS or _has_digit(word) for word in words):
        return address._replace(complete=False)
    ends = [at for at, word in enumerate(words) if at > 1 and word in SUFFIXES]
    if len(ends) == 1 and ends[0] == len(words) - 1:
        return address._replace(street=" ".join(words), complete=False)
    if _ends_with_street(words, ends, address.pieces[-1]):
        return address._replace(street=" ".join(words), complete=False)
    after = without_units(words[ends[-1] + 1 :]) if ends else []
    if not after or not are_words(after) or not NO_CITY.isdisjoint(after) or sum(map(len, after)) < 3:
        return None
    return address._replace(street=" ".join(words[: ends[-1] + 1]), city=" ".join(after), complete=True)


def _by_known_city(address: Address) -> Address | None:
    """A house number, a street's name or road, and one of the larger cities, with no comma and no suffix to part them."""
    words = [word for piece in address.pieces for word in piece]
    if not HOUSE_NUMBER.fullmatch(words[0]) or (address.state in _READ_AS_STREET and not address.zip):
        return None
    if words[0][-1].isalpha() and words[0][0].isdigit():
        return None
    for size in (3, 2, 1):
        city = " ".join(words[-size:])
        street = words[1:-size]
        named = [word for word in without_units(street) if len(word) > 1 and word not in DIRECTIONS]
        if city in CITIES and (named or any(map(ORDINAL.fullmatch, street))):
            return address._replace(street=" ".join(words[:-size]), city=city, complete=True)
    return None


def _by_road(address: Address) -> Address | None:
    """A house on a road that goes by its figure, and a city: '100 Route 37 E Toms River'."""
    words = " ".join(word for piece in address.pieces for word in piece)
    found = HOUSE_ON_ROAD.match(words)
    city = words[found.end() :].split() if found else []
    if not city or not are_words(city) or not NO_CITY.isdisjoint(city) or sum(map(len, city)) < 3:
        return None
    return address._replace(street=words[: -len(" ".join(city))].strip(), city=" ".join(city), complete=True)


_SHAPES: tuple[Callable[[Address], Address | None], ...] = (
    _no_place,
    _by_pieces,
    _general_delivery,
    _military,
    _no_figures,
    _by_box,
    _road_alone,
    _puerto_rican,
    _by_suffix,
    _by_known_city,
    _by_road,
)


def decide(address: Address) -> Address:
    """Return the address with `complete` decided where it is clear; street and city where they were told
    apart.
    """
    if not address.pieces:
        return address._replace(complete=False)
    for shape in _SHAPES:
        decided = shape(address)
        if decided is not None:
            return decided
    return address
