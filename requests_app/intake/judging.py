"""Judging: a waiting chunk becomes subjects with their verdicts; subjects whose verdict is out of date get a new one.

A chunk, in one transaction: 1. take it, unless another worker has it. 2. Open it, for the record. 3. Make its subjects and
judge them, before they are written, so that each has one history row. 4. Lock the request, which must still be the
agency's to change. 5. Write the subjects as the uploader's, empty the chunk, count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, ProgrammingError, reset_queries
from django.db.models import F, QuerySet
from psycopg import errors

from audits.access_log import Looker, look
from audits.acting import INTAKE, JUDGING, acting
from audits.models import AccessAct

from ..models import Batch, BatchChunk, DisclosureRequest, JudgingState, Subject
from ..models.as_facts import STANDING, judged_under, today
from ..models.batch import BatchStatus
from ..models.judging import last_change
from ..models.tallies import tally_of
from ..rules.facts import ALONE, SUBJECT_FIELDS, Book, Shared, SubjectFacts
from ..rules.flags import blocks, judge_counts, judge_subject
from ..rules.lists import EDITION
from ..rules.transitions import EDITABLE
from . import bulk, confidential, correcting, isolating, standing, whole
from .chunk_content import unpacked
from .counting import KEYS, Heavy, concerned, shared_near, weigh, weigh_near
from .reading import chunk_place
from .refusing import Halted
from .rows import last_row
from .verdicts import JUDGED_COLUMNS, Verdict, book_of, judge_with, judged_columns, put, store, store_review

log = structlog.get_logger(__name__)

AT_ONCE = 1_000
"""Subjects in a transaction."""
FEW = 20
"""Subjects for which what they share is counted one by one."""

SMALL = 2_000
"""Standing subjects of a request in which a change by hand is told at once to all that it bears on."""
SHARED_KEYS = {
    "reason.generic": "reason_key",
    "officer.overload": "officer_name",
    "matter.shared": "case_number",
    "subject.duplicate": "identity_keys",
}
"""Code that rests on what subjects share -> the column by which they do."""
SHARED_CODES = frozenset(SHARED_KEYS)
"""Codes that rest on what subjects share, so that a change of one subject may raise or end them on another."""

READ = ("pk", "row", *KEYS, *JUDGED_COLUMNS, *SUBJECT_FIELDS, "tin_form")
"""The columns of stored subjects that are judged again; no others are read."""
Row = tuple[Any, ...]
"""Their values."""
_KEYS = slice(2, 2 + len(KEYS))
_VERDICT = slice(_KEYS.stop, _KEYS.stop + len(JUDGED_COLUMNS))
_FACTS = slice(_VERDICT.stop, None)
_CLEARED = JUDGED_COLUMNS.index("cleared_codes")

INTAKE_LOOKER = Looker(INTAKE, "system", "worker", "judge the rows of an uploaded file")
JUDGING_LOOKER = Looker(JUDGING, "system", "worker", "judge subjects by the present edition of the rules")

MOVED_ON = "The request was no longer the agency's to change, so the rest of the file wasn't added."
NO_RIGHT = "The person who uploaded the file may no longer change the request, so the rest of the file wasn't added."


def judge_rows(subjects: Sequence[Subject], disclosure_request: DisclosureRequest, on: date) -> list[Verdict]:
    """Judge subjects, stored or not, by the lists in force; put each verdict into its subject, in memory, and return them.

    For up to FEW subjects what each shares with the request is counted; for more, `judge_stale` does it set-wise.
    """
    few = len(subjects) <= FEW
    shared = [shared_near(subject, disclosure_request) if few else Shared() for subject in subjects]
    return _judge(book_of(disclosure_request, on), subjects, shared, on)


def _judge(book: Book, subjects: Sequence[Subject], shared: Sequence[Shared], on: date) -> list[Verdict]:
    verdicts = judge_with(book, subjects, shared, on)
    for subject, verdict in zip(subjects, verdicts, strict=True):
        put(subject, verdict)
    return verdicts


def mark_stale(disclosure_request_id: int) -> int:
    """Mark every standing subject of a request as not judged as it now stands; return how many. Call inside `acting()`."""
    subjects = Subject.objects.filter(disclosure_request_id=disclosure_request_id, outcome__in=STANDING)
    return subjects.exclude(judged_under="").update(judged_under="")


def judge_chunk(batch_id: int) -> bool:
    """Turn one waiting chunk of a batch into subjects; return whether there was one to take."""
    batches = Batch.objects.select_related("uploaded_by", "disclosure_request__agency", "disclosure_request__agreement")
    batch = batches.filter(pk=batch_id, status=BatchStatus.JUDGING).first()
    if batch is None:
        return False
    try:
        return _judge_chunk(batch)
    except Halted as halted:
        standing.refuse(batch_id, str(halted), by=INTAKE)
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a chunk of an upload couldn't be judged", batch=batch_id)
        return _isolate(batch)


def _isolate(batch: Batch) -> bool:
    """Set apart the rows on which the rules fail; return whether the batch goes on."""
    book, on = book_of(batch.disclosure_request, today()), today()
    try:
        isolating.isolate(batch, lambda fields, rows: bulk.judge(fields, rows, book, on))
    except Halted as halted:
        standing.refuse(batch.pk, str(halted), by=INTAKE)
        return False
    return True


def _judge_chunk(batch: Batch) -> bool:
    with acting(by=batch.uploaded_by, why=f"upload {batch.sha256[:8]}"):
        waiting = BatchChunk.objects.filter(batch=batch, judged=False).order_by("number")
        chunk = waiting.select_for_update(skip_locked=True).first()
        if chunk is None:
            return False
        _add(batch, chunk, _judged(batch, chunk))
    return True


def _judged(batch: Batch, chunk: BatchChunk) -> bulk.Judged:
    """Open a chunk, for the record, and judge its rows."""
    opened = look(INTAKE_LOOKER, AccessAct.WORK, "upload", object_id=batch.pk, case_id=batch.disclosure_request_id)
    fields, rows = unpacked(opened.text(chunk.sealed, bound_to=chunk_place(batch.pk, chunk.number)))
    return bulk.judge(fields, rows, book_of(batch.disclosure_request, today()), today())


def _add(batch: Batch, chunk: BatchChunk, judged: bulk.Judged) -> None:
    """Write a chunk's subjects, in their places, and mark it done. Raises Halted if they may not be added any more."""
    disclosure_request = DisclosureRequest.objects.select_for_update(no_key=True).get(pk=batch.disclosure_request_id)
    if disclosure_request.status not in EDITABLE:
        raise Halted(MOVED_ON)
    try:
        bulk.write(batch, judged, _rows(batch, judged.positions))
    except ProgrammingError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise Halted(NO_RIGHT) from None
        raise
    BatchChunk.objects.filter(pk=chunk.pk).update(judged=True, sealed=None)
    counted = Batch.objects.filter(pk=batch.pk, status=BatchStatus.JUDGING)
    if not counted.update(rows_accepted=F("rows_accepted") + len(judged.positions)):
        raise Halted(MOVED_ON)


