"""What is kept of who looked, and of what was disclosed. Written only by the functions of `ledgers.py`, never altered.

Ids of the things looked at are plain numbers: audits knows nothing of the application that stands on it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Now

from .anomaly_models import Anomaly as Anomaly
from .anomaly_models import AnomalyKind as AnomalyKind
from .anomaly_models import AnomalyVerdict as AnomalyVerdict
from .anomaly_models import JudgedDay as JudgedDay
from .anomaly_models import LookLimit as LookLimit
from .anomaly_models import LookTally as LookTally
from .anomaly_models import Verdict as Verdict
from .guarding import function_only, sealed_ledger, tax_columns, unread
from .sealed_models import Break as Break
from .sealed_models import Checkpoint as Checkpoint
from .sealed_models import KeyRotation as KeyRotation
from .sealed_models import Layout as Layout
from .sealed_models import Leaf as Leaf
from .sealed_models import Verification as Verification


class AccessAct(models.TextChoices):
    """How tax data was reached, or tried for."""

    VIEW = "view", "looked at"
    LIST = "list", "listed"
    SEARCH = "search", "searched"
    DOWNLOAD = "download", "downloaded"
    EXPORT = "export", "exported"
    PRINT = "print", "printed"
    FETCH = "fetch", "opened the package"
    WORK = "work", "processed"
    REVEAL = "reveal", "saw in full"
    SIGN_IN = "sign_in", "signed in"
    SIGN_OUT = "sign_out", "signed out"
    ACCOUNT = "account", "changed the account"


class Outcome(models.TextChoices):
    """What came of it."""

    SHOWN = "shown", "shown"
    DENIED = "denied", "denied"
    FAILED = "failed", "failed"


@function_only
class AccessRecord(models.Model):
    """One act of looking: who, in which role, from where, at what, why, when (database clock), with what outcome.

    `agency_id`: whose case it is, written by the database from the case; None where there is none.
    Source: 26 U.S.C. 7213A (unauthorized inspection); NIST SP 800-53 AU-2, AU-3, AU-12.
    """

    at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(default=0)
    person_id = models.BigIntegerField()
    person_name = models.TextField()
    role = models.TextField(default="")
    origin = models.TextField(default="")
    act = models.CharField(max_length=12, choices=AccessAct.choices)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    why = models.TextField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    count = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-id"], name="access_by_case"),
            models.Index(fields=["person_id", "-id"], name="access_by_person"),
            models.Index(fields=["txid"], name="access_by_transaction"),
            models.Index(fields=["agency_id", "-id"], name="access_by_agency"),
            models.Index(fields=["role", "-id"], name="access_by_role"),
            models.Index(fields=["kind", "-id"], name="access_by_kind"),
            models.Index(fields=["act", "-id"], name="access_by_act"),
            models.Index(fields=["origin", "-id"], name="access_by_origin"),
            models.Index(fields=["outcome", "-id"], condition=~models.Q(outcome="shown"), name="access_refused"),
            models.Index(fields=["at", "id"], name="access_by_time"),
            models.Index(fields=["-id"], condition=models.Q(person_id__gte=0), name="access_of_people"),
            models.Index(
                fields=["object_id", "-id"],
                condition=models.Q(outcome="denied", kind="subject"),
                name="access_denied_of",
            ),
            GinIndex(SearchVector("why", config="simple"), name="access_by_reason"),
        ]


@function_only
class AccessedSubject(models.Model):
    """A narrow row: this act of looking showed this subject.

    Written with its record by one function of the database, and neither is ever deleted: no constraint looks at each row.
    """

    record = models.ForeignKey(AccessRecord, on_delete=models.DO_NOTHING, related_name="subjects", db_constraint=False)
    subject_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-record"], name="accessed_by_subject")]


class AccountingKind(models.TextChoices):
    """What is accounted for under 26 U.S.C. 6103(p)(3)(A)."""

    REQUEST = "request", "request received"
    OUTCOME = "outcome", "request returned, denied or withdrawn"
    DISCLOSURE = "disclosure", "disclosure made"


@function_only
@tax_columns("taxpayer_key")
class AccountingEntry(models.Model):
    """One line of the permanent record of requests and disclosures: one per request received, one per taxpayer disclosed.

    `taxpayer_key`, of a disclosure: whose information it was, as a keyed hash. It is the blind index of the TIN on the record
    that was disclosed; where the source of records keeps no such index, that of the TIN which the agency gave; where there is
    neither, the record's own number. So two disclosures of one taxpayer, on whatever requests, bear the same key.

    Source: 26 U.S.C. 6103(p)(3)(A); the fields of Form 5466-B.
    """

    at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=AccountingKind.choices)
    agency_code = models.CharField(max_length=20)
    code_authority = models.CharField(max_length=20, default="6103(i)(2)")
    purpose_code = models.CharField(max_length=40)
    case_id = models.BigIntegerField(db_index=True)
    case_number = models.CharField(max_length=40)
    release_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    tier = models.CharField(max_length=20, default="")
    periods = models.TextField(default="")
    reasons = models.TextField(default="")
    person_id = models.BigIntegerField()
    person_name = models.TextField()
    taxpayer_key = models.BinaryField(default=b"", db_default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["txid"], name="account_by_transaction"),
            models.Index(fields=["agency_code", "at"], name="account_by_agency"),
            models.Index(fields=["taxpayer_key"], condition=~models.Q(taxpayer_key=b""), name="account_by_taxpayer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "release_id"],
                condition=models.Q(kind="disclosure"),
                name="disclosed_once_a_release",
            ),
        ]


@unread
@function_only
class HistoryEvent(models.Model):
    """What one statement did to the rows of one model, in one case: written by the trigger that copies them into history.

    `model`: its label. `act`: added, changed, removed, or what the application calls that change. `first_id` and `last_id`: of
    the copied rows in the model's history, among which rows of other cases may lie. `began`: when the transaction did, the same
    for all of it. `roles`: what the person held then. `case_id`, `agency_id`: None where it belongs to none. `object_id`: if it
    was one row. `fields`: columns that changed. `status`: of the case after it. `said`: words that people wrote in the rows.
    `secret`: only for readers whom the application's wall admits.

    It can be made anew from history, holds no tax data, and agrees with history: `events.disagreements()`.
    """

    began = models.DateTimeField()
    txid = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    model = models.TextField()
    act = models.TextField()
    added = models.IntegerField()
    changed = models.IntegerField()
    removed = models.IntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    roles = ArrayField(models.TextField(), default=list)
    why = models.TextField()
    case_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    object_id = models.BigIntegerField(null=True)
    fields = ArrayField(models.TextField(), default=list)
    status = models.TextField(default="")
    secret = models.BooleanField(default=False)
    said = models.TextField(default="")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["began", "txid"], name="event_by_time")]


sealed_ledger(AccessRecord, with_child=("audits_accessedsubject", "record_id", "subject_id"))
sealed_ledger(AccountingEntry)
sealed_ledger(KeyRotation)
sealed_ledger(Break)
