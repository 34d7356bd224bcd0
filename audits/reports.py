"""What the permanent record amounts to: the yearly report, what it holds month by month, and the account of one taxpayer.

Every figure is counted from the ledger alone (`AccountingEntry`), by one query; page, file and letter are drawn from what
that query returned, so they can't differ. Nothing is counted beforehand and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from .models import AccountingEntry, AccountingKind

DAYS_TO_REPORT = 90
"""Within how many days of the year's end the report is due: 26 U.S.C. 6103(p)(3)(C)."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """What the ledger holds of one agency in a calendar year. `code` is '' for all of them together.

    `requests`: signed requests received, each submission one; `again`: those of them that came in again after a return.
    `instances`: disclosures, one for each taxpayer in each package. `taxpayers`: different taxpayers among them.
    `purposes`: the general purposes, in alphabetical order.
    """

    code: str
    name: str
    requests: int = 0
    again: int = 0
    instances: int = 0
    taxpayers: int = 0
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """The report of one calendar year, as of a moment. `last_entry`: the number of the last entry counted, 0 if none."""

    year: int
    lines: tuple[YearLine, ...]
    all: YearLine
    last_entry: int
    made_by: str
    made_at: datetime

    @property
    def today(self) -> date:
        """The day in Washington on which it was made."""
        return timezone.localdate(self.made_at)

    @property
    def provisional(self) -> bool:
        """Whether the year hasn't ended: then its figures still grow."""
        return self.today.year <= self.year

    @property
    def deadline(self) -> date:
        """The last day on which the report is in time."""
        return deadline(self.year)

    @property
    def days_left(self) -> int:
        """Days until the deadline; negative when it has gone by."""
        return (self.deadline - self.today).days


def deadline(year: int) -> date:
    """Return the last of the 90 days after a calendar year's close: March 31, or March 30 of a leap year."""
    return date(year, 12, 31) + timedelta(days=DAYS_TO_REPORT)


_YEAR = """
WITH entry AS (
    SELECT e.id, e.agency_code, e.kind, e.purpose_code,
           coalesce(nullif(e.taxpayer_key, ''), convert_to('subject:' || e.subject_id, 'UTF8')) AS taxpayer,
           e.kind = 'request' AND EXISTS (
               SELECT FROM audits_accountingentry b WHERE b.case_id = e.case_id AND b.kind = 'request' AND b.id < e.id) AS again
    FROM audits_accountingentry e
    WHERE e.agency_code = ANY (%(codes)s) AND e.at >= %(since)s AND e.at < %(until)s AND e.kind IN ('request', 'disclosure'))
SELECT coalesce(agency_code, ''), count(*) FILTER (WHERE kind = 'request'), count(*) FILTER (WHERE again),
       count(*) FILTER (WHERE kind = 'disclosure'), count(DISTINCT taxpayer) FILTER (WHERE kind = 'disclosure'),
       array_agg(DISTINCT purpose_code ORDER BY purpose_code), max(id)
FROM entry GROUP BY GROUPING SETS ((agency_code), ())
"""


def yearly(year: int, agencies: Mapping[str, str], *, made_by: str, now: datetime) -> YearlyReport:
    """Return the report of a calendar year on these agencies (code -> name), each with a line, also if it is empty. One query.

    Different taxpayers are told apart by `taxpayer_key`: the keyed hash of the TIN on the record that was disclosed. One
    taxpayer in two requests, or of two agencies, counts once in all of them together, and once for each agency. An entry
    from before keys were kept counts as a taxpayer of its own. Source: 26 U.S.C. 6103(p)(3)(C).
    """
    since, until = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(_YEAR, {"codes": list(agencies), "since": since, "until": until})
        counted = {row[0]: row for row in cursor.fetchall()}
    return YearlyReport(
        year=year,
        lines=tuple(_line(counted.get(code), code, name) for code, name in agencies.items()),
        all=_line(counted.get(""), "", "All agencies"),
        last_entry=counted[""][6] or 0,
        made_by=made_by,
        made_at=now,
    )


def _line(row: tuple[Any, ...] | None, code: str, name: str) -> YearLine:
    if row is None:
        return YearLine(code, name)
    requests, again, instances, taxpayers, purposes = row[1:6]
    return YearLine(code, name, requests, again, instances, taxpayers, tuple(purposes or ()))