def _rows(batch: Batch, positions: list[int]) -> list[int]:
    """Return the numbers of a chunk's subjects in their request: as their rows stand in the file, after what was there
    before it; behind all if that is taken.
    """
    begin = BatchChunk.objects.values_list("first_row", flat=True).get(batch=batch, number=0) - 1
    wanted = [begin + position for position in positions]
    if batch.corrects_id is not None:
        return correcting.free_rows(batch, wanted, last_row(batch.disclosure_request_id))
    there = Subject.objects.filter(disclosure_request_id=batch.disclosure_request_id)
    if wanted and there.filter(row__gte=wanted[0], row__lte=wanted[-1]).exists():
        last = last_row(batch.disclosure_request_id)
        wanted = list(range(last + 1, last + 1 + len(wanted)))
    return wanted


@dataclass
class Rejudging:
    """One run over a request: the lists in force, what its subjects share, and how far it has come.

    `everyone`: the first run of a day looks at every subject, since time alone raises and ends flags; it goes on where the
    one before it was stopped. Other runs look at the subjects judged under other lists, or not as they now stand.
    """

    disclosure_request: DisclosureRequest
    book: Book
    on: date
    change: int
    everyone: bool
    after: int = 0

    @classmethod
    def of(cls, disclosure_request_id: int) -> Rejudging:
        """Begin a run, or go on with one."""
        requests = DisclosureRequest.objects.select_related("agency", "agreement")
        disclosure_request = requests.get(pk=disclosure_request_id)
        change, on = last_change(), today()
        state = whole.state_of(disclosure_request)
        book = book_of(disclosure_request, on)
        run = cls(disclosure_request, book, on, change, whole.is_due(state, on))
        if run.everyone and state.running_on == on:
            run.after = state.row
        return run

    def stale(self) -> QuerySet[Subject]:
        """Return the subjects whose verdict isn't of the present lists."""
        subjects = Subject.objects.filter(disclosure_request=self.disclosure_request)
        return subjects.exclude(judged_under=judged_under(self.book))

    @cached_property
    def heavy(self) -> Heavy:
        """What the request's subjects share, counted once."""
        return weigh(self.disclosure_request, self.book)

    def judge(self, found: Sequence[Row], shared: Iterable[Shared]) -> int:
        """Judge locked subjects with what each shares, for the record; write the verdicts that changed."""
        if not found:
            return 0
        look(JUDGING_LOOKER, AccessAct.WORK, "subjects", case_id=self.disclosure_request.pk)
        edition, changed = judged_under(self.book), {}
        for row, counts in zip(found, shared, strict=True):
            before = row[_VERDICT]
            raised = judge_subject(SubjectFacts._make((*row[_FACTS], counts, *ALONE[1:])), self.book, self.on)
            verdict = judged_columns(raised, edition, before[_CLEARED])
            if verdict != before:
                changed[row[0]] = verdict
        store(changed)
        return len(found)

    def tell(self, counts: Mapping[int, Shared]) -> None:
        """Give subjects, by id, the flags that rest on what they share. Call inside `acting()`.

        To a verdict of the present lists such flags are added, without a look at what the agency wrote. Judged anew are those
        with an older one, and those that bear such a flag which their counts don't raise: its cause is gone, or in their text.
        """
        subjects = Subject.objects.filter(pk__in=counts).order_by("row").select_for_update(of=("self",))
        more, anew, present = {}, [], judged_under(self.book)
        for pk, under, review in subjects.values_list("pk", "judged_under", "review_codes"):
            flags = self.flags(counts[pk])
            if flags is None or under != present or not SHARED_CODES.intersection(review) <= flags:
                anew.append(pk)
            elif not flags.issubset(review):
                more[pk] = flags.union(review)
        store_review(more)
        found = list(subjects.filter(pk__in=anew).values_list(*READ)) if anew else []
        self.judge(found, [counts[row[0]] for row in found])

    def flags(self, shared: Shared) -> frozenset[str] | None:
        """Return the codes that rest on what a subject shares; None if one of them blocks, so that grades follow from it."""
        raised = judge_counts(shared, self.book, self.on)
        return None if any(map(blocks, raised)) else frozenset(flag.code for flag in raised)

    def note(self) -> None:
        """Note how far the day's run has come, in the transaction of what it judged."""
        state = JudgingState.objects.filter(disclosure_request=self.disclosure_request)
        state.update(running_on=self.on, row=self.after)

    def finish(self) -> bool:
        """Judge the request as a whole and note what all was judged under; False if subjects are in others' hands still."""
        with acting(by=JUDGING, why=whole.WHY):
            locked = DisclosureRequest.objects.select_for_update(no_key=True, of=("self",))
            disclosure_request = locked.select_related("agency", "agreement").get(pk=self.disclosure_request.pk)
            if self.stale().exists():
                return False
            whole.judge_whole(disclosure_request)
            noted: dict[str, object] = {"edition": EDITION, "list_change": self.change}
            if self.everyone:
                noted |= {"judged_on": self.on, "running_on": None, "row": 0}
            JudgingState.objects.filter(disclosure_request=disclosure_request).update(**noted)
        return True


