"""A package of return information for one request: prepared, authorized, transmitted by three people.

Only the database's own functions write these tables: they check the statute's elements, the decisions and the holds in
the same transaction.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.guarding import function_only, tax_columns
from audits.rows import tracked

from .disclosure_request import DisclosureRequest
from .subject import Subject


class ReleaseStatus(models.TextChoices):
    """Where a package stands."""

    PREPARED = "prepared", "Prepared"
    AUTHORIZED = "authorized", "Authorized"
    TRANSMITTED = "transmitted", "Transmitted"
    RECEIVED = "received", "Received"
    VOID = "void", "Void"


@function_only
@tax_columns("package")
class Release(models.Model):
    """One package. `package` is sealed (bound to 'release:<package_sha256>'); the hash is of the opened bytes."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="releases")
    status = models.CharField(max_length=12, choices=ReleaseStatus.choices, default=ReleaseStatus.PREPARED)
    snapshot_hash = models.CharField(max_length=64)
    recipient = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    recipient_name = models.CharField(max_length=160)
    package = models.BinaryField()
    package_sha256 = models.CharField(max_length=64)
    manifest = models.JSONField(default=dict)
    items_count = models.PositiveIntegerField(default=0)
    prepared_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(db_default=Now())
    authorized_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    authorized_at = models.DateTimeField(null=True)
    authorization = models.TextField(default="")
    transmitted_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    transmitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    custodian = models.CharField(max_length=160, default="")
    location = models.CharField(max_length=200, default="")

    history = tracked(excluded=("package",))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure_request"], condition=~models.Q(status="void"), name="one_standing_release"
            )
        ]


@function_only
@tax_columns("record_id")
class ReleaseItem(models.Model):
    """One taxpayer's item in a package: what tier it is of, and from which record it came."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="release_items")
    item = models.CharField(max_length=40)
    tier = models.CharField(max_length=20)
    record_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["release", "subject", "item"], name="item_once")]
