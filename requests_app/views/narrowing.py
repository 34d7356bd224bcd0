"""What the lists of oversight share: what their forms say, a request by its number, and the way to the next page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Model, Q, QuerySet

from .. import access
from ..models import Agency, Person
from ..rules.roles import Role
from .answers import number_in
from .who import DeskRequest

M = TypeVar("M", bound=Model)

NO_FILE = "No file was sent. What you typed is still here."
"""What a page says where a file was asked for, and what narrows it can't be read: it isn't sent as if it were narrowed."""

PEOPLE_MOST = 200
"""People that are looked for by one name."""


def said(form: forms.Form) -> dict[str, Any]:
    """Return what could be read; a field that couldn't is left out and says so on the page."""
    form.is_valid()
    return form.cleaned_data


def sees_all(request: DeskRequest, agencies: Collection[int] | None = None) -> bool:
    """Return whether the visitor oversees every agency, and so sees what belongs to none of them, sign-ins among it.

    `agencies`: the ids of all, if the page has read them already.
    """
    every = Agency.objects.values_list("pk", flat=True) if agencies is None else agencies
    return set(request.roles[Role.OVERSIGHT]) >= set(every)


def case_numbered(request: DeskRequest, number: str) -> int | None:
    """Return the id of the visible request with this number; -1, which fits nothing, for a number that isn't there."""
    if not number.strip():
        return None
    visible = access.visible_requests(request.visitor).filter(number__iexact=number.strip())
    return visible.values_list("pk", flat=True).first() or -1


def people_named(text: str) -> list[int]:
    """Return the ids of the people whom every word of the text names, `PEOPLE_MOST` at most."""
    return list(_named(text)[:PEOPLE_MOST])


def people_left_out(text: str, found: Collection[int] | None) -> list[str]:
    """Return what a page says where more people bear a name than were `found`. No query where fewer were."""
    if not found or len(found) < PEOPLE_MOST or not _named(text)[PEOPLE_MOST:].exists():
        return []
    return [f"Only the first {PEOPLE_MOST:,} people of that name are looked for: narrow it down."]


def _named(text: str) -> QuerySet[Person, int]:
    named = Q()
    for word in text.split():
        named &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
    return Person.objects.filter(named).order_by("pk").values_list("pk", flat=True)


def paging(request: DeskRequest, onward: int, key: str = "before") -> dict[str, str]:
    """Return the ways to the first page and to the next one, narrowed as this one is; '' where there is none.

    `key`: the parameter by which a page begins; `onward`: where the next one does, 0 if this is the last. `kept`: what narrows
    the list, as an address says it.
    """
    kept = {k: v for k, v in request.GET.items() if k != key and v}
    return {
        "first_url": f"?{urlencode(kept)}" if key in request.GET else "",
        "next_url": f"?{urlencode({**kept, key: onward})}" if onward else "",
        "kept": f"?{urlencode(kept)}" if kept else "",
    }


def page_of(request: DeskRequest, found: QuerySet[M], size: int, key: str = "before") -> tuple[list[M], dict[str, str]]:
    """Return a page of what was found, the latest first, and the ways to the others. `key`: as in `paging`."""
    before = number_in(request.GET.get(key, ""))
    rows = list((found.filter(pk__lt=before) if before else found).order_by("-pk")[: size + 1])
    onward = rows[size - 1].pk if len(rows) > size else 0
    return rows[:size], paging(request, onward, key)
