"""Brings a request to its place by the real workflow: the same functions, checks and people as in the browser.

Each step is a transaction of its own, as it is in life, so a load that was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import NAMESPACE_URL, UUID, uuid5

from audits.acting import acting

from .. import access
from ..intake import judging
from ..models import Agency, Agreement, DisclosureRequest, MatchVerdict, Person, Release
from ..models.as_facts import STANDING, today
from ..models.confidential import irs_flags
from ..models.subject import Outcome
from ..rules.facts import Severity
from ..rules.flags import judge_request
from ..rules.matching import Verdict
from ..rules.statute import ELEMENTS
from ..rules.transitions import Status
from ..workflow import (
    completeness,
    deciding,
    drafting,
    fulfilment,
    irs_approval,
    legal_review,
    matching,
    showing,
    submission,
)
from ..workflow.kept import mark
from ..workflow.questions import case_of
from .people import ICE
from .plan import Named, Story

ORIGIN = "demonstration"
FINDINGS = {
    "name_and_address": "Each subject is named, and each has a street, a city and a state.",
    "periods": "The periods are set forth for each, and each is past.",
    "statutory_authority": "The sections cited are criminal, not of tax administration.",
    "specific_reasons": "Each reason speaks of this matter and of this person.",
    "title_class": "Signed by an official of a class that may ask.",
    "recipients": "The officers named are engaged in the matter and will use it for nothing else.",
    "tier": "Only addresses are asked for: taxpayer identity.",
}
"""Counsel's words, element by element."""

AUTHORIZED = "Transmittal authorized: the decisions and the orders in force were checked."
PLACE = "Evidence room 3, locked cabinet 12"


def key_of(name: str) -> UUID:
    """Return the idempotency key of an invented thing: the same in every load."""
    return uuid5(NAMESPACE_URL, f"urn:disclosure-desk:demonstration:{name}")


