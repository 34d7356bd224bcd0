"""Which column of a file is which field of the template: suggested by name, confirmed by a person."""

from __future__ import annotations

from collections import Counter

from audits.acting import Actor, acting

from ..models import Batch, DisclosureRequest
from ..models.batch import BatchStatus
from ..rules.columns import COLUMNS
from ..rules.facts import TEMPLATE_COLUMNS
from ..rules.transitions import EDITABLE
from . import standing
from .refusing import NotNow
from .synonyms import field_of

WANTED: dict[str, tuple[str, ...]] = {
    "the taxpayer's name": ("last_name", "entity_name"),
    "the taxpayer's address": ("address", "address_line1"),
    "the taxable periods": ("tax_periods",),
    "the statute": ("statute",),
    "the case or investigation": ("case_number",),
    "the day the case was opened": ("case_opened",),
    "the specific reason": ("reason",),
    "the engaged officer": ("officer_name",),
}
"""What the statute wants for each taxpayer -> the fields any of which can hold it. Source: 6103(i)(2)(A), (B)(i)-(iv)."""


def suggest(header: list[str]) -> dict[str, str]:
    """Return position -> field for the columns whose name says what they are. A name used twice is left to a person."""
    fields = [field_of(name) for name in header]
    times = Counter(fields)
    return {str(n): field for n, field in enumerate(fields) if field and times[field] == 1}


def column_name(header: list[str], position: int) -> str:
    """Return how a column is called on screen: with its number where the heading alone doesn't tell it apart."""
    name = header[position]
    if not name:
        return f"(column {position + 1}, without a name)"
    return f"{name} (column {position + 1})" if header.count(name) > 1 else name


def ignored(header: list[str], columns: dict[str, str]) -> list[str]:
    """Return the names of the columns that aren't mapped: they are never read."""
    return [column_name(header, n) for n in range(len(header)) if not columns.get(str(n))]


def lacking(columns: dict[str, str]) -> list[str]:
    """Return what the statute wants for each taxpayer and no column gives: every row will be flagged for it."""
    given = set(columns.values())
    return [what for what, fields in WANTED.items() if not given.intersection(fields)]


def doubts(header: list[str]) -> list[str]:
    """Return what is unclear about a header, in words: names used twice, names that mean the same field."""
    found: dict[str, list[int]] = {}
    for position, name in enumerate(header):
        if name.strip():
            found.setdefault(field_of(name) or name.casefold(), []).append(position)
    return [
        f"Columns {_and([str(p + 1) for p in places])} are called {_and(list(dict.fromkeys(header[p] for p in places)))}: "
        + (
            f"say which of them is “{COLUMNS[field].label}”."
            if field in COLUMNS
            else "nothing but the number tells them apart."
        )
        for field, places in found.items()
        if len(places) > 1
    ]


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def wrong(header: list[str], columns: dict[str, str]) -> list[str]:
    """Return why a mapping can't be used, every reason."""
    chosen = {position: field for position, field in columns.items() if field}
    reasons = [] if chosen else ["No column is mapped: choose at least one."]
    if any(not p.isdigit() or int(p) >= len(header) for p in chosen):
        reasons.append("A mapped column isn't in the file.")
    if unknown := sorted(set(chosen.values()) - set(TEMPLATE_COLUMNS)):
        reasons.append(f"The template has no field {_and(unknown)}.")
    reasons += [
        f"“{field}” is chosen for {times} columns: choose one."
        for field, times in Counter(chosen.values()).items()
        if times > 1
    ]
    return reasons


def confirm(batch_id: int, *, by: Actor, why: str, columns: dict[str, str]) -> Batch:
    """Fix which column is which, and let reading begin. Doing it twice the same way is doing it once. Raises NotNow."""
    chosen = {position: field for position, field in columns.items() if field}
    with acting(by=by, why=why):
        batch = Batch.objects.select_related("disclosure_request").get(pk=batch_id)
        standing.demand_liaison(by, batch.disclosure_request.agency_id)
        if reasons := wrong(batch.header, chosen) or _not_now(batch, chosen):
            raise NotNow(*reasons)
        standing.move(batch_id, BatchStatus.READING, by=by, why=why, columns=chosen)
        batch.refresh_from_db()
    return batch


def _not_now(batch: Batch, chosen: dict[str, str]) -> list[str]:
    disclosure_request = DisclosureRequest.objects.select_for_update(no_key=True).get(pk=batch.disclosure_request_id)
    reasons = []
    if disclosure_request.status not in EDITABLE:
        reasons.append(
            "The request's contents are frozen while others decide: it can be changed as a draft, or once returned."
        )
    others = Batch.objects.filter(
        disclosure_request=disclosure_request, status__in=(BatchStatus.READING, BatchStatus.JUDGING)
    )
    if others.exclude(pk=batch.pk).exists():
        reasons.append("Another upload of this request isn't finished: wait until it is done, or cancel it.")
    batch.refresh_from_db(fields=["status", "columns"])
    if batch.status != BatchStatus.RECEIVED and batch.columns != chosen:
        reasons.append(f"The columns of this upload can't be mapped any more: {batch.get_status_display().lower()}.")
    return reasons
