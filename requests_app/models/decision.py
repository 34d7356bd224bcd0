"""What people decided, on which snapshot, and what that makes of them. Added to, never altered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only, tax_columns
from audits.rows import tracked

from ..rules.duties import Duty
from .disclosure_request import DisclosureRequest


@append_only
class Snapshot(models.Model):
    """The contents as they stood at one submission: a SHA-256 over the request's and each open subject's contents."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="snapshots")
    submission = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    subjects = models.PositiveIntegerField()
    rules_edition = models.CharField(max_length=60)
    taken_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["disclosure_request", "submission"], name="snapshot_once_a_submission")
        ]


@append_only
@tax_columns("letter_sealed")
class Signature(models.Model):
    """The signer's attestation: name, title, office, text, version, and the hash of what was signed.

    The signed letter, if there is one, is sealed (bound to 'signature:<hash>:letter').
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    title = models.CharField(max_length=160)
    office = models.CharField(max_length=60)
    capacity = models.CharField(max_length=10)
    instrument = models.TextField(blank=True, default="")
    text = models.TextField()
    text_version = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    letter_name = models.CharField(max_length=200, blank=True, default="")
    letter_sha256 = models.CharField(max_length=64, blank=True, default="")
    letter_sealed = models.BinaryField(null=True, blank=True)
    signed_at = models.DateTimeField(db_default=Now())

    history = tracked(excluded=("letter_sealed",))

    class Meta:
        default_permissions = ()


class DecisionKind(models.TextChoices):
    """What was decided."""

    COMPLETE = "complete", "found complete"
    DETERMINATION = "determination", "determined in law"
    APPROVAL = "approval", "approved"
    RETURN = "return", "returned"
    DENIAL = "denial", "denied"
    WITHDRAWAL = "withdrawal", "withdrawn"
    STEP_BACK = "step_back", "sent back one step"
    SET_ASIDE = "set_aside", "subjects set aside"


@append_only
class Decision(models.Model):
    """A decision in writing, on a snapshot. `elements`: element id -> {'yes': bool, 'words': text}, for determinations."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=16, choices=DecisionKind.choices)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=16)
    submission = models.PositiveIntegerField()
    snapshot_hash = models.CharField(max_length=64, blank=True, default="")
    lawful = models.BooleanField(null=True)
    elements = models.JSONField(default=dict)
    reason_codes = ArrayField(models.CharField(max_length=60), default=list)
    words = models.TextField()
    decided_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason_codes__contains=["impairment"]), name="decision_hides_i6"
            ),
        ]


@append_only
class Clearance(models.Model):
    """A review flag cleared in writing, for the request (no subjects) or for at most 250 subjects, with a sample opened.

    It counts for one submission: what comes back as a new version of itself is cleared anew. `rests_on`, for the request:
    the SHA-256 of what the flag rested on, so that another order or finding isn't cleared by what was said of the first.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="clearances")
    submission = models.PositiveIntegerField(default=1)
    rests_on = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=40)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    subject_ids = ArrayField(models.BigIntegerField(), default=list)
    cleared_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(subject_ids__len__lte=250), name="at_most_250_an_act"),
        ]


@append_only
class Participation(models.Model):
    """A duty that a person has done on a request: once done, done for ever. The database refuses barred pairs."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10, choices=Duty.choices)
    since = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["disclosure_request", "person", "duty"], name="duty_once"),
        ]


@append_only
class Note(models.Model):
    """A note on a request, for the IRS alone or for the agency as well: fixed at writing."""

    class Readers(models.TextChoices):
        IRS = "irs", "IRS only"
        AGENCY = "agency", "the agency and the IRS"

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    readers = models.CharField(max_length=8, choices=Readers.choices)
    text = models.TextField()
    written_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
