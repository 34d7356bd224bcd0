"""Who may come to which address, and what surrounds every page.

`page()` declares an address with its rule of who. Around the view it does, in this order:

1. asks for sign-in, the acknowledged warning, and the second factor, as the rule says;
2. opens one transaction around the view and the drawing of its page, so that a recorded look commits before a byte leaves;
3. finds the person's roles (`request.roles`), makes the rows of other agencies absent for the transaction, and asks
   whether one of the roles may come here at all;
4. answers absent and forbidden with the same page, and records the refusal once the transaction is undone;
5. answers a look that couldn't be recorded, or a failing database, with a page that shows nothing; a check of a release
   that never fails, and did, trips the circuit breaker, once the transaction is undone; a file for which the disk has no room
   is answered before the view sees what is left of it;
6. answers who comes by the address bar where only a form is taken with a page that says so;
7. forbids every cache to keep the answer.

Which request of which agency a person may see is `access.find_request`'s answer, not this module's.
"""

from __future__ import annotations

import enum
import functools
import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path
from django_htmx.middleware import HtmxDetails

from audits import access_log
from audits.models import AccessAct

from .. import access, visit
from ..models import Person
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from ..workflow import breaker

log = logging.getLogger(__name__)
LARGEST_ID = 2**63 - 1
NOT_SIGNED_IN = (
    "You weren't signed in any more when the form was sent, so nothing of it was recorded. Sign in: you come back to the page "
    "you sent it from. What you had saved before is kept."
)


class Anyone(enum.Enum):
    """Rules of who that name no role."""

    PUBLIC = "anyone, signed in or not"
    ENTERING = "anyone signed in by password, also before the second factor is set up"
    SIGNED_IN = "anyone fully signed in, whatever the role"


PUBLIC, ENTERING, SIGNED_IN = Anyone.PUBLIC, Anyone.ENTERING, Anyone.SIGNED_IN
Who = frozenset[Role] | Anyone
View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """What a view behind `page()` gets: the person, and the agencies on which he or she holds each role.

    `keeper`: whether it is counsel named in writing to keep the list under (i)(6). `printing`: whether the page goes to paper.
    """

    visitor: Person
    roles: Mapping[Role, frozenset[int]]
    keeper: bool
    htmx: HtmxDetails
    printing: bool


def page(route: str, view: View, *, who: Who, name: str) -> URLPattern:
    """Return the address of a page with its rule of who; a page without a rule can't be declared."""
    guarded = _guard(view, who, route, name)
    return path(route, guarded, name=name)


def pages_of(prefix: str, patterns: Iterable[URLPattern], *, who: Who) -> list[URLPattern]:
    """Return another app's plain addresses under a prefix, each behind the same rule of who."""
    return [page(f"{prefix}{p.pattern}", p.callback, who=who, name=str(p.name)) for p in patterns]


