"""What became of a release: where it stands, and the acts of the agency's keeping, each in writing. 26 U.S.C. 6103(p)(4).

Where it stands is derived from its receipt, its acts and the orders in force. The database checks each act again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from audits.acting import acting, in_words
from audits.guarding import history_model

from ..access import Absent, find_request, roles_on
from ..models import CustodyAct, Hold, Person, Release, RetentionPeriod
from ..models.as_facts import today
from ..models.hold import live
from ..models.release import ASKS, ReleaseStatus
from ..rules import custody
from ..rules.custody import ENDS, Custody, Kept
from ..rules.holds import ACTS, USE
from ..rules.needs import SENT
from ..rules.retention import AT_AGENCY, PERIODS
from ..rules.text import says_something
from . import naming
from .calling import REFUSING
from .kept import MovedOn
from .refused import Refused, correct, demand

BLANK = "Put it in writing: say what was done, or why."
NOBODY = "Say who of the roster used it."
NO_PLACE = "Say who keeps it from now on, and where."


@dataclass(frozen=True, slots=True)
class Followed:
    """A release that was transmitted, where it stands, and its acts, latest first."""

    release: Release
    kept: Kept
    acts: tuple[CustodyAct, ...]

    @property
    def custodian(self) -> str:
        """Return who keeps it now."""
        return next((act.custodian for act in self.acts if act.kind == Custody.MOVED), self.release.custodian)

    @property
    def location(self) -> str:
        """Return where it is kept now."""
        return next((act.location for act in self.acts if act.kind == Custody.MOVED), self.release.location)

    @property
    def last(self) -> int:
        """Return the number of the last act, 0 while there is none: what a form carries of what the person saw."""
        return self.acts[0].pk if self.acts else 0

    @property
    def stands(self) -> str:
        """Return where it stands today, in a few words."""
        return custody.stands(self.kept, today())


def disclosed(agency_ids: Iterable[int] | None = None) -> QuerySet[Release]:
    """Return the releases whose information has left, latest first, without their bytes. `agency_ids` None: all."""
    found = Release.objects.filter(status__in=SENT).defer("manifest").order_by("-id")
    found = found.select_related("disclosure_request__agency", "recipient", "instead_by")
    return found if agency_ids is None else found.filter(disclosure_request__agency_id__in=list(agency_ids))


def open_ones(agency_ids: Iterable[int] | None = None) -> QuerySet[Release]:
    """Return the releases whose information is still out: neither returned nor destroyed, nor ended as never opened."""
    over = CustodyAct.objects.filter(kind__in=ENDS).values("release")
    return disclosed(agency_ids).exclude(pk__in=over).exclude(status=ReleaseStatus.UNOPENED)


def follow(releases: Sequence[Release]) -> list[Followed]:
    """Return where releases stand. Three queries; one more while a receipt is waited for, one while an order is in force."""
    acts: dict[int, list[CustodyAct]] = {release.pk: [] for release in releases}
    if not acts:
        return []
    for act in CustodyAct.objects.filter(release_id__in=list(acts)).select_related("person").order_by("-id"):
        acts[act.release_id].append(act)
    lengths, orders = _lengths(), _orders(list(acts))
    asks = _asks(releases)
    kept = {r.pk: _kept(r, acts[r.pk], lengths, orders.get(r.pk, [])) for r in releases}
    return [Followed(r, replace(kept[r.pk], asks=asks.get(r.pk, "")), tuple(acts[r.pk])) for r in releases]


def _asks(releases: Sequence[Release]) -> dict[int, str]:
    """Return, of those whose receipt is waited for, the act that alone ends the wait ('' while the recipient can)."""
    waiting = [release.pk for release in releases if release.status == ReleaseStatus.TRANSMITTED]
    return dict(Release.objects.filter(pk__in=waiting).values_list("pk", ASKS)) if waiting else {}


def _lengths() -> list[tuple[datetime, int]]:
    """Return what the period at the agency was set to, from when, oldest first."""
    rows = history_model(RetentionPeriod)._default_manager.filter(name=AT_AGENCY).order_by("history_id")
    return list(rows.values_list("history_date", "length"))


def _length(lengths: list[tuple[datetime, int]], received_at: datetime) -> int:
    """Return the period that stood at the receipt: a later change doesn't reach back."""
    stood = [length for since, length in lengths if since <= received_at]
    return stood[-1] if stood else PERIODS[AT_AGENCY].length


_ON_PACKAGES = """
SELECT q.id, h.starts, %s = ANY (h.acts) FROM unnest(%s::bigint[]) AS q (id)
CROSS JOIN LATERAL desk_orders_on_package(q.id, %s) o JOIN requests_app_hold h ON h.id = o
"""


