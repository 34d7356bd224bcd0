"""`manage.py begin`: a new installation's lists, an asking agency, and, where there is none, its first administrator."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audits.acting import SETUP

from ...models import AgencyPersonGrant
from ...models.agency import AgencyKind
from ...rules.roles import Role
from ...workflow import founding

WHY = "Setting the installation up"


class Command(BaseCommand):
    """Set an installation up; running it again for a further agency adds that agency."""

    help = "Put the shipped lists in place, enter an agency, and enter the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the agency's short code, as request numbers begin")
        parser.add_argument("name", help="the agency's full name")
        parser.add_argument(
            "kind", choices=AgencyKind.values, help="a Federal agency, or part of the Department of Justice"
        )
        parser.add_argument("--administrator", nargs=3, metavar=("USERNAME", "FIRST_NAME", "LAST_NAME"))

    def handle(self, *args: Any, **options: Any) -> None:
        founding.put_lists(by=SETUP, why=WHY)
        code, name, kind = options["code"], options["name"], options["kind"]
        agency = founding.enter_agency(by=SETUP, why=WHY, code=code, name=name, kind=kind)
        self.stdout.write(f"{agency.name} can ask.")
        if options["administrator"]:
            self._administrator(agency, *options["administrator"])

    def _administrator(self, agency: Any, username: str, first_name: str, last_name: str) -> None:
        taken = AgencyPersonGrant.objects.filter(content_object=agency, permission__codename=Role.ADMINISTRATOR)
        if taken.exists():
            raise CommandError("The agency has an administrator, who enters others on the pages.")
        password = getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as weak:
            raise CommandError(" ".join(weak.messages)) from weak
        founding.first_administrator(
            by=SETUP,
            why=WHY,
            agency=agency,
            username=username,
            first_name=first_name,
            last_name=last_name,
            password=password,
        )
        self.stdout.write(f"{username} signs in with this password and sets up a second factor at first sign-in.")
