"""The review of rights that is signed each quarter: the rights as they stood, who judged each, and what was found.

Written only by the function that checks who signs (gates/rights.sql), and never altered. What became of a right that was
found unneeded is told by the history of rights themselves. Source: NIST SP 800-53 AC-2(j), AC-6(7).
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only, function_only
from audits.rows import tracked

from ..rules.reviews import Asked
from ..rules.roles import Role
from .after_release import ReminderDigest
from .agency import Agency


@append_only
@function_only
class RightsReview(models.Model):
    """One agency's review of one quarter ('2026-Q4'), begun by its first signature: the SHA-256 of its list of rights."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=7)
    hash = models.CharField(max_length=64)
    taken_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        verbose_name = "review of rights"
        default_permissions = ()
        ordering = ["-quarter", "agency_id"]
        constraints = [models.UniqueConstraint(fields=["agency", "quarter"], name="one_rights_review_a_quarter")]


@append_only
@function_only
class RightsLine(models.Model):
    """A right as it stood when the list was taken. `grant_id`: of the grant, which is gone once the right is taken."""

    review = models.ForeignKey(RightsReview, on_delete=models.PROTECT, related_name="lines")
    grant_id = models.BigIntegerField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=16, choices=Role.choices)
    given_at = models.DateTimeField(null=True)
    given_by = models.BigIntegerField(null=True)
    given_name = models.TextField(blank=True, default="")
    given_why = models.TextField(blank=True, default="")

    history = tracked()

    class Meta:
        verbose_name = "right as it stood"
        default_permissions = ()
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "grant_id"], name="a_right_once_a_review")]


@append_only
@function_only
class RightsSignature(models.Model):
    """A signature on a review: who, with which title, in which role, on which words and which list."""

    review = models.ForeignKey(RightsReview, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    title = models.CharField(max_length=160)
    role = models.CharField(max_length=16, choices=Role.choices)
    text = models.TextField()
    text_version = models.CharField(max_length=20)
    list_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        verbose_name = "signature on a review of rights"
        default_permissions = ()
        ordering = ["id"]


@append_only
@function_only
class RightsVerdict(models.Model):
    """What a signature found of one right: kept, or to be taken, with words. A right is judged once a review."""

    line = models.OneToOneField(RightsLine, on_delete=models.PROTECT, related_name="verdict")
    signature = models.ForeignKey(RightsSignature, on_delete=models.PROTECT, related_name="verdicts")
    kept = models.BooleanField()
    words = models.TextField(blank=True, default="")

    history = tracked()

    class Meta:
        verbose_name = "verdict on a right"
        default_permissions = ()
        ordering = ["id"]


@append_only
class RightsReminder(models.Model):
    """One person was reminded, at one level, of a review that is due or of rights that are to be taken."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=7)
    kind = models.CharField(max_length=6, choices=Asked.choices)
    level = models.PositiveSmallIntegerField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    digest = models.ForeignKey(ReminderDigest, on_delete=models.PROTECT, related_name="rights_lines")

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "quarter", "kind", "level", "person"], name="reminded_of_rights_once_a_level"
            )
        ]
