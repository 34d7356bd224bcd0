"""The statutory authority cited for a subject. 26 U.S.C. 6103(i)(2)(B)(iii), (i)(1)(A)(i), 6103(h).

What each citation is, `offences.classify` says; here is what the citations of one subject come to together.
"""

from __future__ import annotations

from functools import lru_cache

from ..facts import Book, Raised, Severity, SubjectFacts
from ..lists import limit
from ..text import excerpt
from .offences import ANOTHER_LAW_ID, Offence, classify_under, permits
from .table import Kind

_MAY_CARRY = frozenset({Kind.CRIMINAL, Kind.MIXED, Kind.UNLISTED, Kind.UNREADABLE, Kind.CHILD})
_NAMES_AN_OFFENSE = frozenset({Kind.CRIMINAL, Kind.MIXED, Kind.UNLISTED})
_DISCLOSURE_ITSELF = "26 USC 6103"


def cited(facts: SubjectFacts, book: Book) -> tuple[Offence, ...]:
    """Return the offences cited for a subject, those beyond the table as this installation determined them."""
    return classify_under(facts.statute, book.statutes)


def _raised(code: str, severity: Severity, offences: list[Offence], evidence: str = "") -> Raised:
    """Return the flag with the canonical citations as evidence, and the citations' own words."""
    names = evidence or excerpt("; ".join(offence.canonical for offence in offences), 120)
    return Raised(code, severity, names, tuple(dict.fromkeys(o.words for o in offences if o.words)))


def _tax(offences: tuple[Offence, ...]) -> list[Offence]:
    """Return the title 26 citations; section 6103, cited beside an offense as the power to ask, isn't one."""
    others = [offence for offence in offences if not offence.canonical.startswith(_DISCLOSURE_ITSELF)]
    return [offence for offence in others or offences if offence.kind == Kind.TAX]


_USUAL = 300
"""Characters of a text that is worth remembering: many subjects cite the same statute in the same words."""

Cited = tuple[Offence, ...]


def judge_statute_given(text: str, found: Cited, most: int) -> Raised | None:
    """Raise statute.missing: no statute is cited; an offense that is only named is none (subject)."""
    return None if found else Raised("statute.missing", Severity.SUBJECT, excerpt(text, 60))


def judge_statute_civil(text: str, found: Cited, most: int) -> Raised | None:
    """Raise statute.civil: what is cited is civil or administrative, with nothing criminal beside it (subject)."""
    if any(offence.kind in _MAY_CARRY and offence.id != ANOTHER_LAW_ID for offence in found):
        return None
    civil = [offence for offence in found if offence.kind == Kind.CIVIL]
    return _raised("statute.civil", Severity.SUBJECT, civil) if civil else None


def judge_statute_tax(text: str, found: Cited, most: int) -> Raised | None:
    """Raise statute.tax: title 26 is cited, which is tax administration (subject)."""
    tax = _tax(found)
    return _raised("statute.tax", Severity.SUBJECT, tax) if tax else None


def judge_statute_subsection(text: str, found: Cited, most: int) -> Raised | None:
    """Raise statute.subsection: a mixed section cited bare, or 18:2 and 18:371 without the object offense (review)."""
    mixed = [offence for offence in found if offence.kind == Kind.MIXED]
    if mixed:
        return _raised("statute.subsection", Severity.REVIEW, mixed)
    attached = [offence for offence in found if offence.needs_object]
    if attached and len(attached) == sum(offence.kind in _NAMES_AN_OFFENSE for offence in found):
        evidence = f"{attached[0].canonical} without the object offense"
        return _raised("statute.subsection", Severity.REVIEW, attached, evidence)
    return None


def judge_statute_unlisted(text: str, found: Cited, most: int) -> Raised | None:
    """Raise statute.unlisted: not in the table, not readable, a child case, or too many to be a designation (review).

    A range counts as one citation.
    """
    unlisted = [o for o in found if o.kind in (Kind.UNLISTED, Kind.UNREADABLE, Kind.CHILD)]
    if unlisted:
        return _raised("statute.unlisted", Severity.REVIEW, unlisted)
    if len(found) > most and (written := len({offence.words for offence in found})) > most:
        return Raised("statute.unlisted", Severity.REVIEW, f"{written} statutes cited for one subject")
    return None


def judge_statute_permitted(found: Cited, permitted: frozenset[str]) -> Raised | None:
    """Raise statute.outside: under an agreement, a statute that it doesn't permit (review)."""
    outside = [
        offence
        for offence in found
        if offence.kind in _MAY_CARRY and offence.kind != Kind.MIXED and not permits(permitted, offence.canonical)
    ]
    return _raised("statute.outside", Severity.REVIEW, outside) if outside else None


RULES = (
    judge_statute_given,
    judge_statute_civil,
    judge_statute_tax,
    judge_statute_subsection,
    judge_statute_unlisted,
)
"""The rules on the statute cited, in the order of the codes; `judge_statute_permitted`, under an agreement, comes last."""


def _judged(
    text: str, determined: tuple[tuple[str, str], ...], most: int, permitted: frozenset[str] | None
) -> tuple[Raised, ...]:
    found = classify_under(text, determined)
    raised = [rule(text, found, most) for rule in RULES]
    raised.append(None if permitted is None else judge_statute_permitted(found, permitted))
    return tuple(filter(None, raised))


_remembered = lru_cache(maxsize=20_000)(_judged)


def judge_statutes(facts: SubjectFacts, book: Book) -> tuple[Raised, ...]:
    """Return every flag on the statute cited for a subject, in the order of the codes. Each text is judged once."""
    text, permitted = facts.statute, book.agreement.statutes if book.agreement else None
    judge = _remembered if len(text) <= _USUAL else _judged
    return judge(text, book.statutes, limit(book, "statutes_cited"), permitted)
