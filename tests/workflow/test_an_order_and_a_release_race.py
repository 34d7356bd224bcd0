"""From the instant a court order commits, no release that it covers commits: they meet at one row of the database."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection

from audits.models import AccountingEntry
from requests_app.models import DisclosureRequest, Hold, Release
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, holding
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, on_record, prepare, walk

ROUNDS = 30


def authorized(who: Cast) -> Release:
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    release = prepare(who, one)
    return fulfilment.authorize(release.pk, by=who.authorizer, why=WHY)


def transmit(who: Cast, release: Release) -> bool:
    try:
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    except Refused as refused:
        assert "order" in str(refused)
        return False
    return True


def enter(who: Cast, one: DisclosureRequest) -> bool:
    texts = {"kind": "stay", "court": "D.D.C.", "docket": "1", "citation": "D.D.C. 1", "binds": "the IRS"}
    holding.enter_order(by=who.counsel, why=WHY, acts=["disclose"], starts=today(), disclosure_request=one, **texts)
    return True


def race(who: Cast, release: Release, pick: random.Random) -> bool:
    """Transmit and enter an order at the same moment; return whether the transmittal came through."""
    together = threading.Barrier(2)

    def after(seconds: float, act: partial[bool]) -> bool:
        together.wait()
        time.sleep(seconds)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = pool.submit(after, pick.random() * 0.02, partial(transmit, who, release))
        entered = pool.submit(after, pick.random() * 0.04, partial(enter, who, release.disclosure_request))
        assert entered.result()
        return sent.result()


def was_late(release: Release) -> bool:
    """Return whether the transmittal was written after the order, which was written while it owned the gate."""
    order = Hold.history.filter(disclosure_request=release.disclosure_request).earliest("history_id")
    sent = Release.history.filter(id=release.pk, status="transmitted").earliest("history_id")
    return bool(sent.history_date > order.history_date)


def test_no_transmittal_commits_after_the_order(committed_db):
    who, pick = cast(), random.Random(6103)
    on_record()
    outcomes = []
    for _ in range(ROUNDS):
        release = authorized(who)
        outcomes.append(race(who, release, pick))
        assert outcomes[-1] is AccountingEntry.objects.filter(kind="disclosure", release_id=release.pk).exists()
        assert not (outcomes[-1] and was_late(release))
    assert set(outcomes) == {True, False}, "the race was always won by the same side: it shows nothing"
