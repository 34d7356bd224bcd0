"""What becomes of a release: acts of custody, reminders, incidents. Each row is added in writing and never changed.

No row here names a taxpayer: subjects are numbers. Agencies' rows are walled off as the request's own are.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only
from audits.rows import tracked

from ..rules import custody, incidents, reminders
from ..rules.custody import Custody
from .agency import Agency
from .disclosure_request import DisclosureRequest
from .release import Release


class RetentionPeriod(models.Model):
    """How long something is kept, by its name in `rules.retention.PERIODS`; its unit is there. A change counts from then on."""

    name = models.SlugField(max_length=40, unique=True)
    length = models.PositiveIntegerField()
    citation = models.CharField(max_length=200)

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(length__gte=1), name="kept_at_least_one")]


@append_only
class CustodyAct(models.Model):
    """One act of the agency's keeping, or the IRS's extension of its day. 26 U.S.C. 6103(p)(4).

    `on`: the day it is about (of an extension: the new day; of a certificate of use: the last day of use). `used_by`: who
    used it, names of the roster. `words`: what it was used for, how it was destroyed, why the day is extended.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="custody_acts")
    kind = models.CharField(max_length=10, choices=Custody.choices)
    on = models.DateField()
    custodian = models.CharField(max_length=160, blank=True, default="")
    location = models.CharField(max_length=200, blank=True, default="")
    used_by = ArrayField(models.CharField(max_length=160), default=list)
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    made_by_key = models.UUIDField(unique=True)
    made_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Custody.values), name="custody_act_known"),
            models.UniqueConstraint(
                fields=["release"], condition=models.Q(kind__in=["returned", "destroyed"]), name="ended_once"
            ),
        ]

    @property
    def did(self) -> str:
        """Return how it reads once recorded."""
        return custody.DID[self.kind]


@append_only
class ReminderDigest(models.Model):
    """One person was told, on one day, of everything that had come due since the last time. At most one a day."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reminders = models.PositiveIntegerField()
    mailed = models.BooleanField()
    made_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="one_digest_a_day")]


@append_only
class Reminder(models.Model):
    """One person was reminded of one thing at one level. `day`: the day it counts from, so that a new day begins anew.

    `incident`: whose report is waited for; none for what the release itself waits for.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reminders")
    incident = models.ForeignKey("Incident", null=True, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=8, choices=reminders.Reminder.choices)
    day = models.DateField()
    level = models.PositiveSmallIntegerField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    digest = models.ForeignKey(ReminderDigest, on_delete=models.PROTECT, related_name="lines")
    made_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "kind", "day", "level", "person", "incident"],
                nulls_distinct=False,
                name="reminded_once_a_level",
            )
        ]


@append_only
class Incident(models.Model):
    """Something went wrong with what was released. `subject_ids` empty: the whole release. Times are when it was noticed.

    `noticed_by`: an official, never a taxpayer. `words` name no taxpayer. `run_id`: the re-audit that found it, 0 for none.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="incidents")
    side = models.CharField(max_length=8, choices=incidents.Side.choices)
    kind = models.CharField(max_length=14, choices=incidents.Kind.choices)
    subject_ids = ArrayField(models.BigIntegerField(), default=list)
    noticed_by = models.CharField(max_length=160)
    noticed_at = models.DateTimeField()
    happened_on = models.DateField(null=True)
    words = models.TextField()
    run_id = models.BigIntegerField(default=0)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    made_by_key = models.UUIDField(unique=True)
    made_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


@append_only
class IncidentAct(models.Model):
    """One thing done about an incident, in writing, once. `done_at`: when it was done; `reference`: the receiver's number."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=incidents.Act.choices)
    done_at = models.DateTimeField()
    reference = models.CharField(max_length=120, blank=True, default="")
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    made_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="done_once")]

    @property
    def did(self) -> str:
        """Return how it reads once done."""
        return incidents.DID[self.kind]
