"""Court orders: the IRS's list, the page of one, and what counsel and those on whom it is served do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.orders import AcknowledgeForm, ChangeForm, LiftForm, OrderForm, ServeForm, initial_of
from ..models import Hold, OrderService, Person
from ..models.as_facts import today
from ..models.hold import live
from ..rules.holds import ACKNOWLEDGE_WITHIN, Standing
from ..rules.roles import CASE_READERS, Role
from ..workflow import holding
from . import order_words
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, seen, taken
from .irs_page import IRS_READERS, tried
from .kept import renewed
from .who import DeskRequest

NOT_COUNSEL = [holding.COUNSEL_ONLY]
MOST = 500
"""Orders in the list. There are few."""

SAME = Trouble("This order is entered already", ["An order with this docket, citation and scope stands in the list."])


def _agencies(request: DeskRequest, roles: frozenset[Role]) -> frozenset[int]:
    return frozenset().union(*(request.roles.get(role, frozenset()) for role in roles))


def visible(request: DeskRequest, roles: frozenset[Role]) -> QuerySet[Hold]:
    """Return the orders that bear on an agency on which this person holds one of these roles, or served on the person."""
    agencies = _agencies(request, roles)
    bearing = (
        (Q(agency=None) | Q(agency_id__in=agencies))
        & (Q(agreement=None) | Q(agreement__agency_id__in=agencies))
        & (Q(disclosure_request=None) | Q(disclosure_request__agency_id__in=agencies))
    )
    served = Q(pk__in=OrderService.objects.filter(person=request.visitor).values("hold_id"))
    return Hold.objects.filter(bearing | served).select_related(*order_words.RELATED).order_by("-starts", "-pk")


def _found(request: DeskRequest, hold_id: int, roles: frozenset[Role]) -> Hold:
    order = visible(request, roles).filter(pk=hold_id).first()
    if order is None:
        raise access.Absent
    return order


def _is_counsel(request: DeskRequest) -> bool:
    return bool(request.roles.get(Role.COUNSEL))


def _sent(request: DeskRequest) -> Any:
    """Return what a form sent, also where that is nothing; None where no form was."""
    return request.POST if request.method == "POST" else None


def _to(order: Hold) -> HttpResponse:
    return HttpResponseRedirect(reverse("order", kwargs={"hold_id": order.pk}))


def show(request: DeskRequest) -> HttpResponse:
    """List court orders: what binds first, then what was superseded, then what has ended."""
    on = today()
    orders = [order_words.shown(order, on) for order in visible(request, IRS_READERS)[:MOST]]
    context = {
        "standing": [o for o in orders if o.may_change],
        "superseded": [o for o in orders if o.standing == Standing.SUPERSEDED],
        "ended": [o for o in orders if o.standing in (Standing.LIFTED, Standing.EXPIRED)],
        "overdue": order_words.due(request)["overdue"],
        "may": _is_counsel(request),
    }
    return draw(request, "irs/orders.html", context)


def page(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Show one order: everything in it, what it covers now, whom it was served on, what became of it."""
    order, irs = _found(request, hold_id, CASE_READERS), bool(IRS_READERS & request.roles.keys())
    visible = access.visible_requests(request.visitor, request.roles)
    served = order_words.services(order, request.visitor, _agencies(request, CASE_READERS), irs=irs)
    context = {
        "shown": order_words.shown(order, today()),
        "order": order,
        "facts": order_words.facts(order),
        "named": order_words.subjects_named(order) if order.subject_ids else "",
        "excepted": order_words.excepted(order),
        **order_words.covers(order, visible, irs=irs),
        "services": served,
        "mine": next((s for s in served if s.person_id == request.visitor.pk), None),
        "story": order_words.story(order, irs=irs),
        "irs": irs,
        "may": _is_counsel(request),
        "today": today(),
    }
    return draw(request, "irs/order.html", context)


