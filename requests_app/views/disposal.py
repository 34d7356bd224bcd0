"""Disposal by schedule: what of a request is due, who proposed, who disposed. For the IRS's side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access
from ..forms.after import DisposalForm
from ..models import DisclosureRequest, Disposal
from ..rules.retention import DISPOSABLE
from ..rules.roles import Role
from ..workflow import disposal
from . import answers, cases
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, taken
from .irs_page import found
from .kept import renewed
from .who import DeskRequest

PROPOSED = "It is proposed. A second person disposes of it."
DISPOSED = "It is disposed of."


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the schedule names: from which day, why not now, and what became of it."""

    id: str
    words: str
    due_on: date | None
    bars: list[str]
    row: Disposal | None
    mine: bool


def _parts(request: DeskRequest, case: DisclosureRequest) -> list[Part]:
    held = answers.held(request, case)
    rows = {row.what: row for row in Disposal.objects.filter(disclosure_request=case)}
    made = []
    for what, words in DISPOSABLE.items():
        row = rows.get(what)
        if row is None and not disposal.is_there(case, what):
            continue
        mine = Role.SPECIALIST in held if row is None else Role.AUTHORIZER in held and row.done_at is None
        bars = [] if row and row.done_at else disposal.bars(case, what)
        made.append(Part(what, words, disposal.day_of(case, what), bars, row, mine))
    return made


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what of a request may be disposed of, and from when."""
    case = found(request, pk)
    return draw(request, "after/disposal.html", {**cases.heading(case), "parts": _parts(request, case)})


def act(request: DeskRequest, pk: int, what: str) -> HttpResponse:
    """Propose a disposal, or, as the second person, dispose."""
    case = found(request, pk)
    part = next((one for one in _parts(request, case) if one.id == what), None)
    if part is None:
        raise access.Absent
    standing = part.row.pk if part.row else 0
    form = DisposalForm(request.POST or None, label=_label(part), initial={"seen": standing})
    home = reverse("disposal", kwargs={"pk": pk})
    trouble: Trouble | None = None
    if request.method == "POST" and form.is_valid():
        made: list[Disposal] = []
        do = partial(_do, request, case, part, **form.cleaned_data)
        trouble = taken(form, lambda: made.append(do()))
        if made:
            done(request, _said(request, made[0], **form.cleaned_data))
            return HttpResponseRedirect(home)
    context = {
        **cases.heading(case),
        "part": part,
        "form": renewed(form, standing),
        "title": f"{'Dispose of' if part.row else 'Propose to dispose of'} {part.words}",
        "button": "Dispose of it for good" if part.row else "Propose it",
        "back": home,
        "refusals": _refusals(part),
    }
    return draw(request, "after/disposal_act.html", context, trouble, unfit=bool(form.errors))


def _do(request: DeskRequest, case: DisclosureRequest, part: Part, *, why: str, seen: int) -> Disposal:
    """Do what the form asked for, whatever was done since: `seen` is the proposal that its page showed, 0 if it proposes."""
    if part.row is None or not seen:
        return disposal.propose(case.pk, part.id, by=request.visitor, why=why)
    return disposal.carry_out(part.row, by=request.visitor, why=why)


def _said(request: DeskRequest, made: Disposal, *, why: str, seen: int) -> str:
    """Return what the next page says: who finds it done by somebody else, or in other words, is told so."""
    by, words = (made.done_by_id, made.done_words) if seen else (made.proposed_by_id, made.proposed_words)
    if (by, words) != (request.visitor.pk, why):
        return KEPT_AS_IT_WAS
    return DISPOSED if seen else PROPOSED


def _label(part: Part) -> str:
    return "Confirmation in writing" if part.row else "Proposal in writing"


def _refusals(part: Part) -> list[str]:
    if part.row and part.row.done_at:
        return ["It was disposed of already."]
    who = disposal.DISPOSER if part.row else disposal.PROPOSER
    return [*([] if part.mine else [who]), *part.bars]
