"""How a group of changed rows reads: one English sentence per model, without the name of who did it before it.

No sentence holds tax data: it speaks of rows, counts and names of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils import dateformat

from audits.history import CREATED, REMOVED, Group, Row
from audits.models import AccessAct
from audits.models import Outcome as LookOutcome
from audits.standalone.words import count_of

from ..models.batch import BatchStatus
from ..models.decision import DecisionKind, Note
from ..models.disclosure_request import REQUEST_CONTENT
from ..models.release import ReleaseStatus
from ..models.subject import SUBJECT_CONTENT, Outcome
from ..rules import numbering
from ..rules.holds import ACTS
from ..rules.reason_codes import REASONS
from ..rules.roles import Role
from ..rules.statute import ELEMENTS, OFFICES
from ..rules.transitions import MOVES, Move, Status
from . import after_sentences, release_sentences

DONE: dict[Move, str] = {
    Move.HAND_OVER: "handed the request to the signer",
    Move.TAKE_BACK: "took the request back to draft",
    Move.SEND_IN: "signed the request and sent it in",
    Move.COMPLETE: "found the request complete",
    Move.DETERMINE: "determined the request lawful",
    Move.APPROVE: "approved the request",
    Move.CLOSE: "closed the request",
    Move.STEP_BACK: "sent the request back one step",
    Move.RETURN: "returned the request to the agency",
    Move.DENY: "denied the request",
    Move.WITHDRAW: "withdrew the request",
}
"""What each move reads as once it is done."""


def in_words(columns: Iterable[str]) -> str:
    """Return column names as plain words, in a list."""
    words = (c.removesuffix("_id").removesuffix("_sealed").replace("_", " ") for c in columns)
    return ", ".join(dict.fromkeys(w.replace("tin", "TIN") if w.startswith("tin") else w for w in words))


def about_request(group: Group) -> str:
    """Say what became of the request itself."""
    said = about_request_for_agency(group)
    if group.row.kind == CREATED or "assigned_to_id" not in group.row.changed():
        return said
    assigned = "assigned the request" if group.row.now["assigned_to_id"] else "released the request to the pool"
    return f"{said}; {assigned}" if said else assigned


def about_request_for_agency(group: Group) -> str:
    """Say what became of the request itself, without to whom at the IRS it is assigned."""
    row = group.row
    if row.kind == CREATED:
        return "began the draft"
    changed = row.changed()
    parts = [_move(row)] if "status" in changed else []
    if content := [c for c in REQUEST_CONTENT if c in changed]:
        parts.append(f"edited the request: {in_words(content)}")
    return "; ".join(parts)


def _move(row: Row) -> str:
    old, new = row.was("status"), row.now["status"]
    done = next((DONE[t.move] for t in MOVES if (t.source, t.target) == (old, new)), "moved the request")
    return f"{done} ({Status(old).label} → {Status(new).label})"


def about_subjects(group: Group) -> str:
    """Say what became of subjects, counted."""
    row, some = group.row, count_of(group.count, "subject")
    if row.kind == CREATED:
        return f"{'uploaded' if row.now.get('batch_id') else 'added'} {some}{_row(group)}"
    if row.kind == REMOVED:
        return f"removed {some}{_row(group)}"
    changed = row.changed()
    if "outcome" in changed:
        return f"marked {some} as {Outcome(row.now['outcome']).label}{_row(group)}"
    if content := [c for c in SUBJECT_CONTENT if c in changed]:
        return f"edited {some}{_row(group)}: {in_words(content)}"
    if "cleared_codes" in changed:
        return f"recorded a cleared review flag on {some}"
    return f"judged {some} by the rules" if row.now.get("judged_under") else f"marked {some} to be judged again"


def _row(group: Group) -> str:
    return f" ({numbering.subject(group.row.now['row'])})" if group.count == 1 else ""


FILE_DONE: dict[str, str] = {
    BatchStatus.RECEIVED: "received",
    BatchStatus.READING: "confirmed the columns of",
    BatchStatus.JUDGING: "finished reading",
    BatchStatus.DONE: "finished judging",
    BatchStatus.REFUSED: "refused",
    BatchStatus.CANCELLING: "cancelled",
    BatchStatus.CANCELLED: "ended the cancelled upload of",
}
"""What reaching a status reads as."""


def about_batch(group: Group) -> str:
    """Say what became of an uploaded file."""
    row, changed = group.row, group.row.changed()
    name = f"the file “{row.now['filename']}”"
    if row.kind == CREATED:
        return f"uploaded {name}"
    if "status" in changed:
        return f"{FILE_DONE[row.now['status']]} {name}"
    return f"read {name} as far as row {row.now['rows_read']:,}" if "rows_read" in changed else ""


def about_snapshot(group: Group) -> str:
    """Say what was frozen."""
    now = group.row.now
    return f"took snapshot {now['submission']} of {count_of(now['subjects'], 'subject')} ({now['hash'][:12]}…)"


def about_signature(group: Group) -> str:
    """Say who signed, as what."""
    now = group.row.now
    office = OFFICES[now["office"]].label if now["office"] in OFFICES else "no listed office"
    return f"signed and attested as {now['title']} ({office}), text version {now['text_version'] or 'none'}"


INTERNAL = frozenset(code for code, reason in REASONS.items() if reason.internal)
NEUTRAL = "not disclosed"


def about_decision(group: Group) -> str:
    """Say what a decision in writing says beyond the move that it belongs to, to the IRS and oversight.

    No decision says (i)(6): what named counsel decides is kept apart, and reads as not disclosed for everybody.
    """
    now = group.row.now
    if now["kind"] == DecisionKind.DETERMINATION:
        return _determination(now["elements"])
    return _reasons(now["reason_codes"])


def about_decision_for_agency(group: Group) -> str:
    """Say the reasons as the agency may read them: internal ones are all the one neutral sentence."""
    return _reasons(group.row.now["reason_codes"], INTERNAL)


def _reasons(codes: list[str], hidden: frozenset[str] = frozenset()) -> str:
    told = (NEUTRAL if c in hidden or c not in REASONS else REASONS[c].label for c in codes)
    return f"gave as reasons: {'; '.join(dict.fromkeys(told))}" if codes else ""


def readable(value: Any) -> Any:
    """Return a value of history as text: a list by commas, named values one a line."""
    if isinstance(value, dict):
        return "\n".join(f"{in_words([name])}: {_inline(one)}" for name, one in value.items())
    return _inline(value)


def _inline(value: Any) -> Any:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_inline(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(str(_inline(one)) for one in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _determination(elements: dict[str, Any]) -> str:
    denied = [in_words([e]) for e in ELEMENTS if not elements.get(e, {}).get("yes")]
    if denied:
        return f"determined in law: no to {', '.join(denied)}"
    return f"determined in law: yes to each of the {len(ELEMENTS)} elements"


def about_clearance(group: Group) -> str:
    """Say which review flag was cleared, and for how many."""
    now = group.row.now
    whom = count_of(len(now["subject_ids"]), "subject") if now["subject_ids"] else "the request"
    return f"cleared the review flag {now['code']} on {whom}"


def about_note(group: Group) -> str:
    """Say for whom a note was written."""
    return f"wrote a note for {Note.Readers(group.row.now['readers']).label}"


RELEASED: dict[str, str] = {
    ReleaseStatus.PREPARED: "prepared a package of {items} for {recipient}",
    ReleaseStatus.AUTHORIZED: "authorized the transmittal of the package in writing",
    ReleaseStatus.TRANSMITTED: "transmitted the package to {recipient}",
    ReleaseStatus.RECEIVED: "confirmed receipt of the package; it is kept by {custodian}",
    ReleaseStatus.UNOPENED: "ended the package to {recipient} as never opened",
    ReleaseStatus.VOID: "voided the package",
}
IN_PLACE = "confirmed receipt of the package in the place of {recipient}; it is kept by {custodian}"


OPENED: dict[str, str] = {
    "openings": "opened the package to {recipient} once more",
    "fetches": "opened the package that was sent to {recipient}",
}
"""A column that changes while a package's status stays -> what was done."""


