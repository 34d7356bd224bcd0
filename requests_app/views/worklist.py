"""The worklist: what is due from the person, how many requests stand where, and all that he or she may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.access_log import AccessAct, record

from .. import access
from ..forms.worklist import FilterForm
from ..models import Agency, DisclosureRequest, Person
from ..models.as_facts import today
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from ..rules.transitions import ENDED, Status
from ..workflow import breaker, incidents, reach, reminding, reviews_due
from . import briefs, order_words, queues
from .briefs import Brief
from .irs_page import IRS_READERS
from .who import DeskRequest, looking

PAGE = 50
DUE, ALL = "due", "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    disclosure_request: DisclosureRequest
    agency: Agency
    label: str
    due: str
    whom: str
    waits: str
    since: str
    held: bool
    assigned: str
    flags: Brief


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown beside the rows, by id: fetched once a page."""

    agencies: dict[int, Agency]
    people: dict[int, Person]
    flags: dict[int, Brief]


def worklist(request: DeskRequest) -> HttpResponseBase:
    """Show the list; an administrator, who sees no case, is led to the people."""
    if not CASE_READERS & request.roles.keys():
        return redirect("people") if Role.ADMINISTRATOR in request.roles else render(request, "worklist/no_role.html")
    return _list(request)


def _list(request: DeskRequest) -> HttpResponse:
    agencies = _agencies(request)
    form = FilterForm(request.GET, agencies=agencies)
    chosen = form.chosen()
    visible = queues.placed(access.visible_requests(request.visitor, request.roles), request.visitor)
    due, total, by_status = queues.counts(visible, request.roles)
    lane = request.GET.get("lane") or (DUE if due and not chosen else ALL)
    wanted = _chosen(visible, chosen) if lane == ALL else visible.filter(queues.due_filter(request.roles))
    rows, onward = _page(request, wanted, lane, agencies)
    if "number" in chosen:
        record(looking(request, "searched the list by a number or title"), AccessAct.SEARCH, "requests")
    context = {
        "form": form,
        "lane": lane,
        "rows": rows,
        "due": due,
        "works": any(due.role in request.roles for due in queues.DUES),
        "total": total,
        "lanes": _lanes(by_status, chosen if lane == ALL else {}),
        "many_agencies": len(agencies) > 1,
        "first_url": _address({"lane": lane, **chosen}) if "after" in request.GET else "",
        "next_url": _address({"lane": lane, **chosen, "after": onward}) if onward else "",
        "can_start": Role.LIAISON in request.roles,
        **order_words.due(request),
        "incidents": incidents.open_ones(request.visitor, request.roles),
        "breakers": breaker.open_breakers() if IRS_READERS & request.roles.keys() else [],
        "awaits": reminding.awaits(request.visitor, request.roles, today()),
        "awaits_rights": reviews_due.awaits(request.roles, today()),
    }
    return render(request, "worklist/worklist.html", context)


def _agencies(request: DeskRequest) -> list[Agency]:
    readable = frozenset().union(*(request.roles.get(role, frozenset()) for role in CASE_READERS))
    return list(Agency.objects.filter(pk__in=readable))


def _chosen(visible: QuerySet[Any], chosen: dict[str, str]) -> QuerySet[Any]:
    asked = Q()
    if "status" in chosen:
        asked &= Q(status=chosen["status"])
    if "agency" in chosen:
        asked &= Q(agency_id=chosen["agency"])
    if "number" in chosen:
        asked &= Q(number__icontains=chosen["number"]) | Q(title__icontains=chosen["number"])
    return visible.filter(asked)


def _page(request: DeskRequest, wanted: QuerySet[Any], lane: str, agencies: list[Agency]) -> tuple[list[Row], str]:
    """Return the page's rows and the key after which the next page starts. What is due comes longest waiting first.

    Agencies and people are joined here, for the page's rows only: joined in the database they would be for all rows.
    """
    key = Tuple("status_since", "id")
    after = _key(request.GET.get("after", ""))
    if after:
        compare = TupleGreaterThan if lane == DUE else TupleLessThan
        wanted = wanted.filter(compare(key, after))
    order = ("status_since", "id") if lane == DUE else ("-status_since", "-id")
    found = list(reach.with_held(wanted, today()).order_by(*order)[: PAGE + 1])
    flags = briefs.briefs_of(found[:PAGE], _irs_side(request))
    beside = Beside({a.pk: a for a in agencies}, _assigned(request, found), flags)
    rows = [_row(request, one, beside) for one in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return rows, f"{last.status_since.isoformat()}_{last.pk}" if last else ""


def _key(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("_")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (found, int(number)) if found.tzinfo and number.isascii() and number.isdigit() and len(number) < 19 else None


def _assigned(request: DeskRequest, found: list[DisclosureRequest]) -> dict[int, Person]:
    """Return the people to whom requests are assigned; the agency's own people aren't told."""
    if not request.roles.keys() - AGENCY_ROLES:
        return {}
    return Person.objects.in_bulk({one.assigned_to_id for one in found if one.assigned_to_id})


def _irs_side(request: DeskRequest) -> frozenset[int]:
    """Return the agencies on which the person holds a role of the IRS's side."""
    roles = CASE_READERS - AGENCY_ROLES
    return frozenset().union(*(request.roles.get(role, frozenset()) for role in roles))


def _row(request: DeskRequest, one: Any, beside: Beside) -> Row:
    place = queues.Place(one.status, one.agency_id, one.package, one.for_me, one.submission, one.disposal)
    since = timezone.localdate(one.status_since)
    return Row(
        disclosure_request=one,
        agency=beside.agencies[one.agency_id],
        label=Status(one.status).label,
        due=queues.due_words(request.roles, place),
        whom=queues.with_whom(one.status, request.roles),
        waits=_waits(one.status, (timezone.localdate() - since).days),
        since=f"{since:%b} {since.day}, {since.year}",
        held=one.held,
        assigned=str(beside.people.get(one.assigned_to_id, "")),
        flags=beside.flags[one.pk],
    )


def _waits(status: str, days: int) -> str:
    if status in ENDED:
        return ""
    return "Today" if days < 1 else f"{days} day{'s' if days > 1 else ''}"


def _lanes(by_status: dict[str, int], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return a link for each status that has requests, in the order of the path."""
    return [
        {
            "label": Status(s).label,
            "number": n,
            "url": _address({"lane": ALL, "status": s}),
            "here": chosen.get("status") == s,
        }
        for s, n in by_status.items()
        if n
    ]


def _address(parts: dict[str, str]) -> str:
    return f"?{urlencode(parts)}"
