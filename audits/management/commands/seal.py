"""Seal what is final: `manage.py seal` once; with `--loop` every minute and at each release, as a process of its own."""

from __future__ import annotations

import fcntl
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from audits.seal_folder import SealFolder, locked_by
from audits.sealing import Sealer, Stopped
from audits.signing import NoKey, Signer, load, make
from audits.standalone.tree import Bad
from audits.verification import seal_folder, witness_folder

EVERY = 60.0
"""Seconds between two rounds; a release rings sooner."""
REST = 1.0
"""Seconds for which more rings of the same moment are awaited."""
AWAY = 5.0
"""Seconds before a database that went away is asked again."""
log = structlog.get_logger("audits.sealing")


class Command(BaseCommand):
    """The sealer."""

    help = "Seal every final row of history, looks and accounting, and sign a checkpoint. Uses the role of SEALER_DATABASE_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--loop", action="store_true", help="go on: every minute, and at each release")
        parser.add_argument("--whole", action="store_true", help="check everything that was ever sealed first")

    def handle(self, *_: Any, **given: Any) -> None:
        """Seal."""
        if "sealer" not in settings.DATABASES:
            raise CommandError("SEALER_DATABASE_URL is not set: the sealer has a database role of its own.")
        folder = seal_folder()
        with os.fdopen(locked_by(folder.path), "r+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("Another sealer works on this folder.") from None
            sealer = Sealer(folder, signer(folder), witness=witness_folder())
            if given["loop"]:
                _loop(sealer)
            else:
                self._once(sealer, True if given["whole"] else None)

    def _once(self, sealer: Sealer, whole: bool | None) -> None:
        try:
            made = sealer.round(whole=whole)
        except (Stopped, Bad) as stopped:
            raise CommandError(f"Nothing was sealed. {stopped}") from None
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"Nothing was sealed: the database doesn't answer ({type(error).__name__}).") from None
        self.stdout.write(f"Sealed up to row {made.size:,}." if made else "There was nothing to seal.")


def signer(folder: SealFolder) -> Signer:
    """Return the key; the first one is made here. Raises CommandError if it is missing later."""
    path = Path(settings.SEALER_KEY_FILE)
    try:
        if folder.latest() is None and not path.exists():
            return make(path, settings.SEAL_ORIGIN)
        return load(path, settings.SEAL_ORIGIN)
    except NoKey as no_key:
        raise CommandError(str(no_key)) from None


def _loop(sealer: Sealer) -> None:
    """Seal for ever. A database that is away, or records that were altered, end no process: the next round looks again."""
    while True:
        try:
            _listen(sealer.alias)
            made = sealer.round()
            if made:
                log.info("sealed", rows=made.size)
        except Stopped as stopped:
            log.error("sealing stopped", finding=stopped.report.first)
        except Bad as bad:
            log.error("sealing stopped", finding=str(bad))
        except (DatabaseError, psycopg.Error):
            log.exception("the database doesn't answer")
            connections.close_all()
        _wait(sealer.alias)


def _listen(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("LISTEN audits_seal")


def _wait(alias: str) -> None:
    """Wait for a minute, or until something rings."""
    until = time.monotonic() + EVERY
    try:
        _listen(alias)
        rings = connections[alias].connection.notifies(timeout=max(0.0, until - time.monotonic()), stop_after=1)
        if any(True for _ in rings):
            time.sleep(REST)
    except (DatabaseError, psycopg.Error):
        connections.close_all()
        time.sleep(AWAY)
