"""Court orders: entered, changed and lifted by counsel only, in writing, with the citation; served and acknowledged.

Each change owns the gate that every release shares. What an order covers is decided by the database's own gate, here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from audits.acting import acting

from ..access import Absent, agencies_by_role
from ..models import Agency, Agreement, Batch, DisclosureRequest, Hold, OrderService, Person
from ..models.as_facts import hold_facts, today
from ..models.hold import live
from ..rules.holds import ACTS, DISCLOSE, NO_TIME, Standing, standing, words_of, wrong_days
from ..rules.roles import Role
from ..rules.statutes.offences import canonical
from ..rules.text import says_something
from .calling import REFUSING, call
from .citing import read_statutes
from .refused import Refused, Stale, correct, demand

COUNSEL_ONLY = "Court orders are entered, changed and lifted by counsel only."
LIFTED_LATER = (
    "This day lies after today, and until it comes the order binds: lift it on that day, or now as of today. "
    "If a court has set the day on which it ends, change the order and give its “Last day”."
)
SUPERSEDED = (
    "It stops nothing any more: the order {docket} has taken its place since {starts}, so there is nothing to lift."
)
ENDED = "It stops nothing any more: it has ended by its own words, so there is nothing to lift."
FIRST_DAY_STAYS = (
    "This order is lifted, so its first day stays what it was. "
    "If a court has ordered anew, enter that as another order."
)


class Terms(TypedDict, total=False):
    """What an order says, by the names of `models.Hold`. Absent ones stay as they are, or empty in a new order."""

    kind: str
    court: str
    docket: str
    judge: str
    citation: str
    binds: str
    acts: list[str]
    agency: Agency | None
    agreement: Agreement | None
    disclosure_request: DisclosureRequest | None
    batch: Batch | None
    subject_ids: list[int]
    statute: str
    exceptions: str
    excepted_request_ids: list[int]
    excepted_subject_ids: list[int]
    issued_on: date | None
    starts: date
    until: date | None
    superseded_by: Hold | None
    appeal: str
    appeal_on: date | None
    appeal_words: str
    acknowledge_within: int
    words: str


def enter_order(
    *, by: Person, why: str, supersedes: Sequence[Hold] = (), key: UUID | None = None, **terms: Unpack[Terms]
) -> Hold:
    """Enter a court order. From the instant this commits, no release or fetch that it covers commits.

    `why` is kept as its words unless `words` are given; `supersedes`: orders that it takes the place of. The same `key`
    twice is one order. Raises Refused with every reason; then nothing was changed.
    """
    with acting(by=by, why=why):
        if key and (made := Hold.objects.filter(made_by_key=key).first()):
            return made
        order = Hold(entered_by=by, made_by_key=key, **{"words": why, **_cleaned(terms)})
        _counsel_for(by, order)
        demand(_wrong(order))
        if order.statute:
            read_statutes()
        _write(order)
        for earlier in Hold.objects.filter(pk__in=[h.pk for h in supersedes]):
            _counsel_for(by, earlier)
            earlier.superseded_by = order
            earlier.version += 1
            _write(earlier)
    return order


def change_order(
    hold_id: int, *, by: Person, why: str, citation_of_change: str, seen: int, **terms: Unpack[Terms]
) -> Hold:
    """Change what an order says, in writing, with the citation on which that rests. Raises Absent, Refused."""
    with acting(by=by, why=f"{why} ({citation_of_change})"):
        order = _locked(hold_id, by)
        _as_seen(order, seen)
        demand([] if citation_of_change.strip() else ["Give the citation on which the change rests."])
        cleaned = _cleaned(terms)
        moved = order.lifted_on and cleaned.get("starts", order.starts) != order.starts
        demand([FIRST_DAY_STAYS] if moved else [])
        for name, value in cleaned.items():
            setattr(order, name, value)
        _counsel_for(by, order)
        demand(_wrong(order))
        if order.statute:
            read_statutes()
        order.version += 1
        _write(order)
    return order


def lift(hold_id: int, *, by: Person, why: str, on: date, citation: str, seen: int) -> Hold:
    """Lift a court order as of a day, in writing, with the citation of what lifts it. Raises Absent, Refused, Unfit.

    The day doesn't lie after today; an order that isn't in force yet is lifted as of its first day, and never binds. One
    that never binds takes no other's place: the orders that it was to supersede bind on.
    """
    with acting(by=by, why=why):
        order = _locked(hold_id, by)
        demand(nothing_to_lift(order))
        _as_seen(order, seen)
        demand([] if on >= order.starts else ["An order isn't lifted before it starts."])
        demand([] if citation.strip() else ["Give the citation of the order or opinion that lifts it."])
        correct({"on": [] if on <= max(today(), order.starts) else [LIFTED_LATER]})
        order.lifted_on, order.lift_citation = on, citation
        order.version += 1
        _write(order)
        for earlier in Hold.objects.filter(superseded_by=order) if on == order.starts else ():
            earlier.superseded_by = None
            earlier.version += 1
            _write(earlier)
    return order


def nothing_to_lift(order: Hold) -> list[str]:
    """Return why an order isn't lifted: it doesn't bind any more. One that an earlier record lifts later still can be."""
    later = order.superseded_by
    stands = standing(order.starts, order.until, order.lifted_on, later.starts if later else None, today())
    if order.lifted_on and stands == Standing.LIFTED:
        return [f"This order is lifted already, as of {order.lifted_on:%B %-d, %Y}."]
    if later and stands == Standing.SUPERSEDED:
        return [SUPERSEDED.format(docket=later.docket, starts=f"{later.starts:%B %-d, %Y}")]
    return [ENDED] if stands == Standing.EXPIRED else []


def serve(
    hold_id: int, *, by: Person, why: str, person: Person, method: str, acknowledge_by: date, seen: int
) -> OrderService:
    """Record that counsel served an order on a person, who acknowledges it by a day. Raises Absent, Refused, Unfit."""
    with acting(by=by, why=why):
        order = _locked(hold_id, by)
        _as_seen(order, seen)
        demand(
            [] if Hold.objects.filter(live(today()), pk=order.pk).exists() else ["This order doesn't bind any more."]
        )
        passed = acknowledge_by < today()
        correct({"acknowledge_by": [NO_TIME.format(today=f"{today():%B %-d, %Y}")] if passed else []})
        values = [order.pk, person.pk, method, acknowledge_by]
        return OrderService.objects.get(pk=call("desk_order_serve", "%s, %s, %s, %s::date", values))


def acknowledge(hold_id: int, *, by: Person, why: str, seen: int) -> OrderService:
    """Acknowledge an order, as it was seen, in one's own person; `why` are the words. A second time changes nothing.

    Raises Absent, Refused.
    """
    with acting(by=by, why=why):
        order = _held(hold_id)
        service = OrderService.objects.filter(hold_id=hold_id, person=by).first()
        if service is None:
            raise Absent
        if service.acknowledged_at is not None:
            return service
        _as_seen(order, seen)
        call("desk_order_acknowledge", "%s, %s", [service.pk, why])
        service.refresh_from_db()
        return service


def _locked(hold_id: int, by: Person) -> Hold:
    order = _held(hold_id)
    _counsel_for(by, order)
    return order


def _held(hold_id: int) -> Hold:
    """Return an order that nobody else changes during this transaction. Raises Absent."""
    order = Hold.objects.select_for_update(no_key=True).filter(pk=hold_id).first()
    if order is None:
        raise Absent
    return order


def _as_seen(order: Hold, seen: int) -> None:
    """Raise Stale unless the order still is the version that the person saw."""
    if order.version != seen:
        raise Stale("This order has changed")


def _counsel_for(by: Person, order: Hold) -> None:
    held = agencies_by_role(by).get(Role.COUNSEL, frozenset())
    named = (
        order.agency,
        order.agreement and order.agreement.agency,
        order.disclosure_request and order.disclosure_request.agency,
    )
    if not held or any(agency.pk not in held for agency in named if agency):
        raise Refused([COUNSEL_ONLY])


def _cleaned(terms: Terms) -> dict[str, Any]:
    """Return the terms as they are kept: acts in order, the statute in canonical form, a file's request beside it."""
    kept: dict[str, Any] = dict(terms)
    if "acts" in kept:
        kept["acts"] = [act for act in ACTS if act in kept["acts"]]
    if kept.get("statute"):
        kept["statute"] = canonical(kept["statute"]) or kept["statute"]
    if kept.get("batch") and not kept.get("disclosure_request"):
        kept["disclosure_request"] = kept["batch"].disclosure_request
    return kept


