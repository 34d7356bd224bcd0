"""A court order, who was served with it, and the single row that every release and every change of an order must take."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audits.guarding import append_only, function_only
from audits.rows import tracked

from ..rules.holds import ACKNOWLEDGE_WITHIN, APPEALS
from .agency import Agency
from .agreement import Agreement
from .batch import Batch
from .disclosure_request import DisclosureRequest


def _said(length: int) -> models.CharField[str, str]:
    return models.CharField(max_length=length, blank=True, default="", db_default="")


def _told() -> models.TextField[str, str]:
    return models.TextField(blank=True, default="", db_default="")


def _ids() -> ArrayField:
    return ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])


class Hold(models.Model):
    """A court order: what it is, what it bars ('disclose', 'use'), for whom, from when, until when.

    Its scope is all requests unless it is narrowed: to an agency, an agreement, a request, a file uploaded in it
    (`batch`), named subjects of it (`subject_ids`), or subjects for whom a statute is cited (`statute`, canonical:
    '8 USC 1253(a)(1)' covers '(a)(1)(B)' too). All that is given must fit. `excepted_…` are free of it.

    It binds from `starts` until the day before `lifted_on`, through `until` if its own words end it, and until the day on
    which the order that supersedes it binds. An appeal changes nothing of that. Court status is data that counsel enters
    with its citation, never a constant.
    """

    kind = models.CharField(max_length=40)
    court = models.CharField(max_length=120)
    docket = models.CharField(max_length=60)
    judge = _said(120)
    citation = models.CharField(max_length=200)
    binds = models.CharField(max_length=200)
    acts = ArrayField(models.CharField(max_length=20), default=list)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    disclosure_request = models.ForeignKey(
        DisclosureRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    subject_ids = _ids()
    statute = _said(60)
    exceptions = _told()
    excepted_request_ids = _ids()
    excepted_subject_ids = _ids()
    issued_on = models.DateField(null=True, blank=True)
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    lift_citation = _said(200)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    appeal = models.CharField(max_length=12, blank=True, default="", db_default="", choices=list(APPEALS.items()))
    appeal_on = models.DateField(null=True, blank=True)
    appeal_words = _told()
    acknowledge_within = models.PositiveSmallIntegerField(default=ACKNOWLEDGE_WITHIN, db_default=ACKNOWLEDGE_WITHIN)
    words = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1, db_default=1)
    made_by_key = models.UUIDField(null=True, blank=True, unique=True)
    entered_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())

    whole: bool
    """Not kept: set by `as_facts.holds_on`, whether it covers the request that was asked about as a whole."""

    history = tracked()

    class Meta:
        verbose_name = "court order"
        default_permissions = ()
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_on=None) | models.Q(lifted_on__gte=models.F("starts")),
                name="lifted_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("starts")),
                name="ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.docket}"


def live(on: date, order: str = "") -> models.Q:
    """Return which orders bind on a day or will: not lifted, ended or superseded by then. `order`: 'hold__' for services."""
    lifted = f"{order}lifted_on__gt"
    lifted_later = models.Q(**{lifted: on}) & models.Q(**{lifted: models.F(f"{order}starts")})
    return (
        (models.Q(**{f"{order}lifted_on": None}) | lifted_later)
        & (models.Q(**{f"{order}until": None}) | models.Q(**{f"{order}until__gte": on}))
        & (models.Q(**{f"{order}superseded_by": None}) | models.Q(**{f"{order}superseded_by__starts__gt": on}))
    )


@function_only
class OrderService(models.Model):
    """An order served on one person, and the person's acknowledgement in writing.

    Whoever received a package that the order covers is served by the database in the transaction that enters the order, or
    that transmits the package; others by counsel. A change of what the order says asks for a new acknowledgement.
    """

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="services")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="services")
    served_on = models.DateField()
    method = models.CharField(max_length=120)
    acknowledge_by = models.DateField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, default="")

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["acknowledge_by", "id"]
        constraints = [models.UniqueConstraint(fields=["hold", "person"], name="served_once")]


@append_only
class StatuteReading(models.Model):
    """Which statutes a text cites, in canonical form, as an edition of the rules reads it. The text itself isn't kept.

    The database's gate looks here when an order covers a statute; a text that nobody read yet counts as covered. It can't read
    a citation itself, so who added a line is in history, and each release holds the lines that it rests on against the rules.
    """

    edition = models.CharField(max_length=60)
    text_sha256 = models.BinaryField()
    citations = ArrayField(models.CharField(max_length=80), default=list)

    history = tracked()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "text_sha256"], name="read_once_an_edition")]


@function_only
class HoldGate(models.Model):
    """One row. Releases share it, orders own it: from the instant an order commits, no release it covers commits."""

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_gate")]
