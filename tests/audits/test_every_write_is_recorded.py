"""History is written by the database, on every write path, with an actor and a reason or not at all."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import SETUP, acting
from audits.guarding import history_model, tracked_models
from audits.triggers import RecordHistory
from requests_app.access import grant
from requests_app.models import Agency, AgencyPersonGrant, ListedWord, Person, Threshold
from requests_app.rules.roles import Role

pytestmark = [pytest.mark.usefixtures("nobody_yet"), pytest.mark.django_db]


def words() -> list[tuple[str, str, str, str]]:
    """Return type, words, reason and actor of each history row of the listed words, in order."""
    rows = ListedWord.history.order_by("history_id")
    return list(rows.values_list("history_type", "words", "history_change_reason", "actor_name"))


def made(*names: str) -> list[ListedWord]:
    with acting(by=SETUP, why="arranged"):
        return [ListedWord.objects.create(kind="name", words=name) for name in names]


def test_save_records_who_why_and_the_values():
    made("alpha")
    assert words() == [("+", "alpha", "arranged", "System: set-up")]


def test_save_with_update_fields_records_what_was_stored_not_what_was_in_memory():
    (word,) = made("alpha")
    word.words, word.kind = "beta", "address"
    with acting(by=SETUP, why="only the words"):
        word.save(update_fields=["words"])
    last = ListedWord.history.latest("history_id")
    assert (last.words, last.kind) == ("beta", "name")


@pytest.mark.parametrize("path", ["update", "bulk_update", "raw"])
def test_every_kind_of_update_is_recorded_once_a_row(path):
    a, b = made("alpha", "beta")
    with acting(by=SETUP, why=path):
        if path == "update":
            ListedWord.objects.filter(pk__in=[a.pk, b.pk]).update(kind="address")
        elif path == "bulk_update":
            a.kind = b.kind = "address"
            ListedWord.objects.bulk_update([a, b], ["kind"])
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE requests_app_listedword SET kind = 'address'")
    assert [w[:3] for w in words()[2:]] == [("~", "alpha", path), ("~", "beta", path)]


def test_bulk_create_and_upsert_are_recorded():
    made("alpha")
    with acting(by=SETUP, why="bulk"):
        ListedWord.objects.bulk_create([ListedWord(kind="name", words=w) for w in ("beta", "gamma")])
        ListedWord.objects.bulk_create(
            [ListedWord(kind="name", words="alpha"), ListedWord(kind="name", words="delta")], ignore_conflicts=True
        )
    assert [w[1] for w in words()] == ["alpha", "beta", "gamma", "delta"]


def test_delete_and_queryset_delete_are_recorded():
    a, _ = made("alpha", "beta")
    with acting(by=SETUP, why="gone"):
        a.delete()
        ListedWord.objects.all().delete()
    assert [w[:3] for w in words()[2:]] == [("-", "alpha", "gone"), ("-", "beta", "gone")]


def test_a_cascade_is_recorded():
    with acting(by=SETUP, why="arranged"):
        agency = Agency.objects.create(code="x", name="Agency X", kind="agency")
        person = Person.objects.create(username="p", first_name="Pat", last_name="Demo")
    grant(person, Role.LIAISON, agency, by=SETUP, why="a right")
    with acting(by=SETUP, why="agency closed"):
        agency.delete()
    assert list(
        AgencyPersonGrant.history.order_by("history_id").values_list("history_type", "history_change_reason")
    ) == [
        ("+", "a right"),
        ("-", "agency closed"),
    ]


def test_copy_and_merge_are_recorded():
    made("alpha")
    with acting(by=SETUP, why="copied"), connection.cursor() as cursor:
        with cursor.copy("COPY requests_app_listedword (kind, words) FROM STDIN") as copy:
            copy.write_row(("name", "beta"))
        cursor.execute("""
            MERGE INTO requests_app_listedword w USING (VALUES ('alpha'), ('gamma')) AS s (words) ON w.words = s.words
            WHEN MATCHED THEN UPDATE SET kind = 'address'
            WHEN NOT MATCHED THEN INSERT (kind, words) VALUES ('name', s.words)""")
    assert sorted(w[:2] for w in words()[1:]) == [("+", "beta"), ("+", "gamma"), ("~", "alpha")]


def test_a_change_to_the_same_value_is_no_change():
    made("alpha")
    with acting(by=SETUP, why="nothing new"):
        ListedWord.objects.update(kind="name")
    assert len(words()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO requests_app_listedword (kind, words) VALUES ('name', 'x')",
        "UPDATE requests_app_listedword SET kind = 'address'",
        "DELETE FROM requests_app_listedword",
    ],
)
def test_no_actor_no_change(statement):
    made("alpha")
    refusal = pytest.raises(DatabaseError, match="No change without an actor")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [w.words for w in ListedWord.objects.all()] == ["alpha"]


def test_a_reason_is_wanted():
    with pytest.raises(ValueError, match="Say why"), acting(by=SETUP, why=" \t"):
        pass


def test_a_key_never_changes():
    (word,) = made("alpha")
    with pytest.raises(DatabaseError, match="a key never changes"), acting(by=SETUP, why="moved"):
        ListedWord.objects.filter(pk=word.pk).update(id=word.pk + 1000)


def test_the_previous_actor_returns_after_a_nested_one():
    with acting(by=SETUP, why="outer"):
        Threshold.objects.create(name="a", value=1)
        with acting(by=SETUP, why="inner"):
            Threshold.objects.create(name="b", value=1)
        Threshold.objects.create(name="c", value=1)
    assert list(Threshold.history.order_by("history_id").values_list("history_change_reason", flat=True)) == [
        "outer",
        "inner",
        "outer",
    ]


def test_history_bears_the_database_clock_and_the_transaction():
    with acting(by=SETUP, why="twice"):
        ListedWord.objects.create(kind="name", words="alpha")
        ListedWord.objects.update(words="beta")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint, clock_timestamp()")
            txid, now = cursor.fetchone()
    first, second = ListedWord.history.order_by("history_id")
    assert first.txid == second.txid == txid
    assert first.history_date < second.history_date < now


def test_password_and_last_sign_in_are_not_in_history():
    columns = {f.column for f in Person.history.model._meta.concrete_fields}
    assert not columns & {"password", "last_login"}


def test_every_tracked_model_has_its_triggers_and_all_its_columns():
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal""")
        found = {(table, name): state for table, name, state in cursor.fetchall()}
    assert len(tracked_models()) >= 20
    for model in tracked_models():
        for event in ("insert", "update", "delete"):
            assert found[model._meta.db_table, f"record_history_{event}"] == "A"
        assert found[history_model(model)._meta.db_table, "append_only"] == "A"
        left_out = {f.column for f in model._meta.concrete_fields} - set(RecordHistory(model).columns)
        assert left_out <= {
            "password",
            "last_login",
            "is_superuser",
            "is_staff",
            "header",
            "letter_sealed",
        } | {"identity_keys"} | {"sealed", "file_sealed"} | {"checked", "written", "begun", "begun_at"}
