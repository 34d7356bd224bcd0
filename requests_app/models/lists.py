"""Lists that are data with history: thresholds, placeholder words, determined statutes. Rules themselves are code."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from audits.rows import tracked


class Threshold(models.Model):
    """A number that a rule compares with, by its name in `rules.lists.THRESHOLDS`. Unit: subjects."""

    name = models.SlugField(max_length=40, unique=True)
    value = models.PositiveIntegerField()

    history = tracked()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(value__gte=1), name="threshold_at_least_one")]


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


class ListedStatute(models.Model):
    """This installation's own determination of what a citation is that the shipped table doesn't list.

    `citation` is canonical ('18 USC 1111', '8 USC 1357(g)'); `words` are counsel's, with the authority. It is withdrawn,
    never changed. Source: 26 U.S.C. 6103(i)(1)(A)(i), (i)(2)(A).
    """

    class Kind(models.TextChoices):
        CRIMINAL = "criminal", "Federal criminal"
        CIVIL = "civil", "civil or administrative"
        TAX = "tax", "tax administration"

    citation = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=200)
    words = models.TextField()
    entered_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_words = models.TextField(blank=True, default="", db_default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["citation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation"], condition=models.Q(withdrawn_on=None), name="statute_determined_once"
            )
        ]

    def __str__(self) -> str:
        return self.citation
