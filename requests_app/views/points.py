"""The moments of a request that somebody asks for by name: its events, each decision and signature, a date and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from audits import history, moments
from audits.history import BEGINNING
from audits.moments import Event, Events, Then

from ..forms.moments import MomentForm
from ..models import DisclosureRequest
from ..models.as_it_stood import REQUEST, own
from ..models.decision import DecisionKind
from ..models.release import ReleaseStatus
from ..rules.roles import Role
from ..rules.transitions import Status
from . import story

IN_PARTS = frozenset({"requests_app.Subject", "requests_app.MatchVerdict", "requests_app.Batch"})
"""What workers write part by part: such transactions of one run are one event, as the timeline folds them."""

RELEASED: dict[str, str] = {
    ReleaseStatus.AUTHORIZED: "transmittal authorized",
    ReleaseStatus.TRANSMITTED: "package transmitted",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A decision or a signature: what it was, by whom, when, by which transaction, on contents with which hash."""

    id: str
    label: str
    who: str
    role: str
    at: datetime
    txid: int
    hash: str
    submission: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A status of the request, with the events from which and until which it stood."""

    status: str
    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the rail: its status, and where it stands, in thousandths of the whole."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Rail:
    """What the slider runs along: the statuses, and a mark for each decision and signature, in thousandths of the whole."""

    parts: tuple[Bar, ...]
    marks: tuple[str, ...]


class Line:
    """A request's events with its decisions and statuses: what a moment is chosen from. At most six queries."""

    def __init__(self, disclosure_request: DisclosureRequest) -> None:
        self.request = disclosure_request
        self.case = story.case_of(disclosure_request)
        told = [t.belongs for t in story.told_to_irs("all")]
        self.turns = moments.became(REQUEST, self.case, "status")
        begun = self.turns[0].txid if self.turns else 0  # what stood before, as an order that covers it, began earlier
        self.events: Events = moments.events(told, self.case, in_parts=IN_PARTS).since(begun)
        self.points = sorted(self._points(), key=lambda p: (p.txid, p.id))

    def _points(self) -> Iterator[Point]:
        for one in moments.rows(own("Signature"), self.case, BEGINNING):
            yield _signed(one)
        for one in moments.rows(own("Decision"), self.case, BEGINNING):
            yield _decided(one)
        releases = {r.object_id: r for r in moments.rows(own("Release"), self.case, BEGINNING, less=("manifest",))}
        for turn in moments.became(own("Release"), self.case, "status") if releases else ():
            if turn.value in RELEASED:
                hash = releases[turn.object_id]["snapshot_hash"]
                name = f"release-{turn.object_id}-{turn.value}"
                yield Point(name, RELEASED[turn.value], turn.actor_name, "", turn.at, turn.txid, hash)

    @cached_property
    def statuses(self) -> list[Stretch]:
        """The statuses that the request has had, in order."""
        begins = [self.events.number_at(turn.txid) for turn in self.turns]
        ends = [*(number - 1 for number in begins[1:]), len(self.events)]
        return [
            Stretch(turn.value, Status(turn.value).label, first, max(first, last))
            for turn, first, last in zip(self.turns, begins, ends, strict=True)
        ]

    @cached_property
    def rail(self) -> Rail:
        """The statuses and decisions along the events, as they are drawn."""
        parts = [(s.status, self._along(s.first), self._along(s.last + 1)) for s in self.statuses]
        bars = (Bar(kind, f"{x:.1f}", f"{max(end - x, 1):.1f}") for kind, x, end in parts)
        marks = dict.fromkeys(f"{self._along(self.events.number_at(p.txid)):.1f}" for p in self.points)
        return Rail(tuple(bars), tuple(marks))

    def _along(self, number: int) -> float:
        return 1000 * min(number - 1, len(self.events) - 1) / max(len(self.events) - 1, 1)

    def point(self, id: str) -> Point | None:
        """Return a decision or signature by its id; None if there is none."""
        return next((p for p in self.points if p.id == id), None)


