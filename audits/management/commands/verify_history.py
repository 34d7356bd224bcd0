"""Check that everything is as it was sealed: `manage.py verify_history [--since CHECKPOINT_FILE] [--quick]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from audits.findings import Report
from audits.standalone.tree import Bad, checked
from audits.standalone.words import count_of
from audits.verification import at_one_moment, seal_folder, verify, witness_folder

CANNOT = 2


class Command(BaseCommand):
    """The check from inside; `audits/standalone/verify.py` is the one from outside."""

    help = "Compare the database with what was sealed. Ends with 0 if all is as it was, 1 if not, 2 if it couldn't be checked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--since", type=Path, metavar="CHECKPOINT", help="only what was sealed after this checkpoint"
        )
        parser.add_argument(
            "--quick", action="store_true", help="only what was sealed after the checkpoint before the last"
        )

    def handle(self, *_: Any, **given: Any) -> None:
        """Check, and end with the code."""
        if "sealer" not in settings.DATABASES:
            raise CommandError("SEALER_DATABASE_URL is not set: the check uses the sealer's role.", returncode=CANNOT)
        try:
            since = _kept(given["since"]) if given["since"] else _before_last() if given["quick"] else None
            with at_one_moment() as cursor:
                report = verify(cursor, seal_folder(), since=since, witness=witness_folder())
        except (OSError, UnicodeDecodeError):
            raise CommandError("The checkpoint's file can't be read.", returncode=CANNOT) from None
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"The database couldn't be read ({type(error).__name__}).", returncode=CANNOT) from None
        self.stdout.write("\n".join(lines(report)))
        if not report.passed:
            sys.exit(1)


def _kept(path: Path) -> str:
    """Return a checkpoint's note from a file. Raises CommandError if it is none; of a broken folder the check itself tells."""
    note = path.read_text()
    try:
        keys = seal_folder().all_keys()
    except Bad:
        return note
    try:
        checked(note, keys)
    except Bad as bad:
        raise CommandError(f"{path} is no checkpoint that this key signed: {bad}", returncode=CANNOT) from None
    return note


def _before_last() -> str | None:
    folder = seal_folder()
    sizes = folder.earlier()
    return folder.at(sizes[-2]) if len(sizes) > 1 else None


def lines(report: Report) -> list[str]:
    """Return what a report says, the verdict first."""
    what = "everything" if report.whole else f"what was sealed after the checkpoint of {count_of(report.since, 'row')}"
    said = [report.first if report.findings else f"As it was sealed: {what}."]
    said += [finding.sentence for finding in report.findings[1:]]
    said += [f"Declared: {finding.sentence}" for finding in report.declared]
    said.append(f"Compared: {count_of(report.rows, 'sealed row')} of {report.size:,}; root {report.root.hex()}.")
    if report.whole:
        said.append(f"Compared with their history: {count_of(report.live_rows, 'live row')}.")
    if report.witnessed:
        said.append(f"The witness {report.witnessed} saw this tree grow.")
    said.append(f"Not sealed yet: {count_of(report.unsealed, 'row')}. {report.seconds:.1f} s.")
    return said
