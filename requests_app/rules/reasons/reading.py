"""One reading of a reason or a purpose, made once for all the rules that look at it, and for the key that equal reasons share.

Most reasons name nothing that a rule looks for, so each rule first asks whether a word of the text begins like one that it
looks for. Only then is its pattern run on the line. A word that was once found to be a usual one isn't looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import NamedTuple

from ..text import ascii_words, clean, latin_lookalikes
from .beginnings import HEAD, PASSED_OVER, SOUGHT
from .ordinary_words import SMALL

LONGEST_READ = 20_000
"""Characters of a text in which words are looked for; a longer one is flagged for its length."""

_MOST_USUAL = 50_000
_usual = set(PASSED_OVER)
_WORD = re.compile(r"[^\W_]+")
_CAPITALIZED = re.compile(r"\b[A-Z][A-Za-z0-9]*")


class Reading(NamedTuple):
    """A text in lower case, the words in it, and the first `HEAD` letters of those that a rule looks for.

    `foreign`: it holds letters outside ASCII, so that words can't be told by where they begin; then the rest is left blank.
    `long`: the words of three letters and more that aren't small. `capitalized`: those that begin with a capital somewhere,
    in lower case as all.
    """

    text: str
    words: set[str]
    heads: set[str]
    foreign: bool
    long: Set[str] = frozenset()
    capitalized: Set[str] = frozenset()


def _is_long(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in SMALL


_usual_and_long = set(filter(_is_long, _usual))


def _remember(words: Iterable[str]) -> None:
    """Remember words in which nothing is to be looked at: no rule looks for their beginning, and they are small letters
    alone, or the figures of a day or a year.
    """
    usual = [word for word in words if (word.isalpha() and word.islower()) or (word.isdigit() and len(word) < 5)]
    if usual and len(_usual) < _MOST_USUAL:
        _usual.update(usual)
        _usual_and_long.update(filter(_is_long, usual))


def _read_ascii(text: str) -> Reading:
    words = set(ascii_words(text))
    odd = words - _usual
    lower = {word.lower() for word in odd}
    heads = {word[:HEAD] for word in lower} & SOUGHT
    if not heads:
        _remember(odd)
    long = words & _usual_and_long
    long.update(filter(_is_long, lower))
    if "_" in text:  # it joins words for a pattern, and for nobody else
        capitalized = set(" ".join(_CAPITALIZED.findall(text)).lower().split())
    else:
        capitalized = {word.lower() for word in odd if word[0].isupper()}
    words -= odd
    words |= lower
    return Reading(text.lower(), words, heads, False, long, capitalized)


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """Return the reading of a text's first `LONGEST_READ` characters; hidden marks and look-alike letters fool nothing."""
    text = text[:LONGEST_READ]
    if text.isascii():
        return _read_ascii(text)
    line = latin_lookalikes(clean(text.lower()).lower()).replace("’", "'")
    words = set(_WORD.findall(line))
    return Reading(line, words, {word[:HEAD] for word in words}, True)


def worth_a_look(found: Reading, beginnings: frozenset[str]) -> bool:
    """Return whether a text could hold a word that begins like one of these: what isn't in ASCII always could."""
    return found.foreign or not beginnings.isdisjoint(found.heads)


def line_of(found: Reading) -> str:
    """Return the text on one line, in lower case, single-spaced, for patterns to be run on."""
    return found.text if found.foreign else clean(found.text)
