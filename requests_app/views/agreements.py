"""Agreements: read by everybody whose side they bind, entered and changed by counsel, with conditions and history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.agreements import ConditionForm, MetForm, NewAgreementForm, TermsForm, typed
from ..models import Agreement, AgreementCondition
from ..models.as_facts import today
from ..rules.items import ITEMS
from ..rules.roles import CASE_READERS, Role
from ..rules.statute import OFFICES
from ..rules.statutes.offences import classify
from ..workflow import agreements
from ..workflow.agreements import COUNSEL_ALONE, Terms
from ..workflow.kept import mark
from .answers import Trouble, draw
from .irs_page import IRS_READERS
from .kept import Step, agencies_of, belonging, renewed, sent, story
from .who import DeskRequest

READERS = CASE_READERS | {Role.ADMINISTRATOR}
"""Roles that may read an agreement; agency people that of their own agency, without what the IRS notes beside it."""

INNER = IRS_READERS | {Role.ADMINISTRATOR}
"""Roles that are shown conditions and history."""


def visible(request: DeskRequest) -> QuerySet[Agreement]:
    """Return the agreements that this person may read."""
    return Agreement.objects.filter(agency_id__in=agencies_of(request, READERS)).select_related("agency")


def _found(request: DeskRequest, agreement_id: int) -> Agreement:
    agreement = visible(request).filter(pk=agreement_id).first()
    if agreement is None:
        raise access.Absent
    return agreement


def _for_irs(request: DeskRequest, agreement_id: int) -> Agreement:
    agreement = _found(request, agreement_id)
    if agreement.agency_id not in agencies_of(request, IRS_READERS):
        raise access.Absent
    return agreement


def _refusals(request: DeskRequest, agreement: Agreement | None = None) -> list[str]:
    counsel = request.roles.get(Role.COUNSEL, frozenset())
    may = bool(counsel) if agreement is None else agreement.agency_id in counsel
    return [] if may else [COUNSEL_ALONE]


def show(request: DeskRequest) -> HttpResponse:
    """List the agreements, those in force first."""
    now = today()
    found = sorted(visible(request), key=lambda one: (not one.in_force(now), one.code))
    context = {
        "agreements": [(one, _standing(one)) for one in found],
        "may": not _refusals(request),
        "irs": bool(agencies_of(request, INNER)),
    }
    return draw(request, "standing/agreements.html", context)


def _standing(agreement: Agreement) -> str:
    """Return whether it is in force today, in words."""
    now = today()
    if agreement.in_force(now):
        return "In force"
    return "Not yet in force" if now < agreement.starts else "Ended"


def one(request: DeskRequest, agreement_id: int) -> HttpResponse:
    """Show one agreement: what it permits and asks; to the IRS also its conditions and history."""
    agreement = _found(request, agreement_id)
    inner = agreement.agency_id in agencies_of(request, INNER)
    return draw(request, "standing/agreement.html", _facts(agreement) | (_inner(request, agreement) if inner else {}))


def _facts(agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "standing": _standing(agreement),
        "statutes": [(statute, _kind(statute)) for statute in agreement.statutes],
        "permitted": [ITEMS[id].label if id in ITEMS else id for id in agreement.items],
        "offices": [OFFICES[id].label if id in OFFICES else id for id in agreement.signer_offices],
        "unread": (
            ("Retention", agreement.retention),
            ("Breach", agreement.breach),
            ("Termination", agreement.termination),
        ),
    }


def _kind(statute: str) -> str:
    found = classify(statute)
    return str(found[0].kind.label) if found else ""


def _history(agreement: Agreement) -> list[Step]:
    return story(agreement.pk, belonging(Agreement, "id"), belonging(AgreementCondition, "agreement_id"))


def _inner(request: DeskRequest, agreement: Agreement) -> dict[str, Any]:
    now = today()
    return {
        "inner": True,
        "may": not _refusals(request, agreement),
        "conditions": [(condition, condition_state(condition)) for condition in agreement.conditions.all()],
        "steps": _history(agreement),
        "today": now,
    }


def condition_state(condition: AgreementCondition) -> str:
    """Return where a condition stands today, in words."""
    if condition.met_on:
        return "Met"
    if condition.overdue(today()):
        return "Overdue"
    return "Due" if condition.due_on else "Holds always"


def enter(request: DeskRequest) -> HttpResponse:
    """Enter an agreement."""
    counsel = request.roles.get(Role.COUNSEL, frozenset())
    form = NewAgreementForm(request.POST or None, agencies=counsel, initial={"starts": today()})

    def do(said: dict[str, Any]) -> object:
        return agreements.enter(
            by=request.visitor, why=said["why"], agency=said["agency"], code=said["code"], terms=form.terms()
        )

    answer = sent(request, form, do, "The agreement is entered and in force from its day.", reverse("agreements"))
    context = {"form": form, "refusals": _refusals(request), "act_heading": "Enter an agreement", "button": "Enter it"}
    return _answer(request, context, answer)


def change(request: DeskRequest, agreement_id: int) -> HttpResponse:
    """Change what an agreement says, from this moment on."""
    agreement = _for_irs(request, agreement_id)
    initial = {**typed(Terms.of(agreement)), "seen": mark(agreement)}
    form = TermsForm(request.POST or None, initial=initial)

    def do(said: dict[str, Any]) -> object:
        return agreements.change(
            agreement.pk, by=request.visitor, why=said["why"], seen=said["seen"], terms=form.terms()
        )

    answer = sent(request, form, do, "The agreement is changed, and holds as it now stands.", _home(agreement))
    context = {
        "agreement": agreement,
        "act_heading": "Change the agreement",
        "button": "Change it",
        "form": renewed(form, agreement),
        "refusals": _refusals(request, agreement),
        "steps": _history(agreement)[:3] if isinstance(answer, Trouble) else [],
    }
    return _answer(request, context, answer)


def condition_new(request: DeskRequest, agreement_id: int) -> HttpResponse:
    """Put a condition of an agreement on record."""
    agreement = _for_irs(request, agreement_id)
    form = ConditionForm(request.POST or None)

    def do(said: dict[str, Any]) -> object:
        return agreements.add_condition(agreement.pk, by=request.visitor, **said)

    answer = sent(request, form, do, "The condition is on record.", _home(agreement))
    context = {"agreement": agreement, "act_heading": "Put a condition on record", "button": "Put it on record"}
    return _answer(request, {**context, "form": form, "refusals": _refusals(request, agreement)}, answer)


def condition_met(request: DeskRequest, condition_id: int) -> HttpResponse:
    """Record that a condition was met."""
    condition = AgreementCondition.objects.select_related("agreement__agency").filter(pk=condition_id).first()
    if condition is None:
        raise access.Absent
    agreement = _for_irs(request, condition.agreement_id)
    form = MetForm(request.POST or None, initial={"on": today(), "seen": mark(condition)})

    def do(said: dict[str, Any]) -> object:
        return agreements.meet_condition(condition.pk, by=request.visitor, **said, today=today())

    answer = sent(request, form, do, "That the condition was met is on record.", _home(agreement))
    context = {
        "agreement": agreement,
        "condition": condition,
        "act_heading": "A condition was met",
        "button": "Record it",
    }
    shown = {**context, "form": renewed(form, condition), "refusals": _refusals(request, agreement)}
    return _answer(request, shown, answer)


def _home(agreement: Agreement) -> str:
    return reverse("agreement", kwargs={"agreement_id": agreement.pk})


def _answer(request: DeskRequest, context: dict[str, Any], answer: HttpResponse | Trouble | None) -> HttpResponse:
    if isinstance(answer, HttpResponse):
        return answer
    return draw(request, "standing/agreement_form.html", context, answer)
