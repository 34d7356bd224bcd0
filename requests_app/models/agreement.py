"""An agreement that limits what an agency may ask under it, and the state of the agency's safeguards ((p)(4)).

Counsel keeps them, in writing; nothing of it is ever deleted (`gates/agreements.sql`). A new text is the same row, changed:
what it was before is in its history.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from audits.rows import tracked

from .agency import Agency


class Agreement(models.Model):
    """What an agency may ask, and who may sign. Statutes are canonical citations; what is unknown is left empty."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    statutes = ArrayField(models.CharField(max_length=60), default=list)
    items = ArrayField(models.CharField(max_length=40), default=list)
    signer_offices = ArrayField(models.CharField(max_length=60), default=list)
    asks_attestation = models.BooleanField(default=True)
    asks_removal_order = models.BooleanField(default=False)
    attestation_text = models.TextField(blank=True)
    attestation_version = models.CharField(max_length=20, blank=True)
    retention = models.TextField(blank=True)
    breach = models.TextField(blank=True)
    termination = models.TextField(blank=True)

    history = tracked()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="agreement_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def in_force(self, on: date) -> bool:
        """Return whether it is in force on a day; its first and last days count."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


class AgreementCondition(models.Model):
    """Something that an agreement obliges one side to do: by a day, or always (no day). It blocks nothing; it is shown."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="conditions")
    words = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    met_words = models.TextField(blank=True, default="", db_default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["due_on", "id"]

    def overdue(self, on: date) -> bool:
        """Return whether its day has passed and nobody has recorded that it was met."""
        return self.met_on is None and self.due_on is not None and self.due_on < on


def open_findings(on: date) -> Q:
    """Return which safeguard findings weigh on a day: opened, not closed, and without an accepted plan that is still running.

    An accepted plan holds until the day it is due; from the next day the finding counts as open again.
    """
    opened = Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on))
    running = Q(plan_accepted_on__lte=on) & (Q(plan_due_on=None) | Q(plan_due_on__gte=on))
    return opened & ~running


class SafeguardFinding(models.Model):
    """A finding of a safeguard review. It weighs until closed, but not while an accepted corrective plan runs.

    Source: 26 U.S.C. 6103(p)(4). A new plan wants a new acceptance.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="safeguard_findings")
    opened_on = models.DateField()
    finding = models.TextField()
    reference = models.CharField(max_length=120, blank=True, default="", db_default="")
    plan = models.TextField(blank=True)
    plan_due_on = models.DateField(null=True, blank=True)
    plan_accepted_on = models.DateField(null=True, blank=True)
    plan_accepted_by = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plan_accepted_words = models.TextField(blank=True, default="", db_default="")
    closed_on = models.DateField(null=True, blank=True)
    closed_words = models.TextField(blank=True, default="", db_default="")

    history = tracked()

    class Meta:
        ordering = ["opened_on", "id"]

    def overdue(self, on: date) -> bool:
        """Return whether its plan should have been carried out by now, and the finding isn't closed."""
        return self.closed_on is None and self.plan_due_on is not None and self.plan_due_on < on

    def weighs(self, on: date) -> bool:
        """Return whether it counts as open on a day: what `open_findings` asks of the database."""
        opened = self.opened_on <= on and (self.closed_on is None or self.closed_on > on)
        accepted = self.plan_accepted_on is not None and self.plan_accepted_on <= on
        return opened and not (accepted and (self.plan_due_on is None or self.plan_due_on >= on))


class SafeguardRefusal(models.Model):
    """A recorded determination to refuse disclosure until safeguards are met. Source: 26 U.S.C. 6103(p)(4)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="safeguard_refusals")
    determined_on = models.DateField()
    determined_by = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    lifted_on = models.DateField(null=True, blank=True)
    lifted_words = models.TextField(blank=True, default="", db_default="")

    history = tracked()

    class Meta:
        ordering = ["determined_on", "id"]
