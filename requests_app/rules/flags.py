"""The ordered list of flags and the rules that raise them: one code, one function, one order.

A rule is given the subject's or the request's facts, the book of lists in force, and today; it answers with
the flag it raises, or None. A code is raised at most once for a subject or a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from .addresses.both_forms import judge_both_forms
from .addresses.judging import judge_address, judge_zip
from .codes import ORDERED, Code
from .facts import Book, Contents, Raised, Severity, Shared, SubjectFacts
from .holds import judge_holds
from .identifiers import judge_tin
from .identity import judge_duplicate, judge_duplicate_elsewhere
from .matching import judge_match_address, judge_match_ambiguous, judge_match_none
from .matters import judge_matter, judge_matter_load
from .names import judge_name
from .officers import judge_officer_load, judge_officer_named
from .orders import judge_order
from .periods import judge_periods
from .protection import judge_protected
from .reasons.judging import judge_reason_civil, judge_reason_generic, judge_reason_given
from .reasons.paths import judge_fugitive, judge_purpose_fugitive, judge_purpose_terrorism, judge_terrorism
from .request_rules import (
    judge_agreement,
    judge_attestation,
    judge_delegation,
    judge_items_barred,
    judge_items_permitted,
    judge_signature,
    judge_signer_permitted,
)
from .safeguards import judge_findings, judge_refusal
from .statutes.judging import judge_statutes

CODES: dict[str, Code] = {code.id: code for code in ORDERED}
"""Id -> code, in the order in which flags are shown."""

PLACES = {code: place for place, code in enumerate(CODES)}
"""Code -> its place in that order."""

BLOCKING: frozenset[str] = frozenset({Severity.REQUEST, Severity.SUBJECT, Severity.RELEASE})
"""Severities that can only be cured; a review flag can be cleared in writing."""

SubjectRule = Callable[[SubjectFacts, Book, date], Raised | None]
RequestRule = Callable[[Contents, Book, date], Raised | None]

BEFORE_STATUTES: tuple[SubjectRule, ...] = (judge_name, judge_address, judge_zip, judge_both_forms, judge_periods)
AFTER_STATUTES: tuple[SubjectRule, ...] = (
    judge_reason_given,
    judge_reason_generic,
    judge_reason_civil,
    judge_matter,
    judge_matter_load,
    judge_officer_named,
    judge_officer_load,
    judge_order,
    judge_fugitive,
    judge_terrorism,
    judge_tin,
    judge_duplicate,
    judge_duplicate_elsewhere,
    judge_match_address,
    judge_match_ambiguous,
    judge_match_none,
    judge_protected,
)
"""The rules on one subject, in the order of their codes; those on the statute stand between, in `statutes.judging`."""

BESIDE_TEXT: frozenset[SubjectRule] = frozenset(
    {
        judge_matter_load,
        judge_officer_load,
        judge_duplicate,
        judge_duplicate_elsewhere,
        judge_match_address,
        judge_match_ambiguous,
        judge_match_none,
        judge_protected,
    }
)
"""The rules that rest on what stands beside a subject's own text: what it shares, its record, the list kept under (i)(6)."""

OF_TEXT_AFTER_STATUTES = tuple(rule for rule in AFTER_STATUTES if rule not in BESIDE_TEXT)

SHARED_RULES: dict[str, SubjectRule] = {
    "reason": judge_reason_generic,
    "matter": judge_matter_load,
    "officer": judge_officer_load,
    "identity": judge_duplicate,
}
"""Field of `facts.Shared` -> the rule that rests on how many rows share it, whatever else a subject says."""

REQUEST_RULES: tuple[RequestRule, ...] = (
    judge_signature,
    judge_delegation,
    judge_signer_permitted,
    judge_items_barred,
    judge_items_permitted,
    judge_purpose_fugitive,
    judge_purpose_terrorism,
    judge_attestation,
    judge_agreement,
    judge_refusal,
    judge_findings,
    judge_holds,
)

ELEMENT_OF_FAMILY: dict[str, str] = {
    "name": "name",
    "address": "address",
    "period": "periods",
    "statute": "statute",
    "reason": "reason",
    "matter": "matter",
    "officer": "officer",
}
"""First part of a code -> the element that the database's own gate wants graded complete."""


def judge_subject(facts: SubjectFacts, book: Book, today: date) -> tuple[Raised, ...]:
    """Return every flag on one named taxpayer, in the order of `CODES`."""
    return _judged(facts, book, today, AFTER_STATUTES)


def judge_text(facts: SubjectFacts, book: Book, today: date) -> tuple[Raised, ...]:
    """Return what `judge_subject` does for one of whom nothing is known yet beside the text and the form of the TIN."""
    return _judged(facts, book, today, OF_TEXT_AFTER_STATUTES)


def judge_counts(shared: Shared, book: Book, today: date) -> tuple[Raised, ...]:
    """Return the flags that rest on what a subject shares with others, whatever else it says, in the order of `CODES`."""
    facts = SubjectFacts(shared=shared)
    raised = [rule(facts, book, today) for rule in SHARED_RULES.values()]
    return tuple(filter(None, raised))


def _judged(facts: SubjectFacts, book: Book, today: date, after: tuple[SubjectRule, ...]) -> tuple[Raised, ...]:
    raised = [rule(facts, book, today) for rule in BEFORE_STATUTES]
    raised += judge_statutes(facts, book)
    raised += [rule(facts, book, today) for rule in after]
    return tuple(filter(None, raised))


def judge_request(contents: Contents, book: Book, today: date) -> tuple[Raised, ...]:
    """Return every flag on the request as a whole, in the order of `CODES`."""
    raised = [rule(contents, book, today) for rule in REQUEST_RULES]
    return tuple(flag for flag in raised if flag is not None)


def in_order(codes: Iterable[str]) -> list[str]:
    """Return codes in the order of `CODES`."""
    return sorted(codes, key=PLACES.__getitem__)


def blocks(raised: Raised) -> bool:
    """Return whether a flag blocks: it can be cured, never cleared."""
    return raised.severity in BLOCKING


def audience_of(raised: Raised) -> str:
    """Return who may see a flag: the audience it was raised for, or that of its code."""
    return raised.audience or CODES[raised.code].audience


def grades(raised: Iterable[Raised]) -> dict[str, str]:
    """Return 'complete' or 'incomplete' for each element: incomplete where a blocking flag of that element
    stands.
    """
    found = dict.fromkeys(ELEMENT_OF_FAMILY.values(), "complete")
    for flag in raised:
        element = ELEMENT_OF_FAMILY.get(flag.code.partition(".")[0])
        if element and blocks(flag):
            found[element] = "incomplete"
    return found
