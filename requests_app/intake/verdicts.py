"""The rules' verdict on a subject, and how it stands in the row: one edition, the codes that block, those to be cleared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db import connection

from ..models import DisclosureRequest, Subject
from ..models.as_facts import book_for, judged_under, subject_facts
from ..models.subject import GRADES
from ..rules.facts import Audience, Book, Raised, Shared
from ..rules.flags import audience_of, blocks, grades, in_order, judge_subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one subject: every flag raised, each element's grade, and the edition judged under."""

    raised: tuple[Raised, ...]
    grades: dict[str, str]
    edition: str

    @property
    def blocking(self) -> list[str]:
        """Return the codes that can only be cured, each once, of flags that the agency may see."""
        return list(dict.fromkeys(flag.code for flag in self.raised if blocks(flag) and _is_open(flag)))

    @property
    def review(self) -> list[str]:
        """Return the codes to be cleared in writing, each once, of flags that the agency may see."""
        return list(dict.fromkeys(flag.code for flag in self.raised if not blocks(flag) and _is_open(flag)))


def _is_open(flag: Raised) -> bool:
    """Return whether a flag may stand in the subject's row, which the agency reads; others: `confidential.keep`."""
    return audience_of(flag) == Audience.AGENCY


@lru_cache(maxsize=16)
def _one_of_equals(words: frozenset[str]) -> frozenset[str]:
    """Return the first of equal sets, so that the rules' own caches meet the same object each time."""
    return words


def book_of(disclosure_request: DisclosureRequest, on: date) -> Book:
    """Return the lists in force for a request. Word lists equal to earlier ones are the earlier ones."""
    book = book_for(disclosure_request, on)
    return replace(
        book,
        address_placeholders=_one_of_equals(book.address_placeholders),
        name_placeholders=_one_of_equals(book.name_placeholders),
    )


def judge_with(book: Book, subjects: Iterable[Subject], shared: Iterable[Shared], on: date) -> list[Verdict]:
    """Return a verdict for each subject, with the counts of what it shares."""
    edition = judged_under(book)
    verdicts = []
    for subject, counts in zip(subjects, shared, strict=True):
        raised = judge_subject(subject_facts(subject, counts), book, on)
        verdicts.append(Verdict(raised, grades(raised), edition))
    return verdicts


ROW_COLUMNS = ("blocking_codes", "review_codes", *(f"grade_{name}" for name in GRADES))
"""The columns of a subject not yet written that its verdict fills, beside the edition."""

Found = tuple[tuple[str, str, str], ...]
"""What the rules raised, without its words: code, severity and audience of each flag."""


def row_columns(raised: Iterable[Raised]) -> tuple[str, ...]:
    """Return what the rules raised as the values of `ROW_COLUMNS`, as PostgreSQL reads them."""
    return _row_columns(_found(raised))


def judged_columns(raised: Iterable[Raised], edition: str, cleared: Iterable[str]) -> tuple[object, ...]:
    """Return what the rules raised on a stored subject as the values of `JUDGED_COLUMNS`; `cleared`: as it stands there.

    A flag that isn't raised any more takes its clearance along.
    """
    blocking, review, graded = _columns(_found(raised))
    return edition, list(blocking), list(review), [code for code in cleared if code in review], *graded


def _found(raised: Iterable[Raised]) -> Found:
    return tuple([(flag.code, flag.severity, flag.audience) for flag in raised])


@lru_cache(maxsize=10_000)
def _columns(found: Found) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return blocking codes, review codes and grades. Most rows raise what many others did: each is worked out once."""
    raised = tuple(Raised(code, severity, audience=audience) for code, severity, audience in found)
    verdict = Verdict(raised, grades(raised), "")
    return verdict.blocking, verdict.review, [verdict.grades[_ELEMENTS.get(name, name)] for name in GRADES]


@lru_cache(maxsize=10_000)
def _row_columns(found: Found) -> tuple[str, ...]:
    blocking, review, graded = _columns(found)
    return (*("{" + ",".join(codes) + "}" for codes in (blocking, review)), *graded)


_ELEMENTS = {"period": "periods"}
"""Columns of grades whose element the rules call otherwise."""


JUDGED_COLUMNS = (
    "judged_under",
    "blocking_codes",
    "review_codes",
    "cleared_codes",
    *(f"grade_{name}" for name in GRADES),
)
"""The columns a verdict is kept in. They may change in any status; contents may not."""


def put(subject: Subject, verdict: Verdict) -> None:
    """Write a verdict into a subject, in memory."""
    values = judged_columns(verdict.raised, verdict.edition, subject.cleared_codes)
    for name, value in zip(JUDGED_COLUMNS, values, strict=True):
        setattr(subject, name, value)


_STORE = f"""
UPDATE requests_app_subject s SET judged_under = v.judged_under,
    blocking_codes = string_to_array(v.blocking_codes, ','), review_codes = string_to_array(v.review_codes, ','),
    cleared_codes = string_to_array(v.cleared_codes, ','),
    {", ".join(f"grade_{name} = v.grade_{name}" for name in GRADES)}
FROM unnest(%s::bigint[], {", ".join("%s::text[]" for _ in JUDGED_COLUMNS)}) AS v (id, {", ".join(JUDGED_COLUMNS)})
WHERE s.id = v.id
"""


def store(verdicts: Mapping[int, Sequence[object]]) -> None:
    """Write the verdicts of stored subjects, given by id as values of `JUDGED_COLUMNS`, in one statement.

    Call inside `acting()`.
    """
    if verdicts:
        columns = [[",".join(v) if isinstance(v, list) else v for v in c] for c in zip(*verdicts.values(), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [list(verdicts), *columns])


_ADD = """
UPDATE requests_app_subject s SET review_codes = string_to_array(v.codes, ',')
FROM unnest(%s::bigint[], %s::text[]) AS v (id, codes) WHERE s.id = v.id
"""


def store_review(codes: Mapping[int, Iterable[str]]) -> None:
    """Write the review codes of stored subjects, given by id, in one statement. Call inside `acting()`."""
    if codes:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [list(codes), [",".join(in_order(some)) for some in codes.values()]])
