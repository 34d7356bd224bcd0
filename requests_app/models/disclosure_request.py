"""A request for disclosure under 26 U.S.C. 6103(i)(2), from draft to closed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.rows import tracked

from ..rules.transitions import Status
from .agency import Agency
from .agreement import Agreement


class DisclosureRequest(models.Model):
    """One request. Its status changes only through `workflow.status_change`; the database allows only listed moves.

    `version` counts every change of status or contents: a form carries the version the person saw. `submission` counts
    how often it was sent in. The `cover_…` texts are recorded with the letter; no rule reads them, because the statute
    wants each of them for each taxpayer. `blocking_codes`, `review_codes` and `judged_under` are the rules' verdict on the
    request as a whole when it was last judged; each move and each release asks the rules anew.
    """

    number = models.CharField(max_length=40, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="disclosure_requests")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    submission = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    items = ArrayField(models.CharField(max_length=40), default=list)
    cover_statute = models.TextField(blank=True)
    cover_reason = models.TextField(blank=True)
    cover_officer = models.TextField(blank=True)
    cover_case = models.TextField(blank=True)
    cleared_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    blocking_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    review_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    judged_under = models.CharField(max_length=60, default="", blank=True)
    assigned_to = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    status_since = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    made_by_key = models.UUIDField(unique=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["agency", "status", "-id"], name="request_agency_status"),
            models.Index(fields=["status", "-id"], name="request_status"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="request_status_known"),
        ]

    def __str__(self) -> str:
        return self.number


REQUEST_CONTENT = (
    "agreement_id",
    "title",
    "purpose",
    "items",
    "cover_statute",
    "cover_reason",
    "cover_officer",
    "cover_case",
)
"""Columns that are what the agency sent: frozen while others decide, and part of the snapshot's hash."""
