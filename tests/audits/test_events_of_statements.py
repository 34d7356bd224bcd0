"""One event for each statement that history copies, whatever way the statement came."""

from __future__ import annotations

import pytest
from django.db import connection

from audits.acting import SETUP, acting
from requests_app.models import ListedWord

pytestmark = [pytest.mark.usefixtures("nobody_yet"), pytest.mark.django_db]


def rows() -> list[tuple[str, int, int, int, str, list[str]]]:
    """Return act, counts, reason and columns of each event of the present transaction, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ARRAY[pg_current_xact_id()::text::bigint]")
        txids = cursor.fetchone()[0]
        cursor.execute("SELECT * FROM audits_events_of('', '', %s, 1000)", [txids])
        return [(row[5], row[6], row[7], row[8], row[13], row[17]) for row in cursor.fetchall()]


def made(*names: str) -> list[ListedWord]:
    with acting(by=SETUP, why="arranged"):
        return [ListedWord.objects.create(kind="name", words=name) for name in names]


def test_each_statement_makes_one_event_whatever_its_path():
    a, b = made("alpha", "beta")
    a.kind = b.kind = "address"
    with acting(by=SETUP, why="paths"), connection.cursor() as cursor:
        a.save()
        ListedWord.objects.bulk_update([b], ["kind"])
        ListedWord.objects.update(kind="name")
        ListedWord.objects.bulk_create([ListedWord(kind="name", words=w) for w in ("c", "d", "e")])
        cursor.execute("UPDATE requests_app_listedword SET words = words || '!' WHERE kind = 'name'")
        with cursor.copy("COPY requests_app_listedword (kind, words) FROM STDIN") as copy:
            copy.write_row(("name", "copied"))
        ListedWord.objects.all().delete()
    assert rows()[2:] == [
        ("changed", 0, 1, 0, "paths", ["kind"]),
        ("changed", 0, 1, 0, "paths", ["kind"]),
        ("changed", 0, 2, 0, "paths", ["kind"]),
        ("added", 3, 0, 0, "paths", []),
        ("changed", 0, 5, 0, "paths", ["words"]),
        ("added", 1, 0, 0, "paths", []),
        ("removed", 0, 0, 6, "paths", []),
    ]


def test_an_upsert_and_a_merge_make_an_event_for_each_kind_of_change():
    made("alpha")
    with acting(by=SETUP, why="merged"), connection.cursor() as cursor:
        cursor.execute("""
            MERGE INTO requests_app_listedword w USING (VALUES ('alpha'), ('gamma')) AS s (words) ON w.words = s.words
            WHEN MATCHED THEN UPDATE SET kind = 'address'
            WHEN NOT MATCHED THEN INSERT (kind, words) VALUES ('name', s.words)""")
    assert sorted(row[0] for row in rows()[1:]) == ["added", "changed"]


def test_what_changes_nothing_makes_no_event():
    made("alpha")
    with acting(by=SETUP, why="nothing"):
        ListedWord.objects.update(kind="name")
        ListedWord.objects.filter(words="nobody").delete()
    assert len(rows()) == 1
