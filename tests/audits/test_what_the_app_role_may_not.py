"""The web's own role can't write history, accounting, access log; it creates and disables nothing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import SETUP, acting
from audits.guarding import APPEND_ONLY, FUNCTION_ONLY, history_model, tracked_models
from requests_app.models import ListedWord

pytestmark = pytest.mark.django_db


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('audits.actor_id', '-1', true), set_config('audits.why', 'trying', true)")
        cursor.execute(statement)
    return str(error.value)


FIRST = {m._meta.db_table: m._meta.pk.column for m in (*FUNCTION_ONLY, *map(history_model, tracked_models()))}
"""A column of each closed table."""


def closed_tables() -> list[str]:
    ledgers = {m._meta.db_table for m in FUNCTION_ONLY}
    return sorted(ledgers | {history_model(m)._meta.db_table for m in tracked_models()})


def test_tests_run_as_the_apps_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        name, is_super, creates = cursor.fetchone()
    assert (name.endswith("app"), is_super, creates) == (True, False, False)


def test_it_cannot_write_history_accounting_access_log_or_releases():
    assert len(closed_tables()) > 25
    for table in closed_tables():
        assert "permission denied" in refused(f'INSERT INTO "{table}" DEFAULT VALUES')
        assert "permission denied" in refused(f'UPDATE "{table}" SET {FIRST[table]} = 1')
        assert "permission denied" in refused(f'DELETE FROM "{table}"')
        assert "permission denied" in refused(f'TRUNCATE "{table}"')


def test_it_cannot_change_what_was_decided():
    for model in APPEND_ONLY:
        assert "permission denied" in refused(f'UPDATE "{model._meta.db_table}" SET id = id')
        assert "permission denied" in refused(f'DELETE FROM "{model._meta.db_table}"')


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE requests_app_listedword DISABLE TRIGGER ALL",
        "DROP TRIGGER record_history_insert ON requests_app_listedword",
        "DROP TABLE requests_app_historicallistedword",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION audits_actor() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "ALTER ROLE CURRENT_USER CREATEDB",
        "TRUNCATE requests_app_listedword",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    ],
)
def test_it_creates_disables_and_replaces_nothing(statement):
    answer = refused(statement)
    assert any(words in answer for words in ("permission denied", "must be owner", "only roles with", "must be able"))


def test_a_temporary_table_of_the_same_name_does_not_catch_the_history():
    with acting(by=SETUP, why="shadowed"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_database_privilege(current_database(), 'TEMP')")
            if cursor.fetchone()[0]:
                cursor.execute(
                    "CREATE TEMP TABLE requests_app_historicallistedword (LIKE requests_app_historicallistedword)"
                )
        ListedWord.objects.create(kind="name", words="alpha")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.requests_app_historicallistedword WHERE words = 'alpha'")
        assert cursor.fetchone()[0] == 1
