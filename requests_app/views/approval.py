"""The approving official's step: what counsel determined, on which contents, and the approval in writing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse

from ..forms.irs import WordsForm
from ..models import Clearance, Decision, DisclosureRequest
from ..models.decision import DecisionKind
from ..rules.statute import ELEMENTS, Element
from ..rules.transitions import Move
from ..workflow import irs_approval, questions
from .answers import Trouble, at_fields, draw, seen
from .irs_page import found, moved, offers, refusals, step
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """Counsel's answer to one element."""

    element: Element
    yes: bool
    words: str


def determination_of(disclosure_request: DisclosureRequest) -> tuple[Decision | None, list[Answer]]:
    """Return the latest determination of law and its answers, element by element; (None, []) if there is none."""
    decisions = Decision.objects.filter(disclosure_request=disclosure_request, kind=DecisionKind.DETERMINATION)
    latest = decisions.order_by("-id").first()
    given = latest.elements if latest else {}
    return latest, [
        Answer(element, given[id]["yes"], given[id]["words"]) for id, element in ELEMENTS.items() if id in given
    ]


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what is to be approved; approve it."""
    disclosure_request = found(request, pk)
    form = WordsForm(
        request.POST or None,
        label="Approval in writing",
        hint="What you approve and on what it rests. Kept with your name, the time and the hash. Name no taxpayer.",
    )
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, form)
    why = form.cleaned_data["why"]
    call = partial(irs_approval.approve, pk, by=request.visitor, why=why, seen=seen(request))
    said = "The request was approved and is in fulfilment. Nothing is disclosed yet."
    answer = moved(request, disclosure_request, Move.APPROVE, at_fields(form, call), said)
    return _draw(request, disclosure_request, form, answer) if isinstance(answer, Trouble) else answer


def _draw(
    request: DeskRequest, earlier: DisclosureRequest, form: WordsForm, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    determination, answers = determination_of(disclosure_request)
    cleared = Clearance.objects.filter(disclosure_request=disclosure_request).select_related("person").order_by("id")
    context = {
        **step(disclosure_request, case, Move.APPROVE),
        "form": form,
        "determination": determination,
        "answers": answers,
        "on_present": determination is not None and determination.snapshot_hash == case.hash,
        "clearances": cleared[:100],
        "refusals": refusals(disclosure_request, request.visitor, case, Move.APPROVE),
        "offers": offers(disclosure_request, request.visitor, case),
    }
    return draw(request, "irs/approval.html", context, None if form.errors else trouble, unfit=bool(form.errors))
