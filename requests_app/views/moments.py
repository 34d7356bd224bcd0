"""A request at any moment, and at each decision: for oversight and the IRS's case roles, with the walls of the timeline.

Each page is a recorded look before it is drawn. What the agency set forth stays masked until a reason is given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from audits.access_log import AccessAct, look
from audits.apart import Listed, Place
from audits.history import BEGINNING
from audits.moments import Then

from .. import access
from ..forms.moments import MomentForm
from ..forms.oversight import ValuesForm
from ..models import DisclosureRequest
from ..models.as_facts import today
from ..models.as_it_stood import Lists, Standing, lists_at, standing
from ..models.decision import DecisionKind
from ..models.lists import ListedWord
from ..models.tallies import judged_editions
from ..rules.flags import CODES
from ..rules.items import ITEMS
from ..rules.lists import THRESHOLD_TEXTS
from ..rules.reason_codes import REASONS
from ..rules.transitions import Status
from . import cases, looked, then
from .answers import draw, looker, number_in
from .irs_page import found
from .points import Line, Moment, chosen, told
from .sentences import readable
from .then import FEW, PAGE
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a moment: the request, its line of events, the moment, what stood then, and what stands now."""

    request: DisclosureRequest
    line: Line
    moment: Moment
    then: Standing
    now: Standing


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a request as it stood: the whole page, or the part that follows the slider."""
    why = looked.reason(request)
    disclosure_request = found(request, pk)
    line = Line(disclosure_request)
    form = MomentForm(request.GET, points=[(p.id, f"{p.label}, {p.who}, {_day(p.at)}") for p in line.points])
    if not len(line.events):
        raise access.Absent
    moment = chosen(line, form)
    stood = standing(disclosure_request, moment.txid, timezone.localdate(moment.at), keeper=request.keeper)
    now = standing(disclosure_request, BEGINNING, today(), keeper=request.keeper)
    if stood is None or now is None:
        raise access.Absent
    seen = Seen(disclosure_request, line, moment, stood, now)
    values_form = ValuesForm(request.POST or None)
    if onward := looked.asked(request, values_form, partial(_concerned, request, seen), disclosure_request):
        return onward
    told = {**_subjects(request, seen, values_form, why), **_stood(seen), **_decided(request, seen)}
    context = {"form": form, **_bar(seen), **told}
    part = bool(request.htmx) and not request.htmx.history_restore_request
    template = "moments/_moment.html" if part else "moments/show.html"
    return draw(request, template, {**cases.heading(disclosure_request), **context, "partial": part})


def _day(at: Any) -> str:
    return f"{timezone.localtime(at):%b %-d, %Y}"


def _bar(seen: Seen) -> dict[str, Any]:
    """Return the event, its sentences, and where the slider leads on to."""
    line, moment = seen.line, seen.moment
    event, total = told(line, moment.event), len(line.events)
    at = timezone.localtime(moment.event.until)
    sentences = event.sentences if event else ()
    said = f"event {moment.number} of {total}: {'; '.join(sentences)}, {at:%B %-d, %Y}, by {moment.event.actor_name}"
    return {
        "moment": moment,
        "total": total,
        "event": moment.event,
        "sentences": sentences,
        "said": f"just before {said}" if moment.before else said,
        "here": reverse("moments", kwargs={"pk": seen.request.pk}),
        "others": _others(moment, total),
        "statuses": line.statuses,
        "stood_in": moment.number - moment.before,
        "rail": line.rail,
        "points": [(p, line.events.number_at(p.txid)) for p in line.points],
        "own_url": f"?{urlencode(moment.query)}",
        "is_now": moment.number == total and not moment.before and not moment.within,
        "compare": _compare(seen),
    }


def _others(moment: Moment, total: int) -> list[tuple[str, int]]:
    """Return where the links beside the slider lead: 0 where there is nowhere to go."""
    short = moment.before or moment.within  # its own event, or the rest of it, still lies ahead
    back, on = moment.number > 1, short or moment.number < total
    return [
        ("First", 1 if back else 0),
        ("Previous", moment.number - 1 if back else 0),
        ("Next", moment.number + (not short) if on else 0),
        ("Last", total if on else 0),
    ]


def _compare(seen: Seen) -> list[tuple[str, str]]:
    """Return the differences that lead on from a moment: with the one before it, with the present, with what was sent in."""
    here = reverse("moments_difference", kwargs={"pk": seen.request.pk})
    before = seen.line.events.numbered(seen.moment.number).first - 1
    pairs = [("What this event changed", before, seen.moment.event.last)]
    snapshot = seen.then.snapshot()
    if snapshot and snapshot.txid < seen.moment.txid:
        pairs.append((f"Changed since submission {seen.then.submission}", snapshot.txid, seen.moment.txid))
    last = seen.line.events.numbered(len(seen.line.events)).last
    if seen.moment.txid < last:
        pairs.append(("Changed between then and now", seen.moment.txid, last))
    return [(words, f"{here}?{urlencode({'from': first, 'to': to})}") for words, first, to in pairs]


def _subjects(request: DeskRequest, seen: Seen, form: ValuesForm, why: str) -> dict[str, Any]:
    """Record the look, then return a page of subjects: what the agency set forth only for a reason."""
    code = request.GET.get("code", "")
    after = place_in(request.GET.get("after", ""))
    page = _page(seen, after, code)
    who = looker(request, seen.request, why or "looked at the request as it stood")
    opened = look(who, AccessAct.VIEW, "moment", object_id=seen.moment.txid, case_id=seen.request.pk, subjects=page.ids)
    given = {name: text for name in ("code", "after") if (text := request.GET.get(name))}
    shown = then.subjects_of(seen.then, page.ids, opened=opened, reveal=bool(why), keeper=request.keeper)
    return {
        "subjects": shown,
        "revealed": bool(why),
        "values_form": form,
        "code": code if code in CODES else "",
        "codes": sorted({lack.code.id for lack in then.lacks_of(seen.then) if lack.count}),
        "masked_url": f"?{urlencode({**seen.moment.query, **given})}#subjects",
        "first_url": _query(request.GET, "after") if after != Place() else "",
        "next_url": _query(request.GET, "after", after=told_place(page.after)) if page.after else "",
        "searched": page.after is not None and len(page.ids) < (PAGE if after != Place() else FEW),
    }


def _concerned(request: DeskRequest, seen: Seen) -> Collection[int]:
    """Return the subjects whom the page shows."""
    return _page(seen, place_in(request.GET.get("after", "")), request.GET.get("code", "")).ids


def _page(seen: Seen, after: Place, code: str) -> Listed:
    if not seen.then.counts.tally.all:
        return Listed((), None)
    size = PAGE if after != Place() or code else FEW
    return then.listed(seen.request, seen.moment.txid, after, code=code if code in CODES else "", size=size)


def place_in(text: str) -> Place:
    """Return the place that an address names, the beginning for anything else."""
    order, _, id = text.partition(".")
    return Place(number_in(order), number_in(id))


def told_place(place: Place | None) -> str:
    """Return a place as an address names it."""
    return f"{place.order}.{place.id}" if place else ""


def _query(given: QueryDict, *less: str, **more: str) -> str:
    """Return the address's own query, without some of it and with more."""
    kept = {name: value for name, value in given.items() if name not in less and value}
    return f"?{urlencode({**kept, **more})}#subjects"


