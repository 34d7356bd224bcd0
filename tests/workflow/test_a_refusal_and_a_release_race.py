"""From the instant a determination under (p)(4) commits, no release to the agency commits: it owns the same gate."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from requests_app.intake import judging
from requests_app.models import Release, SafeguardRefusal
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, safeguards
from requests_app.workflow.kept import mark
from tests.cast import WHY, cast, draft, on_record, prepare, walk
from tests.races import Staircase
from tests.workflow.test_agreements import raw_transmit

ROUNDS = 16


class Refusals:
    """Each round: one authorized package, and counsel who determines to refuse at the same moment."""

    def __init__(self) -> None:
        self.who, self.pick, self.starts = cast(), random.Random(6103), Staircase(ahead=0.05)
        on_record()

    def authorized(self) -> Release:
        for standing in SafeguardRefusal.objects.filter(lifted_on=None):
            lifted = {"why": "Met.", "seen": mark(standing), "on": today(), "today": today()}
            safeguards.lift(standing.pk, by=self.who.counsel, **lifted)
        one = walk(self.who, draft(self.who, tin="912-66-0001"), Status.FULFILMENT)
        release = prepare(self.who, one)
        fulfilment.authorize(release.pk, by=self.who.authorizer, why=WHY)
        judging.judge_stale(one.pk)
        return release

    def together(self, release: Release, number: int) -> bool:
        """Let both come at once; return whether the transmittal came through. None is late."""
        meet = threading.Barrier(2)

        def after(seconds: float, act: Callable[[], object]) -> object:
            meet.wait()
            time.sleep(max(seconds, 0) + self.pick.random() * 0.02)
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            sent = pool.submit(after, self.starts.ahead, lambda: self.transmit_raw(release))
            made = pool.submit(after, -self.starts.ahead, lambda: self.refuse(number))
            refusal, through = made.result(), bool(sent.result())
        self.starts.after(through)
        assert isinstance(refusal, SafeguardRefusal)
        if through:
            disclosed = Release.history.filter(id=release.pk, status="transmitted").earliest("history_id")
            refused = SafeguardRefusal.history.filter(id=refusal.pk).earliest("history_id")
            assert disclosed.history_date < refused.history_date
        return through

    def transmit_raw(self, release: Release) -> bool:
        try:
            raw_transmit(self.who, release.pk)
        except Exception as error:
            assert "(p)(4)" in str(error) or "not judged" in str(error), error
            return False
        return True

    def refuse(self, number: int) -> SafeguardRefusal:
        why = f"Round {number}: the register isn't kept."
        return safeguards.refuse(by=self.who.counsel, why=why, agency=self.who.usao, on=today(), today=today())


def test_no_transmittal_commits_after_a_determination_to_refuse(committed_db):
    races = Refusals()
    through = [races.together(races.authorized(), number) for number in range(ROUNDS)]
    assert 0 < sum(through) < ROUNDS, "the race was always won by the same side: it shows nothing"
