"""One history over everything, for oversight: found by filters, told in sentences, with old and new values on demand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from audits import events, history
from audits.access_log import AccessAct, Opened, look
from audits.events import Asked, Event, Found, Key
from audits.guarding import history_model
from audits.placing import placed

from .. import access
from ..forms.history import ExportForm, SaveForm, known_fields
from ..forms.oversight import NumberForm, ValuesForm
from ..models import SavedFilter
from ..rules.roles import Role
from . import history_lines, history_query, looked
from .answers import draw, number_in
from .history_query import Query
from .narrowing import sees_all
from .oversight import readable
from .who import DeskRequest, looking, storable

PAGE = 50
"""Transactions a page."""
EVENT_PAGE = 50
"""Changed objects of one event on its page."""
EVENTS_TOLD = 200
"""Events of one transaction on its page."""


def show(request: DeskRequest) -> HttpResponse:
    """Show a page of the history, as it is filtered. A search for a taxpayer is recorded before it is shown."""
    query = history_query.read(request)
    start, newer = history_query.key_of(request.GET.get("at", "")), request.GET.get("go") == "newer"
    record_search(request, query)
    found = events.find(query.asked, start=start, newer=newer, limit=PAGE)
    entries = events.entries(found.keys, query.asked)
    lines = history_lines.lines(entries, history_lines.known(request, entries))
    pages = _pages(query, found, start, newer)
    context = {**page(request, query), "lines": lines, "pages": pages, "cuts": [*query.cuts, *left_out(found)]}
    return draw(request, "history/browser.html", context)


def left_out(found: Found) -> list[str]:
    """Return what page and file say where more was done about a taxpayer than is looked for."""
    told = f"Only the latest {events.SUBJECT_MOST:,} transactions about these subjects are looked for:"
    return [f"{told} older ones stand in each request’s timeline."] if found.cut else []


def page(request: DeskRequest, query: Query) -> dict[str, Any]:
    """Return what every drawing of the page needs: its forms and its filter."""
    return {
        "form": query.form,
        "whole": sees_all(request),
        "query": query,
        "cuts": query.cuts,
        "subject_form": NumberForm(auto_id="subject_%s"),
        "save_form": SaveForm(auto_id="save_%s"),
        "export_form": ExportForm(auto_id="export_%s"),
        "known_fields": known_fields(),
        "saved": SavedFilter.objects.filter(owner=request.visitor).count(),
    }


def record_search(request: DeskRequest, query: Query) -> None:
    """Record that somebody looks for a taxpayer, before anything is shown of it."""
    if query.searched:
        who = looking(request, query.searched.why, Role.OVERSIGHT)
        look(who, AccessAct.SEARCH, "history", subjects=query.searched.subjects)


def _pages(query: Query, found: Found, start: Key | None, newer: bool) -> dict[str, str]:
    """Return the addresses of the first, the previous, the next and the last page; '' where there is none."""

    def at(**place: str) -> str:
        return f"?{urlencode({**query.params, **place})}"

    keys = [history_query.text_of(key) for key in found.keys]
    return {
        "first": at() if found.newer else "",
        "previous": at(at=keys[0], go="newer") if found.newer and keys else "",
        "next": at(at=keys[-1]) if found.older and keys else "",
        "last": at(go="newer") if found.older else "",
    }


@require_POST
def subject(request: DeskRequest) -> HttpResponse:
    """Take a taxpayer's number, hash it at once, and lead to what was done about him or her."""
    form = NumberForm(request.POST, auto_id="subject_%s")
    query = history_query.read(request)
    if not form.is_valid() or looked.numbered(form):
        context = {**page(request, query), "subject_form": form, "lines": [], "pages": {}, "nothing": True}
        return draw(request, "history/browser.html", context)
    handle = history_query.remember(request, form.cleaned_data["tin"], form.cleaned_data["why"])
    address = urlencode({**query.params, history_query.SUBJECT: handle})
    return HttpResponseRedirect(f"{reverse('history')}?{address}")


def event(request: DeskRequest, txid: int) -> HttpResponse:
    """Show what a transaction changed: old and new values. Tax data stays masked until a reason is given and recorded."""
    why = looked.reason(request)
    entry = events.entry(txid, everything(request), most=EVENTS_TOLD) if storable(txid) else None
    if entry is None:
        raise access.Absent
    form = ValuesForm(request.POST or None)
    known = history_lines.known(request, [entry])
    only, after = number_in(request.GET.get("of", "")), number_in(request.GET.get("after", ""))
    groups = [_group(request, one, after, why) for one in entry.events if not only or one.id == only]
    if onward := looked.asked(request, form, lambda: [id for group in groups for id in group["subjects"]]):
        return onward
    context = {
        "line": history_lines.lines([entry], known)[0],
        "form": form,
        "groups": groups,
        "masked": any(d.masked for g in groups for c in g["changed"] for d in c.differences),
        "shown": any(g["opened"] for g in groups),
        "whole": not only,
    }
    return draw(request, "history/entry.html", context)


def everything(request: DeskRequest) -> Asked:
    """Return what asks for all that the reader may see."""
    return history_query.read(request, history_query.typed({})).asked


def _group(request: DeskRequest, one: Event, after: int, why: str) -> dict[str, Any]:
    changed = events.changed(one, after=after, limit=EVENT_PAGE)
    opened: Opened | None = None
    if why and any(d.masked for c in changed for d in c.differences):
        opened = look(
            looking(request, why, Role.OVERSIGHT),
            AccessAct.VIEW,
            "history",
            case_id=one.case_id,
            subjects=subjects_of(one, changed),
        )
        changed = events.changed(one, opened=opened, after=after, limit=EVENT_PAGE)
    following = urlencode({"of": one.id, "after": changed[-1].history_id}) if len(changed) == EVENT_PAGE else ""
    return {
        "noun": changed[0].noun if changed else one.model.partition(".")[2],
        "changed": readable(request, changed),
        "sealed_in": history_model(events.model_of(one))._meta.db_table if sees_all(request) else "",
        "opened": opened is not None,
        "subjects": subjects_of(one, changed),
        "next_url": f"?{following}" if following else "",
    }


def subjects_of(one: Event, changed: list[history.Changed]) -> list[int]:
    """Return the ids of the subjects that an event's changed rows are about."""
    return [c.subject_id for c in changed if c.subject_id] if placed(events.model_of(one)).subject else []
