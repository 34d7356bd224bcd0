"""Lists that are data with history: thresholds and placeholder words. Rules themselves are code."""

from __future__ import annotations

from django.db import models

from audits.rows import tracked


class Threshold(models.Model):
    """A number that a rule compares with, by its name in `rules.lists.THRESHOLDS`. Unit: subjects."""

    name = models.SlugField(max_length=40, unique=True)
    value = models.PositiveIntegerField()

    history = tracked()


class ListedWord(models.Model):
    """A word or phrase that stands for not having an address or a name, in the normal form of `rules.text`."""

    class Kind(models.TextChoices):
        ADDRESS = "address", "stands for no address"
        NAME = "name", "stands for no name"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=120)

    history = tracked()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "words"], name="listed_once")]
