"""A decision on a group of subjects is carried out part by part, as the person who gave it, until none is left.

A part, in one transaction: 1. take the decision, unless another worker has it. 2. Lock the request. 3. Return or deny the
part's subjects that still stand and still fit. 4. Count, and note the part as done; after the last, that all is.
Killed on the way, the part begins anew. What was decided holds even if the agency withdraws the request meanwhile.
"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from psycopg import errors

from audits.acting import DECIDING, acting, as_written

from ..intake import confidential
from ..intake.confidential import Spread
from ..models import Deciding, DisclosureRequest, SelectionPart
from ..rules.reason_codes import INTERNAL
from .filtering import Filter, condition

STOPPED = (
    "The person who decided may no longer decide on this agency’s requests, so the rest of the group was left as it was. "
    "What was decided before that holds."
)
WHY_STOPPED = "who decided on a group of subjects may no longer decide"

_CARRY_OUT = """
WITH due AS MATERIALIZED (
    SELECT s.id FROM requests_app_subject s WHERE s.id = ANY (%(ids)s::bigint[]) AND {condition}
    ORDER BY s.row FOR NO KEY UPDATE OF s
), done AS (
    UPDATE requests_app_subject u SET outcome = %(outcome)s, outcome_reason = %(reason)s FROM due WHERE u.id = due.id
    RETURNING 1
)
SELECT count(*) FROM done
"""


def unfinished() -> list[int]:
    """Return the decisions on groups that aren't carried out to their end."""
    return list(Deciding.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def carry_on(deciding_id: int) -> bool:
    """Carry out the next part of a decision; return whether there was one to take."""
    try:
        return _next_part(deciding_id)
    except DatabaseError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
    _stop(deciding_id)
    return False


def _next_part(deciding_id: int) -> bool:
    found = Deciding.objects.select_related("person", "selection").filter(pk=deciding_id, finished_at=None).first()
    if found is None:
        return False
    with acting(by=found.person, why=as_written(found.words)):
        locked = Deciding.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        deciding = locked.select_related("selection").filter(pk=deciding_id, finished_at=None).first()
        if deciding is None:
            return False
        _part(_request(deciding), deciding)
        return deciding.finished_at is None


def _request(deciding: Deciding) -> DisclosureRequest:
    requests = DisclosureRequest.objects.select_for_update(no_key=True)
    return requests.get(pk=deciding.disclosure_request_id)


def carry_out(deciding: Deciding) -> None:
    """Carry out a whole decision, in the caller's transaction, which holds the lock on the request."""
    disclosure_request = _request(deciding)
    while deciding.finished_at is None:
        _part(disclosure_request, deciding)


def _part(disclosure_request: DisclosureRequest, deciding: Deciding) -> None:
    """Carry out one part and count it; after the last one, end the decision."""
    parts = SelectionPart.objects.filter(selection=deciding.selection_id)
    part = parts.filter(number=deciding.part).first()
    if part is not None:
        done = _decide_on(disclosure_request, deciding, part.subject_ids)
        deciding.part += 1
        deciding.subjects += done
        deciding.skipped += len(part.subject_ids) - done
    if not parts.filter(number=deciding.part).exists():
        deciding.finished_at = timezone.now()
        told = Spread.ACROSS if deciding.reason_code in INTERNAL else Spread.ALL
        confidential.mark(disclosure_request.pk, spread=told)
        DisclosureRequest.objects.filter(pk=disclosure_request.pk).update(version=F("version") + 1)
    deciding.save(update_fields=["part", "subjects", "skipped", "finished_at"])


def _decide_on(disclosure_request: DisclosureRequest, deciding: Deciding, subject_ids: list[int]) -> int:
    sql, values = condition(disclosure_request, Filter.of(deciding.selection.query), few=True)
    values |= {"ids": subject_ids, "outcome": deciding.outcome, "reason": deciding.reason_code}
    with connection.cursor() as cursor:
        cursor.execute(_CARRY_OUT.format(condition=sql), values)
        return int(cursor.fetchone()[0])


def _stop(deciding_id: int) -> None:
    """End a decision whose person has lost the right; the subjects left stand as they stood, for others to decide on."""
    with acting(by=DECIDING, why=WHY_STOPPED):
        deciding = Deciding.objects.select_for_update(no_key=True).filter(pk=deciding_id, finished_at=None).first()
        if deciding is None:
            return
        deciding.finished_at, deciding.trouble = timezone.now(), STOPPED
        deciding.save(update_fields=["finished_at", "trouble"])
        DisclosureRequest.objects.filter(pk=deciding.disclosure_request_id).update(version=F("version") + 1)
