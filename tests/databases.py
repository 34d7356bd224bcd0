"""Test databases. The owner's role makes and migrates one template; every test works on a copy, as the
application's role.

Nothing is ever truncated: a test that commits gets a copy of its own, which is thrown away.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config import places, services

ORIGINAL = settings.DATABASES["owner"]["NAME"]
SUFFIX = os.environ.get("TEST_DATABASE_SUFFIX", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"test_{ORIGINAL}{SUFFIX}_template"
ORDINARY = f"test_{ORIGINAL}{SUFFIX}_{WORKER}"
COPY = f"{ORDINARY}_copy"
# what the content of a freshly migrated database depends on
SOURCES = [
    "audits",
    "requests_app/migrations",
    "requests_app/models",
    "requests_app/gates",
    "requests_app/rules",
]
SOURCE_FILES = ["requests_app/apps.py", "requests_app/access.py", "config/settings.py", "requirements.lock"]


def connect(name: str = ORIGINAL) -> psycopg.Connection[Any]:
    """The owner's own connection."""
    found = settings.DATABASES["owner"]
    return psycopg.connect(
        dbname=name,
        user=found["USER"],
        password=found["PASSWORD"],
        host=found["HOST"],
        port=found["PORT"],
        autocommit=True,
    )


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".sql"))


def fingerprint() -> str:
    files = [path for folder in SOURCES for path in _sources(places.ROOT / folder)]
    files += [path for name in SOURCE_FILES if (path := places.ROOT / name).is_file()]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drops a database. Plainly first: that waits for a passing autovacuum, which WITH (FORCE) may not end."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(statement)
    except psycopg.errors.ObjectInUse:
        connection.execute(statement + sql.SQL(" WITH (FORCE)"))


def prepare_template() -> None:
    """Makes the template unless one of the same sources is there; processes that come together wait for the
    first.
    """
    wanted = fingerprint()
    with connect() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        found = connection.execute(query, [TEMPLATE]).fetchone()
        if found and found[0] == wanted:
            return
        drop(connection, TEMPLATE)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        with pointed_at(TEMPLATE):
            call_command("migrate", database="owner", verbosity=0, interactive=False)
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(TEMPLATE), sql.Literal(wanted))
        connection.execute(comment)


def make_copy(name: str) -> None:
    with connect() as connection:
        drop(connection, name)
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(order.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    with connect(name) as connection:
        services.close_doors(connection, name)


def discard(name: str) -> None:
    with connect() as connection:
        drop(connection, name)


@contextmanager
def pointed_at(name: str, host: str | None = None) -> Iterator[None]:
    """Turns every alias to another database (and server), for all threads, and back."""
    found = {alias: connections.settings[alias] for alias in connections.settings}
    before = {alias: (one["NAME"], one["HOST"]) for alias, one in found.items()}
    connections.close_all()
    for one in found.values():
        one.update(NAME=name, HOST=host or one["HOST"])
    try:
        yield
    finally:
        connections.close_all()
        for alias, one in found.items():
            one["NAME"], one["HOST"] = before[alias]


def url(alias: str, name: str) -> str:
    """The URL that config/env.py reads back into the same setting."""
    found = settings.DATABASES[alias]
    password = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
    query = urlencode({"host": found["HOST"], "port": found["PORT"]})
    return f"postgresql://{quote(found['USER'])}{password}@/{quote(name)}?{query}"


@dataclass(frozen=True)
class CommittedDatabase:
    """A throw-away copy where commits are real."""

    name: str

    def environment(self) -> dict[str, str]:
        """For subprocesses: the whole environment, turned to this database, with this process's keys."""
        urls = {places.URLS[alias]: url(alias, self.name) for alias in settings.DATABASES}
        return {**os.environ, **urls, **key_environment()}

    def race(self, count: int, act: Callable[[int], Any]) -> list[Any]:
        """Runs `act(0)` … `act(count - 1)` in threads that start together; answers results or exceptions, in
        order.
        """
        barrier = threading.Barrier(count)
        results: list[Any] = [None] * count

        def run(number: int) -> None:
            try:
                barrier.wait(30)
                results[number] = act(number)
            except Exception as raised:
                results[number] = raised
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results


def key_environment() -> dict[str, str]:
    """This process's keys, so that another reads what this one sealed."""
    return {
        "DEBUG": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(f"{label}:{in_base64(key)}" for label, key in settings.FIELD_KEYS.items()),
        "BLIND_INDEX_KEY": in_base64(settings.BLIND_INDEX_KEY),
    }


def in_base64(key: bytes) -> str:
    return base64.b64encode(key).decode()
