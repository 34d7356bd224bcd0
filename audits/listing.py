"""The long list of what was accounted for: latest first, paged by key, never by counting rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from .models import AccountingEntry

M = TypeVar("M", bound=Model)

PAGE = 50
"""Rows a page."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """A page of rows, and the id before which the next page begins (0: this is the last)."""

    rows: tuple[M, ...]
    before: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the accounting is narrowed to; empty values narrow nothing. `since`, `until`: days in Washington, both included."""

    since: date | None = None
    until: date | None = None
    case_id: int | None = None


def accounts(
    narrowed: Narrowed,
    *,
    agency_codes: Collection[str],
    kind: str = "",
    before: int = 0,
    limit: int = PAGE,
) -> Listing[AccountingEntry]:
    """Return a page of the accounting of these agencies' requests and disclosures."""
    return _page(accounting(narrowed, agency_codes=agency_codes, kind=kind), before, limit)


def accounting(narrowed: Narrowed, *, agency_codes: Collection[str], kind: str = "") -> QuerySet[AccountingEntry]:
    """Return every entry of the accounting of these agencies, latest first: what a page shows a part of, and a file all."""
    found = AccountingEntry.objects.filter(agency_code__in=agency_codes).order_by("-id")
    if kind:
        found = found.filter(kind=kind)
    if narrowed.case_id:
        found = found.filter(case_id=narrowed.case_id)
    return _between(found, narrowed)


def _between(found: QuerySet[M], narrowed: Narrowed) -> QuerySet[M]:
    if narrowed.since:
        found = found.filter(at__gte=_start(narrowed.since))
    if narrowed.until:
        found = found.filter(at__lt=_start(narrowed.until + timedelta(days=1)))
    return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _page(found: QuerySet[M], before: int, limit: int) -> Listing[M]:
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    return Listing(tuple(rows[:limit]), int(rows[limit - 1].pk) if len(rows) > limit else 0)
