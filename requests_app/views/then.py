"""A request as it stood, in words for a page: the figures at the top, the flags, its subjects, and what a decider saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audits import apart, moments
from audits.access_log import Opened
from audits.apart import Listed, Place
from audits.history_sql import Query
from audits.moments import Then
from audits.standalone.words import count_of

from ..models import DisclosureRequest
from ..models.as_facts import content_hash, standing_hash
from ..models.as_it_stood import FLAG, REQUEST, SUBJECT, VERDICT, Standing, content_hash_at
from ..models.disclosure_request import REQUEST_CONTENT
from ..models.release import ReleaseStatus
from ..models.subject import SUBJECT_CONTENT, Outcome
from ..models.tallies import Counts, Tally
from ..rules.codes import Code
from ..rules.columns import COLUMNS, label_of
from ..rules.custody import DID, ENDS, Custody
from ..rules.facts import Audience, Severity
from ..rules.flags import CODES
from ..rules.items import ITEMS
from ..rules.matching import Verdict
from ..rules.reason_codes import REASONS
from ..rules.transitions import WITH_IRS, Status
from . import summaries
from .points import Point
from .summaries import UNMATCHED, Lack

FEW, PAGE = 10, 25
"""Subjects beside everything else that stood, and on a further page of them."""

HASHED_AT_ONCE = 5_000
"""Subjects of a request up to which its hash is computed from history with the page; above, when asked for."""


def code_of(id: str) -> Code:
    """Return a flag's words; of one that the present rules no longer know, that this is so."""
    return CODES.get(id) or Code(id, (Severity.REVIEW,), "", f"The present rules know no flag “{id}”.", "", "")


def outcomes_of(tally: Tally) -> list[tuple[str, int]]:
    """Return how many subjects had come to which outcome, in words."""
    counts = dict(tally.outcomes) | {
        Outcome.OPEN: tally.standing - tally.approved,
        Outcome.APPROVED: tally.approved,
    }
    return [(outcome.label, counts[outcome]) for outcome in Outcome if counts.get(outcome)]


def lacks_of(found: Standing) -> list[Lack]:
    """Return the flags that stood on the request and its subjects, those that block first."""
    tally = found.counts.tally
    known = frozenset(CODES) | set(tally.blocking) | set(tally.review) | set(tally.cleared)
    return summaries.by_weight(
        [
            *_on_request(found.request),
            *summaries.lacks(known, tally.blocking, tally.review, tally.cleared, code_of),
            *_kept(found.kept),
            *_unmatched(found),
        ]
    )


def _on_request(row: Then) -> Iterator[Lack]:
    due = summaries.due_at_signing(row["status"])
    for id in row["blocking_codes"]:
        severities = [s for s in code_of(id).severities if s != Severity.REVIEW]
        yield Lack(code_of(id), severities[0] if severities else Severity.REQUEST, at_signing=id in due)
    for id in row["review_codes"]:
        yield Lack(code_of(id), Severity.REVIEW, cleared=id in row["cleared_codes"])


def _kept(counted: Mapping[tuple[str, str, bool], int]) -> Iterator[Lack]:
    for id, severity in sorted({(code, severity) for code, severity, _ in counted}):
        left, done = counted.get((id, severity, False), 0), counted.get((id, severity, True), 0)
        yield Lack(code_of(id), Severity(severity), left or done, summaries.IRS_ALONE, cleared=not left, done=done)