def _wrong(order: Hold) -> list[str]:
    """Return every reason why an order can't stand as it is written."""
    given = {
        "Say which court made the order.": order.court,
        "Give the order's docket.": order.docket,
        "Give the order's citation.": order.citation,
        "Say whom the order binds.": order.binds,
        "Say what the order bars.": "".join(order.acts),
    }
    wrong = [sentence for sentence, text in given.items() if not says_something(text)]
    if order.issued_on and order.issued_on > today():
        wrong.append("An order isn't dated in the future. If it binds from a later day, enter that as its first day.")
    wrong += wrong_days(order.issued_on, order.starts, order.acknowledge_within).values()
    if order.until and order.until < order.starts:
        wrong.append("The order's last day lies before its first.")
    if order.lifted_on and order.lifted_on < order.starts:
        wrong.append("An order isn't lifted before it starts.")
    if order.statute and not canonical(order.statute):
        wrong.append("The statute can't be read as a citation, such as 8 U.S.C. 1253(a)(1).")
    return wrong


def _write(order: Hold) -> None:
    """Write an order; what the database's gate refuses becomes a Refused with its sentence."""
    try:
        order.save()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in REFUSING:
            raise Refused([str(error).splitlines()[0]]) from error
        raise


def covered(disclosure_request_id: int, subject_ids: list[int]) -> dict[int, str]:
    """Return which of these subjects an order in force covers against disclosure, each with the order in words.

    Raises Refused, naming it, if an order covers the request as a whole. It takes no lock: the gate itself is shared by the
    acts of the database, so this only stops long work early.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hold_id, whole FROM desk_orders_on(%s, %s, %s)", [disclosure_request_id, [DISCLOSE], today()]
        )
        whole = dict(cursor.fetchall())
        if not whole:
            return {}
        orders = {h.pk: words_of(hold_facts(h), frozenset({DISCLOSE})) for h in Hold.objects.filter(pk__in=whole)}
        demand([f"A court order in force covers this request: {orders[pk]}." for pk in whole if whole[pk]])
        cursor.execute("SELECT * FROM desk_held_subjects(%s, %s, %s)", [disclosure_request_id, [DISCLOSE], subject_ids])
        return {subject: orders[hold] for subject, hold in cursor.fetchall()}


def on_package(release_id: int) -> list[Hold]:
    """Return the orders in force that freeze a package: for its whole request, or for a subject in it."""
    orders = "SELECT h.* FROM requests_app_hold h WHERE h.id IN (SELECT desk_orders_on_package(%s, %s)) ORDER BY h.id"
    return list(Hold.objects.raw(orders, [release_id, list(ACTS)]))


def unacknowledged(on: date) -> QuerySet[OrderService]:
    """Return the services of orders that bind or will, not acknowledged yet, the earliest deadline first."""
    found = OrderService.objects.filter(live(on, "hold__"), acknowledged_at=None)
    return found.select_related("hold", "person").order_by("acknowledge_by", "id")
