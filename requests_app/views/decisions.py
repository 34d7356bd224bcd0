"""The acts that several steps share: return, deny, send back a step, close. Each has a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from ..forms.irs import ReasonsForm, WordsForm
from ..models import DisclosureRequest
from ..rules.transitions import Move, Status, find
from ..workflow import deciding, fulfilment, questions
from . import cases
from .answers import Trouble, at_fields, draw, seen
from .irs_page import barred_reasons, found, moved, refusals
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a move says: its title, what the move does, and what the next page says once it is done."""

    title: str
    does: str
    said: str


WORDS: dict[Move, Words] = {
    Move.RETURN: Words(
        "Return to the agency",
        "The request goes back with every reason that you choose. The agency can correct it and send it in again.",
        "The request was returned to the agency with its reasons.",
    ),
    Move.DENY: Words(
        "Deny the request",
        "The request ends here. It can't be taken up again; all of it stays in the record, with your reasons.",
        "The request was denied. Its record stays.",
    ),
    Move.STEP_BACK: Words(
        "Send back one step",
        "The request goes back inside the IRS. An approval that was given no longer stands.",
        "The request was sent back one step.",
    ),
    Move.CLOSE: Words(
        "Close the request",
        "What was asked for has been transmitted. The request is closed; its record stays open to those who may read it.",
        "The request was closed.",
    ),
}


def return_to_agency(request: DeskRequest, pk: int) -> HttpResponse:
    """Return the request with coded reasons."""
    form = _reasons(request, pk)
    return _page(request, pk, Move.RETURN, form, _with_codes(request, pk, form, deciding.return_to_agency))


def deny(request: DeskRequest, pk: int) -> HttpResponse:
    """Deny the request with coded reasons."""
    form = _reasons(request, pk)
    return _page(request, pk, Move.DENY, form, _with_codes(request, pk, form, deciding.deny))


def _reasons(request: DeskRequest, pk: int) -> ReasonsForm:
    return ReasonsForm(request.POST or None, barred=barred_reasons(request, found(request, pk)))


def step_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the request back one step inside the IRS."""
    form = _why(request, "Why it goes back", "Your colleagues read this. Name no taxpayer.")
    return _page(request, pk, Move.STEP_BACK, form, _with_words(request, pk, form, deciding.step_back))


def close(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a request whose package was transmitted."""
    form = _why(request, "Note of closing", "Kept in the request's history. Name no taxpayer.")
    return _page(request, pk, Move.CLOSE, form, _with_words(request, pk, form, fulfilment.close))


def _why(request: DeskRequest, label: str, hint: str) -> WordsForm:
    return WordsForm(request.POST or None, label=label, hint=hint, rows=3)


Act = Callable[[], object]


def _with_codes(request: DeskRequest, pk: int, form: ReasonsForm, act: Callable[..., object]) -> Act:
    def call() -> object:
        said = form.cleaned_data
        return act(pk, by=request.visitor, why=said["why"], seen=seen(request), reason_codes=said["codes"])

    return call


def _with_words(request: DeskRequest, pk: int, form: WordsForm, act: Callable[..., object]) -> Act:
    return lambda: act(pk, by=request.visitor, why=form.cleaned_data["why"], seen=seen(request))


def _page(request: DeskRequest, pk: int, move: Move, form: forms.Form, act: Act) -> HttpResponse:
    disclosure_request = found(request, pk)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, move, form)
    answer = moved(request, disclosure_request, move, at_fields(form, act), WORDS[move].said)
    return _draw(request, disclosure_request, move, form, answer) if isinstance(answer, Trouble) else answer


def _draw(
    request: DeskRequest, earlier: DisclosureRequest, move: Move, form: forms.Form, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    row = find(disclosure_request.status, move)
    context: dict[str, Any] = {
        **cases.heading(disclosure_request, case),
        "form": form,
        "words": WORDS[move],
        "target": Status(row.target).label if row else "",
        "grave": move == Move.DENY,
        "refusals": refusals(disclosure_request, request.visitor, case, move),
    }
    return draw(request, "irs/decide.html", context, None if form.errors else trouble, unfit=bool(form.errors))
