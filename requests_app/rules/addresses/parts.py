"""Reading one line of address into pieces, state, ZIP: nothing is decided here.

The parser reads from the end: country, ZIP, state; what stands before is cut at the commas.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..text import plain
from .countries import UNITED_STATES, is_country
from .places import STATES, is_zip, zip_fits

Words = list[str]

_INITIAL_DOT = re.compile(r"\b([a-z])\.")
_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?-?")
_STATE_AND_ZIP = re.compile(r"([a-z]{2})(\d{5}(?:-?\d{4})?)")
_NEARLY_ZIP = re.compile(r"[0-9]{3,10}(?:-[0-9]{1,5})?")
_HOUSE_WORDS = frozenset({"no", "num", "number", "nr", "house", "hse"})
_HASH = re.compile(r"\s*#\s*")
_SPACED_DASH = re.compile(r" - ")
_PLAIN_SIGNS = str.maketrans("–—−‐‑’ʼ", "-----''", '"“”«»')
_ENDS_OF_COUNTRY = frozenset(name.split()[-1] for name in UNITED_STATES)
_LONGEST_COUNTRY = max(len(name.split()) for name in UNITED_STATES)
_ENDS_OF_STATES = frozenset(name.split()[-1] for name in STATES if " " in name)
"""Last words of names of several words: a line that ends in none of them needn't be tried with each length."""
_CITIES_NAMED_AS_STATES = {"new york": (100, 102), "washington": (200, 205)}
"""Name -> first and last ZIP prefix for which a trailing name is the city and not the state."""


class Address(NamedTuple):
    """What was read, in lower case without periods. `complete`: True, False, or None where it isn't clear.

    `pieces` are the words between commas, without state, ZIP and country; `zip` is five or nine digits,
    `state` a two-letter code; `street` and `city` are filled in where they were told apart. `no_zip` are the figures
    that stand behind the state and are no ZIP.
    """

    pieces: tuple[tuple[str, ...], ...]
    state: str = ""
    zip: str = ""
    street: str = ""
    city: str = ""
    complete: bool | None = None
    general_delivery: bool = False
    no_zip: str = ""


def flat(line: str) -> str:
    """Return a line in the form that the parser reads: lower case, periods gone, '#' apart, pieces by commas."""
    low = line.lower() if line.isascii() else line.casefold().translate(_PLAIN_SIGNS)
    if '"' in low:
        low = low.replace('"', "")
    if "." in low:
        low = _INITIAL_DOT.sub(r"\1", low).replace(".", " ")
    if "#" in low:
        low = _HASH.sub(" # ", low)
    if "(" in low:
        low = low.replace("(", " ").replace(")", " ")
    if " - " in low:
        low = _SPACED_DASH.sub(", ", low)
    return low.replace(";", ",").replace("|", ",") if ";" in low or "|" in low else low


def _split(line: str) -> list[Words]:
    """Return the words of each piece between commas, empty pieces left out."""
    return list(filter(None, map(str.split, flat(line).split(","))))


def cut(line: str) -> list[Words]:
    """Return the words of each piece between commas, empty pieces left out; 'No 12 Elm St' is '12 Elm St'."""
    pieces = _split(line)
    if pieces and pieces[0][0] in _HOUSE_WORDS and len(pieces[0]) > 1 and pieces[0][1][0].isdigit():
        del pieces[0][0]
        if len(pieces[0]) == 1 and len(pieces) > 2 and pieces[1][0].isalpha():
            pieces[:2] = [pieces[0] + pieces[1]]
    return pieces


def _drop_last(pieces: list[Words], count: int) -> None:
    del pieces[-1][-count:]
    if not pieces[-1]:
        pieces.pop()


def _take_country(pieces: list[Words]) -> None:
    """Take a trailing 'United States' off, in place, unless nothing else is there."""
    if pieces[-1][-1] not in _ENDS_OF_COUNTRY:
        return
    size = _LONGEST_COUNTRY
    while size and pieces:
        last = pieces[-1]
        if len(last) >= size and " ".join(last[-size:]) in UNITED_STATES and (len(pieces) > 1 or len(last) > size):
            _drop_last(pieces, size)
            size = _LONGEST_COUNTRY + 1
        size -= 1


def _take_zip(pieces: list[Words]) -> str:
    """Take a trailing ZIP off, in place, and return its digits; '' if there is none."""
    if not pieces:
        return ""
    last = pieces[-1]
    if len(last) > 1 and len(last[-1]) == 4 and len(last[-2]) == 5 and (last[-1] + last[-2]).isdigit():
        last[-2:] = [last[-2] + last[-1]]
    found = _ZIP.fullmatch(last[-1])
    if found is None and (joined := _STATE_AND_ZIP.fullmatch(last[-1])) and joined[1] in STATES:
        last[-1:] = joined.groups()
        found = _ZIP.fullmatch(last[-1])
    if found is None or not last[-1].isascii() or not is_zip(found[1]):
        return ""
    _drop_last(pieces, 1)
    return found[1] + (found[2] or "")


