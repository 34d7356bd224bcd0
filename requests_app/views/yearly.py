"""The yearly report under 26 U.S.C. 6103(p)(3)(C): a page, a CSV file and an accessible PDF of the same figures."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from audits import access_log, reports
from audits.access_log import AccessAct
from audits.models import AccountingKind
from audits.reports import YearLine, YearlyReport

from .. import access
from ..documents import yearly_report
from .answers import draw
from .csv_files import csv_file
from .statistics import overseen
from .who import DeskRequest, looking

KINDS = (AccountingKind.REQUEST, AccountingKind.REQUEST, AccountingKind.DISCLOSURE, AccountingKind.DISCLOSURE)
"""The kind of entry behind each figure of a line."""


def index(request: DeskRequest) -> HttpResponse:
    """List the years of which the ledger holds something, each with when its report is due."""
    now = timezone.now()
    years = reports.years([agency.code for agency in overseen(request)], now)
    listed = [(year, reports.deadline(year), year == timezone.localdate(now).year) for year in years]
    return draw(request, "yearly/index.html", {"years": listed})


def show(request: DeskRequest, year: int) -> HttpResponse:
    """Show the report of one year."""
    report = _report(request, year)
    context = {
        "report": report,
        "title": yearly_report.title(report),
        "standing": yearly_report.standing(report),
        "facts": yearly_report.facts(report),
        "header": yearly_report.HEADER,
        "rows": yearly_report.rows(report),
        "linked": linked(report),
        "purposes": yearly_report.purposes(report),
        "notes": yearly_report.NOTES,
    }
    return draw(request, "yearly/report.html", context)


def linked(report: YearlyReport) -> list[list[tuple[str, str]]]:
    """Return the rows of the report, each cell with the address of the entries behind it ('' if there are none)."""
    lines = (*report.lines, report.all)
    return [_cells(report.year, line, row) for line, row in zip(lines, yearly_report.rows(report), strict=True)]


def _cells(year: int, line: YearLine, row: tuple[str, ...]) -> list[tuple[str, str]]:
    numbers = (line.requests, line.again, line.instances, line.taxpayers)
    behind = (_in_ledger(year, line.code, kind) if n else "" for kind, n in zip(KINDS, numbers, strict=True))
    return list(zip(row, ("", *behind), strict=True))


def _in_ledger(year: int, code: str, kind: AccountingKind) -> str:
    """Return the accounting, narrowed to a year's entries of a kind, of one agency or of all."""
    asked = {"kind": kind.value, "since": f"{year}-01-01", "until": f"{year}-12-31", "agency": code}
    return f"{reverse('accounts')}?{urlencode({k: v for k, v in asked.items() if v})}"


def csv(request: DeskRequest, year: int) -> StreamingHttpResponse:
    """Send the report of one year as CSV."""
    report = _report(request, year)
    _exported(request, report)
    return csv_file(yearly_report.csv_rows(report), f"{_name(report)}.csv")


def pdf(request: DeskRequest, year: int) -> HttpResponse:
    """Send the report of one year as PDF/UA-1."""
    report = _report(request, year)
    _exported(request, report)
    headers = {"Content-Disposition": f'attachment; filename="{_name(report)}.pdf"'}
    return HttpResponse(yearly_report.document(report), content_type="application/pdf", headers=headers)


def _report(request: DeskRequest, year: int) -> YearlyReport:
    """Return the report on the agencies that the visitor oversees. Raises Absent for a year of which there can be none."""
    agencies = {agency.code: agency.name for agency in overseen(request)}
    now = timezone.now()
    if year not in reports.years(list(agencies), now):
        raise access.Absent
    return reports.yearly(year, agencies, made_by=request.visitor.get_full_name(), now=now)


def _exported(request: DeskRequest, report: YearlyReport) -> None:
    why = f"exported the yearly report of {report.year}"
    access_log.record(looking(request, why), AccessAct.EXPORT, "yearly report", object_id=report.year)


def _name(report: YearlyReport) -> str:
    return f"disclosure-report-{report.year}{'-provisional' if report.provisional else ''}"
