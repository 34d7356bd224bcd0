"""One named taxpayer in a request, as the agency set it forth, with the verdict of the rules and the outcome."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.expressions import RawSQL

from audits.guarding import tax_columns
from audits.rows import tracked

from ..rules.facts import SUBJECT_FIELDS, TinForm
from .agency import Agency
from .disclosure_request import DisclosureRequest


class Outcome(models.TextChoices):
    """What became of a subject. `dropped`: by the agency, before sending in."""

    OPEN = "open", "open"
    DROPPED = "dropped", "dropped by the agency"
    RETURNED = "returned", "returned"
    DENIED = "denied", "denied"
    APPROVED = "approved", "approved"


class Grade(models.TextChoices):
    """How an element of (i)(2)(B) stands for a subject: the database's own gate reads these."""

    UNJUDGED = "", "not judged"
    COMPLETE = "complete", "complete"
    INCOMPLETE = "incomplete", "incomplete"


def _grade() -> models.CharField[str, str]:
    return models.CharField(max_length=10, choices=Grade.choices, default=Grade.UNJUDGED, blank=True)


@tax_columns("tin_sealed", "tin_index", "reason_key", "identity_keys", *SUBJECT_FIELDS)
class Subject(models.Model):
    """A subject. Text is kept as received; the TIN is sealed, with a blind index for look-up and matching.

    `judged_under` names the edition of rules and lists of the standing verdict; '' means not yet judged as it now stands.
    """

    # These three are held by `gates/contents.sql`, a statement at a time: a constraint looks at each of a million rows. The
    # first two are found by the indexes below.
    disclosure_request = models.ForeignKey(
        DisclosureRequest, on_delete=models.CASCADE, related_name="subjects", db_constraint=False, db_index=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    batch = models.ForeignKey(
        "Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="subjects", db_constraint=False
    )
    row = models.PositiveIntegerField()
    first_name = models.TextField(blank=True, default="")
    middle_name = models.TextField(blank=True, default="")
    last_name = models.TextField(blank=True, default="")
    entity_name = models.TextField(blank=True, default="")
    date_of_birth = models.TextField(blank=True, default="")
    a_number = models.TextField(blank=True, default="")
    fins = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    address_line1 = models.TextField(blank=True, default="")
    address_line2 = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    state = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    country = models.TextField(blank=True, default="")
    tax_periods = models.TextField(blank=True, default="")
    statute = models.TextField(blank=True, default="")
    case_number = models.TextField(blank=True, default="")
    case_opened = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    officer_name = models.TextField(blank=True, default="")
    officer_title = models.TextField(blank=True, default="")
    removal_order_date = models.TextField(blank=True, default="")
    removal_order_case = models.TextField(blank=True, default="")
    removal_ground = models.TextField(blank=True, default="")
    tin_form = models.CharField(max_length=10, choices=TinForm.choices, default=TinForm.NONE)
    tin_sealed = models.BinaryField(null=True, blank=True)
    tin_index = models.BinaryField(null=True, blank=True)
    reason_key = models.BinaryField(default=b"", blank=True)
    identity_keys = ArrayField(models.BinaryField(), default=list, db_default=[], blank=True)
    judged_under = models.CharField(max_length=60, default="", blank=True)
    blocking_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    review_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    cleared_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    grade_name = _grade()
    grade_address = _grade()
    grade_period = _grade()
    grade_statute = _grade()
    grade_reason = _grade()
    grade_matter = _grade()
    grade_officer = _grade()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=60, default="", blank=True)

    history = tracked(excluded=("identity_keys",), unindexed=("disclosure_request", "agency", "batch"))

    class Meta:
        default_permissions = ()
        ordering = ["disclosure_request_id", "row"]
        indexes = [
            models.Index(
                fields=["disclosure_request", "row"], condition=models.Q(judged_under=""), name="subject_unjudged"
            ),
            models.Index(fields=["agency", "reason_key"], name="subject_by_reason"),
            GinIndex(fields=["identity_keys"], name="subject_by_identity"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["disclosure_request", "row"], name="one_subject_a_row"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="subject_outcome_known"),
            models.CheckConstraint(condition=~models.Q(outcome_reason="impairment"), name="subject_hides_i6"),
        ]

    def __str__(self) -> str:
        return f"subject {self.row}"


def bearers(keys: Iterable[bytes], of_request: int | None = None) -> RawSQL:
    """Return the ids of the subjects that bear one of these keys of an identity, in one request or in any, for `pk__in`.

    A filter on the column itself would read every subject: row-level security keeps the index from it.
    """
    return RawSQL("SELECT desk_bearers(%s::bytea[], %s)", (list(keys), of_request))


SUBJECT_CONTENT = (*SUBJECT_FIELDS, "tin_sealed", "tin_index", "tin_form")
"""Columns that are what the agency sent: frozen while others decide."""

GRADES = ("name", "address", "period", "statute", "reason", "matter", "officer")
"""The elements graded for the database's own gate, as `rules.flags.grades` names them."""
