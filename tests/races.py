"""Releases and court orders at the same moment, many times over: `python -m tests.races 1000`, or with a kind after it.

Each round brings one package to its transmittal and lets it race an order: a newly inserted one, then a changed one, that
comes to cover the request. A transmittal is late if it is written after an order that covers it, which was written while it
owned the gate. Prints how often each side won, and what was late; exits 1 if anything was, or if one side always won.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import DatabaseError, connection, connections

from audits.acting import acting
from audits.models import AccountingEntry
from requests_app.intake import judging
from requests_app.models import DisclosureRequest, Hold, Release
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, holding
from tests import databases
from tests.cast import WHY, Cast, cast, draft, on_record, prepare, walk

LEAST_STEP = 0.003
TEXTS = {"kind": "stay", "court": "D.D.C.", "docket": "1", "citation": "D.D.C. 1", "binds": "the IRS"}


@dataclass
class Staircase:
    """How many seconds the order has ahead of the transmittal. Each side's win gives the other a head start, twice as much with
    every further win in a row: so the two go on meeting, however slow the machine is.
    """

    ahead: float = 0.0
    step: float = 0.0
    through: bool | None = None

    def after(self, through: bool) -> None:
        """Take note of who won."""
        self.step = self.step * 2 if through is self.through else LEAST_STEP
        self.through = through
        self.ahead += self.step if through else -self.step


class Races:
    """A cast, an authorized package, and an order that isn't on its request yet.

    A package that was stopped races again once the order is off its request.
    """

    def __init__(self, kind: str, seed: int = 6103) -> None:
        self.kind = kind
        self.who: Cast = cast()
        self.pick = random.Random(seed)
        self.starts = Staircase()
        on_record()
        self.elsewhere = draft(self.who)
        self.hold = self.enter(self.elsewhere) if kind == "changes" else None
        self.release: Release | None = None

    def enter(self, one: DisclosureRequest) -> Hold:
        """Enter a new order on a request."""
        terms = {**TEXTS, "acts": ["disclose"], "starts": today(), "disclosure_request": one}
        return holding.enter_order(by=self.who.counsel, why=WHY, **terms)

    def change(self, one: DisclosureRequest) -> Hold:
        """Change the order to cover another request."""
        assert self.hold
        change = {"citation_of_change": "D.D.C. 2", "seen": self.hold.version, "disclosure_request": one}
        self.hold = holding.change_order(self.hold.pk, by=self.who.counsel, why=WHY, **change)
        return self.hold

    def ready(self) -> Release:
        """Return a package that can be transmitted now: the last one, or another if that has gone."""
        if self.release is None:
            one = walk(self.who, draft(self.who, tin="912-66-0001"), Status.FULFILMENT)
            made = prepare(self.who, one)
            self.release = fulfilment.authorize(made.pk, by=self.who.authorizer, why=WHY)
        return self.release

    def clear(self, hold: Hold) -> None:
        """Take the order off the request again, and judge the request as it then stands."""
        if self.kind == "changes":
            self.change(self.elsewhere)
        else:
            holding.lift(hold.pk, seen=hold.version, by=self.who.counsel, why=WHY, on=today(), citation="D.C. Cir. 1")
        if self.release:
            judging.judge_stale(self.release.disclosure_request_id)

    def once(self) -> tuple[bool, bool]:
        """Transmit and let the order come at the same moment; return whether the transmittal came through, and was late."""
        release = self.ready()
        one = release.disclosure_request
        rival = partial(self.change if self.kind == "changes" else self.enter, one)
        together = threading.Barrier(2)

        def after(seconds: float, act: Callable[[], object]) -> object:
            together.wait()
            time.sleep(max(seconds, 0) + self.pick.random() * 0.004)
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            sent = pool.submit(after, self.starts.ahead, partial(self.transmit, release))
            entered = pool.submit(after, -self.starts.ahead, rival)
            hold = entered.result()
            through = bool(sent.result())
        assert isinstance(hold, Hold)
        assert through is AccountingEntry.objects.filter(kind="disclosure", release_id=release.pk).exists()
        late = through and was_late(release, hold)
        self.starts.after(through)
        self.release = None if through else release
        self.clear(hold)
        return through, late

    def transmit(self, release: Release) -> bool:
        """Ask the database itself, as raw SQL would: only its own gate stands between."""
        try:
            with acting(by=self.who.transmitter, why=WHY), connection.cursor() as cursor:
                cursor.execute("SELECT desk_release_transmit(%s)", [release.pk])
        except DatabaseError as error:
            if "order" not in str(error):
                raise
            return False
        return True


def was_late(release: Release, hold: Hold) -> bool:
    """Return whether the transmittal was written after the order on its request, which was written while it owned the gate."""
    order = Hold.history.filter(id=hold.pk, disclosure_request=release.disclosure_request).latest("history_id")
    sent = Release.history.filter(id=release.pk, status="transmitted").earliest("history_id")
    return bool(sent.history_date > order.history_date)


def hold_races(rounds: int, kind: str) -> tuple[int, int]:
    """Run that many rounds of a kind ('inserts', 'changes'); return how many transmittals came through, and were late."""
    races = Races(kind)
    found = [races.once() for _ in range(rounds)]
    return sum(through for through, _ in found), sum(late for _, late in found)


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated database of its own, thrown away at the end."""
    databases.prepare_template()
    databases.make_copy(databases.COPY)
    try:
        with databases.pointed_at(databases.COPY):
            yield
    finally:
        databases.discard(databases.COPY)


KINDS = ("inserts", "changes")


def main(rounds: int, kinds: Sequence[str] = KINDS) -> int:
    """Run these kinds, each in a database of its own, and print what became of them."""
    wrong = 0
    for kind in kinds:
        with own_database():
            start = time.monotonic()
            through, late = hold_races(rounds, kind)
        wrong += late + (through in (0, rounds))
        stopped, seconds = rounds - through, time.monotonic() - start
        print(
            f"{kind}: {rounds} races, {through} transmitted, {stopped} stopped, {late} late; {seconds:.0f} s",
            flush=True,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:] or KINDS))
