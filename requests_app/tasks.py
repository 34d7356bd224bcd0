"""Background work. Messages carry ids only and may be lost: PostgreSQL knows what isn't done, and the sweep rings again."""

from __future__ import annotations

import time

import structlog
from celery import Task, shared_task
from django.db import connection, reset_queries, transaction
from kombu.exceptions import OperationalError

from audits import watching

from .intake import cancelling, confidential, finishing, judging, reading, standing, waiting
from .models import tallies
from .models.as_facts import today
from .models.locks import Lock
from .workflow import carrying_out, matching, preparing, reaudit, reminding, succeeding

log = structlog.get_logger(__name__)

BUDGET = 60.0
"""Seconds after which a task hands the rest of its work on, so that others get their turn."""
SIDE_BY_SIDE = 2
"""Workers sent for at once when a file was read; with every sweep comes one more."""
UNREAD_FOR = 10
"""Seconds after which an unread ring is worthless: the sweep has rung again."""


def ring(task: Task, number: int, *, expires: int | None = None) -> None:
    """Send for a worker. If the messenger is down nothing is lost: the sweep rings when it is back."""
    try:
        task.apply_async((number,), expires=expires, retry=False)
    except (OperationalError, OSError):
        log.warning("nobody could be rung for; the sweep will", task=task.name, id=number)


@shared_task
def read_batch(batch_id: int) -> None:
    """Read an uploaded file into chunks, then have them judged."""
    if reading.read_more(batch_id):
        for _ in range(SIDE_BY_SIDE):
            ring(judge_batch, batch_id)


@shared_task
def judge_batch(batch_id: int) -> None:
    """Judge the waiting chunks of an upload, and end it after the last one."""
    end = time.monotonic() + BUDGET
    while judging.judge_chunk(batch_id):
        reset_queries()
        if time.monotonic() > end:
            ring(judge_batch, batch_id)
            return
    finishing.finish(batch_id)


@shared_task
def drop_batch(batch_id: int) -> None:
    """Drop the rows that a cancelled upload had added, and end it after the last one."""
    end, after = time.monotonic() + BUDGET, 0
    while after := cancelling.drop_some(batch_id, after):
        reset_queries()
        if time.monotonic() > end:
            ring(drop_batch, batch_id)
            return


@shared_task
def judge_request(disclosure_request_id: int) -> None:
    """Judge the subjects of a request whose verdicts are out of date, then the request as a whole."""
    end = time.monotonic() + BUDGET
    run = judging.Rejudging.of(disclosure_request_id)
    while judging.judge_some_stale(run):
        reset_queries()
        if time.monotonic() > end:
            ring(judge_request, disclosure_request_id)
            return
    run.finish()
    compare_request(disclosure_request_id)


@shared_task
def compare_request(disclosure_request_id: int) -> None:
    """Compare a request with the others, and with what counsel keeps; then send for those that were told of it."""
    if confidential.settle(disclosure_request_id):
        for told in confidential.due():
            ring(compare_request, told, expires=UNREAD_FOR)


@shared_task
def match_request(disclosure_request_id: int) -> None:
    """Match the subjects of a request with the records."""
    end = time.monotonic() + BUDGET
    while matching.step(disclosure_request_id):
        reset_queries()
        if time.monotonic() > end:
            ring(match_request, disclosure_request_id)
            return


@shared_task
def reaudit_releases(reaudit_id: int) -> None:
    """Go on judging past releases by the present rules."""
    end = time.monotonic() + BUDGET
    for _ in reaudit.steps(reaudit_id):
        reset_queries()
        if time.monotonic() > end:
            ring(reaudit_releases, reaudit_id)
            return


@shared_task
def remind() -> None:
    """Remind people of what is due after a release, one run at a time."""
    with standing.alone(Lock.REMIND) as mine:
        if mine:
            reminding.remind(today())


@shared_task
def nightly() -> None:
    """Begin a re-audit of past releases where the rules or their lists have changed since the last."""
    with standing.alone(Lock.NIGHTLY) as mine:
        if mine:
            reaudit.begin_due()


@shared_task
def look_over(today_too: int = 1) -> None:
    """Look over the access log, day by day, from the first that isn't done; then, if asked, the present day so far."""
    end = time.monotonic() + BUDGET
    with standing.alone(Lock.WATCH_LOOKS) as mine:
        while mine and (day := watching.first_due(today())):
            watching.whole_day(day)
            reset_queries()
            if time.monotonic() > end:
                ring(look_over, today_too)
                return
        if mine and today_too:
            watching.so_far(today())


@shared_task
def carry_out_decision(deciding_id: int) -> None:
    """Carry out a decision on a group of subjects, part by part."""
    end = time.monotonic() + BUDGET
    while carrying_out.carry_on(deciding_id):
        reset_queries()
        if time.monotonic() > end:
            ring(carry_out_decision, deciding_id)
            return


@shared_task
def carry_subjects(succession_id: int) -> None:
    """Carry returned subjects over into a successor request."""
    end = time.monotonic() + BUDGET
    while succeeding.carry_on(succession_id):
        reset_queries()
        if time.monotonic() > end:
            ring(carry_subjects, succession_id)
            return


@shared_task
def prepare_package(preparation_id: int) -> None:
    """Make a package that was asked for."""
    preparing.make(preparation_id)


@shared_task
def sweep() -> None:
    """Ring for whatever isn't done, one sweep at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [Lock.SWEEP])
        if not cursor.fetchone()[0]:
            return
        due = [(read_batch, pk) for pk in waiting.unread_batches()]
        due += [(judge_batch, pk) for pk in waiting.unjudged_batches()]
        due += [(drop_batch, pk) for pk in waiting.undropped_batches()]
        due += [(judge_request, pk) for pk in sorted({*waiting.unjudged_requests(), *waiting.outdated_requests()})]
        due += [(compare_request, pk) for pk in confidential.due()]
        due += [(carry_out_decision, pk) for pk in carrying_out.unfinished()]
        due += [(carry_subjects, pk) for pk in succeeding.unfinished()]
        due += [(reaudit_releases, pk) for pk in reaudit.unfinished()]
        due += [(match_request, pk) for pk in matching.due()]
        due += [(prepare_package, pk) for pk in preparing.due()]
        standing.tidy()
        tallies.sum_up()
    for task, pk in due:
        ring(task, pk, expires=UNREAD_FOR)
