"""What pages about a request say of court orders to the person who reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context

from ..models import Hold, OrderService
from ..models.as_facts import today
from ..rules.holds import ACTS, KINDS
from ..rules.roles import AGENCY_ROLES, CASE_READERS
from ..workflow import holding

register = template.Library()


@register.simple_tag(takes_context=True)
def to_acknowledge(context: Context, holds: Iterable[Hold]) -> list[OrderService]:
    """Return which of these orders the reader has yet to acknowledge. One query, none without an order."""
    orders = [hold.pk for hold in holds]
    visitor = getattr(context["request"], "visitor", None)
    if not orders or visitor is None:
        return []
    return list(holding.unacknowledged(today()).filter(person=visitor, hold__in=orders))


@register.filter
def kind_of(hold: Hold) -> str:
    """Return the kind of an order, in words."""
    return KINDS.get(hold.kind, hold.kind)


@register.filter
def acts_of(hold: Hold) -> str:
    """Return the acts that an order bars, in words."""
    return " and ".join(ACTS[act] for act in ACTS if act in hold.acts)


@register.simple_tag(takes_context=True)
def reads_orders(context: Context) -> bool:
    """Whether the reader may open the list of orders: the IRS's side may, an agency's people read those that concern them."""
    return bool((CASE_READERS - AGENCY_ROLES) & getattr(context["request"], "roles", {}).keys())
