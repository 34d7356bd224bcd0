"""The subjects of a request: listed, added, corrected and dropped by hand. Each list is a recorded look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from audits.access_log import AccessAct

from .. import access
from ..forms.subjects import SubjectFilterForm, SubjectForm, chosen_subjects
from ..intake.progress import rows_before
from ..intake.rows import is_on_file
from ..intake.sharing import sharing
from ..models import Batch, DisclosureRequest, Subject
from ..models.as_facts import standing
from ..models.subject import Outcome
from ..models.tallies import tally_of
from ..rules import numbering
from ..rules.flags import CODES
from ..workflow import drafting, showing
from ..workflow.questions import Case
from ..workflow.refused import Refused, Stale
from ..workflow.showing import ShownSubject
from . import answers, cases, life, succeeding, summaries
from .answers import Trouble, done, draw, looker, number_in, seen, to_request, trouble_of
from .who import DeskRequest

NONE_OF_FILE = "No row of this file stands in the request."


def listed(
    request: DeskRequest,
    case: DisclosureRequest,
    irs_side: bool,
    *,
    why: str,
    batch: Batch | None = None,
    size: int = summaries.PAGE,
    known: Case | None = None,
) -> dict[str, Any]:
    """Return a page of subjects, narrowed as the address says, for a template that draws `requests/_subjects.html`.

    `known`: the case as the rules see it, if the page has read it already.
    """
    codes = summaries.codes_for(irs_side)
    form = _filter_form(request, codes)
    query = {"show": form["show"].value() or "", "code": form["code"].value() or ""}
    every = Subject.objects.filter(disclosure_request=case, **({"batch": batch} if batch else {}))
    if shared := _shared(request, case):
        query |= {"shares": shared.kind, "with": str(shared.subject_id)}
        every = every.filter(pk__in=sharing(case, shared.kind, shared.subject_id).values("pk"))
    after, begin = number_in(request.GET.get("after", "")), rows_before(batch) if batch else 0
    chosen = summaries.narrowed(every, query["show"], query["code"], codes, irs_side=irs_side, of=case)
    ids, more = summaries.page_ids(chosen, max(after, begin), size)
    shown = _shown(request, case, (why, any(query.values())), every.filter(pk__in=ids), known)
    return {
        "filter_form": form,
        "filtered": any(query.values()),
        "shared": shared,
        "opened_code": query["code"],
        "listing": summaries.listing(shown, request.path, query, after, more),
        "outcomes": summaries.outcomes(case, irs_side=irs_side),
        "none_stands": NONE_OF_FILE if batch else partial(summaries.none_stands, case, irs_side=irs_side),
        "tickable": cases.may_edit(request, case) and any(subject.outcome == Outcome.OPEN for subject in shown),
        "here": request.get_full_path(),
        "listing_url": request.path,
        "batch": batch,
        "row_shift": -begin,
    }


def _shown(
    request: DeskRequest, case: DisclosureRequest, asked: tuple[str, bool], rows: QuerySet[Subject], known: Case | None
) -> list[ShownSubject]:
    """Record the look and return the rows as shown. `asked`: why, and whether it is a search: recorded even in vain."""
    why, search = asked
    found = list(rows.order_by("row"))
    if not found and not search:
        return []
    act, book = (AccessAct.SEARCH if search else AccessAct.LIST), (known.book if known else None)
    return showing.subjects(case, looker(request, case, why), found, act=act, book=book)


SHARED_WORDS: dict[str, str] = {
    "reason": "give the same reason as",
    "matter": "name the same matter as",
    "officer": "name the same officer as",
    "identity": "name the same person as",
}
"""What subjects share -> how the list of them reads."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A choice of subjects: those that share something with one of them. `row` is that one's row, 0 if it isn't here."""

    kind: str
    subject_id: int
    row: int
    words: str


def _shared(request: DeskRequest, case: DisclosureRequest) -> Shared | None:
    """Return the choice that the address makes; None if it makes none."""
    kind, subject_id = request.GET.get("shares", ""), number_in(request.GET.get("with", ""))
    if kind not in SHARED_WORDS or not subject_id:
        return None
    row = case.subjects.filter(pk=subject_id).values_list("row", flat=True).first()
    return Shared(kind, subject_id, row or 0, SHARED_WORDS[kind])


def _filter_form(request: DeskRequest, codes: frozenset[str]) -> SubjectFilterForm:
    offered = [(id, id) for id, code in CODES.items() if id in codes and code.concerns == "subject"]
    return SubjectFilterForm(request.GET, shows=summaries.SHOWS, codes=offered, auto_id="filter_%s")


