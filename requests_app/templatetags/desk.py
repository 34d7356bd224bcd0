"""What the frame of every page shows: the navigation by role, the person's roles, the session's end, icons."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import visit
from ..documents.encryption import fingerprint_of
from ..models import DisclosureRequest, Person, Release
from ..rules import numbering
from ..rules.roles import AGENCY_ROLES, CASE_READERS, IRS_CASE_ROLES, Role
from ..rules.roles import by_whom as told_by_whom

register = template.Library()
WARN_BEFORE = 120
"""Seconds before the session's end at which the person is asked."""


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the navigation; `here` marks the present page."""

    label: str
    url: str
    here: bool


ENTRIES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Requests", "worklist", CASE_READERS),
    ("After release", "after", CASE_READERS),
    ("Court orders", "orders", IRS_CASE_ROLES | {Role.OVERSIGHT}),
    ("Matching", "match_quality", IRS_CASE_ROLES | {Role.OVERSIGHT}),
    ("Standing matters", "standing", IRS_CASE_ROLES | {Role.OVERSIGHT, Role.ADMINISTRATOR}),
    ("Agreements", "agreements", AGENCY_ROLES),
    ("Oversight", "oversight", frozenset({Role.OVERSIGHT})),
    ("Reviews of rights", "reviews", frozenset({Role.APPROVER, Role.AUTHORIZER, Role.ADMINISTRATOR})),
    ("People and roles", "people", frozenset({Role.ADMINISTRATOR})),
)
"""Label, name of the address, roles that are led there."""

FOR_KEEPERS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Counsel’s list", "protection", frozenset({Role.COUNSEL})),
)
"""What only counsel named in writing are led to, and know of."""

BELOW: dict[str, tuple[str, ...]] = {
    "standing": ("agreements", "safeguards", "lists"),
    "after": ("reaudits",),
    "oversight": ("reviews", "matrix"),
}
"""Name of an address -> names of those whose pages belong under it, where their own address doesn't say so."""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Item]:
    """Return the links for the person's roles, in order, the present page marked."""
    request = context["request"]
    held = frozenset(getattr(request, "roles", {}))
    return [
        Item(label, reverse(name), any(_is_here(reverse(one), request.path) for one in (name, *BELOW.get(name, ()))))
        for label, name, wanted in (*ENTRIES, *(FOR_KEEPERS if getattr(request, "keeper", False) else ()))
        if held & wanted
    ]


def _is_here(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


@register.simple_tag(takes_context=True)
def something_wrong(context: Context) -> bool:
    """Return whether a form of the page, whatever it is called there, came back with what is wrong, or with gaps."""
    return bool(context.get("gaps")) or any(_is_wrong(value) for value in context.flatten().values())


def _is_wrong(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_is_wrong(getattr(one, "form", one)) for one in value)
    return isinstance(value, BaseForm) and value.is_bound and bool(value.errors)


@register.simple_tag(takes_context=True)
def role_names(context: Context) -> str:
    """Return the person's roles in words."""
    roles = getattr(context["request"], "roles", {})
    return ", ".join(role.label for role in sorted(roles, key=lambda role: role.label)) or "No role yet"


@register.simple_tag(takes_context=True)
def by_whom(context: Context, person: Person, name: str = "") -> str:
    """Return who acted on the page's request, as this reader is told. `name`: as it stood then; that of today otherwise."""
    roles, agency = getattr(context["request"], "roles", {}), context["disclosure_request"].agency_id
    if any(agency in roles.get(role, ()) for role in CASE_READERS - AGENCY_ROLES):
        return name or str(person)
    return told_by_whom(name or str(person), person.agency_id, agency, irs_side=False)


@register.simple_tag(takes_context=True)
def spoken_instead(context: Context, release: Release) -> str:
    """Return who spoke in the place of a package's recipient, as this reader is told, and to what; '' if nobody did."""
    return release.told_instead(by_whom(context, release.instead_by)) if release.instead_by else ""


@register.simple_tag
def demonstration() -> bool:
    """Whether this installation shows invented people and data."""
    return bool(settings.DEMONSTRATION)


@register.simple_tag(takes_context=True)
def session_end(context: Context) -> datetime:
    """Return when the session ends if nothing is done."""
    now = time.time()
    left, _ = visit.seconds_left(context["request"], now)
    return datetime.fromtimestamp(now + left, tz=timezone.get_current_timezone())


@register.simple_tag
def warn_seconds() -> int:
    """Return how many seconds before the session's end the person is asked."""
    return WARN_BEFORE


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the design system; it says nothing to a screen reader, so words stand beside it."""
    return format_html(
        '<svg class="usa-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("uswds/img/sprite.svg"),
        name,
    )


@register.filter
def subject_named(number: int) -> str:
    """Return how a subject is called by its number in the request."""
    return numbering.subject(number)


@register.simple_tag
def rows_counted() -> str:
    """Return how the rows of a file are counted: beside every list of them."""
    return numbering.ROWS


@register.simple_tag(takes_context=True)
def called(context: Context, number: int) -> str:
    """Return how a subject is called in a list of its request, or as a row of its file in the list of one."""
    batch = context.get("batch")
    if not batch:
        return numbering.subject(number)
    return numbering.row_of(number + context["row_shift"], (batch.corrects or batch).filename)


@register.filter
def works_on(request: HttpRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether the visitor holds a case role of the IRS on a request: what matching found is for these alone."""
    roles = getattr(request, "roles", {})
    return any(disclosure_request.agency_id in roles.get(role, ()) for role in IRS_CASE_ROLES)


@register.filter
def fingerprint(public: str) -> str:
    """Return a public key's fingerprint, as the letter, the manifest and the package's outer record give it."""
    return fingerprint_of(public)
