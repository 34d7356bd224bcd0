"""Re-audits: past releases judged by today's rules, for the IRS's case roles and oversight. Names only through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import access
from ..forms.after import BeginForm
from ..models import DisclosureRequest, Incident, Reaudit, ReauditFinding, ReauditRelease, Subject
from ..models.judging import last_change
from ..rules.flags import CODES
from ..rules.incidents import IRS_ROLES
from ..rules.lists import EDITION
from ..rules.roles import Role
from ..tasks import reaudit_releases, ring
from ..workflow import incidents, reaudit, showing
from . import answers
from .answers import done, draw, number_in
from .irs_page import IRS_READERS, tried
from .kept import agencies_of
from .who import DeskRequest

PAGE = 50
RUNS = 50

BEGUN = "The re-audit has begun. It goes on in the background; this page shows how far it has come."
BEGUN_BEFORE = (
    "This run was begun before, as it stands below: nothing was begun twice, and what you typed wasn't recorded. "
    "To have the releases judged once more, begin another run from the list of re-audits."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A release of a run: how many subjects each code stands on, and the incident that was made of it."""

    row: ReauditRelease
    codes: list[tuple[str, str, int]]
    incident: Incident | None

    @property
    def case(self) -> DisclosureRequest:
        """Return the request."""
        return self.row.release.disclosure_request


def show_all(request: DeskRequest) -> HttpResponse:
    """List the runs, latest first; begin one."""
    agencies = agencies_of(request, IRS_READERS)
    may = agencies_of(request, reaudit.BEGIN)
    form = BeginForm(request.POST or None, agencies=may, initial={"seen": reaudit.last()})
    trouble = None
    if request.method == "POST" and form.is_valid():
        made: list[Reaudit] = []
        said = form.cleaned_data
        do = partial(reaudit.begin, said["agency"].pk, by=request.visitor, why=said["why"], seen=said["seen"])
        trouble = tried(lambda: made.append(do()))
        if trouble is None:
            ring(reaudit_releases, made[0].pk)
            mine = (made[0].by_id, made[0].why) == (request.visitor.pk, said["why"])
            done(request, BEGUN if mine else BEGUN_BEFORE)
            return HttpResponseRedirect(reverse("reaudit", kwargs={"reaudit_id": made[0].pk}))
    runs = Reaudit.objects.filter(agency_id__in=agencies).select_related("agency", "state")
    context = {
        "runs": runs[:RUNS],
        "form": form,
        "refusals": [] if may else [reaudit.NOT_FOR],
        "edition": EDITION,
        "change": last_change(),
    }
    return draw(request, "after/reaudits.html", context, trouble)


def _found(request: DeskRequest, reaudit_id: int) -> Reaudit:
    readable = Reaudit.objects.filter(agency_id__in=agencies_of(request, IRS_READERS))
    run = readable.select_related("agency", "state").filter(pk=reaudit_id).first()
    if run is None:
        raise access.Absent
    return run


def show(request: DeskRequest, reaudit_id: int) -> HttpResponse:
    """Show a run: how far it has come, and by release and code what wouldn't pass today."""
    run = _found(request, reaudit_id)
    found = reaudit.counts(run)
    rows = run.releases.select_related("release__disclosure_request").defer("release__manifest")
    made = {one.release_id: one for one in incidents.visible(request.visitor).filter(run_id=run.pk)}
    shown = [Shown(row, _codes(found.get(row.release_id, {})), made.get(row.release_id)) for row in rows]
    context = {
        "run": run,
        "failing": [one for one in shown if one.codes or one.row.codes],
        "passing": [one for one in shown if not one.codes and not one.row.codes],
        "current": run.edition == EDITION and run.list_change >= last_change(),
    }
    return draw(request, "after/reaudit.html", context)


def _codes(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(code, _sentence(code), number) for code, number in sorted(counted.items(), key=lambda c: (-c[1], c[0]))]


def _sentence(code: str) -> str:
    return CODES[code].sentence if code in CODES else ""


def release(request: DeskRequest, reaudit_id: int, release_id: int) -> HttpResponse:
    """Show the subjects of a release that wouldn't pass, by name: each look is recorded."""
    run, row = _release(request, reaudit_id, release_id)
    case = access.find_request(request.visitor, row.release.disclosure_request_id)
    after = number_in(request.GET.get("after", ""))
    found = list(run.findings.filter(release_id=release_id, row__gt=after).order_by("row")[: PAGE + 1])
    page = found[:PAGE]
    incident = incidents.visible(request.visitor).filter(run_id=run.pk, release_id=release_id).first()
    context = {
        "run": run,
        "row": row,
        "case": case,
        "findings": _named(request, case, page),
        "codes": [(code, _sentence(code)) for code in row.codes],
        "next_url": f"?after={page[-1].row}" if len(found) > PAGE else "",
        "first_url": "?" if after else "",
        "incident": incident,
        "refusals": _not_for(request, case.agency_id),
    }
    return draw(request, "after/reaudit_release.html", context)


def _release(request: DeskRequest, reaudit_id: int, release_id: int) -> tuple[Reaudit, ReauditRelease]:
    run = _found(request, reaudit_id)
    rows = run.releases.select_related("release__disclosure_request").defer("release__manifest")
    row = rows.filter(release_id=release_id).first()
    if row is None:
        raise access.Absent
    return run, row


def _named(
    request: DeskRequest, case: DisclosureRequest, found: list[ReauditFinding]
) -> list[tuple[ReauditFinding, showing.ShownSubject]]:
    """Return findings with their subjects as shown; the look is recorded first."""
    if not found:
        return []
    rows = Subject.objects.filter(pk__in=[one.subject_id for one in found])
    looker = answers.looker(request, case, "read what a re-audit found")
    shown = {one.id: one for one in showing.subjects(case, looker, rows)}
    return [(one, shown[one.subject_id]) for one in found if one.subject_id in shown]


def _not_for(request: DeskRequest, agency_id: int) -> list[str]:
    held = frozenset(role for role, ids in request.roles.items() if agency_id in ids)
    wanted = ", ".join(Role(role).label.lower() for role in IRS_ROLES)
    return [] if held & set(IRS_ROLES) else [f"This is for: {wanted}."]


@require_POST
def incident(request: DeskRequest, reaudit_id: int, release_id: int) -> HttpResponse:
    """Make an incident of what a run found in a release."""
    run, row = _release(request, reaudit_id, release_id)
    made: list[Incident] = []
    why = f"Re-audit {run.pk} under edition {run.edition} found subjects of this release that would not pass."
    trouble = tried(lambda: made.append(reaudit.incident_of(run, release_id, by=request.visitor, why=why)))
    if trouble is not None:
        return draw(request, "after/refused.html", {"back": reverse("reaudit", args=[run.pk])}, trouble)
    done(request, "The incident is on record. Report it now: the page shows until when.")
    pk = row.release.disclosure_request_id
    return HttpResponseRedirect(reverse("incident", kwargs={"pk": pk, "incident_id": made[0].pk}))
