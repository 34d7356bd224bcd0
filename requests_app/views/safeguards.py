"""Safeguards by agency: findings with their plans and days, and determinations to refuse. 26 U.S.C. 6103(p)(4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.safeguards import AcceptForm, CloseForm, FindingForm, LiftForm, PlanForm, RefusalForm
from ..models import Agency, SafeguardFinding, SafeguardRefusal
from ..models.as_facts import today
from ..rules.roles import Role
from ..workflow import safeguards
from ..workflow.kept import mark
from ..workflow.safeguards import COUNSEL_ALONE, ENTERED_BY
from .answers import Trouble, draw
from .irs_page import IRS_READERS
from .kept import agencies_of, belonging, renewed, sent, story
from .who import DeskRequest

ENTERING = (Role.SPECIALIST, Role.COUNSEL)


@dataclass(frozen=True, slots=True)
class OfAgency:
    """An agency's safeguards as the page shows them: findings with their state, and determinations to refuse."""

    agency: Agency
    findings: list[tuple[SafeguardFinding, str]]
    refusals: list[SafeguardRefusal]


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with a finding: its form, its words, and who does it."""

    form: type[Form]
    heading: str
    button: str
    said: str
    roles: tuple[Role, ...]
    refusal: str


ACTS: dict[str, Act] = {
    "plan": Act(PlanForm, "Record a corrective plan", "Record the plan", "The plan is recorded.", ENTERING, ENTERED_BY),
    "accept": Act(
        AcceptForm, "Accept the plan", "Accept it in writing", "The plan is accepted.", (Role.COUNSEL,), COUNSEL_ALONE
    ),
    "close": Act(
        CloseForm, "Close the finding", "Close it in writing", "The finding is closed.", (Role.COUNSEL,), COUNSEL_ALONE
    ),
}


def state(finding: SafeguardFinding) -> str:
    """Return where a finding stands today, in words."""
    now = today()
    if finding.closed_on:
        return "Closed"
    if finding.overdue(now):
        return "Open: the plan is overdue"
    if finding.plan_accepted_on:
        return "Plan accepted"
    return "Open: the plan isn't accepted" if finding.plan else "Open: no plan"


def show(request: DeskRequest) -> HttpResponse:
    """List each agency's findings and determinations. Four queries."""
    agencies = Agency.objects.filter(pk__in=agencies_of(request, IRS_READERS))
    shown = agencies.prefetch_related("safeguard_findings", "safeguard_refusals__determined_by")
    context = {
        "agencies": [
            OfAgency(a, [(f, state(f)) for f in a.safeguard_findings.all()], list(a.safeguard_refusals.all()))
            for a in shown
        ],
        "today": today(),
        "may_enter": bool(agencies_of(request, ENTERING)),
        "counsel": agencies_of(request, (Role.COUNSEL,)),
    }
    return draw(request, "standing/safeguards.html", context)


def _found(request: DeskRequest, finding_id: int) -> SafeguardFinding:
    readable = SafeguardFinding.objects.filter(agency_id__in=agencies_of(request, IRS_READERS))
    finding = readable.select_related("agency", "plan_accepted_by").filter(pk=finding_id).first()
    if finding is None:
        raise access.Absent
    return finding


def finding(request: DeskRequest, finding_id: int) -> HttpResponse:
    """Show a finding: what was found, its plan, its acceptance, its closing, and its history."""
    found = _found(request, finding_id)
    acts = [(id, act) for id, act in ACTS.items() if found.agency_id in agencies_of(request, act.roles)]
    to_accept = found.plan and not found.plan_accepted_on
    context = {
        "finding": found,
        "state": state(found),
        "weighs": found.weighs(today()),
        "acts": [] if found.closed_on else [(id, act) for id, act in acts if id != "accept" or to_accept],
        "steps": story(found.pk, belonging(SafeguardFinding, "id")),
    }
    return draw(request, "standing/finding.html", context)


