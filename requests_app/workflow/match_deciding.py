"""A person decides which record a subject is, or that none is, in writing.

Nobody decides on what he or she hasn't looked at, and another person decides anew; history keeps both. Any verdict may be
decided on, the matcher's own as well. Domain, section 7: ambiguous means that a person decides; 26 U.S.C. 7431.
"""

from __future__ import annotations

from django.utils import timezone

from audits.access_log import AccessAct
from audits.acting import MATCHING, acting
from audits.models import AccessedSubject

from ..access import Absent, as_rule_person
from ..models import ConfidentialFlag, DisclosureRequest, MatchDecision, MatchVerdict, Person, Subject
from ..models.as_facts import STANDING
from ..rules.duties import Duty
from ..rules.matching import MATCH_EDITION, MATCHABLE, Method, Verdict
from ..rules.roles import Role
from ..rules.transitions import Status, not_for
from . import matching, naming
from .match_showing import address_check, candidate_ids, compared, verdict_on
from .match_words import mark_of
from .refused import Stale, correct, demand
from .status_change import locked

FLAGGED = "the flag on the address, after a person decided which record it is"
UNSEEN = "Look at both sides first, with your reason: nobody decides on what he or she hasn't looked at."


def _request_of(subject_id: int) -> int:
    found = Subject.objects.filter(pk=subject_id).values_list("disclosure_request_id", flat=True).first()
    if found is None:
        raise Absent
    return found


def decide(subject_id: int, record_id: int | None, *, by: Person, why: str, seen: str) -> MatchVerdict:
    """Record which record a subject is (None: no record) and why, and make it the verdict.

    `seen`: the mark of the verdict that the page showed. Raises Absent, Stale; Refused with every reason: nothing was changed.
    In completeness the request's version stays: it goes on only once all are matched, and the agency reads versions. Later it
    grows, since others decide on what they saw.
    """
    with acting(by=by, why=why):
        disclosure_request = locked(_request_of(subject_id), by=by, seen=None)
        verdict = verdict_on(disclosure_request, subject_id)
        subject = Subject.objects.get(pk=subject_id)
        demand(decide_refusals(disclosure_request, subject, verdict, by))
        if seen != mark_of(verdict):
            raise Stale("What was found for this subject has changed")
        demand(_choice_refusals(subject, verdict, record_id, by))
        correct({"why": [naming.NAMES_PAIR] if naming.names_one_of([subject_id], why) else []})
        _write(disclosure_request, subject, verdict, record_id, by, why)
        if disclosure_request.status != Status.COMPLETENESS:
            disclosure_request.version += 1
            disclosure_request.save(update_fields=["version"])
        with acting(by=MATCHING, why=FLAGGED):
            _flag_anew(disclosure_request, subject_id)
    return verdict


def decide_refusals(
    disclosure_request: DisclosureRequest, subject: Subject, verdict: MatchVerdict, by: Person
) -> list[str]:
    """Return why this person may not decide on this subject now, before anything was chosen."""
    reasons = []
    if disclosure_request.status not in MATCHABLE:
        reasons.append("A match is decided while the IRS decides on the request, before it is in fulfilment.")
    if subject.outcome not in STANDING:
        reasons.append("This subject was set aside: there is nothing to decide on it any more.")
    if verdict.decided_by_id == by.pk:
        reasons.append("You decided on this subject: another specialist decides on it anew.")
    return [*reasons, *not_for(as_rule_person(by, disclosure_request), (Role.SPECIALIST,), Duty.CHECK)]


def _choice_refusals(subject: Subject, verdict: MatchVerdict, record_id: int | None, by: Person) -> list[str]:
    reasons = []
    if record_id is not None and record_id not in compared(subject, candidate_ids(verdict, subject)):
        reasons.append("That record isn't among those shown beside this subject.")
    return reasons if has_looked(by, subject.pk) else [*reasons, UNSEEN]


def has_looked(by: Person, subject_id: int) -> bool:
    """Return whether the access log knows that this person opened this subject and its records, with a reason."""
    looks = AccessedSubject.objects.filter(
        subject_id=subject_id, record__person_id=by.pk, record__act=AccessAct.REVEAL, record__kind="record"
    )
    return looks.exists()


def _flag_anew(disclosure_request: DisclosureRequest, subject_id: int) -> None:
    """Raise or end the flag on the address. A clearance that rested on what was found before doesn't outlive it."""
    ConfidentialFlag.objects.filter(subject=subject_id, code="match.address").delete()
    matching.settle_flags(disclosure_request, [subject_id])


def _write(
    disclosure_request: DisclosureRequest,
    subject: Subject,
    verdict: MatchVerdict,
    record_id: int | None,
    by: Person,
    why: str,
) -> None:
    found = compared(subject, [record_id])[record_id] if record_id is not None else None
    verdict.candidates = sorted(candidate_ids(verdict, subject))
    verdict.verdict = Verdict.MATCHED if found else Verdict.NOT_FOUND
    verdict.record_id, verdict.method = record_id, Method.PERSON
    verdict.address = address_check(found) if found else ""
    verdict.reasons = list(found.reasons()) if found else []
    verdict.edition, verdict.decided_by, verdict.judged_at = MATCH_EDITION, by, timezone.now()
    MatchDecision.objects.create(
        disclosure_request=disclosure_request,
        agency_id=disclosure_request.agency_id,
        subject_id=subject.pk,
        submission=disclosure_request.submission,
        verdict=verdict.verdict,
        record_id=record_id,
        person=by,
        name=by.get_full_name(),
        words=why,
    )
    verdict.save()