def judge_stale(disclosure_request_id: int) -> int:
    """Judge every subject of a request that is due, then the request as a whole; return how many subjects were judged."""
    run, done = Rejudging.of(disclosure_request_id), 0
    while some := judge_some_stale(run):
        done += some
    run.finish()
    confidential.settle(disclosure_request_id)
    return done


def judge_some_stale(run: Rejudging) -> int:
    """Judge the next AT_ONCE subjects of a run, in one transaction; return how many. Another run's are left to it."""
    with acting(by=JUDGING, why=f"judged under {judged_under(run.book)}"):
        due = Subject.objects.filter(disclosure_request=run.disclosure_request) if run.everyone else run.stale()
        due = due.filter(row__gt=run.after).order_by("row")
        locked = due.select_for_update(skip_locked=not run.everyone, of=("self",))
        found: list[Row] = list(locked.values_list(*READ)[:AT_ONCE])
        if not found:
            return 0
        run.after = found[-1][1]
        done = run.judge(found, [run.heavy.shared(row[_KEYS]) for row in found])
        if run.everyone:
            run.note()
        return done


def judge_shared(disclosure_request: DisclosureRequest) -> None:
    """Judge again the subjects that a change by hand bears on, in a request of up to SMALL subjects.

    In a larger one that is done when an upload ends, and for every subject when it is sent in.
    """
    if tally_of(disclosure_request.pk, irs_side=False).standing <= SMALL:
        tell_shared(disclosure_request.pk)


def tell_shared(disclosure_request_id: int) -> None:
    """Tell the subjects of groups larger than their threshold, and those that were in one, AT_ONCE a transaction."""
    run = Rejudging.of(disclosure_request_id)
    told = concerned(run.disclosure_request, run.book, SHARED_CODES)
    while some := dict(islice(told, AT_ONCE)):
        with acting(by=JUDGING, why=f"counted what subjects share, under {judged_under(run.book)}"):
            run.tell(some)
        reset_queries()


def shared_counts(disclosure_request: DisclosureRequest, subjects: Sequence[Subject]) -> dict[int, Shared]:
    """Return what subjects share with their request, by id, for those flagged for it: the figures behind the flag."""
    flagged = {s.pk: codes for s in subjects if (codes := SHARED_CODES.intersection(s.review_codes))}
    if not flagged:
        return {}
    found = Subject.objects.filter(pk__in=flagged).values("pk", *KEYS)
    keys = {row["pk"]: _keys_behind(flagged[row["pk"]], row) for row in found}
    near = weigh_near(disclosure_request, list(keys.values()))
    return {pk: near.shared(key) for pk, key in keys.items()}


def _keys_behind(codes: Iterable[str], row: Mapping[str, Any]) -> list[object]:
    """Return a subject's keys, in the order of KEYS, that its flags rest on; None for the others, which nobody need count."""
    asked = {SHARED_KEYS[code] for code in codes}
    return [row[name] if name in asked else None for name in KEYS]
