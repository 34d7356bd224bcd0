"""The disclosure specialist's step: what must be true, what stands against it, and the acts that follow from it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse

from .. import access
from ..forms.irs import AssignForm, SetAsideForm, WordsForm
from ..models import DisclosureRequest
from ..models.as_facts import STANDING
from ..models.matching import counts_of
from ..models.tallies import tally_of
from ..rules.matching import Verdict
from ..rules.roles import IRS_CASE_ROLES, Role
from ..rules.transitions import Move, Status
from ..workflow import completeness, deciding, questions
from ..workflow.kept import mark
from . import cases
from .answers import Trouble, at_fields, done, draw, seen, taken, to_request
from .irs_page import barred_reasons, found, moved, offers, readings, refusals, step, tried, what_is_left
from .who import DeskRequest


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the completeness check; find the request complete."""
    disclosure_request = found(request, pk)
    form = _form(request)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, form)
    why = form.cleaned_data["why"]
    call = partial(completeness.find_complete, pk, by=request.visitor, why=why, seen=seen(request))
    said = "The request was found complete and is in legal review."
    answer = moved(request, disclosure_request, Move.COMPLETE, at_fields(form, call), said)
    return _draw(request, disclosure_request, form, answer) if isinstance(answer, Trouble) else answer


def _form(request: DeskRequest) -> WordsForm:
    return WordsForm(
        request.POST or None,
        label="Finding",
        hint="What you checked, in a sentence or two. Kept as your decision. Name no taxpayer.",
    )


def _draw(
    request: DeskRequest, disclosure_request: DisclosureRequest, form: WordsForm, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, disclosure_request.pk)
    case = questions.case_of(disclosure_request)
    context = {
        **step(disclosure_request, case, Move.COMPLETE),
        "form": form,
        "refusals": refusals(disclosure_request, request.visitor, case, Move.COMPLETE),
        "offers": offers(disclosure_request, request.visitor, case),
        "without_record": _without_record(request, disclosure_request),
    }
    return draw(request, "irs/completeness.html", context, None if form.errors else trouble, unfit=bool(form.errors))


def _without_record(request: DeskRequest, disclosure_request: DisclosureRequest) -> int:
    """Return how many standing subjects no record fits: for the IRS's case roles alone; it counts no subject."""
    if not cases.held(request, disclosure_request) & IRS_CASE_ROLES:
        return 0
    found = counts_of(disclosure_request)
    return sum(number for (verdict, _), number in found.items() if verdict == Verdict.NOT_FOUND)


def assign(request: DeskRequest, pk: int) -> HttpResponse:
    """Assign the request to a colleague, or give it back to the pool."""
    disclosure_request = found(request, pk)
    holders = access.holders(disclosure_request.agency_id)
    people = frozenset().union(*(holders.get(role, frozenset()) for role in IRS_CASE_ROLES))
    form = AssignForm(request.POST or None, people=people, initial={"to": disclosure_request.assigned_to_id})
    trouble = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = {"by": request.visitor, "why": said["why"], "to": said["to"], "seen": seen(request)}
        trouble = tried(partial(completeness.assign, pk, **given))
        if trouble is None:
            done(request, f"Assigned to {said['to']}." if said["to"] else "The request is back in the pool.")
            return to_request(disclosure_request)
        disclosure_request = found(request, pk)
    context = {
        **cases.heading(disclosure_request),
        "form": form,
        "refusals": questions.role_refusals(disclosure_request, request.visitor, Role.SPECIALIST),
        "seen": seen(request) if form.errors else mark(disclosure_request),
    }
    return draw(request, "irs/assign.html", context, trouble)


def set_aside(request: DeskRequest, pk: int) -> HttpResponse:
    """Return or deny some subjects, with a reason, so that the rest can go on."""
    disclosure_request = found(request, pk)
    form = SetAsideForm(request.POST or None, barred=barred_reasons(request, disclosure_request))
    if request.method != "POST" or not form.is_valid():
        return _draw_set_aside(request, disclosure_request, form)
    ids = _chosen(disclosure_request, form)
    if not ids:
        none = Trouble("No subject was set aside", ["None that still stands was meant. Name other subjects."])
        return _draw_set_aside(request, disclosure_request, form, none)
    trouble = taken(form, partial(_set_aside, request, pk, ids, form))
    if trouble is not None or form.errors:
        return _draw_set_aside(request, disclosure_request, form, trouble)
    were = "subject was" if len(ids) == 1 else "subjects were"
    done(request, f"{len(ids):,} {were} set aside. {what_is_left(pk)}{_left_out(form, len(ids))}")
    return to_request(disclosure_request, "subjects")


def _left_out(form: SetAsideForm, count: int) -> str:
    """Say how many of the numbers typed are of no subject that stood."""
    named = len(form.cleaned_data.get("numbers", ()))
    return f" Numbers that you named and no standing subject bears: {named - count:,}." if named > count else ""


def _set_aside(request: DeskRequest, pk: int, ids: list[int], form: SetAsideForm) -> int:
    said = form.cleaned_data
    return deciding.set_aside(
        pk,
        ids,
        by=request.visitor,
        why=said["why"],
        seen=seen(request),
        outcome=said["outcome"],
        reason_code=said["code"],
    )


def _chosen(disclosure_request: DisclosureRequest, form: SetAsideForm) -> list[int]:
    standing = disclosure_request.subjects.filter(outcome__in=STANDING)
    if form.cleaned_data["which"] == "blocked":
        chosen = standing.filter(blocking_codes__len__gt=0)
    else:
        chosen = standing.filter(row__in=form.cleaned_data["numbers"])
    return list(chosen.values_list("pk", flat=True))


def _draw_set_aside(
    request: DeskRequest, disclosure_request: DisclosureRequest, form: SetAsideForm, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, disclosure_request.pk)
    tally = tally_of(disclosure_request.pk)
    context = {
        **cases.heading(disclosure_request),
        "form": form,
        "standing": tally.standing,
        "blocked": tally.blocked,
        "refusals": _not_now(request, disclosure_request),
        "reasons": readings(form),
    }
    return draw(request, "irs/set_aside.html", context, trouble, unfit=bool(form.errors))


def _not_now(request: DeskRequest, disclosure_request: DisclosureRequest) -> list[str]:
    decider = deciding.DECIDER.get(Status(disclosure_request.status))
    if decider is None:
        return [deciding.NOBODY_DECIDES]
    return questions.role_refusals(disclosure_request, request.visitor, decider)
