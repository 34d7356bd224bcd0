"""Counsel's step: the determination of law, element by element, on a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse

from .. import access
from ..forms.irs import DeterminationForm
from ..models import DisclosureRequest
from ..rules import transitions
from ..rules.duties import Duty
from ..rules.roles import Role
from ..rules.transitions import Move, Status
from ..workflow import legal_review, questions
from ..workflow.refused import Unfit
from .answers import Trouble, done, draw, seen, to_request
from .approval import determination_of
from .irs_page import found, moved, offers, step, tried
from .who import DeskRequest

OWN_NEED = "determination"
"""Id of the need that a determination itself fulfils: no reason against making one."""


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the legal review; record a determination."""
    disclosure_request = found(request, pk)
    form = DeterminationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, form)
    elements = form.elements()
    why = form.cleaned_data["why"]
    call = partial(legal_review.determine, pk, by=request.visitor, why=why, seen=seen(request), elements=elements)
    if all(answer["yes"] for answer in elements.values()):
        said = "The request was determined lawful in every element and is in IRS approval."
        answer = moved(request, disclosure_request, Move.DETERMINE, _at_elements(form, call), said)
        return _draw(request, disclosure_request, form, answer) if isinstance(answer, Trouble) else answer
    trouble = tried(_at_elements(form, call))
    if trouble is not None:
        return _draw(request, disclosure_request, form, trouble)
    done(request, "The determination was recorded: not lawful in every element. Return the request, or deny it.")
    return to_request(disclosure_request)


def _at_elements(form: DeterminationForm, do: Callable[[], object]) -> Callable[[], object]:
    """Return the act: where it refuses words, the form says so at each of its fields before the refusal goes on."""

    def call() -> object:
        try:
            return do()
        except Unfit as unfit:
            form.tell(unfit.fields)
            raise

    return call


def _draw(
    request: DeskRequest, earlier: DisclosureRequest, form: DeterminationForm, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    determination, answers = determination_of(disclosure_request)
    about = step(disclosure_request, case, Move.DETERMINE)
    gaps = form.gaps() if form.is_bound else []
    context = {
        **about,
        "form": form,
        "gaps": gaps,
        "determination": determination,
        "answers": answers,
        "on_present": determination is not None and determination.snapshot_hash == case.hash,
        "refusals": _review_refusals(request, disclosure_request),
        "checks": [check for check in about["checks"] if check.id != OWN_NEED],
        "offers": offers(disclosure_request, request.visitor, case),
        "may_clear": not clear_refusals(request, disclosure_request),
    }
    return draw(request, "irs/legal.html", context, None if gaps else trouble, unfit=bool(gaps))


def _review_refusals(request: DeskRequest, disclosure_request: DisclosureRequest) -> list[str]:
    return _refusals_in_review(request, disclosure_request, Duty.REVIEW)


def clear_refusals(request: DeskRequest, disclosure_request: DisclosureRequest) -> list[str]:
    """Return why this person may not clear a review flag now: never by who drafted, edited or signed."""
    return _refusals_in_review(request, disclosure_request, Duty.CLEAR)


def _refusals_in_review(request: DeskRequest, disclosure_request: DisclosureRequest, duty: Duty) -> list[str]:
    wrong_status = disclosure_request.status != Status.LEGAL_REVIEW
    reasons = [f"This is done while the request is in “{Status.LEGAL_REVIEW.label}”."] if wrong_status else []
    person = access.as_rule_person(request.visitor, disclosure_request)
    return [*reasons, *transitions.not_for(person, (Role.COUNSEL,), duty)]
