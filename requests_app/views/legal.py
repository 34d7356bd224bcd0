"""Counsel's step: the determination of law, element by element, on a snapshot; and clearing review flags in writing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.models import AccessAct

from .. import access
from ..forms.irs import ClearForm, DeterminationForm
from ..models import DisclosureRequest, Subject
from ..models.as_facts import STANDING, today
from ..rules import transitions
from ..rules.codes import Code
from ..rules.duties import Duty
from ..rules.facts import Raised, Severity
from ..rules.flags import CODES, judge_request
from ..rules.lists import limit
from ..rules.roles import Role
from ..rules.transitions import Move, Status
from ..workflow import legal_review, questions, showing
from ..workflow.showing import ShownSubject
from . import cases
from .answers import Trouble, done, draw, looker, seen, to_request
from .approval import determination_of
from .irs_page import found, moved, offers, step, tried
from .who import DeskRequest

SAMPLE = 5
"""Subjects that are opened before a flag is cleared on many."""

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
        answer = moved(request, disclosure_request, Move.DETERMINE, call, said)
        return _draw(request, disclosure_request, form, answer) if isinstance(answer, Trouble) else answer
    trouble = tried(call)
    if trouble is not None:
        return _draw(request, disclosure_request, form, trouble)
    done(request, "The determination was recorded: not lawful in every element. Return the request, or deny it.")
    return to_request(disclosure_request)


def _draw(
    request: DeskRequest, earlier: DisclosureRequest, form: DeterminationForm, trouble: Trouble | None = None
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    determination, answers = determination_of(disclosure_request)
    about = step(disclosure_request, case, Move.DETERMINE)
    context = {
        **about,
        "form": form,
        "gaps": form.gaps() if form.is_bound else [],
        "determination": determination,
        "answers": answers,
        "on_present": determination is not None and determination.snapshot_hash == case.hash,
        "refusals": _review_refusals(request, disclosure_request),
        "checks": [check for check in about["checks"] if check.id != OWN_NEED],
        "offers": offers(disclosure_request, request.visitor, case),
        "may_clear": not _clear_refusals(request, disclosure_request),
    }
    return draw(request, "irs/legal.html", context, trouble)


def _review_refusals(request: DeskRequest, disclosure_request: DisclosureRequest) -> list[str]:
    return _refusals_in_review(request, disclosure_request, Duty.REVIEW)


def _clear_refusals(request: DeskRequest, disclosure_request: DisclosureRequest) -> list[str]:
    return _refusals_in_review(request, disclosure_request, Duty.CLEAR)


def _refusals_in_review(request: DeskRequest, disclosure_request: DisclosureRequest, duty: Duty) -> list[str]:
    wrong_status = disclosure_request.status != Status.LEGAL_REVIEW
    reasons = [f"This is done while the request is in “{Status.LEGAL_REVIEW.label}”."] if wrong_status else []
    person = access.as_rule_person(request.visitor, disclosure_request)
    return [*reasons, *transitions.not_for(person, (Role.COUNSEL,), duty)]


@dataclass(frozen=True, slots=True)
class Clearing:
    """What one act of clearing is about: the flag, on the request or on these subjects, of which some are opened."""

    code: Code
    raised: Raised | None
    subjects: tuple[int, ...] = ()
    left: int = 0
    sample: tuple[int, ...] = ()


def clear(request: DeskRequest, pk: int, code: str) -> HttpResponse:
    """Clear one review flag in writing: of the request, or of at most 250 subjects, a sample of them opened."""
    disclosure_request = found(request, pk)
    if code not in CODES:
        raise access.Absent
    form = ClearForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw_clear(request, disclosure_request, CODES[code], form)
    said = form.cleaned_data
    if said["subjects"] and not _uncleared(disclosure_request, code).filter(pk__in=said["subjects"]).exists():
        return _onward(disclosure_request, code)
    trouble = tried(partial(_clear, request, pk, code, form))
    if trouble is not None:
        return _draw_clear(request, disclosure_request, CODES[code], form, trouble)
    count = len(said["subjects"])
    on = f"{count:,} subject{'' if count == 1 else 's'}" if count else "the request"
    done(request, f"{code} was cleared on {on}.")
    return _onward(disclosure_request, code)


def _clear(request: DeskRequest, pk: int, code: str, form: ClearForm) -> object:
    said = form.cleaned_data
    return legal_review.clear_flag(
        pk, by=request.visitor, why=said["why"], code=code, subject_ids=said["subjects"], opened=said["opened"]
    )


def _onward(disclosure_request: DisclosureRequest, code: str) -> HttpResponse:
    """Return the way to the next subjects with this flag, or back to the legal review."""
    named: dict[str, object] = {"pk": disclosure_request.pk}
    if _uncleared(disclosure_request, code).exists():
        return HttpResponseRedirect(reverse("clear_flag", kwargs={**named, "code": code}))
    return HttpResponseRedirect(reverse("legal_review", kwargs=named))


def _uncleared(disclosure_request: DisclosureRequest, code: str) -> QuerySet[Subject]:
    flagged = Q(outcome__in=STANDING, review_codes__contains=[code])
    return disclosure_request.subjects.filter(flagged).exclude(cleared_codes__contains=[code]).order_by("row")


def _clearing(disclosure_request: DisclosureRequest, case: questions.Case, code: Code) -> Clearing:
    waiting = _uncleared(disclosure_request, code.id)
    ids = tuple(waiting.values_list("pk", flat=True)[: limit(case.book, "clear_batch")])
    raised = next((r for r in judge_request(case.contents, case.book, today()) if r.code == code.id), None)
    every = max(1, len(ids) // SAMPLE)
    return Clearing(code, raised, ids, waiting.count(), ids[::every][:SAMPLE])


def _draw_clear(
    request: DeskRequest,
    earlier: DisclosureRequest,
    code: Code,
    form: ClearForm,
    trouble: Trouble | None = None,
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    clearing = _clearing(disclosure_request, case, code)
    refused = _clear_refusals(request, disclosure_request)
    context = {
        **cases.heading(disclosure_request, case),
        "form": form,
        "clearing": clearing,
        "shown": [] if refused else _opened(request, disclosure_request, clearing),
        "refusals": refused or _nothing_to_clear(disclosure_request, clearing),
        "subjects": ",".join(map(str, clearing.subjects)),
        "opened": ",".join(map(str, clearing.sample)),
    }
    return draw(request, "irs/clear.html", context, trouble)


def _opened(request: DeskRequest, disclosure_request: DisclosureRequest, clearing: Clearing) -> list[ShownSubject]:
    """Open the sample: each look is recorded, and the workflow asks the record before it clears anything."""
    if not clearing.sample:
        return []
    why = f"opened a sample before clearing {clearing.code.id}"
    rows = Subject.objects.filter(pk__in=clearing.sample).order_by("row")
    return showing.subjects(disclosure_request, looker(request, disclosure_request, why), rows, act=AccessAct.VIEW)


def _nothing_to_clear(disclosure_request: DisclosureRequest, clearing: Clearing) -> list[str]:
    on_request = clearing.raised is not None and clearing.raised.severity == Severity.REVIEW
    done_before = clearing.code.id in disclosure_request.cleared_codes
    if clearing.subjects or (on_request and not done_before):
        return []
    if clearing.raised is not None and not on_request:
        return ["This flag blocks: it can only be cured, never cleared."]
    return ["This flag doesn't stand, or it is cleared already."]
