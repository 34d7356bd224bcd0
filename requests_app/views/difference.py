"""Two moments of a request side by side: by field, by row, and in counts. Tax columns are masked until a reason is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from audits import apart, moments
from audits.access_log import AccessAct, Opened, look
from audits.apart import Listed, Place
from audits.history import BEGINNING
from audits.history_sql import Belonging
from audits.moments import Event
from audits.standalone.words import count_of

from .. import access
from ..forms.moments import CompareForm
from ..forms.oversight import ValuesForm
from ..models import DisclosureRequest
from ..models.as_it_stood import AGREEMENT, FLAG, HOLD, REQUEST, STATUTE, SUBJECT, THRESHOLD, VERDICT, WORD, own
from ..models.subject import GRADES
from ..models.tallies import Tally, counts_at
from ..rules.facts import Audience
from . import cases, looked, then
from .answers import draw, looker, number_in
from .irs_page import found
from .moments import place_in, told_place
from .points import Line
from .who import DeskRequest
from .wording import Worded, worded

PAGE = 25
"""Subjects, and rows of each other kind, on a page."""

MOST = 20_000
"""Rows of history between two moments up to which the subjects that differ are found by what was touched, and counted."""

KEYS = ("disclosure_request_id", "agency_id", "made_by_key")
"""Columns that only say to what a row belongs, or that it was made once."""

UNTOLD = (*KEYS, "judged_under", "reason_key", "tin_sealed", *(f"grade_{grade}" for grade in GRADES))
"""Columns of a subject that tell nothing of their own: verdicts are told by their flags, a TIN by its keyed index."""

ROWS: tuple[tuple[str, Belonging], ...] = (
    ("Decisions", own("Decision")),
    ("Signatures", own("Signature")),
    ("Snapshots", own("Snapshot")),
    ("Clearances", own("Clearance")),
    ("Flags for the IRS alone", FLAG),
    ("Match verdicts", VERDICT),
    ("Court orders", HOLD),
    ("Packages", own("Release")),
    ("Acts of custody", own("CustodyAct")),
    ("Incidents", own("Incident")),
    ("What was done about incidents", own("IncidentAct")),
    ("Attached items", own("AttachedItem")),
    ("Uploads", own("Batch")),
    ("Notes", own("Note")),
    ("The agreement", AGREEMENT),
    ("Thresholds", THRESHOLD),
    ("Listed words", WORD),
    ("Determined statutes", STATUTE),
)
"""Everything else by row, in the order of the page."""

LESS: dict[str, tuple[str, ...]] = {"requests_app.Release": ("manifest",), "requests_app.Incident": ("run_id",)}
"""Columns of a model that are too long for a page, or tell nobody anything."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two moments, the earlier first: transaction and event of each (None: before the first event).

    `trouble`: why they aren't the two that were asked for, '' if they are.
    """

    first: int
    last: int
    before: Event | None
    after: Event
    numbers: tuple[int, int]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What differs in the rows of one kind: at most a page of it. `uncounted`: so much was touched that it isn't listed."""

    title: str
    belongs: Belonging
    changed: tuple[Worded, ...]
    more: bool = False
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A count that differs."""

    label: str
    before: int
    after: int

    @property
    def by(self) -> str:
        """By how much, with its sign."""
        return f"{self.after - self.before:+,}"


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what differs between two moments: a recorded look, before anything is drawn."""
    why = looked.reason(request)
    disclosure_request = found(request, pk)
    line = Line(disclosure_request)
    if not len(line.events):
        raise access.Absent
    pair = _pair(request, line)
    form = ValuesForm(request.POST or None)
    if onward := looked.asked(request, form, partial(_concerned, request, line, pair), disclosure_request):
        return onward
    context = {
        **_chosen(disclosure_request, line, pair),
        **_differing(request, line, pair, why),
        "fields": _fields(disclosure_request, pair),
        "counts": _counts(disclosure_request, pair),
        "values_form": form,
    }
    return draw(request, "moments/difference.html", {**cases.heading(disclosure_request), **context})


