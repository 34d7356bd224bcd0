"""After a release: the list of what has left, one release's page for both sides, and the acts of its keeping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.after import ActForm, DestroyedForm, ExtendedForm, MovedForm, ReturnedForm, UnusedForm, UsedForm
from ..models import CustodyAct, Hold, Officer, Reminder
from ..models.as_facts import today
from ..rules.custody import DONE_BY, ENDS, Custody
from ..rules.roles import AGENCY_ROLES, CASE_READERS
from ..rules.transitions import RELEASE_STEPS, Act
from ..workflow import custody, holding, incidents, recipients
from ..workflow.custody import Followed
from ..workflow.incidents import Known
from . import answers, cases
from .acts import PAGES
from .answers import KEPT_AS_IT_WAS, Trouble, as_typed, done, draw, taken
from .irs_page import IRS_READERS
from .kept import agencies_of, renewed
from .narrowing import page_of
from .who import DeskRequest

PAGE = 50
"""Releases, and closed incidents, on a page of the list."""

FEW = 50
"""Reminders on a page: the latest."""

FORMS: dict[Custody, type[ActForm]] = {
    Custody.MOVED: MovedForm,
    Custody.USED: UsedForm,
    Custody.UNUSED: UnusedForm,
    Custody.EXTENDED: ExtendedForm,
    Custody.RETURNED: ReturnedForm,
    Custody.DESTROYED: DestroyedForm,
}

SAID: dict[Custody, str] = {
    Custody.MOVED: "The new custodian and place are on record.",
    Custody.USED: "The use is certified.",
    Custody.UNUSED: "It is certified that it wasn't used.",
    Custody.EXTENDED: "The day is extended. Reminders count from the new one.",
    Custody.RETURNED: "The return is certified. Its keeping has ended.",
    Custody.DESTROYED: "The destruction is certified. Its keeping has ended.",
}


STILL = " An incident still asks of your agency: {steps}."
ALREADY = f"{KEPT_AS_IT_WAS} If it is a further act, open its form again and record that."


@dataclass(frozen=True, slots=True)
class Offered:
    """An act of custody on the page, with every reason why this person may not record it now."""

    id: str
    label: str
    refusals: tuple[str, ...]
    concerns: bool


def show_all(request: DeskRequest) -> HttpResponse:
    """List what was released to the agencies that this person may read, with where each stands, and open incidents."""
    agencies = agencies_of(request, CASE_READERS)
    releases, pages = page_of(request, custody.disclosed(agencies), PAGE)
    closed, closed_pages = page_of(request, incidents.closed_ones(request.visitor, request.roles), PAGE, "closed")
    context = {
        "followed": custody.follow(releases),
        "incidents": incidents.open_ones(request.visitor, request.roles),
        "closed": incidents.known(closed),
        "pages": pages,
        "closed_pages": closed_pages,
        "irs": bool(agencies_of(request, IRS_READERS)),
        "today": today(),
    }
    return draw(request, "after/index.html", context)


def found(request: DeskRequest, pk: int, release_id: int) -> Followed:
    """Return a release of this request that the visitor may follow. Raises Absent."""
    followed = custody.find(release_id, by=request.visitor)
    if followed.release.disclosure_request_id != pk:
        raise access.Absent
    return followed


def show(request: DeskRequest, pk: int, release_id: int) -> HttpResponse:
    """Show where a release stands, what was done with it, what an order freezes, and what may be recorded."""
    followed = found(request, pk, release_id)
    case = access.find_request(request.visitor, pk)
    heading, frozen = cases.heading(case), holding.on_package(release_id)
    context = {
        **heading,
        "followed": followed,
        "release": followed.release,
        "shut": recipients.shut(followed.release),
        "ends": _ends(request, followed),
        **_recordable(request, followed),
        "frozen": frozen,
        "other_holds": [hold for hold in heading["holds"] if hold not in frozen],
        "incidents": _incidents(request, release_id),
        "may_report": not incidents.report_refusals(request.visitor, case.agency_id),
        "irs": answers.irs_side(request, case),
        "reminders": _reminders(request, followed),
        "today": today(),
    }
    return draw(request, "after/release.html", context)


def _ends(request: DeskRequest, followed: Followed) -> dict[str, str] | None:
    """Return the act that alone ends the wait for the receipt, with its page, if it is for a role of this person."""
    if not followed.kept.asks:
        return None
    act, case = Act(followed.kept.asks), followed.release.disclosure_request
    if not answers.held(request, case) & set(RELEASE_STEPS[act].roles):
        return None
    return {"label": act.label, "url": reverse(PAGES[act], kwargs={"pk": case.pk})}


def _recordable(request: DeskRequest, followed: Followed) -> dict[str, Any]:
    """Return the acts that are for this person, and what stands against all of them alike, which is then said once."""
    acts = [one for one in _offered(request, followed) if one.concerns]
    alike = len({one.refusals for one in acts}) == 1
    return {"acts": acts, "none_for": acts[0].refusals if alike else ()}


def _offered(request: DeskRequest, followed: Followed) -> list[Offered]:
    roles = answers.held(request, followed.release.disclosure_request)
    return [
        Offered(
            kind.value,
            kind.label,
            tuple(custody.refusals(followed, kind, by=request.visitor)),
            bool(roles & set(DONE_BY[kind])),
        )
        for kind in FORMS
    ]


def _reminders(request: DeskRequest, followed: Followed) -> list[Reminder]:
    """Return who was reminded of what, for the IRS's side; latest first."""
    if not answers.irs_side(request, followed.release.disclosure_request):
        return []
    return list(Reminder.objects.filter(release=followed.release)[:FEW])


