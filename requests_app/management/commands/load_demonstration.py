"""`manage.py load_demonstration`: invented agencies, people and requests, and the sign-ins to try them with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...demonstration import credentials
from ...demonstration.load import NotHere, load


class Command(BaseCommand):
    """Load demonstration data (again changes nothing), or print the sign-ins alone."""

    help = "Load invented demonstration data; refused unless DEMONSTRATION is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print", action="store_true", help="only print the demonstration sign-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["print"]:
            self._load()
        self.stdout.write(credentials.table())

    def _load(self) -> None:
        try:
            fresh = load()
        except NotHere as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Demonstration data loaded." if fresh else "Demonstration data was already there.")
