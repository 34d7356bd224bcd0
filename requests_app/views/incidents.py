"""Incidents: reported from a release's page, followed on a page of their own, with the report that holds no tax data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from .. import access
from ..forms.after import DoneForm, IncidentForm
from ..models import DisclosureRequest, Incident, Subject
from ..rules import incidents as rules
from ..rules import numbering
from ..rules.incidents import Act, Kind
from ..workflow import incident_report, incidents, subjects_of_release
from ..workflow.incidents import Known
from . import answers, cases, custody
from .answers import KEPT_AS_IT_WAS, Trouble, as_typed, done, draw, taken
from .kept import renewed
from .who import DeskRequest

FEW = 50
"""Rows that the page spells out; beyond, it counts."""

ON_RECORD = "It is on record."
ALREADY = f"{KEPT_AS_IT_WAS} If something is missing there, say it in the words of a step that is still open."
REPORTED = "The incident is on record. Report it now: the page shows until when."

SEND = "Send the report below, then record that you did."
DISPOSE = "That isn't yours to do: dispose of what you hold of it, then confirm that below."
THEIRS = "That isn't yours to do: this page shows when they have."
"""What is asked of the reader's side: to report; of the agency, under an incident of the IRS's; of anybody else, nothing."""

MINUTES = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Step:
    """One act that an incident asks for: its label, how it reads once done, why not now, and whether it is this person's."""

    id: str
    label: str
    did: str
    refusals: tuple[str, ...]
    done: bool
    concerns: bool


def report(request: DeskRequest, pk: int, release_id: int) -> HttpResponse:
    """Report an incident with a release."""
    followed = custody.found(request, pk, release_id)
    case = access.find_request(request.visitor, pk)
    kinds = rules.BY_SIDE[incidents.side_of(request.visitor, case.agency_id)]
    now = timezone.localtime().strftime(MINUTES)
    seen = incidents.last(release_id, by=request.visitor)
    given = {"noticed_at": now, "noticed_by": request.visitor.get_full_name(), "seen": seen}
    form = IncidentForm(request.POST or None, kinds=kinds, initial=given)
    trouble: Trouble | None = None
    if request.method == "POST" and form.is_valid():
        answer = _report(request, release_id, form)
        if isinstance(answer, HttpResponse):
            return answer
        trouble = answer
    context = {
        **cases.heading(case),
        "release": followed.release,
        "form": renewed(form, incidents.last(release_id, by=request.visitor)) if trouble else form,
        "title": "Report an incident",
        "button": "Report it",
        "back": reverse("after_release", kwargs={"pk": pk, "release_id": release_id}),
        "refusals": incidents.report_refusals(request.visitor, case.agency_id),
    }
    return draw(request, "after/act.html", context, trouble, unfit=bool(form.errors))


def _report(request: DeskRequest, release_id: int, form: IncidentForm) -> HttpResponse | Trouble | None:
    said = dict(form.cleaned_data)
    subjects, wrong = subjects_of_release.subjects_numbered(release_id, said.pop("rows"))
    if wrong:
        form.add_error("rows", " ".join([*wrong, "Nothing was saved yet."]))
        return None
    made: list[Incident] = []
    said |= {"kind": Kind(said["kind"]), "subject_ids": subjects}
    do = partial(incidents.report, release_id, by=request.visitor, **said)
    trouble = taken(form, lambda: made.append(do()))
    if not made:
        return trouble
    done(request, REPORTED if as_typed(made[0], said) else ALREADY)
    where = {"pk": made[0].disclosure_request_id, "incident_id": made[0].pk}
    return HttpResponseRedirect(reverse("incident", kwargs=where))


def _found(request: DeskRequest, pk: int, incident_id: int) -> tuple[DisclosureRequest, Known]:
    case = access.find_request(request.visitor, pk)
    known = incidents.find(incident_id, by=request.visitor)
    if known.incident.disclosure_request_id != pk:
        raise access.Absent
    return case, known


