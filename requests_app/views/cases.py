"""What every page about a request begins with: its heading, and what this visitor is to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from .. import access
from ..models import DisclosureRequest, Person, Release
from ..models.as_facts import holds_on, today
from ..rules.items import ITEMS
from ..rules.needs import SENT
from ..rules.roles import Role
from ..rules.transitions import EDITABLE, ENDED, Status
from ..workflow.questions import Case
from . import summaries
from .answers import held
from .who import DeskRequest


def heading(disclosure_request: DisclosureRequest, case: Case | None = None) -> dict[str, Any]:
    """Return what the top of every page about a request shows."""
    return {
        "disclosure_request": disclosure_request,
        "status_label": Status(disclosure_request.status).label,
        "steps": summaries.steps(disclosure_request),
        "holds": case.holds if case else holds_on(disclosure_request, today()),
        "asked_items": [ITEMS[id].label if id in ITEMS else id for id in disclosure_request.items],
        "progress": case.progress if case else None,
        "ended": disclosure_request.status in ENDED,
        "none_stands": partial(summaries.none_stands, disclosure_request, irs_side=True),
        "home": home(disclosure_request),
    }


def home(disclosure_request: DisclosureRequest) -> str:
    """Return the address of the request's page."""
    return reverse("request", kwargs={"pk": disclosure_request.pk})


def may_edit(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    """Return whether the visitor may change the contents now."""
    return disclosure_request.status in EDITABLE and Role.LIAISON in held(request, disclosure_request)


def drafted(request: DeskRequest, pk: int) -> DisclosureRequest:
    """Return a request on which this person may draft; anything else is absent."""
    case = access.find_request(request.visitor, pk)
    if Role.LIAISON not in held(request, case):
        raise access.Absent
    return case


def recipient_of(disclosure_request: DisclosureRequest, person: Person) -> Release | None:
    """Return the package that was transmitted to this person, without its bytes."""
    found = Release.objects.filter(disclosure_request=disclosure_request, recipient=person, status__in=SENT)
    return found.first()
