"""The list kept under (i)(6): pages for counsel named in writing. For everybody else, other counsel too, there are none."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.access_log import AccessAct, denied

from .. import access
from ..forms.protection import LABELS, AsideForm, KeeperForm, ProtectedForm, ReasonForm
from ..models import ConfidentialFlag, DisclosureRequest
from ..rules.reason_codes import UNDISCLOSED_WORDS
from ..rules.roles import Role
from ..visit import origin
from ..workflow import protection, recognising
from ..workflow.refused import Refused
from .answers import done, draw, number_in, taken, to_request, trouble_of
from .irs_page import tried
from .who import DeskRequest, looking

ENTERED = "The person is on the list. From this moment no request that names the person is released."


def _demand_keeper(request: DeskRequest) -> None:
    if not request.keeper:
        raise access.Absent


def _back(name: str = "protection") -> HttpResponse:
    return HttpResponseRedirect(reverse(name))


def show(request: DeskRequest) -> HttpResponse:
    """List the entries, masked, and the requests in which subjects on the list stand."""
    _demand_keeper(request)
    entries, hits = protection.listed(by=request.visitor, origin=origin(request))
    return draw(request, "protection/list.html", {"entries": entries, "cases": _cases(hits)})


def _cases(hits: list[ConfidentialFlag]) -> list[tuple[DisclosureRequest, list[ConfidentialFlag]]]:
    """Return each request with its hits."""
    by_request: dict[int, tuple[DisclosureRequest, list[ConfidentialFlag]]] = {}
    for hit in hits:
        by_request.setdefault(hit.disclosure_request_id, (hit.disclosure_request, []))[1].append(hit)
    return list(by_request.values())


def enter(request: DeskRequest) -> HttpResponse:
    """Put a person on the list."""
    _demand_keeper(request)
    form = ProtectedForm(request.POST or None)
    trouble = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = {"fields": form.person(), "tin": said["tin"]}
        trouble = taken(form, partial(protection.enter, by=request.visitor, why=said["why"], **person))
        if trouble is None and form.is_valid():
            compared_by = recognising.compared_by(**person)
            done(request, f"{ENTERED} Subjects are recognised by {compared_by}, and by nothing else.")
            return _back()
    return draw(request, "protection/new.html", {"form": form}, trouble, unfit=bool(form.errors))


def opened(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Show one entry in clear, for a reason that is kept with the list."""
    _demand_keeper(request)
    form = ReasonForm(request.POST or None)
    context = {"form": form, "entry_id": entry_id}
    if request.method != "POST" or not form.is_valid():
        return draw(request, "protection/open.html", context)
    try:
        why = form.cleaned_data["why"]
        entry = protection.opened(entry_id, by=request.visitor, why=why, origin=origin(request))
    except Refused as refused:
        denied(looking(request, UNDISCLOSED_WORDS), AccessAct.REVEAL, protection.KIND, object_id=entry_id)
        return draw(request, "protection/open.html", context, trouble_of(refused))
    shown = [(LABELS.get(name, "TIN"), value) for name, value in entry.fields.items()]
    return draw(request, "protection/open.html", {**context, "entry": entry, "shown": shown})


def withdraw(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Take a person off the list, in writing."""
    _demand_keeper(request)
    form = ReasonForm(request.POST or None)
    trouble = None
    if request.method == "POST" and form.is_valid():
        trouble = tried(partial(protection.withdraw, entry_id, by=request.visitor, why=form.cleaned_data["why"]))
        if trouble is None:
            done(request, f"Entry {entry_id} is withdrawn. It stays on record.")
            return _back()
    refusals = protection.withdrawn_already(entry_id, by=request.visitor)
    context = {"form": form, "entry_id": entry_id, "refusals": refusals}
    return draw(request, "protection/withdraw.html", context, trouble)


def aside(request: DeskRequest, request_id: int) -> HttpResponse:
    """Set aside the subjects of a request that are on the list: to everybody else they read as not disclosed."""
    _demand_keeper(request)
    disclosure_request = access.find_request(request.visitor, request_id)
    hits = protection.hits_in(request_id, by=request.visitor, origin=origin(request))
    form = AsideForm(request.POST or None, hits=hits)
    trouble = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        act = partial(protection.set_aside, request_id, said["subjects"], by=request.visitor, why=said["why"])
        trouble = tried(act)
        if trouble is None:
            done(request, "Set aside. Everybody else reads: not disclosed.")
            return to_request(disclosure_request, "subjects")
    refusals = protection.not_in_review(disclosure_request)
    context = {"form": form, "case": disclosure_request, "hits": hits, "refusals": refusals}
    return draw(request, "protection/aside.html", context, trouble)


def keepers(request: DeskRequest) -> HttpResponse:
    """Show who keeps the list; name another legal reviewer in writing."""
    _demand_keeper(request)
    people = {pk for agency in request.roles[Role.COUNSEL] for pk in access.holders(agency).get(Role.COUNSEL, ())}
    people -= {keeper.person_id for keeper in protection.keepers(by=request.visitor) if keeper.ended_at is None}
    form = KeeperForm(request.POST or None, people=people)
    trouble = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        trouble = tried(partial(protection.name_keeper, said["person"], by=request.visitor, why=said["why"]))
        if trouble is None:
            done(request, f"{said['person']} keeps the list from now on.")
            return _back("protection_keepers")
    context = {"form": form, "keepers": protection.keepers(by=request.visitor), "end": ReasonForm()}
    return draw(request, "protection/keepers.html", context, trouble)


def end_keeping(request: DeskRequest) -> HttpResponse:
    """End a naming in writing."""
    _demand_keeper(request)
    form = ReasonForm(request.POST or None)
    keeper_id = number_in(request.POST.get("keeper", request.GET.get("keeper", "")))
    naming = protection.naming(keeper_id, by=request.visitor)
    trouble = None
    if request.method == "POST" and form.is_valid():
        trouble = tried(partial(protection.end_keeping, keeper_id, by=request.visitor, why=form.cleaned_data["why"]))
        if trouble is None:
            done(request, f"The naming of {naming.person} is ended.")
            return HttpResponseRedirect("/") if not access.is_keeper(request.visitor) else _back("protection_keepers")
    return draw(request, "protection/end.html", {"form": form, "naming": naming}, trouble)