def _guard(view: View, who: Who, route: str, name: str) -> View:
    @functools.wraps(view, updated=())
    def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
        answer = _turned_away(request, who) or _answer(cast(DeskRequest, request), view, who, (route, name), named)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            answer = _only_sent(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    cast(Any, guarded).who = who
    return guarded


def _only_sent(request: HttpRequest) -> HttpResponseBase:
    """Answer who comes by the address bar where only a form is taken: alike for what is there and what isn't."""
    answer = render(request, "errors/405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
    answer.headers["Allow"] = "POST"
    return answer


def _turned_away(request: HttpRequest, who: Who) -> HttpResponseBase | None:
    """Return the way to the step of sign-in that is missing; None when none is."""
    if who is PUBLIC:
        return None
    if not request.user.is_authenticated:
        if request.method == "POST":
            messages.warning(request, NOT_SIGNED_IN)
        return visit.to(request, "account_login", back=True)
    if visit.WARNING not in request.session:
        return visit.to(request, "warning", back=True)
    if who is not ENTERING and not visit.second_factor_given(request):
        return visit.to(request, "mfa_activate_totp")
    return None


def _answer(
    request: DeskRequest, view: View, who: Who, address: tuple[str, str], named: dict[str, Any]
) -> HttpResponseBase:
    try:
        with transaction.atomic():
            admit(request, who)
            if _without_room(request):
                return render(request, "errors/no_room.html", status=507)
            answer = view(request, **named)
            if isinstance(answer, SimpleTemplateResponse):
                answer.render()
            return answer
    except (access.Absent, PermissionDenied, Http404):
        return _absent(request, address, named)
    except breaker.Broken as broken:
        return _broken(request, broken)
    except (access_log.NotRecorded, DatabaseError):
        log.exception("page failed", extra={"page": address[1]})
        return render(request, "errors/503.html", status=503)


def _without_room(request: HttpRequest) -> bool:
    """Take in what was sent, and return whether the disk had no room for a file of it (`config/uploads.py` says so)."""
    return request.method == "POST" and request.POST is not None and getattr(request, "no_room", False)


def _broken(request: DeskRequest, broken: breaker.Broken) -> HttpResponseBase:
    """Trip the circuit breaker, now that the act is undone, and say so."""
    try:
        breaker.trip(broken)
    except DatabaseError:
        log.exception("the breaker couldn't be tripped", extra={"check": broken.what})
    return render(request, "errors/broken.html", {"reasons": broken.reasons()}, status=503)


def admit(request: DeskRequest, who: Who) -> None:
    """Put the person and his or her roles on the request. Raises access.Absent when no role may come here."""
    if not request.user.is_authenticated:
        return
    request.visitor = request.user
    request.printing = getattr(request, "printing", False)
    request.roles = access.agencies_by_role(request.visitor)
    reads, irs_side = _agencies(request, CASE_READERS), _agencies(request, CASE_READERS - AGENCY_ROLES)
    counsel = request.visitor if request.roles.get(Role.COUNSEL) else None
    held = [role for role, agencies in request.roles.items() if agencies]
    request.keeper = access.narrow(reads, irs_side=irs_side, counsel=counsel, roles=held)
    if isinstance(who, frozenset) and not who & {role for role, agencies in request.roles.items() if agencies}:
        raise access.Absent


def _agencies(request: DeskRequest, roles: frozenset[Role]) -> frozenset[int]:
    return frozenset().union(*(request.roles.get(role, frozenset()) for role in roles))


def _absent(request: DeskRequest, address: tuple[str, str], named: dict[str, Any]) -> HttpResponseBase:
    if request.user.is_authenticated:
        try:
            _record_refusal(request, address, named)
        except DatabaseError:
            log.exception("refusal not recorded", extra={"page": address[1]})
            return render(request, "errors/503.html", status=503)
    return render(request, "errors/404.html", status=404)


def _record_refusal(request: DeskRequest, address: tuple[str, str], named: dict[str, Any]) -> None:
    route, name = address
    sought = named.get("pk")
    case = named.get("request_id", sought if route.startswith("requests/<int:pk>") else None)
    subject = named.get("subject_id")
    kind, sought = ("subject", subject) if subject else ("page", sought)
    looker = looking(request, f"asked for the page {name}")
    access_log.denied(looker, AccessAct.VIEW, kind, object_id=storable(sought), case_id=storable(case))


def storable(number: Any) -> int | None:
    """Return the id as a number that a column can hold, None for anything else."""
    return number if isinstance(number, int) and 0 < number <= LARGEST_ID else None


def looking(request: DeskRequest, why: str, role: Role | None = None) -> access_log.Looker:
    """Return who looks: the person, in one role or in all he or she has, from which address, and why."""
    held = getattr(request, "roles", {})
    named = role.value if role else ", ".join(sorted(r.value for r, agencies in held.items() if agencies))
    return access_log.Looker(cast(Person, request.user), named, visit.origin(request), why)
