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

NEIGHBOR_IN, FOREIGN = "fulfilment", "closed"
"""The stories in which the neighbor stands, and into which somebody without a part in it looks."""
TRIES = 12


def sample(people: dict[str, Person]) -> None:
    """Take the looks, have them compared, and give one verdict, unless that was done."""
    if Anomaly.objects.exists():
        return
    _neighbor(people["irs.specialist2"], people["administrator"])
    _foreign(people["irs.counsel"], people["irs.specialist2"])
    _stranger(people["ice.agent"])
    watching.so_far(today())
    with acting(by=WATCHING, why="looked over the looks of the demonstration"):
        limits = watching.limits() | {"unassigned_grace": 0}
        watching.note(looks_compared.without_a_part(today(), limits), today(), limits)
    _verdict(people["oversight"])


def _request(story: str) -> DisclosureRequest:
    return DisclosureRequest.objects.get(made_by_key=key_of(story))


def _open(person: Person, request: DisclosureRequest, subject_id: int, why: str) -> None:
    with acting(by=person, why=why):
        showing.subject(request, subject_id, access.looker(person, request, origin=ORIGIN, why=why))


def _neighbor(person: Person, administrator: Person) -> None:
    accounts.set_home(person, DRAKE.address(), by=administrator, why="Given at hiring (invented)")
    request = _request(NEIGHBOR_IN)
    neighbor = request.subjects.get(last_name=DRAKE.last_name)
    _open(person, request, neighbor.pk, "opened a subject")


def _foreign(*people: Person) -> None:
    """Have the first of these people who has no part in the request open all its subjects."""
    request = _request(FOREIGN)
    parts = set(request.participations.values_list("person_id", flat=True)) | {request.assigned_to_id}
    for person in [one for one in (*people, *_officials()) if one.pk not in parts][:1]:
        for subject_id in request.subjects.values_list("pk", flat=True):
            _open(person, request, subject_id, "opened a subject")


def _officials() -> list[Person]:
    return list(Person.objects.filter(username__in=("irs.approver", "irs.authorizer", "irs.specialist")))


def _stranger(person: Person) -> None:
    request = _request(NEIGHBOR_IN)
    who = Looker(person, "liaison", ORIGIN, "asked for the page request")
    for _ in range(TRIES):
        denied(who, AccessAct.VIEW, "page", object_id=request.pk, case_id=request.pk)


def _verdict(oversight: Person) -> None:
    words = "He followed a link in an old mail again and again; his supervisor has told him whose request it is."
    for one in Anomaly.objects.filter(kind=AnomalyKind.DENIALS):
        anomalies.decide(one.pk, "explained", by=oversight, why=words, today=today())
