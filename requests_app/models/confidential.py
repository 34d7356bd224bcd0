"""What not everybody at the desk may know: flags for the IRS or for named counsel alone, and the list kept under (i)(6).

Rows here are walled off twice: `access.py` asks before it reads, and the database shows a page's transaction only what its
reader may see (gates/confidential.sql). Source: 26 U.S.C. 6103(i)(6); domain, every flag has an audience.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.functions import Now

from audits.guarding import append_only, tax_columns, withheld
from audits.rows import tracked

from ..rules.facts import Audience, Severity
from .agency import Agency
from .disclosure_request import DisclosureRequest
from .subject import Outcome, Subject


@withheld
class ConfidentialFlag(models.Model):
    """A flag on a subject that the asking agency may never see. It stands while there is a row; history keeps the rest.

    `submission`: for which version of the request a review flag was cleared; `edition`: of the rules it was judged by. There
    is no foreign key to the subject in the database: the agency, which sees no row of this table, must be able to drop one.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    evidence = models.TextField(blank=True, default="")
    edition = models.CharField(max_length=60)
    submission = models.PositiveIntegerField()
    cleared = models.BooleanField(default=False)
    raised_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["subject_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "code", "audience"], name="confidential_flag_once"),
            models.CheckConstraint(condition=~models.Q(audience=Audience.AGENCY), name="confidential_not_for_agency"),
            models.CheckConstraint(
                condition=models.Q(cleared=False) | models.Q(severity=Severity.REVIEW), name="only_review_is_cleared"
            ),
        ]


class CrossCheck(models.Model):
    """A request that is to be compared with the other requests and with the list: 'not yet done', as the database knows it.

    Lines are added by the database and taken away when the comparison is done. `spread`: which others are to be told;
    a line that tells nobody is the request's own, and bars a determination and a release until it is gone.
    """

    class Spread(models.TextChoices):
        NOBODY = "", "no other request"
        ACROSS = "across", "requests of other agencies"
        ALL = "all", "every other request"

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="+")
    spread = models.CharField(max_length=6, choices=Spread.choices, blank=True, default="", db_default="")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()


@withheld
class ProtectionKeeper(models.Model):
    """A legal reviewer who is named in writing to keep the list under (i)(6). Not every legal reviewer is."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    since = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="one_naming_at_a_time"),
        ]


@withheld
@tax_columns("sealed", "keys")
class ProtectedPerson(models.Model):
    """A person on the list kept under (i)(6): who it is and why, sealed; blind keys of the identity, to compare with.

    Sealed as JSON, bound to 'protected:<id>'. Never changed: withdrawn in writing.
    """

    sealed = models.BinaryField()
    keys = ArrayField(models.BinaryField())
    entered_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


@withheld
@append_only
@tax_columns("sealed")
class ProtectionAct(models.Model):
    """What named counsel did with the list, and why in his or her own words, sealed (bound to 'protection_act:<id>').

    The history of the request and the access log carry a neutral sentence instead.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", "entered"
        OPENED = "opened", "opened"
        WITHDRAWN = "withdrawn", "withdrawn"
        SET_ASIDE = "set_aside", "not disclosed under (i)(6)"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    protected = models.ForeignKey(ProtectedPerson, null=True, on_delete=models.PROTECT, related_name="acts")
    disclosure_request = models.ForeignKey(DisclosureRequest, null=True, on_delete=models.PROTECT, related_name="+")
    subject_ids = ArrayField(models.BigIntegerField(), default=list)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What confidential flags bar, as the reader of this transaction may know it.

    `unfinished`: a comparison isn't done, or a confidential flag blocks. `unreviewed`: standing subjects of which nothing but
    a confidential review flag is still to be cleared.
    """

    unfinished: bool = False
    unreviewed: int = 0


_KEPT_BACK = """
SELECT desk_counsel_unfinished(%s), count(DISTINCT f.subject_id)
FROM requests_app_confidentialflag f JOIN requests_app_subject s ON s.id = f.subject_id
WHERE f.disclosure_request_id = %s AND f.severity = 'review' AND NOT f.cleared AND s.outcome IN ('open', 'approved')
  AND s.review_codes <@ s.cleared_codes
"""


def kept_back(disclosure_request_id: int) -> KeptBack:
    """Return what confidential flags bar on a request that is with the IRS. To the agency nothing is ever kept back."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_BACK, [disclosure_request_id, disclosure_request_id])
        unfinished, unreviewed = cursor.fetchone()
    return KeptBack(bool(unfinished), int(unreviewed))


def irs_flags(disclosure_request_id: int, *, uncleared: bool = True) -> models.QuerySet[ConfidentialFlag]:
    """Return the review flags for the IRS alone on a request's standing subjects, those to be cleared or all of them.

    For pages of the IRS's side: to the agency's reader the database shows none.
    """
    flags = ConfidentialFlag.objects.filter(
        disclosure_request=disclosure_request_id,
        audience=Audience.IRS,
        severity=Severity.REVIEW,
        subject__outcome__in=(Outcome.OPEN, Outcome.APPROVED),
    ).order_by()
    return flags.filter(cleared=False) if uncleared else flags


def irs_subjects(code: str = "") -> models.QuerySet[ConfidentialFlag, int]:
    """Return the ids of subjects with a review flag for the IRS alone: of this code, or any that is to be cleared."""
    flags = ConfidentialFlag.objects.filter(audience=Audience.IRS).order_by()
    return (flags.filter(code=code) if code else flags.filter(cleared=False)).values_list("subject_id", flat=True)
