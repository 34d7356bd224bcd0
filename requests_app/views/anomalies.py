"""Looks that stand out: the queue, one of them with the looks behind it and a verdict in writing, and the limits."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from audits import looks_listing
from audits.access_log import AccessAct, look
from audits.anomaly_limits import LIMITS, with_shipped
from audits.looks_listing import LooksFilter
from audits.models import Anomaly, LookLimit

from .. import access
from ..forms.anomalies import LimitForm, QueueForm, VerdictForm
from ..models import DisclosureRequest, Subject
from ..models.as_facts import today
from ..rules.roles import Role
from ..workflow import anomalies
from ..workflow.anomalies import Narrowed
from ..workflow.kept import mark
from .answers import Trouble, draw, number_in
from .kept import belonging, renewed, sent, story
from .lists import READERS as LIMIT_READERS
from .look_pages import people_named, shown
from .narrowing import people_left_out
from .sentences import in_roles
from .who import DeskRequest, looking

__all__ = ["LIMIT_READERS", "limit", "limits", "queue", "show"]
NOT_YOURS = ["These limits are changed by an administrator only."]


def queue(request: DeskRequest) -> HttpResponse:
    """List the anomalies, what is due first coming first."""
    form = QueueForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    people = people_named(said.get("person", ""))
    narrowed = Narrowed(said.get("standing") or "open", said.get("kind", ""), people)
    found = anomalies.visible(request.visitor, request.roles[Role.OVERSIGHT])
    rows, onward = anomalies.queue(found, narrowed, _key(request.GET.get("after", "")))
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    following = {**kept, "after": f"{onward[0].isoformat()}_{onward[1]}"} if onward else {}
    context = {
        "form": form,
        "rows": [(one, in_roles(one.role)) for one in rows],
        "waiting": anomalies.waiting(found, today()),
        "today": today(),
        "cuts": people_left_out(said.get("person", ""), people),
        "first_url": f"?{urlencode(kept)}" if "after" in request.GET else "",
        "next_url": f"?{urlencode(following)}" if onward else "",
    }
    return draw(request, "anomalies/queue.html", context)


WRITTEN = "The verdict is written, with your name. It is never altered; a later one stands above it."


def _key(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition("_")
    try:
        return (date.fromisoformat(day), number_in(number)) if number_in(number) else None
    except ValueError:
        return None


def show(request: DeskRequest, anomaly_id: int) -> HttpResponseBase:
    """Show an anomaly with the looks behind it: a recorded look where it is about a taxpayer. On a valid form: the verdict."""
    overseen = request.roles[Role.OVERSIGHT]
    anomaly = anomalies.find(request.visitor, overseen, anomaly_id)
    form = VerdictForm(request.POST or None, initial={"seen": anomalies.last_of(anomaly)})

    def do(said: dict[str, Any]) -> object:
        given = {"why": said["why"], "today": today(), "seen": said["seen"]}
        return anomalies.decide(anomaly_id, said["verdict"], by=request.visitor, **given)

    here = reverse("anomaly", kwargs={"anomaly_id": anomaly_id})
    answer = sent(request, form, do, WRITTEN, here)
    if isinstance(answer, HttpResponse):
        return answer
    return _page(request, anomaly, renewed(form, anomalies.last_of(anomaly)), answer)


def _page(request: DeskRequest, anomaly: Anomaly, form: Form, trouble: Trouble | None) -> HttpResponse:
    overseen = request.roles[Role.OVERSIGHT]
    subject = _seen_subject(request, anomaly)
    among = None if set(anomaly.agency_ids) <= overseen else overseen
    behind = looks_listing.page(LooksFilter(ids=anomaly.look_ids, agency_ids=among), limit=len(anomaly.look_ids) + 1)
    context: dict[str, Any] = {
        "anomaly": anomaly,
        "roles": in_roles(anomaly.role),
        "subject": subject,
        "case": _case(anomaly, subject, overseen),
        "figures": told_figures(anomaly.figures),
        "lines": shown(request, behind.lines),
        "log_url": _log_url(anomaly),
        "verdicts": anomalies.verdicts(anomaly),
        "form": form,
        "refusals": anomalies.refusals(anomaly, request.visitor, overseen),
        "overdue": anomaly.closed_at is None and anomaly.due_on < today(),
    }
    return draw(request, "anomalies/show.html", context, trouble)


def _seen_subject(request: DeskRequest, anomaly: Anomaly) -> Subject | None:
    """Record the look at whom an anomaly is about, and return it: beside the person's own name that says who it is."""
    subject = anomalies.subject_of(anomaly)
    if subject is None or subject.agency_id not in request.roles[Role.OVERSIGHT]:
        return None
    who = looking(request, "opened looks that stand out", Role.OVERSIGHT)
    case = subject.disclosure_request_id
    look(who, AccessAct.VIEW, "anomaly", object_id=anomaly.pk, case_id=case, subjects=[subject.pk])
    return subject


