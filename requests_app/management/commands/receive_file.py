"""`manage.py receive_file`: takes a file in for a request as the upload page does, for a liaison of its agency."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ... import access, tasks
from ...intake import mapping, receiving, row_errors
from ...intake.checking import look_at
from ...intake.choosing import choose
from ...intake.correcting import corrects
from ...intake.mapping import doubts, lacking
from ...intake.progress import progress
from ...intake.refusing import NotNow, Unreadable
from ...models import Batch, DisclosureRequest, Person
from ...models.batch import OPEN_BATCH, BatchStatus
from ..files import UNREADABLE, add_file, reading

REFUSED, ENDED, STOPPED = 1, 3, 130
"""Exit codes: not now, or not by this person; it ended without being done; Ctrl-C."""
EXITS = {
    0: "the file was taken; with --wait: it is done",
    REFUSED: "it may not be taken now, or not by this person",
    UNREADABLE: "the file can't be read, or was uploaded before",
    ENDED: "with --wait: the upload ended without being done",
    STOPPED: "waiting was stopped; the upload goes on",
}
LOOK = 2.0
"""Seconds between two looks while waiting."""
WHY = "sent a file from the command line"
NO_REQUEST = "There is no request of this number on which this person may draft. Nothing was added."


class Command(BaseCommand):
    """Take a file in, map its columns, and leave it to the workers; wait for them if asked."""

    help = (
        "Take in a CSV or XLSX file of subjects for a request, as the upload page does: kept sealed with its SHA-256, its "
        "columns mapped by their names and --map, read and judged by the workers. Standard output has one line of JSON; "
        "standard error has the progress. Exit code: "
        + "; ".join(f"{code}: {words}" for code, words in EXITS.items())
        + "."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request_number", help="the request's number, as USAO-2026-000001")
        add_file(parser)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="a liaison of the request's agency")
        parser.add_argument(
            "--wait", action="store_true", help="wait until the workers are done, and show how far they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with reading():
                batch = self._take(options)
            if options["wait"]:
                batch = self._wait(batch)
        except NotNow as refused:
            raise CommandError(" ".join(refused.reasons), returncode=REFUSED) from refused
        except KeyboardInterrupt:
            said = "Stopped. What the system has taken in it goes on with; the request's page shows how far it is."
            raise CommandError(said, returncode=STOPPED) from None
        self.stdout.write(json.dumps(_summary(batch)))
        if options["wait"] and batch.status != BatchStatus.DONE:
            raise CommandError(batch.trouble or f"The upload ended: {batch.get_status_display()}.", returncode=ENDED)

    def _take(self, options: dict[str, Any]) -> Batch:
        """Take the file in and let reading begin. Raises NotNow, Unreadable and OSError."""
        person, disclosure_request = _who(options["by"], options["request_number"])
        path: Path = options["file"]
        header = look_at(path).header
        columns = None if corrects(header) else choose(header, options["map"])
        with path.open("rb") as stream:
            batch = receiving.receive(
                disclosure_request.pk, by=person, why=WHY, filename=path.name, stream=stream, key=uuid4()
            )
        if batch.status == BatchStatus.REFUSED:
            raise Unreadable(batch.trouble)
        if columns is not None:
            self._say_of_columns(header, columns)
            batch = self._confirm(batch, person, columns)
        tasks.ring(tasks.read_batch, batch.pk)
        return batch

    def _confirm(self, batch: Batch, person: Person, columns: dict[str, str]) -> Batch:
        try:
            return mapping.confirm(batch.pk, by=person, why=WHY, columns=columns)
        except NotNow as refused:
            waits = f"The file was taken in as upload {batch.pk}; map its columns or cancel it on the request's page."
            raise NotNow(*refused.reasons, waits) from None

    def _say_of_columns(self, header: list[str], columns: dict[str, str]) -> None:
        """Say what is unclear about the columns. Names of columns that aren't mapped may be anything: none is said."""
        if left_out := [str(n + 1) for n in range(len(header)) if str(n) not in columns]:
            self.stderr.write(f"Columns left out: {', '.join(left_out)}.")
        if lacks := lacking(columns):
            self.stderr.write(f"No column carries: {', '.join(lacks)}. Every row will be flagged for it.")
        for doubt in doubts([name if str(n) in columns else "" for n, name in enumerate(header)]):
            self.stderr.write(doubt)

    def _wait(self, batch: Batch) -> Batch:
        """Look every LOOK seconds until the upload is over, and say how far it is when that has changed."""
        said = ""
        while batch.status in OPEN_BATCH:
            if (line := _line(batch)) != said:
                self.stderr.write(line)
                said = line
            time.sleep(LOOK)
            batch.refresh_from_db()
        return batch


def _who(username: str, number: str) -> tuple[Person, DisclosureRequest]:
    """Return the person and the request. Raises NotNow, with one sentence for what isn't there and what isn't theirs."""
    person = Person.objects.filter(username=username, is_active=True).first()
    found = DisclosureRequest.objects.filter(number=number)
    disclosure_request = found.filter(pk__in=access.visible_requests(person)).first() if person else None
    if person is None or disclosure_request is None:
        raise NotNow(NO_REQUEST)
    return person, disclosure_request


def _line(batch: Batch) -> str:
    seen = progress(batch)
    of = f" of about {seen.total:,}" if seen.total and not seen.all_read else ""
    left = f" Time left: {seen.time_left}." if seen.time_left else ""
    step = (
        f"{seen.judged:,} of {seen.rows_read:,} rows judged" if seen.all_read else f"{seen.rows_read:,}{of} rows read"
    )
    return f"{batch.get_status_display()}: {step}, {seen.rejected:,} rejected.{left}"


def _summary(batch: Batch) -> dict[str, Any]:
    """Return what became of the upload, for a program to read: counts are rows. It holds nothing of the rows."""
    codes = dict.fromkeys(row_errors.TROUBLES, 0)
    for code in batch.row_errors.values_list("code", flat=True).iterator():
        codes[code] += 1
    return {
        "upload": batch.pk,
        "status": batch.status,
        "sha256": batch.sha256,
        "rows_read": batch.rows_read,
        "accepted": batch.rows_accepted,
        "rejected": batch.rows_rejected,
        "rejected_codes": {code: rows for code, rows in codes.items() if rows},
    }