def years(agency_codes: Collection[str], now: datetime) -> list[int]:
    """Return the calendar years from the ledger's first entry of these agencies to the present one, latest first."""
    entries = AccountingEntry.objects.filter(agency_code__in=agency_codes)
    first = entries.order_by("at").values_list("at", flat=True).first()
    last = timezone.localdate(now).year
    return list(range(last, (timezone.localdate(first).year if first else last) - 1, -1))


def start_of(day: date) -> datetime:
    """Return the first moment of a day in Washington."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds of a stretch of days, from `since` to before `until`: entries by kind, packages, taxpayers."""

    since: date
    until: date
    requests: int = 0
    outcomes: int = 0
    releases: int = 0
    disclosures: int = 0
    taxpayers: int = 0


_OVER_TIME = """
SELECT width_bucket(e.at, %(edges)s::timestamptz[]) AS stretch, count(*) FILTER (WHERE kind = 'request'),
       count(*) FILTER (WHERE kind = 'outcome'), count(DISTINCT release_id) FILTER (WHERE kind = 'disclosure'),
       count(*) FILTER (WHERE kind = 'disclosure'),
       count(DISTINCT coalesce(nullif(taxpayer_key, ''), convert_to('subject:' || subject_id, 'UTF8')))
           FILTER (WHERE kind = 'disclosure')
FROM audits_accountingentry e
WHERE e.agency_code = ANY (%(codes)s) AND e.at >= %(since)s AND e.at < %(until)s
GROUP BY 1
"""


def over_time(agency_codes: Collection[str], edges: list[date]) -> list[Held]:
    """Return what the ledger holds of each stretch between two edges (days in Washington), empty ones too. One query."""
    moments = [start_of(edge) for edge in edges]
    given: dict[str, Any] = {"codes": list(agency_codes), "edges": moments, "since": moments[0], "until": moments[-1]}
    with connection.cursor() as cursor:
        cursor.execute(_OVER_TIME, given)
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    stretches = zip(edges, edges[1:], strict=False)
    return [Held(*pair, *counted.get(number, ())) for number, pair in enumerate(stretches, start=1)]


MOST_ENTRIES = 2000
"""Entries of one taxpayer that are listed: a person in more requests than that is no person."""


def of_taxpayer(
    keys: Collection[bytes], *, subject_ids: Collection[int], case_ids: Collection[int], agency_codes: Collection[str]
) -> list[AccountingEntry]:
    """Return the account of one taxpayer, earliest first: disclosures of these keys or subjects, and what these requests did.

    `case_ids`: the requests that name the taxpayer. Source: 26 U.S.C. 6103(p)(3)(A).
    """
    disclosed = Q(kind=AccountingKind.DISCLOSURE) & (Q(taxpayer_key__in=keys) | Q(subject_id__in=subject_ids))
    asked = Q(kind__in=(AccountingKind.REQUEST, AccountingKind.OUTCOME), case_id__in=case_ids)
    found = AccountingEntry.objects.filter(agency_code__in=agency_codes)
    both = (found.filter(part).values("pk") for part in (disclosed, asked))
    ids = {row["pk"] for part in both for row in part[:MOST_ENTRIES]}
    return list(AccountingEntry.objects.filter(pk__in=ids).order_by("pk"))


def disclosed_to(keys: Collection[bytes], agency_codes: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield (request's id, subject's id) of each disclosure of these taxpayers to these agencies."""
    found = AccountingEntry.objects.filter(taxpayer_key__in=keys, agency_code__in=agency_codes)
    disclosed = found.filter(subject_id__isnull=False).exclude(taxpayer_key=b"")
    yield from ((case, subject or 0) for case, subject in disclosed.values_list("case_id", "subject_id")[:MOST_ENTRIES])


def keys_of(subject_ids: Collection[int]) -> list[bytes]:
    """Return the keys of the taxpayers whose information was disclosed as these subjects."""
    found = AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE, subject_id__in=subject_ids).exclude(
        taxpayer_key=b""
    )
    return [bytes(key) for key in found.values_list("taxpayer_key", flat=True).distinct()]
