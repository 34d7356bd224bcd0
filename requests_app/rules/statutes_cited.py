"""The statutory authority cited for a subject. 26 U.S.C. 6103(i)(2)(B)(iii), (i)(1)(A)(i), 6103(h).

What each citation is, `offences.classify` says; here is what the citations of one subject come to together.
"""

from __future__ import annotations

from datetime import date

from .facts import Book, Raised, Severity, SubjectFacts
from .lists import limit
from .offence_table import Kind
from .offences import Offence, classify, permits
from .text import excerpt

_MAY_CARRY = frozenset({Kind.CRIMINAL, Kind.MIXED, Kind.UNLISTED, Kind.UNREADABLE, Kind.CHILD})
_DISCLOSURE_ITSELF = "26 USC 6103"


def _named(cited: tuple[Offence, ...], *kinds: Kind) -> str:
    return "; ".join(offence.canonical for offence in cited if offence.kind in kinds)


def _tax(cited: tuple[Offence, ...]) -> str:
    """Return the title 26 citations; section 6103, cited beside an offense as the power to ask, isn't one."""
    others = [offence for offence in cited if not offence.canonical.startswith(_DISCLOSURE_ITSELF)]
    return "; ".join(o.canonical for o in (others or cited) if o.kind == Kind.TAX)


def judge_statute_given(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.missing: no statute is cited (subject)."""
    if classify(facts.statute):
        return None
    return Raised("statute.missing", Severity.SUBJECT, excerpt(facts.statute, 60))


def judge_statute_civil(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.civil: what is cited is civil or administrative, with nothing criminal beside it
    (subject).
    """
    cited = classify(facts.statute)
    if any(offence.kind in _MAY_CARRY for offence in cited):
        return None
    civil = _named(cited, Kind.CIVIL)
    return Raised("statute.civil", Severity.SUBJECT, civil) if civil else None


def judge_statute_tax(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.tax: title 26 is cited, which is tax administration (subject)."""
    tax = _tax(classify(facts.statute))
    return Raised("statute.tax", Severity.SUBJECT, tax) if tax else None


def judge_statute_subsection(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.subsection: a mixed section cited bare, or 18:2 and 18:371 without the object offense
    (review).
    """
    cited = classify(facts.statute)
    mixed = _named(cited, Kind.MIXED)
    if mixed:
        return Raised("statute.subsection", Severity.REVIEW, mixed)
    attached = [offence for offence in cited if offence.needs_object]
    if attached and len(attached) == sum(offence.kind == Kind.CRIMINAL for offence in cited):
        return Raised("statute.subsection", Severity.REVIEW, f"{attached[0].canonical} without the object offense")
    return None


def judge_statute_unlisted(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.unlisted: not in the table, not readable, a child case, or too many to be a designation
    (review).
    """
    cited = classify(facts.statute)
    unlisted = _named(cited, Kind.UNLISTED, Kind.UNREADABLE, Kind.CHILD)
    if unlisted:
        return Raised("statute.unlisted", Severity.REVIEW, excerpt(unlisted, 120))
    if len(cited) > limit(book, "statutes_cited"):
        return Raised("statute.unlisted", Severity.REVIEW, f"{len(cited)} statutes cited for one subject")
    return None


def judge_statute_permitted(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise statute.outside: under an agreement, a statute that it doesn't permit (review)."""
    if book.agreement is None:
        return None
    cited = [o for o in classify(facts.statute) if o.kind in _MAY_CARRY - {Kind.MIXED}]
    outside = [o.canonical for o in cited if not permits(book.agreement.statutes, o.canonical)]
    return Raised("statute.outside", Severity.REVIEW, excerpt("; ".join(outside), 120)) if outside else None
