"""An agreement that limits what an agency may ask under it, and the state of the agency's safeguards ((p)(4))."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

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

    def __str__(self) -> str:
        return self.title


class SafeguardFinding(models.Model):
    """An open finding of a safeguard review. It weighs until closed, or until a corrective plan is accepted."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="safeguard_findings")
    opened_on = models.DateField()
    finding = models.TextField()
    plan = models.TextField(blank=True)
    plan_accepted_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    history = tracked()


class SafeguardRefusal(models.Model):
    """A recorded determination to refuse disclosure until safeguards are met. Source: 26 U.S.C. 6103(p)(4)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="safeguard_refusals")
    determined_on = models.DateField()
    words = models.TextField()
    lifted_on = models.DateField(null=True, blank=True)

    history = tracked()