def enter(request: DeskRequest) -> HttpResponse:
    """Enter a court order."""
    form = OrderForm(_sent(request), **_known(request), initial={"starts": today(), "key": uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "irs/order_new.html", form)
    _one_at_a_time(request)
    key, terms = form.cleaned_data["key"], form.terms()
    first = Hold.objects.filter(made_by_key=key).first() if key else None
    if first is not None:
        return _to(first)
    if _entered_before(terms):
        return _form_page(request, "irs/order_new.html", form, SAME)
    said = {"by": request.visitor, "why": terms["words"], "key": key, "supersedes": form.cleaned_data["supersedes"]}
    made: list[Hold] = []
    trouble = tried(lambda: made.append(holding.enter_order(**said, **terms)))
    if trouble is not None:
        return _form_page(request, "irs/order_new.html", form, trouble)
    done(request, order_words.entered(made[0]))
    return _to(made[0])


def _known(request: DeskRequest) -> dict[str, Any]:
    """Return what a form of an order may name: counsel's agencies, and the orders that bind or will."""
    others = visible(request, IRS_READERS).filter(live(today()))[:MOST]
    return {"agencies": request.roles.get(Role.COUNSEL, frozenset()), "others": list(others)}


def _one_at_a_time(request: DeskRequest) -> None:
    """Put a person's two clicks one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=request.visitor.pk)


def _entered_before(terms: dict[str, Any]) -> bool:
    scope = ("agency", "agreement", "disclosure_request", "batch", "statute", "subject_ids")
    same = {name: terms[name] for name in ("docket", "citation", "starts", *scope)}
    return Hold.objects.filter(live(today()), **same).exists()


def _form_page(
    request: DeskRequest, template: str, form: forms.Form, trouble: Trouble | None = None, **more: object
) -> HttpResponse:
    refusals = [] if _is_counsel(request) else NOT_COUNSEL
    return draw(request, template, {"form": form, "refusals": refusals, **more}, trouble)


def change(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Change what an order says, on the citation of what changes it."""
    order = _found(request, hold_id, IRS_READERS)
    known = _known(request)
    known["others"] = [other for other in known["others"] if other.pk != order.pk]
    form = ChangeForm(_sent(request), **known, initial=initial_of(order))
    if request.method != "POST" or not form.is_valid():
        return _change_page(request, form, order)
    said = form.cleaned_data
    act = partial(
        holding.change_order,
        hold_id,
        by=request.visitor,
        why=said["why"],
        citation_of_change=said["citation_of_change"],
        seen=said["seen"] or 0,
        **form.terms(),
    )
    trouble = tried(act)
    if trouble is not None and not _changed_before(request, order.pk, said["seen"], form.terms()):
        return _change_page(request, form, _found(request, hold_id, IRS_READERS), trouble)
    done(request, "The order is changed. What it says now binds from this moment.")
    return _to(order)


def _change_page(request: DeskRequest, form: ChangeForm, order: Hold, trouble: Trouble | None = None) -> HttpResponse:
    form.meet(initial_of(order))
    return _form_page(request, "irs/order_change.html", renewed(form, order.version), trouble, order=order)


def _changed_before(request: DeskRequest, hold_id: int, seen: int | None, terms: dict[str, Any]) -> bool:
    """Return whether the first of two clicks has already changed it: one version on, and saying what was sent."""
    same = Hold.objects.filter(pk=hold_id, version=(seen or 0) + 1, **terms)
    return _is_counsel(request) and same.exists()


def _act_page(
    request: DeskRequest,
    template: str,
    form: forms.Form,
    order: Hold,
    trouble: Trouble | None = None,
    **more: object,
) -> HttpResponse:
    """Draw an act on an order with what the order says. After a refusal the form is about the order as it stands now."""
    fresh = request.method != "POST" or trouble is not None
    context = {
        "form": form,
        "order": order,
        "shown": order_words.shown(order, today()),
        "facts": order_words.facts(order),
        "seen": order.version if fresh else seen(request),
        **more,
    }
    return draw(request, template, context, trouble)


def _counsels_page(
    request: DeskRequest,
    template: str,
    form: forms.Form,
    order: Hold,
    trouble: Trouble | None = None,
    refusals: Sequence[str] = (),
    **more: object,
) -> HttpResponse:
    refusals = refusals if _is_counsel(request) else NOT_COUNSEL
    return _act_page(request, template, form, order, trouble, refusals=refusals, **more)


def lift(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Lift a court order as of a day."""
    order = _found(request, hold_id, IRS_READERS)
    form = LiftForm(_sent(request), initial={"on": max(today(), order.starts)})
    if request.method != "POST" or not form.is_valid():
        return _lift_page(request, form, order)
    said, freed = dict(form.cleaned_data), _replaced(order)
    trouble = taken(form, partial(holding.lift, hold_id, by=request.visitor, seen=seen(request), **said))
    if form.errors or (trouble is not None and not _lifted_before(request, hold_id, said)):
        return _lift_page(request, form, _found(request, hold_id, IRS_READERS), trouble)
    never = " That is its first day: it never binds." if said["on"] > today() else ""
    never += "".join(f" {one} binds on: no other takes its place." for one in freed if said["on"] == order.starts)
    done(request, f"The order {order.docket} is lifted as of {said['on']:%B %-d, %Y}.{never}")
    return _to(order)


def _lift_page(request: DeskRequest, form: LiftForm, order: Hold, trouble: Trouble | None = None) -> HttpResponse:
    refusals = holding.nothing_to_lift(order)
    return _counsels_page(request, "irs/order_lift.html", form, order, trouble, refusals, replaced=_replaced(order))


def _replaced(order: Hold) -> list[str]:
    """Return the dockets of the orders whose place an order takes."""
    return list(Hold.objects.filter(superseded_by=order).order_by("pk").values_list("docket", flat=True))


def _lifted_before(request: DeskRequest, hold_id: int, said: dict[str, Any]) -> bool:
    same = Hold.objects.filter(pk=hold_id, lifted_on=said["on"], lift_citation=said["citation"])
    return _is_counsel(request) and same.exists()


def serve(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Serve an order on a person."""
    order = _found(request, hold_id, IRS_READERS)
    due = today() + timedelta(days=order.acknowledge_within or ACKNOWLEDGE_WITHIN)
    people = _people(request) if _is_counsel(request) else frozenset[int]()
    form = ServeForm(_sent(request), people=people, initial={"acknowledge_by": due})
    if request.method != "POST" or not form.is_valid():
        return _counsels_page(request, "irs/order_serve.html", form, order)
    said = {**form.cleaned_data, "seen": seen(request)}
    served: Callable[[], object] = partial(holding.serve, hold_id, by=request.visitor, why="serves the order", **said)
    _one_at_a_time(request)
    if not order.services.filter(person=said["person"], method=said["method"]).exists():
        trouble = taken(form, served)
        if trouble is not None or form.errors:
            return _counsels_page(request, "irs/order_serve.html", form, _found(request, hold_id, IRS_READERS), trouble)
        done(request, f"The order is served on {said['person']}.")
    return _to(order)


def _people(request: DeskRequest) -> frozenset[int]:
    """Return everyone who may open cases of counsel's agencies."""
    found: set[int] = set()
    for agency in request.roles[Role.COUNSEL]:
        for role, people in access.holders(agency).items():
            found |= people if role in CASE_READERS else set()
    return frozenset(found)


def acknowledge(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Acknowledge an order that was served on oneself."""
    order = _found(request, hold_id, CASE_READERS)
    service = order.services.filter(person=request.visitor).first()
    if service is None:
        raise access.Absent
    form = AcknowledgeForm(_sent(request), statement=_statement(order))
    if request.method != "POST" or not form.is_valid():
        return _act_page(request, "irs/order_acknowledge.html", form, order, service=service)
    kept: list[OrderService] = []
    act = partial(holding.acknowledge, hold_id, by=request.visitor, why=form.said(), seen=seen(request))
    trouble = tried(lambda: kept.append(act()))
    if trouble is not None:
        order = _found(request, hold_id, CASE_READERS)
        form.read_anew(_statement(order))
        return _act_page(request, "irs/order_acknowledge.html", form, order, trouble, service=service)
    mine = kept[0].words == form.said()
    done(request, "Your acknowledgement is recorded, with the time." if mine else KEPT_AS_IT_WAS)
    return _to(order)


def _statement(order: Hold) -> str:
    return (
        f"I have read the order {order.docket} ({order.citation}). I know that it bars {order_words.bars(order)}, "
        "and I will keep to it as long as it binds."
    )
