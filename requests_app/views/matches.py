"""How the matching of a request stands, in sum: for the IRS's pages alone. Counts are those that the database keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from ..models import DisclosureRequest, MatchState
from ..models.matching import counts_of, matching_of
from ..models.tallies import tally_of
from ..rules.facts import Progress
from ..rules.matching import MATCH_EDITION, AddressCheck, Verdict
from ..rules.transitions import WITH_IRS
from .summaries import UNMATCHED, Lack

AWAITS: dict[str, str] = {
    Verdict.MATCHED: "matched",
    Verdict.AMBIGUOUS: "for a person to decide",
    Verdict.NOT_FOUND: "without a record",
}
"""Verdict -> what its subjects are."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the matching of a request is. Units: rows, subjects.

    `row`: subjects up to it are matched, `last`: the request's last row; `counts`: verdict, address check and how many standing
    subjects bear them, in words and as they are sent; `unmatched`: those that keep the request from moving on.
    """

    done: bool
    row: int
    last: int
    counts: tuple[tuple[str, str, str, str, int], ...]
    by_verdict: dict[str, int]
    unmatched: int
    with_irs: bool
    subjects: int

    @property
    def ambiguous(self) -> int:
        """How many await a person."""
        return self.by_verdict.get(Verdict.AMBIGUOUS, 0)


def brief(disclosure_request: DisclosureRequest, progress: Progress, lacks: Iterable[Lack]) -> str:
    """Return how the matching of a request stands, in a line, from what the page has read; while it runs, two queries more."""
    if not progress.matched:
        row, last = _rows(disclosure_request)
        return f"Being matched, up to subject {row:,} of {last:,}"
    numbers = {UNMATCHED[lack.code.id]: lack.count or 0 for lack in lacks if lack.code.id in UNMATCHED}
    without = sum(numbers.values())
    disputed = max(0, progress.subjects_unmatched - without)
    numbers[Verdict.MATCHED] = progress.subjects_open - without - disputed
    told = [f"{numbers[verdict]:,} {words}" for verdict, words in AWAITS.items() if numbers.get(verdict)]
    told += [f"{disputed:,} that a re-check found wrong"] if disputed else []
    return ", ".join(told) or "Nobody stands to be matched"


def _rows(disclosure_request: DisclosureRequest) -> tuple[int, int]:
    """Return the row up to which a request is matched, and its last row."""
    now = {"edition": MATCH_EDITION, "submission": disclosure_request.submission}
    row = MatchState.objects.filter(pk=disclosure_request.pk, **now).values_list("row", flat=True).first()
    return row or 0, disclosure_request.subjects.aggregate(last=Max("row"))["last"] or 0


def standing(disclosure_request: DisclosureRequest) -> Standing:
    """Return how the matching of a request stands, from a few queries that count no subject."""
    row, last = _rows(disclosure_request)
    found = counts_of(disclosure_request)
    by_verdict: dict[str, int] = {}
    for (verdict, _), number in found.items():
        by_verdict[verdict] = by_verdict.get(verdict, 0) + number
    matching = matching_of(disclosure_request.pk)
    return Standing(
        done=matching.done,
        row=row,
        last=last,
        counts=tuple(
            (Verdict(verdict).label, AddressCheck(address).label if address else "", verdict, address, number)
            for (verdict, address), number in sorted(found.items(), key=lambda one: _order(*one[0]))
        ),
        by_verdict=by_verdict,
        unmatched=matching.unmatched,
        with_irs=disclosure_request.status in WITH_IRS,
        subjects=tally_of(disclosure_request.pk).standing,
    )


def _order(verdict: str, address: str) -> tuple[int, int]:
    addresses = ["", *AddressCheck.values]
    return Verdict.values.index(verdict), addresses.index(address) if address in addresses else len(addresses)
