"""A filter of the whole history that somebody keeps under a name, for oneself or for everybody who oversees."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.rows import tracked


class SavedFilter(models.Model):
    """What is looked for, under a name. `query`: field of the filter -> what was typed, never a taxpayer's number."""

    owner = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=80)
    query = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_once_a_name")]

    def __str__(self) -> str:
        return self.name
