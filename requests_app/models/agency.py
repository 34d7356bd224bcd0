"""A Federal agency that may ask, its roster of engaged officers, and the rights granted on its requests."""

from __future__ import annotations

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from audits.rows import tracked

from ..rules.roles import Role


class AgencyKind(models.TextChoices):
    """The two kinds that 6103(i)(2)(A) knows."""

    AGENCY = "agency", "Federal agency"
    DOJ = "doj", "Department of Justice"


class Agency(models.Model):
    """An asking agency. Every right in the product is a role granted to a person on an agency."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=8, choices=AgencyKind.choices)
    purpose_code = models.CharField(max_length=40, default="criminal investigation")
    is_demonstration = models.BooleanField(default=False)
    roster_kept = models.BooleanField(default=False, db_default=False)
    """Whether its roster is kept in full: then an officer who isn't on it isn't engaged ((i)(2)(A))."""

    history = tracked()

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]
        default_permissions = ()
        permissions = [(role.value, role.label) for role in Role]

    def __str__(self) -> str:
        return self.name


class AgencyPersonGrant(UserObjectPermissionBase):
    """A role of one person on one agency: django-guardian's permission, in a table of its own."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)

    history = tracked()


class AgencyGroupGrant(GroupObjectPermissionBase):
    """A role of a group on one agency. None is granted today; django-guardian asks both tables."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)

    history = tracked()


class Officer(models.Model):
    """A person on an agency's roster who may be personally and directly engaged. Source: 6103(i)(2)(A)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    name = models.CharField(max_length=160)
    title = models.CharField(max_length=160, blank=True)
    person = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="roster_entries")
    is_active = models.BooleanField(default=True)

    history = tracked()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_roster_entry_a_name")]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name
