"""What is known of a visit: where it comes from, what its session remembers, and when that ends."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from .models import Person

WARNING = "warning_acknowledged_at"
STARTED = "session_started_at"
ACTIVE = "session_active_at"
"""Names under which a session remembers the acknowledged warning (ISO text), its start and its last activity (seconds)."""
POLL_HEADER = "X-Desk-Poll"
"""A page that asks by itself sends this header (any value): the asking doesn't count as a person's activity."""
POLL_QUERY = "auto"
"""The same for a page that reloads itself without script: `?auto=1`."""


def origin(request: HttpRequest) -> str:
    """Return the network address that the request came from: behind a proxy, the one that the proxy names."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # neither names one
        return ""


def second_factor_given(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session."""
    return any(r.get("method") == "mfa" for r in get_authentication_records(request, cast(Person, request.user)))


def is_polling(request: HttpRequest) -> bool:
    """Whether a page asks by itself, not a person."""
    return POLL_HEADER in request.headers or request.GET.get(POLL_QUERY) == "1"


def seconds_left(request: HttpRequest, now: float) -> tuple[float, str]:
    """Return the seconds until the session ends, and for which reason; none or fewer when it has ended."""
    started = request.session.get(STARTED, now)
    active = request.session.get(ACTIVE, now)
    idle = active + settings.SESSION_IDLE_SECONDS - now
    whole = started + settings.SESSION_TOTAL_SECONDS - now
    return (idle, "15 minutes went by without activity") if idle <= whole else (whole, "12 hours have gone by")


def address(name: str, onward: str = "") -> str:
    """Return a page's address that remembers where the person wanted to go."""
    return f"{reverse(name)}?{urlencode({'next': onward})}" if onward else reverse(name)


def to(request: HttpRequest, name: str, *, back: bool = False) -> HttpResponseBase:
    """Return a redirect that a partial request follows as a whole page; `back` remembers where the person wanted to go."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse(name))
    onward = request.get_full_path() if request.method == "GET" else _page_before(request)
    return HttpResponseRedirect(address(name, onward if back and onward != "/" else ""))


def _page_before(request: HttpRequest) -> str:
    """Return the address of our own page from which a form was sent, '' if the browser doesn't say."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path