def _orders(release_ids: list[int]) -> dict[int, list[tuple[date, bool]]]:
    """Return, by release, since when each order in force covers it, and whether that one bars use."""
    found: dict[int, list[tuple[date, bool]]] = {}
    if release_ids and Hold.objects.filter(live(today()), starts__lte=today()).exists():
        with connection.cursor() as cursor:
            cursor.execute(_ON_PACKAGES, [USE, release_ids, list(ACTS)])
            for release_id, starts, bars_use in cursor.fetchall():
                found.setdefault(release_id, []).append((starts, bars_use))
    return found


def _kept(
    release: Release, acts: list[CustodyAct], lengths: list[tuple[datetime, int]], orders: list[tuple[date, bool]]
) -> Kept:
    received = timezone.localdate(release.received_at) if release.received_at else None
    extended = next((act.on for act in acts if act.kind == Custody.EXTENDED), None)
    ended = next((act for act in acts if act.kind in ENDS), None)
    unopened = timezone.localdate(release.instead_at) if release.status == ReleaseStatus.UNOPENED else None
    days = _length(lengths, release.received_at) if release.received_at else 0
    return Kept(
        received_on=received,
        due_on=custody.due_on(received, days, extended) if received else None,
        used=any(act.kind == Custody.USED for act in acts),
        unused_until=max((act.on for act in acts if act.kind == Custody.UNUSED), default=None),
        ended=ended.kind if ended else custody.UNOPENED if unopened else "",
        ended_on=ended.on if ended else unopened,
        held=bool(orders),
        barred_since=min((since for since, bars_use in orders if bars_use), default=None),
    )


def find(release_id: int, *, by: Person, lock: bool = False) -> Followed:
    """Return a release that this person may follow, with where it stands. `lock`: one act on it at a time. Raises Absent."""
    release = disclosed().filter(pk=release_id).first()
    if release is None:
        raise Absent
    find_request(by, release.disclosure_request_id, lock=lock)
    return follow([release])[0]


def refusals(followed: Followed, kind: Custody, *, by: Person) -> list[str]:
    """Return every reason why this person may not record this act now, whatever its day."""
    roles = frozenset(role.value for role in roles_on(by, followed.release.disclosure_request.agency_id))
    return custody.refusals(kind, followed.kept, roles)


def record(
    release_id: int,
    kind: Custody,
    *,
    by: Person,
    why: str,
    on: date,
    key: UUID,
    seen: int | None,
    custodian: str = "",
    location: str = "",
    used_by: Collection[str] = (),
) -> CustodyAct:
    """Record an act, in writing (`why`). The same `key` twice is one act. Raises Absent, MovedOn or Refused.

    `seen`: `Followed.last` as the person saw it; None where nobody looked at a page.
    """
    keeping = {"custodian": custodian.strip(), "location": location.strip()}
    correct({"why": [] if in_words(why) else [BLANK]})
    correct({"used_by": [NOBODY] if kind == Custody.USED and not used_by else []})
    correct({name: [NO_PLACE] for name, text in keeping.items() if kind == Custody.MOVED and not says_something(text)})
    with acting(by=by, why=why):
        followed = find(release_id, by=by, lock=True)
        if made := CustodyAct.objects.filter(made_by_key=key, release_id=release_id).first():
            return made
        demand(refusals(followed, kind, by=by))
        _as_seen(followed, seen)
        correct({"on": custody.wrong_days(kind, followed.kept, on, today())})
        correct(naming.wrong(release_id, lines=keeping, words={"why": why}))
        act = CustodyAct(
            release_id=release_id,
            disclosure_request_id=followed.release.disclosure_request_id,
            agency_id=followed.release.disclosure_request.agency_id,
            kind=kind,
            on=on,
            **keeping,
            used_by=list(used_by),
            words=why,
            person=by,
            name=by.get_full_name(),
            made_by_key=key,
        )
        _insert(act)
        return act


def _as_seen(followed: Followed, seen: int | None) -> None:
    """Raise MovedOn if an act was recorded since the person looked."""
    if seen is not None and followed.last != seen:
        last = followed.acts[0]
        at = date_format(timezone.localtime(last.made_at), "F j, Y, P")
        raise MovedOn(f"{last.did} by {last.name} on {at}", "a further act")


def _insert(row: CustodyAct) -> None:
    """Add a row; what the database's own check refuses becomes a Refused with its sentence."""
    try:
        row.save(force_insert=True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in REFUSING:
            raise Refused([str(error).splitlines()[0]]) from error
        raise
