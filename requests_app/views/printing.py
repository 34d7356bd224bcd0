"""Printing: a page with tax data goes to paper by a form of its own, which records the print before anything is shown.

The page is drawn as a GET of it would be, by its own view with its own rule of who, and every look it takes is recorded as a
print. What was revealed for a reason (a number in full, old values) isn't revealed again: it is masked on paper.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve
from django.views.decorators.http import require_POST

from audits.access_log import AccessAct, denied, record

from .. import access
from . import errors
from .who import DeskRequest, looking, storable

OK, BROKEN = 200, 500
PRINTABLE = ("requests/<int:pk>/", "reaudits/<int:reaudit_id>/")
"""Beginnings of the addresses whose pages may go to paper: those about a case."""


@require_POST
def show(request: DeskRequest) -> HttpResponseBase:
    """Record that a page is printed, by whom, then return it as it goes to paper; what isn't shown is recorded as refused."""
    address = urlsplit(request.POST.get("path", ""))
    if address.scheme or address.netloc:
        raise access.Absent
    found = _printable(address.path)
    case = storable(found.kwargs.get("pk"))
    looker = looking(request, f"printed the page {found.url_name}")
    with transaction.atomic():
        record(looker, AccessAct.PRINT, "page", object_id=case, case_id=case)
        _as_get(request, address.path, address.query, found)
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        printed = answer.status_code == OK and answer.headers.get("Content-Type", "").startswith("text/html")
        transaction.set_rollback(not printed)
    if not printed:
        denied(looker, AccessAct.PRINT, "page", object_id=case, case_id=case)
    return answer if printed or answer.status_code >= BROKEN else errors.absent(request)


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
