"""The specific reason why disclosure is, or may be, relevant to the matter. 26 U.S.C. 6103(i)(2)(B)(iv).

A reason is missing when there is none, generic when it could stand for anybody, civil when its own words name
civil enforcement and no criminal act, case or proceeding (D.D.C., May 2025: civil enforcement may not use tax
data).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import date
from hashlib import blake2b

from ..facts import Book, Raised, Severity, SubjectFacts
from ..lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES, limit
from ..statutes.judging import cited
from ..statutes.table import Kind
from ..text import clean, excerpt, latin_lookalikes, plain, stand_in, words_of
from .beginnings import CIVIL_HEADS
from .empty_words import KEY_RUNS, NO_REASON_FILLERS, NO_REASON_PHRASES, OFFENSE_WORDS, RECITAL
from .ordinary_words import ORDINARY, SMALL
from .reading import LONGEST_READ, Reading, line_of, read, worth_a_look
from .words import (
    CIVIL,
    CRIMINAL,
    MAKES_DOUBTFUL,
    NEGATES,
    NOT_CRIMINAL,
    SURELY_CRIMINAL,
)

MIN_WORDS = 4
"""A reason of fewer different words can't say why disclosure is relevant to a matter."""

LONGEST_REASON = 10_000
"""Characters. Nobody reads more for one taxpayer, so it isn't what specifies a reason."""

_SHORT = 120
_ENOUGH = 3
_MOST_NEW = 12
_NO_REASON = NOTHING_GIVEN | UNKNOWN_IN_LANGUAGES | NO_REASON_PHRASES
_RECITED = RECITAL | OFFENSE_WORDS | SMALL
_TELLING = ORDINARY - _RECITED
_APOSTROPHES = str.maketrans("’ʼ`‘‐‑–—", "''''----")
_ANY_WORD = re.compile(r"(?<![\w'-])[^\W\d_]{3,}+(?!\w)")
_NO_SMALL = bytes(set(range(128)) - set(range(ord("a"), ord("z") + 1)))
_NO_CAPITAL = bytes(set(range(128)) - set(range(ord("A"), ord("Z") + 1)))
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_VOWELS = frozenset("aeiouy")


def _own(names: Iterable[str]) -> set[str]:
    return set(words_of(" ".join(names)))


def _tells_names(text: str) -> bool:
    """Return whether a text in ASCII is written in both kinds of letters, mostly small ones, so that names stand out."""
    raw = text.encode()
    return len(raw.translate(None, _NO_SMALL)) > len(raw.translate(None, _NO_CAPITAL)) > 0


def _words(text: str) -> tuple[Set[str], bool]:
    """Return the words of three letters and more that aren't small, in lower case; without those that begin with a
    capital, if such a word is a name in this text, and whether it is.
    """
    if text.isascii():
        found, tells = read(text), _tells_names(text)
        return found.long - found.capitalized if tells else found.long, tells
    words = _ANY_WORD.findall(clean(text).translate(_APOSTROPHES))
    every = [word.lower() if word.isascii() else plain(latin_lookalikes(word.lower())) for word in words]
    lower = [low for word, low in zip(words, every, strict=True) if not word[0].isupper()]
    tells = len(lower) * 3 > len(every) > len(lower)
    return set(lower if tells else every) - SMALL, tells


def reason_words(text: str, *names: str) -> Set[str]:
    """Return the words that make a reason this one: two reasons with the same words are one sentence.

    Set aside are names, figures, dates, and small words (`ordinary_words.SMALL`); order and repetition make no
    difference. A name is a capitalized word, or a word of `names` (the subject's and officer's own). A text without
    both kinds of letters shows no names: there the ordinary words alone count.
    """
    found, tells = _words(text[:LONGEST_READ])
    if tells:
        own = _own(names)
        kept = found if own.isdisjoint(found) else found - (own - ORDINARY)
    else:
        kept = found & ORDINARY
        if len(kept) <= _ENOUGH:
            kept = found - _own(names)
    if len(kept) < _ENOUGH:
        words = set(plain(text[:LONGEST_READ]).split()) - _own(names)
        kept = {word for word in words if not any(map(str.isdigit, word))}
        kept = kept - SMALL or kept
    return kept


def reason_form(text: str, *names: str) -> str:
    """Return the words that make a reason this one, in alphabetical order."""
    return " ".join(sorted(reason_words(text, *names)))


