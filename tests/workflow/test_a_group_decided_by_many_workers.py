"""Several workers, and kills in the midst of a part: each subject is decided on once, and none is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from requests_app.models import Deciding, Subject
from requests_app.rules.transitions import Status
from requests_app.workflow import carrying_out, selecting
from requests_app.workflow.filtering import Filter
from tests.cast import WHY, cast, draft, subject_fields, version, walk

SUBJECTS, WORKERS = 24, 6


class Killed(BaseException):
    """Stands for the end of the process."""


def begun(monkeypatch) -> Deciding:
    """A decision on all subjects of a request, written and not carried out, two subjects a part."""
    monkeypatch.setattr(selecting, "AT_ONCE", 0)
    monkeypatch.setattr(selecting, "PART", 2)
    monkeypatch.setattr(selecting, "FEW", SUBJECTS)
    who = cast()
    given = [subject_fields(last_name=f"{chr(65 + n)}feldmann") for n in range(SUBJECTS)]
    one = walk(who, draft(who, *given), Status.COMPLETENESS)
    selection = selecting.make(one.pk, by=who.specialist, why=WHY, chosen=Filter(), key=uuid4())
    said = {"outcome": "returned", "reason_code": "no_matter", "seen": version(one)}
    return selecting.act(selection.pk, by=who.specialist, why="Not identified.", **said)


def decided_once(started: Deciding) -> bool:
    """Whether each subject has been returned, with one row of history for it."""
    started.refresh_from_db()
    changed = Subject.history.filter(outcome="returned").values_list("id", flat=True)
    each = sorted(Subject.objects.filter(outcome="returned").values_list("id", flat=True))
    whole = (started.part, started.subjects, started.skipped) == (SUBJECTS // 2, SUBJECTS, 0)
    return whole and started.finished_at is not None and sorted(changed) == each and len(each) == SUBJECTS


def test_six_workers_decide_on_each_once(committed_db, monkeypatch):
    started, together = begun(monkeypatch), threading.Barrier(WORKERS)

    def work(_: int) -> None:
        together.wait()
        while started.pk in carrying_out.unfinished():
            carrying_out.carry_on(started.pk)
        connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    assert decided_once(started)


@pytest.mark.django_db
@pytest.mark.parametrize("last", ["a part", "the end"])
def test_a_worker_killed_in_a_part_leaves_nothing_of_it_and_another_goes_on(monkeypatch, last):
    started = begun(monkeypatch)
    kills = 0
    while started.pk in carrying_out.unfinished():
        before = Subject.objects.filter(outcome="returned").count()
        with monkeypatch.context() as now:
            now.setattr(*((Deciding, "save") if last == "a part" else (carrying_out.confidential, "mark")), kill)
            try:
                carrying_out.carry_on(started.pk)
                continue
            except Killed:
                kills += 1
        assert Subject.objects.filter(outcome="returned").count() == before
        carrying_out.carry_on(started.pk)
    assert kills == (SUBJECTS // 2 if last == "a part" else 1)
    assert decided_once(started)


def kill(*_given, **_named) -> None:
    raise Killed
