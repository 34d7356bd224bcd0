"""A sealed history in a database of its own, for tests of the proof: a folder, a key, a sealer, and a superuser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

from audits import signing
from audits.acting import SETUP, acting
from audits.findings import Report
from audits.seal_folder import SealFolder
from audits.sealing import FINAL_BELOW, Sealer, fresh
from audits.verification import at_one_moment, verify
from config import places, services
from requests_app.models import ListedWord

DISARM = """
DO $body$
DECLARE one regclass;
BEGIN
    FOR one IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', one);
    END LOOP;
END $body$
"""
"""What a superuser does first: the triggers that refuse every alteration are switched off."""
ORIGIN = "test.disclosure-desk.localhost/records"


def seal(sealer: Sealer, seconds: float = 30) -> None:
    """Seal all that was committed here; TimeoutError if it isn't final by then: the server's own work has transactions too.

    A round leaves for the next what it can't tell to be final, as where another database's transaction ended under its eyes.
    """
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        committed, until = int(cursor.fetchone()[0]), time.monotonic() + seconds
        while time.monotonic() < until:
            cursor.execute(FINAL_BELOW)
            if int(cursor.fetchone()[0]) >= committed:
                sealer.round(whole=False)
                if not [*fresh(cursor, sealer.folder.state().complete_below, committed)]:
                    return
            time.sleep(0.02)
    raise TimeoutError(f"Rows of transactions before {committed} were not final within {seconds} s.")


@dataclass
class Sealed:
    """A sealer on the present database. `name`: the database's."""

    sealer: Sealer
    name: str

    @property
    def folder(self) -> SealFolder:
        """The sealer's folder."""
        return self.sealer.folder

    def seal(self) -> None:
        """Seal all that was committed."""
        seal(self.sealer)

    def check(self, **given: Any) -> Report:
        """Check, over the sealer's own role."""
        with at_one_moment() as cursor:
            return verify(cursor, self.folder, **given)

    @contextmanager
    def superuser(self, *, keep: bool = False) -> Iterator[psycopg.Cursor[Any]]:
        """Give a superuser's cursor past every trigger, in a transaction that is undone unless kept."""
        with services.as_launcher(places.places(), self.name) as one:
            one.autocommit = False
            with one.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(DISARM)
                yield cursor
            (one.commit if keep else one.rollback)()

    def tampered(self, statement: str, *given: Any) -> None:
        """Let a superuser do something for good."""
        with self.superuser(keep=True) as cursor:
            cursor.execute(statement, given)


def sealed_in(path: Path) -> Sealed:
    """Return a sealer on the present database, with a new folder and key, that has sealed nothing yet."""
    sealer = Sealer(SealFolder(path / "sealed"), signing.make(path / "key.pem", ORIGIN))
    return Sealed(sealer, connection.settings_dict["NAME"])


def words(*names: str) -> list[ListedWord]:
    """Make tracked rows."""
    with acting(by=SETUP, why="arranged"):
        return [ListedWord.objects.create(kind="name", words=name) for name in names]
