"""Looks that stand out: pure functions over rows, each answer a sentence with the numbers it rests on.

They know nothing of what was looked at. What needs that knowledge (who has a part in a request, whose name it is) is found by
the application that stands on this one, in the same shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from audits.standalone.words import count_of

from .anomaly_models import AnomalyKind
from .working_time import WASHINGTON, day_off

LOOKS_KEPT = 200
"""Looks behind an anomaly that are kept with it: the latest."""

NORMAL_SPREAD = 1.4826
"""Times the median absolute deviation is the standard deviation of what is distributed normally."""
LEAST_SPREAD = 4.0
"""Subjects. A person who sees the same few each day isn't startled by a handful more."""
SHARE_SPREAD = 0.25
"""The least spread as a share of the median."""
OWN_DAYS, PEER_DAYS, PEERS = 10, 20, 2
"""Days from which a person's own norm counts; days, and other people, from which that of peers does."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One person's looks of one day, counted: by whom, in which role, how many, when, at whose cases; the latest ids.

    `subjects`: different subjects seen. `by_kind`: looks by the kind of thing.
    """

    person_id: int
    person_name: str
    role: str
    looks: int
    subjects: int = 0
    first: datetime | None = None
    last: datetime | None = None
    agency_ids: tuple[int, ...] = ()
    look_ids: tuple[int, ...] = ()
    by_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """An anomaly as found: shaped as the columns of `Anomaly`. `day`: None for the day that was looked over."""

    kind: AnomalyKind
    person_id: int
    person_name: str
    role: str
    sentence: str
    figures: dict[str, Any]
    agency_ids: tuple[int, ...]
    look_ids: tuple[int, ...]
    looks: int
    object_key: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """How many subjects an ordinary day has: the median, the spread about it, and over how many days of how many people."""

    median: float
    spread: float
    days: int
    people: int = 1

    def bound(self, spreads: float) -> float:
        """Return the number of subjects above which a day stands out."""
        return self.median + spreads * self.spread


def norm_of(days: Sequence[int], people: int = 1) -> Norm | None:
    """Return the norm of these days' numbers of subjects; None for no day."""
    if not days:
        return None
    middle = median(days)
    deviation = median(abs(number - middle) for number in days)
    return Norm(middle, max(NORMAL_SPREAD * deviation, SHARE_SPREAD * middle, LEAST_SPREAD), len(days), people)


def own_norm(days: Sequence[int]) -> Norm | None:
    """Return a person's own norm; None while there are too few days of his or hers."""
    return norm_of(days) if len(days) >= OWN_DAYS else None


def peers_norm(by_person: Mapping[int, Sequence[int]], without: int) -> Norm | None:
    """Return the norm of the others in a role; None while there are too few of them, or too few days."""
    others = [days for person, days in by_person.items() if person != without and days]
    every = [number for days in others for number in days]
    return norm_of(every, len(others)) if len(others) >= PEERS and len(every) >= PEER_DAYS else None


def stands_out(subjects: int, own: Norm | None, peers: Norm | None, limits: Mapping[str, int]) -> bool:
    """Return whether a day's number of subjects stands out.

    Against one's own norm and the peers' alike; or against twice what stands out among peers, so that a habit of one's own
    excuses nothing; where only one norm is known, against that; where none is, against a fixed number.
    """
    if subjects < limits["volume_floor"]:
        return False
    spreads = limits["volume_spread"]
    known = [norm.bound(spreads) for norm in (own, peers) if norm]
    if not known:
        return subjects >= limits["volume_unknown"]
    return subjects > max(known) or (peers is not None and subjects > 2 * peers.bound(spreads))


