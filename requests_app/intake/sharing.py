"""Which subjects of a request share a reason, an officer, a matter or a person with one of them: the rows behind a figure."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import DisclosureRequest, Subject
from ..models.subject import bearers
from .counting import alike

SHARED = {"reason": "reason_key", "officer": "officer_name", "matter": "case_number", "identity": "identity_keys"}
"""What is shared -> the column by which subjects are grouped; a person has several keys, and sharing one is enough."""


def sharing(disclosure_request: DisclosureRequest, kind: str, subject_id: int) -> QuerySet[Subject]:
    """Return the request's subjects that share this with one of them, itself among them.

    None if it isn't a subject of the request, leaves the field blank, or nothing of this kind is shared.
    """
    every = Subject.objects.filter(disclosure_request=disclosure_request)
    name = SHARED.get(kind, "")
    key = every.filter(pk=subject_id).values_list(name, flat=True).first() if name else None
    if not key:
        return every.none()
    same: dict[str, object]
    if isinstance(key, list):
        same = {"pk__in": bearers(map(bytes, key), disclosure_request.pk)}
    elif isinstance(key, str):
        same = {f"{name}__in": [*alike(every, name, key)]}
    else:
        same = {name: key}
    return every.filter(**same, agency_id=disclosure_request.agency_id)
