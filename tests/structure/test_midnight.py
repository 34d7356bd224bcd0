"""A run that crosses midnight in Washington: what was made the day before is made anew, and no test begins just before it."""

import os
import subprocess
import sys
from pathlib import Path

from config import places

RUN = """
from datetime import datetime, timedelta

import pytest
from tests import midnight

CLOCK = [datetime(2026, 11, 30, {time}, tzinfo=midnight.WASHINGTON)]
midnight.now = lambda: CLOCK[0]
midnight.time.sleep = lambda seconds: CLOCK.append(CLOCK.pop() + timedelta(seconds=seconds))

@pytest.fixture(scope="session")
def of_session():
    return midnight.now().date()

@pytest.fixture(scope="module")
def of_module(of_session):
    return midnight.now().date(), of_session

@pytest.mark.parametrize("seconds", {lasting})
def test_today(of_module, seconds):
    today = midnight.now().date()
    assert of_module == (today, today)
    CLOCK.append(CLOCK.pop() + timedelta(seconds=seconds))
    assert midnight.now().date() == today or seconds > 60
"""


def run(folder: Path, time: str, lasting: list[int]) -> str:
    """Run tests that last so many seconds from a time of the day on; return what pytest said of them."""
    (folder / "test_days.py").write_text(RUN.format(time=time, lasting=lasting))
    plain = [
        "-q",
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
        "-p",
        "tests.midnight",
        "-p",
        "no:django",
        "-p",
        "no:valkey",
    ]
    command = [sys.executable, "-m", "pytest", *plain, "-p", "no:cacheprovider", str(folder / "test_days.py")]
    environment = os.environ | {"PYTHONPATH": str(places.ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout


def test_what_a_module_or_the_session_made_is_of_the_day_of_each_test(tmp_path):
    assert "4 passed" in run(tmp_path, "12", [46_800, 0, 46_800, 0])


def test_a_test_that_would_begin_just_before_midnight_begins_after_it(tmp_path):
    assert "2 passed" in run(tmp_path, "23, 59, 30", [40, 0])
