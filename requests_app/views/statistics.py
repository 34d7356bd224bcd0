"""The statistics of oversight: each figure with its chart, its table, its file, and the rows behind each number.

One figure answers page, chart and file, so they can't differ. Nothing here is tax data; what leaves as a file is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from audits import access_log
from audits.access_log import AccessAct

from .. import access
from ..figures import rows
from ..figures.kinds import KINDS
from ..figures.shapes import Behind, Cell, Kind, Scope
from ..forms.statistics import ScopeForm
from ..models import Agency
from ..rules.roles import Role
from ..rules.transitions import Status
from .answers import draw, number_in
from .csv_files import csv_file
from .figure_charts import charts_of
from .who import DeskRequest, looking

WIDE = frozenset({"releases", "orders", "flags"})
"""Figures whose table takes the page's whole width, under the chart."""
HEADER = ("Request", "Title", "Agency", "Status", "Since", "What counts")


def overseen(request: DeskRequest) -> list[Agency]:
    """Return the agencies that the visitor oversees, by name."""
    return list(Agency.objects.filter(pk__in=request.roles[Role.OVERSIGHT]))


def scope_of(request: DeskRequest) -> tuple[ScopeForm, Scope | None]:
    """Return the form that narrows figures, as sent, and what it narrows them to: None if that can't be read."""
    form = ScopeForm(request.GET, agencies=overseen(request), today=timezone.localdate())
    if not form.is_valid():
        return form, None
    since, until = form.days()
    return form, Scope(form.chosen(), since, until, timezone.now())


def index(request: DeskRequest) -> HttpResponse:
    """Show which figures there are, what waits now, and what came in and went out."""
    form, scope = scope_of(request)
    shown = [_shown(request, name, scope) for name in ("work", "releases")] if scope else []
    others = [(kind, _place("figure", name, request)) for name, kind in KINDS.items()]
    return draw(request, "statistics/index.html", {"form": form, "shown": shown, "kinds": others, "scope": scope})


def figure(request: DeskRequest, figure: str) -> HttpResponse:
    """Show one figure."""
    return _page(request, figure)


def _page(request: DeskRequest, figure: str) -> HttpResponse:
    """Return the page of a figure; for a period that can't be read it says so, and counts nothing."""
    kind = _kind(figure)
    form, scope = scope_of(request)
    others = [(one, _place("figure", name, request), name == figure) for name, one in KINDS.items()]
    shown = _shown(request, figure, scope) if scope else None
    context = {"form": form, "kind": kind, "shown": shown, "kinds": others, "scope": scope}
    return draw(request, "statistics/figure.html", context)


def file(request: DeskRequest, figure: str) -> HttpResponseBase:
    """Send a figure's table as CSV; for a period that can't be read, the figure's page says so."""
    kind, scope = _kind(figure), scope_of(request)[1]
    if scope is None:
        return _page(request, figure)
    access_log.record(looking(request, f"exported the figures: {kind.title}"), AccessAct.EXPORT, "statistics")
    return csv_file(kind.count(scope).rows(), f"{figure}-{scope.since}-{scope.until}.csv")


def behind(request: DeskRequest, figure: str) -> HttpResponse:
    """List the rows behind one number, latest first."""
    kind, scope = _kind(figure), scope_of(request)[1]
    if scope is None:
        return _page(request, figure)
    found = _behind(kind, scope, request)
    listed, following = rows.page(found, before=number_in(request.GET.get("before", "")))
    kept = {name: value for name, value in request.GET.items() if name != "before"}
    context = {
        "kind": kind,
        "title": found.title,
        "rows": [(row, Status(row.status).label) for row in listed],
        "back": _place("figure", figure, request),
        "file_url": f"{reverse('figure_rows_file', kwargs={'figure': figure})}?{urlencode(kept)}",
        "first_url": f"?{urlencode(kept)}" if "before" in request.GET else "",
        "next_url": f"?{urlencode({**kept, 'before': following})}" if following else "",
    }
    return draw(request, "statistics/rows.html", context)


def behind_file(request: DeskRequest, figure: str) -> HttpResponseBase:
    """Send all the rows behind one number as CSV."""
    kind, scope = _kind(figure), scope_of(request)[1]
    if scope is None:
        return _page(request, figure)
    found = _behind(kind, scope, request)
    access_log.record(
        looking(request, f"exported the rows behind a figure: {kind.title}"), AccessAct.EXPORT, "statistics"
    )
    return csv_file(_every(found, scope), f"{figure}-rows.csv")


def _every(found: Behind, scope: Scope) -> Iterator[tuple[object, ...]]:
    """Yield the rows as texts in a transaction of their own, narrowed as the page's was."""
    yield HEADER
    with transaction.atomic():
        access.narrow(scope.ids, irs_side=scope.ids)
        for row in rows.every(found):
            since = timezone.localtime(row.since).strftime("%Y-%m-%d")
            yield row.number, row.title, row.agency.upper(), Status(row.status).label, since, row.words


def _kind(name: str) -> Kind:
    """Return the figure of this name. Raises Absent."""
    if name not in KINDS:
        raise access.Absent
    return KINDS[name]


def _behind(kind: Kind, scope: Scope, request: DeskRequest) -> Behind:
    """Return the rows that the address asks for. Raises Absent for a key that the figure doesn't have."""
    try:
        return kind.behind(scope, request.GET.get("key", ""))
    except (LookupError, ValueError, OverflowError, StopIteration):
        raise access.Absent from None


def _place(page: str, name: str, request: DeskRequest, **more: str) -> str:
    """Return the address of a figure's page, narrowed as this one is."""
    kept = {key: request.GET[key] for key in ("agency", "since", "until") if request.GET.get(key)} | more
    address = reverse(page, kwargs={"figure": name})
    return f"{address}?{urlencode(kept)}" if kept else address


def _shown(request: DeskRequest, name: str, scope: Scope) -> dict[str, Any]:
    """Return what a page shows of a figure: charts, and the table with an address behind each number."""
    made = KINDS[name].count(scope)
    address = _addresses(request, name)
    return {
        "name": name,
        "wide": name in WIDE,
        "kind": KINDS[name],
        "figure": made,
        "charts": charts_of(name, made, address),
        "lines": [(line, [_told(cell, address) for cell in line.cells]) for line in made.lines],
        "url": _place("figure", name, request),
        "file_url": _place("figure_file", name, request),
    }


def _addresses(request: DeskRequest, name: str) -> Callable[[str], str]:
    """Return what gives the address of the rows behind a key; the ledger has a page of its own."""

    def of(key: str) -> str:
        if not key:
            return ""
        return _in_ledger(request, key) if name == "releases" else _place("figure_rows", name, request, key=key)

    return of


def _in_ledger(request: DeskRequest, key: str) -> str:
    """Return the accounting, narrowed to the entries behind a number."""
    kind, since, until = key.split(".")
    last = date.fromisoformat(until) - timedelta(days=1)
    asked = {"kind": kind, "since": since, "until": str(last), "agency": request.GET.get("agency", "")}
    return f"{reverse('accounts')}?{urlencode({k: v for k, v in asked.items() if v})}"


def _told(cell: Cell, address: Callable[[str], str]) -> tuple[str, str]:
    """Return a number as the table shows it, and the address behind it ('' if nothing is behind it)."""
    if cell.value is None:
        return "–", ""
    text = f"{cell.value * 100:.2f} %" if cell.percent else f"{cell.value:,}"
    return text, address(cell.key) if cell.value else ""
