"""The recipient's page: open the package, confirm its receipt, say who keeps it and where."""

from __future__ import annotations

import time
from functools import partial

from django.http import StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from audits.access_log import AccessAct, denied, look

from .. import access
from ..forms.base import AgainForm
from ..forms.signing import ReceiptForm
from ..models import DisclosureRequest, Release
from ..models.as_facts import hold_facts
from ..models.release import ReleaseStatus
from ..rules.holds import words_of
from ..rules.transitions import Act
from ..visit import origin
from ..workflow import fulfilment, holding, questions, recipients
from ..workflow.refused import Refused
from . import cases, reauth
from .answers import Trouble, done, draw, looker, taken, to_request, trouble_of
from .who import DeskRequest


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the package to its named recipient; to anybody else it is absent."""
    case, release = _mine(request, pk)
    return _page(request, case, release, ReceiptForm())


NOT_YOU = (
    "The password or the code is wrong, or the code was used before. The package wasn't opened. Type the password again and "
    "wait for the next code of your authenticator app."
)
ALREADY = (
    "Receipt was confirmed before: custodian and location stay as they were named then, and what you typed now wasn't "
    "recorded. Record another custodian or place under “After release”."
)
ONCE = (
    "A package can be opened once, so it wasn't opened again. If you don't have the whole of it, tell the disclosure "
    "specialist, who can open it to you once more, in writing."
)
AGAIN = "signed in again to open a package"


@require_POST
def fetch(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Open the package, once, after signing in again: checked again, logged, and sent part by part."""
    case, release = _mine(request, pk)
    again = AgainForm(request.POST)
    if _is_opened(release):
        return _opened_already(request, case, release)
    if not again.is_valid():
        return _page(request, case, release, ReceiptForm(), again=again)
    if not reauth.reauthenticate(request, again.cleaned_data["password"], again.cleaned_data["code"], AGAIN):
        if _opened_meanwhile(release):
            return _opened_already(request, case, release)
        again.add_error("password", NOT_YOU)
        who = looker(request, case, "tried to open the package without signing in again")
        denied(who, AccessAct.FETCH, "release", object_id=release.pk, case_id=case.pk)
        return _page(request, case, release, ReceiptForm(), again=again)
    why = "the named recipient opened the package"
    try:
        package = fulfilment.fetch(release.pk, by=request.visitor, why=why, origin=origin(request))
    except Refused as refused:
        denied(looker(request, case, why), AccessAct.FETCH, "release", object_id=release.pk, case_id=case.pk)
        return _page(request, case, release, ReceiptForm(), trouble_of(refused))
    headers = {"Content-Disposition": f'attachment; filename="{package.name}"', "Content-Length": str(package.size)}
    return StreamingHttpResponse(package.pieces, content_type="application/octet-stream", headers=headers)


def _opened_already(request: DeskRequest, case: DisclosureRequest, release: Release) -> HttpResponse:
    who = looker(request, case, "tried to open the package once more")
    denied(who, AccessAct.FETCH, "release", object_id=release.pk, case_id=case.pk)
    return _page(request, case, release, ReceiptForm(), Trouble("You opened it already", [ONCE]))


def _opened_meanwhile(release: Release) -> bool:
    """Return whether the first of two clicks, which used the code up, opens the package within a second."""
    for _ in range(10):
        release.refresh_from_db()
        if _is_opened(release):
            return True
        time.sleep(0.1)
    return False


@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm receipt, with the custodian and the location."""
    case, release = _mine(request, pk)
    form = ReceiptForm(request.POST)
    if release.status == ReleaseStatus.RECEIVED:
        if not form.is_valid() or form.cleaned_data != {"custodian": release.custodian, "location": release.location}:
            done(request, ALREADY)
        return to_request(case)
    if not form.is_valid():
        return _page(request, case, release, form)
    do = partial(fulfilment.confirm, release.pk, by=request.visitor, why="confirmed receipt", **form.cleaned_data)
    trouble = taken(form, do)
    if trouble is not None or not form.is_valid():
        return _page(request, case, release, form, trouble)
    done(request, "Receipt is confirmed. The custodian answers for the information from now on.")
    return to_request(case)


def _mine(request: DeskRequest, pk: int) -> tuple[DisclosureRequest, Release]:
    case = access.find_request(request.visitor, pk)
    release = cases.recipient_of(case, request.visitor)
    if release is None:
        raise access.Absent
    return case, release


def _is_opened(release: Release) -> bool:
    """Return whether it was opened as often as it may be."""
    return release.fetches >= release.openings


def _page(
    request: DeskRequest,
    case: DisclosureRequest,
    release: Release,
    form: ReceiptForm,
    trouble: Trouble | None = None,
    again: AgainForm | None = None,
) -> HttpResponse:
    release.refresh_from_db()
    who = looker(request, case, "opened the page of the package")
    look(who, AccessAct.VIEW, "package page", object_id=release.pk, case_id=case.pk)
    known = questions.case_of(case)
    frozen = holding.on_package(release.pk)
    refused = questions.release_refusals(case, request.visitor, Act.FETCH, known)
    frozen_by = [f"The {words_of(hold_facts(order))}." for order in frozen]
    context = {
        **cases.heading(case, known),
        "release": release,
        "form": form,
        "again": again or AgainForm(auto_id="again_%s"),
        "opened": _is_opened(release),
        "demonstration_code": reauth.demonstration_code(request.visitor),
        "frozen": frozen,
        "fetch_refusals": [*refused, *frozen_by, *recipients.out_of_reach(release)],
        "confirm_refusals": questions.release_refusals(case, request.visitor, Act.CONFIRM, known),
    }
    return draw(request, "requests/package.html", context, trouble, unfit=bool(form.errors))
