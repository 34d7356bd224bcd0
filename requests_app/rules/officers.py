"""The officers personally and directly engaged in the matter. 26 U.S.C. 6103(i)(2)(A).

The court of 21 Nov 2025 found one officer named for all 1.28 million subjects: nobody is engaged in that many
matters.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts
from .lists import NAME_PLACEHOLDERS, limit
from .text import excerpt, phrase_set, plain, stand_in, word_set

_TITLES = word_set(
    "agent agents special officer officers deportation detective detectives investigator investigators inspector"
    " inspectors"
    " analyst analysts specialist specialists supervisor supervisors supervisory senior resident case duty chief"
    " director"
    " deputy marshal marshals sheriff trooper prosecutor prosecutors attorney attorneys ausa sausa sa ssa do"
    " sddo sac asac rac fod"
    " afod tfo cbpo bpa iea sio io acting assistant intelligence mr mrs ms miss dr oficial agente agentes fiscal"
    " lead federal"
)
_UNITS = word_set(
    "field office team teams unit units squad group section branch division program department agency bureau center"
    " headquarters hq task force staff personnel employee employees ice ero hsi dhs cbp uscis ins doj fbi dea"
    " atf irs doge ocdetf"
    " usms usss usao omb homeland security immigration customs enforcement removal operations operation investigations"
    " investigation national government law police administration service services mission support data"
    " contractor contractors"
)
_PASSING = word_set(
    "of the and for in to any all on at by be see not s u us usa united states assigned assignment unassigned"
    " designated authorized"
    " appropriate various multiple several numerous different many rotating call undercover ci self roster badge"
    " charge list listed"
    " number no id others et al who which other et unnamed"
)
_NOT_A_PERSON = _TITLES | _UNITS | _PASSING
_WHERE = phrase_set(
    "atlanta, baltimore, boston, buffalo, chicago, dallas, denver, detroit, el paso, harlingen, houston",
    "los angeles, miami, newark",
    "new orleans, new york, philadelphia, phoenix, salt lake city, san antonio, san diego, san francisco",
    "seattle, st paul, nyc, dc",
    "washington, texas, california, florida, arizona, virginia, nevada, las vegas, san juan, tampa, orlando",
    "minneapolis, brownsville",
    "laredo, mcallen, tucson, yuma, el centro, honolulu, anchorage, sacramento, portland, cleveland, columbus",
    "pittsburgh, nashville",
)
"""Where offices are: 'HSI Houston' is an office, 'SA Houston' and 'Houston' a person."""
_NOBODY = phrase_set("john doe, jane doe, n n, john q public, joe blow, max mustermann, test")
_BETWEEN = re.compile(r"[;\n/|]|\band\b|&", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_INITIALS = re.compile(r"(?!ng$)[b-df-hj-np-tv-xz]{2}")
_INITIAL_AND_NAME = re.compile(r"(?<![\w.])[A-RTV-Z]\. ?[A-Z][a-z]{2,}$")


def _is_a_person(one: str, placeholders: frozenset[str]) -> bool:
    """Return whether one piece of a cell names a person: a word that is no title, unit, place of an office or stand-in."""
    words = plain(one).split()
    named = [word for word in words if word not in _NOT_A_PERSON and _LETTERS.search(word)]
    own = " ".join(named)
    if not named:
        return any(not word.isascii() for word in words) or _INITIAL_AND_NAME.search(one) is not None
    if stand_in(one, placeholders) or stand_in(own, placeholders) or own in _NOBODY or _INITIALS.fullmatch(own):
        return False
    return not (own in _WHERE and not _UNITS.isdisjoint(words) and _TITLES.isdisjoint(words))


@lru_cache(maxsize=20_000)
def _names_a_person(text: str, placeholders: frozenset[str]) -> bool:
    return any(_is_a_person(one, placeholders) for one in _BETWEEN.split(text[:1000]))


def names_a_person(text: str) -> bool:
    """Return whether a text names a person, by the words that ship with the rules."""
    return _names_a_person(text, NAME_PLACEHOLDERS)


@lru_cache(maxsize=20_000)
def officer_key(name: str) -> str:
    """Return what a roster is compared by: the words of the name without titles and initials, in the order of the alphabet."""
    return " ".join(sorted(word for word in plain(name).split() if word not in _NOT_A_PERSON and len(word) > 1))


@lru_cache(maxsize=20_000)
def _on_roster(text: str, roster: frozenset[str]) -> bool:
    """Return whether one of the officers named is on the roster; further names beside a roster's two or more don't matter."""
    pieces = [piece for part in _BETWEEN.split(text[:1000]) for piece in (part, *part.split(","))]
    keys = {officer_key(piece) for piece in pieces} - {""}
    if keys & roster:
        return True
    return any(set(listed.split()) <= set(key.split()) for key in keys for listed in roster if " " in listed)


def judge_officer_named(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.missing: no person is named (a unit, a title or a stand-in is none), or nobody on a roster that is
    kept in full (subject).
    """
    named = facts.officer_name
    if not named or not _names_a_person(named, book.name_placeholders):
        return Raised("officer.missing", Severity.SUBJECT, excerpt(named, 60))
    if book.roster is not None and not _on_roster(named, book.roster):
        return Raised("officer.missing", Severity.SUBJECT, "not on the agency's roster", (excerpt(named, 60),))
    return None


def judge_officer_load(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise officer.overload: one officer stands for more subjects than the threshold (review)."""
    if facts.shared.officer <= limit(book, "officer_subjects"):
        return None
    return Raised("officer.overload", Severity.REVIEW, f"{facts.shared.officer} subjects")