def _take_mistyped_zip(pieces: list[Words]) -> tuple[str, str]:
    """Take off, in place, figures after a state that are no ZIP as typed; a lost leading zero is put back ('NJ 7073').

    Return the ZIP, or else the figures, unless they begin with a ZIP.
    """
    last = pieces[-1]
    if not _NEARLY_ZIP.fullmatch(last[-1]):
        return "", ""
    behind = last[:-1] or (pieces[-2] if len(pieces) > 1 else [])
    before = next((name for size in (1, 2) if (name := " ".join(behind[-size:])) in STATES), "")
    if not before:
        return "", ""
    typed = last[-1]
    digits = f"0{typed}"
    _drop_last(pieces, 1)
    found = len(digits) == 5 and is_zip(digits) and zip_fits(digits, STATES[before])
    begins = typed[:5].isdigit() and len(typed) > 5 and is_zip(typed)
    return (digits, "") if found else ("", "" if begins else typed)


def _take_state(pieces: list[Words]) -> str:
    """Take a trailing state off, in place, and return its code; '' if there is none."""
    last = pieces[-1]
    for size in (3, 2, 1, 4) if last[-1] in _ENDS_OF_STATES else (1,):
        name = " ".join(last[-size:])
        if len(last) >= size and name in STATES:
            _drop_last(pieces, size)
            return STATES[name]
    return ""


def _ends_abroad(words: Words) -> bool:
    """Return whether the last words name a country."""
    return any(is_country(plain(" ".join(words[-size:]))) for size in range(1, min(len(words), 4) + 1))


def _take_inner_region(pieces: list[Words]) -> tuple[str, str]:
    """Take state and ZIP out of a piece that begins with them, in place: '12 Main St, 77002 Houston', 'TX 77002, ...'."""
    for piece in pieces:
        at = next((n for n, word in enumerate(piece[:4]) if len(word) == 5 and word.isdigit()), 4)
        before, after = " ".join(piece[:at]), piece[at + 1 :]
        if at == 4 or (before and before not in STATES) or not all(map(str.isalpha, after)) or not is_zip(piece[at]):
            continue
        state = before or next((word for word in (*after[:1], *after[-1:]) if word in STATES), "")
        digits = piece[at]
        piece[:] = [word for word in after if word != state]
        first = piece is pieces[0]
        if not piece:
            pieces.remove(piece)
        if first and len(pieces) > 1 and (piece or pieces[-1][0].isdigit()):
            pieces.append(pieces.pop(0))
        return STATES.get(state, ""), digits
    return "", ""


def _names_city(words: Words, prefix: int) -> bool:
    """Return whether the last words are New York or Washington, the cities, by the ZIP that followed them."""
    for name, (first, last) in _CITIES_NAMED_AS_STATES.items():
        if first <= prefix <= last and " ".join(words[-name.count(" ") - 1 :]) == name:
            return True
    return False


@lru_cache(maxsize=20_000)
def _usual_end(text: str) -> Address | None:
    """Return what the last two pieces of a line say if they are a place, its state and its ZIP, as in many rows alike:
    'Houston, TX 77002'. What stands before them then changes nothing in how they are read.
    """
    pieces = _split(text) if text.isascii() else []
    state, zip_code, _ = _take_region(pieces) if pieces else ("", "", "")
    return Address(tuple(map(tuple, pieces)), state, zip_code) if pieces and state and zip_code else None


def read(line: str) -> Address:
    """Read one line (clean text) into pieces, state and ZIP."""
    end = line.rfind(",", 0, max(line.rfind(","), 0))
    apart = end > 0 and line.isascii() and "(" not in line  # a parenthesis may reach from one part into the other
    if apart and (known := _usual_end(line[end:])):
        before = _split(line[:end])
        if before and before[0][0] not in _HOUSE_WORDS:
            return Address((*map(tuple, before), *known.pieces), known.state, known.zip)
    return _read_whole(line)


def _read_whole(line: str) -> Address:
    pieces = cut(line)
    if not pieces:
        return Address(())
    state, zip_code, no_zip = _take_region(pieces)
    if not state and not zip_code and len(pieces) > 1 and not _ends_abroad(pieces[-1]):
        state, zip_code = _take_inner_region(pieces)
    return Address(tuple(map(tuple, pieces)), state, zip_code, no_zip=no_zip)


def _take_region(pieces: list[Words]) -> tuple[str, str, str]:
    """Take country, ZIP and state off the end, in place, and return the state's code, the ZIP's digits, and figures in the
    ZIP's place that are none; '' for what isn't there.
    """
    _take_country(pieces)
    zip_code, no_zip = _take_zip(pieces), ""
    if pieces and not zip_code:
        zip_code, no_zip = _take_mistyped_zip(pieces)
    state = ""
    if pieces and not (zip_code and _names_city(pieces[-1], int(zip_code[:3]))):
        state = _take_state(pieces)
        zip_code = zip_code or (_take_zip(pieces) if state else "")
    return state, zip_code, no_zip
