"""Looks that stand out, as oversight deals with them: the queue, one of them, a verdict in writing, and the limits.

A verdict is oversight's own record about a person's looks: it changes nothing of a case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from audits.acting import acting
from audits.anomaly_limits import LIMITS
from audits.models import Anomaly, AnomalyKind, AnomalyVerdict, LookLimit, Verdict
from audits.watching import limits

from ..access import Absent, agencies_by_role
from ..models import Agency, Person, Subject
from ..rules.roles import Role
from .calling import call
from .kept import Changed, is_administrator, one_at_a_time, set_named
from .refused import demand

PAGE = 25
OWN = "It is about your own looks: somebody else of oversight gives the verdict."


def visible(person: Person, overseen: Collection[int]) -> QuerySet[Anomaly]:
    """Return the anomalies that concern a case of the agencies overseen; those that concern none, if all are overseen."""
    among = Q(agency_ids__overlap=sorted(overseen))
    if set(overseen) >= set(Agency.objects.values_list("pk", flat=True)):
        among |= Q(agency_ids=[])
    return Anomaly.objects.filter(among)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many anomalies await a verdict, and how many of them are overdue."""

    open: int
    overdue: int


def waiting(found: QuerySet[Anomaly], today: date) -> Waiting:
    """Return how many await a verdict."""
    due = found.filter(closed_at=None)
    return Waiting(due.count(), due.filter(due_on__lt=today).count())


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the queue is narrowed to; '' narrows nothing. `standing`: 'open', 'closed' or ''."""

    standing: str = "open"
    kind: str = ""
    person: Collection[int] | None = None


def queue(
    found: QuerySet[Anomaly], narrowed: Narrowed, after: tuple[date, int] | None
) -> tuple[list[Anomaly], tuple[date, int] | None]:
    """Return a page of anomalies, what is due first coming first, and the key after which the next begins."""
    rows = found.filter(**({"kind": narrowed.kind} if narrowed.kind in AnomalyKind.values else {}))
    if narrowed.person is not None:
        rows = rows.filter(person_id__in=narrowed.person)
    if narrowed.standing in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=narrowed.standing == "open")
    if after:
        rows = rows.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    page = list(rows.order_by("due_on", "pk")[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return page[:PAGE], (last.due_on, last.pk) if last else None


def find(person: Person, overseen: Collection[int], pk: int) -> Anomaly:
    """Return an anomaly that the person may read. Raises Absent."""
    found = visible(person, overseen).filter(pk=pk).first()
    if found is None:
        raise Absent
    return found


def subject_of(anomaly: Anomaly) -> Subject | None:
    """Return the subject that an anomaly is about, None if it is about none, or if that is there no more."""
    what, _, number = anomaly.object_key.partition(":")
    return Subject.objects.filter(pk=int(number)).first() if what == "subject" else None


def refusals(anomaly: Anomaly, person: Person, overseen: Collection[int]) -> list[str]:
    """Return every reason why this person may not give a verdict on it."""
    reasons = [OWN] if anomaly.person_id == person.pk else []
    missing = set(anomaly.agency_ids) - set(overseen)
    return (
        [*reasons, "It concerns an agency that you don't oversee: somebody who does decides."] if missing else reasons
    )


def decide(pk: int, verdict: str, *, by: Person, why: str, today: date, seen: int) -> AnomalyVerdict:
    """Give a verdict in writing; a talk leaves the anomaly open, due again. Raises Absent, Refused.

    `seen`: the last verdict that the person saw, 0 for none. The same words sent twice are one verdict.
    """
    overseen = agencies_by_role(by).get(Role.OVERSIGHT, frozenset())
    demand([] if verdict in Verdict.values else ["There is no such verdict."])
    with acting(by=by, why=why):
        one_at_a_time(by)
        anomaly = find(by, overseen, pk)
        demand(refusals(anomaly, by, overseen))
        last = verdicts(anomaly).first()
        if last and (last.by_id, last.verdict, last.words) == (by.pk, verdict, why):
            return last
        if (last.pk if last else 0) != seen:
            raise Changed
        due = today + timedelta(days=limits()["review_days"])
        made = call("audits_anomaly_verdict", "%s, %s, %s, %s::date", [pk, verdict, why, due])
        return AnomalyVerdict.objects.get(pk=made)


def verdicts(anomaly: Anomaly) -> QuerySet[AnomalyVerdict]:
    """Return the verdicts given on an anomaly, the latest first: that one counts."""
    return AnomalyVerdict.objects.filter(anomaly=anomaly).order_by("-id")


def last_of(anomaly: Anomaly) -> int:
    """Return the id of the verdict that counts, 0 while none was given: the mark of what a person saw."""
    last = verdicts(anomaly).first()
    return last.pk if last else 0


def set_limit(name: str, value: int, *, by: Person, why: str, seen: int) -> bool:
    """Set a number by which looks are compared; return whether it differed. Raises Changed, Refused."""
    is_administrator(by)
    demand([] if name in LIMITS else ["There is no such limit."])
    limit = LIMITS[name]
    bounds = f"It is a whole number from {limit.least:,} to {limit.most:,}."
    demand([] if limit.least <= value <= limit.most else [bounds])
    return set_named(LookLimit, name, value, by=by, why=why, seen=seen)
