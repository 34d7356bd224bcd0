"""A person with an account. People are deactivated, never deleted: history names them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from audits.rows import tracked


class Person(AbstractUser):
    """One human being with one account. What he or she may do is granted on agencies, never by a flag here."""

    title = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey("Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="staff")

    history = tracked(excluded=("password", "last_login", "is_superuser", "is_staff"))

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_is_superuser"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()


class HomeKey(models.Model):
    """Where a person lives, as keyed hashes of the normal form alone: to see who opens a taxpayer of one's own address.

    The address itself is kept nowhere. `unit` is None where it has none.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="home")
    street = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"the home of {self.person}"
