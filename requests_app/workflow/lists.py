"""Lists that are data: thresholds and placeholder words. An administrator changes them, saying why; history keeps each step.

What was judged under the old list is stale with the commit, and is judged again.
"""

from __future__ import annotations

from audits.acting import acting

from ..models import ListedWord, Person, Threshold
from ..rules.addresses.countries import COUNTRIES
from ..rules.addresses.places import STATES
from ..rules.addresses.street_words import DIRECTIONS, SUFFIXES, UNIT_WORDS
from ..rules.lists import ADDRESS_PLACEHOLDERS, LARGEST_THRESHOLD, NAME_PLACEHOLDERS, THRESHOLD_MOST, THRESHOLDS
from ..rules.names import REAL_NAMES_TOO
from ..rules.text import plain
from .kept import is_administrator, one_at_a_time, set_named
from .refused import demand

SHIPPED = {ListedWord.Kind.ADDRESS: ADDRESS_PLACEHOLDERS, ListedWord.Kind.NAME: NAME_PLACEHOLDERS}
"""The words that ship with the rules. They stand in for a list that holds none."""

LONGEST_WORDS = 120
_IN_ADDRESSES = SUFFIXES | DIRECTIONS | UNIT_WORDS
_PLACES = COUNTRIES | {plain(name) for name in STATES}


def most(name: str) -> int:
    """Return the largest value that a threshold may have."""
    return THRESHOLD_MOST.get(name, LARGEST_THRESHOLD)


def set_threshold(name: str, value: int, *, by: Person, why: str, seen: int) -> bool:
    """Set a threshold; return whether it differed. `seen`: the mark of what the person saw, 0 if it was never set.

    Raises Changed, Refused.
    """
    is_administrator(by)
    demand([] if name in THRESHOLDS else ["There is no such threshold."])
    demand([] if 1 <= value <= most(name) else [f"It is a whole number from 1 to {most(name):,}."])
    return set_named(Threshold, name, value, by=by, why=why, seen=seen)


def doubts(kind: str, words: str) -> list[str]:
    """Return why plain words might stand for something real, so that a person looks twice before they are listed."""
    parts = words.split()
    if kind == ListedWord.Kind.NAME and words in REAL_NAMES_TOO:
        return [f"“{words}” is somebody's name too: the rules send it to a person, listed or not."]
    if kind == ListedWord.Kind.NAME and len(parts) == 1:
        return [f"“{words}” may be somebody's name: everybody whose only name it is would be blocked."]
    if kind == ListedWord.Kind.ADDRESS and (set(parts) <= _IN_ADDRESSES or words in _PLACES or len(parts) == 1):
        return [f"“{words}” may stand in real addresses: one that says little else would be blocked."]
    return []


def add_words(kind: str, text: str, *, by: Person, why: str, sure: bool) -> tuple[ListedWord, bool]:
    """List words that stand for having none, in plain form; return them, and whether they are new to the list.

    A list that holds none begins anew with the shipped words, which stood in for it until now. `sure`: the person has read
    the doubts about these. Raises Refused.
    """
    is_administrator(by)
    words = plain(text)
    demand(_unusable(kind, words))
    demand([] if sure else doubts(kind, words))
    with acting(by=by, why=why):
        one_at_a_time(by)
        if not ListedWord.objects.filter(kind=kind).exists():
            shipped = sorted(SHIPPED[ListedWord.Kind(kind)])
            ListedWord.objects.bulk_create([ListedWord(kind=kind, words=word) for word in shipped])
        return ListedWord.objects.get_or_create(kind=kind, words=words)


def _unusable(kind: str, words: str) -> list[str]:
    if kind not in ListedWord.Kind.values:
        return ["There is no such list."]
    if not any(sign.isalpha() for sign in words):
        return ["Nothing is left of it in plain form: give a word with at least one letter."]
    return [] if len(words) <= LONGEST_WORDS else [f"It is longer than {LONGEST_WORDS} characters."]


def remove_words(word_id: int, *, by: Person, why: str) -> ListedWord | None:
    """Take words off the list; return them, None if they were off it already. Raises Refused."""
    is_administrator(by)
    with acting(by=by, why=why):
        one_at_a_time(by)
        word = ListedWord.objects.filter(pk=word_id).first()
        if word is not None:
            ListedWord.objects.filter(pk=word_id).delete()
    return word
