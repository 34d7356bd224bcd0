"""How charts are drawn: SVG from the server, without script or inline style, at the page's own size of text.

Widths are in percent of the place that the chart gets and heights in pixels, so that bars stretch with the page and text
doesn't: one drawing is right on a desk, on a phone and on paper. Labels stand at what they name; what is told apart by color is
told apart by pattern as well; each mark is a link to the rows behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ..figures import charts
from ..figures.charts import (
    Bar,
    Bars,
    Chart,
    Columns,
    Multiples,
    Range,
    Ranges,
    Stacks,
    Steps,
    largest,
    round_ticks,
    short,
)

register = template.Library()

LINE, BAR, GAP = 19, 22, 16
"""Heights in pixels: a line of a label, a bar, the room between one bar and the next label."""
AXIS = 26
"""Height of an axis with its labels."""
SIGN = 2.7
"""Percent of a phone's width that a figure of a number takes."""
TALL, SMALL = 190, 84
"""Heights in pixels of a chart over time, and of a small one beside others."""
ROOF = 22
"""Pixels above the highest tick, for the number at a column."""
PATTERNS: dict[int, tuple[str, ...]] = {
    1: ("full",),
    2: ("pale", "full"),
    3: ("pale", "hatch", "full"),
    4: ("pale", "dots", "hatch", "full"),
}
"""How series are told apart, from light to dark."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of an axis: its place (percent from the left, or pixels from the top), its label, how the label hangs on it."""

    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text: what it says, where it stands (percent from the left, pixels from the top, a shift), how it hangs."""

    says: str
    x: str = "0"
    y: int = 0
    dx: int = 0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, column, part or point: the address behind it, how it is read aloud, its place and size, the texts at it."""

    url: str
    tip: str
    x: str = "0"
    y: int = 0
    width: str = "0"
    height: int = BAR
    fill: str = "full"
    texts: tuple[Text, ...] = ()
    inside: Text | None = None
    hit: tuple[int, int] = (0, 0)
    """Top and height of the place that a finger may touch."""
    middle: str = ""
    """Of a range: where its middle stands, in percent."""
    begin: tuple[str, int] = ("", 0)
    """Of a step: where the one before it stood, in percent and pixels; ('', 0) if there is none."""
    end: str = ""
    """Of a step: where it ends, in percent."""


@register.simple_tag
def chart(value: Chart) -> SafeString:
    """Draw a chart; one without anything in it is a sentence that says so."""
    return mark_safe(_DRAW[type(value)](value))  # a drawn template: everything in it is escaped there


def _drawn(name: str, value: Chart, **context: object) -> str:
    return render_to_string(f"charts/{name}.html", {"chart": value, **context})


def percent(share: float) -> str:
    """Return a share of the width as SVG takes it."""
    return f"{max(0.0, min(100.0, share * 100)):.3f}".rstrip("0").rstrip(".") + "%"


def _said(bar: Bar, unit: str) -> str:
    number = bar.said or f"{bar.value:,.0f}"
    return f"{bar.label}: {number} {_counted(number, unit)}".strip() if not bar.said else f"{bar.label}: {number}"


def _counted(number: str, unit: str) -> str:
    """Return the unit as it is said beside a number: of one, its first word in the singular."""
    first, space, rest = unit.partition(" ")
    return f"{first.removesuffix('s')}{space}{rest}" if number == "1" else unit


def _across(ticks: Sequence[float], labels: Sequence[str]) -> list[Tick]:
    """Return the ticks of a horizontal axis; the first and the last hang inwards."""
    anchors = ["start", *["middle"] * (len(ticks) - 2), "end"]
    return [
        Tick(percent(tick / ticks[-1]), label, anchor)
        for tick, label, anchor in zip(ticks, labels, anchors, strict=True)
    ]


def _axis(ticks: Sequence[float], labels: Sequence[str], tops: Sequence[int], end: int) -> dict[str, Any]:
    """Return what a horizontal axis is drawn from: ticks, its beginning beside each bar (labels stand between), heights."""
    zeros = [(top - 3, top + BAR + 3) for top in tops]
    return {"ticks": _across(ticks, labels), "zeros": zeros, "bottom": end, "height": end + AXIS}


