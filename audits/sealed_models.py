"""What the sealer writes: how a table's rows are rendered, each row's place in the tree, signed checkpoints, verifications.

The sealer's own role adds rows; nobody changes or removes any. The tree itself lies outside the database (`tiles.py`): what
stands here is believed only where it agrees with that.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from .guarding import sealer_only, tax_columns


@sealer_only
class Layout(models.Model):
    """How a row of one table becomes a line: its columns in order, those of tax data apart. Sealed itself, and never changed.

    `before`: what columns that are new in this layout hold in rows that an earlier one sealed, as text, by name.
    """

    source = models.TextField()
    key = models.TextField()
    columns = ArrayField(models.TextField())
    tax = ArrayField(models.TextField(), default=list)
    child = ArrayField(models.TextField(), default=list)
    before = models.JSONField(default=dict)


@sealer_only
@tax_columns("nonce")
class Leaf(models.Model):
    """A row's place in the tree: which row, by which layout, and the hash of its line. `nonce` hides its tax data."""

    index = models.BigIntegerField(primary_key=True)
    layout_id = models.IntegerField()
    row_id = models.BigIntegerField()
    nonce = models.BinaryField(null=True)
    hash = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["layout_id", "row_id"], name="leaf_by_row")]


@sealer_only
class Checkpoint(models.Model):
    """A signed checkpoint: tree size, root, the note as signed, and the transaction below which every row is in the tree."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    root = models.BinaryField()
    complete_below = models.BigIntegerField()
    note = models.TextField()


@sealer_only
class Verification(models.Model):
    """One verification: what it covered, whether all was as sealed, and the first bad row in a sentence if not."""

    at = models.DateTimeField(db_default=Now())
    whole = models.BooleanField()
    passed = models.BooleanField()
    size = models.BigIntegerField()
    since = models.BigIntegerField(default=0)
    rows = models.BigIntegerField()
    live_rows = models.BigIntegerField()
    unsealed = models.BigIntegerField(default=0)
    declared = models.IntegerField(default=0)
    seconds = models.FloatField()
    said = models.TextField(default="")


class _Statement(models.Model):
    """A signed statement of the sealer's key, sealed like every other row."""

    at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(db_index=True)
    note = models.TextField()

    class Meta:
        abstract = True


@sealer_only
class KeyRotation(_Statement):
    """The old key signs for the new one: from this size of the tree on, the new key signs checkpoints."""

    size = models.BigIntegerField()


@sealer_only
class Break(_Statement):
    """A declared break: which row is no longer as it was sealed, what it is now, who declares it, and why.

    `place`: 'leaf 12', 'row TABLE 12' (inserted among the sealed) or 'live TABLE 12'. `now`: SHA-256 of what stands there, ''
    for nothing.
    """

    place = models.TextField(db_index=True)
    now = models.TextField(default="")
    declared_by = models.TextField()
    why = models.TextField()
