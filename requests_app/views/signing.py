"""The signer's page: read everything, sign in again, attest, send in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from .. import access, tasks
from ..forms.signing import SigningForm
from ..models import DisclosureRequest, Signature
from ..models.as_facts import content_hash
from ..rules.roles import Role
from ..rules.transitions import Status
from ..workflow import questions, showing, submission
from . import acts, cases, reauth, subjects, summaries
from .answers import Trouble, done, draw, looker, seen, taken, to_request
from .who import DeskRequest

LETTER_KINDS = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
"""Ending of a letter's file name -> its media type: the kinds that `submission.LETTER_TYPES` takes."""

NOT_YOU = (
    "The password or the code is wrong, or the code was used before. Nothing was signed. Type the password again and wait "
    "for the next code of your authenticator app."
)


def letter(request: DeskRequest, pk: int, signature_id: int) -> HttpResponse:
    """Send the signed letter, as it was received, to whoever reads the request. The look is recorded."""
    case = access.find_request(request.visitor, pk)
    name, content = showing.letter(case, signature_id, looker(request, case, "opened the signed letter"))
    kind = name.rsplit(".", 1)[-1].lower()
    headers = {"Content-Disposition": f'attachment; filename="{case.number}-signed-letter.{kind}"'}
    return HttpResponse(content, content_type=LETTER_KINDS[kind], headers=headers)


def sign(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the whole of what is to be signed; on a signed form, send it in."""
    case = access.find_request(request.visitor, pk, lock=request.method == "POST")
    if Role.SIGNER not in cases.held(request, case):
        raise access.Absent
    if request.method == "POST" and _signed_before(request, case):
        return to_request(case)
    form = SigningForm(
        request.POST or None,
        request.FILES or None,
        agency_kind=case.agency.kind,
        initial={"title": request.visitor.title},
    )
    if request.method != "POST" or not form.is_valid() or not _is_signer(request, form):
        return _page(request, case, form)
    trouble = taken(form, partial(_send, request, case, form))
    if trouble is not None or not form.is_valid():
        return _page(request, case, form, trouble, unfit=trouble is None)
    for task in (tasks.judge_request, tasks.match_request):
        transaction.on_commit(partial(tasks.ring, task, case.pk))
    done(request, "Signed and sent in. The IRS has it now; every subject is being judged again.")
    return to_request(case)


def _signed_before(request: DeskRequest, case: DisclosureRequest) -> bool:
    """Return whether the first of two clicks has already signed and sent it in."""
    mine = Signature.objects.filter(disclosure_request=case).order_by("-id").values_list("person", flat=True).first()
    return case.status == Status.COMPLETENESS and mine == request.visitor.pk


def _is_signer(request: DeskRequest, form: SigningForm) -> bool:
    if reauth.reauthenticate(request, form.cleaned_data["password"], form.cleaned_data["code"]):
        return True
    form.add_error("password", NOT_YOU)
    return False


def _send(request: DeskRequest, case: DisclosureRequest, form: SigningForm) -> DisclosureRequest:
    said = form.cleaned_data
    return submission.sign_and_send(
        case.pk,
        by=request.visitor,
        why="signed and sent in",
        seen=seen(request),
        office=form.signed_office(),
        capacity=said["capacity"],
        instrument=said["instrument"],
        title=said["title"],
        letter=form.signed_letter(),
    )


def _page(
    request: DeskRequest,
    case: DisclosureRequest,
    form: SigningForm,
    trouble: Trouble | None = None,
    *,
    unfit: bool = False,
) -> HttpResponse:
    case = access.find_request(request.visitor, case.pk)
    known = questions.case_of(case)
    text, version = submission.attestation_for(case)
    context: dict[str, Any] = {
        **cases.heading(case, known),
        "form": form,
        "text": text,
        "version": version,
        "hash": known.hash or content_hash(case.pk),
        "demonstration_code": reauth.demonstration_code(request.visitor),
        "refusals": acts.before_signing(case, request.visitor, known),
        "lacks": summaries.standing_lacks(case, irs_side=False),
        **subjects.listed(request, case, False, why="read the subjects before signing", known=known),
    }
    return draw(request, "requests/sign.html", context, trouble, unfit=unfit)
