"""The recipient's page: open the package, confirm its receipt, say who keeps it and where."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.signing import ReceiptForm
from ..models import DisclosureRequest, Release
from ..models.as_facts import hold_facts
from ..models.release import ReleaseStatus
from ..rules.holds import words_of
from ..rules.transitions import Act
from ..visit import origin
from ..workflow import fulfilment, holding, questions
from ..workflow.refused import Refused
from . import cases
from .answers import Trouble, done, draw, to_request, trouble_of
from .who import DeskRequest


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the package to its named recipient; to anybody else it is absent."""
    case, release = _mine(request, pk)
    return _page(request, case, release, ReceiptForm())


@require_POST
def fetch(request: DeskRequest, pk: int) -> HttpResponse:
    """Open the package: checked again, and logged, each time."""
    case, release = _mine(request, pk)
    why = "the named recipient opened the package"
    try:
        name, content = fulfilment.fetch(release.pk, by=request.visitor, why=why, origin=origin(request))
    except Refused as refused:
        return _page(request, case, release, ReceiptForm(), trouble_of(refused))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm receipt, with the custodian and the location."""
    case, release = _mine(request, pk)
    if release.status == ReleaseStatus.RECEIVED:
        return to_request(case)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, case, release, form)
    said = form.cleaned_data
    try:
        fulfilment.confirm(
            release.pk,
            by=request.visitor,
            why="confirmed receipt",
            custodian=said["custodian"],
            location=said["location"],
        )
    except Refused as refused:
        return _page(request, case, release, form, trouble_of(refused))
    done(request, "Receipt is confirmed. The custodian answers for the information from now on.")
    return to_request(case)


def _mine(request: DeskRequest, pk: int) -> tuple[DisclosureRequest, Release]:
    case = access.find_request(request.visitor, pk)
    release = cases.recipient_of(case, request.visitor)
    if release is None:
        raise access.Absent
    return case, release


def _page(
    request: DeskRequest,
    case: DisclosureRequest,
    release: Release,
    form: ReceiptForm,
    trouble: Trouble | None = None,
) -> HttpResponse:
    known = questions.case_of(case)
    frozen = holding.on_package(release.pk)
    frozen_by = [f"The {words_of(hold_facts(order))}." for order in frozen]
    context = {
        **cases.heading(case, known),
        "release": release,
        "form": form,
        "frozen": frozen,
        "fetch_refusals": [*questions.release_refusals(case, request.visitor, Act.FETCH, known), *frozen_by],
        "confirm_refusals": questions.release_refusals(case, request.visitor, Act.CONFIRM, known),
    }
    return draw(request, "requests/package.html", context, trouble)
