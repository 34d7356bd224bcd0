"""Full foreign addresses: a street or its like with a figure, a place, and a country (or a Canadian, British or
Irish code, or a script that says as much).

Each piece between commas is sorted by what it holds; a full address has a numbered street and a place apart from it.
"""

from __future__ import annotations

import re
from enum import IntEnum

from ..text import plain
from .countries import ALSO_US_STATE_OR_CITY, CITY_STATES, COUNTRY_CODES, COUNTRY_WORDS, WIDER, is_country
from .foreign_words import (
    ALSO_US_CITIES,
    BOX,
    CODE_ALONE,
    CODE_AT_EDGE,
    EAST_ASIAN_CITY,
    EAST_ASIAN_STREET,
    FIGURE_ALONE,
    FIGURES,
    FOUR_FIGURES,
    FOUR_FIGURES_LAST,
    HOUSE_FIRST,
    HOUSE_WORD,
    KNOWN_CODE,
    NUMBERED_DISTRICT,
    STREET,
    UNIT,
)
from .street_words import DIRECTIONS, SUFFIXES

_COMMAS = re.compile(r"[,;|،、؛፣፤，\n]| - | – ")

_ONE_FIGURE = re.compile(r"\d+\D+")
_CODED = re.compile(r"[a-z]\d[a-z\d]? ?\d?[a-z]")
_SLASHED = re.compile(r"(\d)/\d+")


class Foreign(IntEnum):
    """What a line is as a foreign address."""

    NO = 0
    INCOMPLETE = 1
    DOUBTFUL = 2
    FULL = 3


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _without_code(piece: str) -> str:
    """Return a piece without the postal code that it begins or ends with; '' if it is nothing else."""
    if CODE_ALONE.fullmatch(piece):
        return ""
    return piece if FOUR_FIGURES_LAST.search(piece) and STREET.search(piece) else CODE_AT_EDGE.sub("", piece).strip()


def _ends_in_country(words: list[str], alone: bool, others: int) -> int:
    """Return how many of the last words name a country; `others`: the pieces before."""
    for size in range(min(len(words), 6), 0, -1):
        name = " ".join(words[-size:])
        whole = alone and size == len(words)
        short = len(name.replace(" ", "")) <= 3 and name not in ("uk", "uae")
        if short and not (whole and others):
            continue
        named = is_country(name) or (
            whole and (name in ALSO_US_STATE_OR_CITY or (others > 1 and name in COUNTRY_CODES))
        )
        if named and words[-size - 1 : -size] != ["new"]:
            return size
    return 0


def _take_country(pieces: list[str]) -> str:
    """Take a country off the end or the beginning, in place, and return it; '' if there is none."""
    while len(pieces) > 1 and (pieces[-1] in WIDER or CODE_ALONE.fullmatch(pieces[-1])):
        if is_country(pieces[-1]):
            break
        pieces[:] = [pieces[-1], *pieces[:-1]] if CODE_ALONE.fullmatch(pieces[-1]) else pieces[:-1]
        if CODE_ALONE.fullmatch(pieces[-1]):
            break
    for at in (-1, 0):
        stripped = _without_code(pieces[at])
        words = stripped.split()
        while len(words) > 1 and " ".join(words[-2:]) in WIDER:
            words = words[:-2]
        size = _ends_in_country(words, at == -1 or len(pieces) > 1, len(pieces) - 1) if words else 0
        if at == 0 and size != len(words):
            continue
        if size and len(pieces) == 1 and words[-1] in ALSO_US_CITIES and not _plainly_abroad(words[:-size]):
            continue
        if size:
            _replace(pieces, at, words, size)
            return " ".join(words[-size:])
    return ""


def _plainly_abroad(words: list[str]) -> bool:
    """Return whether words before 'Mexico' or 'Jamaica', without a comma, aren't an American street."""
    text = " ".join(words)
    ends = [at for at, word in enumerate(words) if word in SUFFIXES]
    city = [word for word in words[ends[-1] + 1 :] if word not in DIRECTIONS] if ends else []
    abroad = any(found[0] not in SUFFIXES for found in STREET.finditer(text))
    return bool(BOX.search(text)) or bool(city) or (abroad and len(words) > 2)


def _replace(pieces: list[str], at: int, words: list[str], size: int) -> None:
    name = " ".join(words[-size:])
    left = " ".join(words if name in CITY_STATES else words[:-size])
    if left:
        pieces[at] = left
    else:
        del pieces[at]


def _is_numbered(piece: str, before: list[str], coded: bool) -> bool:
    """Return whether a piece is a street or a box with its figure, not merely a code or a numbered district.

    `before`: the pieces that precede it: after a street without figure, '814 Isa Town' is a code and a city. `coded`:
    the code stands elsewhere, or isn't written so, and four figures are a house's: '7931 Tenth Line', 'Cerrito 1250'.
    """
    if BOX.search(piece):
        return True
    bare = piece if coded and FOUR_FIGURES.search(piece) else _without_code(piece)
    if not _has_figure(bare) or not _letters(bare) or FIGURE_ALONE.fullmatch(bare) or UNIT.match(bare):
        return False
    if STREET.search(bare):
        return True
    after_a_street = any(STREET.search(other) and not _has_figure(other) for other in before)
    if after_a_street and bare == piece and _ONE_FIGURE.fullmatch(bare):
        return False
    return _letters(bare) >= 3 and not NUMBERED_DISTRICT.fullmatch(bare)


