"""Declare what verify_history finds now: `manage.py declare_break --by NAME --why TEXT [--yes]`. Nothing is rewritten."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audits.acting import in_words
from audits.standalone.words import count_of
from audits.statements import declare
from audits.verification import at_one_moment, is_of_rows, seal_folder, verify, witness_folder

from .seal import signer

ALL = 1_000_000


class Command(BaseCommand):
    """The procedure for rows that are known to be broken."""

    help = "Name every row that isn't as it was sealed, as broken, under the sealer's key. Without --yes it only lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--by", required=True, help="who declares it")
        parser.add_argument("--why", required=True, help="what happened, and where it is written down")
        parser.add_argument("--yes", action="store_true", help="declare them; without it they are only listed")

    def handle(self, *_: Any, **given: Any) -> None:
        """Look, list, declare."""
        if not given["by"].strip() or not in_words(given["why"]):
            raise CommandError("Say who declares it, and why, in words. Nothing was declared.")
        folder = seal_folder()
        with at_one_moment() as cursor:
            report = verify(cursor, folder, witness=witness_folder(), most=ALL)
        other = [finding for finding in report.findings if not is_of_rows(finding)]
        if other:
            raise CommandError(f"This is no broken row, and can't be declared: {other[0].sentence}")
        if not report.findings:
            raise CommandError("Nothing is broken that isn't declared already.")
        self.stdout.write("\n".join(finding.sentence for finding in report.findings))
        if not given["yes"]:
            self.stdout.write(f"{count_of(len(report.findings), 'finding')}. Nothing was declared: add --yes.")
            return
        declare(folder, signer(folder), report.findings, by=given["by"], why=given["why"])
        self.stdout.write(
            f"Declared: {count_of(len(report.findings), 'finding')}. Anything else that is altered still fails."
        )
