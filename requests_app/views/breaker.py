"""The circuit breaker's page: what tripped it and when, and the words in which an authorizing official resets it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import access
from ..access import visible_requests
from ..forms.irs import WordsForm
from ..models import ReleaseBreaker
from ..rules.breaker import CHECKS
from ..rules.roles import Role
from ..workflow import breaker
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, taken
from .who import DeskRequest

RESET = "It is reset, in writing. Releases go on where they stood; each is checked again at its next act."
HINT = "Say what was found, and why releases may go on. Kept for good. Name no taxpayer."


@dataclass(frozen=True, slots=True)
class Tripped:
    """One time that it tripped: the row, what failed in words, and the request if this person may see it."""

    row: ReleaseBreaker
    words: str
    number: str


def show(request: DeskRequest) -> HttpResponse:
    """Show whether it stands tripped, and every time that it did."""
    return _page(request)


@require_POST
def reset(request: DeskRequest, breaker_id: int) -> HttpResponse:
    """Reset it, in writing."""
    if not ReleaseBreaker.objects.filter(pk=breaker_id).exists():
        raise access.Absent
    form = _form(request, bound=True)
    if not form.is_valid():
        return _page(request, form=form)
    said, kept = form.cleaned_data["why"], list[ReleaseBreaker]()
    do = partial(breaker.reset, breaker_id, by=request.visitor, why=said)
    trouble = taken(form, lambda: kept.append(do()))
    if not kept:
        return _page(request, trouble, form)
    mine = (kept[0].reset_by_id, kept[0].reset_words) == (request.visitor.pk, said)
    done(request, RESET if mine else KEPT_AS_IT_WAS)
    return HttpResponseRedirect(reverse("breaker"))


def _form(request: DeskRequest, *, bound: bool = False) -> WordsForm:
    return WordsForm(request.POST if bound else None, label="Why it is reset", hint=HINT, apart=True)


def _page(request: DeskRequest, trouble: Trouble | None = None, form: WordsForm | None = None) -> HttpResponse:
    rows = list(ReleaseBreaker.objects.select_related("disclosure_request", "tripped_by", "reset_by").order_by("-id"))
    named = [row.disclosure_request_id for row in rows if row.disclosure_request_id]
    visible = visible_requests(request.visitor, request.roles).filter(pk__in=named)
    seen = set(visible.values_list("pk", flat=True))
    told = [Tripped(row, CHECKS[row.what], _number(row, seen)) for row in rows]
    context = {
        "standing": [one for one in told if one.row.reset_at is None],
        "past": [one for one in told if one.row.reset_at],
        "may_reset": bool(request.roles.get(Role.AUTHORIZER)),
        "form": form or _form(request),
    }
    return draw(request, "irs/breaker.html", context, trouble)


def _number(row: ReleaseBreaker, seen: set[int]) -> str:
    one = row.disclosure_request
    return one.number if one and one.pk in seen else ""
