"""A court order in words: how it stands, what it covers and excepts, whom it was served on, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from audits import history
from audits.history import Event, Told
from audits.history_sql import Belonging
from audits.standalone.words import count_of

from ..models import DisclosureRequest, Hold, OrderService, Person, Subject
from ..models.as_facts import today
from ..rules import numbering
from ..rules.holds import ACTS, APPEALS, DISCLOSE, KINDS, Standing, standing
from ..rules.roles import THE_IRS, Role
from ..workflow import holding, reach
from .sentences import about_hold, about_service
from .who import DeskRequest

RELATED = ("agency", "agreement", "disclosure_request", "batch", "superseded_by", "entered_by")
FEW = 20
"""Links that a page shows; beyond, it counts."""

STOPS = "nothing that it covers is released or opened here"
FREEZES = "nothing that it covers is opened here, and a release of it waits until counsel clears the order in writing"
"""What an order stops: one that bars disclosure, and one that bars only use."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as a list or a page shows it."""

    order: Hold
    title: str
    standing: Standing
    bars: str
    scope: str

    @property
    def binds_now(self) -> bool:
        """Whether it stops anything today."""
        return self.standing == Standing.IN_FORCE

    @property
    def may_change(self) -> bool:
        """Whether it binds, or will."""
        return self.standing in (Standing.IN_FORCE, Standing.COMING)

    @property
    def is_lifted(self) -> bool:
        """Whether it is lifted."""
        return self.standing == Standing.LIFTED


def shown(order: Hold, on: date) -> Shown:
    """Return an order in words."""
    superseded_from = order.superseded_by.starts if order.superseded_by else None
    stands = standing(order.starts, order.until, order.lifted_on, superseded_from, on)
    kind = KINDS.get(order.kind, order.kind)
    return Shown(order, f"{kind.capitalize()}, {order.court}, {order.docket}", stands, bars(order), scope(order))


def bars(order: Hold) -> str:
    """Return the acts that an order bars, in words."""
    return " and ".join(ACTS[act] for act in ACTS if act in order.acts)


def scope(order: Hold) -> str:
    """Return what an order covers, in words: without a name, and without the rows of a request."""
    parts = [f"requests of {order.agency}"] if order.agency else []
    parts += [f"requests under {order.agreement}"] if order.agreement else []
    parts += [f"request {order.disclosure_request.number}"] if order.disclosure_request else []
    parts += [f"its file “{order.batch.filename}” (upload {order.batch_id})"] if order.batch else []
    count = len(order.subject_ids)
    parts += [f"{count_of(count, 'named taxpayer')} of it"] if count else []
    parts += [f"subjects for whom {order.statute} is cited"] if order.statute else []
    said = ", ".join(parts) or "every request"
    excepted = bool(order.exceptions or order.excepted_request_ids or order.excepted_subject_ids)
    return said[0].upper() + said[1:] + (", with exceptions" if excepted else "")


def subjects_named(order: Hold) -> str:
    """Return the subjects that an order names, by number, as far as this reader may read them."""
    rows = Subject.objects.filter(pk__in=order.subject_ids).order_by("row").values_list("row", flat=True)
    return numbering.subjects(rows[:FEW]) + (" …" if len(order.subject_ids) > FEW else "")


def excepted(order: Hold) -> list[str]:
    """Return what an order excepts, in words, as far as this reader may read it."""
    said = [order.exceptions] if order.exceptions else []
    whole = DisclosureRequest.objects.filter(pk__in=order.excepted_request_ids).values_list("number", flat=True)
    said += [f"Request {number}, as a whole" for number in whole[:FEW]]
    parts = Subject.objects.filter(pk__in=order.excepted_subject_ids).order_by("disclosure_request__number", "row")
    named = parts.values_list("disclosure_request__number", "row")
    return said + [f"{numbering.subject(row).capitalize()} of request {number}" for number, row in named[:FEW]]


