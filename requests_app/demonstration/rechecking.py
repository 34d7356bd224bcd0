"""Matches drawn by chance to be looked at again: one holds, one still waits."""

from __future__ import annotations

from audits.acting import acting

from .. import access
from ..models import DisclosureRequest, MatchDraw, Person
from ..rules.matching import Verdict
from ..workflow import match_rechecking, match_showing
from .walking import ORIGIN, key_of

OF = "completeness"
"""The story of which matches are drawn."""


def sample(people: dict[str, Person]) -> None:
    """Draw two matches for a specialist, and re-check the first, unless that was done."""
    specialist = people["irs.specialist2"]
    request = DisclosureRequest.objects.filter(made_by_key=key_of(OF)).first()
    if request is None or MatchDraw.objects.filter(disclosure_request=request).exists():
        return
    why = "A sample of the day's matches"
    drawn = match_rechecking.draw(request.pk, Verdict.MATCHED, 2, by=specialist, why=why)
    with acting(by=specialist, why=why):
        who = access.looker(specialist, request, origin=ORIGIN, why=why)
        match_showing.pair(request, drawn[0].subject_id, who, reveal=True)
    words = "Name, number and street are the record's."
    match_rechecking.recheck(drawn[0].subject_id, True, by=specialist, why=words)
