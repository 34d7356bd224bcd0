"""The specific reason why disclosure is, or may be, relevant to the matter. 26 U.S.C. 6103(i)(2)(B)(iv).

A reason is missing when there is none, generic when it could stand for anybody, civil when its own words name
civil enforcement and no criminal act, case or proceeding (D.D.C., May 2025: civil enforcement may not use tax
data).
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import blake2b

from .facts import Book, Raised, Severity, SubjectFacts
from .lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES, limit
from .offence_table import Kind
from .offences import classify
from .reason_words import CIVIL, CIVIL_STEMS, CRIMINAL, NOT_CRIMINAL, RECITAL
from .text import clean, excerpt, plain, stand_in, word_set

MIN_WORDS = 3
"""A reason of fewer words can't say why disclosure is relevant to a matter."""

_MAX_TEXT = 20_000
_FIRST_LOOK = 120
_NO_REASON = NOTHING_GIVEN | UNKNOWN_IN_LANGUAGES
_FILLERS = word_set("the reason reasons is see at this time by agency address information for a")
_NAMED = re.compile(
    r"(?<![.!?:] )(?<!^)\b[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*(?:\s+[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*)*"
)
_NO_APOSTROPHE = str.maketrans("", "", "'’ʼ`")
_FIGURE = re.compile(r"\b\w*\d[\w/.-]*")
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b"
)


def reason_form(text: str, *names: str) -> str:
    """Return a reason with names, figures and dates swapped out, so that one sentence for many people reads
    the same.

    A name is a capitalized word inside a sentence, or any word of `names` (the subject's and officer's own),
    however it is written. In a text all in capitals only `names` are known.
    """
    line = clean(text[:_MAX_TEXT]).translate(_NO_APOSTROPHE)
    own = {word for name in names for word in plain(name.translate(_NO_APOSTROPHE)).split() if len(word) > 1}
    if not line.isupper():
        line = _NAMED.sub(" @ ", line)
    words = ["@" if word in own else word for word in plain(_FIGURE.sub(" 0 ", line.replace("@", " zzname "))).split()]
    form = " ".join("@" if word == "zzname" else word for word in words)
    form = _MONTH.sub("0", form)
    return re.sub(r"(?:@ ?)+", "@ ", re.sub(r"(?:\b0\b ?)+", "0 ", form)).strip()


def reason_key(text: str, *names: str) -> str:
    """Return a short key (32 hex digits) that equal reasons share after `reason_form`; '' for a blank reason."""
    form = reason_form(text, *names)
    return blake2b(form.encode(), digest_size=16).hexdigest() if form else ""


def judge_reason_given(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.missing: none is given, a stand-in is, or fewer than three words are (subject)."""
    text = facts.reason
    if not text or text.isspace():
        return Raised("reason.missing", Severity.SUBJECT)
    if len(text) < 100:
        stands_in = stand_in(text, _NO_REASON, _FILLERS)
        words = [word for word in plain(text).split() if len(word) > 1 and not word.isdigit()]
        if stands_in or (len(words) < MIN_WORDS and text.isascii()):
            return Raised("reason.missing", Severity.SUBJECT, excerpt(text, 60))
    return None


def _says_something(word: str) -> bool:
    return word not in RECITAL and len(word) > 1 and not word.isdigit()


def _recites(text: str) -> bool:
    """Return whether a reason is made of nothing but the statute's words and a form letter's."""
    if any(map(_says_something, plain(text[:_FIRST_LOOK]).split()[:-1])):
        return False
    words = plain(text[:_MAX_TEXT]).split()
    return len(words) >= MIN_WORDS and not any(map(_says_something, words))


def judge_reason_generic(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.generic: a sentence shared by many subjects or used in earlier requests, or a recital
    (review).
    """
    shared = facts.shared
    if shared.reason > limit(book, "reason_subjects"):
        return Raised("reason.generic", Severity.REVIEW, f"the same sentence stands for {shared.reason} subjects")
    if shared.reason_requests:
        return Raised("reason.generic", Severity.REVIEW, f"used in {shared.reason_requests} earlier requests")
    if facts.reason and _recites(facts.reason):
        return Raised("reason.generic", Severity.REVIEW, "recites the words of the statute")
    return None


def civil_words(text: str) -> tuple[str, ...]:
    """Return the words of civil enforcement that a reason rests on; () if it names a criminal matter too."""
    line = clean(text[:_MAX_TEXT]).lower()
    if not any(map(line.__contains__, CIVIL_STEMS)):
        return ()
    found = [hit[0] for hit in CIVIL.finditer(line)]
    if not found or CRIMINAL.search(NOT_CRIMINAL.sub(" ", line)):
        return ()
    return tuple(dict.fromkeys(found))


def judge_reason_civil(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise reason.civil: civil enforcement named and nothing criminal (review; subject if no statute is
    criminal).
    """
    found = civil_words(facts.reason) if facts.reason else ()
    if not found:
        return None
    kinds = {offence.kind for offence in classify(facts.statute)}
    no_crime = kinds <= {Kind.CIVIL, Kind.UNREADABLE}
    severity = Severity.SUBJECT if no_crime else Severity.REVIEW
    return Raised("reason.civil", severity, "; ".join(found[:6]))
