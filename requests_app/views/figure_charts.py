"""Which chart a figure is drawn as: each from the figure's own lines, so that it can't differ from the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..figures.charts import Bar, Bars, Chart, Columns, Multiples, Range, Ranges, Stack, Stacks, Steps
from ..figures.shapes import Cell, Figure, Line

Address = Callable[[str], str]
"""Key -> the address of the rows behind it; '' for no key."""


def charts_of(name: str, figure: Figure, address: Address) -> list[Chart]:
    """Return the charts of a figure, in the order of the page; none for a figure without a line."""
    return _DRAWN[name](figure, address) if figure.lines else []


def _bar(label: str, cell: Cell, address: Address, said: str = "") -> Bar:
    return Bar(label, float(cell.value or 0), address(cell.key), said)


def _work(figure: Figure, address: Address) -> list[Chart]:
    ages = [name.lower() for name in figure.columns[:4]]
    stacks = (
        Stack(
            line.label,
            tuple(_bar(f"{line.label}, {age}", cell, address) for age, cell in zip(ages, line.cells, strict=False)),
        )
        for line in figure.lines
    )
    desc = "Requests that wait, by status, parted by how many working days they have stood there."
    return [
        Stacks("work", "Where requests wait, and how long", desc, "requests", tuple(figure.columns[:4]), tuple(stacks))
    ]


def _over_time(lines: Sequence[Line], column: int, address: Address) -> tuple[Bar, ...]:
    """Return a bar for each stretch of time; `said` is what stands under the axis."""
    return tuple(_bar(line.label, line.cells[column], address, line.about) for line in lines)


def _level(figure: Figure, address: Address) -> list[Chart]:
    desc = "How many requests the IRS had in hand at the end of each stretch of the period."
    return [Steps("level", "Requests with the IRS", desc, "requests", _over_time(figure.lines, 0, address))]


def _time(figure: Figure, address: Address) -> list[Chart]:
    ranges = []
    for line in figure.lines:
        ended, median, nine, longest = line.values[:4]
        if ended:
            said = f"median {median}; 9 in 10 within {nine}; longest {longest}"
            middle, high = float(median or 0), float(nine or 0)
            ranges.append(Range(line.label, 0.0, middle, high, address(line.cells[0].key), said))
    desc = "The dot is the median; the band reaches to the day within which nine in ten stays ended. Working days."
    return [Ranges("time", "Working days in each status", desc, "stays that ended", tuple(ranges))]


def _reasons(figure: Figure, address: Address) -> list[Chart]:
    given = [line for line in figure.lines if any(line.values)]
    stacks = (
        Stack(
            line.label,
            tuple(
                _bar(f"{line.label}, {name.lower()}", cell, address)
                for name, cell in zip(figure.columns, line.cells, strict=True)
            ),
        )
        for line in given
    )
    desc = "How often each reason was given: for a return, a denial, or setting subjects aside."
    return [Stacks("reasons", "Reasons given", desc, "decisions", figure.columns, tuple(stacks))]


def _flags(figure: Figure, address: Address) -> list[Chart]:
    order = ("Cleared", "To be cleared", "Blocks")
    places = [figure.columns.index(name) for name in order]
    stacks = (
        Stack(
            line.label,
            tuple(
                _bar(f"{line.label}, {name.lower()}", line.cells[place], address)
                for name, place in zip(order, places, strict=True)
            ),
        )
        for line in figure.lines[:MOST_BARS]
    )
    most = f"The {MOST_BARS} flags raised most often" if len(figure.lines) > MOST_BARS else "The flags that were raised"
    desc = f"{most}. What was cleared is light, what blocks is dark."
    return [Stacks("flags", "Flags raised", desc, "flags", order, tuple(stacks))]


MOST_BARS = 12
"""Bars of a chart that could have many; the table has all."""


def _matching(figure: Figure, address: Address) -> list[Chart]:
    bars = tuple(_bar(line.label, line.cells[0], address) for line in figure.lines)
    desc = "Standing subjects by what matching found for them."
    return [Bars("matching", "What matching found", desc, "subjects", bars)]


def _errors(figure: Figure, address: Address) -> list[Chart]:
    ranges = []
    for line in figure.lines:
        rechecked, wrong, rate, low, high = line.values
        if rechecked and rate is not None and low is not None and high is not None:
            said = f"{wrong:,} of {rechecked:,} wrong: {rate * 100:.2f} %, most likely {low * 100:.2f} to {high * 100:.2f} %"
            ranges.append(Range(line.label, low, rate, high, address(line.cells[0].key), said))
    desc = "The dot is the share found wrong; the band is where the true rate lies, 95 times in 100."
    return [Ranges("errors", "Rates of error", desc, "re-checks", tuple(ranges), percent=True)]


def _orders(figure: Figure, address: Address) -> list[Chart]:
    stopped = tuple(_bar(line.label, line.cells[1], address) for line in figure.lines)
    frozen = tuple(_bar(line.label, line.cells[3], address) for line in figure.lines)
    return [
        Bars(
            "stopped", "Requests stopped", "Requests that an order in force stops at the IRS now.", "requests", stopped
        ),
        Bars("frozen", "Packages frozen", "Transmitted packages that may not be used now.", "packages", frozen),
    ]


def _releases(figure: Figure, address: Address) -> list[Chart]:
    titles = ((0, "requests"), (1, "outcomes"), (2, "packages"), (3, "disclosures"))
    small = (
        Columns(f"ledger-{unit}", figure.columns[column], f"{figure.columns[column]}, over time.", unit, bars)
        for column, unit in titles
        for bars in [_over_time(figure.lines, column, address)]
    )
    desc = "Four counts from the permanent record over the same time, each with its own scale."
    return [Multiples("ledger", "What came in, what went out", desc, tuple(small))]


_DRAWN: dict[str, Callable[[Figure, Address], list[Chart]]] = {
    "work": _work,
    "level": _level,
    "time": _time,
    "reasons": _reasons,
    "flags": _flags,
    "matching": _matching,
    "errors": _errors,
    "orders": _orders,
    "releases": _releases,
}
