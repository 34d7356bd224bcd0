"""The life of each flag on one subject, in sentences: raised by which edition, cleared by whom and why, ended, raised again.

It is read from the history of the subject's row. The agency is told of flags on what it sent, and of the IRS as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from audits.history_sql import Belonging
from audits.stages import Stage, stages

from ..rules.codes import Code
from ..rules.evidence import weight
from ..rules.facts import Severity
from ..rules.flags import CODES

SUBJECT = Belonging("requests_app.Subject", (("disclosure_request_id", "case"),))
COLUMNS = ("judged_under", "blocking_codes", "review_codes", "cleared_codes")
RAISED = {Severity.SUBJECT: "it blocks the subject", Severity.REVIEW: "it must be cleared in writing"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn in a flag's life: when, in one sentence, and the words of who cleared it."""

    at: datetime
    sentence: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A flag's turns, the latest last. `stands`: it is raised now, cleared or not."""

    code: Code
    turns: tuple[Turn, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class _State:
    """What a stage says of one code."""

    severity: Severity | None
    cleared: bool


def lives(subject_id: int, codes: frozenset[str], *, irs_side: bool) -> list[Life]:
    """Return the life of each of these flags that was ever raised on a subject: those that stand first, in order of weight."""
    told = stages(SUBJECT, subject_id, COLUMNS)
    raised = {code for stage in told for code in (*stage.values["blocking_codes"], *stage.values["review_codes"])}
    now = {code: _state(code, told[-1]) for code in raised & codes}
    order = sorted(now, key=lambda code: (now[code].severity is None, *weight(code, now[code].severity or "review")))
    return [
        Life(CODES[code], tuple(_turns(code, told, irs_side=irs_side)), now[code].severity is not None)
        for code in order
    ]


def _state(code: str, stage: Stage) -> _State:
    values = stage.values
    blocks = Severity.SUBJECT if code in values["blocking_codes"] else None
    severity = blocks or (Severity.REVIEW if code in values["review_codes"] else None)
    return _State(severity, code in values["cleared_codes"])


def _turns(code: str, told: Iterable[Stage], *, irs_side: bool) -> Iterator[Turn]:
    was, times = _State(None, cleared=False), 0
    for stage in told:
        now = _state(code, stage)
        if now.severity is not None and now.severity != was.severity:
            times += was.severity is None
            yield Turn(stage.at, _raised(stage, was, now, times))
        elif now.severity is None and was.severity is not None:
            yield Turn(stage.at, _ended(stage))
        if now.cleared != was.cleared:
            who = stage.actor_name if irs_side else "the IRS"
            by_person = now.cleared and irs_side
            sentence = f"Cleared in writing by {who}" if now.cleared else "The clearance no longer stands"
            yield Turn(stage.at, f"{sentence}.", stage.why if by_person else "")
        was = now


def _edition(stage: Stage) -> str:
    edition = str(stage.values["judged_under"]).partition("/")[0]
    return f", edition {edition}" if edition else ""


def _raised(stage: Stage, was: _State, now: _State, times: int) -> str:
    severity = RAISED[now.severity or Severity.REVIEW]
    if was.severity is not None:
        return f"The rules{_edition(stage)}, found otherwise: now {severity}."
    again = " again" if times > 1 else ""
    return f"Raised{again} by the rules{_edition(stage)}: {severity}."


def _ended(stage: Stage) -> str:
    return f"Ended: the rules{_edition(stage)}, no longer raise it."