def _incidents(request: DeskRequest, release_id: int) -> list[Known]:
    return incidents.known(incidents.visible(request.visitor).filter(release_id=release_id))


def act(request: DeskRequest, pk: int, release_id: int, what: str) -> HttpResponse:
    """Record one act of custody, in writing."""
    followed = found(request, pk, release_id)
    if what not in Custody.values:
        raise access.Absent
    kind = Custody(what)
    form = _form(request, followed, kind)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        made: list[CustodyAct] = []
        do = partial(custody.record, release_id, kind, by=request.visitor, **said)
        trouble = taken(form, lambda: made.append(do()))
        if made:
            done(request, _said(request, made[0]) if as_typed(made[0], said) else ALREADY)
            return HttpResponseRedirect(_home(pk, release_id))
        now = found(request, pk, release_id)
        return _page(request, now, kind, renewed(form, now.last), trouble)
    return _page(request, followed, kind, form)


def _said(request: DeskRequest, made: CustodyAct) -> str:
    """Return what the next page says of an act; of one that ends the keeping, also what incidents still ask of the agency."""
    known = _incidents(request, made.release_id) if made.kind in ENDS else []
    asked = dict.fromkeys(step for one in known for step in one.stands.asked_of(AGENCY_ROLES))
    return f"{SAID[Custody(made.kind)]}{STILL.format(steps=', '.join(asked)) if asked else ''}"


def _form(request: DeskRequest, followed: Followed, kind: Custody) -> ActForm:
    day = followed.kept.due_on if kind == Custody.EXTENDED else today()
    given: dict[str, Any] = {"initial": {"on": day, "seen": followed.last}}
    if kind == Custody.USED:
        officers = Officer.objects.filter(agency_id=followed.release.disclosure_request.agency_id)
        given["roster"] = list(officers.order_by("name").values_list("name", flat=True))
    return FORMS[kind](request.POST or None, **given)


def _home(pk: int, release_id: int) -> str:
    return reverse("after_release", kwargs={"pk": pk, "release_id": release_id})


def _page(
    request: DeskRequest, followed: Followed, kind: Custody, form: forms.Form, trouble: Trouble | None = None
) -> HttpResponse:
    case = access.find_request(request.visitor, followed.release.disclosure_request_id)
    frozen: list[Hold] = holding.on_package(followed.release.pk)
    context = {
        **cases.heading(case),
        "followed": followed,
        "release": followed.release,
        "frozen": frozen,
        "form": form,
        "title": kind.label,
        "button": kind.label,
        "back": _home(case.pk, followed.release.pk),
        "refusals": custody.refusals(followed, kind, by=request.visitor),
    }
    return draw(request, "after/act.html", context, trouble, unfit=bool(form.errors))
