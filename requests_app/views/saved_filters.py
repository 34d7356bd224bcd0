"""Filters of the history that are kept under a name: one's own, and those that others share with everybody who oversees."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.history import SaveForm
from ..models import SavedFilter
from ..rules.roles import Role
from ..workflow import saving_filters
from ..workflow.refused import Refused
from . import history_browser, history_query
from .answers import done, draw
from .who import DeskRequest


def show(request: DeskRequest) -> HttpResponse:
    """List one's own filters and those that are shared; a shared one that names what the reader may not see isn't there."""
    rows = [
        (one, f"{reverse('history')}?{urlencode(one.query)}", one.owner_id == request.visitor.pk, words)
        for one in visible(request).select_related("owner")
        if (words := _readable(request, one)) is not None
    ]
    return draw(request, "history/saved.html", {"rows": rows})


def visible(request: DeskRequest) -> QuerySet[SavedFilter]:
    """Return the reader's own filters and the shared ones."""
    return SavedFilter.objects.filter(Q(owner=request.visitor) | Q(shared=True))


def _readable(request: DeskRequest, one: SavedFilter) -> tuple[str, ...] | None:
    """Return a filter in words; None if it is another's and names an agency or a request that the reader doesn't oversee."""
    query = history_query.read(request, history_query.typed(one.query))
    own = one.owner_id == request.visitor.pk
    hidden = "agency" in one.query and "agency" not in query.params or query.asked.cases == []
    return None if hidden and not own else query.words


@require_POST
def save(request: DeskRequest) -> HttpResponse:
    """Keep the filter of the address under a name. A search for a taxpayer isn't kept."""
    query = history_query.read(request)
    form = SaveForm(request.POST, auto_id="save_%s")
    kept = {name: value for name, value in query.params.items() if name != history_query.SUBJECT}
    if form.is_valid():
        try:
            saving_filters.save(by=request.visitor, query=kept, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", refused.reasons[0])
    if form.errors:
        context = {**history_browser.page(request, query), "save_form": form, "lines": [], "pages": {}, "nothing": True}
        return draw(request, "history/browser.html", context)
    done(request, f"The filter “{form.cleaned_data['name']}” is saved.")
    return HttpResponseRedirect(reverse("history_filters"))


@require_POST
def share(request: DeskRequest, pk: int) -> HttpResponse:
    """Share one's own filter with everybody who oversees, or no longer."""
    one = _own(request, pk)
    saving_filters.share(one, by=request.visitor, shared=request.POST.get("shared") == "yes")
    done(request, f"The filter “{one.name}” is {'shared' if one.shared else 'yours alone'}.")
    return HttpResponseRedirect(reverse("history_filters"))


@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete one's own filter."""
    one = _own(request, pk)
    saving_filters.delete(one, by=request.visitor)
    done(request, f"The filter “{one.name}” is deleted.")
    return HttpResponseRedirect(reverse("history_filters"))


def _own(request: DeskRequest, pk: int) -> SavedFilter:
    found = SavedFilter.objects.filter(pk=pk, owner=request.visitor).first()
    if found is None or not request.roles.get(Role.OVERSIGHT):
        raise access.Absent
    return found
