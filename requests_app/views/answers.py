"""What the agency's pages share: what the person saw, who looks and why, and the answer when an act is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from audits.access_log import Looker

from ..models import DisclosureRequest
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from ..visit import origin
from ..workflow.refused import LOOK_AGAIN, NOT_CARRIED_OUT, Refused, Stale, Unfit
from .who import DeskRequest

CONFLICT = 409
"""HTTP status of a page that says why an act was refused."""

KEPT_AS_IT_WAS = "It was recorded before, as it stands below, and stays so: what you typed now wasn't recorded."
"""What the next page says where the same form came in twice, with other words."""

NOTHING_DIFFERS = "Nothing differs from what stands, so nothing was changed."
"""What the next page says where what was sent in is what stands already."""

UNFIT = 422
"""HTTP status of a page whose form says what is wrong with what was typed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an act was refused, as the alert says it; `undone`: what wasn't done."""

    heading: str
    reasons: list[str]
    undone: str = "Nothing was changed."


def trouble_of(refused: Refused) -> Trouble:
    """Return the alert for a refusal; a page that has grown old is told apart."""
    if isinstance(refused, Stale):
        return Trouble(refused.changed, [LOOK_AGAIN], NOT_CARRIED_OUT)
    return Trouble("That may not happen now", refused.reasons)


def taken(form: forms.Form, do: Callable[[], object]) -> Trouble | None:
    """Do what a form asks for; return why it was refused. What is wrong with a field is said at the field, in the form."""
    try:
        at_fields(form, do)()
    except Unfit:
        return None
    except Refused as refused:
        return trouble_of(refused)
    return None


def at_fields(form: forms.Form, do: Callable[[], object]) -> Callable[[], object]:
    """Return the act: where it refuses what was typed, the form says so at each field before the refusal goes on."""

    def call() -> object:
        try:
            return do()
        except Unfit as unfit:
            for name, sentences in unfit.fields.items():
                form.add_error(name if name in form.fields else None, sentences)
            raise

    return call


def as_typed(made: object, typed: Mapping[str, Any]) -> bool:
    """Return whether a row says what was typed: a form sent again with other words finds the first ones on record."""
    told = {"words" if name == "why" else name: value for name, value in typed.items() if name not in ("key", "seen")}
    return all(getattr(made, name) == value for name, value in told.items())


def number_in(text: str) -> int:
    """Return a whole number as a form sent it, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def seen(request: DeskRequest) -> int:
    """Return the version of what the person saw, 0 if the form doesn't say (which is never current)."""
    return number_in(request.POST.get("seen", ""))


def looker(request: DeskRequest, disclosure_request: DisclosureRequest, why: str) -> Looker:
    """Return who looks at this request's subjects, from where and why, for the access log."""
    roles = held(request, disclosure_request)
    named = ", ".join(sorted(role.value for role in roles))
    return Looker(request.visitor, named, origin(request), why, printing=request.printing)


def held(request: DeskRequest, disclosure_request: DisclosureRequest) -> frozenset[Role]:
    """Return the visitor's roles on the request's agency, as found when the page was asked for."""
    return frozenset(role for role, ids in request.roles.items() if disclosure_request.agency_id in ids)


def irs_side(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether the visitor may see what is the IRS's own."""
    return bool(held(request, disclosure_request) & (CASE_READERS - AGENCY_ROLES))


def to_request(disclosure_request: DisclosureRequest, part: str = "") -> HttpResponse:
    """Return the way back to the request's page, at one of its parts."""
    address = reverse("request", kwargs={"pk": disclosure_request.pk})
    return HttpResponseRedirect(f"{address}#{part}" if part else address)


def done(request: DeskRequest, sentence: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, sentence)


def draw(
    request: DeskRequest, template: str, context: dict[str, Any], trouble: Trouble | None = None, *, unfit: bool = False
) -> HttpResponse:
    """Return a page, with the alert and the status that a refusal wants. `unfit`: its form can't be taken as typed."""
    status = CONFLICT if trouble else UNFIT if unfit else 200
    return render(request, template, {**context, "trouble": trouble}, status=status)
