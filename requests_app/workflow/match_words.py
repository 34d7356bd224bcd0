"""What matching found, in words, for the IRS's side alone; and the flags that a verdict is, which stand in no row."""

from __future__ import annotations

from collections.abc import Iterable

from ..matching.comparing import WORDS
from ..models import ConfidentialFlag, DisclosureRequest, MatchVerdict
from ..models.as_facts import today
from ..models.matching import verdicts_of
from ..rules.facts import SubjectFacts
from ..rules.lists import DEFAULT_BOOK
from ..rules.matching import (
    TIN_CODES,
    AddressCheck,
    Method,
    Verdict,
    judge_match_ambiguous,
    judge_match_none,
)


def verdict_words(verdict: MatchVerdict) -> str:
    """Return a verdict as a sentence: what was found, by which way, and how the addresses stand."""
    said = [Verdict(verdict.verdict).label]
    if verdict.method:
        said.append(Method(verdict.method).label)
    if verdict.verdict == Verdict.MATCHED and verdict.address:
        said.append(f"address {AddressCheck(verdict.address).label}")
    return "; ".join(said)


def reasons_of(verdict: MatchVerdict) -> tuple[str, ...]:
    """Return the matcher's reasons in words, and what the IRS's TIN-match code says."""
    told = [WORDS.get(reason, reason.replace(":", ": ")) for reason in verdict.reasons]
    if verdict.tin_code in TIN_CODES:
        told.append(f"TIN-match code {verdict.tin_code}: {TIN_CODES[verdict.tin_code]}")
    return tuple(told)


def mark_of(verdict: MatchVerdict) -> str:
    """Return a mark of what a verdict was when a page showed it: another mark means that it was made anew."""
    return f"{verdict.verdict}-{verdict.judged_at.timestamp():.6f}"


def found_on(disclosure_request: DisclosureRequest, subject_ids: Iterable[int]) -> dict[int, MatchVerdict]:
    """Return what was found for these subjects of a request as it stands, by id."""
    return verdicts_of(disclosure_request).in_bulk(list(subject_ids))


def flags_of(verdict: MatchVerdict) -> list[ConfidentialFlag]:
    """Return the blocking flags that a verdict is, ambiguous or none, as flags that are kept nowhere else."""
    facts = SubjectFacts(match=verdict.verdict)
    judged = (rule(facts, DEFAULT_BOOK, today()) for rule in (judge_match_ambiguous, judge_match_none))
    return [
        ConfidentialFlag(code=f.code, severity=f.severity, evidence=f.evidence, audience=f.audience)
        for f in judged
        if f is not None
    ]


def with_evidence(flag: ConfidentialFlag, verdict: MatchVerdict | None) -> ConfidentialFlag:
    """Return a flag on an address with how the two addresses stand to each other, in words: never the record's own."""
    if flag.code == "match.address" and verdict is not None:
        told = [WORDS[reason] for reason in verdict.reasons if reason.startswith("address:") and reason in WORDS]
        flag.evidence = "; ".join([flag.evidence, *told])
    return flag
