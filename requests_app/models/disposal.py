"""Disposal by schedule: proposed by one person, done by a second, never while a court order or an incident stands."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.guarding import function_only
from audits.rows import tracked

from ..rules.retention import DISPOSABLE
from .agency import Agency
from .disclosure_request import DisclosureRequest


@function_only
class Disposal(models.Model):
    """What of a request was disposed of, when, by whom, under which schedule. Sizes are bytes.

    Only the database's own functions write it: they check the day, the two people, the orders and the incidents.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="disposals")
    what = models.CharField(max_length=10, choices=list(DISPOSABLE.items()))
    years = models.PositiveIntegerField()
    citation = models.CharField(max_length=200)
    due_on = models.DateField()
    proposed_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    proposed_name = models.CharField(max_length=160)
    proposed_words = models.TextField()
    proposed_at = models.DateTimeField(db_default=Now())
    done_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    done_name = models.CharField(max_length=160, default="")
    done_words = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    pieces = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["disclosure_request", "what"], name="disposed_of_once")]
