"""Rights over time as a drawing: a bar a right, from when it was given until it was taken. A table beside it says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ..workflow.rights import Line, Switched

WIDTH, LEFT, ROW, TOP = 1000, 300, 28, 30
"""Units of the drawing: its width, where time begins, the height of a row and of the scale."""
THIN = 4
"""The least width of a bar, so that a right of seconds is seen."""
TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One right: its label, where its bar lies, and whether it still stands. Units of the drawing."""

    label: str
    y: int
    x: float
    width: float
    stands: bool

    @property
    def base(self) -> int:
        """Return where the label's text stands."""
        return self.y + 15


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the scale, or from where to where an account was off."""

    x: float
    text: str = ""
    width: float = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: its height, its bars, the scale, and the spans in which the account was off."""

    height: int
    bars: tuple[Bar, ...]
    scale: tuple[Mark, ...]
    off: tuple[Mark, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Scale:
    since: datetime
    seconds: float

    def x(self, at: datetime) -> float:
        """Return where a moment lies."""
        return round(LEFT + (WIDTH - LEFT) * (at - self.since).total_seconds() / self.seconds, 1)

    def marks(self) -> tuple[Mark, ...]:
        """Return the scale: days, or times where everything happened within two days."""
        form = "%b %-d, %Y" if self.seconds > 2 * 86400 else "%b %-d, %H:%M:%S"
        moments = [self.since + timedelta(seconds=self.seconds * n / TICKS) for n in range(TICKS)]
        return tuple(Mark(self.x(one), timezone.localtime(one).strftime(form)) for one in moments)


def timeline(
    lines: Sequence[Line], labels: Sequence[str], now: datetime, switched: Sequence[Switched] = ()
) -> Timeline | None:
    """Return the drawing of these rights; None if there are none. `switched`: of the one person whose rights they are."""
    if not lines:
        return None
    since = min([line.began for line in lines] + [one.at for one in switched if not one.on])
    scale = _Scale(since, max((now - since).total_seconds(), 1.0))
    bars = tuple(_bar(n, line, label, scale, now) for n, (line, label) in enumerate(zip(lines, labels, strict=True)))
    return Timeline(TOP + ROW * len(bars) + 6, bars, scale.marks(), tuple(_off(switched, scale, now)), since, now)


def _bar(number: int, line: Line, label: str, scale: _Scale, now: datetime) -> Bar:
    x = min(scale.x(line.began), WIDTH - THIN)
    return Bar(label, TOP + ROW * number, x, max(scale.x(line.ended or now) - x, THIN), line.ended is None)


def _off(switched: Sequence[Switched], scale: _Scale, now: datetime) -> Iterator[Mark]:
    """Yield the spans in which the account was off."""
    for number, one in enumerate(switched):
        following = switched[number + 1] if number + 1 < len(switched) else None
        if not one.on:
            x = min(scale.x(one.at), WIDTH - THIN)
            yield Mark(x, width=max(scale.x(following.at if following else now) - x, THIN))