def _pair(request: DeskRequest, line: Line) -> Pair:
    """Return the moments that the address asks for, by transaction or by the number of the event; the last event if none.

    For one that can't be read, or isn't there, stands what would if it hadn't been asked for, and the page says so.
    """
    total = len(line.events)
    end = line.events.numbered(total).last
    to, wrong_to = _asked(line, request.GET.get("to", ""), request.GET.get("last", ""), least=1)
    to = end if to is None else min(to, end)
    first, wrong_first = _asked(line, request.GET.get("from", ""), request.GET.get("first", ""), least=0)
    if first is None:
        first = line.events.numbered(line.events.number_at(to)).first - 1
    first, last = sorted((min(first, end), to))
    numbers = line.events.number_at(first), line.events.number_at(last)
    before = line.events.numbered(numbers[0]) if numbers[0] else None
    trouble = " ".join(dict.fromkeys(why for why in (wrong_first, wrong_to) if why))
    return Pair(first, last, before, line.events.numbered(numbers[1]), numbers, trouble and f"{trouble} {INSTEAD}")


INSTEAD = "Compared are the two moments that stand below."


def _asked(line: Line, txid: str, number: str, *, least: int) -> tuple[int | None, str]:
    """Return the transaction that one side of the address asks for, or None and why there is none.

    `least`: the first event that may be asked for by number; 0 is before anything was there.
    """
    text, total = txid or number, len(line.events)
    found = number_in(text)
    if not text:
        return None, ""
    if not found and text != "0":
        return None, f"“{text[:40]}” names no moment."
    if txid:
        early = line.events.number_at(found) < least
        return (None, f"Transaction {found} is earlier than the first event of this request.") if early else (found, "")
    if not least <= found <= total:
        return None, f"There is no event {found} here: the events of this request are numbered from 1 to {total}."
    return (line.events.numbered(found).last if found else 0), ""


def _chosen(disclosure_request: DisclosureRequest, line: Line, pair: Pair) -> dict[str, Any]:
    pk = disclosure_request.pk
    moments_url = reverse("moments", kwargs={"pk": pk})
    said = {"first": pair.numbers[0], "last": pair.numbers[1]}
    choices = [(f"Submission to submission {s + 1}", pair_of) for s, pair_of in enumerate(_submissions(line), start=1)]
    return {
        "pair": pair,
        "total": len(line.events),
        "compare_form": CompareForm(said),
        "here": reverse("moments_difference", kwargs={"pk": pk}),
        "before_url": f"{moments_url}?at={pair.first}" if pair.before else "",
        "after_url": f"{moments_url}?at={pair.last}",
        "choices": choices,
    }


def _submissions(line: Line) -> Iterator[str]:
    """Yield the queries that compare each submission with the one before it."""
    sent = [point for point in line.points if point.id.startswith("signature-")]
    for one, following in zip(sent, sent[1:], strict=False):
        yield f"?{urlencode({'from': one.txid, 'to': following.txid})}"


def _fields(disclosure_request: DisclosureRequest, pair: Pair) -> list[Worded]:
    less = (*KEYS, "status_since", "created_at")
    return worded(apart.apart(REQUEST, [disclosure_request.pk], pair.first, pair.last, less=less))


def _counts(disclosure_request: DisclosureRequest, pair: Pair) -> list[Count]:
    """Return the counts of subjects that differ: outcomes, flags, match verdicts."""
    pk, case = disclosure_request.pk, {"case": disclosure_request.pk}
    told = []
    for txid in (pair.first, pair.last):
        row = next(iter(moments.rows(REQUEST, case, txid)), None)
        counts = counts_at(pk, txid, row["submission"] if row else 0)
        told.append(dict([*_told(counts.tally), *((f"Match: {w}", n) for w, n in then.verdicts_of(counts))]))
    names = dict.fromkeys([*told[0], *told[1]])
    found_counts = (Count(name, told[0].get(name, 0), told[1].get(name, 0)) for name in names)
    return [count for count in found_counts if count.before != count.after]


def _told(tally: Tally) -> Iterator[tuple[str, int]]:
    yield "Subjects", tally.all
    for label, number in then.outcomes_of(tally):
        yield f"Outcome: {label}", number
    for words, counted in (("blocks", tally.blocking), ("to be cleared", tally.review), ("cleared", tally.cleared)):
        for code, number in sorted(counted.items()):
            yield f"{code}: {words}", number


def _parts(line: Line, pair: Pair, kinds: Sequence[tuple[str, Belonging]], opened: Opened | None) -> Iterator[Part]:
    for title, belongs in kinds:
        if belongs.model in (FLAG.model, VERDICT.model) and _touched(belongs, line, pair) > MOST:
            yield Part(title, belongs, (), uncounted=True)
            continue
        less = (*KEYS, *LESS.get(belongs.model, ()))
        changed = apart.between(belongs, line.case, pair.first, pair.last, less=less, opened=opened, limit=PAGE + 1)
        if changed:
            yield Part(title, belongs, tuple(worded(changed[:PAGE])), more=len(changed) > PAGE)


