"""An uploaded file: kept sealed as received, read into chunks, judged chunk by chunk into subjects.

Work is 'not yet done' as PostgreSQL sees it: a batch in a working status, a chunk not judged. Celery only rings.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.guarding import tax_columns
from audits.rows import tracked

from .disclosure_request import DisclosureRequest


class BatchStatus(models.TextChoices):
    """Where a file stands."""

    RECEIVED = "received", "Waiting for its columns to be mapped"
    READING = "reading", "Being read"
    JUDGING = "judging", "Being judged"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    CANCELLING = "cancelling", "Being cancelled"
    CANCELLED = "cancelled", "Cancelled"


OPEN_BATCH = (BatchStatus.RECEIVED, BatchStatus.READING, BatchStatus.JUDGING, BatchStatus.CANCELLING)
BATCH_ENDS = (BatchStatus.DONE, BatchStatus.REFUSED, BatchStatus.CANCELLED)
CAME_TO_NOTHING = (BatchStatus.REFUSED, BatchStatus.CANCELLING, BatchStatus.CANCELLED)


class Batch(models.Model):
    """One file. rows_read = rows_accepted + rows_rejected = rows in the file, when done. Sizes are bytes.

    `columns` maps a column's position in the file (as text) to a field of the template. `trouble` is the sentence that says why
    it was refused. `corrects`: the first upload whose rejected rows this one brings again, under that file's row numbers.
    `rows_guessed`: rows that the first part of the file speaks for, or a workbook's own sheets. `mapped_at`, `read_at`: when
    reading began, and ended.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="batches")
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.RECEIVED)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8, default="csv")
    encoding = models.CharField(max_length=20, default="utf-8")
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    all_read = models.BooleanField(default=False)
    trouble = models.TextField(blank=True, default="")
    uploaded_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    made_by_key = models.UUIDField(unique=True)
    corrects = models.ForeignKey("Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    cancelled_by = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rows_guessed = models.PositiveIntegerField(null=True, blank=True)
    mapped_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    history = tracked(excluded=("header",))

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(status__in=["reading", "judging", "cancelling"]),
                name="batch_unfinished",
            )
        ]


@tax_columns("sealed")
class BatchPart(models.Model):
    """A part of the file's bytes, in order, sealed (bound to 'batch:<id>:part:<number>')."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="part_once")]


@tax_columns("sealed")
class BatchChunk(models.Model):
    """Rows read and waiting to be judged: sealed (bound to 'batch:<id>:chunk:<number>'), emptied once they are subjects.

    `tries`: how often judging it has failed for no reason that lies in a single row.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    sealed = models.BinaryField(null=True)
    judged = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="chunk_once")]
        indexes = [models.Index(fields=["batch", "number"], condition=models.Q(judged=False), name="chunk_waiting")]


@tax_columns("sealed")
class RowError(models.Model):
    """A row that couldn't become a subject: where, why, what to do; the row itself sealed, for correction.

    `corrected_by`: the later upload that brought the row again, unless that upload came to nothing.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="row_errors")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    remedy = models.TextField()
    sealed = models.BinaryField(null=True)
    corrected_by = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="rows_brought_again"
    )

    class Meta:
        default_permissions = ()
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="error_once_a_row")]
