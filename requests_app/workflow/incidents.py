"""Incidents: opened in writing, followed act by act until closed, and reported without a word of tax data.

IRS Publication 1075, section 1.8. An erroneous disclosure that isn't closed keeps its package from being opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from audits.acting import acting, in_words

from ..access import Absent, agencies_by_role, find_request, roles_on
from ..models import Incident, IncidentAct, Person, Release
from ..rules import incidents
from ..rules.incidents import Act, Kind, Side, Stands
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from ..rules.text import says_something
from . import custody, naming
from .calling import REFUSING
from .kept import MovedOn, one_at_a_time
from .refused import Refused, correct, demand

NOT_THESE = "Your people report what happened on their own side only."
BLANK = "Put it in words: say what happened, who noticed it, what was done."
NOTICED_EARLY = "When it was noticed lies before the release left: {first} is the earliest."
NOTICED_AHEAD = "When it was noticed is still to come: {last} is the latest."
HAPPENED_EARLY = "When it happened lies before the release left: {first} is the earliest day."
HAPPENED_LATE = "When it happened lies after the day when it was noticed: {last} is the latest day."
DONE_EARLY = "When it was done lies before the incident was noticed: {first} is the earliest."
DONE_AHEAD = "When it was done is still to come: {last} is the latest."

UNNEEDED = ("reference",)
"""Fields that may stay empty."""

_DAY, _MOMENT = "F j, Y", "F j, Y, P"
"""How sentences say a day, and a moment."""


@dataclass(frozen=True, slots=True)
class Known:
    """An incident with its acts and where it stands."""

    incident: Incident
    acts: tuple[IncidentAct, ...]
    stands: Stands

    @property
    def closed(self) -> bool:
        """Return whether it is closed."""
        return Act.CLOSED in self.stands.done

    @property
    def clock(self) -> str:
        """Return how the duty to report stands now, in words."""
        return incidents.clock(self.stands, timezone.now())

    @property
    def late(self) -> bool:
        """Return whether a report is past its time."""
        return not self.stands.reported() and timezone.now() > self.stands.report_due()


def visible(by: Person, held: Mapping[Role, frozenset[int]] | None = None) -> QuerySet[Incident]:
    """Return the incidents that a person may see: the IRS's to its side, and to the agency once it was notified.

    `held`: what `agencies_by_role` answered for the same page.
    """
    held = agencies_by_role(by) if held is None else held
    irs = frozenset().union(*(held.get(role, frozenset()) for role in CASE_READERS - AGENCY_ROLES))
    agency = frozenset().union(*(held.get(role, frozenset()) for role in AGENCY_ROLES))
    told = Incident.objects.filter(agency_id__in=agency)
    notified = IncidentAct.objects.filter(kind=Act.NOTICE).values("incident")
    found = Incident.objects.filter(agency_id__in=irs) | told.filter(side=Side.AGENCY) | told.filter(pk__in=notified)
    return found.select_related("agency", "disclosure_request", "release", "person").order_by("-id")


def open_ones(by: Person, held: Mapping[Role, frozenset[int]]) -> list[Known]:
    """Return the incidents that a person may see and that aren't closed, most overdue first. `held`: the person's roles."""
    found = known(visible(by, held).exclude(pk__in=_closed()).order_by("id"))
    return sorted(found, key=lambda one: (one.stands.reported(), one.stands.report_due()))


def closed_ones(by: Person, held: Mapping[Role, frozenset[int]]) -> QuerySet[Incident]:
    """Return the closed incidents that a person may see, latest first. `held`: the person's roles."""
    return visible(by, held).filter(pk__in=_closed())


def unreported() -> list[Known]:
    """Return every incident whose report isn't marked as made, the oldest first: for the system's own reminders."""
    found = known(
        Incident.objects.select_related("disclosure_request", "release").order_by("id").exclude(pk__in=_closed())
    )
    return [one for one in found if not one.stands.reported()]


def _closed() -> QuerySet[IncidentAct, Any]:
    return IncidentAct.objects.filter(kind=Act.CLOSED).values("incident")


def known(found: Iterable[Incident]) -> list[Known]:
    """Return incidents with where they stand. At most four queries."""
    rows = list(found)
    acts: dict[int, list[IncidentAct]] = {incident.pk: [] for incident in rows}
    for act in IncidentAct.objects.filter(incident_id__in=list(acts)).select_related("person").order_by("id"):
        acts[act.incident_id].append(act)
    releases = custody.disclosed().filter(pk__in={incident.release_id for incident in rows})
    held = {followed.release.pk: followed.kept.held for followed in custody.follow(list(releases))}
    return [Known(i, tuple(acts[i.pk]), _stands(i, acts[i.pk], held.get(i.release_id, False))) for i in rows]


def _stands(incident: Incident, acts: list[IncidentAct], held: bool) -> Stands:
    return Stands(Side(incident.side), incident.noticed_at, frozenset(act.kind for act in acts), held)


def find(incident_id: int, *, by: Person) -> Known:
    """Return an incident that this person may see. Raises Absent."""
    incident = visible(by).filter(pk=incident_id).first()
    if incident is None:
        raise Absent
    return known([incident])[0]


def side_of(by: Person, agency_id: int) -> Side:
    """Return for whose side a person reports: the agency's own people for theirs."""
    return Side.AGENCY if roles_on(by, agency_id) & AGENCY_ROLES else Side.IRS


def report_refusals(by: Person, agency_id: int) -> list[str]:
    """Return why this person may not open an incident."""
    roles = roles_on(by, agency_id)
    wanted = incidents.REPORTERS[side_of(by, agency_id)]
    return [] if roles & set(wanted) else [f"This is for: {', '.join(Role(r).label.lower() for r in wanted)}."]