def reason_key(text: str, *names: str) -> str:
    """Return a short key (32 hex digits) that equal reasons share after `reason_form`; '' for one without words."""
    form = reason_form(text, *names)
    return blake2b(form.encode(), digest_size=16).hexdigest() if form else ""


def _says_too_little(text: str) -> bool:
    """Return whether a text has fewer words than a reason can be given in, or words that are no words."""
    words = {word for word in plain(text[:LONGEST_READ]).split() if not word.isdigit()}
    if not text.isascii() and _UNSPACED.search(text):
        return len("".join(words)) < 2 * MIN_WORDS
    spoken = [word for word in words if len(word) > 1]
    silent = [
        word for word in spoken if word in KEY_RUNS or (len(word) > 3 and _VOWELS.isdisjoint(word) and word.isascii())
    ]
    return len(spoken) < MIN_WORDS or 2 * len(silent) > len(spoken)


def judge_reason_given(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.missing (subject): none is given, a stand-in is, or fewer than four different words are; or most of it
    are letters that are no words.
    """
    text = facts.reason
    if not text or text.isspace():
        return Raised("reason.missing", Severity.SUBJECT)
    if len(text) >= _SHORT:
        words = read(text).words
        nothing = (len(words) < MIN_WORDS or ORDINARY.isdisjoint(words)) and _says_too_little(text)
        return _missing(text) if nothing or "lorem" in words else None
    if _says_too_little(text) or stand_in(text, _NO_REASON, NO_REASON_FILLERS) or "lorem" in read(text).words:
        return _missing(text)
    return None


def _missing(text: str) -> Raised:
    said = excerpt(text, 60)
    return Raised("reason.missing", Severity.SUBJECT, said, (said.rstrip("…"),) if said else ())


def _recites(facts: SubjectFacts) -> bool:
    """Return whether a reason is made of nothing but the law's words, a form letter's, the person's name and figures."""
    words = read(facts.reason).words
    if not _TELLING.isdisjoint(words) or len(words) < MIN_WORDS:
        return False
    new = words - _RECITED
    if len(new) > _MOST_NEW:
        return False
    names = (facts.first_name, facts.middle_name, facts.last_name, facts.entity_name, facts.officer_name)
    new = {word for word in new if len(word) > 2 and word.isalpha()} - _own(names)
    return not new


def judge_reason_generic(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.generic: a sentence shared by many subjects or used in earlier requests, a recital, or a text too
    long for anyone to read (review).
    """
    shared = facts.shared
    if shared.reason > limit(book, "reason_subjects"):
        return Raised("reason.generic", Severity.REVIEW, f"the same sentence stands for {shared.reason} subjects")
    if shared.reason_requests:
        return Raised("reason.generic", Severity.REVIEW, f"used in {shared.reason_requests} earlier requests")
    if len(facts.reason) > LONGEST_REASON:
        return Raised("reason.generic", Severity.REVIEW, f"{len(facts.reason):,} characters")
    if facts.reason and _recites(facts):
        return Raised("reason.generic", Severity.REVIEW, "recites the words of the statute")
    return None


def _names_crime(found: Reading, line: str) -> bool:
    if not CRIMINAL.search(line):
        return False
    return MAKES_DOUBTFUL.isdisjoint(found.words) or bool(CRIMINAL.search(NOT_CRIMINAL.sub(" ; ", line)))


def civil_words(text: str) -> tuple[str, ...]:
    """Return the words of civil enforcement that a reason rests on; () if it names a criminal matter too."""
    found = read(text)
    if not worth_a_look(found, CIVIL_HEADS):
        return ()
    if not SURELY_CRIMINAL.isdisjoint(found.words) and NEGATES.isdisjoint(found.words):
        return ()
    line = line_of(found)
    return () if _names_crime(found, line) else tuple(dict.fromkeys(hit[0] for hit in CIVIL.finditer(line)))


def judge_reason_civil(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.civil: civil enforcement named and nothing criminal (review; subject if no statute is
    criminal).
    """
    found = civil_words(facts.reason) if facts.reason else ()
    if not found:
        return None
    kinds = {offence.kind for offence in cited(facts, book)}
    no_crime = kinds <= {Kind.CIVIL, Kind.UNREADABLE}
    severity = Severity.SUBJECT if no_crime else Severity.REVIEW
    return Raised("reason.civil", severity, "; ".join(found[:6]), found[:20])