def about_release(group: Group) -> str:
    """Say what became of a package."""
    now = group.row.now
    changed = group.row.changed()
    opened = next((words for column, words in OPENED.items() if column in changed), "")
    words = RELEASED[now["status"]] if "status" in changed else opened
    if now["status"] == ReleaseStatus.RECEIVED and now.get("instead_by_id"):
        words = IN_PLACE
    return words.format(
        items=count_of(now["items_count"], "item"),
        recipient=now["recipient_name"],
        custodian=now["custodian"] or "the recipient",
    )


def day_of(kept: str) -> str:
    """Return a day as history keeps it ('2026-11-29') as pages write one."""
    return dateformat.format(date.fromisoformat(kept), "M j, Y")


def about_hold(group: Group) -> str:
    """Say what became of a court order."""
    row = group.row
    order = f"a court order ({row.now['kind']}, {row.now['court']}, {row.now['docket']})"
    if row.kind == CREATED:
        return f"entered {order}, which bars {' and '.join(ACTS.get(act, act) for act in row.now['acts'])}"
    changed = [column for column in row.changed() if column != "version"]
    if "lifted_on" in changed:
        return f"lifted {order} as of {day_of(row.now['lifted_on'])}, on {row.now['lift_citation']}"
    if changed == ["superseded_by_id"]:
        by_another = row.now["superseded_by_id"]
        return f"recorded that {'another takes' if by_another else 'no other takes'} the place of {order}"
    return f"changed {order}: {in_words(changed)}"


