"""How right matching is on two files, with the truth or without: nothing of them is kept.

Their normal forms lie in temporary tables of one transaction that is rolled back. Numbers of rows stand for ids: 1 is the
first below the header.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from django.db import connections, transaction

from ..rules.matching import MATCH_EDITION, Verdict
from .bulk import Row, block, blocks, table_of
from .engine import near_sql, verdicts_sql

ALIAS = "owner"
"""Only the owner's role may make temporary tables."""
SUBJECTS, RECORDS, NEAR = "evaluated_subjects", "evaluated_records", "evaluated_near"
TRUTH, FOUND = "evaluated_truth", "evaluated"
BIG = ("SET LOCAL work_mem = '192MB'", "SET LOCAL hash_mem_multiplier = 2", "SET LOCAL temp_buffers = '64MB'")
"""What sorting and hashing may take in the server."""


@dataclass(slots=True)
class Evaluation:
    """Counts of rows, and with the truth how right the matches are. Units: rows of the request; `pairs`: of the truth."""

    edition: str
    rows: int
    records: int
    verdicts: dict[str, int]
    methods: dict[str, int]
    addresses: dict[str, int]
    tin_codes: dict[str, int]
    pairs: int | None = None
    right: int | None = None
    wrong: int | None = None
    ambiguous_pairs: int | None = None
    ambiguous_with_the_record: int | None = None
    not_found_pairs: int | None = None
    wrong_rows: list[int] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Return the share of the matches that are right; None without matches or truth."""
        matched = (self.right or 0) + (self.wrong or 0)
        return (self.right or 0) / matched if self.pairs is not None and matched else None

    @property
    def recall(self) -> float | None:
        """Return the share of the true pairs that are matched; None without truth."""
        return (self.right or 0) / self.pairs if self.pairs else None

    def as_json(self) -> dict[str, Any]:
        """Return all of it, without what needs a truth that wasn't given."""
        known = asdict(self) | {"precision": self.precision, "recall": self.recall}
        return (
            known if self.pairs is not None else {k: v for k, v in known.items() if v is not None and k != "wrong_rows"}
        )


def evaluate(request: Iterable[Row], records: Iterable[Row], truth: Iterable[tuple[int, int]] | None) -> Evaluation:
    """Match rows of (TIN, *NAME_AND_ADDRESS) with records of the same; return the counts. Raises what the rows raise."""
    with transaction.atomic(using=ALIAS):
        for statement in BIG:
            _do(statement)
        rows = _load(SUBJECTS, "subject_id", request)
        kept = _load(RECORDS, "record_id", records)
        _do(f"CREATE TEMPORARY TABLE {NEAR} ON COMMIT DROP AS {near_sql(SUBJECTS, RECORDS)}")
        _do(f"ANALYZE {NEAR}")
        _do(f"CREATE TEMPORARY TABLE {FOUND} ON COMMIT DROP AS {verdicts_sql(SUBJECTS, NEAR)}")
        found = Evaluation(
            MATCH_EDITION,
            rows,
            kept,
            dict.fromkeys(Verdict.values, 0) | _counts("verdict"),
            _counts("method"),
            _counts("address"),
            _counts("tin_code"),
        )
        if truth is not None:
            _weigh(found, truth)
        transaction.set_rollback(True, using=ALIAS)
    return found


def _do(statement: str) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _copy(table: str, lines: Iterable[bytes]) -> int:
    with connections[ALIAS].cursor() as cursor:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for some in lines:
                copy.write(some)
        return int(cursor.rowcount)


def _load(table: str, id_name: str, rows: Iterable[Row]) -> int:
    _do(table_of(table, id_name))
    copied = _copy(table, blocks(((str(number), *row) for number, row in enumerate(rows, 1)), block))
    _do(f"ANALYZE {table}")
    return copied


def _counts(column: str) -> dict[str, int]:
    found = _do(f"SELECT {column}, count(*) FROM {FOUND} WHERE {column} <> '' GROUP BY 1 ORDER BY 1")
    return {str(value): int(count) for value, count in found}


_WEIGHED = f"""
SELECT count(*) FILTER (WHERE t.request IS NOT NULL),
 count(*) FILTER (WHERE verdict = '{Verdict.MATCHED}' AND record_id = t.record),
 count(*) FILTER (WHERE verdict = '{Verdict.MATCHED}' AND record_id IS DISTINCT FROM t.record),
 count(*) FILTER (WHERE t.request IS NOT NULL AND verdict = '{Verdict.AMBIGUOUS}'),
 count(*) FILTER (WHERE verdict = '{Verdict.AMBIGUOUS}' AND t.record = ANY (candidates)),
 count(*) FILTER (WHERE t.request IS NOT NULL AND verdict = '{Verdict.NOT_FOUND}')
FROM {FOUND} f LEFT JOIN {TRUTH} t ON t.request = f.subject_id"""
_WRONG = f"""SELECT subject_id FROM {FOUND} f LEFT JOIN {TRUTH} t ON t.request = f.subject_id
WHERE verdict = '{Verdict.MATCHED}' AND record_id IS DISTINCT FROM t.record ORDER BY 1 LIMIT 20"""


def _weigh(found: Evaluation, truth: Iterable[tuple[int, int]]) -> None:
    _do(f"CREATE TEMPORARY TABLE {TRUTH} (request bigint PRIMARY KEY, record bigint) ON COMMIT DROP")
    _copy(TRUTH, (f"{row}\t{record}\n".encode() for row, record in truth))
    counts = _do(_WEIGHED)[0]
    found.pairs, found.right, found.wrong = counts[:3]
    found.ambiguous_pairs, found.ambiguous_with_the_record, found.not_found_pairs = counts[3:]
    found.wrong_rows = [int(number) for number in chain.from_iterable(_do(_WRONG))]
