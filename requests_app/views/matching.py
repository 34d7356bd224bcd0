"""Matches: how a request's stand, what awaits a person, and one subject beside the records, to be decided on in writing.

Specialists decide and re-check; the IRS's other case roles and oversight read. To the agency none of these pages exists.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.matching import DecideForm, FoundForm, RecheckForm
from ..forms.oversight import ValuesForm
from ..models import DisclosureRequest, MatchDecision, MatchRecheck, MatchVerdict, Subject
from ..models.as_facts import STANDING, disclosed_ids
from ..models.matching import disputed_ids, verdicts_of
from ..rules import numbering
from ..rules.matching import Verdict
from ..workflow import match_deciding, match_rechecking, match_showing, showing
from ..workflow.match_showing import Pair
from . import cases, looked, matches
from .answers import Trouble, done, draw, looker, number_in, taken
from .irs_page import found
from .who import DeskRequest

PAGE = 25
"""Subjects on a page of the list."""

RECHECK_IDS = "recheck_%s"
"""How the fields of the re-check are named on the page, beside those of the decision."""

REASON = "match_reason"
"""Where a session keeps the latest look at a pair, as its request and its reason: the next of that request needn't be typed."""


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show how a request's matching stands, and the subjects that await a person or that a filter leaves."""
    disclosure_request = found(request, pk)
    return draw(
        request, "matching/show.html", {**_standing(disclosure_request), **_listed(request, disclosure_request)}
    )