def show_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the subjects alone, narrowed and paged."""
    return _list(request, access.find_request(request.visitor, pk))


def _list(request: DeskRequest, case: DisclosureRequest, trouble: Trouble | None = None) -> HttpResponse:
    irs_side = answers.irs_side(request, case)
    context = {**cases.heading(case), "irs_side": irs_side}
    context |= listed(request, case, irs_side, why="listed the request's subjects")
    return draw(request, "requests/subjects.html", context, trouble)


def add(request: DeskRequest, pk: int) -> HttpResponse:
    """Name one more taxpayer."""
    case = cases.drafted(request, pk)
    form = SubjectForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _draw_form(request, case, form)
    try:
        subject = _added(request, case, form)
    except Refused as refused:
        return _draw_form(request, case, form, trouble_of(refused))
    done(request, _verdict(subject, "added"))
    return _onward(request, case)


def _added(request: DeskRequest, case: DisclosureRequest, form: SubjectForm) -> Subject:
    """Add the subject; a second click of the same form answers with the first's subject."""
    case = access.find_request(request.visitor, case.pk, lock=True)
    texts, tin = form.texts(), form.tin() or ""
    changed_once = case.version == seen(request) + 1
    if changed_once and (twin := case.subjects.filter(**texts).order_by("-row").first()):
        return twin
    return drafting.add_subject(
        case.pk, by=request.visitor, why="named a taxpayer by hand", seen=seen(request), fields=texts, tin=tin
    )


