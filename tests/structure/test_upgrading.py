"""A database of the first release, brought to this one, is what a new one is, to the last trigger and grant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from pytest_django.plugin import DjangoDbBlocker

from tests import databases

OLD = f"{databases.ORDINARY}_old"
FIRST_RELEASE = [("requests_app", "0007_statutes"), ("audits", "0001_first_tables")]
CATALOG = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', udt_name, character_maximum_length, is_nullable, is_identity, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, tgenabled::text || pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', oid::regprocedure::text, md5(pg_get_functiondef(oid)) || ' ' || coalesce(proacl::text, '')
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'policy', tablename || ' ' || policyname, concat_ws(' ', cmd, qual, with_check) FROM pg_policies
UNION ALL SELECT 'grants', relname, coalesce(relacl::text, '') FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""


def catalog(name: str) -> set[tuple[str, str, str]]:
    with databases.connect(name) as connection:
        return set(connection.execute(CATALOG).fetchall())


@pytest.fixture
def of_the_first_release(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    databases.make_copy(OLD, of="template1")
    with django_db_blocker.unblock(), databases.pointed_at(OLD):
        executor = MigrationExecutor(connections["owner"])
        executor.loader.replace_migrations = False
        executor.loader.build_graph()
        executor.migrate(FIRST_RELEASE)
        yield OLD
    databases.discard(OLD)


def test_a_database_of_the_first_release_becomes_what_a_new_one_is(of_the_first_release: str):
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    brought, new = catalog(of_the_first_release), catalog(databases.TEMPLATE)
    assert len(new) > 1_000
    assert (sorted(brought - new), sorted(new - brought)) == ([], [])