def finding_act(request: DeskRequest, finding_id: int, what: str) -> HttpResponse:
    """Record a plan, accept it, or close the finding."""
    found = _found(request, finding_id)
    if what not in ACTS:
        raise access.Absent
    act = ACTS[what]
    seen = {"seen": mark(found), "on": today(), "plan": found.plan, "due_on": found.plan_due_on}
    form = act.form(request.POST or None, initial=seen)
    answer = sent(request, form, _doing(request, found.pk, what), act.said, _home(found))
    context = {
        "finding": found,
        "form": renewed(form, found),
        "act_heading": act.heading,
        "steps": story(found.pk, belonging(SafeguardFinding, "id"))[:3] if isinstance(answer, Trouble) else [],
        "button": act.button,
        "refusals": [] if found.agency_id in agencies_of(request, act.roles) else [act.refusal],
    }
    return _answer(request, context, answer)


def _doing(request: DeskRequest, finding_id: int, what: str) -> Callable[[dict[str, Any]], object]:
    by, now = request.visitor, today()
    return {
        "plan": lambda said: safeguards.record_plan(finding_id, by=by, **said),
        "accept": lambda said: safeguards.accept_plan(finding_id, by=by, **said, today=now),
        "close": lambda said: safeguards.close_finding(finding_id, by=by, **said, today=now),
    }[what]


def enter(request: DeskRequest) -> HttpResponse:
    """Enter a finding."""
    agencies = agencies_of(request, ENTERING)
    form = FindingForm(request.POST or None, agencies=agencies, initial={"opened_on": today()})

    def do(said: dict[str, Any]) -> object:
        return safeguards.enter_finding(by=request.visitor, **said, today=today())

    answer = sent(request, form, do, "The finding is entered, and weighs from its day.", reverse("safeguards"))
    refusals = [] if agencies else [ENTERED_BY]
    context = {
        "form": form,
        "act_heading": "Enter a safeguard finding",
        "button": "Enter the finding",
        "refusals": refusals,
    }
    return _answer(request, context, answer)


def refuse(request: DeskRequest) -> HttpResponse:
    """Determine to refuse disclosure to an agency until its safeguards are met."""
    agencies = agencies_of(request, (Role.COUNSEL,))
    form = RefusalForm(request.POST or None, agencies=agencies, initial={"on": today()})

    def do(said: dict[str, Any]) -> object:
        return safeguards.refuse(by=request.visitor, **said, today=today())

    said = "The determination is recorded. From this moment nothing is released to the agency."
    answer = sent(request, form, do, said, reverse("safeguards"))
    refusals = [] if agencies else [COUNSEL_ALONE]
    heading = "Determine to refuse disclosure"
    return _answer(request, {"form": form, "act_heading": heading, "button": "Determine", "refusals": refusals}, answer)


def lift(request: DeskRequest, refusal_id: int) -> HttpResponse:
    """Lift a determination to refuse."""
    readable = SafeguardRefusal.objects.filter(agency_id__in=agencies_of(request, IRS_READERS))
    refusal = readable.select_related("agency").filter(pk=refusal_id).first()
    if refusal is None:
        raise access.Absent
    form = LiftForm(request.POST or None, initial={"on": today(), "seen": mark(refusal)})

    def do(said: dict[str, Any]) -> object:
        return safeguards.lift(refusal_id, by=request.visitor, **said, today=today())

    answer = sent(request, form, do, "The determination is lifted. It stays on record.", reverse("safeguards"))
    context = {
        "refusal": refusal,
        "form": renewed(form, refusal),
        "act_heading": "Lift the determination to refuse",
        "button": "Lift it",
        "refusals": [] if refusal.agency_id in agencies_of(request, (Role.COUNSEL,)) else [COUNSEL_ALONE],
    }
    return _answer(request, context, answer)


def _home(finding: SafeguardFinding) -> str:
    return reverse("finding", kwargs={"finding_id": finding.pk})


def _answer(request: DeskRequest, context: dict[str, Any], answer: HttpResponse | Trouble | None) -> HttpResponse:
    if isinstance(answer, HttpResponse):
        return answer
    return draw(request, "standing/safeguard_form.html", context, answer)
