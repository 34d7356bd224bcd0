"""Print docs/rules.md from the rules, or check that it is current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...rules.printed import document

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


class Command(BaseCommand):
    """`manage.py print_rules` writes the page; `--check` writes nothing and exits 1 when it is stale."""

    help = "Print docs/rules.md from the rules; --check only says whether it is current."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="exit 1 if docs/rules.md isn't current")

    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        """Write or check the page. Raises CommandError (exit 1) when it is stale."""
        printed = document()
        if check:
            if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != printed:
                raise CommandError("docs/rules.md is stale: run `manage.py print_rules` and commit it.")
            self.stdout.write("docs/rules.md is current.")
            return
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(printed, encoding="utf-8")
        self.stdout.write(f"Printed {PAGE.name}.")
