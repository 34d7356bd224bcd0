"""Past releases judged again by today's rules: what was found stands in tables of its own, for the IRS's side alone.

Nothing of the case changes by it: no verdict, no flag, no clearance. What counsel alone may know isn't looked at.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only, tax_columns
from audits.rows import tracked

from .agency import Agency
from .release import Release


@append_only
class Reaudit(models.Model):
    """One run over the releases to an agency: begun by whom (a negative id: the system), by which rules and lists."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=60)
    match_edition = models.CharField(max_length=60)
    list_change = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=160)
    why = models.CharField(max_length=400)
    started_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


class ReauditState(models.Model):
    """How far a run has come: releases before `release_id` are done, and of that one the subjects up to `subject_id`."""

    reaudit = models.OneToOneField(Reaudit, on_delete=models.PROTECT, primary_key=True, related_name="state")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    release_id = models.BigIntegerField(default=0)
    subject_id = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["reaudit"], condition=models.Q(finished_at=None), name="reaudit_unfinished")]


@append_only
@tax_columns("codes")
class ReauditFinding(models.Model):
    """A released subject that wouldn't pass today: by which codes. `row`: its row in the request."""

    reaudit = models.ForeignKey(Reaudit, on_delete=models.PROTECT, related_name="findings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    row = models.PositiveIntegerField()
    codes = ArrayField(models.CharField(max_length=40))

    class Meta:
        default_permissions = ()
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["reaudit", "release", "subject_id"], name="found_once")]


@append_only
class ReauditRelease(models.Model):
    """A release of a run: `codes` that stand on its request as a whole today, and how many of its subjects would not pass."""

    reaudit = models.ForeignKey(Reaudit, on_delete=models.PROTECT, related_name="releases")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    codes = ArrayField(models.CharField(max_length=40), default=list)
    judged = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    matched_before = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["release_id"]
        constraints = [models.UniqueConstraint(fields=["reaudit", "release"], name="release_once_a_run")]
