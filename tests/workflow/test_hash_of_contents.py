"""The hash of each subject's contents, on which that of its request rests: PostgreSQL's own, of what stands there now."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, connections

from audits import installing
from audits.acting import acting
from requests_app.models import DisclosureRequest, Subject
from requests_app.models.as_facts import content_hash
from requests_app.rules.facts import SUBJECT_FIELDS
from tests.cast import WHY, cast, draft, subject_fields

ODD = {"reason": 'She said "no\\yes",\n\ta second line: é, 王, \U0001f600.', "address_line1": "1 Elm St / Rear"}


def kept(one: DisclosureRequest) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contents_sha FROM requests_app_subject WHERE disclosure_request_id = %s ORDER BY row", [one.pk]
        )
        return [bytes(row[0]) for row in cursor.fetchall()]


def made_here(subject: Subject) -> bytes:
    """The formula once more: a JSON array of the row's number, the texts, the TIN's form and its blind index in hex."""
    index = bytes(subject.tin_index).hex() if subject.tin_index else None
    cells = [subject.row, *(getattr(subject, name) for name in SUBJECT_FIELDS), subject.tin_form, index]
    return sha256(json.dumps(cells, ensure_ascii=False).encode()).digest()


@pytest.mark.django_db
def test_it_is_of_the_row_the_texts_and_the_tin():
    one = draft(cast(), subject_fields(**ODD), subject_fields(first_name="Gil"), tin="912-66-0001")
    assert kept(one) == [made_here(subject) for subject in one.subjects.order_by("row")]


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["'\\x00'", "NULL"])
def test_nobody_writes_it(to):
    who = cast()
    draft(who)
    with (
        pytest.raises(DatabaseError, match="generated"),
        acting(by=who.liaison, why=WHY),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE requests_app_subject SET contents_sha = {to}")


def test_it_follows_what_is_changed_behind_every_trigger(committed_db):
    one = draft(cast(), tin="912-66-0001")
    before, hash = kept(one), content_hash(one.pk)
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE requests_app_subject DISABLE TRIGGER USER")
        owner.execute("UPDATE requests_app_subject SET officer_name = 'Somebody Else'")
        owner.execute("ALTER TABLE requests_app_subject ENABLE TRIGGER USER")
    assert kept(one) == [made_here(one.subjects.get())] != before
    assert content_hash(one.pk) != hash


def test_a_migration_makes_it_anew_only_where_it_is_made_of_other_columns(committed_db):
    one = draft(cast(), tin="912-66-0001")
    right = kept(one)
    where = "attrelid = 'requests_app_subject'::regclass AND attname = 'contents_sha'"
    with connections["owner"].cursor() as owner:
        owner.execute(f"SELECT attnum FROM pg_attribute WHERE {where}")
        (stood,) = owner.fetchone()
        installing.install("owner")
        owner.execute(f"SELECT attnum FROM pg_attribute WHERE {where}")
        assert owner.fetchone() == (stood,)
        owner.execute("ALTER TABLE requests_app_subject DROP COLUMN contents_sha")
        owner.execute("ALTER TABLE requests_app_subject ADD contents_sha bytea GENERATED ALWAYS AS (sha256('')) STORED")
        assert kept(one) != right
        installing.install("owner")
    assert kept(one) == right