def volume(
    today: Iterable[Counted],
    day: date,
    own: Mapping[int, Sequence[int]],
    by_role: Mapping[str, Mapping[int, Sequence[int]]],
    limits: Mapping[str, int],
) -> list[Found]:
    """Return whose number of subjects stands out. `own`: person -> earlier days; `by_role`: role -> person -> earlier days."""
    found = []
    for one in today:
        mine, theirs = own_norm(own.get(one.person_id, ())), peers_norm(by_role.get(one.role, {}), one.person_id)
        if stands_out(one.subjects, mine, theirs, limits):
            figures = {"subjects": one.subjects, "own": _figures(mine), "peers": _figures(theirs)}
            said = f"Looked at {one.subjects:,} subjects on {day_words(day)}; {_norm_words(mine, theirs)}."
            found.append(_found(AnomalyKind.VOLUME, one, said, figures))
    return found


def _figures(norm: Norm | None) -> dict[str, float] | None:
    if norm is None:
        return None
    return {"median": norm.median, "spread": round(norm.spread, 1), "days": norm.days, "people": norm.people}


def _norm_words(own: Norm | None, peers: Norm | None) -> str:
    mine = f"own median day {own.median:g}" if own else "no norm of one’s own yet"
    return f"{mine}, peers’ {peers.median:g}" if peers else f"{mine}, none of peers"


def off_hours(looks: Iterable[Counted], day: date, limits: Mapping[str, int]) -> list[Found]:
    """Return who looked outside working hours often enough to stand out. `looks`: those outside, counted by person."""
    return [
        _found(AnomalyKind.OFF_HOURS, one, _hours_words(one, day, limits), {"looks": one.looks})
        for one in looks
        if one.looks >= limits["off_hours_looks"]
    ]


def _hours_words(one: Counted, day: date, limits: Mapping[str, int]) -> str:
    off = day_off(day)
    hours = f"{clock(limits['hours_from'])} to {clock(limits['hours_to'])} in Washington"
    when = f"which is {off}" if off else f"outside working hours ({hours})"
    return f"{count_of(one.looks, 'look')} on {day_words(day)}, {when}: {_between(one)}"


def _between(one: Counted) -> str:
    first, last = (_moment(m) for m in (one.first, one.last))
    return f"at {first}" if first == last else f"from {first} to {last}"


def _moment(at: datetime | None) -> str:
    if at is None:
        return "no known time"
    here = at.astimezone(WASHINGTON)
    return f"{here.hour % 12 or 12}:{here:%M} {'a.m.' if here.hour < 12 else 'p.m.'}"


def denials(refused: Iterable[Counted], day: date, limits: Mapping[str, int]) -> list[Found]:
    """Return who was refused often enough to stand out."""
    found = []
    for one in refused:
        if one.looks >= limits["denials"]:
            most = max(one.by_kind.items(), key=lambda pair: (pair[1], pair[0]))
            said = (
                f"Was refused {one.looks:,} times on {day_words(day)}, mostly at what the access log calls "
                f"“{most[0].replace('_', ' ')}” ({most[1]:,}); {limits['denials']:,} refusals on a day stand out."
            )
            found.append(_found(AnomalyKind.DENIALS, one, said, {"refusals": one.looks, "kinds": dict(one.by_kind)}))
    return found


def _found(kind: AnomalyKind, one: Counted, sentence: str, figures: dict[str, Any]) -> Found:
    return Found(
        kind=kind,
        person_id=one.person_id,
        person_name=one.person_name,
        role=one.role,
        sentence=sentence,
        figures=figures,
        agency_ids=one.agency_ids,
        look_ids=one.look_ids[:LOOKS_KEPT],
        looks=one.looks,
    )


def day_words(day: date) -> str:
    """Return a day as sentences say it: 'June 3, 2026'."""
    return f"{day:%B} {day.day}, {day.year}"


def clock(hour: int) -> str:
    """Return a full hour as sentences say it: '6 a.m.', 'midnight'."""
    if hour in (0, 24):
        return "midnight"
    return "noon" if hour == 12 else f"{hour % 12} {'a.m.' if hour < 12 else 'p.m.'}"
