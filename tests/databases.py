"""Test databases. The owner's role makes and migrates one template, the cast of the tests comes in once, and every test works
on a copy, as the application's role.

Nothing is ever truncated: a test that commits gets a copy of its own, which is thrown away.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
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
PEOPLED = f"test_{ORIGINAL}{SUFFIX}_peopled"
ORDINARY = f"test_{ORIGINAL}{SUFFIX}_{WORKER}"
COPY = f"{ORDINARY}_copy"
BARE = f"{ORDINARY}_bare"
MODULE = f"{ORDINARY}_module"
# what the content of a freshly migrated database depends on, and of one in which the cast stands
SOURCES = [
    "audits",
    "requests_app/migrations",
    "requests_app/models",
    "requests_app/gates",
    "requests_app/rules",
    "requests_app/apps.py",
    "requests_app/access.py",
    "config/settings.py",
    "requirements.lock",
]
PEOPLED_SOURCES = [*SOURCES, "requests_app", "tests/cast.py"]


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


def _sources(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.suffix in (".py", ".sql"))


def fingerprint(sources: Sequence[str]) -> str:
    """What the sources hold, and the day: nobody of the cast is older than that."""
    files = [path for name in sources for path in _sources(places.ROOT / name)]
    day = date.today().isoformat().encode()
    return hashlib.sha256(b"\0".join([day, *(path.read_bytes() for path in files)])).hexdigest()


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drops a database. Plainly first: that waits for a passing autovacuum, which WITH (FORCE) may not end."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(statement)
    except psycopg.errors.ObjectInUse:
        connection.execute(statement + sql.SQL(" WITH (FORCE)"))


def prepare_template() -> None:
    """Makes the migrated database and the one with the cast, unless they are there of the same sources; processes that come
    together wait for the first.
    """
    with connect() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        _make(connection, TEMPLATE, "template1", SOURCES, _migrate)
        _make(connection, PEOPLED, TEMPLATE, PEOPLED_SOURCES, _people)


def _make(
    connection: psycopg.Connection[Any], name: str, origin: str, sources: Sequence[str], fill: Callable[[], object]
) -> None:
    wanted = fingerprint(sources)
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    found = connection.execute(query, [name]).fetchone()
    if found and found[0] == wanted:
        return
    drop(connection, name)
    order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    connection.execute(order.format(sql.Identifier(name), sql.Identifier(origin)))
    with pointed_at(name):
        fill()
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(wanted)))


def _migrate() -> None:
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _people() -> None:
    from tests.cast import enter_all  # the models come in late: this module is read before them

    enter_all()


def make_copy(name: str, *, of: str = PEOPLED) -> None:
    connections.close_all()  # what is connected to can't be copied
    with connect() as connection:
        drop(connection, name)
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(order.format(sql.Identifier(name), sql.Identifier(of)))
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
