"""`manage.py name_keeper`: names the first legal reviewer who keeps the list under (i)(6), while nobody keeps it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audits.acting import SETUP

from ...models import Person
from ...workflow import protection
from ...workflow.refused import Refused


class Command(BaseCommand):
    """Name the first keeper; every other is named by a keeper, on the pages. An administrator can't."""

    help = "Name the first legal reviewer who keeps the list under (i)(6). Refused while somebody keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the user name of a legal reviewer")
        parser.add_argument("words", help="the naming in writing: by whom it was decided, and for what")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError("There is no active account with this user name. Nothing was changed.")
        try:
            protection.name_keeper(person, by=SETUP, why=options["words"])
        except Refused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        self.stdout.write(f"{person} keeps the list from now on, and names others.")