def _case(anomaly: Anomaly, subject: Subject | None, overseen: frozenset[int]) -> DisclosureRequest | None:
    what, _, number = anomaly.object_key.partition(":")
    case = subject.disclosure_request_id if subject else number_in(number) if what == "request" else 0
    return DisclosureRequest.objects.filter(pk=case, agency__in=overseen).first() if case else None


def _log_url(anomaly: Anomaly) -> str:
    name = anomaly.person_name
    return f"{reverse('looks')}?{urlencode({'person': name, 'since': anomaly.day, 'until': anomaly.day})}"


FIGURES: dict[str, str] = {
    "subjects": "Subjects seen",
    "looks": "Looks",
    "refusals": "Refusals",
    "own": "Own median day",
    "peers": "Peers’ median day",
    "request": "Request",
}


def told_figures(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return an anomaly's figures as label, value, and what the value rests on."""
    told = []
    for name, label in FIGURES.items():
        value = figures.get(name)
        if isinstance(value, dict):
            of = (
                f"spread {value['spread']:g}; {value['days']} days, {value['people']} of them"
                if name == "peers"
                else ""
            )
            told.append((label, f"{value['median']:g}", of or f"spread {value['spread']:g}; {value['days']} days"))
        elif value is not None:
            told.append((label, f"{value:,}" if isinstance(value, int) else str(value), ""))
    return told


def limits(request: DeskRequest) -> HttpResponse:
    """List the numbers by which looks are compared."""
    set_to = dict(LookLimit.objects.values_list("name", "value"))
    rows = [(name, LIMITS[name], value) for name, value in with_shipped(set_to).items()]
    return draw(request, "anomalies/limits.html", {"rows": rows})


def limit(request: DeskRequest, name: str) -> HttpResponse:
    """Show a limit with its history; change it."""
    if name not in LIMITS:
        raise access.Absent
    shipped, row = LIMITS[name], LookLimit.objects.filter(name=name).first()
    value = row.value if row else shipped.value
    given = {"value": value, "seen": mark(row) if row else 0}
    bounds: dict[str, Any] = {"unit": shipped.unit, "least": shipped.least, "most": shipped.most}
    form = LimitForm(request.POST or None, initial=given, **bounds)

    def do(said: dict[str, Any]) -> object:
        return anomalies.set_limit(name, said["value"], by=request.visitor, why=said["why"], seen=said["seen"])

    here = reverse("look_limit", kwargs={"name": name})
    answer = sent(request, form, do, "The limit is set. It counts for days that are looked over from now on.", here)
    context = {
        "name": name,
        "limit": shipped,
        "value": value,
        "form": renewed(form, row),
        "steps": story(name, belonging(LookLimit, "name")),
        "refusals": [] if request.roles.get(Role.ADMINISTRATOR) else NOT_YOURS,
    }
    return answer if isinstance(answer, HttpResponse) else draw(request, "anomalies/limit.html", context, answer)
