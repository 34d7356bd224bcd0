"""Which subjects bear a number: what the one history is asked by, beside what it holds itself."""

from __future__ import annotations

import secrets

from django.db import connection

from audits.guarding import history_model
from audits.vault import blind_index

from ..models import Subject
from ..rules.identifiers import tin_digits

SUBJECTS_MOST = 1_000
"""Subjects that are looked for by one number."""


def index_of(tin: str) -> bytes:
    """Return the keyed hash of a number as typed, as subjects bear it."""
    return blind_index(tin_digits(tin), kind="tin")


def new_handle() -> str:
    """Return a name for a search that says nothing of it."""
    return secrets.token_urlsafe(9)


_BEARING = f"""
SELECT DISTINCT id FROM "{history_model(Subject)._meta.db_table}"
WHERE tin_index = %s AND (history_type <> '~' OR (history_user_id > 0 AND outcome = 'open'))
ORDER BY id DESC LIMIT %s
"""
"""A number is new only in rows that are added, removed, or edited by a person: gates/timeline.sql has an index of those."""


def subjects_with(index: bytes) -> tuple[list[int], bool]:
    """Return the ids of subjects that ever bore this number, the latest, and whether more did than are looked for.

    Of the agencies that this transaction may read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEARING, [index, SUBJECTS_MOST + 1])
        found = [id for (id,) in cursor.fetchall()]
    return found[:SUBJECTS_MOST], len(found) > SUBJECTS_MOST
