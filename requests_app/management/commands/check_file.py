"""`manage.py check_file`: what the rules say of each row of a file, before it is sent. Keeps nothing, needs no server."""

from __future__ import annotations

import gc
import json
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.utils import timezone

from ...intake.check_summary import EXITS, Summary, summary_of
from ...intake.checking import Checked, Table, check, look_at
from ...intake.choosing import choose
from ...intake.refusing import Unreadable
from ...rules.agreements import SHIPPED
from ...rules.facts import Book
from ...rules.lists import DEFAULT_BOOK
from ...rules.numbering import ROWS
from ..files import add_file, reading

BLOCKED, STOPPED = 1, 130
"""Exit codes: some row is blocked; Ctrl-C. 0: no row is blocked."""

AT_ONCE = 10_000
"""Rows written together."""


class Command(BaseCommand):
    """Judge a CSV or XLSX file by the shipped lists: a line of JSON for each row, the summary on standard error."""

    help = (
        "Judge each row of a CSV or XLSX file as it would be judged when sent, without keeping anything and without a "
        'server. Standard output has one line of JSON for each row: {"row": 1, "codes": ["address.placeholder"]}. '
        f"{ROWS} Standard error has the summary. Exit code: "
        + "; ".join(f"{code}: {words}" for code, words in EXITS.items())
        + "."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_file(parser)
        parser.add_argument(
            "--agreement", default="", metavar="CODE", help=f"judge under an agreement: {', '.join(SHIPPED)}"
        )
        parser.add_argument("--json", action="store_true", help="write the summary as JSON too")
        parser.add_argument("--on", type=_day, metavar="DATE", help="judge as of that day, as 2026-11-22; else today")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # what is loaded by now stays: it needn't be looked through again and again beside a million rows
        try:
            with reading():
                summary = self._check(options["on"] or timezone.localdate(), options)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was kept.", returncode=STOPPED) from None
        _say(self.stderr, json.dumps(summary.as_json()) if options["json"] else "\n".join(summary.lines()))
        if summary.blocked:
            sys.exit(BLOCKED)

    def _check(self, on: date, options: dict[str, Any]) -> Summary:
        """Judge the file and write its lines. Raises Unreadable and OSError before anything is written."""
        book = _book(options["agreement"])
        found = look_at(options["file"])
        table = Table(options["file"], found, choose(found.header, options["map"]))
        checked = check(table, book, on)
        for text in _lines(checked):
            if not _say(self.stdout, text):
                break
        return summary_of(checked, table, on, book.agreement.code if book.agreement else "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day that exists, written as 2026-11-22") from None


def _book(agreement: str) -> Book:
    """Return the shipped lists, under a shipped agreement if one is named. Raises Unreadable for an unknown one."""
    book = replace(DEFAULT_BOOK, invented_tins=settings.DEMONSTRATION)
    if not agreement:
        return book
    known = {code.casefold(): shipped.facts for code, shipped in SHIPPED.items()}
    if agreement.casefold() not in known:
        raise Unreadable(f"There is no agreement “{agreement}”. Those known here: {', '.join(SHIPPED)}.")
    return replace(book, agreement=known[agreement.casefold()])


def _lines(checked: Checked) -> Iterator[str]:
    """Yield the lines of AT_ONCE rows at a time."""
    ends = [f', "codes": {json.dumps([code for code, _ in verdict])}}}\n' for verdict in checked.verdicts]
    for start in range(0, len(checked.of_row), AT_ONCE):
        some = checked.of_row[start : start + AT_ONCE]
        yield "".join([f'{{"row": {row}{ends[number]}' for row, number in enumerate(some, start + 1)])


def _say(stream: OutputWrapper, text: str) -> bool:
    """Write to a stream; return False if nobody listens any more, and let what follows go nowhere."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True
