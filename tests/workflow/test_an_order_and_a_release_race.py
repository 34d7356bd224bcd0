"""From the instant a court order commits, no release that it covers commits: they meet at one row of the database.

The long run, a thousand races of each kind, is `python -m tests.races 1000`.
"""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from requests_app.matching.source import PostgresRecords
from requests_app.models import Release
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import holding, packing
from requests_app.workflow.refused import Refused
from tests.cast import WHY, cast, draft, on_record, prepare, subject_fields, walk
from tests.races import TEXTS, hold_races

ROUNDS = 30


@pytest.mark.parametrize("kind", ["inserts", "changes"])
def test_no_transmittal_commits_after_the_order(committed_db, kind):
    through, late = hold_races(ROUNDS, kind)
    assert late == 0
    assert 0 < through < ROUNDS, "the race was always won by the same side: it shows nothing"


PEOPLE = 6
AT_ONCE = 2


@pytest.fixture
def six(committed_db, monkeypatch):
    """A request of six approved subjects whose records all fit, looked up two by two."""
    who = cast()
    given = []
    for number in range(PEOPLE):
        last = f"Sample{'abcdef'[number] * 4}"
        tin = f"912-66-000{number + 1}"
        on_record(last_name=last, tin=tin)
        reason = (
            f"Two witnesses bought forged permits from {last} on day {number}; the jury needs the place they were made."
        )
        given.append(subject_fields(last_name=last, reason=reason))
    one = walk(who, draft(who, *given), Status.FULFILMENT)
    monkeypatch.setattr(packing, "AT_ONCE", AT_ONCE)
    return who, one


def entered_meanwhile(who, one) -> None:
    """Counsel enters an order in a transaction of its own, while the package is being prepared."""

    def enter() -> None:
        try:
            terms = {**TEXTS, "acts": ["disclose"], "starts": today(), "disclosure_request": one}
            holding.enter_order(by=who.counsel, why=WHY, **terms)
        finally:
            connections.close_all()

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()


@pytest.mark.parametrize(("where", "step"), [(packing, "still_fitting"), (PostgresRecords, "read_all")])
def test_an_order_stops_a_release_in_chunks_within_one_chunk(six, monkeypatch, where, step):
    """Entered while the first chunk is worked on: the second is never begun, and the refusal names the order."""
    who, one = six
    seen: list[int] = []
    original = getattr(where, step)

    def counting(*given):
        seen.append(len(given[1]))
        if len(seen) == 1:
            entered_meanwhile(who, one)
        return original(*given)

    monkeypatch.setattr(where, step, counting)
    with pytest.raises(Refused, match="D.D.C. 1"):
        prepare(who, one)
    assert seen == [AT_ONCE]
    assert not Release.objects.exists()


def test_without_an_order_every_chunk_is_released(six):
    who, one = six
    assert prepare(who, one).items_count == PEOPLE
