"""`manage.py evaluate_matching`: how matching judges a request's file against a file of records. Keeps nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...intake.checking import Table, look_at
from ...intake.choosing import choose
from ...intake.refusing import Unreadable
from ...matching.evaluating import ALIAS, Evaluation, evaluate
from ...matching.normal import NAME_AND_ADDRESS
from ...rules.matching import TIN_CODES, AddressCheck, Method, Verdict
from ..files import reading

FIELDS = ("tin", *NAME_AND_ADDRESS)


class Command(BaseCommand):
    """Match two files without storing them: counts of verdicts and, with the truth, precision and recall."""

    help = (
        "Match the rows of REQUEST with the rows of RECORDS, both CSV or XLSX with columns of the bulk template (of RECORDS "
        "the names, the TIN and the address), and print how many are matched, ambiguous and not found. With the truth, pairs "
        "of row numbers (request row, record row; 1 is the first row below the header), also precision and recall. Nothing is "
        "kept: the normal forms lie in temporary tables of a transaction that is rolled back."
    )

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request", type=Path)
        parser.add_argument("records", type=Path)
        parser.add_argument(
            "--truth", type=Path, help="a CSV file with two columns of row numbers, with or without a header"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if ALIAS not in settings.DATABASES:
            raise CommandError(
                "Temporary tables need the owner's connection: set OWNER_DATABASE_URL, or run `make services`."
            )
        with reading():
            truth = _truth(options["truth"]).items() if options["truth"] else None
            found = evaluate(rows_of(options["request"]), rows_of(options["records"]), truth)
        self.stdout.write(json.dumps(found.as_json()) if options["json"] else "\n".join(_lines(found)))


def rows_of(path: Path) -> Iterator[tuple[str, ...]]:
    """Return the rows of a file as (TIN, *NAME_AND_ADDRESS). Raises Unreadable and OSError, at once where it can."""
    layout = look_at(path)
    columns = choose(layout.header, [])
    place = {field: int(position) for position, field in columns.items()}
    if not {"last_name", "entity_name"} & set(place):
        raise Unreadable(
            f"{path.name} has no column of surnames (last_name) or of entities (entity_name). Nothing was matched."
        )
    width = len(layout.header)
    fields_of = itemgetter(*(place.get(name, width) for name in FIELDS))
    return _cut(Table(path, layout, columns), fields_of, width)


def _cut(table: Table, fields_of: itemgetter[Any], width: int) -> Iterator[tuple[str, ...]]:
    for record in table.rows():
        cells = record.cells[:width]
        cells += [""] * (width + 1 - len(cells))
        yield fields_of(cells)


def _truth(path: Path) -> dict[int, int]:
    """Return request row -> record row. Raises Unreadable and OSError."""
    pairs: dict[int, int] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for line, cells in enumerate(csv.reader(file), 1):
                numbers = [int(cell) for cell in cells[:2] if cell.strip().isdecimal() and int(cell)]
                if len(numbers) != len(("row", "record")):
                    _skip(path, line, cells)
                elif pairs.setdefault(numbers[0], numbers[1]) != numbers[1]:
                    raise Unreadable(
                        f"{path.name} gives row {numbers[0]:,} of the request two records (line {line:,})."
                    )
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{path.name} is no CSV file of row numbers. Nothing was matched.") from None
    return pairs


def _skip(path: Path, line: int, cells: list[str]) -> None:
    """Pass over the header and blank lines. Raises Unreadable for anything else."""
    if line > 1 and any(cell.strip() for cell in cells):
        raise Unreadable(f"Line {line:,} of {path.name} isn't two row numbers, each 1 or more. Nothing was matched.")


def _lines(found: Evaluation) -> Iterator[str]:
    yield f"{found.rows:,} rows of the request, {found.records:,} records, edition {found.edition}"
    yield from (f"{count:>12,}  {verdict}: {Verdict(verdict).label}" for verdict, count in found.verdicts.items())
    yield "Of the matched:"
    yield from (f"{count:>12,}  by {Method(method).label}" for method, count in found.methods.items())
    yield from (f"{count:>12,}  address {AddressCheck(check).label}" for check, count in found.addresses.items())
    yield "TIN-match codes:"
    yield from (f"{count:>12,}  {code}: {TIN_CODES[code]}" for code, count in found.tin_codes.items())
    if found.pairs is None:
        return
    yield f"The truth has {found.pairs:,} pairs:"
    yield f"{found.right:>12,}  matched with their record"
    yield f"{found.wrong:>12,}  rows matched with another record, or with one though the truth has none"
    yield f"{found.ambiguous_pairs:>12,}  ambiguous, {found.ambiguous_with_the_record:,} with their record among the candidates"
    yield f"{found.not_found_pairs:>12,}  not found"
    yield f"   precision  {_share(found.precision)}"
    yield f"      recall  {_share(found.recall)}"
    if found.wrong_rows:
        yield f"Rows matched wrongly, the first of them: {', '.join(map(str, found.wrong_rows))}"


def _share(value: float | None) -> str:
    return "nothing to measure" if value is None else f"{value:.6f}"
