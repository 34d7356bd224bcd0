"""The part of `bench.whole_request` that works with the project's models: each step by the person whose it is.

Imported once the settings are known (`django.setup`). The people are those of the tests (`tests/cast.py`).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command
from django.db.models import Count, Model, Sum

from audits.acting import acting
from audits.guarding import history_model
from audits.models import AccountingEntry, AccountingKind
from bench.sample_files import SEED
from requests_app import tasks
from requests_app.demonstration.invented import row
from requests_app.intake import mapping, receiving
from requests_app.matching.normal import NAME_AND_ADDRESS
from requests_app.models import (
    Batch,
    ConfidentialFlag,
    CrossCheck,
    Deciding,
    DisclosureRequest,
    JudgingState,
    MatchState,
    MatchTally,
    Preparation,
    Release,
    ReleaseItem,
    Selection,
    Subject,
)
from requests_app.models.batch import OPEN_BATCH
from requests_app.models.release import PreparationStatus
from requests_app.models.subject import Outcome
from requests_app.models.tallies import tally_of
from requests_app.rules.matching import Verdict
from requests_app.workflow import (
    completeness,
    drafting,
    fulfilment,
    irs_approval,
    legal_review,
    selecting,
    showing,
    submission,
)
from requests_app.workflow.filtering import Filter
from requests_app.workflow.questions import case_of, moves_for
from tests import cast

WHY = "A measurement, from its first step to its last."
ON_FILE = ("Ave", "St", "Rd", "Blvd", "Ct", "Dr", "Lane", "Way", "Pl")
"""How streets end whose addresses compare: the records are of people who live in one."""

Act = Callable[[], object]
Over = Callable[[], bool]


def write_records(path: Path, rows: int, matched: int) -> None:
    """Write a file of records of that many of the people, all over the file: those who live in a street."""
    apart = max(1, rows // matched)
    with path.open("w", newline="", encoding="utf-8") as out:
        write = csv.DictWriter(out, ("tin", *NAME_AND_ADDRESS), extrasaction="ignore", restval="")
        write.writeheader()
        numbers: list[int] = []
        for first in range(1, apart + 1):
            for number in range(first, rows + 1, apart):
                if len(numbers) < matched and row(number, SEED).get("address_line1", "").endswith(ON_FILE):
                    numbers.append(number)
        write.writerows(row(number, SEED) for number in sorted(numbers))


class Walker:
    """One request on its way, and everybody who has a hand in it."""

    def __init__(self) -> None:
        cast.enter_all()
        self.who = cast.cast()
        given = {"title": "A measurement", "purpose": "Grand jury investigation of forged work permits."}
        made = drafting.create(
            by=self.who.liaison,
            why=WHY,
            agency=self.who.usao,
            agreement=None,
            items=["address"],
            cover={},
            key=uuid4(),
            **given,
        )
        self.pk = made.pk
        self.batch = 0
        self.selection: Selection | None = None
        self.given_out = 0

    @property
    def one(self) -> DisclosureRequest:
        """The request as it stands now."""
        return cast.fresh(DisclosureRequest(pk=self.pk))

    @property
    def seen(self) -> int:
        """The version that somebody who opens a page now would see."""
        return self.one.version

    def page(self) -> object:
        """Ask what a page of the request asks."""
        one = self.one
        return moves_for(one, self.who.specialist, case_of(one))

    def steps(self, file: Path, records: Path) -> Iterator[tuple[str, Act, Over | None]]:
        """Yield each step: its name, what is done, and, where workers go on, whether they are through."""
        yield "records stored", lambda: call_command("load_records", str(records), stdout=io.StringIO()), None
        yield "received", lambda: self._receive(file), None
        yield "read and judged", self._confirm, lambda: not self._waits(Batch, pk=self.batch, status__in=OPEN_BATCH)
        yield "handed over", lambda: cast.hand_over(self.who, self.one), None
        yield "signed and sent in", self._sign, None
        yield "judged anew and matched", self._ring_as_signed, lambda: self._judged() and self._matched()
        for verdict in (Verdict.NOT_FOUND, Verdict.AMBIGUOUS):
            if self._left(verdict):
                yield f"{verdict.replace('_', ' ')}: chosen", partial(self._choose, verdict), None
                yield "  sample opened, decided", self._decide, None
                yield "  carried out", self._carry_out, lambda: not self._waits(Deciding, finished_at=None)
        yield "compared with other requests", lambda: tasks.ring(tasks.compare_request, self.pk), self._compared
        yield "found complete", lambda: self._do(completeness.find_complete, self.who.specialist), None
        yield "determined", self._determine, None
        yield "approved", lambda: self._do(irs_approval.approve, self.who.approver), None
        yield "prepared", self._prepare, lambda: not self._waits(Preparation, status=PreparationStatus.WORKING)
        yield "authorized", lambda: fulfilment.authorize(self.release, by=self.who.authorizer, why=WHY), None
        yield "transmitted", lambda: fulfilment.transmit(self.release, by=self.who.transmitter, why=WHY), None
        yield "fetched and opened", self._fetch, None

    def _waits(self, model: type[Model], **where: object) -> bool:
        return model._default_manager.filter(**where).exists()

    def _left(self, verdict: str) -> int:
        lines = MatchTally.objects.filter(disclosure_request=self.pk, verdict=verdict)
        return int(lines.aggregate(all=Sum("subjects"))["all"] or 0)

    def _receive(self, file: Path) -> None:
        with file.open("rb") as stream:
            made = receiving.receive(
                self.pk, by=self.who.liaison, why=WHY, filename=file.name, stream=stream, key=uuid4()
            )
        self.batch = made.pk

    def _confirm(self) -> None:
        columns = mapping.suggest(Batch.objects.get(pk=self.batch).header)
        mapping.confirm(self.batch, by=self.who.liaison, why=WHY, columns=columns)
        tasks.ring(tasks.read_batch, self.batch)

    def _sign(self) -> None:
        held = {"office": "us_attorney", "capacity": "holder", "instrument": "", "title": "United States attorney"}
        submission.sign_and_send(self.pk, by=self.who.signer, why=WHY, seen=self.seen, letter=None, **held)

    def _ring_as_signed(self) -> None:
        for task in (tasks.judge_request, tasks.match_request):
            tasks.ring(task, self.pk)

    def _judged(self) -> bool:
        return not self._waits(JudgingState, disclosure_request=self.pk, judged_on=None)

    def _compared(self) -> bool:
        return not self._waits(CrossCheck, disclosure_request=self.pk)

    def _matched(self) -> bool:
        return self._waits(MatchState, pk=self.pk, finished_at__isnull=False)

    def _choose(self, verdict: str) -> None:
        self.selection = selecting.make(
            self.pk, by=self.who.specialist, why=WHY, chosen=Filter(verdict=verdict), key=uuid4()
        )

    def _decide(self) -> None:
        if self.selection is None:
            raise RuntimeError("Nothing was chosen.")
        for subject in self.selection.sample:
            with acting(by=self.who.specialist, why=WHY):
                showing.subject(self.one, subject, cast.looker_for(self.who.specialist, self.one))
        reason = {"outcome": Outcome.DENIED, "reason_code": "no_record_or_mismatch"}
        selecting.act(self.selection.pk, by=self.who.specialist, why=WHY, seen=self.seen, **reason)

    def _carry_out(self) -> None:
        for deciding in Deciding.objects.filter(finished_at=None):
            tasks.ring(tasks.carry_out_decision, deciding.pk)

    def _do(self, act: Callable[..., object], by: cast.Person) -> None:
        act(self.pk, by=by, why=WHY, seen=self.seen)

    def _determine(self) -> None:
        legal_review.determine(self.pk, by=self.who.counsel, why=WHY, seen=self.seen, elements=cast.LAWFUL)

    def _prepare(self) -> None:
        asked = fulfilment.prepare(self.pk, by=self.who.specialist, why=WHY, recipient=self.who.recipient)
        if asked.status == PreparationStatus.WORKING:
            tasks.ring(tasks.prepare_package, asked.pk)

    @property
    def release(self) -> int:
        """The package. Raises Release.DoesNotExist if it couldn't be made."""
        return Release.objects.get(disclosure_request=self.pk).pk

    def _fetch(self) -> None:
        got = fulfilment.fetch(self.release, by=self.who.recipient, why=WHY, origin="a measurement")
        with zipfile.ZipFile(io.BytesIO(cast.opened(got))) as files, files.open("release.csv") as text:
            self.given_out = sum(1 for _ in csv.reader(io.TextIOWrapper(text, "utf-8-sig")))

    def counted(self, rows: int, matched: int) -> dict[str, tuple[int, int]]:
        """Return words -> what is counted now, and what it should be."""
        subjects = Subject.objects.filter(disclosure_request=self.pk)
        outcomes = dict(subjects.order_by().values_list("outcome").annotate(n=Count("pk")))
        items = ReleaseItem.objects.filter(release__disclosure_request=self.pk)
        entries = AccountingEntry.objects.filter(case_id=self.pk)
        released = set(items.values_list("subject_id", flat=True))
        accounted = set(entries.filter(kind=AccountingKind.DISCLOSURE).values_list("subject_id", flat=True))
        approved = set(subjects.filter(outcome=Outcome.APPROVED).values_list("pk", flat=True))
        history = history_model(Subject)._default_manager.filter(disclosure_request_id=self.pk)
        tally = tally_of(self.pk)
        return {
            "subjects": (subjects.count(), rows),
            "approved": (outcomes.get(Outcome.APPROVED, 0), matched),
            "denied": (outcomes.get(Outcome.DENIED, 0), rows - matched),
            "items released": (items.count(), matched),
            "accounting entries of disclosures": (entries.filter(kind=AccountingKind.DISCLOSURE).count(), matched),
            "accounting entries of requests": (entries.filter(kind=AccountingKind.REQUEST).count(), 1),
            "released or accounted for, not approved": (len((released | accounted) - approved), 0),
            "approved, not released or not accounted for": (len(approved - (released & accounted)), 0),
            "history rows from intake": (history.filter(history_type="+").count(), rows),
            "history rows of outcomes": (history.filter(history_type="~").count(), rows),
            "tally of those who stand": (tally.standing, matched),
            "tally of the denied": (tally.outcomes[Outcome.DENIED], rows - matched),
            "tally of flags": (tally.blocked + tally.unreviewed, 0),
            "tally of matched": (self._left(Verdict.MATCHED), matched),
            "tally of the other verdicts": (self._left(Verdict.NOT_FOUND) + self._left(Verdict.AMBIGUOUS), 0),
            "confidential flags": (ConfidentialFlag.objects.filter(disclosure_request=self.pk).count(), 0),
            "lines of the package's CSV file": (self.given_out, matched + 1),
        }