def about_service(group: Group) -> str:
    """Say on how many an order was served, or that it was acknowledged."""
    row, whom = group.row, count_of(group.count, "person").replace("persons", "people")
    if row.kind == CREATED:
        return f"served the order on {whom}, to be acknowledged by {day_of(row.now['acknowledge_by'])}"
    return "acknowledged the order" if row.now["acknowledged_at"] else f"asked {whom} to acknowledge it anew"


LOOKED_AT: dict[str, str] = {
    "subject": "subjects",
    "subjects": "subjects",
    "record": "records of the IRS",
    "release": "",
    "history": "old and new values",
    "upload": "an uploaded file",
    "moment": "the request as it stood",
    "difference": "two moments side by side",
    "upload columns": "the columns of a file",
    "selection": "groups of subjects",
    "attached_item": "attached items",
    "subject row": "the row of a subject",
    "package page": "the page of the package",
    "page": "a page",
    "requests": "the list of requests",
    "looks at a subject": "who saw a subject",
    "subject by number": "for a taxpayer by number",
    "access log": "the access log",
    "anomaly": "looks that stand out",
    "session": "",
}
"""Kind of a look -> what was looked at, in words."""


def about_look(act: str, kind: str, outcome: str) -> str:
    """Say what a look was."""
    if kind == "page" and outcome == LookOutcome.DENIED:
        return "was refused a page"
    if (act, kind) == (AccessAct.SEARCH, "history"):
        return "searched the history for a taxpayer by number"
    verb = AccessAct(act).label if act in AccessAct.values else act
    came = "" if outcome == LookOutcome.SHOWN else f" ({outcome})"
    return f"{verb} {LOOKED_AT.get(kind, kind.replace('_', ' '))}".strip() + came


def in_roles(text: str) -> str:
    """Return the roles of a look, stored by their ids, in words."""
    return ", ".join(Role(part).label if part in Role.values else part for part in text.split(", "))


def about_match(group: Group) -> str:
    """Say that subjects were matched, by the matcher or by a person. What was found stands in no sentence."""
    some = count_of(group.count, "subject")
    return f"decided on the match of {some}" if group.row.now["decided_by_id"] else f"matched {some} with the records"


def about_match_decision(group: Group) -> str:
    """Say that somebody decided on matches in writing."""
    return f"put in writing which record {count_of(group.count, 'subject')} is, or that none is"


def about_match_draw(group: Group) -> str:
    """Say how many verdicts were drawn."""
    return f"drew {count_of(group.count, 'match verdict')} by chance to be re-checked"


def about_match_recheck(group: Group) -> str:
    """Say how many verdicts were re-checked."""
    return f"re-checked {count_of(group.count, 'match verdict')} drawn by chance"


SENTENCES: dict[str, Callable[[Group], str]] = {
    "requests_app.DisclosureRequest": about_request,
    "requests_app.Signature": about_signature,
    "requests_app.Snapshot": about_snapshot,
    "requests_app.Decision": about_decision,
    "requests_app.Clearance": about_clearance,
    "requests_app.Subject": about_subjects,
    "requests_app.MatchDecision": about_match_decision,
    "requests_app.MatchVerdict": about_match,
    "requests_app.MatchDraw": about_match_draw,
    "requests_app.MatchRecheck": about_match_recheck,
    "requests_app.Batch": about_batch,
    **release_sentences.SENTENCES,
    "requests_app.Release": about_release,
    **after_sentences.SENTENCES,
    "requests_app.Hold": about_hold,
    "requests_app.Note": about_note,
    "requests_app.Participation": lambda group: "",
}
"""Model -> how it reads. Several sentences of one event stand in this order."""
