"""What every history row carries beside the copied columns, and how a model is tracked.

The rows are written by PostgreSQL (see `triggers.py`); django-simple-history supplies the tables and the reading side.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class RecordedRow(models.Model):
    """The actor's name as it was then, and the transaction that made the change."""

    actor_name = models.TextField(default="")
    txid = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        abstract = True


def _no_user(**_: Any) -> None:
    return None


def tracked(*, excluded: tuple[str, ...] = (), unindexed: tuple[str, ...] = ()) -> HistoricalRecords:
    """Return the declaration that tracks a model: `history = tracked()`. Excluded columns are never in history.

    `unindexed` names fields that have an index in the model's own table and need none in history.
    """
    return HistoricalRecords(
        excluded_fields=list(excluded),
        no_db_index=list(unindexed),
        history_id_field=models.BigAutoField(primary_key=True),
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=_no_user,
        history_user_setter=_no_user,
        bases=[RecordedRow],
        cascade_delete_history=False,
    )