def _signed(row: Then) -> Point:
    return Point(
        id=f"signature-{row.object_id}",
        label="signed and sent in",
        who=row["name"],
        role=row["title"],
        at=row.at,
        txid=row.txid,
        hash=row["content_hash"],
    )


def _decided(row: Then) -> Point:
    role = Role(row["role"]).label if row["role"] in Role.values else row["role"]
    return Point(
        id=f"decision-{row.object_id}",
        label=DecisionKind(row["kind"]).label,
        who=row["name"],
        role=role,
        at=row.at,
        txid=row.txid,
        hash=row["snapshot_hash"],
        submission=row["submission"],
        words=row["words"],
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a request: after transaction `txid`, which lies in event `number`.

    `point`: the decision that was asked for; `before`: the moment is just before it, as its decider saw the request. `at`: when
    it was. `trouble`: why it isn't the moment that was asked for, '' if it is.
    """

    txid: int
    number: int
    at: datetime
    event: Event
    point: Point | None = None
    before: bool = False
    trouble: str = ""

    @property
    def within(self) -> bool:
        """Whether it lies inside an event that took several transactions."""
        return self.txid < self.event.last and not self.before

    @property
    def apart(self) -> bool:
        """Whether it is a time at which nothing happened: its event was at another second."""
        return self.at.replace(microsecond=0) != self.event.until.replace(microsecond=0)

    @property
    def query(self) -> dict[str, str]:
        """What an address says to come to this very moment."""
        if self.point is not None:
            return {"decided": self.point.id, "side": "before" if self.before else "after"}
        return {"at": str(self.txid)}


def chosen(line: Line, form: MomentForm) -> Moment:
    """Return the moment that was asked for, the latest if none was. Raises IndexError for a request without events."""
    said = form.said()
    point = line.point(said.decided)
    if point is not None:
        return _at_point(line, point, after=said.side == "after")
    if said.when is not None:
        return _at_time(line, said.when, exact=said.exact)
    if said.at:
        number = line.events.number_at(said.at)
        return _at_event(line, number, said.at) if number else _at_event(line, 1)
    if said.event > len(line.events):
        return replace(_at_event(line, len(line.events)), trouble=NO_EVENT)
    moment = _at_event(line, said.event or len(line.events))
    return replace(moment, trouble=UNREAD) if form.errors.keys() & {"at", "event"} else moment


def _at_point(line: Line, point: Point, *, after: bool) -> Moment:
    number = line.events.number_at(point.txid)
    txid = point.txid if after else point.txid - 1
    return Moment(txid, number, point.at, line.events.numbered(number), point, before=not after)


def _at_event(line: Line, number: int, txid: int = 0) -> Moment:
    event = line.events.numbered(number)
    found = min(txid, event.last) if txid else event.last
    return Moment(found, line.events.number_at(event.first), event.until if found == event.last else event.at, event)


UNREAD = "The address asks for a moment that can’t be read. Shown is the latest one: choose another here."
NO_EVENT = "This request has no event of that number. Shown is the latest one: choose another here."
NOT_YET = "Nothing of this request was there yet at that time. Shown is its first event."
TO_COME = "That time is still to come, so how the request will stand then can’t be shown. Shown is its last event."


def _at_time(line: Line, when: datetime, *, exact: bool) -> Moment:
    """Return the moment at the end of the second, or of the minute, that was asked for."""
    now = datetime.now(tz=when.tzinfo)
    end = min(when, now) + (timedelta(seconds=1) if exact else timedelta(minutes=1))
    number = line.events.before(end)
    event = line.events.numbered(number)
    if not number:
        return Moment(event.last, 1, event.until, event, trouble=NOT_YET)
    if when > now:
        return Moment(event.last, number, event.until, event, trouble=TO_COME)
    return Moment(event.last, number, when, event)


def told(line: Line, event: Event) -> history.Event | None:
    """Return what an event was, in sentences: those of its last transaction. Two queries."""
    page = history.timeline(
        line.case, sentences=story.told_to_irs("all"), looks=False, after=f"{event.last + 1}.0", limit=1
    )
    return next((e for e in page.events if e.txid == event.last), None)