def _stood(seen: Seen) -> dict[str, Any]:
    """Return everything that stood, in words."""
    stood = seen.then
    lists = lists_at(stood)
    return {
        "stood": stood,
        "figures": then.figures(stood, seen.now),
        "contents": then.contents_of(stood),
        "lacks": then.lacks_of(stood),
        "verdicts": then.verdicts_of(stood.counts),
        "status_then": Status(stood.request["status"]).label,
        "status_now": Status(seen.now.request["status"]).label,
        "lists": lists,
        "thresholds": [(THRESHOLD_TEXTS.get(name, name), value) for name, value in sorted(lists.thresholds.items())],
        "address_words": lists.words_of_kind(ListedWord.Kind.ADDRESS),
        "name_words": lists.words_of_kind(ListedWord.Kind.NAME),
        "editions": judged_editions(stood.counts.tally),
        "judged_under": stood.request["judged_under"],
        "rebuilt": _rebuilt(stood, lists),
        "decisions": [_decision(d) for d in reversed(stood.decisions)],
        "clearances": [_clearance(seen, c) for c in reversed(stood.clearances)],
        "items": [(ITEMS[id].label if id in ITEMS else id, number) for id, number in sorted(stood.items.items())],
        "releases": list(reversed(stood.releases)),
    }


def _rebuilt(stood: Standing, lists: Lists) -> bool:
    """Return whether the lists rebuilt from history are those by which every standing subject had been judged."""
    digests = {edition.partition("/")[2] for edition, _ in judged_editions(stood.counts.tally)}
    return digests == {lists.edition.partition("/")[2]}


def _decision(row: Then) -> dict[str, Any]:
    values = row.values
    reasons = [REASONS[code].label if code in REASONS else code for code in values["reason_codes"]]
    told_elements = readable(values["elements"]) if values["elements"] else ""
    label = DecisionKind(values["kind"]).label
    return {**values, "label": label, "at": row.at, "reasons": reasons, "elements_told": told_elements}


def _clearance(seen: Seen, row: Then) -> dict[str, Any]:
    values = row.values
    on = len(values["subject_ids"])
    return {
        **values,
        "at": row.at,
        "who": seen.then.name(values["person_id"]),
        "on": on,
        "counts": values["submission"] == seen.then.submission,
        "flag": then.code_of(values["code"]),
    }


def _decided(request: DeskRequest, seen: Seen) -> dict[str, Any]:
    """Return what a decider saw: the hash, proven from history or not, and whether it still is that of the contents."""
    point = seen.moment.point
    if point is None:
        return {"point": None}
    asked = request.GET.get("hash") == "read"
    rests = then.hashes(seen.request, point, seen.then, asked=asked)
    return {
        "point": point,
        "rests": rests,
        "snapshot": seen.then.snapshot(),
        "side_url": f"?{urlencode({'decided': point.id, 'side': 'after' if seen.moment.before else 'before'})}",
        "hash_url": f"?{urlencode({'decided': point.id, 'hash': 'read'})}#decider",
    }
