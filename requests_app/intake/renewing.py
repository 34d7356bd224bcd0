"""After a new version: keys by which reasons and people are compared, made anew where the rules now make them otherwise."""

from __future__ import annotations

from typing import Any

from django.db import connection

from audits.access_log import Looker, look
from audits.acting import SETUP, acting
from audits.models import AccessAct

from ..models import DisclosureRequest, Subject
from .rows import set_keys

AT_ONCE = 1_000
WHY = "keys made anew after a new version"
LOOKER = Looker(SETUP, "system", "command", WHY)

_STORE = """
UPDATE requests_app_subject s SET reason_key = v.reason_key, judged_under = '',
    identity_keys = ARRAY(SELECT decode(k, 'hex') FROM unnest(string_to_array(v.identity_keys, ',')) AS k)
FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS v (id, reason_key, identity_keys) WHERE s.id = v.id
"""


def renew_keys() -> int:
    """Make the keys of every subject anew, and mark those that changed as not yet judged; return how many changed."""
    return sum(_renewed_in(pk) for pk in DisclosureRequest.objects.order_by("pk").values_list("pk", flat=True))


def _renewed_in(disclosure_request_id: int) -> int:
    after, changed = 0, 0
    while True:
        with acting(by=SETUP, why=WHY):
            there = Subject.objects.filter(disclosure_request_id=disclosure_request_id, row__gt=after).order_by("row")
            found = list(there.select_for_update(no_key=True)[:AT_ONCE])
            if not found:
                return changed
            look(LOOKER, AccessAct.WORK, "subjects", case_id=disclosure_request_id)
            after = found[-1].row
            before = [_keys(subject) for subject in found]
            for subject in found:
                set_keys(subject)
            different = [s for s, keys in zip(found, before, strict=True) if _keys(s) != keys]
            _store(different)
            changed += len(different)


def _keys(subject: Subject) -> tuple[bytes, list[bytes]]:
    return bytes(subject.reason_key), [bytes(key) for key in subject.identity_keys]


def _store(subjects: list[Subject]) -> None:
    if subjects:
        keys = [",".join(bytes(key).hex() for key in subject.identity_keys) for subject in subjects]
        values: Any = [[s.pk for s in subjects], [bytes(s.reason_key) for s in subjects], keys]
        with connection.cursor() as cursor:
            cursor.execute(_STORE, values)
