"""A court order in force, and the single row that every release and every change of an order must take."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import function_only
from audits.rows import tracked

from .agency import Agency
from .agreement import Agreement
from .disclosure_request import DisclosureRequest


class Hold(models.Model):
    """A court order: court, docket, what it bars ('disclose', 'use'), for whom, from when, until lifted.

    Its scope is all requests unless it names an agency, an agreement or a request. Court status is data that counsel
    enters with its citation, never a constant.
    """

    kind = models.CharField(max_length=40)
    court = models.CharField(max_length=120)
    docket = models.CharField(max_length=60)
    citation = models.CharField(max_length=200)
    binds = models.CharField(max_length=200)
    acts = ArrayField(models.CharField(max_length=20), default=list)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    disclosure_request = models.ForeignKey(
        DisclosureRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    starts = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    entered_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-starts"]

    def __str__(self) -> str:
        return f"{self.kind}, {self.docket}"


@function_only
class HoldGate(models.Model):
    """One row. Releases share it, orders own it: from the instant an order commits, no release it covers commits."""

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_gate")]
