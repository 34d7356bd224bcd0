"""The rosters of engaged officers: read by the IRS's side, kept by an administrator of the agency, with history."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.irs import WordsForm
from ..forms.statutes import OfficersForm
from ..models import Agency, Officer
from ..rules.roles import Role
from ..workflow import rosters
from .answers import Trouble, draw
from .irs_page import IRS_READERS
from .kept import agencies_of, belonging, sent, story
from .who import DeskRequest

READERS = IRS_READERS | {Role.ADMINISTRATOR}
_WHY = "Kept in the history, beside your name."


def _found(request: DeskRequest, agency_id: int) -> Agency:
    found = Agency.objects.filter(pk=agency_id, pk__in=agencies_of(request, READERS)).first()
    if found is None:
        raise access.Absent
    return found


def _refusals(request: DeskRequest, agency: Agency) -> list[str]:
    mine = request.roles.get(Role.ADMINISTRATOR, frozenset())
    return [] if agency.pk in mine else [rosters.NOT_ADMINISTRATOR]


def show(request: DeskRequest) -> HttpResponse:
    """List the agencies, with how many officers each has on its roster and whether the rules compare with it."""
    agencies = Agency.objects.filter(pk__in=agencies_of(request, READERS)).order_by("name")
    counted = agencies.annotate(on_roster=Count("officers", filter=Q(officers__is_active=True)))
    return draw(request, "standing/rosters.html", {"agencies": list(counted)})


def one(request: DeskRequest, agency_id: int) -> HttpResponse:
    """Show an agency's roster with its history; put officers on it."""
    agency = _found(request, agency_id)
    form = OfficersForm(request.POST or None)

    def do(said: dict[str, Any]) -> object:
        names = said["names"].splitlines()
        return bool(rosters.add_officers(agency, names, by=request.visitor, why=said["why"]))

    said = "The officers are on the roster. Subjects of this agency are judged again."
    answer = sent(request, form, do, said, reverse("roster", kwargs={"agency_id": agency_id}))
    context = {
        "agency": agency,
        "officers": agency.officers.filter(is_active=True),
        "form": form,
        "steps": story(agency_id, belonging(Officer, "agency_id"), belonging(Agency, "id")),
        "refusals": _refusals(request, agency),
    }
    return _answer(request, "standing/roster.html", context, answer)


def officer(request: DeskRequest, officer_id: int) -> HttpResponse:
    """Take an officer off the roster."""
    row = Officer.objects.filter(pk=officer_id, is_active=True).select_related("agency").first()
    if row is None:
        raise access.Absent
    agency = _found(request, row.agency_id)
    form = WordsForm(request.POST or None, label="Why", hint=_WHY, rows=2, apart=True)

    def do(said: dict[str, Any]) -> object:
        return rosters.retire_officer(officer_id, by=request.visitor, why=said["why"])

    answer = sent(
        request, form, do, f"{row.name} is off the roster.", reverse("roster", kwargs={"agency_id": agency.pk})
    )
    context = {"agency": agency, "officer": row, "form": form, "refusals": _refusals(request, agency)}
    return _answer(request, "standing/roster_officer.html", context, answer)


def kept(request: DeskRequest, agency_id: int) -> HttpResponse:
    """Say that a roster is kept in full, so that the rules compare with it, or that it no longer is."""
    agency = _found(request, agency_id)
    form = WordsForm(request.POST or None, label="Why", hint=_WHY, rows=2, apart=True)
    wanted = request.POST.get("kept", "") != "no" if request.method == "POST" else not agency.roster_kept

    def do(said: dict[str, Any]) -> object:
        return rosters.keep_roster(agency_id, wanted, by=request.visitor, why=said["why"])

    said = (
        "The rules compare with the roster from now on."
        if wanted
        else "The rules don't compare with the roster any more."
    )
    answer = sent(request, form, do, said, reverse("roster", kwargs={"agency_id": agency_id}))
    context = {"agency": agency, "wanted": wanted, "form": form, "refusals": _refusals(request, agency)}
    return _answer(request, "standing/roster_kept.html", context, answer)


def _answer(
    request: DeskRequest, template: str, context: dict[str, Any], answer: HttpResponse | Trouble | None
) -> HttpResponse:
    return answer if isinstance(answer, HttpResponse) else draw(request, template, context, answer)