def _unmatched(found: Standing) -> Iterator[Lack]:
    for id, verdict in UNMATCHED.items() if found.request["status"] in WITH_IRS else ():
        if number := found.counts.verdicts[verdict]:
            yield Lack(code_of(id), Severity.SUBJECT, number, summaries.IRS_ALONE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure at the top: what it is, what stood then, more of it, and what stands now if that differs ('': it doesn't)."""

    label: str
    then: str
    more: str = ""
    now: str = ""
    kind: str = ""


def figures(found: Standing, now: Standing) -> list[Figure]:
    """Return what somebody wants to know first of a moment, each beside what stands now."""
    return [_with_now(then, later) for then, later in zip(_figures(found), _figures(now), strict=True)]


def _with_now(then: Figure, now: Figure) -> Figure:
    differs = (then.then, then.more) != (now.then, now.more)
    told = f"{now.then} ({now.more})" if now.more else now.then
    return Figure(then.label, then.then, then.more, told if differs else "", then.kind)


def _figures(found: Standing) -> list[Figure]:
    tally = found.counts.tally
    submission = f"submission {found.submission}" if found.submission else "not yet sent in"
    status = Status(found.request["status"])
    return [
        Figure("Status", status.label, submission, kind=status.value),
        Figure("Subjects", f"{tally.all:,}", "; ".join(f"{n:,} {label}" for label, n in outcomes_of(tally))),
        Figure("Flags", *_flags_in_words(found)),
        Figure("Court orders", f"{len(found.orders)} in force", "", kind="hold" if found.orders else ""),
        Figure("Package", *_package_in_words(found)),
        Figure("Incidents", *_incidents_in_words(found)),
        Figure("Assigned to", found.name(found.request["assigned_to_id"]) or "Nobody"),
    ]


def _package_in_words(found: Standing) -> tuple[str, str]:
    """Return where the package stood, and for whom; once acts of custody were recorded, the latest of them."""
    release = found.release()
    if release is None:
        return "None", ""
    kinds = [act["kind"] for act in found.custody_acts()]
    ended = [Custody(kind).name.capitalize() for kind in kinds if kind in ENDS]
    latest = f"; {DID[kinds[-1]][0].lower()}{DID[kinds[-1]][1:]}" if kinds else ""
    status = ended[-1] if ended else ReleaseStatus(release["status"]).label
    return status, f"for {release['recipient_name']}{latest}"


def _incidents_in_words(found: Standing) -> tuple[str, str]:
    reported = len(found.incidents)
    return (f"{found.open_incidents()} open", f"{reported} reported") if reported else ("None", "")


def _flags_in_words(found: Standing) -> tuple[str, str]:
    lacks = lacks_of(found)
    due = [lack for lack in lacks if lack.at_signing]
    blocking = [lack for lack in lacks if lack.blocks and not lack.at_signing]
    review = [lack for lack in lacks if not lack.blocks and not lack.cleared]
    cleared = [lack for lack in lacks if not lack.blocks and (lack.cleared or lack.done)]
    told = [
        f"{len(some)} {words}"
        for some, words in (
            (blocking, "blocking"),
            (due, "due at signing"),
            (review, "to be cleared"),
            (cleared, "cleared"),
        )
        if some
    ]
    return f"{len(lacks)} raised" if lacks else "None", "; ".join(told)


def contents_of(found: Standing) -> list[tuple[str, str]]:
    """Return what the agency asked for and by whom, in words, as it stood."""
    row = found.request
    items = ", ".join(ITEMS[id].label if id in ITEMS else id for id in row["items"])
    cover = (
        ("cover_statute", "statute"),
        ("cover_reason", "reason"),
        ("cover_officer", "officer"),
        ("cover_case", "case"),
    )
    told = [
        ("Agency", found.agency["name"]),
        ("Title", row["title"]),
        ("Purpose", row["purpose"]),
        ("Information asked for", items),
        ("Agreement", found.agreement["title"] if found.agreement else "None"),
        ("Drafted by", found.name(row["drafted_by_id"])),
        *((f"Letter’s {words}", row[column]) for column, words in cover),
    ]
    return [(label, text) for label, text in told if text]


@dataclass(frozen=True, slots=True)
class SubjectFlag:
    """A flag on a subject as it stood."""

    code: Code
    severity: str
    cleared: bool


@dataclass(frozen=True, slots=True)
class SubjectThen:
    """A subject as it stood: its row, outcome and flags; what the agency set forth only if a reason was recorded."""

    id: int
    row: int
    outcome: str
    reason: str
    judged: bool
    flags: tuple[SubjectFlag, ...]
    match: str
    told: tuple[tuple[str, str], ...]
    name: str = ""
    address: str = ""


def listed(disclosure_request: DisclosureRequest, txid: int, after: Place, *, code: str, size: int) -> Listed:
    """Return the next subjects that stood then, in the order of their rows: of all, or with a flag in their row."""
    having: Query = ("true", [])
    if code:
        having = ("(l.blocking_codes || l.review_codes)::text[] @> ARRAY[%s]", [code])
    case = {"case": disclosure_request.pk}
    return apart.page(SUBJECT, case, txid, order="row", having=having, after=after, size=size)


def subjects_of(
    found: Standing, ids: Sequence[int], *, opened: Opened, reveal: bool, keeper: bool
) -> list[SubjectThen]:
    """Return subjects as they stood. `opened` proves that the look was recorded; `reveal`: with what the agency set forth."""
    rows = {s.object_id: s for s in moments.rows_of(SUBJECT, ids, found.txid, opened=opened if reveal else None)}
    seen = {Audience.IRS, Audience.COUNSEL} if keeper else {Audience.IRS}
    flags: dict[int, list[SubjectFlag]] = {}
    for flag in moments.rows_of(FLAG, ids, found.txid, key="subject_id"):
        if flag["audience"] in seen:
            shown = SubjectFlag(code_of(flag["code"]), flag["severity"], flag["cleared"])
            flags.setdefault(flag["subject_id"], []).append(shown)
    verdicts = {
        v["subject_id"]: v["verdict"]
        for v in moments.rows_of(VERDICT, ids, found.txid, opened=opened)
        if v["submission"] == found.submission
    }
    return [_subject(rows[id], flags.get(id, []), verdicts.get(id, ""), reveal=reveal) for id in ids if id in rows]


def _subject(row: Then, kept: Iterable[SubjectFlag], verdict: str, *, reveal: bool) -> SubjectThen:
    own = [SubjectFlag(code_of(code), Severity.SUBJECT, cleared=False) for code in row["blocking_codes"]]
    own += [SubjectFlag(code_of(c), Severity.REVIEW, c in row["cleared_codes"]) for c in row["review_codes"]]
    own += [SubjectFlag(code_of(c), Severity.SUBJECT, cleared=False) for c, v in UNMATCHED.items() if v == verdict]
    fields = {name: str(row[name] or "") for name in SUBJECT_CONTENT if reveal and name in row.values}
    return SubjectThen(
        id=row.object_id,
        row=row["row"],
        outcome=Outcome(row["outcome"]).label,
        reason=REASONS[reason].label if (reason := row["outcome_reason"]) in REASONS else reason,
        judged=bool(row["judged_under"]),
        flags=tuple(sorted([*own, *kept], key=lambda f: (f.severity == Severity.REVIEW, f.cleared, f.code.id))),
        match=Verdict(verdict).label if verdict else "",
        told=tuple((label_of(name), text) for name, text in fields.items() if text.strip() and name in COLUMNS),
        name=_joined(fields, " ", "first_name", "middle_name", "last_name", "entity_name"),
        address=_joined(
            fields, ", ", "address", "address_line1", "address_line2", "city", "state", "postal_code", "country"
        ),
    )


def _joined(fields: Mapping[str, str], by: str, *names: str) -> str:
    return by.join(fields[name] for name in names if fields.get(name, "").strip())


@dataclass(frozen=True, slots=True)
class Hashes:
    """What a decision rested on: the hash it recorded, the one recomputed from history ('': not yet), and the present one.

    `read`: whether the present one was computed from every subject, or is that of the snapshot that keeps the contents frozen.
    `moved`: what differs between the snapshot and the decision, where the recomputed hash isn't the recorded one.
    """

    recorded: str
    recomputed: str
    present: str
    read: bool
    moved: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether history gives the hash that was recorded."""
        return self.recomputed == self.recorded

    @property
    def unchanged(self) -> bool:
        """Whether the present contents still have it."""
        return self.present == self.recorded


def hashes(disclosure_request: DisclosureRequest, point: Point, found: Standing, *, asked: bool) -> Hashes:
    """Return what a decision rested on. Every subject is read up to 5,000 of them, above only if that is asked for."""
    reads = asked or found.counts.tally.all <= HASHED_AT_ONCE
    recomputed = content_hash_at(disclosure_request.pk, point.txid) if reads else ""
    present = content_hash(disclosure_request.pk) if reads else standing_hash(disclosure_request)
    snapshot = found.snapshot()
    moved: tuple[str, ...] = ()
    if recomputed and recomputed != point.hash and snapshot is not None:
        moved = tuple(moved_contents(disclosure_request, snapshot.txid, point.txid))
    return Hashes(point.hash, recomputed, present, reads, moved)


def moved_contents(disclosure_request: DisclosureRequest, first: int, last: int) -> Iterator[str]:
    """Say which contents differ between two moments: columns of the request, and how many subjects."""
    case = {"case": disclosure_request.pk}
    for changed in apart.apart(REQUEST, [disclosure_request.pk], first, last):
        labels = [d.label for d in changed.differences if d.column in REQUEST_CONTENT]
        if labels:
            yield f"of the request: {', '.join(labels)}"
    less = [c for c in apart.columns(SUBJECT) if c not in (*SUBJECT_CONTENT, "row")]
    words = {"+": "added", "~": "changed", "-": "removed"}
    for kind, number in sorted(apart.kinds(SUBJECT, case, first, last, less=[*less, "tin_sealed"]).items()):
        yield f"{count_of(number, 'subject')} {words[kind]}"


def verdicts_of(counts: Counts) -> list[tuple[str, int]]:
    """Return how many standing subjects bore each match verdict, in words."""
    return [(Verdict(v).label, n) for v, n in sorted(counts.verdicts.items()) if n and v in Verdict.values]
