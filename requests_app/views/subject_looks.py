"""Everyone who ever saw a subject: from the subject, or by a typed number, which never stands in an address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from audits import looks_listing
from audits.access_log import AccessAct, look
from audits.looks_listing import Line
from audits.models import AccessRecord

from .. import access
from ..forms.oversight import NumberForm
from ..rules.roles import Role
from ..workflow import subject_looks
from . import cases, looked
from .answers import draw, looker, number_in
from .irs_page import found
from .look_pages import Shown, numbers_of, shown
from .narrowing import paging
from .who import DeskRequest, looking

FOUND = "subjects_found"
"""Where a session keeps the ids that the latest search found: the number itself is kept nowhere."""
CUT = "subjects_found_cut"
"""Where it keeps whether more bear the number than were found."""
AROUND = 20
"""Looks at things of the whole request that are shown beside those at the subject."""


def of_one(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Show everyone who ever saw one subject, and who was refused."""
    disclosure_request = found(request, pk)
    if disclosure_request.agency_id not in request.roles[Role.OVERSIGHT]:
        raise access.Absent
    row = disclosure_request.subjects.filter(pk=subject_id).values_list("row", flat=True).first()
    if row is None:
        raise access.Absent
    who = looker(request, disclosure_request, "asked who saw a subject")
    look(who, AccessAct.VIEW, "looks at a subject", object_id=subject_id, case_id=pk, subjects=[subject_id])
    before = number_in(request.GET.get("before", ""))
    with_system = request.GET.get("whose") == "all"
    pairs, onward = looks_listing.of_subjects([subject_id], agency_ids=None, with_system=with_system, before=before)
    around = looks_listing.around_case(pk, subject_looks.WHOLE_CASE, limit=AROUND)
    context = {
        **cases.heading(disclosure_request),
        "row": row,
        "lines": shown(request, [_line(one) for one, _ in pairs]),
        "around": shown(request, [_line(one) for one in around]),
        "with_system": with_system,
        "on_one": True,
        **paging(request, onward),
    }
    return draw(request, "audits/subject_looks.html", context)


def _line(one: AccessRecord) -> Line:
    return Line(one, 1, one.count, one.at)


def search(request: DeskRequest) -> HttpResponseBase:
    """Ask for a taxpayer's number and a reason; find who bears it, for the record, and show who saw them."""
    form = NumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or looked.numbered(form):
        return draw(request, "audits/subject_search.html", {"form": form})
    said = form.cleaned_data
    who = looking(request, said["why"], Role.OVERSIGHT)
    ids, cut = subject_looks.by_number(said["tin"], request.roles[Role.OVERSIGHT], who)
    request.session[FOUND], request.session[CUT] = ids, cut
    return HttpResponseRedirect(reverse("subject_found"))


def result(request: DeskRequest) -> HttpResponse:
    """Show the subjects that the latest search found, and everyone who ever saw one of them."""
    overseen = request.roles[Role.OVERSIGHT]
    subjects = subject_looks.told(request.session.get(FOUND, []), overseen)
    ids = [one.id for one in subjects]
    if not ids:
        return draw(request, "audits/subject_search.html", {"form": NumberForm(), "nobody": FOUND in request.session})
    look(
        looking(request, "asked who saw a taxpayer", Role.OVERSIGHT), AccessAct.VIEW, "looks at a subject", subjects=ids
    )
    pairs, onward = looks_listing.of_subjects(ids, agency_ids=None, before=number_in(request.GET.get("before", "")))
    where = {one.id: one for one in subjects}
    numbers = numbers_of(request, {one.case_id for one in subjects})
    lines = [
        (Shown(_line(one), numbers.get(one.case_id or 0, ""), where[subject].agency), where[subject])
        for one, subject in pairs
    ]
    most = f"More than {subject_looks.MOST:,} subjects bear that number, and only {subject_looks.MOST:,} of them are told here."
    cuts = [f"{most} It may be no one person’s."] if request.session.get(CUT) else []
    context = {"subjects": subjects, "pairs": lines, "cuts": cuts, **paging(request, onward)}
    return draw(request, "audits/subject_found.html", context)