def edit(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Correct one subject: all of it, or only the columns that are flagged; on a page of its own, or in its row."""
    case = cases.drafted(request, pk)
    if request.method == "POST":
        access.find_request(request.visitor, pk, lock=True)
    if _gone(case, subject_id):
        raise access.Absent
    shown = showing.subject(case, subject_id, looker(request, case, "opened a subject to correct it"))
    form = _edit_form(request, shown)
    if request.method != "POST" or not form.is_valid():
        return _draw_form(request, case, form, shown=shown)
    try:
        subject = _saved(request, shown, form)
    except Refused as refused:
        return _draw_form(request, case, form, trouble_of(refused), shown)
    if request.htmx:
        return row(request, pk, subject_id, said=f"Corrected and judged: {_standing_flags(subject)}.")
    done(request, _verdict(subject, "corrected"))
    return _onward(request, case)


def _gone(case: DisclosureRequest, subject_id: int) -> bool:
    """Say whether a subject no longer stands, as the agency sees it: then there is nothing of it to correct."""
    return case.subjects.filter(~standing(irs_side=False), pk=subject_id).exists()


def row(request: DeskRequest, pk: int, subject_id: int, said: str = "") -> HttpResponse:
    """Show one subject as its row of a list."""
    case = cases.drafted(request, pk)
    shown = showing.subject(case, subject_id, looker(request, case, "looked at a corrected row"))
    context = {**cases.heading(case), "subject": shown, "tickable": cases.may_edit(request, case), "said": said}
    return draw(request, "requests/_subject_row.html", {**context, **_place(request, shown.id)})


def _place(request: DeskRequest, subject_id: int) -> dict[str, Any]:
    """Return where the row stands: the list it belongs to, and what makes its number that of a file."""
    sent = request.POST or request.GET
    batch = Batch.objects.filter(subjects=subject_id).first() if sent.get("rows") == "file" else None
    return {"here": sent.get("next", ""), "batch": batch, "row_shift": -rows_before(batch) if batch else 0}


def _edit_form(request: DeskRequest, shown: ShownSubject) -> SubjectForm:
    return SubjectForm(
        request.POST or None,
        initial={**shown.fields, "tin": _number_on_file(shown.id).hex()},
        tin_on_file=shown.tin_masked,
        flags=shown.flags,
        only_flagged=(request.POST or request.GET).get("only") == "flagged",
    )


def _number_on_file(subject_id: int) -> bytes:
    """Return what stands for a number that is never shown: its blind index, of which a page carries no more than a mark."""
    number = Subject.objects.filter(pk=subject_id).values_list("tin_index", flat=True).first()
    return bytes(number or b"")


def _saved(request: DeskRequest, shown: ShownSubject, form: SubjectForm) -> Subject:
    """Save the correction, unless somebody else changed this subject since the page was opened."""
    tin = form.tin()
    same_number = tin is None or is_on_file(tin, _number_on_file(shown.id))
    if form.changed() and not (same_number and form.says_nothing_new()):
        raise Stale("This subject has changed")
    return drafting.edit_subject(
        shown.id, by=request.visitor, why=f"corrected {numbering.subject(shown.row)}", fields=form.texts(), tin=tin
    )


@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    """Say how many subjects are ticked, and which; then drop them."""
    case = cases.drafted(request, pk)
    ids = chosen_subjects(request.POST.getlist("subject"))
    if not ids:
        trouble = Trouble("No subject was dropped", ["None was ticked. Tick the subjects to drop, then try again."])
        return _list(request, case, trouble)
    if "sure" not in request.POST and cases.may_edit(request, case) and (asked := _ask_to_drop(request, case, ids)):
        return asked
    call = partial(drafting.drop_subjects, case.pk, ids, by=request.visitor, why="dropped by hand")
    return _dropped(request, case, call, case.subjects.filter(standing(irs_side=False), pk__in=ids))


def _ask_to_drop(request: DeskRequest, case: DisclosureRequest, ids: list[int]) -> HttpResponse | None:
    """Return the page that asks once more, with the first few; None where none of them stands, as the agency sees it."""
    ticked = list(case.subjects.filter(standing(irs_side=False), pk__in=ids).order_by("row"))
    if not ticked:
        return None
    first = ticked[: summaries.FEW]
    context = {
        **cases.heading(case),
        "page_title": "Drop the ticked subjects",
        "count": len(ticked),
        "ids": [subject.pk for subject in ticked],
        "ticked": showing.subjects(case, looker(request, case, "looked at what is to be dropped"), first),
        "more": len(ticked) - len(first),
        "next": _back(request),
    }
    return draw(request, "requests/drop.html", context)


def drop_blocked(request: DeskRequest, pk: int) -> HttpResponse:
    """Say how many subjects stand blocked, then drop them all."""
    case = cases.drafted(request, pk)
    blocked = summaries.narrowed(case.subjects.all(), "blocked", "", frozenset(CODES), irs_side=False)
    if request.method != "POST":
        context = {
            **cases.heading(case),
            "page_title": "Drop the blocked subjects",
            "count": tally_of(case.pk, irs_side=False).blocked,
        }
        return draw(request, "requests/drop.html", context)
    call = partial(drafting.drop_blocked, case.pk, by=request.visitor, why="dropped every blocked subject")
    return _dropped(request, case, call, blocked)


DROPPED_BEFORE = "Nothing more was dropped: what you meant was dropped before, or stands as the list shows."
"""What is said where nobody is left to drop. It tells no subject from another that the agency sees as standing."""


def _dropped(
    request: DeskRequest, case: DisclosureRequest, call: partial[int], left: QuerySet[Subject]
) -> HttpResponse:
    """Drop and say so. `left`: what is to be dropped; none left after a refusal is a second click, or a second tab."""
    count = 0
    try:
        with transaction.atomic():
            count = call(seen=seen(request))
    except Refused as refused:
        if left.exists():
            return _list(request, access.find_request(request.visitor, case.pk), trouble_of(refused))
    if not count:
        done(request, DROPPED_BEFORE)
        return _onward(request, case)
    noun, kept = ("subject was", "it") if count == 1 else ("subjects were", "them")
    done(request, f"{count:,} {noun} dropped from the request. History keeps {kept}.")
    return _onward(request, case)


def _onward(request: DeskRequest, case: DisclosureRequest) -> HttpResponse:
    """Return the way to where the person came from, within this site, or to the request's subjects."""
    if "another" in request.POST:
        return HttpResponseRedirect(reverse("subject_add", kwargs={"pk": case.pk}))
    back = _back(request)
    return HttpResponseRedirect(back) if back else to_request(case, "subjects")


def _back(request: DeskRequest) -> str:
    """Return the address that the form came from, '' unless it is one of this site."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else ""


def _verdict(subject: Subject, what: str) -> str:
    return f"{numbering.subject(subject.row).capitalize()} was {what} and judged: {_standing_flags(subject)}."


def _standing_flags(subject: Subject) -> str:
    """Return the flags on a subject, by their codes: they tell what is wrong, and nothing of what was typed."""
    blocking, review = (", ".join(codes) for codes in (subject.blocking_codes, subject.review_codes))
    lacks = [f"blocked by {blocking}"] if blocking else []
    lacks += [f"for review {review}"] if review else []
    return "; ".join(lacks) or "no flag stands on it"


def _came_as(shown: ShownSubject) -> str:
    """Return the row of its file that a subject came as; '' if it was typed."""
    batch = Batch.objects.select_related("corrects").filter(subjects=shown.id).first()
    return numbering.row_of(shown.row - rows_before(batch), (batch.corrects or batch).filename) if batch else ""


def _draw_form(
    request: DeskRequest,
    case: DisclosureRequest,
    form: SubjectForm,
    trouble: Trouble | None = None,
    shown: ShownSubject | None = None,
) -> HttpResponse:
    case.refresh_from_db(fields=["version", "status"])
    form.meet()
    context = {
        **cases.heading(case),
        "form": form,
        "shown": shown,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "only": (request.POST or request.GET).get("only", ""),
    }
    if shown is not None and not request.htmx:
        irs_side = answers.irs_side(request, case)
        context["came_as"] = _came_as(shown)
        context["came_back"] = succeeding.came_back(shown.id)
        context["lives"] = life.lives(shown.id, summaries.codes_for(irs_side), irs_side=irs_side)
    if shown is not None and request.htmx:
        inner = {**context, **_place(request, shown.id), "subject": shown, "trouble": trouble}
        return render(request, "requests/_subject_inline.html", inner)
    return draw(request, "requests/subject.html", context, trouble)
