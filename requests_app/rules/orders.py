"""The removal order behind a charge of willful failure to depart. 8 U.S.C. 1253(a)(1); the agreement that
asks for it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from .dates import read_date
from .facts import Book, Raised, Severity, SubjectFacts
from .matters import is_reference
from .statutes.offences import LEAD_STATUTE, classify
from .text import excerpt

DAYS_TO_DEPART = timedelta(days=90)
"""1253(a)(1)(A): failing to depart within 90 days of the final order. The other letters have no such term."""


def _lacks(facts: SubjectFacts, ordered: date | None, today: date) -> str:
    """Return what the request must set forth about the order and doesn't."""
    if not facts.removal_order_date.strip():
        return "no final order date"
    if ordered is None:
        return f"final order date can't be read: {excerpt(facts.removal_order_date, 30)}"
    if ordered > today:
        return "final order date is in the future"
    return "" if is_reference(facts.removal_order_case) else "no case number of the final order"


_GROUNDS = frozenset(["8 USC 1227", "8 USC 1182"])


@lru_cache(maxsize=20_000)
def _grounds(text: str) -> frozenset[str]:
    """Return the sections of the grounds of removal that a text names; a bare '237(a)(1)(B)' is a section of the Act."""
    for law in ("", "INA ", "8 USC "):
        found = frozenset(offence.canonical.partition("(")[0] for offence in classify(law + text)) & _GROUNDS
        if found:
            return found
    return frozenset()


def _doubts(facts: SubjectFacts, cited: str, ordered: date, today: date) -> str:
    """Return what counsel must look at: the 90 days of letter (A), the ground of removal."""
    letter = cited.removeprefix(LEAD_STATUTE)[:3]
    if letter in ("", "(A)") and today - ordered < DAYS_TO_DEPART:
        return "fewer than 90 days since the final order"
    grounds = _grounds(facts.removal_ground)
    if "8 USC 1227" in grounds:
        return ""
    if "8 USC 1182" in grounds:
        return "the ground of removal is in 1182 alone, and the offense rests on 1227(a)"
    return "no ground of removal in 1227(a) is given"


def judge_order(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise order.date, only under an agreement that asks for the order and for 8 U.S.C. 1253(a)(1)."""
    if book.agreement is None or not book.agreement.asks_removal_order:
        return None
    cited = [o.canonical for o in classify(facts.statute) if o.canonical.startswith(LEAD_STATUTE)]
    if not cited:
        return None
    ordered = read_date(facts.removal_order_date)
    lacking = _lacks(facts, ordered, today)
    if lacking or ordered is None:
        return Raised("order.date", Severity.SUBJECT, lacking)
    doubt = _doubts(facts, cited[0], ordered, today)
    return Raised("order.date", Severity.REVIEW, doubt) if doubt else None
