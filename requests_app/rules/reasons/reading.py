"""One reading of a reason or a purpose, made once for all the rules that look at it.

Most reasons name nothing that a rule looks for, so each rule first asks whether a word of the text begins like one that it
looks for. Only then is its pattern run on the line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..text import clean, latin_lookalikes
from .beginnings import HEAD, PASSED_OVER, SOUGHT

LONGEST_READ = 20_000
"""Characters of a text in which words are looked for; a longer one is flagged for its length."""

_SIGNS = bytes(point if chr(point).isalnum() else 32 for point in range(128)) + bytes(128)
_MOST_HARMLESS = 50_000
_harmless = set(PASSED_OVER)
_WORD = re.compile(r"[^\W_]+")


class Reading(NamedTuple):
    """A text in lower case, the words in it, and the first `HEAD` letters of those that a rule looks for.

    `foreign`: it holds letters outside ASCII, so that words can't be told by where they begin.
    """

    text: str
    words: set[str]
    heads: set[str]
    foreign: bool


def _heads(words: set[str]) -> set[str]:
    """Return the beginnings among words that some rule looks for; words once found to have none are remembered."""
    left = words - _harmless
    found = {word[:HEAD] for word in left} & SOUGHT
    if not found and len(_harmless) < _MOST_HARMLESS:
        _harmless.update(word for word in left if word.isalpha())
    return found


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """Return the reading of a text's first `LONGEST_READ` characters; hidden marks and look-alike letters fool nothing."""
    text = text[:LONGEST_READ].lower()
    if text.isascii():
        words = set(text.encode().translate(_SIGNS).decode().split())
        return Reading(text, words, _heads(words), False)
    line = latin_lookalikes(clean(text).lower()).replace("’", "'")
    words = set(_WORD.findall(line))
    return Reading(line, words, {word[:HEAD] for word in words}, True)


def worth_a_look(found: Reading, beginnings: frozenset[str]) -> bool:
    """Return whether a text could hold a word that begins like one of these: what isn't in ASCII always could."""
    return found.foreign or not beginnings.isdisjoint(found.heads)


def line_of(found: Reading) -> str:
    """Return the text on one line, in lower case, single-spaced, for patterns to be run on."""
    return found.text if found.foreign else clean(found.text)
