"""The request page: where it stands, what it lacks, what I may do and why not, its subjects, and what was done.

Every role that may open a request sees this page; what is the IRS's own is left out for the agency's people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..models import Batch, Decision, DisclosureRequest, Note, Release, Signature
from ..models.as_facts import book_for, today, unjudged_of
from ..models.decision import DecisionKind
from ..models.release import ReleaseStatus
from ..models.tallies import tally_of
from ..rules.flags import judge_request
from ..rules.needs import SENT
from ..rules.reason_codes import INTERNAL, REASONS, sentence_for_agency
from ..rules.roles import Role
from ..rules.statute import CAPACITIES, OFFICES
from ..rules.transitions import AFTERWARDS, ENDED, UNSENT, Act, Status
from ..workflow import questions, recipients
from ..workflow.agreements import overdue_conditions
from ..workflow.questions import Case, Offer
from . import acts, answers, cases, changes, queues, sent_back, story, subjects, succeeding, summaries
from .answers import Trouble, draw
from .narrowing import page_of
from .who import DeskRequest

SENT_TO_AGENCY = (DecisionKind.RETURN, DecisionKind.DENIAL, DecisionKind.WITHDRAWAL, DecisionKind.SET_ASIDE)
"""Decisions that the agency's own people are shown."""

UPLOADS, NOTES = 20, 50
"""Latest uploads and notes on the page; the earlier ones on its next pages."""
TIMELINE = 10
"""Latest events on the page; the whole timeline has a page of its own."""


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as the page shows it."""

    decision: Decision
    label: str
    reasons: list[str]
    words: str


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a request."""
    return page(request, access.find_request(request.visitor, pk, held=request.roles))


def judging(request: DeskRequest, pk: int) -> HttpResponse:
    """Show how many subjects are still being judged: the part of the page that asks for itself."""
    disclosure_request = access.find_request(request.visitor, pk)
    tally = tally_of(disclosure_request.pk, irs_side=answers.irs_side(request, disclosure_request))
    unjudged = unjudged_of(disclosure_request, tally, book_for(disclosure_request, today()))
    context = {"disclosure_request": disclosure_request, "home": cases.home(disclosure_request), "asked": True}
    return draw(request, "requests/_judging.html", context | _judged(tally.standing, unjudged))


def _judged(standing: int, unjudged: int) -> dict[str, int]:
    return {"standing": standing, "unjudged": unjudged, "judged": standing - unjudged}


def page(request: DeskRequest, disclosure_request: DisclosureRequest, trouble: Trouble | None = None) -> HttpResponse:
    """Return the request's page, with why an act on it was refused."""
    case = questions.case_of(disclosure_request)
    irs_side = answers.irs_side(request, disclosure_request)
    if not irs_side:
        case = questions.as_told(case, disclosure_request)
    recorded = _recorded(request, disclosure_request, irs_side)
    context = {
        **cases.heading(disclosure_request, case),
        **_lacking(disclosure_request, case, irs_side),
        **_judged(case.progress.subjects_open, case.progress.subjects_unjudged),
        **_acting(disclosure_request, request, case, recorded["release"]),
        **recorded,
        **succeeding.links(request, disclosure_request),
        "sent_back": sent_back.of(disclosure_request, irs_side=irs_side),
        "changes": changes.since_sent(disclosure_request, case.progress.subjects_open),
        "story": story.page_of(disclosure_request, request.visitor, limit=TIMELINE),
        "irs_side": irs_side,
        "overdue": overdue_conditions(disclosure_request.agreement, today()) if irs_side else [],
        "notes_url": reverse("notes" if irs_side else "agency_note", kwargs={"pk": disclosure_request.pk}),
        "subjects_url": reverse("subjects", kwargs={"pk": disclosure_request.pk}),
        **subjects.listed(
            request, disclosure_request, irs_side, why="opened the request's page", size=summaries.FEW, known=case
        ),
    }
    return draw(request, "requests/show.html", context, trouble)


def _lacking(disclosure_request: DisclosureRequest, case: Case, irs_side: bool) -> dict[str, Any]:
    raised = judge_request(case.contents, case.book, today())
    flags = summaries.flags_on(disclosure_request, raised, case.progress.cleared, irs_side=irs_side)
    return {"lacks": flags, "stands": any(not lack.cleared for lack in flags)}


