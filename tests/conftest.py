"""What every test stands on: databases made by the owner and used as the application's role."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.test import override_settings
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from config import celery_app, places, processes
from tests import databases
from tests.databases import CommittedDatabase
from tests.stack import Stack

pytest_plugins = ["tests.midnight"]

settings.load_profile("ci")  # examples are the same each time, and none has a deadline: a machine may be slow


def pytest_collection_finish() -> None:
    """Everything is loaded."""
    processes.settle()


@pytest.fixture(scope="session", autouse=True)
def test_settings() -> Iterator[None]:
    """Cheap passwords, a cache per process, and no message leaves for a worker that isn't there."""
    celery_app.conf.update(broker_url="memory://", broker_transport_options={})
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    ):
        yield


@pytest.fixture(scope="session")
def prepared_template(django_db_blocker: DjangoDbBlocker) -> None:
    """The migrated database, and the one in which the cast stands: all others are copied from them."""
    with django_db_blocker.unblock():
        try:
            databases.prepare_template()
        except psycopg.OperationalError:
            pytest.exit("No PostgreSQL answers: run `make services` first, or `make test`.", returncode=2)


@pytest.fixture(scope="session")
def django_db_setup(prepared_template: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ordinary tests (`db`) work on one copy for each process and roll back."""
    databases.make_copy(databases.ORDINARY)
    with django_db_blocker.unblock():
        turned = databases.pointed_at(databases.ORDINARY)
        turned.__enter__()
    yield
    with django_db_blocker.unblock():
        turned.__exit__(None, None, None)
    databases.discard(databases.ORDINARY)


@contextmanager
def copied(blocker: DjangoDbBlocker, name: str, of: str = databases.PEOPLED) -> Iterator[None]:
    """Everything works on a copy of its own, which is thrown away."""
    with blocker.unblock():
        databases.make_copy(name, of=of)
        with databases.pointed_at(name):
            yield
    databases.discard(name)


@pytest.fixture(scope="module")
def nobody_yet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The ordinary tests of a module work on a database in which nobody and no list stands yet."""
    with copied(django_db_blocker, databases.BARE, databases.TEMPLATE):
        yield


@pytest.fixture(scope="module")
def own_copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of the module's own: what its module-scoped fixtures make is committed, each act in a transaction of its own,
    and every `db` test rolls back on top of it. They return keys, so that each test reads anew.
    """
    with copied(django_db_blocker, databases.MODULE):
        yield


@pytest.fixture
def origin() -> str:
    """What `committed_db` is a copy of; `databases.TEMPLATE` if nobody shall be in it, `databases.MODULE` after `own_copy`."""
    return databases.PEOPLED


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, origin: str) -> Iterator[CommittedDatabase]:
    """A copy of its own for a test that commits, starts threads or other processes.

    Not together with `db`.
    """
    with copied(django_db_blocker, databases.COPY, origin):
        yield CommittedDatabase(databases.COPY)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of half the size, so that a file of few rows has several."""
    monkeypatch.setattr("requests_app.intake.reading.CHUNK", 1_000)


@pytest.fixture(scope="session")
def live_stack() -> Iterator[Stack]:
    """The whole system with demonstration data; started at first use, removed with the session."""
    stack = Stack(places.ROOT / "var" / f"stack{databases.SUFFIX}-{databases.WORKER}")
    stack.remove()
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        stack.remove()


@pytest.fixture
def stack_orm(live_stack: Stack, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """The live stack, with this process's models turned to its database."""
    with django_db_blocker.unblock(), live_stack.orm():
        yield live_stack
