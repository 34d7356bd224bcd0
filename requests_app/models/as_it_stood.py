"""A request as it stood after a transaction, read from history: rows, counts, orders in force, lists, and its contents' hash.

Nothing here is tax data, and nothing reads subjects one by one but `content_hash_at`. What is for named counsel alone is read
only for a keeper of the list under (i)(6). Source: docs/decisions/as-it-stood.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from audits import moments
from audits.history_sql import Belonging
from audits.moments import Then

from ..rules.facts import Audience, Book
from ..rules.incidents import Act
from ..rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS, THRESHOLDS
from ..rules.officers import officer_key
from .agreement import Agreement
from .as_facts import STANDING, agreement_facts, judged_under, words_of
from .disclosure_request import DisclosureRequest
from .lists import ListedWord
from .release import ReleaseStatus
from .subject import Subject
from .tallies import Counts, counts_at


def own(model: str) -> Belonging:
    """Return how the rows of a model that names its request belong to one."""
    return Belonging(f"requests_app.{model}", (("disclosure_request_id", "case"),))


REQUEST = Belonging("requests_app.DisclosureRequest", (("id", "case"),))
SUBJECT, VERDICT, FLAG = own("Subject"), own("MatchVerdict"), own("ConfidentialFlag")
HOLD = Belonging(
    "requests_app.Hold",
    (("disclosure_request_id", "case"), ("agency_id", "agency"), ("agreement_id", "agreement")),
    empty_is_all=True,
)
AGENCY, AGREEMENT = (
    Belonging("requests_app.Agency", (("id", "agency"),)),
    Belonging("requests_app.Agreement", (("id", "agreement"),)),
)
OFFICER = Belonging("requests_app.Officer", (("agency_id", "agency"),))
THRESHOLD, WORD, STATUTE, PERSON = (
    Belonging(f"requests_app.{model}", ()) for model in ("Threshold", "ListedWord", "ListedStatute", "Person")
)

MOST = 100
"""The latest clearances, notes and uploads that are told of one moment."""


@dataclass(frozen=True, slots=True)
class Order:
    """A court order that was in force: its row, and whether it covered the request as a whole."""

    row: Then
    whole: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """What the rules were given beside the request, rebuilt from history: thresholds, words by kind, statutes, the roster."""

    thresholds: dict[str, int]
    words: tuple[tuple[str, str], ...]
    statutes: tuple[Then, ...]
    roster: tuple[str, ...] | None
    edition: str

    def words_of_kind(self, kind: str) -> int:
        """Return how many words of a kind were listed."""
        return sum(1 for of_kind, _ in self.words if of_kind == kind)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that stood of a request after transaction `txid`, as of the day `on` in Washington.

    `kept`: flags for the IRS alone or for named counsel on standing subjects, by (code, severity, cleared). `items`: attached
    items that weren't removed, by kind. `people`: names as they were, by id.
    """

    txid: int
    on: date
    request: Then
    agency: Then
    agreement: Then | None
    counts: Counts
    kept: dict[tuple[str, str, bool], int]
    decisions: list[Then]
    signatures: list[Then]
    snapshots: list[Then]
    clearances: list[Then]
    notes: list[Then]
    releases: list[Then]
    uploads: list[Then]
    items: dict[str, int]
    orders: list[Order]
    custody: list[Then]
    incidents: list[Then]
    incident_acts: list[Then]
    people: dict[int, str] = field(default_factory=dict)

    @property
    def submission(self) -> int:
        """How often it had been sent in."""
        return int(self.request["submission"])

    def snapshot(self) -> Then | None:
        """Return the snapshot of the submission that it was in; None before the first."""
        return next((s for s in self.snapshots if s["submission"] == self.submission), None)

    def release(self) -> Then | None:
        """Return the package that stood; None if there was none."""
        return next((r for r in reversed(self.releases) if r["status"] != ReleaseStatus.VOID), None)

    def custody_acts(self) -> list[Then]:
        """Return the acts of custody of the package that stood, in the order in which they were recorded."""
        release = self.release()
        return [act for act in self.custody if release and act["release_id"] == release.object_id]

    def open_incidents(self) -> int:
        """Return how many incidents weren't closed."""
        closed = {act["incident_id"] for act in self.incident_acts if act["kind"] == Act.CLOSED}
        return sum(1 for one in self.incidents if one.object_id not in closed)

    def name(self, person_id: int | None) -> str:
        """Return a person's name as it was; '' for nobody."""
        return self.people.get(person_id or 0, "")


def standing(disclosure_request: DisclosureRequest, txid: int, on: date, *, keeper: bool) -> Standing | None:
    """Return the request as it stood; None before it was begun. At most 21 queries, whatever its size.

    `keeper`: whether the reader keeps the list under (i)(6), and so may know of flags for named counsel.
    """
    case: dict[str, int | None] = {"case": disclosure_request.pk, "agency": disclosure_request.agency_id}
    request = next(iter(moments.rows(REQUEST, case, txid)), None)
    if request is None:
        return None
    case["agreement"] = request["agreement_id"]
    agreement = moments.rows(AGREEMENT, case, txid) if request["agreement_id"] else []
    found = Standing(
        txid=txid,
        on=on,
        request=request,
        agency=moments.rows(AGENCY, case, txid)[0],
        agreement=agreement[0] if agreement else None,
        counts=counts_at(disclosure_request.pk, txid, request["submission"]),
        kept=_kept(case, txid, keeper=keeper),
        decisions=moments.rows(own("Decision"), case, txid),
        releases=moments.rows(own("Release"), case, txid, less=("manifest",)),
        items=_items(case, txid),
        orders=orders(disclosure_request.pk, case, txid, on),
        custody=moments.rows(own("CustodyAct"), case, txid),
        incidents=moments.rows(own("Incident"), case, txid),
        incident_acts=moments.rows(own("IncidentAct"), case, txid),
        signatures=_latest("Signature", case, txid),
        snapshots=_latest("Snapshot", case, txid),
        clearances=_latest("Clearance", case, txid),
        notes=_latest("Note", case, txid),
        uploads=_latest("Batch", case, txid),
    )
    found.people.update(_names(found))
    return found


