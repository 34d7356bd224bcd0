"""Whatever is killed while 20,000 rows are read and judged, the upload ends by itself: no row lost, none twice."""

import random
import time
from collections.abc import Callable

import pytest
from django.conf import settings

from requests_app.models import Batch
from tests import samples
from tests.faults.browser import Browser, answers
from tests.faults.uploads import Upload
from tests.stack import Stack

ROWS = 20_000


@pytest.fixture(scope="module")
def content() -> bytes:
    return samples.csv_file(ROWS)


def at_row(row: int) -> Callable[[Batch], bool]:
    """Tell whether that many rows were judged, or the upload is over."""
    return lambda batch: batch.rows_accepted >= row or batch.status not in ("reading", "judging")


@pytest.mark.parametrize("victim", ["worker", "redis", "postgres", "web"])
def test_an_upload_survives_a_kill_at_a_random_moment(
    victim: str, upload: Upload, content: bytes, live_stack: Stack
) -> None:
    going = upload.receive(content).confirm()
    going.wait(at_row(random.randrange(0, ROWS - 3_000)), live_stack)
    killed = live_stack.kill(victim)
    live_stack.wait_until_back(victim, killed)
    going.wait(at_row(ROWS + 1), live_stack)
    going.check(ROWS)


def test_an_upload_survives_everything_killed_again_and_again(
    upload: Upload, content: bytes, live_stack: Stack
) -> None:
    going = upload.receive(content).confirm()
    for row in sorted(random.sample(range(ROWS - 3_000), 4)):
        going.wait(at_row(row), live_stack)
        for victim in random.sample(["worker", "redis", "postgres", "web", "beat"], 2):
            killed = live_stack.kill(victim)
            time.sleep(random.random())
            live_stack.wait_until_back(victim, killed, 60)
    going.wait(at_row(ROWS + 1), live_stack)
    going.check(ROWS)


@pytest.mark.parametrize("moment", [0.02, 0.1, 0.3, 0.6])
def test_a_file_sent_while_the_web_is_killed_is_received_once(
    moment: float, upload: Upload, content: bytes, live_stack: Stack
) -> None:
    browser, place = Browser(live_stack, upload.liaison), f"/requests/{upload.draft.pk}/uploads/new/"
    broken = browser.send(place, {"key": str(upload.key)}, content)
    time.sleep(moment)
    killed = live_stack.kill("web")
    broken.close()
    live_stack.wait_until_back("web", killed)
    live_stack.wait_for(lambda: answers(live_stack), 60)
    assert browser.post(place, {"key": str(upload.key)}, content) == 302
    assert Batch.objects.filter(disclosure_request=upload.draft).count() == 1
    assert bytes_kept(Batch.objects.get(made_by_key=upload.key)) == len(content)


def bytes_kept(batch: Batch) -> int:
    """Return how many bytes of the file are kept, without what sealing adds to each part."""
    added = 1 + len(next(iter(settings.FIELD_KEYS))) + 12 + 16
    return sum(len(sealed) - added for sealed in batch.parts.values_list("sealed", flat=True))
