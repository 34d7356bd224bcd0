"""The access log as oversight reads it: as a long list with filters, as a file, and for one request. It changes nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import Any

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase

from audits import looks_listing
from audits.access_log import AccessAct, record
from audits.looks_listing import Line, LooksFilter
from audits.models import AccessRecord

from .. import access
from ..documents.sheets import safe_cell
from ..forms.oversight import ExportForm, LooksForm
from ..models import Agency, DisclosureRequest
from ..rules.roles import Role
from . import cases, narrowing
from .answers import draw, number_in
from .irs_page import found
from .narrowing import NO_FILE, case_numbered, paging, people_left_out, sees_all
from .narrowing import said as said_in
from .sentences import about_look, in_roles
from .who import DeskRequest, looking

COLUMNS = (
    *("id", "at", "person_id", "person_name", "role", "origin", "act", "kind", "object_id"),
    *("case_id", "request", "agency", "why", "outcome", "subjects"),
)
"""What a file of looks holds, column by column. Subjects are counted; none is named."""


@dataclass(frozen=True)
class Shown:
    """A line as the page shows it, with the number of its request ('' if it isn't open to the reader) and its agency's code."""

    line: Line
    number: str
    agency: str

    @cached_property
    def did(self) -> str:
        """Return what it was, in words."""
        look = self.line.look
        return about_look(look.act, look.kind, look.outcome)

    @cached_property
    def roles(self) -> str:
        """Return the roles in which the person looked, in words."""
        return in_roles(self.line.look.role)


def agency_codes() -> dict[int, str]:
    """Return the code of each agency, by id."""
    return dict(Agency.objects.order_by("code").values_list("pk", "code"))


def shown(request: DeskRequest, lines: Collection[Line], codes: dict[int, str] | None = None) -> list[Shown]:
    """Return lines with the numbers of their requests and the codes of their agencies (read, unless given)."""
    numbers = numbers_of(request, {line.look.case_id for line in lines})
    codes = agency_codes() if codes is None else codes
    return [Shown(one, numbers.get(one.look.case_id or 0, ""), codes.get(one.look.agency_id or 0, "")) for one in lines]


def numbers_of(request: DeskRequest, ids: Collection[int | None]) -> dict[int, str]:
    """Return the numbers of those of these requests that the visitor may open."""
    wanted = [pk for pk in ids if pk]
    return dict(
        access.visible_requests(request.visitor, request.roles).filter(pk__in=wanted).values_list("pk", "number")
    )


def looks(request: DeskRequest) -> HttpResponse:
    """Show the access log: who looked at what, and what was refused."""
    return _looks(request, "")


def _looks(request: DeskRequest, unread: str) -> HttpResponse:
    """Show it. `unread`: what the page says above the errors, if it says it."""
    codes = agency_codes()
    form = _form(request, codes)
    given = said_in(form)
    narrowed = narrowed_by(request, given, codes)
    each = request.GET.get("each") == "1"
    page = looks_listing.page(narrowed, before=number_in(request.GET.get("before", "")), each=each)
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "form": form,
        "unread": unread,
        "whole": sees_all(request, codes),
        "lines": shown(request, page.lines, codes),
        "export_form": ExportForm(),
        "query": kept.urlencode(),
        "each": each,
        "cuts": people_left_out(given.get("person", ""), narrowed.people),
        "other_url": _other(kept, each=each),
        **paging(request, page.before),
    }
    return draw(request, "audits/looks.html", context)


def _other(kept: QueryDict, *, each: bool) -> str:
    """Return the address of the same list with repeats told once, or with each look on its own line."""
    other = kept.copy()
    other.pop("each", None)
    if not each:
        other["each"] = "1"
    return f"?{other.urlencode()}"


def _form(request: DeskRequest, codes: dict[int, str]) -> LooksForm:
    offered = [(str(pk), code) for pk, code in codes.items() if pk in request.roles[Role.OVERSIGHT]]
    return LooksForm(request.GET, agencies=offered, kinds=looks_listing.kinds())


def narrowed_by(request: DeskRequest, said: dict[str, Any], codes: dict[int, str]) -> LooksFilter:
    """Return what the list is narrowed to: by what was asked, and to what the visitor oversees. `codes`: every agency's."""
    return LooksFilter(
        people=people_named(said.get("person", "")),
        roles=looks_listing.role_texts(said["role"]) if said.get("role") else None,
        agency_ids=_agencies(request, number_in(said.get("agency", "") or ""), codes),
        with_system=said.get("whose") == "all",
        act=said.get("act", ""),
        kind=said.get("kind", ""),
        origin=said.get("origin", "").strip(),
        outcome=said.get("outcome", ""),
        reason=said.get("reason", ""),
        since=said.get("since"),
        until=said.get("until"),
        case_id=case_numbered(request, said.get("number", "")),
    )


def _agencies(request: DeskRequest, asked: int, codes: dict[int, str]) -> Collection[int] | None:
    """Return whose cases' looks are listed: the one asked for, those overseen, or None for every look there is."""
    overseen = request.roles[Role.OVERSIGHT]
    if asked:
        return overseen & {asked}
    return None if sees_all(request, codes) else overseen


def people_named(text: str) -> list[int] | None:
    """Return the ids of the people whom every word of the text names; None for no text."""
    return narrowing.people_named(text) if text.strip() else None


def looks_at(request: DeskRequest, pk: int) -> HttpResponse:
    """Show who has looked at one request."""
    disclosure_request = found(request, pk)
    page = looks_listing.page(LooksFilter(case_id=pk), before=number_in(request.GET.get("before", "")))
    context = {**cases.heading(disclosure_request), "lines": shown(request, page.lines), "on_one": True}
    return draw(request, "audits/looks_at.html", {**context, **paging(request, page.before)})


def file(request: DeskRequest) -> HttpResponseBase:
    """Send the list as it is narrowed, as CSV or JSON Lines, for a stated reason: the export is recorded first.

    What can't be read narrows no file: the list says so.
    """
    form = ExportForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return draw(request, "audits/export.html", {"form": form if request.method == "POST" else ExportForm()})
    codes = agency_codes()
    narrowing_form = _form(request, codes)
    narrowed = narrowed_by(request, said_in(narrowing_form), codes)
    if narrowing_form.errors:
        return _looks(request, NO_FILE)
    record(looking(request, form.cleaned_data["why"], Role.OVERSIGHT), AccessAct.EXPORT, "access log")
    up_to = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0
    as_csv = form.cleaned_data["form"] == "csv"
    lines = _as_csv if as_csv else _as_json
    overseen = {pk: code for pk, code in codes.items() if pk in request.roles[Role.OVERSIGHT]}
    rows = _rows(narrowed, up_to, overseen)
    kind, ending = ("text/csv; charset=utf-8", "csv") if as_csv else ("application/x-ndjson", "jsonl")
    headers = {"Content-Disposition": f'attachment; filename="access-log.{ending}"'}
    return StreamingHttpResponse(lines(rows), content_type=kind, headers=headers)


Cells = dict[str, str | int | None]


def _rows(narrowed: LooksFilter, up_to: int, codes: dict[int, str]) -> Iterator[Cells]:
    """Yield the rows of a file. `codes`: the agencies overseen, since the page's own narrowing ended with its transaction."""
    for batch in looks_listing.batches(narrowed, up_to=up_to):
        cases_seen = DisclosureRequest.objects.filter(pk__in={one.case_id for one in batch}, agency__in=list(codes))
        numbers = dict(cases_seen.values_list("pk", "number"))
        for one in batch:
            own = {name: getattr(one, name) for name in COLUMNS if hasattr(one, name) and name != "subjects"}
            said = {"request": numbers.get(one.case_id or 0, ""), "agency": codes.get(one.agency_id or 0, "")}
            yield {**own, **said, "at": one.at.isoformat(), "subjects": one.count}


def _as_json(rows: Iterator[Cells]) -> Iterator[bytes]:
    """Yield one JSON object a line."""
    for row in rows:
        yield json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False).encode() + b"\n"


def _as_csv(rows: Iterator[Cells]) -> Iterator[bytes]:
    """Yield a CSV file with a header, no cell a formula."""
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for row in rows:
        yield _line([_cell(row[name]) for name in COLUMNS])


def _cell(value: str | int | None) -> str:
    return safe_cell(value) if isinstance(value, str) else "" if value is None else str(value)


def _line(cells: Collection[str]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
