"""History and ledgers refuse alteration by every role: the tables' owner is stopped by the triggers too."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections

from audits.acting import SETUP, acting
from requests_app.models import ListedWord

STATEMENTS = (
    "UPDATE requests_app_historicallistedword SET words = 'beta'",
    "DELETE FROM requests_app_historicallistedword",
    "TRUNCATE requests_app_historicallistedword",
    "TRUNCATE audits_accessrecord CASCADE",
    "SET session_replication_role = replica; DELETE FROM requests_app_historicallistedword",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_even_the_owner_is_refused(committed_db, statement):
    with acting(by=SETUP, why="arranged"):
        ListedWord.objects.create(kind="name", words="alpha")
    refusal = pytest.raises(DatabaseError, match="stays as it was recorded|permission denied")
    with refusal, connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    assert ListedWord.history.latest("history_id").words == "alpha"
