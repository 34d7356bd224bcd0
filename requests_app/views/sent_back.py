"""Who sent a request back a step, and why: it stands on top of the request's page until the request goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audits.guarding import history_model

from ..models import DisclosureRequest, Person
from ..rules.transitions import MOVES, Move, Status

SENT_BACK = {(t.source, t.target): t.move for t in MOVES if t.move in (Move.TAKE_BACK, Move.STEP_BACK)}
TITLES: dict[str, str] = {Move.TAKE_BACK: "Taken back to draft", Move.STEP_BACK: "Sent back one step"}


@dataclass(frozen=True, slots=True)
class SentBack:
    """A move back: what it was, who made it, when, and in which words."""

    title: str
    name: str
    at: datetime
    words: str


def of(disclosure_request: DisclosureRequest, *, irs_side: bool) -> SentBack | None:
    """Return the move back that brought a request where it stands, None if it came by another. Three queries at most.

    What the IRS's own people send back among themselves, the agency isn't told.
    """
    now = Status(disclosure_request.status)
    if now not in {target for _, target in SENT_BACK} or (now != Status.DRAFT and not irs_side):
        return None
    rows = history_model(DisclosureRequest)._default_manager.filter(id=disclosure_request.pk)
    before = rows.exclude(status=now).order_by("-history_id").values_list("history_id", "status").first()
    move = SENT_BACK.get((Status(before[1]), now)) if before else None
    if before is None or move is None:
        return None
    told = ("history_user_id", "history_date", "history_change_reason")
    who, at, why = rows.filter(history_id__gt=before[0]).order_by("history_id").values_list(*told)[0]
    return SentBack(TITLES[move], str(Person.objects.get(pk=who)), at, why)
