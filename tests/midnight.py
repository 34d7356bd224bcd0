"""The day in Washington as the tests see it: nothing made on one day is used on the next, so no test compares two days.

A fixture of a module or of the session outlives midnight, and what it made then is a day older than `today()`.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

WASHINGTON = ZoneInfo("America/New_York")
NEAR = timedelta(seconds=60)
"""No test begins so shortly before midnight: it might end after it. One that takes longer can still cross it."""

DAY = pytest.StashKey[date]()


def now() -> datetime:
    """Return the moment, in Washington."""
    return datetime.now(WASHINGTON)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Wait until midnight is over, if it is near; on a new day, let every fixture that still stands be made anew."""
    while (now() + NEAR).date() != now().date():
        time.sleep(1)
    today, stash = now().date(), item.session.stash
    if stash.setdefault(DAY, today) != today:
        stash[DAY] = today
        item.session._setupstate.teardown_exact(None)
