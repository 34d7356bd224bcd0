"""Verdicts drawn by chance are looked at again by a person who didn't decide them: what the rates of error are counted from.

A draw stands whether it is re-checked or not. A re-check that finds a match wrong bars its request until somebody decides on
the subject (gates/matching.sql). Domain, section 7: report both errors, rejected and not found.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet

from audits.acting import acting

from ..access import Absent, agencies_by_role, find_request
from ..models import MatchDraw, MatchRecheck, MatchVerdict, Person
from ..models.as_facts import STANDING
from ..rules.matching import Verdict
from ..rules.roles import Role
from ..rules.transitions import WITH_IRS
from . import naming
from .match_deciding import UNSEEN, has_looked
from .refused import Refused, correct, demand

MOST_DRAWN = 200
"""The most verdicts drawn in one act."""

DRAWABLE = (Verdict.MATCHED, Verdict.NOT_FOUND)
"""Verdicts whose errors are counted: a false match, a miss."""

NOT_A_SPECIALIST = f"This is for a {Role.SPECIALIST.label.lower()}."


def draw(disclosure_request_id: int | None, verdict: str, count: int, *, by: Person, why: str) -> list[MatchDraw]:
    """Draw verdicts by chance for this person to re-check, of one request or of all; fewer than asked for if there are no more.

    Every standing verdict of the kind that nobody drew before, and that the person didn't decide, has the same chance. What
    somebody else draws at the same moment is left to them.
    """
    if verdict not in DRAWABLE or not 0 < count <= MOST_DRAWN:
        raise Refused([f"Draw from 1 to {MOST_DRAWN} verdicts: matches, or subjects for whom no record was found."])
    agencies = agencies_by_role(by).get(Role.SPECIALIST, frozenset())
    if disclosure_request_id is not None:
        agencies &= {find_request(by, disclosure_request_id).agency_id}
    if not agencies:
        raise Refused([NOT_A_SPECIALIST])
    with acting(by=by, why=why):
        standing = drawable(by, verdict, agencies)
        if disclosure_request_id is not None:
            standing = standing.filter(disclosure_request=disclosure_request_id)
        chosen = [_drawn(one, by) for one in standing.order_by("?")[:count]]
        MatchDraw.objects.bulk_create(chosen, ignore_conflicts=True)
        mine = MatchDraw.objects.filter(person=by, verdict=verdict, submission=F("disclosure_request__submission"))
        return list(
            mine.filter(subject_id__in=[one.subject_id for one in chosen], edition__in={o.edition for o in chosen})
        )


def drawable(by: Person, verdict: str, agencies: frozenset[int]) -> QuerySet[MatchVerdict]:
    """Return the standing verdicts of a kind, on requests of these agencies as they stand, that may be drawn for a person."""
    before = MatchDraw.objects.filter(
        subject_id=OuterRef("subject_id"),
        submission=OuterRef("submission"),
        edition=OuterRef("edition"),
        verdict=OuterRef("verdict"),
    )
    standing = MatchVerdict.objects.filter(
        agency_id__in=agencies,
        verdict=verdict,
        submission=F("disclosure_request__submission"),
        subject__outcome__in=STANDING,
    )
    return standing.exclude(decided_by=by).exclude(Exists(before)).order_by()


def _drawn(one: MatchVerdict, by: Person) -> MatchDraw:
    return MatchDraw(
        disclosure_request_id=one.disclosure_request_id,
        agency_id=one.agency_id,
        subject_id=one.subject_id,
        submission=one.submission,
        verdict=one.verdict,
        edition=one.edition,
        person=by,
    )


def waiting(by: Person) -> QuerySet[MatchDraw]:
    """Return what was drawn for a person, stands as it was drawn, and isn't re-checked yet: the oldest first."""
    as_drawn = MatchVerdict.objects.filter(
        subject_id=OuterRef("subject_id"),
        submission=OuterRef("submission"),
        edition=OuterRef("edition"),
        verdict=OuterRef("verdict"),
    ).exclude(decided_by=by)
    done = MatchRecheck.objects.filter(subject_id=OuterRef("subject_id"), submission=OuterRef("submission"), person=by)
    draws = MatchDraw.objects.filter(person=by, submission=F("disclosure_request__submission"))
    return draws.filter(Exists(as_drawn)).exclude(Exists(done)).order_by("id")


def recheck(subject_id: int, agrees: bool, *, by: Person, why: str) -> MatchRecheck:
    """Record whether a verdict that was drawn for this person holds. Raises Absent, or Refused with every reason."""
    drawn = waiting(by).filter(subject_id=subject_id).first()
    if drawn is None:
        raise Refused(["This verdict isn't drawn for you, was made anew since, or you re-checked it already."])
    with acting(by=by, why=why):
        disclosure_request = find_request(by, drawn.disclosure_request_id, lock=True)
        if Role.SPECIALIST not in {r for r, ids in agencies_by_role(by).items() if drawn.agency_id in ids}:
            raise Absent
        demand([] if has_looked(by, subject_id) else [UNSEEN])
        correct({"why": [naming.NAMES_PAIR] if naming.names_one_of([subject_id], why) else []})
        made = MatchRecheck.objects.create(
            disclosure_request=disclosure_request,
            agency_id=drawn.agency_id,
            subject_id=subject_id,
            submission=drawn.submission,
            verdict=drawn.verdict,
            edition=drawn.edition,
            agrees=agrees,
            person=by,
            name=by.get_full_name(),
            words=why,
        )
        if disclosure_request.status in WITH_IRS:
            disclosure_request.version += 1
            disclosure_request.save(update_fields=["version"])
    return made
