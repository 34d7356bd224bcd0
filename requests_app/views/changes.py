"""What changed since the request was last sent in: what is asked, column by column, and the subjects, by row.

For the agency that is since the last submission; for the IRS, once it is back, since the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audits import comparing
from audits.comparing import Moved

from ..models import Agreement, DisclosureRequest, Snapshot
from ..models.disclosure_request import REQUEST_CONTENT
from ..models.subject import SUBJECT_CONTENT, Outcome
from ..rules import numbering
from ..rules.columns import label_of
from ..rules.transitions import UNSENT
from . import story

MOST_SUBJECTS = 5_000
"""Subjects of a request up to which their changes are listed on its page; above, the timeline tells them."""
LISTED = 1_000
NAMED = 12
"""Rows that a sentence names; it counts the others."""

LABELS = {
    "agreement_id": "Agreement",
    "title": "Title",
    "purpose": "Purpose",
    "items": "Information asked for",
    "cover_statute": "Letter's statute",
    "cover_reason": "Letter's reason",
    "cover_officer": "Letter's officer",
    "cover_case": "Letter's case",
}
_OWN = ("row", "outcome")


@dataclass(frozen=True, slots=True)
class LetterChange:
    """A column of the request, with what it said and what it says."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed: the letter's columns, and sentences about subjects."""

    submission: int
    letter: list[LetterChange]
    subjects: list[str]

    @property
    def nothing(self) -> bool:
        """Whether nothing changed."""
        return not self.letter and not self.subjects


def since_sent(disclosure_request: DisclosureRequest, subjects: int) -> Changes | None:
    """Return what changed; None where there is nothing to compare with. At most four queries."""
    base = _base(disclosure_request)
    if base is None:
        return None
    txid = comparing.transaction_of(story.belonging("requests_app.Snapshot"), base.pk)
    keys = story.case_of(disclosure_request)
    letter = comparing.since(story.belonging(story.REQUEST), keys, txid, columns=REQUEST_CONTENT, limit=1)
    told = (
        _subjects_changed(keys, txid)
        if subjects <= MOST_SUBJECTS
        else [f"More than {MOST_SUBJECTS:,} subjects: see the timeline."]
    )
    return Changes(base.submission, [c for moved in letter for c in _letter(moved)], told)


def _base(disclosure_request: DisclosureRequest) -> Snapshot | None:
    """Return the submission to compare with: the last while the agency has it, the one before while the IRS has it."""
    with_agency = disclosure_request.status in UNSENT
    wanted = disclosure_request.submission - (0 if with_agency else 1)
    if wanted < 1:
        return None
    return Snapshot.objects.filter(disclosure_request=disclosure_request, submission=wanted).first()


def _letter(moved: Moved) -> list[LetterChange]:
    before = moved.before or {}
    return [LetterChange(LABELS[c], _said(c, before.get(c)), _said(c, moved.now.get(c))) for c in moved.columns]


def _said(column: str, value: object) -> str:
    if column == "agreement_id":
        return str(Agreement.objects.filter(pk=value).first() or "None") if isinstance(value, int) else "None"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _subjects_changed(keys: dict[str, int | None], txid: int) -> list[str]:
    columns = (*_OWN, *SUBJECT_CONTENT)
    found = comparing.since(story.belonging("requests_app.Subject"), keys, txid, columns=columns, limit=LISTED)
    added = [m for m in found if m.before is None and m.now["outcome"] != Outcome.DROPPED]
    dropped = [m for m in found if m.before and "outcome" in m.columns and m.now["outcome"] == Outcome.DROPPED]
    corrected = [m for m in found if m.before and set(m.columns) - set(_OWN) - {"tin_form", "tin_index"}]
    told = (
        _sentence("added", added, []),
        _sentence("corrected", corrected, [_columns(m) for m in corrected]),
        _sentence("dropped", dropped, []),
    )
    return [sentence for sentence in told if sentence]


def _columns(moved: Moved) -> str:
    names = [c for c in moved.columns if c not in (*_OWN, "tin_form", "tin_index")]
    return ", ".join(label_of(c.removesuffix("_sealed")).lower() for c in names)


def _sentence(what: str, moved: Sequence[Moved], columns: Sequence[str]) -> str:
    if not moved:
        return ""
    rows = [numbering.subject(m.now["row"]) for m in moved[:NAMED]]
    if columns:
        rows = [f"{row} ({names})" for row, names in zip(rows, columns, strict=False)]
    more = f" and {len(moved) - NAMED:,} more" if len(moved) > NAMED else ""
    noun = "subject was" if len(moved) == 1 else "subjects were"
    return f"{len(moved):,} {noun} {what}: {'; '.join(rows)}{more}."
