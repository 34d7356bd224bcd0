"""Normal forms of names, so that case, accents, spacing and punctuation don't hide a person, and nothing
else is forgiven.

A junior is not a senior: the suffix stays part of the name. Middle names are left out, because most records
lack them.
"""

from __future__ import annotations

from ..rules.text import plain

_SUFFIXES = {
    "junior": "jr",
    "jr": "jr",
    "senior": "sr",
    "sr": "sr",
    "ii": "ii",
    "2nd": "ii",
    "iii": "iii",
    "3rd": "iii",
    "iv": "iv",
    "4th": "iv",
}
_ENTITY_WORDS = {
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "limited": "ltd",
    "and": "",
}
CONTROL_LENGTH = 4
"""Letters of the surname in the IRS's name control."""


def person_name(first: str, last: str) -> str:
    """Return first name, surname and suffix as plain words, '' unless both names are there.

    A hyphen in a surname counts for nothing: 'García-López' and 'GARCIA LOPEZ' are one name.
    """
    surname, suffix = _split_suffix(last)
    given, suffix_of_first = _split_suffix(first)
    if not surname or not given:
        return ""
    parts = ["".join(given), "".join(surname), suffix or suffix_of_first]
    return " ".join(part for part in parts if part)


def entity_name(name: str) -> str:
    """Return an entity's name as plain words, usual abbreviations alike, a leading 'the' left out."""
    words = plain(name).split()
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    return "".join(_ENTITY_WORDS.get(word, word) for word in words)


def full_name(first: str, last: str, entity: str) -> str:
    """Return the normal form of a person's name, or of the entity's where no surname is given."""
    return person_name(first, last) if plain(last) else entity_name(entity)


def name_control(last: str, entity: str) -> str:
    """Return the first four letters of the surname, or of the entity's name; '' if there are none."""
    surname = "".join(_split_suffix(last)[0])
    return (surname or entity_name(entity))[:CONTROL_LENGTH]


def _split_suffix(name: str) -> tuple[list[str], str]:
    words = plain(name).replace("'", "").split()
    if len(words) > 1 and words[-1] in _SUFFIXES:
        return words[:-1], _SUFFIXES[words[-1]]
    return words, ""
