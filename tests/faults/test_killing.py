"""The short run of what `make faults` does with 1.28 million rows and 100 kills."""

import random

import pytest

from tests import samples
from tests.faults.killing import Found, empty_at_random, kill_at_random, look_at, over, timed, without_redis
from tests.faults.uploads import Upload
from tests.stack import Stack

ROWS = 15_000
WHOLE = Found(0, 0, 0, 0, "done")


@pytest.fixture(scope="module")
def content() -> bytes:
    return samples.csv_file(ROWS, 7)


def test_ten_kills_lose_nothing_and_repeat_nothing(stack_orm: Stack, content: bytes) -> None:
    chance, made = random.Random(), []
    seconds, found = timed(
        stack_orm, content, ROWS, lambda upload: made.append(kill_at_random(stack_orm, upload, ROWS, 10, chance))
    )
    assert found == WHOLE and made[0] > 3
    assert seconds < 120 + 10 * made[0]


def test_an_emptied_redis_loses_nothing(stack_orm: Stack, content: bytes) -> None:
    chance = random.Random()
    _, found = timed(stack_orm, content, ROWS, lambda upload: empty_at_random(stack_orm, upload, ROWS, 3, chance))
    assert found == WHOLE


def test_without_redis_for_a_while_it_goes_on_within_a_minute(stack_orm: Stack, content: bytes) -> None:
    with without_redis(stack_orm):
        upload = Upload().receive(content).confirm()
        assert not over(upload)
    stack_orm.wait_for(lambda: upload.batch().rows_read > 0, 60)
    stack_orm.wait_for(lambda: over(upload), 240)
    assert look_at(upload, ROWS) == WHOLE
