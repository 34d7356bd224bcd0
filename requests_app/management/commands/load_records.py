"""`manage.py load_records`: many invented records from a file, for a demonstration or a measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...intake.refusing import Unreadable
from ...matching.loading import load
from .evaluate_matching import UNREADABLE, rows_of


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
        try:
            given, new = load(rows_of(options["file"]))
        except Unreadable as trouble:
            raise CommandError(f"{trouble.sentence} Records stored before that stay.", returncode=UNREADABLE) from None
        except OSError as error:
            raise CommandError(f"The file can't be opened ({error.strerror}).", returncode=UNREADABLE) from None
        self.stdout.write(f"{new:,} records stored of {given:,} rows; the others were there already or can't be kept.")
