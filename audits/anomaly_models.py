"""What is kept of looks that stand out: the anomaly in one sentence, what somebody found of it in writing, and its limits.

Anomalies and verdicts are written only by the functions of `anomaly_sql.py`. None of them holds tax data.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from .guarding import append_only, function_only, tax_columns
from .rows import tracked


class AnomalyKind(models.TextChoices):
    """Why looks stand out."""

    OWN_RECORD = "own_record", "one’s own name"
    ADDRESS = "address", "one’s own address"
    SURNAME = "surname", "one’s own surname"
    VOLUME = "volume", "unusually many"
    UNASSIGNED = "unassigned", "no part in the request"
    OFF_HOURS = "off_hours", "outside working hours"
    DENIALS = "denials", "many denials"


class Verdict(models.TextChoices):
    """What came of looking at an anomaly."""

    EXPLAINED = "explained", "explained"
    TALK = "talk", "needs a talk"
    REFER = "refer", "to be referred to TIGTA"


CLOSES = frozenset({Verdict.EXPLAINED, Verdict.REFER})
"""Verdicts that end the wait for one; a talk leaves it open until the next."""


@function_only
@tax_columns("object_key")
class Anomaly(models.Model):
    """One person's looks of one day that stand out, for one reason, at one object: told in a sentence with its numbers.

    `object_key`: '' or what it is about, such as 'request:12' or 'subject:7': beside one's own name, that says whose
    record it is, so that it is tax data. The sentence names neither. `agency_ids`: whose requests were looked at.
    `look_ids`: the latest of the looks behind it, at most `anomalies.LOOKS_KEPT`; `looks` counts all. `day`: in Washington.
    """

    kind = models.CharField(max_length=12, choices=AnomalyKind.choices)
    person_id = models.BigIntegerField()
    person_name = models.TextField()
    role = models.TextField(default="")
    day = models.DateField()
    object_key = models.CharField(max_length=40, default="", blank=True)
    sentence = models.TextField()
    figures = models.JSONField(default=dict)
    agency_ids = ArrayField(models.BigIntegerField(), default=list)
    look_ids = ArrayField(models.BigIntegerField(), default=list)
    looks = models.IntegerField(default=0)
    found_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default="", blank=True)
    closed_at = models.DateTimeField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "anomalies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "person_id", "day", "object_key"], name="one_anomaly"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=models.Q(closed_at=None), name="anomaly_open"),
            models.Index(fields=["person_id", "-id"], name="anomaly_by_person"),
        ]

    def __str__(self) -> str:
        return self.sentence


@append_only
@function_only
class AnomalyVerdict(models.Model):
    """What a person of oversight found of an anomaly, in writing. Never that of the person concerned; never altered."""

    anomaly = models.ForeignKey(Anomaly, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    words = models.TextField()
    about_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(by_id=models.F("about_id")), name="no_verdict_on_oneself"),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class LookLimit(models.Model):
    """A number by which looks are compared, by its name in `anomaly_limits.LIMITS`. Its unit is said there."""

    name = models.SlugField(max_length=40, unique=True)
    value = models.PositiveIntegerField()

    history = tracked()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class JudgedDay(models.Model):
    """A day whose looks were compared to the end. What isn't here is still to be done."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()


class LookTally(models.Model):
    """How many subjects one person saw on one day, in which role: what norms are taken from."""

    day = models.DateField()
    person_id = models.BigIntegerField()
    role = models.TextField(default="")
    subjects = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "person_id"], name="one_tally_a_day")]