def _latest(model: str, case: moments.Case, txid: int) -> list[Then]:
    return moments.rows(own(model), case, txid, limit=MOST)


_STOOD_THEN = f"""(SELECT s.outcome FROM requests_app_historicalsubject s WHERE s.id = h.subject_id AND s.txid <= %s
    AND s.history_type <> '-' ORDER BY s.history_id DESC LIMIT 1) IN ({", ".join(f"'{outcome}'" for outcome in STANDING)})"""


def _kept(case: moments.Case, txid: int, *, keeper: bool) -> dict[tuple[Any, ...], int]:
    audiences = [Audience.IRS, Audience.COUNSEL] if keeper else [Audience.IRS]
    having = (f"h.audience = ANY(%s) AND {_STOOD_THEN}", [[a.value for a in audiences], txid])
    return moments.counted(FLAG, case, txid, ("code", "severity", "cleared"), having=having)


def _items(case: moments.Case, txid: int) -> dict[str, int]:
    having = ("h.removed_at IS NULL", list[Any]())
    found = moments.counted(own("AttachedItem"), case, txid, ("item",), having=having)
    return {item: number for (item,), number in found.items()}


def orders(request_id: int, case: moments.Case, txid: int, on: date) -> list[Order]:
    """Return the court orders that bound on a day and covered the request, the latest first, as they were written then.

    One narrowed to subjects for whom a statute is cited counts, whether or not a subject cites it.
    """
    entered, day = moments.rows(HOLD, case, txid), on.isoformat()
    later = moments.rows_of(HOLD, [h["superseded_by_id"] for h in entered if h["superseded_by_id"]], txid)
    begun = {h.object_id for h in later if h["starts"] <= day}
    binding = [h for h in entered if _binds(h, day, begun) and request_id not in h["excepted_request_ids"]]
    binding.sort(key=lambda h: (h["starts"], h.object_id), reverse=True)
    return [Order(h, _covers_whole(h, request_id)) for h in binding]


def _binds(hold: Then, day: str, begun: set[int]) -> bool:
    ended = (hold["until"] and hold["until"] < day) or (hold["lifted_on"] and hold["lifted_on"] <= day)
    return hold["starts"] <= day and not ended and hold["superseded_by_id"] not in begun


def _covers_whole(hold: Then, request_id: int) -> bool:
    if hold["batch_id"] or hold["statute"] or hold["subject_ids"]:
        return False
    excepted = hold["excepted_subject_ids"]
    return not (excepted and Subject.objects.filter(pk__in=excepted, disclosure_request=request_id).exists())


def _names(found: Standing) -> dict[int, str]:
    ids = {found.request["assigned_to_id"], found.request["drafted_by_id"]}
    ids |= {c["person_id"] for c in found.clearances} | {u["uploaded_by_id"] for u in found.uploads}
    for release in found.releases:
        ids |= {release[f"{act}_by_id"] for act in ("prepared", "authorized", "transmitted")}
    return names_at((id for id in ids if id), found.txid)


def names_at(ids: Iterable[int], txid: int) -> dict[int, str]:
    """Return people's names as they were then, by id."""
    rows = moments.rows_of(PERSON, sorted(ids), txid)
    return {p.object_id: f"{p['first_name']} {p['last_name']}".strip() for p in rows}


def lists_at(found: Standing) -> Lists:
    """Return the lists that the rules were given then, and the edition that they make with the present rules. Four queries."""
    case = {"agency": found.agency.object_id}
    kept = {t["name"]: int(t["value"]) for t in moments.rows(THRESHOLD, case, found.txid)}
    words = tuple((w["kind"], w["words"]) for w in moments.rows(WORD, case, found.txid))
    statutes = tuple(s for s in moments.rows(STATUTE, case, found.txid) if not s["withdrawn_on"])
    officers = moments.rows(OFFICER, case, found.txid) if found.agency["roster_kept"] else None
    roster = None if officers is None else tuple(sorted(o["name"] for o in officers if o["is_active"]))
    thresholds = {**THRESHOLDS, **kept}
    book = Book(
        thresholds=thresholds,
        address_placeholders=words_of(ListedWord.Kind.ADDRESS, words, ADDRESS_PLACEHOLDERS),
        name_placeholders=words_of(ListedWord.Kind.NAME, words, NAME_PLACEHOLDERS),
        agreement=agreement_facts(_agreement(found.agreement)) if found.agreement else None,
        invented_tins=settings.DEMONSTRATION,
        statutes=tuple(sorted((s["citation"], s["kind"]) for s in statutes)),
        roster=None if roster is None else frozenset(officer_key(name) for name in roster),
    )
    return Lists(thresholds, words, statutes, roster, judged_under(book))


def _agreement(row: Then) -> Agreement:
    own_columns = {str(f.column) for f in Agreement._meta.concrete_fields}
    return Agreement(**{column: value for column, value in row.values.items() if column in own_columns})


def content_hash_at(request_id: int, txid: int) -> str:
    """Return the SHA-256 (hex) of what the agency had sent, computed by the database from history; '' before it was begun.

    It reads each subject as it stood then, so it takes as long as hashing the present contents, and some more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_content_hash_at(%s, %s)", [request_id, txid])
        return str(cursor.fetchone()[0] or "")
