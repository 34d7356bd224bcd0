"""Looks that stand out: a neighbor is opened, somebody looks into a request of others, a stranger tries doors.

Nobody's past is made up: the looks are taken now, by these people, and found as any others are.
"""

from __future__ import annotations

from audits import watching
from audits.access_log import AccessAct, Looker, denied
from audits.acting import WATCHING, acting
from audits.models import Anomaly, AnomalyKind

from .. import access
from ..models import DisclosureRequest, Person
from ..models.as_facts import today
from ..workflow import accounts, anomalies, looks_compared, showing
from .subjects import DRAKE
from .walking import ORIGIN, key_of

OF = "fulfilment"
"""The story into which they look."""
TRIES = 12
SMALL = "unassigned_subjects", 2, "Requests of the demonstration are small: two subjects are many"


def sample(people: dict[str, Person]) -> None:
    """Take the looks, have them compared, and give one verdict, unless that was done."""
    request = DisclosureRequest.objects.filter(made_by_key=key_of(OF)).first()
    if request is None or Anomaly.objects.exists():
        return
    _neighbor(request, people["irs.specialist2"], people["administrator"])
    _foreign(request, people["irs.authorizer"], people["administrator"])
    _stranger(request, people["ice.agent"])
    watching.so_far(today())
    with acting(by=WATCHING, why="looked over the looks of the demonstration"):
        limits = watching.limits() | {"unassigned_grace": 0}
        watching.note(looks_compared.without_a_part(today(), limits), today(), limits)
    _verdict(people["oversight"])


def _open(person: Person, request: DisclosureRequest, subject_id: int) -> None:
    why = "opened a subject"
    with acting(by=person, why=why):
        showing.subject(request, subject_id, access.looker(person, request, origin=ORIGIN, why=why))


def _neighbor(request: DisclosureRequest, person: Person, administrator: Person) -> None:
    accounts.set_home(person, DRAKE.address(), by=administrator, why="Given at hiring (invented)")
    _open(person, request, request.subjects.get(last_name=DRAKE.last_name).pk)


def _foreign(request: DisclosureRequest, person: Person, administrator: Person) -> None:
    name, value, why = SMALL
    anomalies.set_limit(name, value, by=administrator, why=why, seen=0)
    for subject_id in request.subjects.values_list("pk", flat=True):
        _open(person, request, subject_id)


def _stranger(request: DisclosureRequest, person: Person) -> None:
    who = Looker(person, "liaison", ORIGIN, "asked for the page request")
    for _ in range(TRIES):
        denied(who, AccessAct.VIEW, "page", object_id=request.pk, case_id=request.pk)


def _verdict(oversight: Person) -> None:
    words = "He followed a link in an old mail again and again; his supervisor has told him whose request it is."
    for one in Anomaly.objects.filter(kind=AnomalyKind.DENIALS):
        anomalies.decide(one.pk, "explained", by=oversight, why=words, today=today(), seen=0)
