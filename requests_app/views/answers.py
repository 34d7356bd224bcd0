"""What the agency's pages share: what the person saw, who looks and why, and the answer when an act is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from audits.access_log import Looker

from .. import access
from ..models import DisclosureRequest
from ..visit import origin
from ..workflow.refused import Refused, Stale
from .who import DeskRequest

CONFLICT = 409
"""HTTP status of a page that says why an act was refused."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an act was refused, as the alert says it."""

    heading: str
    reasons: list[str]


def trouble_of(refused: Refused) -> Trouble:
    """Return the alert for a refusal; a page that has grown old is told apart."""
    stale = isinstance(refused, Stale)
    heading = "The request changed since you opened this page" if stale else "That may not happen now"
    return Trouble(heading, refused.reasons)


def number_in(text: str) -> int:
    """Return a whole number as a form sent it, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def seen(request: DeskRequest) -> int:
    """Return the version of the request that the person saw, 0 if the form doesn't say (which is never current)."""
    return number_in(request.POST.get("seen", ""))


def looker(request: DeskRequest, disclosure_request: DisclosureRequest, why: str) -> Looker:
    """Return who looks at this request's subjects, from where and why, for the access log."""
    person, case = request.visitor, disclosure_request
    return access.looker(person, case, origin=origin(request), why=why)


def to_request(disclosure_request: DisclosureRequest, part: str = "") -> HttpResponse:
    """Return the way back to the request's page, at one of its parts."""
    address = reverse("request", kwargs={"pk": disclosure_request.pk})
    return HttpResponseRedirect(f"{address}#{part}" if part else address)


def done(request: DeskRequest, sentence: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, sentence)


def draw(request: DeskRequest, template: str, context: dict[str, Any], trouble: Trouble | None = None) -> HttpResponse:
    """Return a page, with the alert and the status that a refusal wants."""
    status = CONFLICT if trouble else 200
    return render(request, template, {**context, "trouble": trouble}, status=status)
