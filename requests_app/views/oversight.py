"""Oversight's pages: the whole timeline with old and new values, and who looked. They change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from audits import history
from audits.access_log import AccessAct, look
from audits.history_sql import Belonging

from .. import access
from ..forms.oversight import ValuesForm
from ..models import DisclosureRequest, Subject
from . import cases, looked, story
from .answers import draw, looker, number_in
from .irs_page import found
from .who import DeskRequest
from .wording import with_names


def timeline(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the whole timeline of a request, as this reader may see it."""
    disclosure_request = access.find_request(request.visitor, pk)
    show, after = request.GET.get("show", "all"), request.GET.get("after", "")
    told = story.page_of(disclosure_request, request.visitor, show=show, after=after)
    here = reverse("timeline", kwargs={"pk": pk})
    context = {
        **cases.heading(disclosure_request),
        "story": told,
        "first_url": f"{here}?{urlencode({'show': told.show})}" if after else "",
        "next_url": f"{here}?{urlencode({'show': told.show, 'after': told.after})}" if told.after else "",
    }
    return draw(request, "history/page.html", context)


def event(request: DeskRequest, pk: int, txid: int) -> HttpResponse:
    """Show what one event changed: old and new values. Tax data stays masked until a reason is given and recorded."""
    why = looked.reason(request)
    disclosure_request = found(request, pk)
    model, after = request.GET.get("of", ""), number_in(request.GET.get("after", ""))
    groups = _groups(request, disclosure_request, txid, model, after, why)
    if not groups:
        raise access.Absent
    form = ValuesForm(request.POST or None)
    if onward := looked.asked(request, form, partial(_concerned, groups), disclosure_request):
        return onward
    context = {
        **cases.heading(disclosure_request),
        "form": form,
        "groups": groups,
        "masked": any(d.masked for g in groups for c in g["changed"] for d in c.differences),
        "shown": bool(why),
        "back": reverse("timeline", kwargs={"pk": pk}),
    }
    return draw(request, "history/event.html", context)


TOLD_BESIDE: dict[str, tuple[str, ...]] = {"requests_app.Deciding": ("words", "reason_code")}
"""Model -> columns that an event tells once: a group's are those of its decision, which stands beside it."""

EVENT_PAGE = 50
"""Changed objects of one kind on a page of an event."""


def _groups(
    request: DeskRequest, disclosure_request: DisclosureRequest, txid: int, model: str, after: int, why: str
) -> list[dict[str, Any]]:
    chosen = [t for t in story.told_to_irs("all") if not model or t.belongs.model == model]
    groups = []
    for told in chosen:
        opened, ids = None, []
        case = story.case_of(disclosure_request)
        changed = history.differences(case, txid, told, after=after, limit=EVENT_PAGE)
        if changed and told.belongs.hidden:
            ids = subjects_of(told.belongs, [c.object_id for c in changed])
        if changed and why and told.belongs.hidden:
            who = looker(request, disclosure_request, why)
            opened = look(who, AccessAct.VIEW, "history", case_id=disclosure_request.pk, subjects=ids)
            changed = history.differences(case, txid, told, opened=opened, after=after, limit=EVENT_PAGE)
        if changed:
            groups.append(
                {
                    "noun": changed[0].noun,
                    "changed": readable(request, changed),
                    "next_url": _more(told.belongs.model, changed),
                    "subjects": ids,
                }
            )
    return groups


def _concerned(groups: list[dict[str, Any]]) -> list[int]:
    """Return the subjects whose tax data groups of changes hold."""
    return [id for group in groups for id in group["subjects"]]


def subjects_of(belongs: Belonging, object_ids: Collection[int]) -> list[int]:
    """Return which subjects these objects of a model are about: themselves, or the one that each names."""
    fields = {field.attname: field for field in belongs.tracked._meta.concrete_fields}
    if belongs.tracked is Subject or "subject_id" not in fields:
        return sorted(set(object_ids)) if belongs.tracked is Subject else []
    named = belongs.tracked._default_manager.filter(pk__in=object_ids).values_list("subject_id", flat=True)
    return sorted(set(named))


def readable(request: DeskRequest, changed: list[history.Changed]) -> list[history.Changed]:
    """Return changes as text, without the columns that stand beside them."""
    visible = access.visible_requests(request.visitor, request.roles)
    return with_names([replace(one, differences=tuple(_told(one))) for one in changed], visible)


def _told(one: history.Changed) -> Iterator[history.Difference]:
    beside = TOLD_BESIDE.get(one.model, ())
    yield from (d for d in one.differences if d.column not in beside)


def _more(model: str, changed: list[history.Changed]) -> str:
    full = len(changed) == EVENT_PAGE
    return f"?{urlencode({'of': model, 'after': changed[-1].history_id})}" if full else ""
