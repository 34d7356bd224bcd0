"""The filtered history as a file: streamed part by part, each in a transaction of its own, and recorded before its first byte.

The events are found and read as on the page, some transactions at a time, by key. The functions that find them ask who reads,
which a cursor over the table wouldn’t; and a look at tax data commits before the part that holds it leaves.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import access_log, events, history
from audits.access_log import AccessAct, Opened, look
from audits.events import Event, Found, Key

from .. import access
from ..documents.labels import LABEL
from ..documents.sheets import safe_cell
from ..forms.history import ExportForm
from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from . import history_browser, history_lines, history_query
from .answers import draw
from .every_sentence import role_labels, tell
from .history_lines import Known
from .history_query import Query
from .sentences import readable
from .who import DeskRequest, looking

TAX_DATA = "tax data of history"
AT_ONCE, FEW_AT_ONCE = 200, 10
"""Transactions found and read at a time, without old and new values, and with them."""
EVENTS_MOST = 100_000
"""Events of one transaction that a file holds."""
ROWS_MOST = 1_000
"""Changed rows of one event whose values a file holds; a line says if there were more."""
MARK = "\ufeff"
"""Before UTF-8, for spreadsheets."""

HEADER = (
    *(
        "when",
        "transaction",
        "who",
        "person",
        "roles",
        "request",
        "agency",
        "what",
        "act",
        "added",
        "changed",
        "removed",
    ),
    *("fields", "status after", "sentence", "why"),
)


@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """Send the history as it is filtered. Recorded first: who, why, by which filter; at its end, how many events there were."""
    query = history_query.read(request)
    form = ExportForm(request.POST, auto_id="export_%s")
    if not form.is_valid():
        return _again(request, query, form)
    said = form.cleaned_data
    by = looking(
        request, f"{said['why']} (filter: {'; '.join((*query.words, *query.cuts)) or 'everything'})", Role.OVERSIGHT
    )
    kind = TAX_DATA if said["tax_data"] else "history"
    look(by, AccessAct.EXPORT, kind, subjects=query.searched.subjects if query.searched else ())
    file = File(request, query, by, said["form"], said["values"] or said["tax_data"], said["tax_data"])
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingHttpResponse(file.lines(), content_type=file.content_type, headers=headers)


def _again(request: DeskRequest, query: Query, form: ExportForm) -> HttpResponse:
    context = {**history_browser.page(request, query), "export_form": form, "lines": [], "pages": {}, "nothing": True}
    context["back"] = f"{reverse('history')}?{query.address}"
    return draw(request, "history/browser.html", context)


@dataclass(frozen=True, slots=True)
class File:
    """A file in the making: for whom, of which filter, and what it holds beside the events."""

    request: DeskRequest
    query: Query
    by: access_log.Looker
    form: str
    values: bool
    tax_data: bool

    @property
    def name(self) -> str:
        """Return its name, which says so if it holds Federal Tax Information."""
        label = "federal-tax-information-" if self.tax_data else ""
        return f"{label}history-{timezone.localtime():%Y%m%d-%H%M%S}.{self.form}"

    @property
    def content_type(self) -> str:
        """Return what kind of text it is."""
        return "text/csv; charset=utf-8" if self.form == "csv" else "application/jsonl; charset=utf-8"

    def lines(self) -> Iterator[str]:
        """Yield the file. Each part's transaction has committed, with its looks at tax data, before a byte of it leaves."""
        if self.form == "csv":
            yield MARK + _cells(HEADER)
        elif self.tax_data:
            yield json.dumps({"label": LABEL}) + "\n"
        count, found = 0, Found((), older=True, newer=False)
        while found.older:
            with transaction.atomic():
                _narrow(self.request)
                part, found = self._part(found.keys[-1] if found.keys else None)
            count += len(part)
            yield from part
        yield from map(self._note, history_browser.left_out(found))
        with transaction.atomic():
            ended = replace(self.by, why=f"{count:,} events exported; {self.by.why}")
            access_log.record(ended, AccessAct.EXPORT, "history, to its end")

    def _note(self, words: str) -> str:
        """Return a line that says something of the file itself, in place of a sentence."""
        if self.form == "csv":
            return _cells(tuple(words if name == "sentence" else "" for name in HEADER))
        return json.dumps({"sentence": words}, ensure_ascii=False) + "\n"

    def _part(self, start: Key | None) -> tuple[list[str], Found]:
        """Return the next lines, and what was found for them."""
        found = events.find(self.query.asked, start=start, limit=FEW_AT_ONCE if self.values else AT_ONCE)
        entries = events.entries(found.keys, self.query.asked, most=EVENTS_MOST)
        known = history_lines.known(self.request, entries)
        told = [event for entry in entries for event in entry.events]
        opened = self._opened(told) if self.tax_data and told else None
        write = self._csv if self.form == "csv" else partial(self._json, opened)
        return [write(event, known) for event in told], found

    def _opened(self, told: list[Event]) -> Opened:
        """Record which subjects' values are in the next part, and return what opens them."""
        subjects = {id for event in told for id in history_browser.subjects_of(event, self._changed(event, None))}
        return look(self.by, AccessAct.EXPORT, TAX_DATA, subjects=sorted(subjects))

    def _changed(self, event: Event, opened: Opened | None) -> list[history.Changed]:
        return events.changed(event, opened=opened, limit=ROWS_MOST)

    def _csv(self, event: Event, known: Known) -> str:
        return _cells(_said(event, known))

    def _json(self, opened: Opened | None, event: Event, known: Known) -> str:
        told = dict(zip(HEADER, _said(event, known), strict=True)) | {"fields": event.fields, "roles": event.roles}
        if self.values:
            changed = self._changed(event, opened)
            told["rows"] = [_row(one) for one in changed]
            told["rows left out"] = event.count - len(changed)
        return json.dumps(told, ensure_ascii=False, default=str) + "\n"


def _narrow(request: DeskRequest) -> None:
    """Narrow the transaction to what the reader may see, as every page's is."""
    reads = frozenset().union(*(request.roles.get(role, frozenset()) for role in CASE_READERS))
    irs_side = frozenset().union(*(request.roles.get(role, frozenset()) for role in CASE_READERS - AGENCY_ROLES))
    access.narrow(reads, irs_side=irs_side, counsel=request.visitor if request.roles.get(Role.COUNSEL) else None)


def _said(event: Event, known: Known) -> tuple[Any, ...]:
    names = known.names
    return (
        *(event.at.isoformat(), event.txid, event.actor_name or names.person(event.actor_id), event.actor_id),
        *(role_labels(event.roles), known.numbers.get(event.case_id or 0, "")),
        *(names.agency(event.agency_id) if event.agency_id else "", event.model.partition(".")[2], event.act),
        *(event.added, event.changed, event.removed, ", ".join(event.fields), event.status),
        *(tell(event.group, names), event.why),
    )


def _cells(cells: tuple[Any, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([safe_cell(str(cell)) for cell in cells])
    return text.getvalue()


def _row(changed: history.Changed) -> dict[str, Any]:
    return {
        "id": changed.object_id,
        "history id": changed.history_id,
        "values": [
            {"field": d.column, "masked": True}
            if d.masked
            else {"field": d.column, "old": readable(d.old), "new": readable(d.new)}
            for d in changed.differences
        ],
    }
