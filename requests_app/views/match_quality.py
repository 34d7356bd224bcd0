"""How often matching is wrong: both rates of error with their intervals, as a page and as a file; and drawing what is looked at
again.
"""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse

from .. import access
from ..forms.matching import DrawForm
from ..rules.matching import Verdict
from ..rules.roles import Role
from ..workflow import match_quality, match_rechecking
from ..workflow.match_quality import Quality, Rate
from ..workflow.refused import Refused
from .answers import Trouble, done, draw, trouble_of
from .files import export
from .irs_page import IRS_READERS
from .who import DeskRequest

COLUMNS = ("verdict", "edition", "month", "wrong", "rechecked", "rate", "low_95", "high_95")
WAITING = 50
"""Drawn verdicts that are listed."""


NO_MORE = "no verdict of that kind is left that nobody drew before and that you didn’t decide"


def show(request: DeskRequest) -> HttpResponse:
    """Show both rates of error; draw verdicts by chance to be looked at again."""
    specialist = bool(request.roles.get(Role.SPECIALIST))
    form = DrawForm(request.POST or None)
    trouble = None
    if request.method == "POST" and form.is_valid():
        answer = _drawn(request, form)
        if isinstance(answer, HttpResponse):
            return answer
        trouble = answer
    waiting = match_rechecking.waiting(request.visitor).select_related("disclosure_request") if specialist else None
    context = {
        "quality": _quality(request),
        "form": form,
        "specialist": specialist,
        "waiting": waiting[:WAITING] if waiting is not None else [],
        "waiting_count": waiting.count() if waiting is not None else 0,
    }
    return draw(request, "matching/quality.html", context, trouble)


def _quality(request: DeskRequest) -> Quality:
    return match_quality.rates(frozenset().union(*(request.roles.get(role, frozenset()) for role in IRS_READERS)))


def _drawn(request: DeskRequest, form: DrawForm) -> HttpResponse | Trouble:
    """Draw; return the way to the first of them, or why nothing was drawn."""
    said = form.cleaned_data
    number, of = said["number"].strip(), None
    if number:
        visible = access.visible_requests(request.visitor)
        of = visible.filter(number__iexact=number).values_list("pk", flat=True).first()
        if of is None:
            return Trouble("Nothing was drawn", ["There is no such request. Give its number as it stands in the list."])
    act = partial(match_rechecking.draw, of, said["verdict"], said["count"], by=request.visitor)
    try:
        found = act(
            why=f"drew {Verdict(said['verdict']).name.lower().replace('_', ' ')} verdicts by chance, to re-check"
        )
    except Refused as refused:
        return trouble_of(refused)
    if not found:
        return Trouble("Nothing was drawn", [f"{NO_MORE[0].upper()}{NO_MORE[1:]}."])
    done(request, _told(len(found), said["count"]))
    return HttpResponseRedirect(f"{reverse('match_quality')}#drawn")


def _told(drawn: int, wanted: int) -> str:
    """Say how many verdicts were drawn, and why no more."""
    were = f"{drawn:,} {'was' if drawn == 1 else 'were'} drawn by chance"
    why = f", not {wanted:,}: {NO_MORE}" if drawn < wanted else ""
    return f"{were}{why}. What waits for you is listed below."


def file(request: DeskRequest) -> StreamingHttpResponse:
    """Return the rates as CSV: over all first, then by month and edition. The export is recorded."""
    quality = _quality(request)
    rows = [COLUMNS, *(_row(rate) for rate in (*quality.over_all, *quality.lines))]
    return export(request, rows, kind="statistics", why="exported how often matching is wrong", name="matching-quality")


def _row(rate: Rate) -> tuple[object, ...]:
    interval = rate.interval
    return (
        rate.verdict,
        rate.edition or "all",
        rate.month.strftime("%Y-%m") if rate.month else "all",
        rate.wrong,
        rate.of,
        "" if rate.rate is None else f"{rate.rate:.6f}",
        "" if interval is None else f"{interval.low:.6f}",
        "" if interval is None else f"{interval.high:.6f}",
    )
