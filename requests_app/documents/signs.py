"""Signs that a letter can show. A sign that its fonts don't have, or that would turn the text about, stands as its number."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Any
from unicodedata import category

from .typesetting import pdf

_PROBE = b'#set document(title: "-")\n#sys.inputs.sign'
_KEPT_MARKS = "\u200c\u200d\u200e\u200f\u061c"
"""Marks without a shape that some scripts need: joiners, and the marks of direction that turn nothing about."""

_PLAIN = re.compile("[\n\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac]*")
_BEYOND = re.compile("[^\n\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac]")
_LONG_WORD = re.compile(r"(\S{40})(?=\S)")
_LONGEST_LEFT = 64
"""Characters that a word may have before it gets places to break at: a SHA-256 in hex is left whole."""

MOST_SIGNS = 500
"""Different signs of a text that are looked up in the fonts, 4 ms each: more than any script has that they hold."""

NOTE = "A sign that the letter's fonts do not have stands as its Unicode number, such as [U+738B]; the release file has it."


class Shown(Enum):
    """Which signs are shown as they are: all that the fonts have, or Latin letters alone (when typst refuses a text)."""

    WHERE_FONTS_HAVE_IT = 1
    LATIN_ALONE = 2


def readable(text: str, shown: Shown) -> str:
    """Return a text that can be set: signs that can't be shown as '[U+…]', places to break in very long words."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not _PLAIN.fullmatch(text):
        if len(set(_BEYOND.findall(text))) > MOST_SIGNS:
            shown = Shown.LATIN_ALONE
        text = _BEYOND.sub(lambda found: _sign(found[0], shown), text)
    return _breakable(text) if len(text) > _LONGEST_LEFT else text


def all_readable(said: Any, shown: Shown) -> Any:
    """Return what a document says, with every text in it readable: texts, and lists and mappings of them."""
    if isinstance(said, str):
        return readable(said, shown)
    if isinstance(said, dict):
        return {key: all_readable(value, shown) for key, value in said.items()}
    return [all_readable(value, shown) for value in said] if isinstance(said, list | tuple) else said


def _sign(sign: str, shown: Shown) -> str:
    fits = shown is Shown.WHERE_FONTS_HAVE_IT and (sign in _KEPT_MARKS or category(sign)[0] != "C") and _in_fonts(sign)
    return sign if fits else f"[U+{ord(sign):04X}]"


def _breakable(text: str) -> str:
    words = re.split(r"(\s+)", text)
    return "".join(_LONG_WORD.sub("\\1\u200b", word) if len(word) > _LONGEST_LEFT else word for word in words)


@lru_cache(maxsize=8192)
def _in_fonts(sign: str) -> bool:
    """Ask typst itself whether its fonts have a sign (about 4 ms, remembered)."""
    return pdf(_PROBE, {"sign": sign}) is not None
