"""What the subjects' texts cite, read by the rules once for each text: SQL can't read citations, and orders go by statute."""

from __future__ import annotations

from hashlib import sha256

from django.db import connection

from audits.acting import JUDGING, acting

from ..models import Hold, StatuteReading
from ..models.as_facts import today
from ..models.hold import live
from ..rules.lists import EDITION
from ..rules.statutes.offences import classify
from ..rules.statutes.table import Kind
from .breaker import Failed

WHY = f"what a statute as cited says, read under edition {EDITION}"

_UNREAD = """
SELECT DISTINCT s.statute FROM requests_app_subject s
WHERE s.outcome IN ('open', 'approved') AND (%(of)s::bigint IS NULL OR s.disclosure_request_id = %(of)s)
  AND NOT EXISTS (SELECT FROM requests_app_statutereading r
                  WHERE r.edition = %(edition)s AND r.text_sha256 = sha256(convert_to(s.statute, 'UTF8')))
"""

_KEPT = """
SELECT t.statute, r.citations
FROM (SELECT DISTINCT s.statute FROM requests_app_subject s
      WHERE s.outcome IN ('open', 'approved') AND s.disclosure_request_id = %(of)s OFFSET 0) t
JOIN requests_app_statutereading r ON r.edition = %(edition)s AND r.text_sha256 = sha256(convert_to(t.statute, 'UTF8'))
"""


def read_statutes(disclosure_request_id: int | None = None) -> int:
    """Read every text that cites statutes and wasn't read under this edition yet; return how many were. One request, or all.

    Only where an order covers a statute is anything asked: until a text is read, such an order covers its subject.
    """
    if disclosure_request_id and not _asked():
        return 0
    return read_all_statutes(disclosure_request_id)


def read_all_statutes(disclosure_request_id: int | None) -> int:
    """Read the unread texts of one request, or of all, whether or not an order asks for it; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"of": disclosure_request_id, "edition": EDITION})
        texts = [text for (text,) in cursor.fetchall()]
    readings = [reading_of(text) for text in texts]
    with acting(by=JUDGING, why=WHY):
        StatuteReading.objects.bulk_create(
            [r for r in readings if r is not None], ignore_conflicts=True, batch_size=1000
        )
    return len(texts)


def hold_readings(disclosure_request_id: int) -> None:
    """Hold what is kept of a request's citations against the rules, where an order goes by it. Raises Failed.

    Whoever has SQL could add a line before the rules do, and so take a subject out of such an order.
    """
    if not _asked():
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"of": disclosure_request_id, "edition": EDITION})
        kept = cursor.fetchall()
    for text, citations in kept:
        reading = reading_of(text)
        if reading is None or reading.citations != citations:
            raise Failed("statute")


def _asked() -> bool:
    """Return whether an order that may bind goes by a statute."""
    return Hold.objects.filter(live(today())).exclude(statute="").exists()


def reading_of(text: str) -> StatuteReading | None:
    """Return what a text cites; None if it can't be read, which the gate counts as covered."""
    found = classify(text)
    if any(offence.kind == Kind.UNREADABLE for offence in found):
        return None
    cited = [offence.canonical[:80] for offence in found]
    return StatuteReading(edition=EDITION, text_sha256=sha256(text.encode()).digest(), citations=cited)
