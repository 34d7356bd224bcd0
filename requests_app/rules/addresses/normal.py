"""The normal form of an address: the street with its number, the unit, the city, the ZIP code, usual abbreviations alike.

It serves equality alone, so what counts is that one address in two spellings comes to one form, with commas or without: the
street ends at the last word that ends a street's name. What it can't bring to one form stays different: a miss is looked at
by a person, a false match would be a crime against a third one. Street words: USPS Publication 28, appendices B and C.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..text import clean, letters_of, pairs, word_set
from .places import STATES, ZIP_PREFIXES


class Address(NamedTuple):
    """An address in plain words, '' for what isn't there. `street`: with its state behind a '|'. `house`: the first figure."""

    street: str = ""
    house: str = ""
    unit: str = ""
    city: str = ""
    zip: str = ""


NONE = Address()
"""What can't be compared."""

_ALIKE = pairs(
    "street str strt:st, avenue av aven avn avnue avenu:ave, boulevard boul blv bvd:blvd, drive drv:dr, road:rd, lane:ln, "
    "court crt:ct, circle circ circl:cir, place:pl, terrace terr:ter, parkway pkway pkwy pky parkwy:pkwy, highway hiway hgwy "
    "highwy:hwy, square:sq, trail trails:trl, plaza plza:plz, route rte:rt, expressway expwy:expy, freeway freewy:fwy, "
    "crossing crssng:xing, heights:hts, mount:mt, saint:st, fort:ft, alley aly allee:aly, causeway:cswy, cove:cv, bypass:byp, "
    "turnpike trnpk:tpke, ridge:rdg, village:vlg, springs:spgs, valley:vly, junction:jct, center centre:ctr, "
    "north:n, south:s, east:e, west:w, northeast:ne, northwest:nw, southeast:se, southwest:sw, "
    "first:1st, second:2nd, third:3rd, fourth:4th, fifth:5th, sixth:6th, seventh:7th, eighth:8th, ninth:9th, tenth:10th, "
    "apartment apartments apartm appt:apt, suite:apt, ste:apt, unit un:apt, rm room:apt, lot:apt, spc space:apt, "
    "trlr trailer:apt, pmb:apt, floor flr:fl, building blg:bldg, nyc:new york, drawer:box"
)
"""Word -> its one form. What takes a unit's identifier after it becomes 'apt'."""
_STREET_ENDS = word_set(
    "st ave rd dr blvd ln ct cir pl hwy pkwy ter trl way pike tpke expy fwy cswy xing sq aly loop plz"
    " byp row walk run cv pass path esplanade"
)
_NUMBERED_ROADS = word_set("hwy rt loop fm interstate us sr cr")
_ROADS_OF = word_set("county co cr state us old ranch farm fm")
_DIRECTIONS = word_set("n s e w ne nw se sw")
_FIGURES = pairs("one:1, two:2, three:3, four:4, five:5, six:6, seven:7, eight:8, nine:9, ten:10")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_COUNTRY = re.compile(r" (?:us|usa|united states|united states of america|u s a|u s)$")
_ZIP = re.compile(r" (\d{5}) ?(?:\d{4})?$")
_SHORT_ZIP = re.compile(r" ([a-z]{2}) (\d{4})$")
_BOX = re.compile(r"\b(?:p ?o ?b?|post office) ?(?:box|drawer) (?:apt )?|\bpob (?:apt )?")
_RURAL = re.compile(r"\b(?:r ?r|r f d|rfd|rural route|rural rt|rural delivery) (?=\d)")
_JOINED = re.compile(r"(?<=\d)-(?=[a-z]\b)|(?<=\b[a-z])-(?=\d)")
_ON_FLOOR = re.compile(r"\b(\d+)(?:st|nd|rd|th) (?:fl|flr|floor)\b")
_ENDS_OF_STATES = frozenset(name.split()[-1] for name in STATES)
_STATE_OF_ZIP = {f"{prefix:03d}": state for state, area in ZIP_PREFIXES.items() for prefix in area}
_MIN_WORDS = 3
_STREET_AND_CITY = 2


