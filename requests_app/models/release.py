"""A package of return information for one request: prepared, authorized, transmitted by three people.

Only the database's own functions write these tables: they check the statute's elements, the decisions and the holds in
the same transaction. What is being prepared is work, not a release, and the workers note how far it has come.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.guarding import derived, function_only, tax_columns
from audits.rows import tracked

from .agency import Agency
from .disclosure_request import DisclosureRequest
from .subject import Subject


class ReleaseStatus(models.TextChoices):
    """Where a package stands."""

    PREPARED = "prepared", "Prepared"
    AUTHORIZED = "authorized", "Authorized"
    TRANSMITTED = "transmitted", "Transmitted"
    RECEIVED = "received", "Received"
    UNOPENED = "unopened", "Never opened"
    VOID = "void", "Void"


ASKS = models.Case(
    models.When(
        status=ReleaseStatus.TRANSMITTED,
        then=models.Func(models.F("pk"), function="desk_package_asks", output_field=models.CharField()),
    ),
    default=models.Value(""),
    output_field=models.CharField(),
)
"""The act (`transitions.Act`) that alone ends the wait for a package's receipt; '' while its recipient can act, and after."""


@function_only
class RecipientKey(models.Model):
    """A recipient's own age public key ('age1' and 58 signs). The fingerprint is the SHA-256 (hex) of that text.

    A key stands until it is revoked, with a reason; a person has one at a time, and a revoked one never comes back.
    """

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="recipient_keys")
    public = models.CharField(max_length=80, unique=True)
    fingerprint = models.CharField(max_length=64)
    registered_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.TextField(default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(revoked_at=None), name="one_standing_key_a_person"
            )
        ]


@function_only
class Release(models.Model):
    """One package, encrypted to its recipient's key and kept sealed in parts.

    `package_sha256` is that of the encrypted file, `zip_sha256` that of the ZIP in it; `size`: bytes of the encrypted file.
    `taxpayers`: subjects in it; `items_count`: their items; `left_out`: approved subjects that no record fits any more.
    `fetches` of the `openings` that were granted: one, and one for each time a specialist opened it again in writing.
    `instead_…`: who confirmed the receipt in the recipient's place, or ended the package as never opened, when, in which words.
    A package made before keys were kept has no key, and one part numbered 0.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="releases")
    status = models.CharField(max_length=12, choices=ReleaseStatus.choices, default=ReleaseStatus.PREPARED)
    snapshot_hash = models.CharField(max_length=64)
    recipient = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    recipient_name = models.CharField(max_length=160)
    recipient_key = models.ForeignKey(RecipientKey, null=True, on_delete=models.PROTECT, related_name="+")
    package_sha256 = models.CharField(max_length=64)
    zip_sha256 = models.CharField(max_length=64, default="")
    size = models.BigIntegerField(default=0)
    parts_count = models.PositiveIntegerField(default=0)
    manifest = models.JSONField(default=dict)
    letters = models.BooleanField(default=False)
    taxpayers = models.PositiveIntegerField(default=0)
    items_count = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    prepared_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(db_default=Now())
    prepared_txid = models.BigIntegerField(default=0)
    authorized_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    authorized_at = models.DateTimeField(null=True)
    authorization = models.TextField(default="")
    transmitted_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    transmitted_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=1)
    fetches = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    custodian = models.CharField(max_length=160, default="")
    location = models.CharField(max_length=200, default="")
    instead_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    instead_at = models.DateTimeField(null=True)
    instead_words = models.TextField(db_default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure_request"], condition=~models.Q(status="void"), name="one_standing_release"
            )
        ]

    @property
    def instead(self) -> str:
        """Return who spoke in the place of its recipient, and to what; '' if nobody did."""
        return self.told_instead(str(self.instead_by)) if self.instead_by else ""

    def told_instead(self, who: str) -> str:
        """Return to what somebody spoke in the place of its recipient. `who`: as the reader is told."""
        if self.status == ReleaseStatus.UNOPENED:
            return f"Transmitted and never opened; ended by {who}"
        return f"Receipt confirmed by {who} in the place of {self.recipient_name}"

    @property
    def receipt(self) -> str:
        """Return who confirmed the receipt of what was transmitted, or that nobody did."""
        if self.received_at and not self.instead_by_id:
            return f"Receipt confirmed by {self.recipient_name}"
        return self.instead or "Receipt isn't confirmed yet"

    @property
    def used_up(self) -> bool:
        """Return whether its recipient opened it as often as it was opened to him or her, and its receipt isn't confirmed."""
        return self.status == ReleaseStatus.TRANSMITTED and self.fetches >= self.openings