def _label(text: str, top: int) -> tuple[tuple[Text, ...], int]:
    """Return a label's lines from a height on, and the height below them."""
    lines = charts.wrapped(text)
    texts = tuple(Text(line, y=top + 14 + number * LINE) for number, line in enumerate(lines))
    return texts, top + len(lines) * LINE + 3


def _at_end(number: str, share: float, top: int) -> Text:
    """Return the number at the end of a bar: outside where a phone has room for it, else inside."""
    inside = share * 100 + SIGN * (len(number) + 1) > 100
    return Text(number, percent(share), top + 16, -8 if inside else 7, "end" if inside else "start")


def _bars(value: Bars) -> str:
    most = largest([bar.value for bar in value.bars])
    if not most:
        return _drawn("empty", value)
    ticks, top, marks = round_ticks(most), 0, []
    for bar in value.bars:
        begin = top
        texts, top = _label(bar.label, top)
        share = bar.value / ticks[-1]
        number = _at_end(bar.said or f"{bar.value:,.0f}", share, top)
        inside = number if number.anchor == "end" else None
        texts = texts if inside else (*texts, number)
        tip, hit = _said(bar, value.unit), (begin, top + BAR - begin)
        marks.append(Mark(bar.url, tip, "0", top, percent(share), BAR, "full", texts, inside, hit))
        top += BAR + GAP
    axis = _axis(ticks, [short(t) for t in ticks], [mark.y for mark in marks], top)
    return _drawn("bars", value, marks=marks, **axis)


def _stacks(value: Stacks) -> str:
    most = largest([sum(part.value for part in stack.parts) for stack in value.stacks])
    fills = PATTERNS[len(value.series)]
    if not most:
        return _drawn("empty", value)
    ticks, top, rows, tops = round_ticks(most), 0, [], []
    for stack in value.stacks:
        texts, top = _label(stack.label, top)
        whole = sum(part.value for part in stack.parts)
        number = _at_end(f"{whole:,.0f}", whole / ticks[-1], top)
        if number.anchor == "end":  # no room at the end: above it, since a pattern is no ground for text
            number = Text(number.says, "100%", texts[-1].y, 0, "end")
        rows.append(((*texts, number), _parts(stack.parts, value, fills, ticks[-1], top)))
        tops.append(top)
        top += BAR + GAP
    keys = [(f"{value.id}-{fill}", name) for fill, name in zip(fills, value.series, strict=True)]
    axis = _axis(ticks, [short(t) for t in ticks], tops, top)
    return _drawn("stacks", value, rows=rows, keys=keys, fills=fills, **axis)


def _parts(parts: Sequence[Bar], value: Stacks, fills: Sequence[str], full: float, top: int) -> list[Mark]:
    """Return the parts of one stack, side by side; what is empty isn't drawn."""
    done, marks = 0.0, []
    for part, fill in zip(parts, fills, strict=True):
        if part.value:
            tip = _said(part, value.unit)
            marks.append(Mark(part.url, tip, percent(done / full), top, percent(part.value / full), BAR, fill))
        done += part.value
    return marks


def _up(ticks: Sequence[float], tall: int) -> list[Tick]:
    """Return the ticks of a vertical axis, from the bottom up."""
    return [Tick(str(_height(tick, ticks, tall)), short(tick)) for tick in ticks]


def _height(value: float, ticks: Sequence[float], tall: int) -> int:
    """Return how far from the top a value stands, in pixels."""
    return ROOF + round(tall * (1 - value / ticks[-1]))


def _below(bars: Sequence[Bar], *, most: int = 6) -> list[Tick]:
    """Return the labels under a chart over time, as many as a phone has room for."""
    shown = set(charts.thinned(len(bars), most))
    found = []
    for number, bar in enumerate(bars):
        if number in shown:
            anchor = "start" if number == 0 and len(bars) > 4 else "end" if number == len(bars) - 1 > 3 else "middle"
            share = {"start": number, "middle": number + 0.5, "end": number + 1}[anchor] / len(bars)
            found.append(Tick(percent(share), bar.said or bar.label, anchor))
    return found


def _notable(values: Sequence[float]) -> set[int]:
    """Return which values bear their number: the highest (the last of them) and the last."""
    highest = max(range(len(values)), key=lambda place: (values[place], place))
    return {place for place in (highest, len(values) - 1) if values[place] or place == highest}


