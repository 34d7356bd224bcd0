"""Print docs/rules.md and docs/matrix.md from the rules and the addresses, or check that they are current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...addresses import places
from ...rules import matrix_printed, printed

DOCS = Path(__file__).resolve().parents[3] / "docs"


class Command(BaseCommand):
    """`manage.py print_rules` writes the pages; `--check` writes nothing and exits 1 when one is stale."""

    help = "Print docs/rules.md and docs/matrix.md from the rules; --check only says whether they are current."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument(
            "--check", action="store_true", help="exit 1 if docs/rules.md or docs/matrix.md isn't current"
        )

    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        """Write or check the pages. Raises CommandError (exit 1) when one is stale."""
        pages = {"rules.md": printed.document(), "matrix.md": matrix_printed.document(places())}
        for name, text in pages.items():
            if check and (not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text):
                raise CommandError(f"docs/{name} is stale: run `manage.py print_rules` and commit it.")
            if not check:
                DOCS.mkdir(exist_ok=True)
                (DOCS / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name} is current." if check else f"Printed {name}.")
