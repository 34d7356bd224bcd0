"""A request whose first subject may be either of two people, and what a person does about it."""

from __future__ import annotations

from audits.acting import MATCHING, acting
from requests_app.models import (
    DisclosureRequest,
    MatchVerdict,
    Person,
    Subject,
)
from requests_app.rules.transitions import Status
from requests_app.workflow import (
    match_deciding,
    match_showing,
    matching,
)
from requests_app.workflow.match_words import mark_of
from tests.cast import (
    WHY,
    Cast,
    draft,
    fresh,
    looker_for,
    on_record,
    subject_fields,
    walk,
)

WORDS = "The date of birth on file is the elder's."
ELSEWHERE = {
    "first_name": "Ida",
    "last_name": "Nobodyfield",
    "address_line1": "77 Elsewhere Way",
    "city": "Tampa",
    "state": "FL",
    "postal_code": "33602",
}
"""Somebody near no record."""
FATHER, SON = "912-66-0001", "912-66-0002"


def father_and_son(who: Cast, *more: dict[str, str]) -> DisclosureRequest:
    """A request in completeness whose first subject may be the father or the son: one address, no TIN."""
    on_record(last_name="Demofield Sr", tin=FATHER)
    on_record(last_name="Demofield Jr", tin=SON)
    one = walk(who, draft(who, subject_fields(), *more), Status.COMPLETENESS)
    matching.run(one.pk)
    return fresh(one)


def unmatched(one: DisclosureRequest, *rows: int) -> None:
    """No record fits the subjects in these rows any more."""
    with acting(by=MATCHING, why=WHY):
        verdicts = MatchVerdict.objects.filter(subject__disclosure_request=one, subject__row__in=rows)
        verdicts.update(verdict="not_found", method="", address="", record_id=None)


def subject_of(one: DisclosureRequest) -> Subject:
    return one.subjects.earliest("row")


def verdict_of(one: DisclosureRequest) -> MatchVerdict:
    return MatchVerdict.objects.get(subject=subject_of(one))


def candidates(one: DisclosureRequest) -> list[int]:
    return match_showing.candidate_ids(verdict_of(one), subject_of(one))


def look(someone: Person, one: DisclosureRequest) -> match_showing.Pair:
    with acting(by=someone, why=WHY):
        return match_showing.pair(one, subject_of(one).pk, looker_for(someone, one), reveal=True)


def decide(
    someone: Person, one: DisclosureRequest, record_id: int | None, seen: str = "", why: str = WORDS
) -> MatchVerdict:
    mark = seen or mark_of(verdict_of(one))
    return match_deciding.decide(subject_of(one).pk, record_id, by=someone, why=why, seen=mark)


def looked_and_decided(someone: Person, one: DisclosureRequest, record_id: int | None) -> MatchVerdict:
    look(someone, one)
    return decide(someone, one, record_id)


def decision(someone: Person, one: DisclosureRequest, **more: object) -> dict[str, object]:
    """The columns of a decision that is written past the workflow."""
    return {
        "disclosure_request": one,
        "agency_id": one.agency_id,
        "subject_id": subject_of(one).pk,
        "submission": one.submission,
        "verdict": "matched",
        "person": someone,
        "name": "x",
        "words": WORDS,
    } | more