def facts(order: Hold) -> list[tuple[str, str]]:
    """Return the plain fields of an order, each with its label; empty ones are left out."""
    lifted = shown(order, today()).standing == Standing.LIFTED
    days = {
        "Date of the order": order.issued_on,
        "In force from": order.starts,
        "Last day by its own words": order.until,
        "Lifted as of" if lifted else "To be lifted as of": order.lifted_on,
    }
    appeal = ", ".join(p for p in (APPEALS.get(order.appeal, ""), _day(order.appeal_on), order.appeal_words) if p)
    found = [
        ("Court", order.court),
        ("Docket", order.docket),
        ("Judge", order.judge),
        ("Citation", order.citation),
        *((label, _day(day)) for label, day in days.items()),
        ("Lifted by", order.lift_citation),
        ("Binds", order.binds),
        ("Bars", bars(order)),
        ("Appeal", appeal),
    ]
    return [(label, words) for label, words in found if words]


def _day(day: date | None) -> str:
    return f"{day:%B} {day.day}, {day.year}" if day else ""


def covers(order: Hold, visible: QuerySet[DisclosureRequest], *, irs: bool) -> dict[str, Any]:
    """Return what an order reaches now, of the requests that this reader may open: counts, and the first of each."""
    requests = reach.requests(order, visible)
    packages = reach.packages(order, visible)
    sent = packages if irs else packages.filter(transmitted_at__isnull=False)
    return {
        "requests": list(requests.order_by("-id")[:FEW]),
        "requests_count": requests.count(),
        "subjects_count": reach.subjects(order) if reach.is_narrow(order) else None,
        "packages": list(sent.order_by("-id")[:FEW]),
        "packages_count": sent.count(),
    }


def services(order: Hold, reader: Person, agencies: frozenset[int], *, irs: bool) -> list[OrderService]:
    """Return the people on whom an order was served: the reader, those of his or her agencies, and to the IRS its own."""
    theirs = Q(person=reader) | Q(person__agency_id__in=agencies) | (Q(person__agency=None) if irs else Q(pk__in=[]))
    return list(order.services.filter(theirs).select_related("person", "person__agency"))


def due(request: DeskRequest) -> dict[str, Any]:
    """Return what the list of requests says of orders: those to acknowledge, and to counsel those overdue. One query."""
    on = today()
    counsel = request.roles.get(Role.COUNSEL, frozenset())
    theirs = Q(person__agency_id__in=counsel) | (Q(person__agency=None) if counsel else Q(pk__in=[]))
    wanted = Q(person=request.visitor) | (theirs & Q(acknowledge_by__lt=on))
    found = list(holding.unacknowledged(on).filter(wanted)[:500])
    mine = [service for service in found if service.person_id == request.visitor.pk]
    late = [service for service in found if service.acknowledge_by < on] if counsel else []
    return {"to_acknowledge": mine, "overdue": late, "today": on}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order's history, as the timeline's template draws one."""

    at: Any
    who: str
    sentences: tuple[str, ...]
    why: str
    role: str = ""
    txids: tuple[int, ...] = ()
    times: int = 1


def story(order: Hold, *, irs: bool) -> dict[str, list[Line]]:
    """Return what became of an order, latest first; to an agency's people without who did it at the IRS, and why."""
    told = [Told(Belonging("requests_app.Hold", (("id", "case"),)), about_hold)]
    if irs:
        told.append(Told(Belonging("requests_app.OrderService", (("hold_id", "case"),)), about_service))
    page = history.timeline({"case": order.pk}, sentences=told, looks=False, limit=100)
    return {"lines": list(_lines(page.events, irs=irs))}


def _lines(events: Iterable[Event], *, irs: bool) -> Iterable[Line]:
    for event in events:
        if event.sentences:
            who, why = (event.actor_name, event.why) if irs else (THE_IRS, "")
            yield Line(event.at, who, event.sentences, why)


def entered(order: Hold) -> str:
    """Say what an order that was just entered stops, and from when: one that bars use alone stops no release by itself."""
    since = "From this moment" if order.starts <= today() else f"From {_day(order.starts)} on,"
    stops = STOPS if DISCLOSE in order.acts else FREEZES
    return f"The order is entered. {since} {stops}."
