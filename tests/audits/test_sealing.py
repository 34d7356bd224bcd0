"""Every final row is sealed in order, once; and what a superuser does to it afterwards is named."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections, transaction

from audits import sealing
from audits.access_log import Looker, record
from audits.acting import SETUP, SystemActor, acting
from audits.lines import NO_NONCE, parts
from audits.models import AccessAct, Checkpoint, Leaf, Verification
from audits.sealed_sources import Form, sources
from audits.sealing import Stopped
from audits.standalone.tree import Key, Note, checked
from audits.verification import verify
from requests_app.models import ListedWord
from tests import databases
from tests.audits.sealed import ORIGIN, sealed_in, words

TABLE = "requests_app_historicallistedword"


@pytest.fixture
def origin() -> str:
    return databases.TEMPLATE


@pytest.fixture
def sealed(committed_db, tmp_path):
    words("alpha", "beta", "gamma")
    record(Looker(SystemActor(-4, "System: judging"), "", "", "a test"), AccessAct.WORK, "subject", subjects=[3, 1, 2])
    made = sealed_in(tmp_path)
    made.seal()
    return made


def test_every_row_of_every_sealed_table_has_one_leaf(sealed):
    rows = 0
    with connection.cursor() as cursor:
        for form in sources():
            cursor.execute(f'SELECT count(*) FROM "{form.source}"')
            rows += cursor.fetchone()[0]
    layouts = len({*Leaf.objects.values_list("layout_id", flat=True)} - {0})
    assert Leaf.objects.count() == sealed.folder.checkpoint().size == rows + layouts
    assert sealed.check().passed


def test_rows_are_sealed_in_the_order_of_transaction_table_and_key(sealed):
    before = sealed.folder.checkpoint().size
    words("delta", "epsilon"), words("zeta")
    record(Looker(SystemActor(-4, "System: judging"), "", "", "a test"), AccessAct.WORK, "subject", subjects=[3])
    words("eta")
    sealed.seal()
    transactions = {}
    with connection.cursor() as cursor:
        for form in sources():
            cursor.execute(f'SELECT "{form.key}", txid FROM "{form.source}"')
            transactions |= {(form.source, key): txid for key, txid in cursor.fetchall()}
    tiles = sealed.folder.tiles()
    order = [tiles.id(index) for index in range(before, tiles.size)]
    rows = [(transactions[row], *row) for row in order]
    assert len(rows) == 5 and rows == sorted(rows)


@pytest.mark.parametrize("name", ["a\tb", "a\\tb", "a\\nb\nc", "\\N", "", "\u2028\x0b\x0c\r", "\\."])
def test_whatever_a_value_holds_its_line_is_sealed_and_told_from_every_other(sealed, name):
    row = words(name)[0].history.get().history_id
    sealed.seal()
    assert sealed.check().passed
    with sealed.superuser() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET words = words || 'x' WHERE history_id = %s", [row])
        first = verify(cursor, sealed.folder).first
    assert f"Row {row} of {TABLE}" in first


@pytest.mark.parametrize(
    "rows",
    ["FROM generate_series(1, 100000) h (id)", "FROM (SELECT 1 / (5000 - n) FROM generate_series(1, 9999) n) h (id)"],
)
def test_a_reading_that_stops_on_the_way_leaves_the_connection_as_it_was(committed_db, rows):
    form, seen = Form(1, "h", "id", ("id",)), 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        with pytest.raises(Exception, match=r"division by zero|enough"), transaction.atomic():
            for _ in parts(cursor, form, rows, first=(), nonce=NO_NONCE):
                seen += 1
                if seen == 6000:
                    raise RuntimeError("enough")
        cursor.execute("SELECT 2")
        assert cursor.fetchall() == [(2,)]


def test_history_looks_and_accounting_are_sealed():
    names = {form.source for form in sources()}
    assert {TABLE, "audits_accessrecord", "audits_accountingentry", "audits_keyrotation", "audits_break"} <= names


def test_a_row_of_a_transaction_that_still_runs_is_not_sealed_before_an_older_one(sealed):
    before = sealed.folder.checkpoint().size
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        words("later")
        sealed.sealer.round(whole=False)
        assert sealed.folder.checkpoint().size == before
    sealed.seal()
    assert sealed.folder.checkpoint().size == before + 1


def test_what_another_database_ends_during_a_round_holds_no_row_back(sealed):
    size, writing = sealed.folder.checkpoint().size, []

    def ended(execute: Any, statement: str, *given: Any) -> Any:
        found = execute(statement, *given)
        if writing:
            other.rollback()
        writing.extend(["yes"] * ("READ WRITE" in statement))
        return found

    with closing(databases.connect()) as other:
        other.autocommit = False
        other.execute("SELECT pg_current_xact_id()")
        words("later")
        with connections["sealer"].execute_wrapper(ended):
            sealed.sealer.round(whole=False)
    assert sealed.folder.checkpoint().size == size + 1


def test_the_checkpoint_is_signed_in_the_form_of_tlog_checkpoints(sealed):
    text = sealed.folder.latest()
    key = Key.read((sealed.folder.path / "public-key").read_text())
    found = checked(text, sealed.folder.all_keys())
    assert (found.origin, text.split("\n")[1]) == (ORIGIN, str(found.size))
    assert Note.read(text).signature_by(key)
    assert Checkpoint.objects.get().note == text


def test_nothing_new_makes_no_new_checkpoint(sealed):
    sealed.seal()
    assert sealed.sealer.round(whole=False) is None
    assert sealed.folder.earlier() == [sealed.folder.checkpoint().size]


STATEMENTS = {
    "altered": f"UPDATE {TABLE} SET words = 'delta' WHERE words = 'beta'",
    "altered by history's own": f"UPDATE {TABLE} SET history_date = history_date - interval '1 day' WHERE words = 'beta'",
    "removed": f"DELETE FROM {TABLE} WHERE words = 'beta'",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_a_superusers_change_is_named_with_its_row(sealed, statement):
    row = ListedWord.history.get(words="beta")
    sealed.tampered(statement)
    report = sealed.check()
    assert not report.passed
    assert f"Row {row.history_id} of {TABLE}" in report.first


def test_a_row_slipped_in_among_the_sealed_is_named(sealed):
    sealed.tampered(
        f'INSERT INTO {TABLE} SELECT (jsonb_populate_record(h, \'{{"history_id": 777, "words": "evil"}}\')).* '
        f"FROM {TABLE} h WHERE words = 'beta'"
    )
    first = sealed.check().first
    assert f"Row 777 of {TABLE} was inserted among what was sealed before." in first


def test_a_second_row_under_the_key_of_a_sealed_one_is_named(sealed):
    row = ListedWord.history.get(words="beta").history_id
    sealed.tampered(f"ALTER TABLE {TABLE} DROP CONSTRAINT {TABLE}_pkey")
    sealed.tampered(
        f'INSERT INTO {TABLE} SELECT (jsonb_populate_record(h, \'{{"words": "evil"}}\')).* '
        f"FROM {TABLE} h WHERE words = 'beta'"
    )
    assert f"Row {row} of {TABLE}" in sealed.check().first


def test_a_row_of_a_transaction_that_never_was_is_named(sealed):
    sealed.tampered(
        f'INSERT INTO {TABLE} SELECT (jsonb_populate_record(h, \'{{"history_id": 778, "txid": 9000000000}}\')).* '
        f"FROM {TABLE} h WHERE words = 'beta'"
    )
    assert "a transaction that hasn't been yet" in sealed.check().first


def test_a_live_row_changed_past_its_history_is_named(sealed):
    word = ListedWord.objects.get(words="beta")
    sealed.tampered("UPDATE requests_app_listedword SET words = 'delta' WHERE id = %s", word.pk)
    assert (
        f"Row {word.pk} of requests_app_listedword differs from the last entry of its history" in sealed.check().first
    )


LIVE_ONES = {
    "altered": "UPDATE requests_app_listedword SET words = 'x' WHERE id = %s",
    "removed": "DELETE FROM requests_app_listedword WHERE id = %s",
    "added": 'INSERT INTO requests_app_listedword SELECT (jsonb_populate_record(l, \'{"id": 777, "words": "x"}\')).* '
    "FROM requests_app_listedword l WHERE id = %s",
}


@pytest.mark.parametrize("statement", LIVE_ONES.values(), ids=LIVE_ONES)
@pytest.mark.parametrize("stretch", [1, 2])
def test_live_rows_are_compared_in_each_stretch_of_their_keys(sealed, statement, stretch, monkeypatch):
    monkeypatch.setattr("audits.comparing_tables.STRETCH", stretch)
    earlier = sealed.folder.latest()
    more = words("delta", "epsilon", "zeta")
    with acting(by=SETUP, why="a test"):
        more[1].delete()
    sealed.seal()
    assert sealed.check().passed
    for word in (more[0], more[2]):
        with sealed.superuser() as cursor:
            cursor.execute(statement, [word.pk])
            row = 777 if "777" in statement else word.pk
            for report in (verify(cursor, sealed.folder), verify(cursor, sealed.folder, since=earlier)):
                if report.whole or row != 777:
                    assert f"Row {row} of requests_app_listedword differs" in report.first


def test_a_subject_taken_off_a_look_is_named(sealed):
    sealed.tampered("DELETE FROM audits_accessedsubject WHERE subject_id = 1")
    assert "of audits_accessrecord" in sealed.check().first


def test_a_cut_tail_is_named_from_its_first_row(sealed):
    size = sealed.folder.checkpoint().size
    last = ListedWord.history.latest("history_id")
    sealed.tampered(f"DELETE FROM {TABLE} WHERE history_id = %s", last.history_id)
    sealed.tampered("DELETE FROM audits_leaf WHERE index >= %s", size - 1)
    first = sealed.check().first
    assert f"Row {last.history_id} of {TABLE}" in first or "audits_accessrecord" in first


def test_everything_rebuilt_in_the_database_still_contradicts_the_folder(sealed, tmp_path):
    sealed.tampered("UPDATE requests_app_listedword SET words = 'delta' WHERE words = 'beta'")
    sealed.tampered(f"UPDATE {TABLE} SET words = 'delta' WHERE words = 'beta'")
    for table in ("leaf", "layout", "checkpoint"):
        sealed.tampered(f"DELETE FROM audits_{table}")
    (tmp_path / "other").mkdir()
    other = sealed_in(tmp_path / "other")
    other.seal()
    assert other.check().passed
    assert not sealed.check().passed


def test_the_sealer_signs_nothing_over_what_was_altered_and_records_why(sealed):
    sealed.tampered(STATEMENTS["altered"])
    words("delta")
    before = sealed.folder.latest()
    with pytest.raises(Stopped, match=TABLE):
        sealed.seal()
    assert sealed.folder.latest() == before
    last = Verification.objects.latest("id")
    assert not last.passed
    assert TABLE in last.said


def compared() -> list[tuple[bool, int]]:
    """Of each verification that the sealer recorded: whether of everything, and how many rows."""
    return list(Verification.objects.order_by("id").values_list("whole", "rows"))


def test_a_round_of_the_first_hour_compares_what_is_new_not_everything_again(sealed):
    size = sealed.folder.checkpoint().size
    sealed.seal()
    assert compared() == [(True, size)]
    words("delta", "epsilon")
    sealed.seal()
    sealed.seal()
    assert compared() == [(True, size), (False, 2)]


def test_what_was_sealed_within_the_hour_is_compared_again(sealed):
    sealed.seal()
    words("delta")
    sealed.seal()
    sealed.seal()
    sealed.tampered(f"UPDATE {TABLE} SET words = 'x' WHERE words = 'delta'")
    with pytest.raises(Stopped, match=TABLE):
        sealed.seal()


def test_after_a_flood_a_round_compares_only_what_none_has_compared(sealed, monkeypatch):
    monkeypatch.setattr("audits.sealing.MOST_AGAIN", 1)
    sealed.seal()
    words("delta", "epsilon")
    sealed.seal()
    sealed.seal()
    before = compared()
    sealed.seal()
    assert (before[-1], compared()) == ((False, 2), before)
    words("zeta", "eta")
    sealed.seal()
    sealed.tampered(f"UPDATE {TABLE} SET words = 'x' WHERE words = 'zeta'")
    with pytest.raises(Stopped, match=TABLE):
        sealed.seal()


@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM {TABLE} WHERE words = 'delta'",
        f"INSERT INTO {TABLE} SELECT (jsonb_populate_record(h, '{{\"history_id\": 779}}')).* "
        f"FROM {TABLE} h WHERE words = 'delta'",
    ],
)
def test_what_a_superuser_does_in_the_middle_of_a_round_is_named_by_the_next(sealed, statement, monkeypatch):
    words("delta", "epsilon")
    sealed.tampered("SELECT")
    before, places = Leaf.objects.count(), sealing._places

    def interrupted(*given):
        found = places(*given)
        sealed.tampered(statement)
        return found

    monkeypatch.setattr("audits.sealing._places", interrupted)
    monkeypatch.setattr("tests.audits.sealed.DISARM", "SELECT")
    sealed.seal()
    assert Leaf.objects.count() == before + 2
    with pytest.raises(Stopped, match=TABLE):
        sealed.seal()


def test_everything_is_compared_once_a_day(sealed):
    sealed.seal()
    sealed.sealer.round()
    assert [whole for whole, _ in compared()] == [True]
    state = sealed.folder.state()
    sealed.folder.remember(replace(state, whole_at=state.whole_at - 25 * 3600))
    sealed.sealer.round()
    sealed.sealer.round()
    assert [whole for whole, _ in compared()] == [True, True]


def test_an_older_checkpoint_put_back_in_the_database_is_named(sealed):
    first = sealed.folder.checkpoint().size
    words("delta")
    sealed.seal()
    sealed.tampered("DELETE FROM audits_checkpoint WHERE size > %s", first)
    report = sealed.check()
    assert "was removed from the database" in report.first


def test_since_a_checkpoint_only_what_came_after_it_is_compared(sealed):
    earlier = sealed.folder.latest()
    words("delta")
    sealed.seal()
    report = sealed.check(since=earlier)
    assert (report.passed, report.rows, report.whole) == (True, 1, False)
    sealed.tampered(f"UPDATE {TABLE} SET words = 'x' WHERE words = 'delta'")
    assert TABLE in sealed.check(since=earlier).first


@pytest.mark.parametrize("committed", [True, False])
def test_a_crash_between_the_database_and_the_folder_is_mended(sealed, committed):
    before, state = sealed.folder.latest(), sealed.folder.state()
    words("delta")
    sealed.seal()
    note, after = sealed.folder.latest(), sealed.folder.state()
    (sealed.folder.path / "checkpoint").write_text(before)
    (sealed.folder.path / "checkpoints" / str(after.size)).unlink()
    sealed.folder.remember(state)
    sealed.folder.pend(note, after)
    if not committed:
        sealed.tampered("DELETE FROM audits_checkpoint WHERE size = %s", after.size)
        sealed.tampered("DELETE FROM audits_leaf WHERE index >= %s", state.size)
    sealed.seal()
    assert sealed.check().passed
    assert sealed.folder.checkpoint().size == after.size


def test_a_column_that_comes_later_leaves_what_was_sealed_valid(sealed):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN colour text NOT NULL DEFAULT 'grey'")
    assert sealed.check().passed


def test_the_sealers_role_alters_nothing(sealed):
    for statement in (
        "UPDATE audits_leaf SET row_id = 1",
        "DELETE FROM audits_checkpoint",
        f"INSERT INTO {TABLE} DEFAULT VALUES",
        "UPDATE requests_app_listedword SET words = 'x'",
    ):
        with pytest.raises(Exception, match="permission denied"), connections["sealer"].cursor() as cursor:
            cursor.execute(statement)


def test_a_write_of_accounting_rings_the_sealer(sealed):
    with connections["sealer"].cursor() as cursor:
        cursor.execute("LISTEN audits_seal")
    with acting(by=SETUP, why="a test"), connection.cursor() as cursor:
        cursor.execute("SELECT audits_account('request', 'ICE', 'x', 1, 'x', NULL, NULL, '', '', '')")
    rings = connections["sealer"].connection.notifies(timeout=5, stop_after=1)
    assert [ring.channel for ring in rings] == ["audits_seal"]
