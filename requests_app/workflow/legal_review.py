"""Counsel: the determination of law, element by element, on a snapshot; and the clearing of review flags in writing."""

from __future__ import annotations

from django.db.models import Q

from audits.access_log import AccessAct
from audits.acting import acting, in_words
from audits.models import AccessedSubject

from ..access import as_rule_person, confidential_flags
from ..intake import whole
from ..models import Clearance, DisclosureRequest, Person, Subject
from ..models.as_facts import STANDING, book_for, today
from ..models.decision import DecisionKind
from ..rules.duties import Duty
from ..rules.facts import Audience, Severity
from ..rules.flags import CODES, blocks
from ..rules.lists import limit
from ..rules.roles import Role
from ..rules.statute import ELEMENTS
from ..rules.transitions import Move, Status, not_for
from .deciding import decide, name_nobody
from .refused import Refused, Unfit, correct, demand
from .status_change import change, locked

Elements = dict[str, dict[str, object]]

BETWEEN = "\n0\n"
"""Stands between the words of two fields, so that the end of one and the beginning of the other make no name."""


def _element_refusals(elements: Elements) -> list[str]:
    reasons = []
    for id, element in ELEMENTS.items():
        answer = elements.get(id, {})
        if not isinstance(answer.get("yes"), bool):
            reasons.append(f"Answer yes or no: {element.question}")
        if not in_words(str(answer.get("words", ""))):
            reasons.append(f"Give your words on: {element.question}")
    return reasons


def determine(disclosure_request_id: int, *, by: Person, why: str, seen: int, elements: Elements) -> DisclosureRequest:
    """Record a determination on the contents as they stand. Lawful in every element, it moves on; otherwise it stays.

    `elements`: each id of `statute.ELEMENTS` -> {'yes': bool, 'words': text}. Raises Absent, Stale, Refused; Unfit, with the
    name of each field, where words name a taxpayer.
    """
    demand(_element_refusals(elements))
    lawful = all(elements[id]["yes"] is True for id in ELEMENTS)
    answers = {id: {"yes": elements[id]["yes"], "words": str(elements[id]["words"])} for id in ELEMENTS}
    typed = {**{f"{id}-words": str(answer["words"]) for id, answer in answers.items()}, "why": why}

    def record(disclosure_request: DisclosureRequest) -> None:
        _in_review(disclosure_request, by, Duty.REVIEW)
        decide(
            disclosure_request,
            DecisionKind.DETERMINATION,
            Role.COUNSEL,
            by=by,
            words=why,
            lawful=lawful,
            elements=answers,
        )

    def read_over(disclosure_request: DisclosureRequest) -> None:
        _name_nobody(disclosure_request, typed)

    if lawful:
        return change(disclosure_request_id, Move.DETERMINE, by=by, why=why, seen=seen, first=record, then=read_over)
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=seen)
        record(disclosure_request)
        read_over(disclosure_request)
        disclosure_request.version += 1
        disclosure_request.save(update_fields=["version"])
    return disclosure_request


def _name_nobody(disclosure_request: DisclosureRequest, typed: dict[str, str]) -> None:
    """Raise Unfit with each field whose words name a taxpayer; where none does, the taxpayers are looked at once for all."""
    if not _names_somebody(disclosure_request, BETWEEN.join(typed.values())):
        return
    correct({name: _names_somebody(disclosure_request, words) for name, words in typed.items()})


def _names_somebody(disclosure_request: DisclosureRequest, words: str) -> list[str]:
    try:
        name_nobody(disclosure_request, words)
    except Unfit as unfit:
        return unfit.reasons
    return []


def _in_review(disclosure_request: DisclosureRequest, by: Person, duty: Duty) -> None:
    if disclosure_request.status != Status.LEGAL_REVIEW:
        raise Refused([f"This is done in “{Status.LEGAL_REVIEW.label}”."])
    demand(not_for(as_rule_person(by, disclosure_request), (Role.COUNSEL,), duty))


def clear_flag(
    disclosure_request_id: int, *, by: Person, why: str, code: str, subject_ids: list[int], opened: list[int]
) -> Clearance:
    """Clear a review flag in writing: of the request (no subjects), or of at most 250 subjects, a sample of them opened.

    `opened`: the subjects that counsel opened as a sample, at least one of those cleared; the access log must know it.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(disclosure_request_id, by=by, seen=None)
        _in_review(disclosure_request, by, Duty.CLEAR)
        if code not in CODES:
            raise Refused([f"There is no flag “{code}”."])
        cleared = _clear_subjects(disclosure_request, code, subject_ids, opened, by) if subject_ids else []
        ground = "" if subject_ids else _clear_request(disclosure_request, code)
        name_nobody(disclosure_request, why)
        disclosure_request.version += 1
        disclosure_request.save(update_fields=["cleared_codes", "version"])
        return Clearance.objects.create(
            disclosure_request=disclosure_request,
            submission=disclosure_request.submission,
            rests_on=ground,
            code=code,
            person=by,
            words=why,
            subject_ids=cleared,
        )


def _clear_request(disclosure_request: DisclosureRequest, code: str) -> str:
    """Mark a flag on the request as cleared; return the hash of what it rests on."""
    flag = next((f for f in whole.whole_flags(disclosure_request) if f.code == code and not blocks(f)), None)
    if flag is None:
        raise Refused(["The request doesn't carry this flag any more: look again."])
    disclosure_request.cleared_codes = sorted({*disclosure_request.cleared_codes, code})
    return whole.rests_on(flag)


def _clear_subjects(
    disclosure_request: DisclosureRequest, code: str, subject_ids: list[int], opened: list[int], by: Person
) -> list[int]:
    most = limit(book_for(disclosure_request, today()), "clear_batch")
    if len(set(subject_ids)) > most:
        raise Refused([f"A flag is cleared for at most {most} subjects in one act: choose fewer."])
    kept = confidential_flags(by, disclosure_request).filter(
        code=code, subject__in=subject_ids, audience=Audience.IRS, severity=Severity.REVIEW
    )
    flagged = disclosure_request.subjects.filter(
        Q(review_codes__contains=[code]) | Q(pk__in=kept.values("subject_id")),
        pk__in=subject_ids,
        outcome__in=STANDING,
    )
    subjects = list(flagged.only("id", "review_codes", "cleared_codes"))
    if len(subjects) != len(set(subject_ids)):
        raise Refused(["Some of the subjects don't carry this flag any more: look again."])
    sample = {s.pk for s in subjects} & set(opened)
    if not sample or not _has_looked(by, sample):
        raise Refused(["Open at least one of these subjects first: nobody clears what he or she hasn't looked at."])
    seen_by_agency = [s for s in subjects if code in s.review_codes]
    for subject in seen_by_agency:
        subject.cleared_codes = sorted({*subject.cleared_codes, code})
    Subject.objects.bulk_update(seen_by_agency, ["cleared_codes"])
    kept.filter(cleared=False).update(cleared=True)
    return [s.pk for s in subjects]


def _has_looked(by: Person, sample: set[int]) -> bool:
    looks = AccessedSubject.objects.filter(
        subject_id__in=sample, record__person_id=by.pk, record__act__in=(AccessAct.VIEW, AccessAct.REVEAL)
    )
    return looks.exists()
