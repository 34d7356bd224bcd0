"""What `make run` starts stays up, whatever dies, and goes down as one."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import places
from tests.stack import Stack, free_port

NAMES = ["postgres", "redis", "web", "worker", "beat", "sealer", "witness"]
BACK_WITHIN = 5
WATCHED_WITHIN = 90


@pytest.fixture
def own_stack() -> Iterator[Stack]:
    """One that a test may end."""
    stack = Stack(places.ROOT / "var" / f"stack-apart{os.environ.get('TEST_DATABASE_SUFFIX', '')}")
    stack.remove()
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        stack.remove()


def answers(stack: Stack) -> bool:
    try:
        with urllib.request.urlopen(f"{stack.base_url}/accounts/login/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def all_gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def happens(event: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not event():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def of_session(pid: int) -> list[int]:
    """A process and all that share its session: pool children, backends."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == pid:
            found.append(int(entry.parent.name))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_is_killed_is_back_within_seconds(live_stack: Stack, name: str):
    family = of_session(live_stack.pid(name))
    killed = live_stack.kill(name)
    live_stack.wait_until_back(name, killed, BACK_WITHIN)
    assert happens(lambda: answers(live_stack), 20)
    assert happens(lambda: all_gone(family), 5)


def test_a_worker_that_stops_consuming_is_replaced(live_stack: Stack):
    """As happens after Redis went and came back: the process lives, and takes nothing."""
    before = live_stack.pid("worker")
    order = "from config import celery_app as a; print(a.control.cancel_consumer('celery', reply=True, timeout=3))"
    assert happens(lambda: "no longer consuming" in live_stack.manage("shell", "-c", order), 30)
    live_stack.wait_until_back("worker", before, WATCHED_WITHIN)


def test_all_ends_with_the_supervisor_and_data_outlive_even_its_killing(own_stack: Stack):
    families = [pid for name in NAMES for pid in of_session(own_stack.pid(name))]
    assert own_stack.supervisor
    own_stack.supervisor.send_signal(signal.SIGKILL)
    own_stack.supervisor.wait()
    assert happens(lambda: all_gone(families), 15)

    own_stack.start()
    assert happens(lambda: answers(own_stack), 30)
    families = [pid for name in NAMES for pid in of_session(own_stack.pid(name))]
    assert own_stack.stop() == 0
    assert all_gone(families)


def test_a_second_start_from_one_checkout_is_refused(live_stack: Stack):
    command = [sys.executable, "-m", "config.supervisor"]
    environment = {**live_stack.environment(), "PORT": str(free_port())}
    done = subprocess.run(
        command, cwd=places.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert "already runs from this checkout" in done.stderr