class Walk:
    """One request on its way."""

    def __init__(self, story: Story, people: dict[str, Person]) -> None:
        self.story, self.people = story, people
        self.side = story.agency.lower()
        self.liaison, self.signer, self.agent = (people[f"{self.side}.{r}"] for r in ("liaison", "signer", "agent"))
        self.request = self._drafted()
        self.steps: dict[str, Callable[[], object]] = {
            Status.DRAFT: self._hand_over,
            Status.AWAITING_SIGNATURE: self._sign,
            Status.COMPLETENESS: self._check,
            Status.LEGAL_REVIEW: self._determine,
            Status.IRS_APPROVAL: self._approve,
            Status.FULFILMENT: self._deliver,
        }
        self.endings: dict[str, Callable[[], object]] = {
            Status.RETURNED: self._return,
            Status.DENIED: self._deny,
            Status.WITHDRAWN: self._withdraw,
            Status.CLOSED: self._deliver,
        }

    def go(self) -> DisclosureRequest:
        """Take step after step until the request stands where its story ends; name the subjects first."""
        self._name_subjects()
        while self.request.status != self.story.ends:
            turning = self.request.status == self.story.turns_at
            (self.endings[self.story.ends] if turning else self.steps[self.request.status])()
            self.request.refresh_from_db()
        return self.request

    @property
    def seen(self) -> int:
        """Return the version that a person sees who opens the page now."""
        return DisclosureRequest.objects.values_list("version", flat=True).get(pk=self.request.pk)

    def _drafted(self) -> DisclosureRequest:
        story = self.story
        return drafting.create(
            by=self.liaison,
            why="Begins a request",
            agency=Agency.objects.get(code=story.agency),
            agreement=Agreement.objects.filter(agency__code=ICE).first() if story.agency == ICE else None,
            title=story.title,
            purpose=story.purpose,
            items=["address"],
            cover={},
            key=key_of(story.key),
        )

    def _name_subjects(self) -> None:
        for named in self.story.named[self.request.subjects.count() :]:
            drafting.add_subject(
                self.request.pk,
                by=self.liaison,
                why="Names a taxpayer",
                seen=None,
                fields=fields_of(named),
                tin=named.who.tin if named.tin_given else "",
            )

    def _hand_over(self) -> None:
        submission.hand_over(self.request.pk, by=self.liaison, why="Ready to be signed", seen=self.seen)

    def _sign(self) -> None:
        office = "component_head" if self.story.agency == ICE else "us_attorney"
        submission.sign_and_send(
            self.request.pk,
            by=self.signer,
            why="Signs and sends in",
            seen=self.seen,
            office=office,
            capacity="holder",
            instrument="",
            title=self.signer.title,
            letter=None,
        )
        judging.judge_stale(self.request.pk)
        matching.run(self.request.pk)

    def _check(self) -> None:
        judging.judge_stale(self.request.pk)
        specialist = self.people["irs.specialist"]
        seen = mark(self.request)
        completeness.assign(self.request.pk, by=specialist, why="Takes the request up", to=specialist, seen=seen)
        self._set_aside_unmatched(specialist)
        words = "All four elements are set forth for every subject."
        completeness.find_complete(self.request.pk, by=specialist, why=words, seen=self.seen)

    def _set_aside_unmatched(self, specialist: Person) -> None:
        """Deny, each with its reason, the subjects that no record fits: there is nothing to release for them."""
        matching.run(self.request.pk)
        found = MatchVerdict.objects.filter(disclosure_request=self.request, verdict=Verdict.NOT_FOUND)
        standing = self.request.subjects.filter(outcome__in=STANDING, pk__in=found.values("subject_id"))
        if ids := list(standing.values_list("pk", flat=True)):
            deciding.set_aside(
                self.request.pk,
                ids,
                by=specialist,
                why="No record fits: there is nothing to release.",
                seen=self.seen,
                outcome=Outcome.DENIED,
                reason_code="no_record_or_mismatch",
            )

    def _clear_flags(self) -> None:
        case, counsel = case_of(self.request), self.people["irs.counsel"]
        raised = judge_request(case.contents, case.book, today())
        for flag in raised:
            if flag.severity == Severity.REVIEW and flag.code not in self.request.cleared_codes:
                words = "Looked at: the point is open in law, and the agreement names this office."
                legal_review.clear_flag(
                    self.request.pk, by=counsel, why=words, code=flag.code, subject_ids=[], opened=[]
                )
        for subject in self.request.subjects.filter(outcome__in=STANDING):
            of_irs = set(irs_flags(self.request.pk).filter(subject=subject).values_list("code", flat=True))
            for code in sorted(set(subject.review_codes) - set(subject.cleared_codes) | of_irs):
                self._open(subject.pk, counsel)
                words = "Looked at this subject: the point doesn't touch what the statute wants."
                legal_review.clear_flag(
                    self.request.pk, by=counsel, why=words, code=code, subject_ids=[subject.pk], opened=[subject.pk]
                )

    def _open(self, subject_id: int, person: Person) -> None:
        why = "Reviews a flag on this subject"
        with acting(by=person, why=why):
            who = access.looker(person, self.request, origin=ORIGIN, why=why)
            showing.subject(self.request, subject_id, who)

    def _determine(self) -> None:
        self._clear_flags()
        self._find(elements={id: {"yes": True, "words": FINDINGS[id]} for id in ELEMENTS})

    def _find(self, elements: dict[str, dict[str, object]]) -> None:
        legal_review.determine(
            self.request.pk,
            by=self.people["irs.counsel"],
            why="Determination of law",
            seen=self.seen,
            elements=elements,
        )

    def _approve(self) -> None:
        words = "Approved: the request conforms to 26 U.S.C. 6103(i)(2)."
        irs_approval.approve(self.request.pk, by=self.people["irs.approver"], why=words, seen=self.seen)

    def _deliver(self) -> None:
        specialist, second = self.people["irs.specialist"], self.people["irs.specialist2"]
        standing = self.request.releases.exclude(status="void").first()
        pk = standing.pk if standing else self._prepare(specialist)
        acts: dict[str, Callable[[], object]] = {
            "prepared": lambda: fulfilment.authorize(pk, by=self.people["irs.authorizer"], why=AUTHORIZED),
            "authorized": lambda: fulfilment.transmit(pk, by=second, why="Transmits the authorized package"),
            "transmitted": lambda: self._receive(pk),
        }
        while act := acts.get(Release.objects.values_list("status", flat=True).get(pk=pk)):
            act()
        fulfilment.close(self.request.pk, by=second, why="Delivered and received", seen=self.seen)

    def _prepare(self, specialist: Person) -> int:
        asked = fulfilment.prepare(self.request.pk, by=specialist, why="Prepares the package", recipient=self.agent)
        if asked.release_id is None:
            raise ValueError("The invented package wasn't prepared.")
        return asked.release_id

    def _receive(self, release_id: int) -> None:
        fulfilment.fetch(release_id, by=self.agent, why="Opens the package", origin=ORIGIN)
        fulfilment.confirm(
            release_id, by=self.agent, why="Confirms receipt", custodian=self.agent.get_full_name(), location=PLACE
        )

    def _return(self) -> None:
        judging.judge_stale(self.request.pk)
        deciding.return_to_agency(
            self.request.pk,
            by=self.people["irs.specialist2"],
            why=self.story.words,
            seen=self.seen,
            reason_codes=list(self.story.codes),
        )

    def _deny(self) -> None:
        no = {"yes": False, "words": self.story.words}
        elements = {id: {"yes": True, "words": FINDINGS[id]} for id in ELEMENTS} | {"statutory_authority": no}
        self._find(elements)
        deciding.deny(
            self.request.pk,
            by=self.people["irs.counsel"],
            why=self.story.words,
            seen=self.seen,
            reason_codes=list(self.story.codes),
        )

    def _withdraw(self) -> None:
        deciding.withdraw(self.request.pk, by=self.liaison, why=self.story.words, seen=self.seen)


def fields_of(named: Named) -> dict[str, str]:
    """Return the template's fields for a taxpayer as the request names one."""
    return {
        **named.who.fields(),
        "tax_periods": named.periods,
        "statute": named.statute,
        "case_number": named.case,
        "case_opened": named.opened,
        "reason": named.reason,
        "officer_name": named.officer,
        "officer_title": named.officer_title,
        **dict(named.changes),
    }
