"""The agency's moves on a draft: begin it, edit its letter, hand it to the signer, take it back, withdraw it."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.drafts import RequestForm, from_request
from ..forms.signing import ReasonForm
from ..models import DisclosureRequest
from ..rules.roles import Role
from ..rules.transitions import WITH_IRS, Move
from ..workflow import deciding, drafting, questions, submission
from ..workflow.refused import Refused
from . import acts, cases, requests
from .answers import Trouble, done, draw, seen, taken, to_request, trouble_of
from .who import DeskRequest

WORDS: dict[Move, tuple[str, str, str]] = {
    Move.TAKE_BACK: (
        "Take it back to draft",
        "The request leaves the signer's list and can be edited again. Nothing in it is lost.",
        "The request is a draft again.",
    ),
    Move.WITHDRAW: (
        "Withdraw the request",
        "The request ends here: it can't be taken up again. All of it stays in the record, with your reason.",
        "The request is withdrawn. Its record stays.",
    ),
}
"""Move -> its title, what it does, and what the next page says once it is done."""


def begin(request: DeskRequest) -> HttpResponse:
    """Begin a request."""
    form = RequestForm(request.POST or None, agencies=request.roles[Role.LIAISON])
    if request.method != "POST" or not form.is_valid():
        return draw(request, "requests/new.html", {"form": form})
    try:
        made = _made(request, form)
    except Refused as refused:
        return draw(request, "requests/new.html", {"form": form}, trouble_of(refused))
    done(request, f"{made.number} was begun. Name its taxpayers by hand, or upload a file of them.")
    return to_request(made)


def _made(request: DeskRequest, form: RequestForm) -> DisclosureRequest:
    said = form.cleaned_data
    key: UUID = said["key"] or uuid4()
    return drafting.create(
        by=request.visitor,
        why="began a request",
        agency=said["agency"],
        agreement=said["agreement"],
        title=said["title"],
        purpose=said["purpose"],
        items=said["items"],
        cover=form.cover(),
        key=key,
    )


def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Edit what the request says as a whole."""
    case = access.find_request(request.visitor, pk)
    if Role.LIAISON not in cases.held(request, case):
        raise access.Absent
    form = RequestForm(request.POST or None, initial=from_request(case), agencies=frozenset({case.agency_id}))
    if request.method != "POST" or not form.is_valid():
        return _draw_edit(request, case, form)
    why, changes = "edited the letter", form.changes()
    trouble = taken(
        form, partial(drafting.edit, case.pk, by=request.visitor, why=why, seen=seen(request), changes=changes)
    )
    if trouble is not None and _says_the_same(case, form):
        return to_request(case)
    if trouble is not None or not form.is_valid():
        return _draw_edit(request, case, form, trouble)
    done(request, "The request was saved.")
    return to_request(case)


def _says_the_same(case: DisclosureRequest, form: RequestForm) -> bool:
    """Return whether the request already says what was typed: a second click of the same form."""
    now = DisclosureRequest.objects.get(pk=case.pk)
    return all(getattr(now, name) == value for name, value in form.changes().items())


def _draw_edit(
    request: DeskRequest, case: DisclosureRequest, form: RequestForm, trouble: Trouble | None = None
) -> HttpResponse:
    case = access.find_request(request.visitor, case.pk)
    form.meet(from_request(case))
    return draw(request, "requests/edit.html", {**cases.heading(case), "form": form}, trouble, unfit=bool(form.errors))


@require_POST
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Hand a draft, or a returned request, to the signer."""
    case = access.find_request(request.visitor, pk)
    call = partial(submission.hand_over, pk, by=request.visitor, why="handed to the signer", seen=seen(request))
    try:
        call()
    except Refused as refused:
        if _done_before(request, case, Move.HAND_OVER):
            return to_request(case)
        return requests.page(request, case, trouble_of(refused))
    done(request, "The request is with the signer. Take it back if something must be changed.")
    return to_request(case)


def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an unsigned request back to draft, with a reason."""
    return _with_reason(request, pk, Move.TAKE_BACK)


def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw a request, with a reason."""
    return _with_reason(request, pk, Move.WITHDRAW)


CALLS = {Move.TAKE_BACK: submission.take_back, Move.WITHDRAW: deciding.withdraw}


def _with_reason(request: DeskRequest, pk: int, move: Move) -> HttpResponse:
    case = access.find_request(request.visitor, pk)
    if not cases.held(request, case) & {Role.LIAISON, Role.SIGNER}:
        raise access.Absent
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw_reason(request, case, move, form)
    said = {"why": form.cleaned_data["why"], "seen": _seen(request, case)}
    trouble = taken(form, partial(CALLS[move], pk, by=request.visitor, **said))
    if trouble is not None and _done_before(request, case, move):
        return to_request(case)
    if trouble is not None or not form.is_valid():
        return _draw_reason(request, case, move, form, trouble)
    done(request, WORDS[move][2])
    return to_request(case)


def _mark(case: DisclosureRequest) -> str:
    """Return what a form is marked with: while the IRS has the request no version, which would count the IRS's acts."""
    return f"sent {case.submission}" if case.status in WITH_IRS else str(case.version)


def _seen(request: DeskRequest, case: DisclosureRequest) -> int:
    """Return the version that the form stands for; 0, which is none, where the request isn't where the form was drawn."""
    marked = request.POST.get("seen", "")
    return (case.version if marked == _mark(case) else 0) if marked.startswith("sent ") else seen(request)


def _done_before(request: DeskRequest, case: DisclosureRequest, move: Move) -> bool:
    """Return whether the first of two clicks has already done it: one version on, and where the move leads."""
    case.refresh_from_db(fields=["status", "version"])
    one_on = case.version == seen(request) + 1 or request.POST.get("seen", "") == f"sent {case.submission}"
    return case.status == acts.TARGETS[move] and one_on


def _draw_reason(
    request: DeskRequest, case: DisclosureRequest, move: Move, form: ReasonForm, trouble: Trouble | None = None
) -> HttpResponse:
    case = access.find_request(request.visitor, case.pk)
    title, tells, _ = WORDS[move]
    refusals = questions.move_refusals(case, request.visitor, move)
    context = {**cases.heading(case), "form": form, "title": title, "tells": tells, "refusals": refusals}
    context["mark"] = _mark(case)
    return draw(request, "requests/reason.html", context, trouble, unfit=bool(form.errors))