def _columns(value: Columns, *, tall: int = TALL, name: str = "columns") -> str:
    values = [bar.value for bar in value.bars]
    if not largest(values):
        return _drawn("empty" if name == "columns" else "small_empty", value)
    ticks = round_ticks(largest(values), about=4 if tall == TALL else 2)
    one, bear = 1 / len(values), _notable(values)
    thick = min(one * 0.78, 0.12)
    marks = []
    for number, bar in enumerate(value.bars):
        top, left = _height(bar.value, ticks, tall), number * one + (one - thick) / 2
        texts = (_over(bar.value, left + thick / 2, top),) if number in bear else ()
        tip = f"{bar.label}: {bar.value:,.0f} {value.unit}"
        marks.append(Mark(bar.url, tip, percent(left), top, percent(thick), ROOF + tall - top, texts=texts))
    below = _below(value.bars, most=6 if tall == TALL else 3)
    sizes = {"top": ROOF, "bottom": ROOF + tall, "height": ROOF + tall + AXIS, "tall": tall}
    return _drawn(name, value, marks=marks, up=_up(ticks, tall), below=below, **sizes)


def _over(value: float, share: float, top: int) -> Text:
    """Return the number above a column or a point, turned inwards at the edges."""
    anchor = "start" if share < 0.06 else "end" if share > 0.94 else "middle"
    at = {"start": max(0.0, share - 0.04), "middle": share, "end": min(1.0, share + 0.04)}[anchor]
    return Text(f"{value:,.0f}", percent(at), top - 6, 0, anchor)


def _steps(value: Steps) -> str:
    values = [bar.value for bar in value.bars]
    if not largest(values):
        return _drawn("empty", value)
    ticks, one, bear = round_ticks(largest(values)), 1 / len(values), _notable(values)
    tops = [_height(bar.value, ticks, TALL) for bar in value.bars]
    marks = []
    for number, bar in enumerate(value.bars):
        texts = (_over(bar.value, (number + 0.5) * one, tops[number]),) if number in bear else ()
        begin = (percent(number * one), tops[number - 1]) if number else ("", 0)
        tip, end = f"{bar.label}: {bar.value:,.0f} {value.unit}", percent((number + 1) * one)
        left, top, high = percent(number * one), tops[number], ROOF + TALL - tops[number]
        marks.append(Mark(bar.url, tip, left, top, percent(one), high, texts=texts, begin=begin, end=end))
    sizes = {"top": ROOF, "bottom": ROOF + TALL, "height": ROOF + TALL + AXIS, "tall": TALL}
    return _drawn("steps", value, marks=marks, up=_up(ticks, TALL), below=_below(value.bars), **sizes)


def _ranges(value: Ranges) -> str:
    most = largest([one.high for one in value.ranges])
    if not value.ranges:
        return _drawn("empty", value)
    ticks, top, marks = round_ticks(most, whole=not value.percent), 0, []
    for one in value.ranges:
        begin = top
        texts, top = _label(one.label, top)
        marks.append(_range(one, ticks[-1], texts, begin, top + LINE))
        top += LINE
        top += BAR + GAP
    labels = [f"{tick:.3g}" if not value.percent else f"{tick * 100:.3g} %" for tick in ticks]
    return _drawn("ranges", value, marks=marks, **_axis(ticks, labels, [mark.y - 7 for mark in marks], top))


def _range(one: Range, full: float, texts: tuple[Text, ...], begin: int, top: int) -> Mark:
    return Mark(
        one.url,
        f"{one.label}: {one.said}",
        percent(one.low / full),
        top + 7,
        percent((one.high - one.low) / full),
        8,
        texts=texts,
        inside=Text(one.said, y=top - 8),
        middle=percent(one.middle / full),
        hit=(begin, top + BAR - begin),
    )


def _multiples(value: Multiples) -> str:
    drawn = [
        mark_safe(_columns(one, tall=SMALL, name="small")) for one in value.charts
    ]  # each escaped where it was drawn
    return _drawn("multiples", value, drawn=drawn)


_DRAW: dict[type[Chart], Callable[..., str]] = {
    Bars: _bars,
    Stacks: _stacks,
    Columns: _columns,
    Steps: _steps,
    Ranges: _ranges,
    Multiples: _multiples,
}
