"""Charts as values: what is drawn, in numbers and words. How it is drawn is `templatetags/charts.py`'s.

Every chart stands beside a table of the same numbers; a chart without anything in it says so. Each has a title and a sentence
that says what it shows, for those who don't see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One value; `said` is how it reads beside the bar (its number, if empty); `url` leads to the rows behind it."""

    label: str
    value: float
    url: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Values compared: horizontal bars, labels above them. `id` is unique on the page; `unit`: what is counted."""

    id: str
    title: str
    desc: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """The parts of one whole, in the order of the chart's `series`."""

    label: str
    parts: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Wholes compared, each in its parts: at most four series, told apart by pattern as well as by color."""

    id: str
    title: str
    desc: str
    unit: str
    series: tuple[str, ...]
    stacks: tuple[Stack, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Values over time, a column for each stretch of it."""

    id: str
    title: str
    desc: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A level over time that holds until it changes: a line that goes in steps, a value for each moment."""

    id: str
    title: str
    desc: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A middle with the range around it: a median with what nine in ten stay under, or a rate with its interval."""

    label: str
    low: float
    middle: float
    high: float
    url: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Middles compared, each on its range. `percent`: the values are shares from 0 to 1."""

    id: str
    title: str
    desc: str
    unit: str
    ranges: tuple[Range, ...]
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small charts of the same stretches of time, each with its own scale, read beside each other."""

    id: str
    title: str
    desc: str
    charts: tuple[Columns, ...]


Chart = Bars | Stacks | Columns | Steps | Ranges | Multiples


def round_ticks(most: float, *, whole: bool = True, about: int = 4) -> list[float]:
    """Return axis ticks from 0 to the first round number at or above `most`: steps of 1, 2 or 5 times a power of ten.

    `whole`: of things that are counted, so no step is under 1. About four steps, never more than six ticks.
    """
    if most <= 0:
        return [0, 1]
    step = next(size for size in _sizes(most / about / 10) if size * about >= most and (size >= 1 or not whole))
    count = next(number for number in range(1, about + 1) if round(step * number, 12) >= most)
    return [round(step * number, 12) for number in range(count + 1)]


def _sizes(least: float) -> Iterable[float]:
    power = 1.0
    while power > least:
        power /= 10
    while True:
        for digit in (1, 2, 5):
            yield digit * power
        power *= 10


def short(value: float) -> str:
    """Return a number as an axis bears it: 950, 12K, 1.28M; three figures at most."""
    for size, sign in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}" if abs(value) < size * 999.5 else f"{value / size:,.0f}{sign}"
    return f"{value:.3g}"


def wrapped(text: str, width: int = 44, most: int = 2) -> list[str]:
    """Return a label in lines of at most so many characters; what doesn't fit ends in an ellipsis. Words are kept whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines[:most]]
    return kept if len(lines) <= most else [*kept[:-1], f"{kept[-1][: width - 1].rstrip()}…"]


def thinned(count: int, most: int = 6) -> list[int]:
    """Return which of so many labels are shown: evenly apart, the last always, at most so many."""
    if count <= most:
        return list(range(count))
    apart = -(-count // most)
    return list(range((count - 1) % apart, count, apart))


def largest(values: Sequence[float]) -> float:
    """Return the largest value, 0 of none."""
    return max(values, default=0)
