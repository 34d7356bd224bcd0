"""`manage.py renew`: after a new version, the lists' new words and the keys by which reasons and people are compared."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from audits.acting import SETUP

from ...intake.renewing import renew_keys
from ...workflow import founding

WHY = "Bringing the installation to a new version"


class Command(BaseCommand):
    """Run after `migrate`, before the workers start. Running it again changes nothing."""

    help = "Put the shipped lists' new words in place, and make the keys of subjects anew where the rules now differ."

    def handle(self, *args: Any, **options: Any) -> None:
        founding.put_lists(by=SETUP, why=WHY)
        self.stdout.write(f"Keys of {renew_keys():,} subjects were made anew; the sweep judges them again.")
