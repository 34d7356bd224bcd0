"""The database's functions act with the owner's rights: each role calls only those that are its own."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from audits import installing
from audits.guarding import CALLED_BY_APP
from tests import databases

ALL = """SELECT p.proname, has_function_privilege(%s, p.oid, 'EXECUTE') FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace"""


def callable_by(role: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(ALL, [role])
        return {name for name, may in cursor.fetchall() if may}


def refused(statement: str, actor: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('audits.actor_id', %s, true), set_config('audits.why', 'trying', true)", [actor]
        )
        cursor.execute(statement)
    return str(error.value)


@pytest.mark.django_db
def test_the_app_calls_what_it_needs_and_readers_call_nothing():
    roles = {alias: databases.settings.DATABASES[alias]["USER"] for alias in ("default", "auditor", "sealer")}
    assert callable_by(roles["default"]) == CALLED_BY_APP
    assert callable_by(roles["auditor"]) == set()
    assert callable_by(roles["sealer"]) == set()


def test_an_auditor_writes_no_look_and_accounts_for_nothing(committed_db):
    with psycopg.connect(databases.url("auditor", committed_db.name)) as auditor:
        for call in (
            "audits_record_access(1, 'x', '', '', 'view', 'page', NULL, NULL, 'why', 'shown', '{}')",
            "audits_account('request', 'ICE', 'x', 1, 'x', NULL, NULL, '', '', '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                auditor.execute(f"SELECT {call}")
            auditor.rollback()


def test_what_an_earlier_version_let_be_called_is_gone_after_a_migration(committed_db):
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE FUNCTION desk_release_prepare(bigint, bytea) RETURNS bigint LANGUAGE sql RETURN 1")
        owner.execute("DROP FUNCTION desk_release_fetch(bigint)")
        owner.execute("CREATE FUNCTION desk_release_fetch(bigint) RETURNS bytea LANGUAGE sql RETURN NULL::bytea")
        owner.execute("CREATE FUNCTION of_the_administrators() RETURNS bigint LANGUAGE sql RETURN 1")
        installing.install("owner")
        owner.execute(
            "SELECT proname, count(*) FROM pg_proc WHERE proname ~ '^(desk_release_prepare|of_the_administrators)$' GROUP BY 1"
        )
        assert dict(owner.fetchall()) == {"desk_release_prepare": 1, "of_the_administrators": 1}
        owner.execute("SELECT pg_get_function_result('desk_release_fetch(bigint)'::regprocedure)")
        assert owner.fetchone() == ("bigint",)
    roles = {alias: databases.settings.DATABASES[alias]["USER"] for alias in ("default", "auditor", "sealer")}
    assert callable_by(roles["default"]) == CALLED_BY_APP
    assert callable_by(roles["auditor"]) == callable_by(roles["sealer"]) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["0", "-999"])
def test_nobody_and_unheard_of_systems_are_no_actors(actor):
    assert "No such actor" in refused("INSERT INTO requests_app_listedword (kind, words) VALUES ('name', 'x')", actor)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["disclosure", "Disclosure", "disclosure "])
def test_no_spelling_accounts_for_a_disclosure_that_was_not_made(kind):
    account = f"SELECT audits_account('{kind}', 'ICE', 'x', 1, 'x', NULL, NULL, '', '', '')"
    assert "by transmitting it" in refused(account, "-1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO auth_group (name) VALUES ('x')",
        "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
        "INSERT INTO requests_app_person_groups (person_id, group_id) VALUES (1, 1)",
        "INSERT INTO requests_app_person_user_permissions (person_id, permission_id) VALUES (1, 1)",
        "DELETE FROM guardian_userobjectpermission",
    ],
)
def test_no_right_is_given_where_no_history_sees_it(statement):
    assert "permission denied" in refused(statement, "-1")


@pytest.mark.parametrize("role", ["auditor", "sealer"])
@pytest.mark.parametrize("secret", ["password FROM requests_app_person", "data FROM mfa_authenticator"])
def test_readers_of_the_records_read_nothing_that_opens_an_account(committed_db, role, secret):
    with psycopg.connect(databases.url(role, committed_db.name)) as reader:
        reader.execute("SELECT username FROM requests_app_person")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(f"SELECT {secret}")
