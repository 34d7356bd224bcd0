"""The normal form of an address: one line of plain words, usual abbreviations alike, ZIP of five digits.

It serves equality alone. What it can't bring to one form stays different: a miss is looked at by a person, a
false match would be a crime against a third one.
"""

from __future__ import annotations

import re

from ..rules.text import clean, plain

_ALIKE = (
    "street str:st, avenue av aven:ave, boulevard boul:blvd, drive drv:dr, road:rd, lane:ln, court "
    "crt:ct, circle:cir, place:pl, terrace:ter, parkway pkway:pkwy, highway hiway:hwy, square:sq, "
    "trail:trl, plaza plz:plaza, route rte:rt, expressway:expy, freeway:fwy, crossing:xing, "
    "heights:hts, mount:mt, saint:st, fort:ft, north:n, south:s, east:e, west:w, northeast:ne, "
    "northwest:nw, southeast:se, southwest:sw, apartment apt ste suite unit room rm no number lot spc "
    "space trlr:unit, floor:fl, building:bldg"
)
_WORDS = {word: pair.split(":")[1] for pair in _ALIKE.split(", ") for word in pair.split(":")[0].split()}

_STATE_LIST = (
    "alabama:al, alaska:ak, arizona:az, arkansas:ar, california:ca, colorado:co, connecticut:ct, "
    "delaware:de, district of columbia:dc, florida:fl, georgia:ga, hawaii:hi, idaho:id, illinois:il, "
    "indiana:in, iowa:ia, kansas:ks, kentucky:ky, louisiana:la, maine:me, maryland:md, "
    "massachusetts:ma, michigan:mi, minnesota:mn, mississippi:ms, missouri:mo, montana:mt, nebraska:ne, "
    "nevada:nv, new hampshire:nh, new jersey:nj, new mexico:nm, new york:ny, north carolina:nc, north "
    "dakota:nd, ohio:oh, oklahoma:ok, oregon:or, pennsylvania:pa, rhode island:ri, south carolina:sc, "
    "south dakota:sd, tennessee:tn, texas:tx, utah:ut, vermont:vt, virginia:va, washington:wa, west "
    "virginia:wv, wisconsin:wi, wyoming:wy, puerto rico:pr"
)
_STATES = dict(pair.split(":") for pair in _STATE_LIST.split(", "))
_STATE_AT_END = re.compile(rf"\b({'|'.join(sorted(_STATES, key=len, reverse=True))})(?=(?: \d{{5}})?$)")
_COUNTRY = re.compile(r"(?: (?:us|usa|united states|united states of america|u s a|u s))$")
_ZIP_AND_FOUR = re.compile(r"(\d{5}) ?\d{4}$")
_PO_BOX = re.compile(r"\b(?:p o|po|post office) ?box\b")
_MIN_WORDS = 3


def normal_address(text: str) -> str:
    """Return the one line that equal addresses share, '' for what can't be compared (too short, or without a
    figure).
    """
    words = plain(clean(text).replace("#", " unit "))
    words = _ZIP_AND_FOUR.sub(r"\1", _COUNTRY.sub("", words))
    words = _STATE_AT_END.sub(lambda found: _STATES[found[1]], _PO_BOX.sub("pobox", words))
    normal = [_WORDS.get(word, word) for word in words.split()]
    normal = [word for i, word in enumerate(normal) if word != "unit" or normal[i - 1 : i] != ["unit"]]
    return " ".join(normal) if len(normal) >= _MIN_WORDS and any(map(str.isdigit, words)) else ""


def address_line(address: str, line1: str, line2: str, city: str, state: str, postal_code: str, country: str) -> str:
    """Return an address given whole or in parts as one line; the whole wins where both are given."""
    if address.strip():
        return address
    return ", ".join(part for part in (line1, line2, city, f"{state} {postal_code}", country) if part.strip())
