"""People as oversight sees them: accounts, rights over time, second factor, sign-ins, duties. Nothing here can be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Max, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpResponse

from audits.history import Changed
from audits.models import AccessAct, AccessRecord, Outcome

from .. import access
from ..forms.rights import LinesForm
from ..models import Agency, Participation, Person, RecipientKey
from ..models.as_facts import today
from ..rules.duties import Duty
from ..rules.reviews import unused
from ..workflow import reviews_due, rights, rights_used
from ..workflow.rights import Asked
from .answers import draw, number_in
from .kept import Step, belonging, story
from .narrowing import paging, sees_all
from .rights import overseen
from .rights_timeline import timeline
from .who import DeskRequest

SIGN_INS = 20
"""Latest sign-ins, failures among them, on a person's page."""
DUTIES = 50


def _visible(request: DeskRequest, agencies: dict[int, Agency]) -> QuerySet[Person]:
    """Return everyone for who oversees all agencies; else who ever held a right on one of the overseen."""
    people = Person.objects.select_related("agency")
    return people if sees_all(request) else people.filter(pk__in=rights.known(agencies))


def index(request: DeskRequest) -> HttpResponse:
    """List the people by name: account, second factor, last sign-in."""
    agencies = overseen(request)
    form = LinesForm(request.GET or None, agencies=())
    del form.fields["role"], form.fields["agency"]
    named = Q()
    for word in str(form.said().get("name", "")).split() if form.is_bound else ():
        named &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
    people = _visible(request, agencies).filter(named).order_by("last_name", "first_name", "pk")
    found = list(_after(people, number_in(request.GET.get("after", "")))[: rights.PAGE + 1])
    shown, whole = found[: rights.PAGE], sees_all(request)
    ids = [person.pk for person in shown]
    signed_in = _signed_in(ids) if whole else {}
    second = set(_second_factors(ids).values_list("user_id", flat=True))
    context = {
        "form": form,
        "whole": whole,
        "people": [(person, person.pk in second, signed_in.get(person.pk)) for person in shown],
        **paging(request, shown[-1].pk if len(found) > rights.PAGE else 0, "after"),
    }
    return draw(request, "rights/people.html", context)


def _after(people: QuerySet[Person], last: int) -> QuerySet[Person]:
    """Return the people after one, in the order of names."""
    key = Person.objects.filter(pk=last).values_list("last_name", "first_name", "pk").first()
    return people.filter(TupleGreaterThan(Tuple("last_name", "first_name", "pk"), key)) if key else people


def _signed_in(ids: list[int]) -> dict[int, Any]:
    signed = AccessRecord.objects.filter(
        person_id__in=ids, act=AccessAct.SIGN_IN, kind="session", outcome=Outcome.SHOWN
    )
    return dict(signed.values_list("person_id").annotate(Max("at")).order_by())


def _second_factors(ids: list[int]) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user__in=ids, type=Authenticator.Type.TOTP)


def person(request: DeskRequest, person_id: int) -> HttpResponse:
    """Show one person: account, rights over time with their last use, duties, sign-ins, and every change of the account."""
    agencies = overseen(request)
    shown = _visible(request, agencies).filter(pk=person_id).first()
    if shown is None:
        raise access.Absent
    context = {
        "person": shown,
        "whole": sees_all(request),
        "second": _second_factors([person_id]).first(),
        "steps": _steps(person_id),
        **_rights(person_id, agencies),
        **_duties(request, person_id, agencies),
        **(_sign_ins(person_id) if sees_all(request) else {}),
    }
    return draw(request, "rights/person.html", context)


def _steps(person_id: int) -> list[Step]:
    """Return every change of the account and of the person's keys; the day of joining stands beside the account already."""
    steps = story(person_id, belonging(Person, "id"), belonging(RecipientKey, "person_id"))
    return [replace(step, changed=tuple(_without_day(one) for one in step.changed)) for step in steps]


def _without_day(changed: Changed) -> Changed:
    return replace(changed, differences=tuple(d for d in changed.differences if d.column != "date_joined"))


def _rights(person_id: int, agencies: dict[int, Agency]) -> dict[str, Any]:
    """Return the person's rights over time, each with its last use while it stands, as lines and as a drawing."""
    lines = rights.lines(Asked(list(agencies)), person=person_id, limit=200)
    standing = [(person_id, line.agency_id, line.role) for line in lines if line.ended is None]
    last, switches, now = rights_used.last_uses(standing), rights.switches(person_id), today()
    labels = [f"{line.role.label}, {agencies[line.agency_id].code}" for line in lines]
    told = []
    for line in lines:
        used = last.get((person_id, line.agency_id, line.role)) if line.ended is None else None
        late = line.ended is None and unused(line.began.date(), used.at.date() if used else None, now)
        told.append((line, agencies[line.agency_id], used, late))
    return {
        "lines": told,
        "switches": switches,
        "drawing": timeline(lines, labels, rights.now(), switches),
        "to_take": reviews_due.found_unneeded(agencies).filter(person=person_id),
    }


def _duties(request: DeskRequest, person_id: int, agencies: dict[int, Agency]) -> dict[str, Any]:
    """Return the duties done on requests of the overseen agencies, the latest first, by key."""
    done = Participation.objects.filter(person=person_id, disclosure_request__agency__in=agencies).order_by("-pk")
    before = number_in(request.GET.get("before", ""))
    found = list((done.filter(pk__lt=before) if before else done).select_related("disclosure_request")[: DUTIES + 1])
    shown = found[:DUTIES]
    return {
        "duties": [(one, Duty(one.duty).label) for one in shown],
        **paging(request, shown[-1].pk if len(found) > DUTIES else 0),
    }


def _sign_ins(person_id: int) -> dict[str, Any]:
    """Return the latest sign-ins with failures and lock-outs, and changes of what history never holds."""
    own = AccessRecord.objects.filter(person_id=person_id, kind="session").order_by("-id")
    secrets = AccessRecord.objects.filter(kind="account", object_id=person_id).order_by("-id")
    both = sorted([*own[:SIGN_INS], *secrets[:SIGN_INS]], key=lambda record: -record.pk)
    return {"sign_ins": both[:SIGN_INS]}
