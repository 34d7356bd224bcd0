"""The session's rules: 15 minutes without activity, 12 hours in all. What a page asks by itself is no activity."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audits import access_log
from audits.models import AccessAct

from . import visit
from .models import Person

NOTE_EVERY = 20
"""Seconds between two notes of activity: a session is written at most so often."""
ENDED = "You were signed out because {why}. What you had saved is kept; sign in again to go on."
NOT_RECORDED = " What you had just sent was not recorded."


class SessionRules:
    """Ends a session whose time is up, and notes activity otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or send the person to sign in again."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        left, why = visit.seconds_left(request, now)
        if left <= 0:
            return _ended(request, request.user, why)
        _note(request, now)
        return self.get_response(request)


def _note(request: HttpRequest, now: float) -> None:
    session = request.session
    session.setdefault(visit.STARTED, now)
    if not visit.is_polling(request) and now - session.get(visit.ACTIVE, 0) > NOTE_EVERY:
        session[visit.ACTIVE] = now


def _ended(request: HttpRequest, person: Person, why: str) -> HttpResponseBase:
    access_log.record(access_log.Looker(person, "", visit.origin(request), why), AccessAct.SIGN_OUT, "session")
    logout(request)
    messages.info(request, ENDED.format(why=why) + (NOT_RECORDED if request.method == "POST" else ""))
    return visit.to(request, "account_login", back=True)
