"""The yearly report under 26 U.S.C. 6103(p)(3)(C) as texts: one set of rows for the page, the file and the accessible PDF.

The figures come from `audits.reports.yearly`, which asks the ledger once; here they only become words.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from audits.reports import YearLine, YearlyReport

from .signs import Shown, all_readable
from .typesetting import CannotSet, pdf

_TEMPLATE = Path(__file__).with_name("report.typ").read_bytes()
_SENDER = "Internal Revenue Service. Report to the Joint Committee on Taxation, for disclosure to the public."

HEADER = ("Agency", "Requests", "Of them sent in again", "Instances of disclosure", "Taxpayers")
NOTES = (
    "Every figure is counted from the permanent record of requests and disclosures kept under 26 U.S.C. 6103(p)(3)(A), and "
    "from nothing else. Days are those of Washington.",
    "Requests: each request in writing that was signed and sent in. One that came back after a return is counted each time it "
    "came in; the second figure says how many of the requests those were.",
    "Instances of disclosure: one for each taxpayer in each package that was transmitted, also where the accounting says of it "
    "that it was never opened.",
    "Taxpayers: different taxpayers among these instances, told apart by a keyed hash of the taxpayer identifying number on "
    "the record that was disclosed; where the source of records keeps none, by that of the number which the agency gave, or by "
    "the record. A taxpayer disclosed to two agencies counts for each of them, and once in the last line.",
)
"""How the figures are counted, for whoever reads them."""


def title(report: YearlyReport) -> str:
    """Return what the report is called."""
    return f"Disclosures of return information, calendar year {report.year}"


def rows(report: YearlyReport) -> list[tuple[str, ...]]:
    """Return the table: a row for each agency, and one for all of them."""
    return [_row(line) for line in (*report.lines, report.all)]


def _row(line: YearLine) -> tuple[str, ...]:
    return (line.name, *(f"{n:,}" for n in (line.requests, line.again, line.instances, line.taxpayers)))


def purposes(report: YearlyReport) -> list[tuple[str, str]]:
    """Return, for each agency, the general purposes for which it asked."""
    return [(line.name, "; ".join(line.purposes) or "None: no request and no disclosure") for line in report.lines]


def standing(report: YearlyReport) -> str:
    """Return whether the figures are final, in words."""
    if report.provisional:
        return f"PROVISIONAL: {report.year} has not ended, and these figures still grow"
    return f"Figures of the whole of {report.year}"


def deadline(report: YearlyReport) -> str:
    """Return the deadline, and how far it is from the day of the report, in words."""
    due, left = _day(report.deadline), report.days_left
    if left < 0:
        return f"{due}: {-left:,} {_days(-left)} late"
    return f"{due}: today" if not left else f"{due}: {left:,} {_days(left)} left"


def facts(report: YearlyReport) -> list[tuple[str, str]]:
    """Return what stands at the report's head: the law, the deadline, who made it and when, and from what."""
    return [
        ("Authority", "26 U.S.C. 6103(p)(3)(C)"),
        ("Year", f"{report.year}; {'provisional' if report.provisional else 'ended'}"),
        ("Due, 90 days after the year’s end", deadline(report)),
        ("Made by", report.made_by),
        ("Made", moment(report.made_at)),
        (
            "Counted through",
            f"entry {report.last_entry:,} of the ledger" if report.last_entry else "the ledger has no entry",
        ),
    ]


def moment(at: datetime) -> str:
    """Return a moment in Washington, in words."""
    local = timezone.localtime(at)
    return f"{_day(local.date())}, {local:%H:%M:%S} Washington time"


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _days(number: int) -> str:
    return "day" if number == 1 else "days"


CSV_HEADER = (
    *("year", "agency_code", "agency", "requests", "sent_in_again", "instances", "taxpayers", "purposes"),
    *("provisional", "due", "made_by", "made_at", "last_entry"),
)


def csv_rows(report: YearlyReport) -> list[tuple[object, ...]]:
    """Return the report as the rows of a file, the header first; the last row, without a code, is of all agencies."""
    made = timezone.localtime(report.made_at).isoformat(timespec="seconds")
    ends = ("yes" if report.provisional else "no", report.deadline, report.made_by, made, report.last_entry)
    lines = (*report.lines, report.all)
    numbers = ((line.requests, line.again, line.instances, line.taxpayers) for line in lines)
    body = (
        (report.year, line.code, line.name, *counted, "; ".join(line.purposes), *ends)
        for line, counted in zip(lines, numbers, strict=True)
    )
    return [CSV_HEADER, *body]


def document(report: YearlyReport) -> bytes:
    """Return the report as PDF/UA-1. Raises CannotSet."""
    said = {
        "title": title(report),
        "law": "26 U.S.C. 6103(p)(3)(C)",
        "sender": _SENDER,
        "standing": standing(report),
        "facts": facts(report),
        "header": HEADER,
        "rows": rows(report),
        "purposes": purposes(report),
        "notes": NOTES,
    }
    for shown in (Shown.WHERE_FONTS_HAVE_IT, Shown.LATIN_ALONE):
        made = pdf(_TEMPLATE, {"said": json.dumps(all_readable(said, shown), ensure_ascii=False)})
        if made is not None:
            return made
    raise CannotSet("The report could not be set. Nothing was changed; tell the operator.")


FEWEST = 3
"""Taxpayers of an agency in a year from which on the public page says how many: see docs/decisions/small-counts.md."""

FEW = f"fewer than {FEWEST} taxpayers"


def public_rows(report: YearlyReport) -> list[tuple[str, ...]]:
    """Return the table for everybody: small counts aren't told, and no sum is given from which they could be had.

    None is told as none: that is about nobody. Source: 26 U.S.C. 6103(b)(2); IRS Publication 1075, statistical reports.
    """
    return [_public_row(line) for line in report.lines]


def _public_row(line: YearLine) -> tuple[str, ...]:
    name, requests, again, instances, taxpayers = _row(line)
    few = 0 < line.taxpayers < FEWEST
    return (name, requests, again, "not told" if few else instances, FEW if few else taxpayers)