def _acting(
    disclosure_request: DisclosureRequest, request: DeskRequest, case: Case, package: Release | None
) -> dict[str, Any]:
    person = request.visitor
    moves = acts.signable(questions.moves_for(disclosure_request, person, case), disclosure_request, person, case)
    at_release = disclosure_request.status == Status.FULFILMENT
    release = questions.release_offers(disclosure_request, person, case) if at_release else []
    offers = [*_named(release, _asked(package, case.progress.package_asks)), *moves]
    return {
        "mine": acts.buttons(disclosure_request, [o for o in offers if o.concerns]),
        "others": acts.buttons(disclosure_request, [o for o in offers if not o.concerns]),
        "may_edit": cases.may_edit(request, disclosure_request),
        "dispose": queues.DISPOSE if _disposes(request, disclosure_request) else "",
        "may_drop": case.progress.subjects_blocked > 0,
    }


def _disposes(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether a disposal awaits this person, as the worklist says."""
    if disclosure_request.status not in ENDED or Role.AUTHORIZER not in answers.held(request, disclosure_request):
        return False
    return queues.proposed_to(request.visitor).filter(disclosure_request=disclosure_request).exists()


def _asked(package: Release | None, asks: str) -> str:
    """Return the act that may be asked for of a package that was transmitted; '' for none. `asks`: what alone ends the wait."""
    return Act.REOPEN if package and package.used_up and not asks else asks


def _named(offers: Iterable[Offer], asked: str) -> list[Offer]:
    """Return the acts of fulfilment without the recipient's, which have a page of their own, and what nothing asks for."""
    return [offer for offer in offers if offer.act == asked or offer.act not in AFTERWARDS]


def _paged(request: DeskRequest, found: QuerySet[Any], size: int, of: str) -> dict[str, Any]:
    """Return a page of what stands in a panel of the request's page, `rows`, and the ways to the others."""
    rows, ways = page_of(request, found, size, key=f"{of}_before")
    return {"rows": rows} | {way: f"{url}#{of}" if url else "" for way, url in ways.items()}


def _recorded(request: DeskRequest, disclosure_request: DisclosureRequest, irs_side: bool) -> dict[str, Any]:
    decisions = Decision.objects.filter(disclosure_request=disclosure_request).select_related("person")
    notes = Note.objects.filter(disclosure_request=disclosure_request).select_related("person")
    releases = Release.objects.filter(disclosure_request=disclosure_request)
    if not irs_side:
        decisions = decisions.filter(kind__in=SENT_TO_AGENCY)
        decisions = decisions.exclude(kind=DecisionKind.SET_ASIDE, reason_codes__overlap=sorted(INTERNAL))
        notes = notes.filter(readers=Note.Readers.AGENCY)
        releases = releases.filter(status__in=SENT)
    made = [_made(decision, irs_side) for decision in decisions]
    release = releases.exclude(status=ReleaseStatus.VOID).select_related("recipient", "instead_by").first()
    return {
        "uploads": _paged(request, Batch.objects.filter(disclosure_request=disclosure_request), UPLOADS, "uploads"),
        "decisions": made,
        "unanswered": _unanswered(disclosure_request, made),
        "signatures": signatures(disclosure_request),
        "notes": _paged(request, notes, NOTES, "notes"),
        "release": release,
        "shut": recipients.shut(release) if release else [],
    }


def _made(decision: Decision, irs_side: bool) -> Made:
    internal = any(REASONS[code].internal for code in decision.reason_codes if code in REASONS)
    whole = decision.kind in (DecisionKind.RETURN, DecisionKind.DENIAL)
    told = [_reason(code, irs_side, whole) for code in decision.reason_codes]
    words = "" if internal and not irs_side else decision.words
    return Made(decision, DecisionKind(decision.kind).label, list(dict.fromkeys(told)), words)


def _unanswered(disclosure_request: DisclosureRequest, made: list[Made]) -> Made | None:
    """Return the return that the next submission will answer, as long as it isn't sent in; None if there is none."""
    if disclosure_request.status not in UNSENT:
        return None
    of_last = [m for m in made if m.decision.submission == disclosure_request.submission]
    return next((m for m in reversed(of_last) if m.decision.kind == DecisionKind.RETURN), None)


def _reason(code: str, irs_side: bool, whole: bool) -> str:
    if code not in REASONS:
        return code
    return REASONS[code].sentence if irs_side and not REASONS[code].internal else sentence_for_agency(code, whole=whole)


def signatures(disclosure_request: DisclosureRequest) -> list[tuple[Signature, str, str]]:
    """Return the signatures, latest first, each with its office and capacity in words."""
    found = Signature.objects.filter(disclosure_request=disclosure_request).defer("letter_sealed").order_by("-id")
    return [(s, _office(s.office), CAPACITIES.get(s.capacity, s.capacity)) for s in found]


def _office(id: str) -> str:
    return OFFICES[id].label if id in OFFICES else "no office of a listed class"
