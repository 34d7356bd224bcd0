"""The numbers by which looks are compared, as they ship. What an installation sets stands for these, with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A number as shipped: what pages call it, the least and the most that may be set, its unit, and what it means."""

    title: str
    value: int
    least: int
    most: int
    unit: str
    meaning: str


LIMITS: dict[str, Limit] = {
    "volume_floor": Limit(
        "Fewest subjects that stand out",
        60,
        10,
        100_000,
        "subjects",
        "seen by one person on one day below which no number stands out",
    ),
    "volume_spread": Limit(
        "Spreads above the median",
        6,
        3,
        50,
        "spreads",
        "above the median from which a day’s number of subjects stands out",
    ),
    "volume_unknown": Limit(
        "Subjects where there is no norm",
        300,
        10,
        1_000_000,
        "subjects",
        "seen on one day that stand out where neither the person nor peers have a norm yet",
    ),
    "norm_days": Limit("Days that make a norm", 60, 14, 400, "days", "before the day that the norms are taken from"),
    "hours_from": Limit("Start of working hours", 6, 0, 12, "o’clock", "in Washington when working hours begin"),
    "hours_to": Limit("End of working hours", 20, 13, 24, "o’clock", "in Washington when working hours end"),
    "off_hours_looks": Limit(
        "Looks outside working hours", 3, 1, 1_000, "looks", "outside working hours on one day that stand out"
    ),
    "unassigned_subjects": Limit(
        "Subjects opened without a part",
        3,
        1,
        1_000,
        "subjects",
        "opened on one day in a request that the person has no part in, from which they stand out",
    ),
    "unassigned_grace": Limit(
        "Days to take a part", 3, 0, 60, "days", "in which the person may still take a part in the request"
    ),
    "chosen_list": Limit(
        "Longest chosen list",
        5,
        1,
        100,
        "subjects",
        "that a list may show to count as chosen by the person who asked for it",
    ),
    "denials": Limit("Refusals in a day", 10, 2, 10_000, "refusals", "of one person on one day that stand out"),
    "review_days": Limit(
        "Days for a review", 14, 1, 365, "days", "in which oversight is to say in writing what it found"
    ),
}
"""Name -> limit."""


def with_shipped(set_to: Mapping[str, int]) -> dict[str, int]:
    """Return every limit's value: what an installation set, or the shipped one."""
    return {name: set_to.get(name, limit.value) for name, limit in LIMITS.items()}
