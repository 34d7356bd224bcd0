"""What matching says of a subject, as rules see it: verdict, method, address check; and the flags that follow from them.

A false match is a crime against a third person: ambiguous means that a person decides, never a release. 26 U.S.C. 6103(a),
(i)(2), 7431; the address check is the court's of 26 Feb 2026. TIN-match codes are those of the IRS's own TIN matching.
"""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from .facts import Audience, Book, Raised, Severity, SubjectFacts


class Verdict(TextChoices):
    """What matching found for a subject."""

    MATCHED = "matched", "Exactly one record fits"
    AMBIGUOUS = "ambiguous", "A person must decide"
    NOT_FOUND = "not_found", "No record was found"


class Method(TextChoices):
    """By which way the one record fits. A person's decision is a way of its own."""

    NAME_TIN = "name_tin", "name and TIN"
    NAME_ADDRESS = "name_address", "name and address"
    PERSON = "person", "decided by a person"


class AddressCheck(TextChoices):
    """How the supplied address stands to the record's, apart from the match itself."""

    AGREES = "agrees", "agrees"
    DIFFERS = "differs", "differs"
    NOT_COMPARABLE = "not_comparable", "not comparable"


TIN_CODES: dict[str, str] = {
    "0": "name and TIN match",
    "1": "TIN missing, or not nine digits",
    "2": "TIN not issued",
    "3": "name and TIN differ",
    "4": "invalid request",
    "5": "duplicate request",
    "6": "matched as an SSN",
    "7": "matched as an EIN",
    "8": "matched as both",
}
"""The IRS's TIN-match codes, in words."""

MATCH_EDITION = "2026-11-30.2"
"""The edition of matching: normal forms, comparisons, verdicts. Another edition matches every open request anew."""


MATCHABLE = frozenset({"completeness", "legal_review", "irs_approval"})
"""Statuses of a request in which a person decides on its matches: with the IRS, before fulfilment."""


def judge_match_address(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise match.address where one record fits and the supplied address differs from it or can't be compared (review)."""
    if facts.match != Verdict.MATCHED or facts.match_address == AddressCheck.AGREES:
        return None
    return Raised("match.address", Severity.REVIEW, AddressCheck(facts.match_address).label, audience=Audience.IRS)


def judge_match_ambiguous(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise match.ambiguous where more than one record fits, or one fits in part (subject): a person decides."""
    if facts.match != Verdict.AMBIGUOUS:
        return None
    return Raised("match.ambiguous", Severity.SUBJECT, Verdict.AMBIGUOUS.label, audience=Audience.IRS)


def judge_match_none(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise match.none where no record was found (subject): there is nothing to release."""
    if facts.match != Verdict.NOT_FOUND:
        return None
    return Raised("match.none", Severity.SUBJECT, Verdict.NOT_FOUND.label, audience=Audience.IRS)
