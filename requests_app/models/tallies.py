"""How many subjects of a request stand how: kept by the database beside every change, so that no page counts a million rows.

Each statement on subjects adds a few lines of differences; the sum of a request's lines is exact at every moment, also in the
transaction that made the change. Lines are only added, so that two workers never wait for each other; the sweep sums up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, models
from django.db.models import Sum

from audits.guarding import derived, function_only

from .agency import Agency
from .disclosure_request import DisclosureRequest


class Among(models.TextChoices):
    """Whose subjects a line counts. `unseen`: set aside for a reason that the agency may not learn, so to it they stand."""

    STANDING = "standing", "standing"
    UNSEEN = "unseen", "set aside, unseen by the agency"
    ASIDE = "aside", "dropped, returned or denied"


class Counted(models.TextChoices):
    """What a line counts; `key` says of which outcome, edition or code."""

    OUTCOME = "outcome", "of an outcome"
    EDITION = "edition", "judged under an edition"
    BLOCKED = "blocked", "with a blocking flag"
    UNREVIEWED = "unreviewed", "with a review flag to be cleared"
    BLOCKING = "blocking", "with this blocking flag"
    REVIEW = "review", "with this review flag, to be cleared"
    CLEARED = "cleared", "with this review flag, cleared"


@derived
class SubjectTally(models.Model):
    """One difference in a count. Unit of `subjects`: subjects, negative where they went."""

    disclosure_request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="tallies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    among = models.CharField(max_length=8, choices=Among.choices)
    counted = models.CharField(max_length=10, choices=Counted.choices)
    key = models.CharField(max_length=60, blank=True, default="")
    subjects = models.BigIntegerField()

    class Meta:
        default_permissions = ()


@function_only
class TallyStep(models.Model):
    """A difference in a count kept for ever, with the transaction that made it: their sum up to one is what it left.

    Beside what `SubjectTally` counts it has `verdict`: standing subjects by submission and match verdict, 'n:verdict'. For the
    IRS's side alone. It says nothing that history doesn't: `desk_tally_steps()` reads the same lines from there.
    """

    disclosure_request = models.ForeignKey(
        DisclosureRequest, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    txid = models.BigIntegerField()
    among = models.CharField(max_length=8)
    counted = models.CharField(max_length=10)
    key = models.CharField(max_length=60, blank=True, default="")
    subjects = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["disclosure_request", "txid"], name="tally_step_by_request")]


@dataclass(slots=True)
class Tally:
    """The counts of one request as one side sees it. Units: subjects; `blocking`, `review` (to be cleared) and `cleared` by
    code, `editions` by the edition judged under ('' is not judged as it now stands).
    """

    standing: int = 0
    approved: int = 0
    blocked: int = 0
    unreviewed: int = 0
    all: int = 0
    blocking: Counter[str] = field(default_factory=Counter)
    review: Counter[str] = field(default_factory=Counter)
    cleared: Counter[str] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of those that don't stand, by outcome."""

    def unjudged(self, edition: str) -> int:
        """Return how many standing subjects aren't judged under an edition."""
        return self.standing - self.editions[edition]

    def _add(self, among: str, counted: str, key: str, subjects: int, *, irs_side: bool) -> None:
        stands = among == Among.STANDING or (among == Among.UNSEEN and not irs_side)
        if counted == Counted.OUTCOME:
            self.all += subjects
            if stands:
                self.standing += subjects
                self.approved += subjects if key == "approved" else 0
            else:
                self.outcomes[key] += subjects
        elif stands and counted in (Counted.BLOCKED, Counted.UNREVIEWED):
            setattr(self, counted, getattr(self, counted) + subjects)
        elif stands:
            by_code = {
                "edition": self.editions,
                "blocking": self.blocking,
                "review": self.review,
                "cleared": self.cleared,
            }
            by_code[counted][key] += subjects


def tallies_of(request_ids: Iterable[int], *, irs_side: bool) -> dict[int, Tally]:
    """Return the counts of each request, in one query; to the agency a subject set aside unseen counts as standing."""
    found = {pk: Tally() for pk in request_ids}
    lines = SubjectTally.objects.filter(disclosure_request__in=found).order_by()
    columns = ("disclosure_request_id", "among", "counted", "key")
    for pk, among, counted, key, subjects in lines.values_list(*columns).annotate(Sum("subjects")):
        if subjects:
            found[pk]._add(among, counted, key, subjects, irs_side=irs_side)
    return found


def tally_of(request_id: int, *, irs_side: bool = True) -> Tally:
    """Return the counts of one request."""
    return tallies_of([request_id], irs_side=irs_side)[request_id]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a request as a transaction left them: subjects as the IRS sees them, and standing ones by match verdict."""

    tally: Tally
    verdicts: Counter[str]


def counts_at(request_id: int, txid: int, submission: int) -> Counts:
    """Return the counts of a request after a transaction, in one query. `submission`: the one it was in then."""
    found = Counts(Tally(), Counter())
    lines = TallyStep.objects.filter(disclosure_request=request_id, txid__lte=txid).order_by()
    for among, counted, key, subjects in lines.values_list("among", "counted", "key").annotate(Sum("subjects")):
        if counted == VERDICT and subjects:
            of, _, verdict = key.partition(":")
            found.verdicts[verdict] += subjects if of == str(submission) else 0
        elif subjects:
            found.tally._add(among, counted, key, subjects, irs_side=True)
    return found


def judged_editions(tally: Tally) -> list[tuple[str, int]]:
    """Return under which editions standing subjects were judged, with how many; '' is not judged as they then stood."""
    return sorted((edition, number) for edition, number in tally.editions.items() if number)


VERDICT = "verdict"
"""What a step counts that no `SubjectTally` does."""


def sum_up() -> int:
    """Put the lines of each count together into one, where there are many; return how many lines went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_sum_up_tallies()")
        return int(cursor.fetchone()[0])
