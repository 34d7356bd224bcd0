"""Who oversees all, and which subjects bear a number: what the one history is asked by, beside what it holds itself."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.db import connection

from audits.guarding import history_model
from audits.vault import blind_index

from ..models import Agency, Subject

SUBJECTS_MOST = 1_000
"""Subjects that are looked for by one number."""


def sees_all(agency_ids: Collection[int]) -> bool:
    """Return whether these are all agencies there are: then what belongs to none is seen too."""
    return set(agency_ids) >= set(Agency.objects.values_list("pk", flat=True))


def index_of(tin: str) -> bytes:
    """Return the keyed hash of a number of nine digits, as subjects bear it."""
    return blind_index(tin, kind="tin")


def new_handle() -> str:
    """Return a name for a search that says nothing of it."""
    return secrets.token_urlsafe(9)


_BEARING = f"""
SELECT DISTINCT id FROM "{history_model(Subject)._meta.db_table}"
WHERE tin_index = %s AND (history_type <> '~' OR (history_user_id > 0 AND outcome = 'open'))
ORDER BY id DESC LIMIT {SUBJECTS_MOST}
"""
"""A number is new only in rows that are added, removed, or edited by a person: gates/timeline.sql has an index of those."""


def subjects_with(index: bytes) -> list[int]:
    """Return the ids of subjects that ever bore this number, of the agencies that this transaction may read."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARING, [index])
        return [id for (id,) in cursor.fetchall()]
