"""Normal forms of names: case, accents, spacing and punctuation don't hide a person, and nothing is forgiven that two people
may differ in.

The given name is the first word, what follows it is middle names. Generations (junior, III) stand apart from the surname.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..rules.text import letters_of, pairs, plain, word_set


class Name(NamedTuple):
    """Words of a name in plain letters, '' for what isn't there.

    `given` is '' where only its initial was written (`initial`); so `middle`. `parts` are the first and the last word of a
    surname of several ('García López'). `whole` is all letters in a row, generation apart, '' for half a name.
    """

    surname: str = ""
    given: str = ""
    initial: str = ""
    middle: str = ""
    middle_initial: str = ""
    suffix: str = ""
    parts: tuple[str, str] = ("", "")
    whole: str = ""


SUFFIXES = pairs("junior jr jnr:jr, senior sr snr:sr, ii 2nd 2d:ii, iii 3rd 3d:iii, iv 4th:iv")
_ENTITY_WORDS = pairs(
    "incorporated:inc, corporation:corp, company:co, limited:ltd, and:, associates assocs:assoc, brothers:bros, "
    "manufacturing:mfg, international intl:intl, enterprise enterprises:ent, services service svcs:svc"
)
_LEGAL_FORMS = word_set("inc incorporated llc ltd limited corp corporation co lp llp pc pllc")
_GIVEN = pairs(
    "wm:william, chas:charles, geo:george, jas:james, jos:joseph, robt:robert, thos:thomas, edw:edward, benj:benjamin, "
    "saml:samuel, danl:daniel, fredk:frederick, richd:richard, jno:john, alexr:alexander, "
    "fco:francisco, gpe:guadalupe, fdo:fernando, mtro:, dr:, mr:, mrs:, ms:, miss:, rev:, hon:"
)
"""Written abbreviations, which stand for one name each (nicknames don't), and titles."""
_SURNAMES = pairs(
    "hdez hdz:hernandez, fdez fdz:fernandez, glez gzlez glz:gonzalez, rdguez rdz rguez:rodriguez, mtz mtnez:martinez, "
    "gtz gtrrez:gutierrez, st:saint, ste:sainte"
)
_PARTICLES = word_set(
    "de del la las los da das do dos di du le van von der den el al bin ibn y e san saint sainte st abu"
)
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´‘")
CONTROL_LENGTH = 4
"""Letters of the surname in the IRS's name control."""


def _words(text: str) -> list[str]:
    if not text:
        return []
    if text.isalpha() and text.isascii():
        return [text.lower()]
    return letters_of(text.translate(_APOSTROPHES)).split()


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and words[-1] in SUFFIXES:
        return words[:-1], SUFFIXES[words[-1]]
    return words, ""


@lru_cache(maxsize=100_000)
def _surname(text: str) -> tuple[str, str, tuple[str, str]]:
    """Return a surname's letters, its suffix, and the first and last of its words where there are several."""
    words, suffix = _without_suffix(_words(text))
    words = [_SURNAMES.get(word, word) for word in words]
    told = [word for word in words if word not in _PARTICLES]
    return "".join(words), suffix, (told[0], told[-1]) if len(told) > 1 else ("", "")


@lru_cache(maxsize=100_000)
def _given(first: str, middle: str) -> tuple[str, str, str, str, str, str]:
    """Return given name, initial, middle name, its initial, suffix, and all letters of them in a row."""
    words, suffix = _without_suffix(_words(first))
    more, middle_suffix = _without_suffix(_words(middle))
    if len(more) == 1 and more[0] in SUFFIXES:
        more, middle_suffix = [], SUFFIXES[more[0]]
    words += more
    if len(words) > 1:
        words[0] = "maria" if words[0] == "ma" else words[0]
        words = [word for word in (_GIVEN.get(word, word) for word in words) if word] or words
    elif words:
        words[0] = _GIVEN.get(words[0]) or words[0]
    if not words:
        return "", "", "", "", suffix or middle_suffix, ""
    second = words[1] if len(words) > 1 else ""
    return (
        *(words[0] if len(words[0]) > 1 else "", words[0][0]),
        *(second if len(second) > 1 else "", second[:1]),
        *(suffix or middle_suffix, "".join(words)),
    )


def person(first: str, middle: str, last: str) -> Name:
    """Return the normal form of a person's name. 'DOE, JOHN' in one field is read as surname and given name."""
    if not first and "," in last:
        before, _, after = last.partition(",")
        if plain(after) and plain(after) not in SUFFIXES and plain(after) not in _LEGAL_FORMS:
            first, last = after, before
    surname, suffix, parts = _surname(last)
    given, initial, middle_name, middle_initial, given_suffix, letters = _given(first, middle)
    whole = f"{letters} {surname}".replace(" ", "") if surname and given else ""
    return Name(surname, given, initial, middle_name, middle_initial, suffix or given_suffix, parts, whole)


def entity(name: str) -> Name:
    """Return the normal form of an entity's name: usual abbreviations alike, a leading 'the' left out."""
    words = _words(name)
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    letters = "".join(_ENTITY_WORDS.get(word, word) for word in words)
    return Name(surname=f"={letters}", whole=f"={letters}") if letters else Name()


def name_of(first: str, middle: str, last: str, entity_name: str) -> Name:
    """Return the normal form of a person's name, or of the entity's where no surname is given."""
    return person(first, middle, last) if last.strip() or not entity_name else entity(entity_name)


def surely_whole(first: str, last: str) -> bool:
    """Return whether these are sure to make a whole name, whatever middle name stands between them, without its normal form.

    Each is one word in plain letters, the first isn't an initial, nor a title that would give way to the middle name.
    """
    word = first.isascii() and first.isalpha() and last.isascii() and last.isalpha()
    return word and len(first) > 1 and _GIVEN.get(first.lower()) != ""


def control(surname: str) -> str:
    """Return the IRS's name control: the first four letters of a surname, or of an entity's name ('=…'); '' for none."""
    return surname.removeprefix("=")[:CONTROL_LENGTH]
