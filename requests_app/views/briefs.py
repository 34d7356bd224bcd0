"""The flags that stand on each request of a list, in brief: how many block, how many are to be cleared, which weigh most."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ..models import DisclosureRequest
from ..models.tallies import Tally, tallies_of
from ..rules.evidence import weight
from ..rules.facts import Severity
from ..rules.transitions import ENDED
from . import summaries

NAMED = 3
"""Codes that are named."""


@dataclass(frozen=True, slots=True)
class Brief:
    """Flags in brief. Unit: flags, each on one subject or on the request. `codes`: what weighs most; `more`: other codes."""

    blocking: int = 0
    review: int = 0
    codes: tuple[str, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        """Return whether any flag stands."""
        return bool(self.blocking or self.review)


def briefs_of(requests: Sequence[DisclosureRequest], irs_agencies: Collection[int]) -> dict[int, Brief]:
    """Return each request's flags in brief, by id. `irs_agencies`: those on whose requests the reader is on the IRS's side.

    Flags are counted, not subjects: so the agency's figure rests on nothing but flags on what it sent. Two queries at most.
    """
    found: dict[int, Brief] = {}
    for irs_side in (True, False):
        some = [one for one in requests if (one.agency_id in irs_agencies) is irs_side]
        tallies = tallies_of([one.pk for one in some], irs_side=irs_side) if some else {}
        codes = summaries.codes_for(irs_side)
        found |= {one.pk: brief(one, tallies[one.pk], codes) for one in some}
    return found


def brief(one: DisclosureRequest, tally: Tally, codes: frozenset[str]) -> Brief:
    """Return the flags of these codes that stand on one request; none once it has ended."""
    if one.status in ENDED:
        return Brief()
    due = summaries.due_at_signing(one.status)
    whole = [(code, Severity.REQUEST, 1) for code in one.blocking_codes if code not in due]
    whole += [(code, Severity.REVIEW, 1) for code in one.review_codes if code not in one.cleared_codes]
    whole += [(code, Severity.SUBJECT, number) for code, number in tally.blocking.items()]
    whole += [(code, Severity.REVIEW, number) for code, number in tally.review.items()]
    return _brief((code, severity, number) for code, severity, number in whole if code in codes and number)


def _brief(standing: Iterable[tuple[str, str, int]]) -> Brief:
    ordered = sorted(standing, key=lambda flag: weight(flag[0], flag[1]))
    names = list(dict.fromkeys(code for code, _, _ in ordered))
    return Brief(
        blocking=sum(number for _, severity, number in ordered if severity != Severity.REVIEW),
        review=sum(number for _, severity, number in ordered if severity == Severity.REVIEW),
        codes=tuple(names[:NAMED]),
        more=len(names[NAMED:]),
    )