def show(request: DeskRequest, pk: int, incident_id: int) -> HttpResponse:
    """Show an incident: what happened, the clock of its report, what was done and what is still open."""
    case, known = _found(request, pk, incident_id)
    ids = known.incident.subject_ids
    rows = Subject.objects.filter(pk__in=ids[:FEW]).order_by("row").values_list("row", flat=True)
    context = {
        **cases.heading(case),
        "known": known,
        "incident": known.incident,
        "named": numbering.subjects(rows),
        "more": max(0, len(ids) - FEW),
        "steps_asked": _steps(request, case, known),
        "duty": _duty(request, case, known),
        "report": incident_report.lines(known),
        "left_out": incident_report.LEFT_OUT,
    }
    return draw(request, "after/incident.html", context)


def _duty(request: DeskRequest, case: DisclosureRequest, known: Known) -> str:
    """Return whose duty the report is, and what is asked of the reader's own side."""
    side, duty = known.stands.side, rules.DUTY[known.stands.side]
    held = answers.held(request, case)
    if known.stands.reported():
        return ""
    if held & set(rules.REPORTERS[side]):
        return f"{duty} {SEND}"
    if held & set(rules.AGENCY_ROLES):
        return f"{duty} {DISPOSE}"
    return f"{duty} {THEIRS}"


def _steps(request: DeskRequest, case: DisclosureRequest, known: Known) -> list[Step]:
    held = frozenset(role.value for role in answers.held(request, case))
    asked = known.stands.steps()
    return [
        Step(
            act.value,
            act.label,
            f"{did[0].lower()}{did[1:]}",
            tuple(rules.refusals(act, known.stands, held)),
            act in known.stands.done,
            bool(held & set(rules.ASKS[known.stands.side, act])),
        )
        for act, did in ((act, rules.DID[act]) for act in asked)
    ]


def act(request: DeskRequest, pk: int, incident_id: int, what: str) -> HttpResponse:
    """Record what was done about an incident, in writing."""
    case, known = _found(request, pk, incident_id)
    if what not in Act.values or (known.stands.side, Act(what)) not in rules.ASKS:
        raise access.Absent
    chosen = Act(what)
    home = reverse("incident", kwargs={"pk": pk, "incident_id": incident_id})
    form = DoneForm(request.POST or None, initial={"done_at": timezone.localtime().strftime(MINUTES)})
    trouble = None
    if request.method == "POST" and form.is_valid():
        do = partial(incidents.record, incident_id, chosen, by=request.visitor, **form.cleaned_data)
        trouble = taken(form, do)
        if form.is_valid() and (said := _said(request, incident_id, chosen, form, trouble)):
            done(request, said)
            return HttpResponseRedirect(home)
    held = frozenset(role.value for role in answers.held(request, case))
    context = {
        **cases.heading(case),
        "release": known.incident.release,
        "form": form,
        "title": chosen.label,
        "button": chosen.label,
        "back": home,
        "refusals": rules.refusals(chosen, known.stands, held),
    }
    return draw(request, "after/act.html", context, trouble, unfit=bool(form.errors))


def _said(request: DeskRequest, incident_id: int, act: Act, form: DoneForm, trouble: Trouble | None) -> str:
    """Return what the next page says of an act that is done, now or before; '' if it isn't. A second click said the same."""
    if trouble is None:
        return ON_RECORD
    before = next((one for one in incidents.find(incident_id, by=request.visitor).acts if one.kind == act), None)
    if before is None:
        return ""
    return ON_RECORD if before.person_id == request.visitor.pk and as_typed(before, form.cleaned_data) else ALREADY


def report_file(request: DeskRequest, pk: int, incident_id: int) -> HttpResponse:
    """Hand out the report as a text file: it holds no tax data."""
    _, known = _found(request, pk, incident_id)
    name = f"incident-{incident_id}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(incident_report.text(known), content_type="text/plain; charset=utf-8", headers=headers)
