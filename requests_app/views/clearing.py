"""Clearing one review flag in writing: on the request, or on the next subjects that carry it, a sample of them opened first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from secrets import SystemRandom

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.models import AccessAct
from audits.standalone.words import count_of

from .. import access
from ..forms.irs import ClearForm
from ..models import Clearance, DisclosureRequest, Subject
from ..models.as_facts import STANDING, today
from ..models.confidential import irs_flags
from ..models.tallies import tally_of
from ..rules.codes import Code
from ..rules.facts import Raised, Severity
from ..rules.flags import CODES, judge_request
from ..rules.lists import limit
from ..workflow import legal_review, questions, showing
from ..workflow.kept import one_at_a_time
from ..workflow.showing import ShownFlag, ShownSubject
from . import cases, clearances
from .answers import KEPT_AS_IT_WAS, Trouble, done, draw, looker, taken
from .irs_page import found
from .legal import clear_refusals
from .who import DeskRequest

SAMPLE = 5
"""Subjects that are opened before a flag is cleared on many."""

ALL_LEFT = Trouble(
    "Nothing was cleared", ["Every subject was ticked to stay flagged. Untick those that may be cleared."]
)

BEFORE = 5
"""Acts that cleared the same flag in this submission, shown beside the form."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """What one act of clearing is about: the flag, on the request or on these subjects, of which some are opened.

    Units: subjects. `left`: those that carry it uncleared, `cleared`: those on which it is cleared already.
    """

    code: Code
    raised: Raised | None
    subjects: tuple[int, ...] = ()
    left: int = 0
    cleared: int = 0
    sample: tuple[int, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the flag stands, cleared or not: on the request, or on a subject."""
        return self.raised is not None or self.every > 0

    @property
    def after(self) -> int:
        """How many still carry it after this act."""
        return self.left - len(self.subjects)

    @property
    def every(self) -> int:
        """How many carry it, cleared or not."""
        return self.left + self.cleared


@dataclass(frozen=True, slots=True)
class Sampled:
    """A subject of the sample: the flag to be cleared with its evidence, and the other flags on it.

    `reason`: its reason, unless the evidence quotes it; `left`: it was ticked to stay flagged.
    """

    subject: ShownSubject
    flag: ShownFlag | None
    others: tuple[ShownFlag, ...]
    reason: str
    left: bool


def clear(request: DeskRequest, pk: int, code: str) -> HttpResponse:
    """Clear one review flag in writing: of the request, or of at most 250 subjects, a sample of them opened."""
    disclosure_request = found(request, pk)
    if code not in CODES:
        raise access.Absent
    form = ClearForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw(request, disclosure_request, CODES[code], form)
    ids = _chosen(form)
    if form.cleaned_data["subjects"] and not ids:
        return _draw(request, disclosure_request, CODES[code], form, ALL_LEFT)
    one_at_a_time(request.visitor)
    if before := _cleared_before(disclosure_request, code, ids):
        if not any(made.person_id == request.visitor.pk and made.words == form.cleaned_data["why"] for made in before):
            done(request, KEPT_AS_IT_WAS)
        return _onward(disclosure_request, code)
    trouble = taken(form, partial(_clear, request, pk, code, form))
    if trouble is not None or form.errors:
        return _draw(request, disclosure_request, CODES[code], form, trouble)
    on = count_of(len(ids), "subject") if ids else "the request"
    done(request, f"{code} was cleared on {on}.")
    return _onward(disclosure_request, code)


def _chosen(form: ClearForm) -> list[int]:
    """Return the subjects of the act: those listed, without those of the sample that were ticked to be left."""
    left = set(form.cleaned_data["leave"])
    return [id for id in form.cleaned_data["subjects"] if id not in left]


def _clear(request: DeskRequest, pk: int, code: str, form: ClearForm) -> object:
    said = form.cleaned_data
    return legal_review.clear_flag(
        pk, by=request.visitor, why=said["why"], code=code, subject_ids=_chosen(form), opened=said["opened"]
    )


def _cleared_before(disclosure_request: DisclosureRequest, code: str, ids: list[int]) -> list[Clearance]:
    """Return the acts that cleared it on these subjects, or on the request; none while it waits on any of them."""
    acts = Clearance.objects.filter(
        disclosure_request=disclosure_request, submission=disclosure_request.submission, code=code
    )
    if ids:
        waits = _uncleared(disclosure_request, code).filter(pk__in=ids).exists()
        return [] if waits else list(acts.filter(subject_ids__overlap=ids))
    cleared = DisclosureRequest.objects.filter(pk=disclosure_request.pk, cleared_codes__contains=[code]).exists()
    return list(acts.filter(subject_ids=[])) if cleared else []


