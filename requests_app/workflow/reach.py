"""What a court order reaches now: requests, subjects, packages. The same conditions as the database's own gate."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from ..gates.scopes import COVERS_REQUEST, COVERS_SUBJECT
from ..models import DisclosureRequest, Hold, Release
from ..models.release import ReleaseStatus
from ..rules.holds import ACTS

_REQUESTS = f"""
SELECT r.id FROM requests_app_hold h JOIN requests_app_disclosurerequest r ON {COVERS_REQUEST}
WHERE h.id = %s AND CASE WHEN h.batch_id IS NULL AND h.statute = '' AND cardinality(h.subject_ids) = 0 THEN true
    ELSE EXISTS (SELECT FROM requests_app_subject s WHERE s.disclosure_request_id = r.id
                 AND s.outcome IN ('open', 'approved') AND {COVERS_SUBJECT}) END"""

_SUBJECTS = f"""
SELECT count(*) FROM requests_app_hold h JOIN requests_app_disclosurerequest r ON {COVERS_REQUEST}
JOIN requests_app_subject s ON s.disclosure_request_id = r.id
WHERE h.id = %s AND s.outcome IN ('open', 'approved') AND {COVERS_SUBJECT}"""

_PACKAGES = f"""
SELECT q.id FROM requests_app_hold h JOIN requests_app_disclosurerequest r ON {COVERS_REQUEST}
JOIN requests_app_release q ON q.disclosure_request_id = r.id
WHERE h.id = %s AND EXISTS (SELECT FROM requests_app_releaseitem i JOIN requests_app_subject s ON s.id = i.subject_id
                            WHERE i.release_id = q.id AND {COVERS_SUBJECT})"""

_HELD = "EXISTS (SELECT FROM desk_orders_on(requests_app_disclosurerequest.id, %s, %s))"


def is_narrow(order: Hold) -> bool:
    """Return whether an order is for some subjects of a request, not for requests as a whole."""
    return bool(order.batch_id or order.statute or order.subject_ids)


def requests(order: Hold, visible: QuerySet[DisclosureRequest]) -> QuerySet[DisclosureRequest]:
    """Return which of these requests an order covers, as a whole or in part, whether or not it binds today."""
    return visible.filter(pk__in=RawSQL(_REQUESTS, [order.pk]))


def packages(order: Hold, visible: QuerySet[DisclosureRequest]) -> QuerySet[Release]:
    """Return the packages of these requests that hold a subject whom an order covers; void ones are left out."""
    found = Release.objects.filter(pk__in=RawSQL(_PACKAGES, [order.pk]), disclosure_request__in=visible)
    return found.exclude(status=ReleaseStatus.VOID).select_related("disclosure_request")


def subjects(order: Hold) -> int:
    """Return how many standing subjects a narrow order covers, of those that this transaction may read."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [order.pk])
        return int(cursor.fetchone()[0])


def with_held(requests: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Return the requests with `held`: whether an order in force covers each on a day, as a whole or in part.

    PostgreSQL asks it of the rows of a page alone, since it takes a page before it asks what isn't constant.
    """
    found: QuerySet[Any] = requests.annotate(held=RawSQL(_HELD, [list(ACTS), on], output_field=BooleanField()))
    return found
