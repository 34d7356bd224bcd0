"""A group of subjects chosen by a filter and kept on the server, and the decision in writing that is carried out on it.

What a selection rests on may be what the IRS's records hold, so rows here are for the IRS's side alone, walled off twice as in
`confidential.py`. Source: domain, section 5 (decided in parts) and section 4 (audiences).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only, tax_columns
from audits.rows import tracked

from .agency import Agency
from .decision import Decision
from .disclosure_request import DisclosureRequest
from .subject import Outcome


@append_only
@tax_columns("query", "words", "sample")
class Selection(models.Model):
    """Standing subjects of a request that a filter chose, as they were counted when a person made the selection.

    `query`: the filter (workflow.filtering.Filter) as JSON, `words`: as a sentence. `count`: subjects; `approved`: those of
    them that were approved. `sample`: at most ten, drawn at random, which the person opens before deciding on more than a few.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="selections")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    submission = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    query = models.JSONField(default=dict)
    words = models.TextField()
    count = models.PositiveIntegerField()
    approved = models.PositiveIntegerField(default=0)
    sample = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField(db_default=Now())
    made_by_key = models.UUIDField(unique=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


@append_only
@tax_columns("subject_ids")
class SelectionPart(models.Model):
    """At most 5,000 ids of a selection's subjects, by row: what is decided on in one transaction."""

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="parts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    subject_ids = ArrayField(models.BigIntegerField())

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["selection", "number"], name="selection_part_once")]


@tax_columns("reason_code", "words")
class Deciding(models.Model):
    """A decision in writing on a selection, and how far it has been carried out: 'not yet done' while `finished_at` is empty.

    `part`: how many parts of the selection are done. `subjects`: those returned or denied by it; `skipped`: those that no
    longer stood, or no longer fitted the filter, when their part was reached. `trouble`: why it stopped before its end.
    """

    selection = models.OneToOneField(Selection, on_delete=models.PROTECT, related_name="deciding")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="decidings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason_code = models.CharField(max_length=60)
    words = models.TextField()
    part = models.PositiveIntegerField(default=0)
    subjects = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure_request"], condition=models.Q(finished_at=None), name="one_deciding_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=(Outcome.RETURNED, Outcome.DENIED)), name="decided_is_returned_or_denied"
            ),
            models.CheckConstraint(condition=~models.Q(reason_code="impairment"), name="deciding_hides_i6"),
        ]


def under_way(disclosure_request_id: int) -> bool:
    """Return whether a decision on a group of the request's subjects is still being carried out; to the agency none ever is."""
    return Deciding.objects.filter(disclosure_request=disclosure_request_id, finished_at=None).exists()
