"""The review of rights: where each agency's stands, a review with every right and its last use, and the signature on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.standalone.words import count_of

from .. import access
from ..forms.rights import ReviewForm
from ..models import Agency
from ..models.as_facts import today
from ..rules import reviews
from ..rules.reviews import READERS, Quarter
from ..workflow import reviewing, reviews_due
from ..workflow.refused import Refused
from ..workflow.reviewing import Sheet
from . import reauth
from .answers import Trouble, done, draw, trouble_of
from .kept import agencies_of
from .signing import NOT_YOU
from .who import DeskRequest

WHY = "signed the review of rights"


def index(request: DeskRequest) -> HttpResponse:
    """List the reviews of the reader's agencies by quarter, and the rights that are still to be taken."""
    agencies = agencies_of(request, READERS)
    now = today()
    context = {
        "standings": reviews_due.standings(agencies, now),
        "awaits_rights": reviews_due.awaits(request.roles, now),
        "to_take": reviews_due.found_unneeded(agencies),
        "quarter": reviews.quarter_of(now),
    }
    return draw(request, "rights/reviews.html", context)


def review(request: DeskRequest, agency_id: int, quarter: str) -> HttpResponse:
    """Show a review; on a signed form, sign for the rights that were judged."""
    agency, named = _found(request, agency_id, quarter)
    sheet = reviewing.sheet(agency, named, request.visitor, today())
    refusals = _refusals(request, sheet)
    own = [line for line in sheet.open if not line.barred]
    initial = {"title": request.visitor.title, "seen": sheet.hash}
    form = ReviewForm(request.POST or None, open_rights=own, initial=initial)
    if request.method != "POST" or refusals or not form.is_valid() or not _is_signer(request, form):
        trouble = Trouble("That may not happen now", refusals) if request.method == "POST" and refusals else None
        return _page(request, sheet, form, refusals, trouble)
    try:
        _sign(request, sheet, form)
    except Refused as refused:
        return _page(request, sheet, form, refusals, trouble_of(refused))
    done(request, f"Signed for {count_of(len(form.verdicts()), 'right')}.")
    return HttpResponseRedirect(reverse("review", kwargs={"agency_id": agency_id, "quarter": quarter}))


def _found(request: DeskRequest, agency_id: int, quarter: str) -> tuple[Agency, Quarter]:
    agency = Agency.objects.filter(pk=agency_id, pk__in=agencies_of(request, READERS)).first()
    named = reviews.quarter_named(quarter)
    if agency is None or named is None or named.first > today():
        raise access.Absent
    return agency, named


def _refusals(request: DeskRequest, sheet: Sheet) -> list[str]:
    """Return why the reader can't sign this review now; empty if there is something that he or she can sign for."""
    reasons = reviewing.may_sign(request.visitor, request.roles, sheet.agency)
    if sheet.quarter not in reviews.signable(today()):
        reasons.append("Only the present quarter and the one before can be signed for.")
    if not reasons and not sheet.open:
        reasons.append("Every right on this list that still stands was judged.")
    if not reasons and all(line.barred for line in sheet.open):
        reasons.append("What is left are rights of your own, or that you gave: another official signs for them.")
    return reasons


def _is_signer(request: DeskRequest, form: ReviewForm) -> bool:
    said = form.cleaned_data
    if reauth.reauthenticate(request, said["password"], said["code"], why="signed in again to sign a review of rights"):
        return True
    form.add_error("password", NOT_YOU)
    return False


def _sign(request: DeskRequest, sheet: Sheet, form: ReviewForm) -> None:
    said = form.cleaned_data
    reviewing.sign(
        sheet.agency,
        sheet.quarter,
        by=request.visitor,
        why=f"{WHY}, {sheet.quarter.name}",
        title=said["title"],
        seen_hash=said["seen"],
        verdicts=form.verdicts(),
    )


def _page(
    request: DeskRequest, sheet: Sheet, form: ReviewForm, refusals: list[str], trouble: Trouble | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": form,
        "gaps": form.gaps() if form.is_bound and not refusals else [],
        "refusals": refusals,
        "text": reviews.TEXT,
        "version": reviews.TEXT_VERSION,
        "authority": reviews.AUTHORITY,
        "unused_after": reviews.UNUSED_AFTER,
        "overdue": today() > sheet.quarter.last and bool(sheet.open),
        "demonstration_code": "" if refusals else reauth.demonstration_code(request.visitor),
    }
    return draw(request, "rights/review.html", context, trouble)