def _onward(disclosure_request: DisclosureRequest, code: str) -> HttpResponse:
    """Return the way to the next subjects with this flag, or back to the legal review."""
    named: dict[str, object] = {"pk": disclosure_request.pk}
    if _uncleared(disclosure_request, code).exists():
        return HttpResponseRedirect(reverse("clear_flag", kwargs={**named, "code": code}))
    return HttpResponseRedirect(reverse("legal_review", kwargs=named))


def _uncleared(disclosure_request: DisclosureRequest, code: str) -> QuerySet[Subject]:
    open_to_all = Q(review_codes__contains=[code]) & ~Q(cleared_codes__contains=[code])
    for_irs = Q(pk__in=irs_flags(disclosure_request.pk).filter(code=code).values("subject_id"))
    standing = disclosure_request.subjects.filter(outcome__in=STANDING)
    return standing.filter(open_to_all | for_irs).order_by("row")


def _clearing(
    disclosure_request: DisclosureRequest, case: questions.Case, code: Code, opened: Sequence[int]
) -> Clearing:
    """Return what the next act is about. `opened`: the sample of a form that comes back, kept while it still fits."""
    waiting = _uncleared(disclosure_request, code.id)
    ids = tuple(waiting.values_list("pk", flat=True)[: limit(case.book, "clear_batch")])
    raised = next((r for r in judge_request(case.contents, case.book, today()) if r.code == code.id), None)
    tally = tally_of(disclosure_request.pk)
    for_irs = irs_flags(disclosure_request.pk).filter(code=code.id).exists()
    left = waiting.count() if for_irs else tally.review.get(code.id, 0)
    kept = tuple(opened) if opened and set(opened) <= set(ids) else ()
    return Clearing(code, raised, ids, left, tally.cleared.get(code.id, 0), kept[:SAMPLE] or drawn(ids))


def drawn(ids: Sequence[int]) -> tuple[int, ...]:
    """Return a sample drawn at random, so that nobody can lay out rows for it: at most SAMPLE ids."""
    return tuple(SystemRandom().sample(ids, min(SAMPLE, len(ids))))


def _draw(
    request: DeskRequest,
    earlier: DisclosureRequest,
    code: Code,
    form: ClearForm,
    trouble: Trouble | None = None,
) -> HttpResponse:
    disclosure_request = found(request, earlier.pk)
    case = questions.case_of(disclosure_request)
    said = form.cleaned_data if form.is_bound else {}
    opened, left = said.get("opened", []), said.get("leave", [])
    clearing = _clearing(disclosure_request, case, code, opened)
    refused = clear_refusals(request, disclosure_request)
    context = {
        **cases.heading(disclosure_request, case),
        "form": form,
        "clearing": clearing,
        "shown": [] if refused else _opened(request, disclosure_request, clearing, left),
        "before": clearances.latest(disclosure_request, code.id, each=BEFORE).get(code.id, []),
        "refusals": refused or _nothing_to_clear(disclosure_request, clearing),
        "subjects": ",".join(map(str, clearing.subjects)),
        "opened": ",".join(map(str, clearing.sample)),
    }
    return draw(request, "irs/clear.html", context, trouble, unfit=bool(form.errors))


def _opened(
    request: DeskRequest, disclosure_request: DisclosureRequest, clearing: Clearing, left: Collection[int]
) -> list[Sampled]:
    """Open the sample: each look is recorded, and the workflow asks the record before it clears anything."""
    if not clearing.sample:
        return []
    why = f"opened a sample before clearing {clearing.code.id}"
    rows = Subject.objects.filter(pk__in=clearing.sample).order_by("row")
    shown = showing.subjects(disclosure_request, looker(request, disclosure_request, why), rows, act=AccessAct.VIEW)
    return [_sampled(subject, clearing.code.id, left) for subject in shown]


def _sampled(subject: ShownSubject, code: str, left: Collection[int]) -> Sampled:
    flag = next((flag for flag in subject.flags if flag.code == code), None)
    quoted = flag is not None and any(quote.field == "reason" for quote in flag.quotes)
    others = tuple(flag for flag in subject.flags if flag.code != code)
    return Sampled(subject, flag, others, "" if quoted else subject.fields["reason"], subject.id in left)


def _nothing_to_clear(disclosure_request: DisclosureRequest, clearing: Clearing) -> list[str]:
    on_request = clearing.raised is not None and clearing.raised.severity == Severity.REVIEW
    done_before = clearing.code.id in disclosure_request.cleared_codes
    if clearing.subjects or (on_request and not done_before):
        return []
    if clearing.raised is not None and not on_request:
        return ["This flag blocks: it can only be cured, never cleared."]
    if clearing.stands:
        return ["This flag is cleared already, in writing."]
    return ["No review flag of this kind stands on this request: there is nothing to clear."]
