"""Printing: a page with tax data goes to paper by a form of its own, which records the print before anything is shown.

The page is drawn as a GET of it would be, by its own view with its own rule of who, and every look it takes is recorded as a
print. What was revealed for a reason (a number in full, old values) isn't revealed again: it is masked on paper.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve
from django.views.decorators.http import require_POST

from audits.access_log import AccessAct, record

from .. import access
from .who import DeskRequest, looking, storable

PRINTABLE = ("requests/<int:pk>/", "reaudits/<int:reaudit_id>/")
"""Beginnings of the addresses whose pages may go to paper: those about a case."""


@require_POST
def show(request: DeskRequest) -> HttpResponseBase:
    """Record that a page is printed, by whom, then return it as it goes to paper."""
    address = urlsplit(request.POST.get("path", ""))
    found = _printable(address.path)
    case = storable(found.kwargs.get("pk"))
    record(
        looking(request, f"printed the page {found.url_name}"), AccessAct.PRINT, "page", object_id=case, case_id=case
    )
    _as_get(request, address.path, address.query, found)
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    if answer.status_code == 200 and not answer.headers.get("Content-Type", "").startswith("text/html"):
        raise access.Absent
    return answer


def _printable(path: str) -> ResolverMatch:
    """Return the page at an address of this site that may go to paper. Raises Absent."""
    try:
        found = resolve(path)
    except Http404 as error:
        raise access.Absent from error
    if not found.route.startswith(PRINTABLE):
        raise access.Absent
    return found


def _as_get(request: DeskRequest, path: str, query: str, found: ResolverMatch) -> None:
    """Make the request what a GET of the page is, for its own view."""
    request.printing = True
    request.method = request.META["REQUEST_METHOD"] = "GET"
    request.path = request.path_info = path
    request.META["QUERY_STRING"] = query
    request.GET, request.POST = QueryDict(query), QueryDict()
    request.resolver_match = found