def normal_address(line: str) -> Address:
    """Return the normal form of one line; NONE for what can't be compared (too short, or without a figure).

    1. Country, ZIP and state are taken off the end. 2. Words come to one form; boxes and rural routes too. 3. Units are taken
    out wherever they stand. 4. The street ends at its last ending; directions behind it are its own; the rest is the city.
    """
    low = clean(line).lower()
    if "-" in low:
        low = _JOINED.sub("", low)
    text, zip_code, state = _place(letters_of(low.replace("#", " apt ")))
    text = _RURAL.sub("rr ", _BOX.sub("pobox ", _ON_FLOOR.sub(r"fl \1", text)))
    words = alike(text)
    if words and words[0] in _FIGURES:
        words[0] = _FIGURES[words[0]]
    if len(words) + bool(state) + bool(zip_code) < _MIN_WORDS or not any(map(str.isdigit, "".join(words))):
        return NONE
    rest, unit = _units(words)
    street, unit, city = _split(rest, unit)
    house = next((word for word in street.split() if word[0].isdigit()), "")
    return Address(f"{street}|{state}", f"{house}|{zip_code}", unit, city, zip_code)


def alike(text: str) -> list[str]:
    """Return plain words, each in its one form."""
    return " ".join([_ALIKE.get(word, word) for word in text.split()]).split()


def _place(text: str) -> tuple[str, str, str]:
    """Return the words before state and ZIP, the ZIP of five digits, and the state, from the ZIP if none is written."""
    text = _COUNTRY.sub("", f" {text}")
    zip_code = ""
    if found := _ZIP.search(text):
        zip_code, text = found[1], text[: found.start()]
    elif (short := _SHORT_ZIP.search(text)) and short[1] in STATES:
        zip_code, text = f"0{short[2]}", text[: short.end(1)]
    words = text.split()
    state = ""
    if words and words[-1] in _ENDS_OF_STATES:
        for size in (3, 2, 1):
            if len(words) > size and (name := " ".join(words[-size:])) in STATES:
                state, words = STATES[name], words[:-size]
                break
    return " ".join(words), zip_code, state or _STATE_OF_ZIP.get(zip_code[:3], "")


def _units(words: list[str]) -> tuple[list[str], str]:
    """Return the words without units, and the units' identifiers in one text, whatever their order."""
    if "apt" not in words and "fl" not in words and "bldg" not in words:
        return words, ""
    rest: list[str] = []
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word not in ("apt", "fl", "bldg") or not (rest or _figure(words, at + 1)):
            rest.append(word)
            continue
        while at < len(words) and words[at] in ("apt", "no"):
            at += 1
        value = words[at] if at < len(words) and _names_unit(words[at], at, words) else ""
        at += bool(value)
        if value.isdigit() and at < len(words) and len(words[at]) == 1 and _ended(rest):
            value, at = value + words[at], at + 1
        found.append(("" if word == "apt" else word) + value)
    return rest, "/".join(sorted(filter(None, found)))


def _figure(words: list[str], at: int) -> bool:
    return at < len(words) and words[at][0].isdigit()


def _names_unit(word: str, at: int, words: list[str]) -> bool:
    return any(map(str.isdigit, word)) or len(word) == 1 or (len(word) == _STREET_AND_CITY and at < len(words) - 1)


def _ended(words: list[str]) -> bool:
    return any(word in _STREET_ENDS for word in words[1:])


def _split(words: list[str], unit: str) -> tuple[str, str, str]:
    """Return street, unit and city: a figure behind the end of the street is a unit, but for a road's own figure."""
    if words and words[0] == "pobox":
        return " ".join(words[:2]), unit, " ".join(words[2:])
    if words and words[0] == "rr":
        end = 4 if words[2:3] == ["box"] else 2
        return " ".join(words[:end]), unit, " ".join(words[end:])
    end = max((at for at, word in enumerate(words) if at and word in _STREET_ENDS), default=-1)
    if end < 0:
        return " ".join(words), unit, ""
    numbered = words[end] in _NUMBERED_ROADS or (words[end] == "rd" and words[end - 1] in _ROADS_OF)
    end += 1
    if numbered and end < len(words) and words[end][0].isdigit():
        end += 1
    while end < len(words) and words[end] in _DIRECTIONS:
        end += 1
    if not unit and end < len(words) and words[end][0].isdigit() and not _ORDINAL.fullmatch(words[end]):
        unit, words = words[end], [*words[:end], *words[end + 1 :]]
        if unit.isdigit() and end < len(words) and len(words[end]) == 1:
            unit, words = unit + words[end], [*words[:end], *words[end + 1 :]]
    return " ".join(words[:end]), unit, " ".join(words[end:])
