"""What everybody may read, signed in or not: what the desk is, the yearly figures of years that have ended, and the rules.

Nothing here is of a case: the transaction is narrowed to no agency at all, and the figures come from the ledger, which holds
counts of each agency. 26 U.S.C. 6103(p)(3)(C).
"""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponse
from django.utils import timezone

from audits import reports
from audits.models import AccountingEntry
from audits.reports import YearlyReport

from .. import access
from ..documents import yearly_report
from ..models import Agency
from ..rules.facts import Audience
from ..rules.flags import CODES
from ..rules.lists import EDITION
from ..rules.reason_codes import REASONS
from ..rules.statute import ELEMENTS, SET_FORTH
from .answers import draw
from .who import DeskRequest

MADE_BY = "Disclosure Desk"


def show(request: DeskRequest) -> HttpResponse:
    """Show what the desk is, and the figures of each year that has ended, the latest first."""
    access.narrow(())
    now = timezone.now()
    agencies = tuple(Agency.objects.values_list("code", "name"))
    years = [year for year in reports.years([code for code, _ in agencies], now) if year < timezone.localdate(now).year]
    last = AccountingEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    found = [ended(year, agencies, last) for year in years]
    context = {
        "years": [(one, yearly_report.public_rows(one), yearly_report.purposes(one)) for one in found],
        "present": timezone.localdate(now).year,
        "header": yearly_report.HEADER,
        "notes": yearly_report.NOTES,
        "fewest": yearly_report.FEWEST,
    }
    return draw(request, "public/index.html", context)


@lru_cache(maxsize=64)
def ended(year: int, agencies: tuple[tuple[str, str], ...], last_entry: int) -> YearlyReport:
    """Return the report of a year that has ended, as the ledger was at its entry `last_entry`. Counted once."""
    return reports.yearly(year, dict(agencies), made_by=MADE_BY, now=timezone.now())


def rules(request: DeskRequest) -> HttpResponse:
    """Show by which rules a request is judged."""
    context = {
        "edition": EDITION,
        "set_forth": SET_FORTH.values(),
        "elements": ELEMENTS.values(),
        "codes": [code for code in CODES.values() if code.audience != Audience.COUNSEL],
        "reasons": REASONS.values(),
    }
    return draw(request, "public/rules.html", context)
