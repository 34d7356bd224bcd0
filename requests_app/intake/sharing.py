"""Which subjects of a request share a reason, an officer, a matter or a person with one of them: the rows behind a figure."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import DisclosureRequest, Subject
from .counting import KEYS

SHARED = {"reason": "key_reason", "officer": "key_officer", "matter": "key_matter", "identity": "key_identity"}
"""What is shared -> the key by which subjects are grouped; a person has several, and sharing one is enough."""


def sharing(disclosure_request: DisclosureRequest, kind: str, subject_id: int) -> QuerySet[Subject]:
    """Return the request's subjects that share this with one of them, itself among them.

    None if it isn't a subject of the request, leaves the field blank, or nothing of this kind is shared.
    """
    every = Subject.objects.filter(disclosure_request=disclosure_request)
    if kind not in SHARED:
        return every.none()
    name = SHARED[kind]
    keyed = every.annotate(**{name: KEYS[name]})
    key = keyed.filter(pk=subject_id).values_list(name, flat=True).first()
    if not key:
        return every.none()
    same = {f"{name}__overlap": key} if isinstance(key, list) else {name: key}
    return keyed.filter(**same, agency_id=disclosure_request.agency_id)
