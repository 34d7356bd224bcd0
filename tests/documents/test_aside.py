"""What a thread does beside its giver is done in order, and what goes wrong there stops the giver."""

import threading

import pytest

from requests_app.documents.aside import MOST_WAITING, Aside

PIECES = 50


def test_pieces_are_worked_on_in_their_order_by_another_thread():
    done, threads = [], set()

    def work(piece: int) -> None:
        done.append(piece)
        threads.add(threading.current_thread())

    with Aside(work) as aside:
        for piece in range(PIECES):
            aside.give(piece)
        aside.done()
        assert done == list(range(PIECES))
    assert len(threads) == 1 and threads.isdisjoint(threading.enumerate())


def test_what_went_wrong_is_raised_and_nothing_waits_for_ever():
    done = []

    def work(piece: int) -> None:
        if piece == 1:
            raise ValueError("the second")
        done.append(piece)

    with pytest.raises(ValueError, match="the second"), Aside(work) as aside:
        for piece in range(PIECES):
            aside.give(piece)
        aside.done()
    assert done[0] == 0 and len(done) < PIECES
    assert done.count(1) == 0


def test_what_the_last_piece_raises_is_raised_by_done():
    with pytest.raises(ZeroDivisionError), Aside(lambda piece: 1 // piece) as aside:
        aside.give(0)
        aside.done()


def test_whoever_gives_more_than_may_wait_waits():
    free = threading.Event()
    given = []

    def give(aside: Aside[int]) -> None:
        for piece in range(MOST_WAITING + 2):
            aside.give(piece)
            given.append(piece)

    with Aside(lambda _: free.wait(30)) as aside:
        giver = threading.Thread(target=give, args=(aside,))
        giver.start()
        giver.join(0.5)
        assert len(given) <= MOST_WAITING + 1
        free.set()
        giver.join(30)
        aside.done()
    assert len(given) == MOST_WAITING + 2