def _is_place(piece: str) -> bool:
    bare = _without_code(piece)
    if not bare or FIGURE_ALONE.fullmatch(bare) or UNIT.match(bare) or BOX.search(bare):
        return False
    return _letters(bare) >= (3 if bare.isascii() else 1)


def _figure_beside_street(pieces: list[str]) -> bool:
    """Return whether a figure stands in a piece of its own, beside a street: 'Rua das Flores, 123', 'ul Lenina, d 5'."""
    for at, piece in enumerate(pieces):
        if not FIGURE_ALONE.fullmatch(piece):
            continue
        if HOUSE_WORD.match(piece) or any(STREET.search(other) for other in pieces if other != piece):
            return True
        before = pieces[at - 1] if at else ""
        beside = before or pieces[1]
        if len(piece) < 4 and _letters(beside) >= 3 and not _has_figure(beside):
            return True
    return False


def _one_piece(text: str) -> Foreign:
    """Return what a line without commas is: full with a street, its figure and a place; doubtful without a street's
    word.
    """
    box = BOX.search(text)
    if box:
        return Foreign.FULL if _letters(text[box.end() :]) >= 3 else Foreign.INCOMPLETE
    bare = _without_code(text)
    street = STREET.search(bare)
    words = [word for word in bare.split() if _letters(word) > 1]
    if not _has_figure(bare) or street is None:
        return Foreign.DOUBTFUL if bare[:1].isdigit() and len(words) > 3 else Foreign.INCOMPLETE
    if not bare.isascii():
        return Foreign.FULL if len(bare.split()) >= 3 and _letters(bare) >= 6 else Foreign.INCOMPLETE
    last_figure = 0 if bare[0].isdigit() else max(at for at, sign in enumerate(bare) if sign.isdigit())
    after = bare[max(last_figure, street.end()) + 1 :]
    full = (_letters(after) >= 3 and len(words) >= 2) or len(words) >= 5
    return Foreign.FULL if full else Foreign.INCOMPLETE


def _rate(pieces: list[str], house_first: bool) -> Foreign:
    """Return what the pieces are; `house_first`: their country writes no postal code of four figures."""
    if len(pieces) == 1:
        return _one_piece(pieces[0])
    codes = [piece for piece in pieces if CODE_ALONE.fullmatch(piece) or CODE_AT_EDGE.search(piece)]
    at = next(
        (n for n, piece in enumerate(pieces) if _is_numbered(piece, pieces[:n], len(codes) > 1 or house_first)), -1
    )
    numbered = pieces[at] if at >= 0 else ""
    places = [piece for piece in pieces if piece != numbered and _is_place(piece)]
    if numbered and places:
        return Foreign.FULL
    if not numbered and len(places) > 1 and _figure_beside_street(pieces):
        return Foreign.FULL
    if numbered and any(_one_piece(piece) == Foreign.FULL for piece in pieces):
        return Foreign.FULL
    return Foreign.DOUBTFUL if len(places) >= 3 and not numbered else Foreign.INCOMPLETE


def _speaks_for_itself(pieces: list[str]) -> bool:
    """Return whether a street, its figure and a place are written in a script that leaves no doubt about where."""
    whole = " ".join(pieces)
    if whole.isascii() or not any(ord(sign) > 0x36F and sign.isalpha() for sign in whole):
        return False
    return len(pieces) > 2 and bool(STREET.search(whole)) and _has_figure(whole)


def _may_be_abroad(words: str) -> bool:
    """Return whether plain ASCII words could name a country or hold a code of one: a quick look that spares the rest."""
    split = words.split()
    return bool(split) and (
        not COUNTRY_WORDS.isdisjoint(split) or len(split[-1]) < 4 or _CODED.search(words) is not None
    )


def rate_foreign(line: str, *, known: str = "") -> Foreign:
    """Return what a line is as a foreign address; `known`: the country in a column of its own, in plain form."""
    if not line.isascii() and EAST_ASIAN_CITY.search(line) and EAST_ASIAN_STREET.search(line):
        return Foreign.FULL
    if not known and line.isascii() and not _may_be_abroad(plain(line)):
        return Foreign.NO
    pieces = [words for words in map(plain, _COMMAS.split(_SLASHED.sub(r"\1", line))) if words]
    if not pieces:
        return Foreign.INCOMPLETE if known else Foreign.NO
    if pieces[0] in pieces[1:]:
        del pieces[0]
    if len(pieces) > 1 and FIGURES.fullmatch(pieces[0]):
        pieces[:2] = [f"{pieces[0]} {pieces[1]}"]
    country = _take_country(pieces) or known
    if not pieces:
        return Foreign.INCOMPLETE
    if country or any(map(KNOWN_CODE.search, pieces)) or _speaks_for_itself(pieces):
        return _rate(pieces, country in HOUSE_FIRST)
    return Foreign.NO
