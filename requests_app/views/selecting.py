"""Deciding in parts: choose a group of subjects, look at count and sample, decide in writing, watch it being carried out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.access_log import AccessAct, look

from .. import access, tasks
from ..forms.selecting import FilterForm, GroupForm
from ..models import Deciding, DisclosureRequest, Selection, Subject
from ..models.subject import Outcome
from ..models.tallies import tally_of
from ..rules.flags import CODES
from ..rules.reason_codes import REASONS, UNDISCLOSED_WORDS, sentence_for_agency
from ..rules.roles import IRS_CASE_ROLES
from ..workflow import deciding, selecting, showing
from ..workflow.filtering import Filter
from ..workflow.selecting import Recount
from . import cases, summaries
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, looker, seen, taken
from .irs_page import barred_reasons, readings, tried, what_is_left
from .narrowing import page_of
from .who import DeskRequest

SHOWN = 20
"""Decisions on groups on a page of them, the latest first."""

QUICK = ("show", "code", "verdict", "address")
"""Parts of a choice that a link may carry: they name no one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A decision on a group as the page shows it: what was chosen, what became of it, how far it is.

    `of`: subjects chosen; `percent`: how much of them was gone through.
    """

    deciding: Deciding
    words: str
    outcome: str
    reason: str
    of: int
    through: int
    percent: int


def found(request: DeskRequest, pk: int) -> DisclosureRequest:
    """Return a request on which this person holds an IRS case role. Raises Absent."""
    disclosure_request = access.find_request(request.visitor, pk)
    if not cases.held(request, disclosure_request) & IRS_CASE_ROLES:
        raise access.Absent
    return disclosure_request


def choose(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose subjects by a filter; they are kept as a selection, to be looked at before anything is decided."""
    disclosure_request = found(request, pk)
    asked = {name: request.GET[name] for name in QUICK if request.GET.get(name)}
    form = FilterForm(request.POST or None, codes=_codes(), initial=asked)
    if request.method != "POST" or not form.is_valid():
        return _draw_choice(request, disclosure_request, form)
    made: list[Selection] = []
    trouble = tried(lambda: made.append(_make(request, pk, form)))
    if trouble is not None:
        return _draw_choice(request, disclosure_request, form, trouble)
    return HttpResponseRedirect(_address(made[0]))


def _codes() -> frozenset[str]:
    """Return the flags that subjects can be chosen by: those that the IRS's side may see."""
    return frozenset(id for id in summaries.codes_for(True) if CODES[id].concerns == "subject")


def _make(request: DeskRequest, pk: int, form: FilterForm) -> Selection:
    key = form.cleaned_data["key"] or uuid4()
    return selecting.make(pk, by=request.visitor, why="chose subjects to decide on", chosen=form.chosen(), key=key)


def _address(selection: Selection) -> str:
    return reverse("selection", kwargs={"pk": selection.disclosure_request_id, "selection_id": selection.pk})


def _draw_choice(
    request: DeskRequest, disclosure_request: DisclosureRequest, form: FilterForm, trouble: Trouble | None = None
) -> HttpResponse:
    decided = Deciding.objects.filter(disclosure_request=disclosure_request).select_related("selection", "person")
    who = looker(request, disclosure_request, "listed the groups of subjects that were decided on")
    look(who, AccessAct.LIST, "selection", case_id=disclosure_request.pk)
    listed, pages = page_of(request, decided, SHOWN)
    context = {
        **cases.heading(disclosure_request),
        **pages,
        "form": form,
        "refusals": selecting.select_refusals(disclosure_request, request.visitor),
        "groups": [group_of(one) for one in listed],
        "outcomes": summaries.outcomes(disclosure_request, irs_side=True),
    }
    return draw(request, "irs/choose.html", context, trouble)


def group_of(one: Deciding) -> Group:
    """Return a decision on a group as the page shows it."""
    through, of = one.subjects + one.skipped, one.selection.count
    return Group(
        deciding=one,
        words=one.selection.words,
        outcome=Outcome(one.outcome).label,
        reason=REASONS[one.reason_code].label,
        of=of,
        through=through,
        percent=100 * through // of,
    )


def show(request: DeskRequest, pk: int, selection_id: int) -> HttpResponse:
    """Show a selection with its count and sample; decide on it in writing; once decided, show how far it is."""
    disclosure_request = found(request, pk)
    selection = selecting.of_request(disclosure_request, selection_id)
    form = _form(request, disclosure_request, selection)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, selection, form)
    started: list[Deciding] = []
    trouble = taken(form, lambda: started.append(_act(request, selection, form)))
    if trouble is not None or form.errors:
        return _draw(request, disclosure_request, selection, form, trouble)
    _say(request, started[0], form.cleaned_data["why"])
    return HttpResponseRedirect(_address(selection))