def _reporting(release: Release, by: Person, kind: Kind, seen: int | None) -> Side:
    """Return the side for which a person reports an incident of this kind. Raises Refused, or MovedOn if it isn't as seen."""
    agency_id = release.disclosure_request.agency_id
    side = side_of(by, agency_id)
    demand(report_refusals(by, agency_id))
    demand([] if kind in incidents.BY_SIDE[side] else [NOT_THESE])
    _as_seen(release.pk, by, seen)
    return side


def report(
    release_id: int,
    *,
    by: Person,
    why: str,
    kind: Kind,
    noticed_by: str,
    noticed_at: datetime,
    key: UUID,
    seen: int | None,
    happened_on: date | None = None,
    subject_ids: Collection[int] = (),  # none: the whole release
    run_id: int = 0,
) -> Incident:
    """Open an incident; `why` says what happened, and the same `key` twice is one. Raises Absent, MovedOn or Refused.

    `seen`: what `last` was when the person looked; None where nobody looked at a page.
    """
    with acting(by=by, why="reported an incident"):
        release = custody.find(release_id, by=by, lock=True).release
        case = release.disclosure_request
        if made := Incident.objects.filter(made_by_key=key, release_id=release_id).first():
            return made
        side = _reporting(release, by, kind, seen)
        correct(_wrong_times(release, noticed_at, happened_on))
        correct(_wrong_words(release_id, lines={"noticed_by": noticed_by}, words={"why": why}))
        row = Incident(
            agency_id=case.agency_id,
            disclosure_request=case,
            release_id=release_id,
            side=side,
            kind=kind,
            subject_ids=sorted(subject_ids),
            noticed_by=noticed_by.strip(),
            noticed_at=noticed_at,
            happened_on=happened_on,
            words=why,
            run_id=run_id,
            person=by,
            name=by.get_full_name(),
            made_by_key=key,
        )
        _insert(row)
    return row


def _of(release_id: int, by: Person) -> Incident | None:
    """Return the last incident with a release that this person may see."""
    return visible(by).filter(release_id=release_id).first()


def last(release_id: int, *, by: Person) -> int:
    """Return its number, 0 while there is none: what a form carries of what the person saw."""
    found = _of(release_id, by)
    return found.pk if found else 0


def _as_seen(release_id: int, by: Person, seen: int | None) -> None:
    """Raise MovedOn if an incident that this person may see was reported since the person looked."""
    found = _of(release_id, by)
    if seen is not None and found and found.pk != seen:
        at = date_format(timezone.localtime(found.made_at), _MOMENT)
        raise MovedOn(f"An incident with this release was reported by {found.name} on {at}", "another incident")


def _wrong_times(release: Release, noticed_at: datetime, happened_on: date | None) -> dict[str, list[str]]:
    """Return, by field, why it can't have been noticed or have happened then: not before the release left, nor ahead."""
    left = release.transmitted_at
    found = {"noticed_at": _outside(noticed_at, left, NOTICED_EARLY, NOTICED_AHEAD)}
    if happened_on and left and happened_on < timezone.localdate(left):
        found["happened_on"] = [HAPPENED_EARLY.format(first=date_format(timezone.localdate(left), _DAY))]
    elif happened_on and happened_on > timezone.localdate(noticed_at):
        found["happened_on"] = [HAPPENED_LATE.format(last=date_format(timezone.localdate(noticed_at), _DAY))]
    return found


def _outside(at: datetime, first: datetime | None, early: str, ahead: str) -> list[str]:
    """Return why a moment can't be: a field gives minutes, so the minute in which it may begin counts."""
    now = timezone.now()
    if at > now:
        return [ahead.format(last=date_format(timezone.localtime(now), _MOMENT))]
    if first and at < first.replace(second=0, microsecond=0):
        return [early.format(first=date_format(timezone.localtime(first), _MOMENT))]
    return []


def _wrong_words(release_id: int, *, lines: Mapping[str, str], words: Mapping[str, str]) -> dict[str, list[str]]:
    blank = {name: [BLANK] for name, text in lines.items() if name not in UNNEEDED and not says_something(text)}
    blank |= {name: [BLANK] for name, text in words.items() if not in_words(text)}
    return blank or naming.wrong(release_id, lines=lines, words=words)


def record(
    incident_id: int, act: Act, *, by: Person, why: str, done_at: datetime | None = None, reference: str = ""
) -> IncidentAct:
    """Record what was done about an incident, in writing, once. `done_at` None: now. Raises Absent or Refused."""
    with acting(by=by, why=f"incident: {act.label[0].lower()}{act.label[1:]}"):
        one_at_a_time(by)
        found = find(incident_id, by=by)
        incident = found.incident
        find_request(by, incident.disclosure_request_id)
        roles = frozenset(role.value for role in roles_on(by, incident.agency_id))
        demand(incidents.refusals(act, found.stands, roles))
        at = done_at or timezone.now()
        correct({"done_at": _outside(at, incident.noticed_at, DONE_EARLY, DONE_AHEAD)})
        correct(_wrong_words(incident.release_id, lines={"reference": reference}, words={"why": why}))
        row = IncidentAct(
            agency_id=incident.agency_id,
            disclosure_request_id=incident.disclosure_request_id,
            incident=incident,
            kind=act,
            done_at=at,
            reference=reference.strip(),
            words=why,
            person=by,
            name=by.get_full_name(),
        )
        _insert(row)
        return row


def _insert(row: Incident | IncidentAct) -> None:
    """Add a row; what the database's own check refuses becomes a Refused with its sentence."""
    try:
        row.save(force_insert=True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in REFUSING:
            raise Refused([str(error).splitlines()[0]]) from error
        raise