def _touched(belongs: Belonging, line: Line, pair: Pair) -> int:
    return apart.touched(belongs, line.case, pair.first, pair.last, most=MOST)


def _kinds(keeper: bool) -> list[tuple[str, Belonging]]:
    """Return what is told by row: flags for named counsel only to who keeps the list under (i)(6)."""
    audiences = (Audience.IRS.value, Audience.COUNSEL.value) if keeper else (Audience.IRS.value,)
    seen = replace(FLAG, among=(("audience", audiences),))
    return [(title, seen if belongs is FLAG else belongs) for title, belongs in ROWS]


def _differing(request: DeskRequest, line: Line, pair: Pair, why: str) -> dict[str, Any]:
    """Record the look, then return everything that differs by row, with masked values unless a reason was given."""
    after = place_in(request.GET.get("after", ""))
    few, page = _page(line, pair, after)
    kinds = _kinds(request.keeper)
    parts = list(_parts(line, pair, kinds, None))
    opened = _recorded(request, line, pair, [*page.ids, *(_subjects_in(parts) if why else [])], why)
    if why:
        parts = list(_parts(line, pair, kinds, opened))
    changed = _rows(page, pair, opened if why else None)
    told = [c for part in parts for c in part.changed] + changed
    return {
        "parts": parts,
        "subjects": changed,
        "few": few,
        "kinds": _counted(line.case, pair) if few else [],
        "masked": any(c.masked for c in told),
        "revealed": bool(why),
        **_paging(pair, after, page),
    }


def _page(line: Line, pair: Pair, after: Place) -> tuple[bool, Listed]:
    """Return whether few subjects differ, and a page of them."""
    few = _touched(SUBJECT, line, pair) <= MOST
    return few, _few(line.case, pair, after) if few else _many(line.case, pair, after)


def _concerned(request: DeskRequest, line: Line, pair: Pair) -> list[int]:
    """Return the subjects whose tax data the page shows for a reason."""
    _, page = _page(line, pair, place_in(request.GET.get("after", "")))
    return [*page.ids, *_subjects_in(list(_parts(line, pair, _kinds(request.keeper), None)))]


def _recorded(request: DeskRequest, line: Line, pair: Pair, subjects: list[int], why: str) -> Opened:
    who = looker(request, line.request, why or "compared two moments of the request")
    shown = list(dict.fromkeys(subjects))
    return look(who, AccessAct.VIEW, "difference", object_id=pair.last, case_id=line.request.pk, subjects=shown)


def _subjects_in(parts: Sequence[Part]) -> Iterator[int]:
    """Yield the subjects whose tax data the rows of other kinds hold."""
    for part in parts:
        ids = [c.object_id for c in part.changed] if part.belongs.hidden else []
        if part.belongs.model == VERDICT.model:
            yield from ids
        else:
            yield from (row["subject_id"] for row in moments.rows_of(part.belongs, ids, BEGINNING))


def _counted(case: moments.Case, pair: Pair) -> list[tuple[str, str]]:
    kinds = apart.kinds(SUBJECT, case, pair.first, pair.last, less=UNTOLD)
    return [(count_of(kinds[kind], "subject"), words) for kind, words in KINDS.items() if kinds.get(kind)]


def _paging(pair: Pair, after: Place, page: Listed) -> dict[str, str]:
    query = {"from": pair.first, "to": pair.last}
    return {
        "first_url": f"?{urlencode(query)}#subjects" if after != Place() else "",
        "next_url": f"?{urlencode({**query, 'after': told_place(page.after)})}#subjects" if page.after else "",
    }


KINDS = {"+": "added", "~": "changed", "-": "removed"}


def _few(case: moments.Case, pair: Pair, after: Place) -> Listed:
    found_ones = apart.between(SUBJECT, case, pair.first, pair.last, less=UNTOLD, after=after.id, limit=PAGE + 1)
    ids = tuple(c.object_id for c in found_ones[:PAGE])
    return Listed(ids, Place(0, ids[-1]) if len(found_ones) > PAGE else None)


def _many(case: moments.Case, pair: Pair, after: Place) -> Listed:
    return apart.differing(SUBJECT, case, pair.first, pair.last, order="row", less=UNTOLD, after=after, size=PAGE)


def _rows(page: Listed, pair: Pair, opened: Opened | None) -> list[Worded]:
    return worded(apart.apart(SUBJECT, page.ids, pair.first, pair.last, less=UNTOLD, opened=opened))