def _act(request: DeskRequest, selection: Selection, form: GroupForm) -> Deciding:
    said = form.cleaned_data
    call = {"outcome": said["outcome"], "reason_code": said["code"]}
    return selecting.act(selection.pk, by=request.visitor, why=said["why"], seen=seen(request), **call)


def _say(request: DeskRequest, started: Deciding, why: str) -> None:
    """Say what was done, or send for a worker when it is committed. Who finds other words on record is told so."""
    if started.words not in (why, UNDISCLOSED_WORDS):
        done(request, KEPT_AS_IT_WAS)
        return
    if started.finished_at is None:
        transaction.on_commit(partial(tasks.ring, tasks.carry_out_decision, started.pk))
        done(request, "The decision is written, and is being carried out. You may leave this page.")
        return
    left = what_is_left(started.selection.disclosure_request_id)
    word = "subject was" if started.subjects == 1 else "subjects were"
    done(request, f"{started.subjects:,} {word} {Outcome(started.outcome).label}. {left}")


def _form(request: DeskRequest, disclosure_request: DisclosureRequest, selection: Selection) -> GroupForm:
    internal = Filter.of(selection.query).rests_on_records
    barred = barred_reasons(request, disclosure_request)
    return GroupForm(request.POST or None, barred=barred, internal=internal)


def _draw(
    request: DeskRequest,
    earlier: DisclosureRequest,
    selection: Selection,
    form: GroupForm,
    trouble: Trouble | None = None,
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    decided = Deciding.objects.filter(selection=selection).select_related("selection", "person", "decision").first()
    context = {**cases.heading(disclosure_request), "selection": selection, "form": form}
    who = looker(request, disclosure_request, "opened a group of subjects")
    few = selecting.first_ids(selection, selecting.FEW) if selection.count <= selecting.FEW else []
    look(who, AccessAct.LIST, "selection", object_id=selection.pk, case_id=disclosure_request.pk, subjects=few)
    if decided is not None:
        told = {"group": group_of(decided), "reads": sentence_for_agency(decided.reason_code)}
        return draw(request, "irs/group.html", {**context, **told}, trouble)
    counted = selecting.recount(disclosure_request, selection)
    context |= _looked(request, disclosure_request, selection)
    context |= {
        "counted": counted,
        "everyone": counted.kept == tally_of(disclosure_request.pk).standing,
        "changed": selecting.told(counted),
        "refusals": _refusals(request, disclosure_request, selection, counted),
        "reasons": readings(form),
        "again": _again(selection),
        "at_once": selection.count <= deciding.AT_ONCE,
        "internal": Filter.of(selection.query).rests_on_records,
    }
    return draw(request, "irs/selection.html", context, trouble, unfit=bool(form.errors))


def _refusals(
    request: DeskRequest, disclosure_request: DisclosureRequest, selection: Selection, counted: Recount
) -> list[str]:
    """Return why this person may not decide on this selection now, whatever he or she would decide."""
    mine = selection.person_id == request.visitor.pk
    return [
        *selecting.select_refusals(disclosure_request, request.visitor),
        *([] if mine else ["This selection is a colleague’s: make one of your own."]),
        *selecting.told(counted),
    ]


def _looked(request: DeskRequest, disclosure_request: DisclosureRequest, selection: Selection) -> dict[str, Any]:
    """Return the sample, opened if the person asks for it: each look is recorded, and the act asks the record."""
    few = selection.count <= selecting.FEW
    asked = "sample" in request.GET or "sample" in request.POST or few
    ids = selecting.first_ids(selection, selecting.FEW) if few else selection.sample
    if not asked:
        return {"shown": [], "few": few, "sample_size": len(ids)}
    rows = Subject.objects.filter(pk__in=ids, disclosure_request=disclosure_request).order_by("row")
    why = "opened a sample before deciding on a group"
    shown = showing.subjects(disclosure_request, looker(request, disclosure_request, why), rows, act=AccessAct.VIEW)
    return {"shown": shown, "few": few, "sample_size": len(ids)}


def _again(selection: Selection) -> str:
    """Return the address of the choice with what of it a link may carry."""
    kept = {name: value for name, value in selection.query.items() if name in QUICK}
    query = "&".join(f"{name}={value}" for name, value in kept.items())
    return f"{reverse('decide_in_parts', kwargs={'pk': selection.disclosure_request_id})}?{query}"


def standing(request: DeskRequest, pk: int, selection_id: int) -> HttpResponse:
    """Show how far a decision on a group is: the part of the page that asks for itself."""
    disclosure_request = found(request, pk)
    selection = selecting.of_request(disclosure_request, selection_id)
    decided = Deciding.objects.filter(selection=selection).select_related("selection", "person").first()
    if decided is None:
        raise access.Absent
    context = {
        "disclosure_request": disclosure_request,
        "selection": selection,
        "group": group_of(decided),
        "asked": True,
    }
    return draw(request, "irs/group_standing.html", context)
