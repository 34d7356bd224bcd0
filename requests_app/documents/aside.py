"""Work that a thread does beside its giver: writing rows while the next ones are still being read from the database."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

MOST_WAITING = 2
"""Pieces that may wait for the thread: whoever gives more waits, so that memory doesn't grow."""

T = TypeVar("T")


class Aside(Generic[T]):
    """Does the same with each piece that it is given, in their order, in one thread of its own.

    What went wrong there is raised by the next `give`, or by `done`. At the end of the block the thread has ended, and what
    still waited after an error isn't done.
    """

    def __init__(self, work: Callable[[T], object]) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1)
        self._given: deque[Future[object]] = deque()

    def __enter__(self) -> Aside[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def give(self, piece: T) -> None:
        """Have a piece worked on. Whoever gives it doesn't touch it any more. Raises what an earlier piece raised."""
        if len(self._given) > MOST_WAITING:
            self._given.popleft().result()
        self._given.append(self._thread.submit(self._work, piece))

    def done(self) -> None:
        """Wait until all is worked on. Raises what a piece raised."""
        while self._given:
            self._given.popleft().result()
