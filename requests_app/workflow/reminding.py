"""Reminders after a release, of an incident's report and of reviews of rights: once a level, one digest a person a day at most.

1. What releases, incidents and reviews wait for is derived from days (`rules.reminders`, `rules.reviews`).
2. Who was told of which level already is read from what
was recorded. 3. For each person with something new: the digest and its lines are written and committed. 4. Only then is it
mailed: a kill in between loses a mail and never sends it twice, and the page shows what waits in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone

from audits.acting import REMINDING, acting

from .. import access
from ..models import Agency, Incident, Person, Release, Reminder, ReminderDigest, RightsReminder
from ..models.locks import Lock
from ..rules import reminders
from ..rules.incidents import REPORTERS, Side
from ..rules.reminders import Waiting
from ..rules.roles import AGENCY_ROLES, Role
from . import custody, incidents, reviews_due
from .custody import Followed
from .incidents import Known

log = structlog.get_logger(__name__)


NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"

Holders = Mapping[Role, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that a release waits for."""

    followed: Followed
    waiting: Waiting

    @property
    def number(self) -> str:
        """Return the request's number."""
        return self.followed.release.disclosure_request.number

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells it from others: release, kind, day, level; no incident."""
        return self.followed.release.pk, self.waiting.kind.value, self.waiting.day, self.waiting.level, None

    @property
    def words(self) -> str:
        """Return how a mail says it."""
        return f"Request {self.number}: {self.waiting.kind.label} (due {self.waiting.day})"

    def line(self, person: Person, digest: ReminderDigest) -> Reminder:
        """Return the record that a person was reminded of it."""
        return _line(self.followed.release, self.waiting, person, digest)


def _line(
    release: Release, waiting: Waiting, person: Person, digest: ReminderDigest, incident: Incident | None = None
) -> Reminder:
    case = release.disclosure_request
    return Reminder(
        agency_id=case.agency_id,
        disclosure_request=case,
        release=release,
        incident=incident,
        kind=waiting.kind,
        day=waiting.day,
        level=waiting.level,
        person=person,
        name=person.get_full_name(),
        digest=digest,
    )


@dataclass(frozen=True, slots=True)
class ReportDue:
    """One incident whose report isn't marked as made."""

    known: Known
    waiting: Waiting

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells it from others: release, kind, day, level, incident."""
        incident, waiting = self.known.incident, self.waiting
        return incident.release_id, waiting.kind.value, waiting.day, waiting.level, incident.pk

    @property
    def words(self) -> str:
        """Return how a mail says it: by when, and nothing of what happened."""
        due_at = timezone.localtime(self.known.stands.report_due())
        what = f"{self.waiting.kind.label} (due {due_at:%Y-%m-%d %H:%M})"
        return f"Request {self.known.incident.disclosure_request.number}: {what}"

    def line(self, person: Person, digest: ReminderDigest) -> Reminder:
        """Return the record that a person was reminded of it."""
        incident = self.known.incident
        return _line(incident.release, self.waiting, person, digest, incident)


@dataclass(frozen=True, slots=True)
class RightsDue:
    """One thing that a review of rights waits for."""

    due: reviews_due.Due

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells it from others: agency, quarter, kind, level."""
        return self.due.key

    @property
    def words(self) -> str:
        """Return how a mail says it: no person, no request."""
        return f"Rights on {self.due.agency.code}, {self.due.quarter.name}: {self.due.asked.label} (due {self.due.day})"

    def line(self, person: Person, digest: ReminderDigest) -> RightsReminder:
        """Return the record that a person was reminded of it."""
        agency, quarter, kind, level = self.due.key
        return RightsReminder(agency_id=agency, quarter=quarter, kind=kind, level=level, person=person, digest=digest)


Told = Due | ReportDue | RightsDue


def due(agency_ids: Iterable[int] | None, on: date) -> list[Due]:
    """Return what releases (to these agencies; None: to all) wait for on a day."""
    found = []
    for followed in custody.follow(list(custody.open_ones(agency_ids))):
        sent = followed.release.transmitted_at
        if sent is not None:
            found += [Due(followed, w) for w in reminders.waiting(timezone.localdate(sent), followed.kept, on)]
    return found


def whom(one: Due, holders: Holders) -> frozenset[int]:
    """Return the ids of the people it is for: the recipient, or the agency's liaisons if he or she can't act any more."""
    liaisons = holders.get(Role.LIAISON, frozenset()) if one.waiting.of_agency else frozenset()
    recipient = one.followed.release.recipient_id
    first = frozenset({recipient}) if recipient in liaisons and not one.followed.kept.asks else liaisons
    return first.union(*(holders.get(role, frozenset()) for role in one.waiting.roles))


def reports_due(on: date) -> list[ReportDue]:
    """Return the incidents whose report is to be reminded of on a day. Pages ask `incidents.open_ones` instead."""
    found = []
    for known in incidents.unreported():
        day = timezone.localdate(known.stands.report_due())
        found += [ReportDue(known, waiting) for waiting in reminders.report(day, on)]
    return found


