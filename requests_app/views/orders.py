"""Court orders: the list that everyone on the IRS's side reads, and their entering and lifting by counsel."""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.orders import LiftForm, OrderForm
from ..models import Hold, Person
from ..models.as_facts import today
from ..rules.roles import Role
from ..workflow import holding
from .answers import Trouble, done, draw
from .irs_page import IRS_READERS, tried
from .who import DeskRequest

NOT_COUNSEL = ["Court orders are entered and lifted by counsel only."]


def _visible(request: DeskRequest) -> QuerySet[Hold]:
    """Return the orders that bear on an agency whose IRS side this person may see."""
    agencies = frozenset().union(*(request.roles.get(role, frozenset()) for role in IRS_READERS))
    scoped = (
        Q(agency=None) | Q(agency_id__in=agencies),
        Q(agreement=None) | Q(agreement__agency_id__in=agencies),
        Q(disclosure_request=None) | Q(disclosure_request__agency_id__in=agencies),
    )
    related = ("agency", "agreement", "disclosure_request", "entered_by")
    return Hold.objects.filter(*scoped).select_related(*related).order_by("-starts", "-pk")


def _is_counsel(request: DeskRequest) -> bool:
    return bool(request.roles.get(Role.COUNSEL))


def show(request: DeskRequest) -> HttpResponse:
    """List court orders: in force first."""
    now = today()
    orders = list(_visible(request)[:500])
    standing = [o for o in orders if o.lifted_on is None or o.lifted_on > now]
    context = {
        "standing": standing,
        "lifted": [o for o in orders if o not in standing],
        "acts": holding.ACTS,
        "may": _is_counsel(request),
        "today": now,
    }
    return draw(request, "irs/orders.html", context)


def enter(request: DeskRequest) -> HttpResponse:
    """Enter a court order."""
    agencies = request.roles.get(Role.COUNSEL, frozenset())
    form = OrderForm(request.POST or None, agencies=agencies, initial={"starts": today()})
    refusals = [] if _is_counsel(request) else NOT_COUNSEL
    if request.method != "POST" or not form.is_valid():
        return draw(request, "irs/order_new.html", {"form": form, "refusals": refusals})
    said = form.order()
    Person.objects.select_for_update(no_key=True).get(pk=request.visitor.pk)  # a double click comes one after the other
    if _entered_before(said):
        same = Trouble(
            "This order is entered already", ["An order with this docket, citation and day stands in the list."]
        )
        return draw(request, "irs/order_new.html", {"form": form, "refusals": refusals}, same)
    trouble = tried(partial(holding.enter_order, by=request.visitor, **said))
    if trouble is not None:
        return draw(request, "irs/order_new.html", {"form": form, "refusals": refusals}, trouble)
    done(request, "The order is entered. From this moment nothing that it covers is released or fetched.")
    return HttpResponseRedirect(reverse("orders"))


def _entered_before(said: dict[str, object]) -> bool:
    same = {name: said[name] for name in ("docket", "citation", "starts", "agency", "agreement", "disclosure_request")}
    return Hold.objects.filter(lifted_on=None, **same).exists()


def lift(request: DeskRequest, hold_id: int) -> HttpResponse:
    """Lift a court order as of a day."""
    order = _visible(request).filter(pk=hold_id).first()
    if order is None:
        raise access.Absent
    form = LiftForm(request.POST or None, initial={"on": today()})
    trouble = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        trouble = tried(partial(holding.lift, hold_id, by=request.visitor, why=said["why"], on=said["on"]))
        if trouble is None:
            done(request, f"The order {order.docket} is lifted as of {said['on']:%B %-d, %Y}.")
            return HttpResponseRedirect(reverse("orders"))
    refusals = [] if _is_counsel(request) else NOT_COUNSEL
    return draw(request, "irs/order_lift.html", {"form": form, "order": order, "refusals": refusals}, trouble)
