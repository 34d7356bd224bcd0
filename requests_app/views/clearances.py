"""What counsel has cleared in writing in the present submission of a request: by whom, when, on how many, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from ..models import Clearance, DisclosureRequest

LATEST = 3
"""Acts of each code that are shown."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """One act of clearing. `subjects`: how many it was on, 0 for the request as a whole; `acts`: how many its code had."""

    who: str
    at: datetime
    words: str
    subjects: int
    acts: int


def latest(disclosure_request: DisclosureRequest, code: str = "", *, each: int = LATEST) -> dict[str, list[Cleared]]:
    """Return the latest acts of each code (or of one) in the present submission, the last first. One query."""
    acts = Clearance.objects.filter(
        disclosure_request=disclosure_request,
        submission=disclosure_request.submission,
        **({"code": code} if code else {}),
    )
    numbered = acts.annotate(
        number=Window(RowNumber(), partition_by=F("code"), order_by=F("id").desc()),
        every=Window(Count("id"), partition_by=F("code")),
        on=F("subject_ids__len"),
    )
    found: dict[str, list[Cleared]] = {}
    for act in numbered.filter(number__lte=each).defer("subject_ids").select_related("person").order_by("-id"):
        made = Cleared(act.person.get_full_name(), act.cleared_at, act.words, act.on or 0, act.every)
        found.setdefault(act.code, []).append(made)
    return found
