"""The verdict on a request as a whole, kept beside it so that lists and history show it: each move and release judges anew.

1. What the lists hold and which change of them was the last is read first, so that a later change is never missed.
2. The subjects are judged. 3. The request is, and what it was judged under is noted: whoever looks for stale verdicts compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from audits.acting import JUDGING, acting

from ..models import DisclosureRequest, JudgingState
from ..models.as_facts import book_for, contents_of, today
from ..models.judging import last_change
from ..rules.facts import Book, Raised
from ..rules.flags import blocks, judge_request
from ..rules.lists import EDITION

WHY = f"the request as a whole, judged under edition {EDITION}"


def whole_flags(disclosure_request: DisclosureRequest, book: Book | None = None) -> tuple[Raised, ...]:
    """Return the flags on what a request sets forth as a whole, judged now."""
    on = today()
    return judge_request(contents_of(disclosure_request), book or book_for(disclosure_request, on), on)


def rests_on(flag: Raised) -> str:
    """Return the SHA-256 (hex) of what a flag rests on: a clearance counts for that alone."""
    return sha256(flag.evidence.encode()).hexdigest()


def _still_cleared(disclosure_request: DisclosureRequest, raised: Iterable[Raised]) -> list[str]:
    """Return which codes cleared on the request still are: raised, resting on what they rested on when they were cleared."""
    if not disclosure_request.cleared_codes:
        return []
    acts = disclosure_request.clearances.filter(submission=disclosure_request.submission, subject_ids=[]).order_by("id")
    cleared_for = dict(acts.values_list("code", "rests_on"))
    standing = {flag.code for flag in raised if not blocks(flag) and cleared_for.get(flag.code) == rests_on(flag)}
    return [code for code in disclosure_request.cleared_codes if code in standing]


def judge_whole(disclosure_request: DisclosureRequest, book: Book | None = None) -> None:
    """Judge what the request sets forth as a whole, and write the verdict if it changed. The row is locked by the caller."""
    raised = whole_flags(disclosure_request, book)
    verdict = {
        "blocking_codes": [flag.code for flag in raised if blocks(flag)],
        "review_codes": [flag.code for flag in raised if not blocks(flag)],
        "judged_under": EDITION,
    }
    verdict["cleared_codes"] = _still_cleared(disclosure_request, raised)
    if any(getattr(disclosure_request, name) != value for name, value in verdict.items()):
        for name, value in verdict.items():
            setattr(disclosure_request, name, value)
        with acting(by=JUDGING, why=WHY):
            disclosure_request.save(update_fields=[*verdict])


def begin(disclosure_request: DisclosureRequest) -> None:
    """Judge a new request, and note what it was judged under."""
    change = last_change()
    judge_whole(disclosure_request)
    JudgingState.objects.get_or_create(
        disclosure_request=disclosure_request,
        defaults={"edition": EDITION, "list_change": change, "judged_on": today()},
    )


def state_of(disclosure_request: DisclosureRequest) -> JudgingState:
    """Return what a request was last judged under; one from before such notes were kept was never judged."""
    return JudgingState.objects.get_or_create(disclosure_request=disclosure_request)[0]


def judge_anew(disclosure_request_id: int) -> None:
    """Have every subject of a request looked at again, from the first: until that is done it counts as not judged."""
    state = JudgingState.objects.filter(pk=disclosure_request_id)
    state.update(judged_on=None, running_on=None, row=0)


def is_due(state: JudgingState, on: date) -> bool:
    """Return whether every subject is to be looked at, because a day has gone by since the last time."""
    return state.judged_on is None or state.judged_on < on
