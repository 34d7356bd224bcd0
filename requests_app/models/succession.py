"""A successor request: begun by the agency from the subjects of an earlier request that were returned, linked both ways."""

from __future__ import annotations

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Now

from audits.guarding import append_only
from audits.rows import tracked

from ..rules.transitions import Status
from .agency import Agency
from .disclosure_request import DisclosureRequest
from .tallies import tally_of


class Succession(models.Model):
    """That one request succeeds another, and how far the subjects are carried over: 'not yet done' without `finished_at`.

    `count`: subjects to carry; `carried`: subjects carried; `row`: subjects of the earlier request up to it are done.
    `trouble`: why it stopped before its end.
    """

    earlier = models.ForeignKey(DisclosureRequest, on_delete=models.PROTECT, related_name="successions")
    successor = models.OneToOneField(DisclosureRequest, on_delete=models.PROTECT, related_name="succeeds")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    carried = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")
    begun_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    history = tracked()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(finished_at=None), name="succession_unfinished"),
        ]


@append_only
class CarriedSubject(models.Model):
    """A returned subject and the one that came of it in the successor request."""

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    earlier_id = models.BigIntegerField(db_index=True)
    later_id = models.BigIntegerField(unique=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["succession", "earlier_id"], name="carried_once")]


CAME_FROM = """
WITH RECURSIVE line (id) AS (
    SELECT %s::bigint UNION SELECT n.earlier_id FROM line JOIN requests_app_succession n ON n.successor_id = line.id)
SELECT c.earlier_id FROM requests_app_carriedsubject c JOIN requests_app_succession n ON n.id = c.succession_id
WHERE n.successor_id IN (SELECT id FROM line)
"""
"""The ids of the subjects from which those of a request (its id) came, in all the requests before it."""


def being_carried(disclosure_request_id: int) -> bool:
    """Return whether returned subjects are still being carried over into this request."""
    return Succession.objects.filter(successor=disclosure_request_id, finished_at=None).exists()


def to_carry(disclosure_request: DisclosureRequest) -> int:
    """Return how many returned subjects no successor request has taken, as the agency may know it; it counts no subject."""
    returned = tally_of(disclosure_request.pk, irs_side=False).outcomes["returned"]
    if not returned:
        return 0
    standing = Succession.objects.filter(earlier=disclosure_request).exclude(successor__status=Status.WITHDRAWN)
    finished = standing.exclude(finished_at=None).aggregate(n=Sum("carried"))["n"] or 0
    going_on = standing.filter(finished_at=None).aggregate(n=Sum("count"))["n"] or 0
    return max(returned - finished - going_on, 0)