def whom_report(one: ReportDue, holders: Holders) -> frozenset[int]:
    """Return the ids of the people it is for: who reported it, or that side's people if he or she isn't one of them any more.

    The IRS's incident is told to nobody of the agency: it may not know of it yet.
    """
    side = one.known.stands.side
    reporters = frozenset().union(*(holders.get(role, frozenset()) for role in REPORTERS[side]))
    person = one.known.incident.person_id
    first = frozenset({person}) if person in reporters else reporters
    roles = one.waiting.roles - (AGENCY_ROLES if side == Side.IRS else frozenset())
    return first.union(*(holders.get(role, frozenset()) for role in roles))


def awaits(person: Person, roles: Mapping[Role, frozenset[int]], on: date) -> list[Due]:
    """Return what awaits a person with these roles, the most pressing first: for his or her first page.

    Five queries while something is due, one more for each agency that the person is a liaison of.
    """
    agencies = frozenset().union(*roles.values())
    liaisons: dict[int, frozenset[int]] = {}
    found = []
    for one in due(agencies, on) if agencies else ():
        agency = one.followed.release.disclosure_request.agency_id
        held = frozenset(role for role, ids in roles.items() if agency in ids)
        liaison = Role.LIAISON in held and one.waiting.of_agency
        if liaison and agency not in liaisons:
            liaisons[agency] = access.holders(agency).get(Role.LIAISON, frozenset())
        mine = one.followed.release.recipient_id == person.pk
        if held & one.waiting.roles or (liaison and (mine or _without_recipient(one, liaisons[agency]))):
            found.append(one)
    return sorted(found, key=lambda one: (-one.waiting.level, one.waiting.day))


def _without_recipient(one: Due, liaisons: frozenset[int]) -> bool:
    """Return whether the named recipient can't act any more, so that the agency's liaisons do."""
    recipient = one.followed.release.recipient
    return bool(one.followed.kept.asks) or not (recipient.is_active and recipient.pk in liaisons)


def remind(on: date) -> int:
    """Remind everybody of what is new to him or her; return how many digests were made."""
    told: dict[int, list[Told]] = {}
    for people, one in _all(on):
        for person_id in people:
            told.setdefault(person_id, []).append(one)
    found = Person.objects.filter(pk__in=told, is_active=True).order_by("pk")
    return sum(_tell(person, told[person.pk], on) for person in found)


def _all(on: date) -> Iterator[tuple[frozenset[int], Told]]:
    """Yield everything that is waited for on a day, with the ids of those whom it is for."""
    holders = cache(access.holders)
    for one in due(None, on):
        yield whom(one, holders(one.followed.release.disclosure_request.agency_id)), one
    for report in reports_due(on):
        yield whom_report(report, holders(report.known.incident.agency_id)), report
    for review in reviews_due.due(Agency.objects.values_list("pk", flat=True), on):
        held = holders(review.agency.pk)
        yield frozenset().union(*(held.get(role, frozenset()) for role in review.roles)), RightsDue(review)


def _tell(person: Person, found: list[Told], on: date) -> bool:
    """Write a person's digest, commit it, then mail it; return whether there was one to make."""
    mailed = bool(person.email) and settings.EMAIL_BACKEND != NO_MAIL
    with acting(by=REMINDING, why="reminded of what is due"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Lock.DIGEST, person.pk % 2**31])
        if ReminderDigest.objects.filter(person=person, on=on).exists():
            return False
        known: set[tuple[object, ...]] = set(
            Reminder.objects.filter(person=person).values_list("release_id", "kind", "day", "level", "incident_id")
        )
        known |= set(RightsReminder.objects.filter(person=person).values_list("agency_id", "quarter", "kind", "level"))
        new = [one for one in found if one.key not in known]
        if not new:
            return False
        digest = ReminderDigest.objects.create(person=person, on=on, reminders=len(new), mailed=mailed)
        Reminder.objects.bulk_create([one.line(person, digest) for one in new if isinstance(one, Due | ReportDue)])
        RightsReminder.objects.bulk_create([one.line(person, digest) for one in new if isinstance(one, RightsDue)])
    if mailed:
        _mail(person, new, digest)
    return True


def _mail(person: Person, new: list[Told], digest: ReminderDigest) -> None:
    """Send a digest that was recorded. What can't be sent isn't sent again: the page shows what waits."""
    lines = [f"- {one.words}" for one in new]
    text = "\n".join(
        [
            "These wait for you at Disclosure Desk:",
            "",
            *lines,
            "",
            "Sign in to see them. Don't answer this message.",
            "",
        ]
    )
    try:
        send_mail(f"Disclosure Desk: {len(new)} due", text, settings.DEFAULT_FROM_EMAIL, [person.email])
    except OSError:
        log.warning("a digest couldn't be mailed", id=digest.pk)
