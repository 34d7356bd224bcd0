"""What matching found for each subject of a request: for the IRS's case roles alone, never in the subject's own row.

Whether the IRS holds a record, that a TIN differs, that two records fit, is return information itself. Rows here are walled
off twice, as in `confidential.py`. Source: domain, sections 4 (audiences) and 7; 26 U.S.C. 6103(b)(2), 7431.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.functions import Now

from audits.guarding import append_only, derived, tax_columns
from audits.rows import tracked

from ..rules.matching import AddressCheck, Method, Verdict
from .agency import Agency
from .disclosure_request import DisclosureRequest
from .subject import Subject


class MatchState(models.Model):
    """How far the matching of a request has come: 'not yet done', as the database knows it.

    Done while `finished_at` is set for the present `edition`, `submission` and `source` (the records source's own count of
    its changes). `row`: subjects up to it are matched. `formed`: subjects up to it have their normal forms.
    """

    disclosure_request = models.OneToOneField(
        DisclosureRequest, on_delete=models.CASCADE, primary_key=True, related_name="match_state"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=60)
    submission = models.PositiveIntegerField()
    source = models.BigIntegerField(default=0)
    formed = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


@tax_columns("record_id", "candidates", "reasons", "verdict", "address", "tin_code")
class MatchVerdict(models.Model):
    """What was found for one subject, in one submission. `reasons`: one 'field:comparison' each, the score's own reasons.

    `record_id`: the one record that fits, only with verdict 'matched'. `candidates`: records that may fit (at most ten), for a
    person to look at. `tin_code`: the IRS's TIN-match code, '' where no TIN was compared. `decided_by`: the person who
    decided, in writing (MatchDecision); the system never writes over such a verdict in the same submission.
    """

    subject = models.OneToOneField(
        Subject, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    submission = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    method = models.CharField(max_length=12, choices=Method.choices, blank=True, default="")
    address = models.CharField(max_length=14, choices=AddressCheck.choices, blank=True, default="")
    tin_code = models.CharField(max_length=1, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    candidates = ArrayField(models.BigIntegerField(), default=list)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    edition = models.CharField(max_length=60)
    decided_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["disclosure_request", "verdict", "subject"], name="verdict_by_request"),
            models.Index(fields=["record_id"], condition=models.Q(record_id__isnull=False), name="verdict_by_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.MATCHED, record_id__isnull=False)
                | (~models.Q(verdict=Verdict.MATCHED) & models.Q(record_id=None)),
                name="a_record_if_matched",
            ),
        ]


@append_only
@tax_columns("record_id", "verdict")
class MatchDecision(models.Model):
    """A person's decision on one subject that matching left to people: which record it is, or that none fits, in writing."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField(db_index=True)
    submission = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    record_id = models.BigIntegerField(null=True)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    words = models.TextField()
    decided_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]


@append_only
@tax_columns("verdict")
class MatchDraw(models.Model):
    """One verdict drawn by chance for a person to re-check. A draw stands, re-checked or not: nobody picks among them.

    Drawn once: for the verdict that it was, in its submission, under its edition.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    submission = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    edition = models.CharField(max_length=60)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "submission", "edition", "verdict"], name="drawn_once"),
        ]


@append_only
@tax_columns("verdict", "agrees")
class MatchRecheck(models.Model):
    """One re-check, by a person, of a verdict drawn by chance: does it hold? The error rates come from these.

    `drawn`: why the subject was drawn ('matched' or 'not_found', the verdict it bore). `agrees`: the verdict holds.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField(db_index=True)
    submission = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    edition = models.CharField(max_length=60)
    agrees = models.BooleanField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    words = models.TextField()
    checked_at = models.DateTimeField(db_default=Now())

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "submission", "person"], name="rechecked_once_a_person"),
        ]


@derived
class MatchTally(models.Model):
    """One difference in the count of a request's standing subjects by verdict and address check (unit: subjects).

    Kept by the database beside every change of a verdict or of a subject's outcome; their sum is exact at every moment.
    """

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10)
    address = models.CharField(max_length=14, blank=True, default="")
    submission = models.PositiveIntegerField()
    subjects = models.BigIntegerField()

    class Meta:
        default_permissions = ()


class Matching(NamedTuple):
    """Whether a request's matching is done, and how many of its standing subjects no one record fits."""

    done: bool
    unmatched: int


def matching_of(disclosure_request_id: int) -> Matching:
    """Return how far the matching of a request has come. To the agency's reader it is done always, and nobody is unmatched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT done, unmatched FROM desk_matching(%s)", [disclosure_request_id])
        done, unmatched = cursor.fetchone()
    return Matching(bool(done), int(unmatched))


def verdicts_of(disclosure_request: DisclosureRequest) -> models.QuerySet[MatchVerdict]:
    """Return what matching found for a request's subjects as they stand now: in the present submission."""
    return MatchVerdict.objects.filter(
        disclosure_request=disclosure_request, submission=disclosure_request.submission
    ).order_by()


def disputed_ids(disclosure_request: DisclosureRequest) -> set[int]:
    """Return the subjects whose match a re-check found wrong, and nobody has decided on since: they bar as if none fitted."""
    later = MatchDecision.objects.filter(
        subject_id=models.OuterRef("subject_id"),
        submission=models.OuterRef("submission"),
        decided_at__gt=models.OuterRef("checked_at"),
    )
    wrong = MatchRecheck.objects.filter(
        ~models.Exists(later),
        disclosure_request=disclosure_request,
        submission=disclosure_request.submission,
        verdict=Verdict.MATCHED,
        agrees=False,
    )
    matched = verdicts_of(disclosure_request).filter(verdict=Verdict.MATCHED)
    return set(matched.filter(subject_id__in=wrong.values("subject_id")).values_list("subject_id", flat=True))


def fitting(disclosure_request: DisclosureRequest) -> models.QuerySet[MatchVerdict]:
    """Return the verdicts by which exactly one record fits and the addresses agree, unless a re-check found the match wrong."""
    agreeing = verdicts_of(disclosure_request).filter(verdict=Verdict.MATCHED, address=AddressCheck.AGREES)
    return agreeing.exclude(subject_id__in=disputed_ids(disclosure_request))


def counts_of(disclosure_request: DisclosureRequest) -> dict[tuple[str, str], int]:
    """Return how many standing subjects bear each verdict and address check, from the counts that the database keeps."""
    lines = MatchTally.objects.filter(
        disclosure_request=disclosure_request, submission=disclosure_request.submission
    ).order_by()
    counted = lines.values_list("verdict", "address").annotate(models.Sum("subjects"))
    return {(verdict, address): number for verdict, address, number in counted if number}
