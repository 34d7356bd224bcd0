"""Who had which right when: the table at any moment, and every right from when it was given until it was taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from ..forms.rights import LinesForm, RightsForm
from ..models import Agency
from ..rules.roles import Role
from ..workflow import rights
from ..workflow.rights import Asked, Holder, Line
from .answers import draw, number_in
from .files import export
from .narrowing import NO_FILE, paging
from .rights_timeline import timeline
from .who import DeskRequest

AT_HEADER = ("at", "person", "user name", "title", "agency", "role")
UNREAD = "The list isn’t narrowed by what can’t be read. What you typed is still here."
LINES_HEADER = ("person", "agency", "role", "given", "by", "why", "taken", "by", "why")


def overseen(request: DeskRequest) -> dict[int, Agency]:
    """Return the agencies that the visitor oversees, by id."""
    return {agency.pk: agency for agency in Agency.objects.filter(pk__in=request.roles[Role.OVERSIGHT])}


def asked(said: dict[str, Any], agencies: dict[int, Agency]) -> Asked:
    """Return what a list of rights is narrowed to."""
    chosen = number_in(said.get("agency", ""))
    return Asked([chosen] if chosen in agencies else list(agencies), said.get("name", ""), said.get("role", ""))


def show(request: DeskRequest) -> HttpResponse:
    """Show who holds which right at the chosen moment: now, unless one is chosen."""
    return _show(request, UNREAD)


def _show(request: DeskRequest, unread: str) -> HttpResponse:
    """Show them. `unread`: what the page says above the errors, if there are any."""
    agencies = overseen(request)
    form = RightsForm(request.GET or None, agencies=agencies.values(), initial={"at": timezone.localtime()})
    said = form.said() if form.is_bound else {}
    at = said.get("at") or rights.now()
    found = rights.holders(at, asked(said, agencies), after=number_in(request.GET.get("after", "")))
    shown = found[: rights.PAGE]
    context = {
        "form": form,
        "at": at,
        "unread": unread,
        "people": [(one, [(agencies[id], roles) for id, roles in one.by_agency]) for one in shown],
        **paging(request, shown[-1].id if len(found) > rights.PAGE else 0, "after"),
    }
    return draw(request, "rights/show.html", context)


def show_file(request: DeskRequest) -> HttpResponseBase:
    """Send the table at the chosen moment as CSV, one line a right. The export is recorded.

    What can't be read, or is still to come, is no table: the page says so.
    """
    agencies = overseen(request)
    form = RightsForm(request.GET, agencies=agencies.values())
    said = form.said()
    if form.errors:
        return _show(request, NO_FILE)
    at = said.get("at") or rights.now()
    rows = _at_rows(at.isoformat(), rights.everyone(at, asked(said, agencies)), agencies)
    why = f"exported who held which right at {timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
    return export(request, rows, kind="rights", why=why, name=f"rights-at-{timezone.localtime(at):%Y-%m-%d-%H%M%S}")


def _at_rows(at: str, found: Iterator[Holder], agencies: dict[int, Agency]) -> Iterator[tuple[object, ...]]:
    yield AT_HEADER
    for one in found:
        for id, role in one.rights:
            yield at, one.name, one.username, one.title, agencies[id].code, role.label


def lines(request: DeskRequest) -> HttpResponse:
    """Show rights over all time, the latest given first: narrowed to a role on an agency, everyone who ever held it."""
    return _lines(request, "")


def _lines(request: DeskRequest, unread: str) -> HttpResponse:
    """Show them. `unread`: what the page says above the errors, if it says it."""
    agencies = overseen(request)
    form = LinesForm(request.GET or None, agencies=agencies.values())
    said = form.said() if form.is_bound else {}
    found = rights.lines(asked(said, agencies), before=number_in(request.GET.get("before", "")))
    shown = found[: rights.PAGE]
    labels = [f"{line.name}: {line.role.label.lower()}, {agencies[line.agency_id].code}" for line in shown]
    context = {
        "form": form,
        "unread": unread,
        "lines": [(line, agencies[line.agency_id]) for line in shown],
        "drawing": timeline(shown, labels, rights.now()),
        **paging(request, shown[-1].born if len(found) > rights.PAGE else 0),
    }
    return draw(request, "rights/lines.html", context)


def lines_file(request: DeskRequest) -> HttpResponseBase:
    """Send the rights over all time as CSV, the first given first. The export is recorded.

    What can't be read narrows no file: the page says so.
    """
    agencies = overseen(request)
    form = LinesForm(request.GET, agencies=agencies.values())
    wanted = asked(form.said(), agencies)
    if form.errors:
        return _lines(request, NO_FILE)
    rows = _line_rows(rights.all_lines(wanted), agencies)
    return export(request, rows, kind="rights", why="exported rights over all time", name="rights-over-time")


def _line_rows(found: Iterator[Line], agencies: dict[int, Agency]) -> Iterator[tuple[object, ...]]:
    yield LINES_HEADER
    for one in found:
        given = one.began.isoformat(), one.began_name, one.began_why
        taken = one.ended.isoformat() if one.ended else "", one.ended_name, one.ended_why
        yield one.name, agencies[one.agency_id].code, one.role.label, *given, *taken
