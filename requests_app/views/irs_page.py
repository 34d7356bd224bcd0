"""What the IRS's pages on a request share: who may open them, what a step wants, and how an act is tried.

Every IRS case role and oversight may open every step's page; who may not act there reads why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from audits.guarding import history_model

from .. import access
from ..forms.irs import ReasonedForm
from ..models import DisclosureRequest, Person, Snapshot
from ..models.as_facts import today
from ..models.tallies import tally_of
from ..rules.facts import Severity
from ..rules.flags import judge_request
from ..rules.needs import Need, Situation
from ..rules.reason_codes import COUNSELS, NAMED_COUNSELS, REASONS, sentence_for_agency
from ..rules.roles import IRS_CASE_ROLES, Role
from ..rules.transitions import MOVES, Move, find
from ..workflow import questions
from ..workflow.questions import Case
from ..workflow.refused import Refused
from . import cases, matches, sent_back, summaries
from .answers import KEPT_AS_IT_WAS, Trouble, done, seen, to_request, trouble_of
from .requests import signatures
from .who import DeskRequest

IRS_READERS = IRS_CASE_ROLES | {Role.OVERSIGHT}
"""Roles that may open the IRS's own pages on a request."""

NEED_WORDS: dict[str, str] = {
    "subject": "At least one subject stands in the request",
    "uploads": "No upload is unfinished",
    "carried": "No returned subject is still being carried over",
    "decided": "No decision on a group of subjects is still being carried out",
    "judged": "Every subject is judged as it now stands",
    "fresh": "The request is judged by the rules and lists as they now stand",
    "unblocked": "No blocking flag on what was set forth stands on a subject",
    "signature": "The present contents are signed and attested",
    "sound": "No blocking flag stands on the request as a whole",
    "reviewed": "Every review flag on a subject is cleared in writing",
    "counsel": "Counsel has finished with the request",
    "cleared": "Every review flag on the request is cleared in writing",
    "determination": "Counsel found the present contents lawful in every element",
    "approval": "An approval in writing stands on the present contents",
    "releasable": "No court order, safeguard determination or agreement bars release",
    "nothing_sent": "Nothing was transmitted",
    "no_package": "No prepared package stands",
    "unbroken": "The circuit breaker of releases hasn’t tripped",
    "matched": "Every subject is matched with exactly one record",
}
"""A need of the table of moves -> what is true when it is met."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true: its words, and every reason why it isn't (none: it is)."""

    id: str
    words: str
    reasons: tuple[str, ...]


def found(request: DeskRequest, pk: int) -> DisclosureRequest:
    """Return a request whose IRS side this person may see. Raises Absent."""
    disclosure_request = access.find_request(request.visitor, pk, held=request.roles)
    if not cases.held(request, disclosure_request) & IRS_READERS:
        raise access.Absent
    return disclosure_request


def what_is_left(disclosure_request_id: int) -> str:
    """Say what can go on once subjects were set aside."""
    left = tally_of(disclosure_request_id).standing
    return "The rest can go on." if left else "No subject is left: return or deny the request as a whole."


def checks(case: Case, needs: Iterable[Need]) -> list[Check]:
    """Return what must be true, each with the reasons why it isn't."""
    situation = Situation(case.contents, case.progress, case.book, today())
    return [Check(n.id, NEED_WORDS.get(n.id, n.id), tuple(n.reasons(situation))) for n in needs]


def step(disclosure_request: DisclosureRequest, case: Case, move: Move) -> dict[str, Any]:
    """Return what the page of a step shows: heading, facts, what must be true for its move, and the flags that stand."""
    row = find(disclosure_request.status, move)
    return {
        **cases.heading(disclosure_request, case),
        **facts(disclosure_request, case),
        "checks": checks(case, row.needs if row else ()),
        "in_step": row is not None,
        "sent_back": sent_back.of(disclosure_request, irs_side=True),
    }


def facts(disclosure_request: DisclosureRequest, case: Case) -> dict[str, Any]:
    """Return what every step is decided on: the snapshot, the signature, the flags."""
    taken = Snapshot.objects.filter(disclosure_request=disclosure_request).order_by("-id").first()
    raised = judge_request(case.contents, case.book, today())
    lacks = summaries.flags_on(disclosure_request, raised, case.progress.cleared, irs_side=True)
    return {
        "case_hash": case.hash,
        "snapshot": taken,
        "unchanged": taken is not None and taken.hash == case.hash,
        "signature": next(iter(signatures(disclosure_request)), None),
        "lacks": lacks,
        "stands": any(not lack.cleared for lack in lacks),
        "outcomes": summaries.outcomes(disclosure_request, irs_side=True),
        "matching": matches.brief(disclosure_request, case.progress, lacks),
        "review": Severity.REVIEW,
        "subjects_url": reverse("subjects", kwargs={"pk": disclosure_request.pk}),
    }


def offers(disclosure_request: DisclosureRequest, person: Person, case: Case) -> dict[str, tuple[str, ...]]:
    """Return every move out of the present status with the reasons against it; none if it may be made."""
    return {o.act: o.refusals for o in questions.moves_for(disclosure_request, person, case)}


def refusals(disclosure_request: DisclosureRequest, person: Person, case: Case, move: Move) -> tuple[str, ...]:
    """Return why this person may not make the move now; a move that isn't on the table here says so."""
    known = offers(disclosure_request, person, case)
    return known[move] if move in known else tuple(questions.move_refusals(disclosure_request, person, move))


def barred_reasons(request: DeskRequest, disclosure_request: DisclosureRequest) -> frozenset[str]:
    """Return the reasons that this person may not give here: (i)(6) is named counsel's, on pages of their own."""
    counsel = Role.COUNSEL in cases.held(request, disclosure_request)
    return NAMED_COUNSELS if counsel else NAMED_COUNSELS | COUNSELS


def readings(form: ReasonedForm) -> list[tuple[str, str]]:
    """Return what the agency reads for each reason that may be given: label and sentence."""
    offered = form.fields["code"]
    ids = [id for id, _ in getattr(offered, "choices", ()) if id]
    return [(REASONS[id].label, sentence_for_agency(id)) for id in ids]


def tried(do: Callable[[], object]) -> Trouble | None:
    """Do it; return why it was refused, None if it was done."""
    try:
        do()
    except Refused as refused:
        return trouble_of(refused)
    return None


def moved(
    request: DeskRequest, disclosure_request: DisclosureRequest, move: Move, do: Callable[[], object], said: str
) -> HttpResponse | Trouble:
    """Make a move; return the way to the request's page, or why it was refused. A second click finds it done."""
    trouble = tried(do)
    if trouble is None:
        done(request, said)
    elif not _done_before(request, disclosure_request, move):
        return trouble
    elif not _in_these_words(request, disclosure_request):
        done(request, KEPT_AS_IT_WAS)
    return to_request(disclosure_request)


def _in_these_words(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether what was done before is this person's act, in the words that came now."""
    entries = history_model(DisclosureRequest)._default_manager.filter(id=disclosure_request.pk).order_by("-history_id")
    why = request.POST.get("why", "").strip().replace("\r\n", "\n")
    return any(
        person == request.visitor.pk and said.endswith(why)
        for person, said in entries.values_list("history_user_id", "history_change_reason")[:1]
    )


def _done_before(request: DeskRequest, disclosure_request: DisclosureRequest, move: Move) -> bool:
    """Return whether the first of two clicks has already done it: one version on, and where the move leads."""
    now = access.find_request(request.visitor, disclosure_request.pk)
    leads_here = any(t.move == move and t.target == now.status for t in MOVES)
    return leads_here and now.version == seen(request) + 1