def standing(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the part of the page that asks for itself while the workers are at it."""
    return render(request, "matching/_standing.html", _standing(found(request, pk)))


def _standing(disclosure_request: DisclosureRequest) -> dict[str, Any]:
    return {**cases.heading(disclosure_request), "matching": matches.standing(disclosure_request)}


def _listed(request: DeskRequest, disclosure_request: DisclosureRequest) -> dict[str, Any]:
    """Return a page of subjects by verdict, paged by their keys: those that await a person, unless a filter says otherwise."""
    form = FoundForm(request.GET if "verdict" in request.GET else {"verdict": Verdict.AMBIGUOUS.value})
    form.is_valid()
    said = {name: value for name, value in form.cleaned_data.items() if value}
    after = number_in(request.GET.get("after", ""))
    awaiting, disputed = said == {"verdict": Verdict.AMBIGUOUS.value}, disputed_ids(disclosure_request)
    fits = _awaiting(disputed) if awaiting else Q(**said)
    chosen = verdicts_of(disclosure_request).filter(fits, subject__outcome__in=STANDING, subject_id__gt=after)
    ids = list(chosen.order_by("subject_id").values_list("subject_id", flat=True)[: PAGE + 1])
    rows = Subject.objects.filter(pk__in=ids[:PAGE]).order_by("pk")
    who = looker(request, disclosure_request, "listed subjects by what matching found")
    here, kept = request.path, {"verdict": "", **said}
    return {
        "form": form,
        "subjects": showing.subjects(disclosure_request, who, rows) if ids else [],
        "awaiting": awaiting,
        "disputed": disputed,
        "first_url": f"{here}?{urlencode(kept)}#found" if after else "",
        "next_url": f"{here}?{urlencode({**kept, 'after': ids[PAGE - 1]})}#found" if len(ids) > PAGE else "",
    }


def _awaiting(disputed: Collection[int]) -> Q:
    """Return which verdicts await a person: several records fit, or a re-check found the match wrong."""
    return Q(verdict=Verdict.AMBIGUOUS) | Q(subject_id__in=disputed)


def subject(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Show one subject beside the records; with a reason, what they say: a recorded look of its own kind."""
    why = looked.reason(request)
    disclosure_request = found(request, pk)
    if request.method == "POST" and not _may_reveal(request, disclosure_request):
        raise access.Absent
    form = ValuesForm(request.POST or None, initial={"why": _reason_before(request, disclosure_request)})
    if onward := looked.asked(request, form, lambda: [subject_id], disclosure_request):
        request.session[REASON] = [pk, form.cleaned_data["why"]]
        return onward
    return _draw(request, disclosure_request, _pair(request, disclosure_request, subject_id, why), look_form=form)


def _pair(request: DeskRequest, disclosure_request: DisclosureRequest, subject_id: int, why: str) -> Pair:
    """Record the look and return the pair. `why`: the reason for which it is shown in full, '' to keep it masked."""
    who = looker(request, disclosure_request, why or "compared a subject with the records")
    return match_showing.pair(disclosure_request, subject_id, who, reveal=bool(why))


def _seen_again(request: DeskRequest, disclosure_request: DisclosureRequest, subject_id: int) -> str:
    """Return why both sides are shown again beside a form that wasn't taken: the reason given last, '' before any look."""
    looked_at = match_deciding.has_looked(request.visitor, subject_id)
    return (_reason_before(request, disclosure_request) or "looked again, to decide") if looked_at else ""


def _reason_before(request: DeskRequest, disclosure_request: DisclosureRequest) -> str:
    """Return the reason given last for a look at a pair of this very request; '' for none."""
    kept = request.session.get(REASON)
    return str(kept[1]) if isinstance(kept, list) and kept[0] == disclosure_request.pk else ""


@require_POST
def decide(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Decide which record a subject is; then go on to the next that awaits a person."""
    disclosure_request = found(request, pk)
    verdict = match_showing.verdict_on(disclosure_request, subject_id)
    form = DecideForm(request.POST, records=_choices(verdict))
    trouble = None
    if form.is_valid():
        said = form.cleaned_data
        act = partial(
            match_deciding.decide,
            subject_id,
            form.record_id(),
            by=request.visitor,
            why=said["why"],
            seen=request.POST.get("seen", ""),
        )
        if _decided_before(request, verdict, form.record_id()):
            return _onward(disclosure_request, subject_id)
        trouble = taken(form, act)
        if trouble is None and form.is_valid():
            done(request, "Decided. What you wrote is kept with your name.")
            return _onward(disclosure_request, subject_id)
    pair = _pair(request, found(request, pk), subject_id, _seen_again(request, disclosure_request, subject_id))
    return _draw(request, found(request, pk), pair, trouble, decide_form=form)


def _decided_before(request: DeskRequest, verdict: MatchVerdict, record_id: int | None) -> bool:
    """Return whether this is the second of two clicks: the same person has just decided the same."""
    return verdict.decided_by_id == request.visitor.pk and verdict.record_id == record_id


def _choices(verdict: MatchVerdict) -> list[tuple[str, str]]:
    subject = Subject.objects.get(pk=verdict.subject_id)
    ids = sorted(match_showing.compared(subject, match_showing.candidate_ids(verdict, subject)))
    return [(str(pk), f"Record {letter}") for letter, pk in zip(match_showing.LETTERS, ids, strict=False)]


def _onward(disclosure_request: DisclosureRequest, subject_id: int) -> HttpResponse:
    """Return the way to the next subject that awaits a person, or back to the request's matches."""
    named: dict[str, object] = {"pk": disclosure_request.pk}
    coming = next_awaiting(disclosure_request, subject_id)
    if coming is None:
        return HttpResponseRedirect(reverse("matching", kwargs=named))
    return HttpResponseRedirect(f"{reverse('match', kwargs={**named, 'subject_id': coming})}#look")


def next_awaiting(disclosure_request: DisclosureRequest, subject_id: int) -> int | None:
    """Return the next subject that awaits a person, beginning anew after the last; None if this is the only one, or none is."""
    fits = _awaiting(disputed_ids(disclosure_request))
    waiting = verdicts_of(disclosure_request).filter(fits, subject__outcome__in=STANDING)
    ids = waiting.exclude(subject_id=subject_id).order_by("subject_id").values_list("subject_id", flat=True)
    return ids.filter(subject_id__gt=subject_id).first() or ids.first()


@require_POST
def recheck(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Say whether a verdict that was drawn holds; then go on to the next that was drawn."""
    disclosure_request = found(request, pk)
    form = RecheckForm(request.POST, auto_id=RECHECK_IDS)
    trouble = None
    if form.is_valid():
        said = form.cleaned_data
        agrees = said["agrees"] == "yes"
        if _rechecked_before(request, disclosure_request, subject_id, agrees=agrees):
            return _next_drawn(request)
        act = partial(match_rechecking.recheck, subject_id, agrees, by=request.visitor, why=said["why"])
        trouble = taken(form, act)
        if trouble is None and form.is_valid():
            done(
                request,
                "Recorded. It holds." if agrees else _wrong(disclosure_request, subject_id),
            )
            return _next_drawn(request)
    pair = _pair(request, disclosure_request, subject_id, _seen_again(request, disclosure_request, subject_id))
    return _draw(request, disclosure_request, pair, trouble, recheck_form=form)


def _wrong(disclosure_request: DisclosureRequest, subject_id: int) -> str:
    sent = disclosed_ids(disclosure_request)
    if sent is not None and sent.filter(subject_id=subject_id).exists():
        return "Recorded. Information was disclosed on this match: report the incident at once."
    row = Subject.objects.values_list("row", flat=True).get(pk=subject_id)
    whose = f"{numbering.subject(row)} of {disclosure_request.number}"
    return f"Recorded. The match of {whose} holds that request until somebody decides on it."


def _rechecked_before(
    request: DeskRequest, disclosure_request: DisclosureRequest, subject_id: int, *, agrees: bool
) -> bool:
    before = MatchRecheck.objects.filter(
        subject_id=subject_id, submission=disclosure_request.submission, person=request.visitor, agrees=agrees
    )
    return before.exists()


def _next_drawn(request: DeskRequest) -> HttpResponse:
    coming = match_rechecking.waiting(request.visitor).first()
    if coming is None:
        return HttpResponseRedirect(reverse("match_quality"))
    named = {"pk": coming.disclosure_request_id, "subject_id": coming.subject_id}
    return HttpResponseRedirect(f"{reverse('match', kwargs=named)}#look")


def _may_reveal(request: DeskRequest, disclosure_request: DisclosureRequest) -> bool:
    return bool(cases.held(request, disclosure_request) & showing.FULL_TIN_ROLES)


def _draw(
    request: DeskRequest,
    disclosure_request: DisclosureRequest,
    pair: Pair,
    trouble: Trouble | None = None,
    **forms: Any,
) -> HttpResponse:
    subject_id = pair.subject.id
    on = {"subject_id": subject_id, "submission": disclosure_request.submission}
    records = [(str(one.record_id), f"Record {one.letter}") for one in pair.candidates]
    coming = next_awaiting(disclosure_request, subject_id)
    context = {
        **cases.heading(disclosure_request),
        "pair": pair,
        "look_form": ValuesForm(initial={"why": _reason_before(request, disclosure_request)}),
        "decide_form": DecideForm(records=records),
        "recheck_form": RecheckForm(auto_id=RECHECK_IDS),
        "may_reveal": _may_reveal(request, disclosure_request),
        "refusals": match_deciding.decide_refusals(
            disclosure_request, Subject.objects.get(pk=subject_id), pair.verdict, request.visitor
        ),
        "drawn": match_rechecking.waiting(request.visitor).filter(subject_id=subject_id).exists(),
        "decisions": MatchDecision.objects.filter(**on).order_by("-id"),
        "rechecks": MatchRecheck.objects.filter(**on).order_by("-id"),
        "next_url": reverse("match", kwargs={"pk": disclosure_request.pk, "subject_id": coming}) if coming else "",
        **forms,
    }
    return draw(request, "matching/pair.html", context, trouble)
