"""A backup is made while the desk runs, restored to a new place, started there, counted and verified."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import places
from tests import databases
from tests.databases import key_environment
from tests.stack import OTHERS

COUNTED = """
from django.apps import apps
from django.db import connections
with connections["owner"].cursor() as cursor:
    for table in sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        print(table, cursor.fetchone()[0])
"""
FILLED = """
from audits.acting import SETUP
from requests_app.workflow import founding
founding.put_lists(by=SETUP, why="arranged")
"""

MORE = """
from audits.acting import SETUP, acting
from requests_app.models import ListedWord
with acting(by=SETUP, why="after the restore"):
    ListedWord.objects.create(kind="name", words="a new word")
"""


class Place:
    """An embedded installation in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
        self.environment = {**kept, **key_environment(), "EMBEDDED_FOLDER": str(folder), "EMBEDDED_FAST": "1"}

    def run(self, *command: object, code: int = 0, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=places.ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def shell(self, text: str) -> str:
        return self.run("manage.py", "shell", "--no-imports", "--command", text)

    def end(self) -> None:
        self.run("-m", "config.services", "stop")
        data = places.pointed_at(self.folder) or self.folder
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def place():
    made = []

    def at(name: str) -> Place:
        made.append(Place(places.ROOT / "var" / f"{name}{databases.SUFFIX}-{databases.WORKER}"))
        made[-1].end()
        return made[-1]

    yield at
    for one in made:
        one.end()


def test_a_backup_is_restored_to_a_new_place_with_every_row_and_the_proof_verifies(place, tmp_path):
    old, new = place("backup-old"), place("backup-new")
    old.run("-m", "config.services", "start")
    old.run("manage.py", "migrate", "--database=owner", "--verbosity=0", "--no-input")
    old.shell(FILLED)
    old.run("manage.py", "seal")
    old.run("-m", "config.backup", "make", tmp_path / "backup")
    counted = old.shell(COUNTED)
    new.run("-m", "config.backup", "restore", tmp_path / "backup")
    new.run("-m", "config.services", "start")
    assert new.shell(COUNTED) == counted
    assert "As it was sealed: everything." in new.run("manage.py", "verify_history")
    assert old.run("-m", "config.backup", "restore", tmp_path / "backup", code=1) == ""
    new.run("manage.py", "seal", code=1)  # the key is kept apart, and goes to the new place by hand
    shutil.copy(old.folder / "sealing-key.pem", new.folder)
    new.shell(MORE)
    assert "Sealed up to row" in new.run("manage.py", "seal")


def test_a_damaged_backup_is_refused(place, tmp_path):
    old, new = place("backup-old"), place("backup-new")
    old.run("-m", "config.services", "start")
    old.run("-m", "config.backup", "make", tmp_path / "backup")
    with (tmp_path / "backup" / "database" / "global" / "pg_control").open("r+b") as file:
        file.seek(40)
        file.write(b"damaged")
    new.run("-m", "config.backup", "restore", tmp_path / "backup", code=1)
    assert not (new.folder / "postgres").exists()
