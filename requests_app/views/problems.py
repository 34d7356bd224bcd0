"""What the rows of an upload lack, as the rows of a CSV file. The words are the screen's; no tax data is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from .. import access
from ..intake.progress import rows_before
from ..models import Batch, Subject
from ..models.as_facts import book_for, standing, today
from ..rules import numbering
from ..rules.addresses.both_forms import judge_both_forms
from ..rules.addresses.judging import judge_address, judge_zip
from ..rules.columns import GROUPS, column_at_fault, column_of, label_of
from ..rules.evidence import marks
from ..rules.facts import Book, Severity, SubjectFacts
from ..rules.flags import CODES
from .rejected import standing_errors

HEADER = (f"row ({numbering.FIRST})", "column", "code", "severity", "what is wrong", "what to do", "authority")
ADDRESS = GROUPS["Address"]
FETCH = 2000
"""Rows read from the database at a time."""


Row = tuple[object, ...]


def rows(batch: Batch, codes: frozenset[str], agency_id: int, *, irs_side: bool) -> Iterator[Row]:
    """Yield the file, in a transaction of its own: rows that aren't subjects first, then flags row by row."""
    yield HEADER
    with transaction.atomic():
        access.narrow([agency_id])
        before = rows_before(batch)
        for error in standing_errors(batch).defer("sealed").order_by("row").iterator(FETCH):
            yield (error.row, label_of(error.column), error.code, "not taken", error.sentence, error.remedy, "")
        subjects = Subject.objects.filter(standing(irs_side=irs_side), batch=batch).order_by("row")
        columns = ("row", "blocking_codes", "review_codes", "cleared_codes", *ADDRESS)
        book, on = book_for(batch.disclosure_request, today()), today()
        for row, blocking, review, cleared, *address in subjects.values_list(*columns).iterator(FETCH):
            standing_review = set(review) - set(cleared)
            at = _at_fault(address, {*blocking, *standing_review}, book, on)
            yield from _flag_lines(row - before, set(blocking) & codes, Severity.SUBJECT, at)
            yield from _flag_lines(row - before, standing_review & codes, Severity.REVIEW, at)


def _at_fault(address: Sequence[str], raised: set[str], book: Book, on: date) -> dict[str, str]:
    """Return the columns at which flags on an address stand, as the page has them: it can be given in two forms."""
    if not any(code.startswith("address.") for code in raised):
        return {}
    given: dict[str, Any] = dict(zip(ADDRESS, address, strict=True))
    facts = SubjectFacts(**given)
    found = filter(None, (judge(facts, book, on) for judge in (judge_address, judge_zip, judge_both_forms)))
    return {one.code: column_at_fault(one.code, (mark.field for mark in marks(facts, one))) for one in found}


def _flag_lines(row: int, shown: set[str], severity: Severity, at: dict[str, str]) -> Iterator[Row]:
    for id, code in CODES.items():
        if id in shown:
            said = (code.sentence, code.remedy, code.citation)
            yield (row, label_of(at.get(id) or column_of(id)), id, severity.label, *said)
