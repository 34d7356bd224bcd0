"""What the verdicts on a request rest on: the last change of the lists they took in, the day, and how far a run has come."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce, Now

from audits.guarding import function_only

from .disclosure_request import DisclosureRequest


@function_only
class ListChange(models.Model):
    """A change of what the rules are given beside a request: orders, agreements, safeguards, thresholds, words, statutes.

    The database adds a line for each statement that changes one, whoever sends it; ids follow the order of commits.
    """

    table = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()


class JudgingState(models.Model):
    """What a request was last judged under as a whole. Behind the lists, or behind today, it is judged again.

    `row` is how far the run of the day `running_on` has come, which looks at every subject; 0 before and after it.
    """

    disclosure_request = models.OneToOneField(
        DisclosureRequest, on_delete=models.CASCADE, primary_key=True, related_name="judging_state"
    )
    edition = models.CharField(max_length=60, blank=True, default="")
    list_change = models.BigIntegerField(default=0)
    judged_on = models.DateField(null=True)
    running_on = models.DateField(null=True)
    row = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()


def last_change() -> int:
    """Return the number of the last change of any list; 0 before the first."""
    return ListChange.objects.aggregate(last=models.Max("id"))["last"] or 0


def judged(disclosure_request_id: int, edition: str) -> tuple[bool, bool]:
    """Return whether every subject of a request was looked at since it came in, and whether the request as a whole was
    judged by this edition since the lists last changed. One query.
    """
    last = ListChange.objects.order_by("-id").values("id")[:1]
    states = JudgingState.objects.filter(pk=disclosure_request_id).annotate(last=Coalesce(models.Subquery(last), 0))
    row = states.values_list("judged_on", "edition", "list_change", "last").first()
    return (row[0] is not None, row[1] == edition and row[2] >= row[3]) if row else (False, False)
