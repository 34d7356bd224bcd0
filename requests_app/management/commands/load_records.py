"""`manage.py load_records`: many invented records from a file, for a demonstration or a measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...matching.loading import load
from ..files import reading
from .evaluate_matching import rows_of


class Command(BaseCommand):
    """Add the records of a CSV or XLSX file with the names, TIN and address columns of the bulk template."""

    help = (
        "Add invented records to a demonstration installation; refused elsewhere. Rows without a TIN of nine digits or a full "
        "name are left out, and records whose TIN is there stay as they are: what was cut short can be run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Records are loaded from a file only with DEMONSTRATION on, which a real installation refuses."
            )
        with reading(kept="Records stored before that stay."):
            given, new = load(rows_of(options["file"]))
        others = "" if new == given else "; the others were there already or can't be kept"
        self.stdout.write(f"{new:,} records stored of {given:,} rows{others}.")