@derived
@tax_columns("sealed")
class ReleasePart(models.Model):
    """A part of a package's bytes, in order from 1, sealed (bound to 'release:<package_sha256>:part:<number>').

    Written as the package is prepared, deleted when its bytes are disposed of: by the database's own functions alone.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["release", "number"], name="release_part_once")]


@function_only
@tax_columns("source", "sealed", "file_sealed")
class AttachedItem(models.Model):
    """An item of the second tier that a specialist attached for one subject, with its source in words.

    `sealed`: JSON with 'says' and 'file_name', bound to 'attached:<key>'; `file_sealed`: the file, to 'attached:<key>:file'.
    Removed in writing, never deleted. For the IRS's side alone, until it leaves in a package. 26 U.S.C. 6103(b)(2), (i)(2).
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="attached_items")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="attached_items")
    submission = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    source = models.TextField()
    key = models.UUIDField(unique=True)
    sealed = models.BinaryField()
    file_sealed = models.BinaryField(null=True)
    file_size = models.PositiveIntegerField(default=0)
    attached_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(db_default=Now())
    removed_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_why = models.TextField(default="")

    history = tracked(excluded=("sealed", "file_sealed"))

    class Meta:
        default_permissions = ()
        ordering = ["id"]


@function_only
@tax_columns("record_id")
class ReleaseItem(models.Model):
    """One taxpayer's item in a package: of what tier it is, and the record it came from or the item that was attached."""

    # Both are held by `gates/release.sql`, a statement at a time. `item_once` begins with the first.
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="items", db_constraint=False, db_index=False
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="release_items", db_constraint=False)
    item = models.CharField(max_length=40)
    tier = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    attached = models.ForeignKey(AttachedItem, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["attached"], condition=models.Q(attached__isnull=False), name="item_attached"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "subject", "item", "attached"], nulls_distinct=False, name="item_once"
            )
        ]


class PreparationStatus(models.TextChoices):
    """Where the making of a package stands."""

    WORKING = "working", "Being prepared"
    DONE = "done", "Prepared"
    FAILED = "failed", "Not prepared"


class Preparation(models.Model):
    """A package that is being made: 'not yet done' is a row that is working. A worker that was killed begins it anew.

    `total`: approved subjects; `checked`: of them compared again with the records; `written`: put into the package.
    `begun`: how often a worker has begun it. `trouble`: why it failed, one sentence a line; they name no taxpayer.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="preparations")
    status = models.CharField(max_length=8, choices=PreparationStatus.choices, default=PreparationStatus.WORKING)
    recipient_key = models.ForeignKey(RecipientKey, on_delete=models.PROTECT, related_name="+")
    letters = models.BooleanField(default=False)
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    origin = models.CharField(max_length=80, blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")

    history = tracked(excluded=("checked", "written", "begun", "begun_at"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure_request"], condition=models.Q(status="working"), name="one_preparation_at_once"
            )
        ]


@function_only
class ReleaseBreaker(models.Model):
    """The circuit breaker: a row that isn't reset stops every release of every request, in the database itself.

    `what`: the check that failed (`rules/breaker.py`). Tripped by the act of a person, or of the system (no person); reset in
    writing by an authorizing official who is somebody else.
    """

    what = models.CharField(max_length=20)
    disclosure_request = models.ForeignKey(DisclosureRequest, null=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    tripped_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    tripped_at = models.DateTimeField(db_default=Now())
    reset_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    reset_at = models.DateTimeField(null=True)
    reset_words = models.TextField(default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
