"""What must be true before a move or an act of fulfilment: each need answers with every reason why it isn't met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .breaker import STOPPED
from .facts import Book, Contents, Progress, Raised, Severity
from .flags import CODES, judge_request

OWN_RULE = "this system’s own rule"
"""Authority of a need that no law names: it keeps the acts that a law does name whole and in order."""

SET_FORTH, WRITTEN, REVIEWED = "26 U.S.C. 6103(i)(2)(B)", "26 U.S.C. 6103(i)(2)(A)", "IRM 11.3.28"
ACCOUNTED, IN_WRITING = "26 U.S.C. 6103(p)(3)(A)", "Delegation Order 11-2"
KEPT_SAFE = "26 U.S.C. 6103(p)(4)"
BARS_RELEASE = "26 U.S.C. 6103(p)(4); the court’s order"


SENT = ("transmitted", "received", "unopened")
"""Statuses of a package that was transmitted: it is disclosed and accounted for, whatever became of it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a need may look at: the request, where it stands, the lists in force, and today."""

    contents: Contents
    progress: Progress
    book: Book
    today: date

    def flags(self) -> tuple[Raised, ...]:
        """Return the flags on the request as a whole, judged now."""
        return judge_request(self.contents, self.book, self.today)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be true before a move: an id, what must be true, every reason why it isn't, and the authority."""

    id: str
    must: str
    reasons: Callable[[Situation], list[str]]
    citation: str = OWN_RULE


def _need(id: str, must: str, sentence: str, holds: Callable[[Progress], bool], citation: str = OWN_RULE) -> Need:
    return Need(id, must, lambda s: [] if holds(s.progress) else [sentence], citation)


def _blocking(
    severities: frozenset[str], cured_by_signing: frozenset[str] = frozenset()
) -> Callable[[Situation], list[str]]:
    def reasons(situation: Situation) -> list[str]:
        standing = [f for f in situation.flags() if f.severity in severities and f.code not in cured_by_signing]
        return [f"{CODES[f.code].sentence} ({f.code}, {CODES[f.code].citation})" for f in standing]

    return reasons


def _uncleared(situation: Situation) -> list[str]:
    standing = [
        f for f in situation.flags() if f.severity == Severity.REVIEW and f.code not in situation.progress.cleared
    ]
    return [f"A review flag isn't cleared: {CODES[f.code].sentence} ({f.code})" for f in standing]


def _unmatched(progress: Progress) -> list[str]:
    if not progress.matched:
        return ["The subjects are still being matched with the records: the page on matching says how many are left."]
    if not progress.subjects_unmatched:
        return []
    return [
        f"No single record fits {progress.subjects_unmatched:,} of the standing subjects, or a re-check found the match wrong: "
        "decide on each that awaits a person, and set aside those for whom there is nothing to release."
    ]


def none_left(status: str, submission: int) -> str:
    """Return what is said and asked of a request in which no subject stands: who was named once isn't said to be missing."""
    if not submission:
        return "No taxpayer is named: add at least one subject."
    if status in ("returned", "draft", "awaiting_signature"):
        return "No subject is left: add at least one subject, or withdraw the request."
    return "No subject is left: return or deny the request."


SIGNING_CURES = frozenset({"writing.signed", "signer.outside", "attestation.missing"})
"""Codes about the signature, which can't be there before the signer signs."""

NEEDS_SUBJECT = Need(
    "subject",
    "At least one taxpayer is named.",
    lambda s: [] if s.progress.subjects_open else [none_left(s.progress.status, s.progress.submission)],
    SET_FORTH,
)
NEEDS_UPLOADS_DONE = _need(
    "uploads",
    "No upload is unfinished.",
    "An upload isn't finished: confirm its columns if it waits for them, wait until it is done, or cancel it.",
    lambda p: p.uploads_open == 0,
)
NEEDS_CARRIED = _need(
    "carried",
    "No returned subject is still being carried over from the request that this one succeeds.",
    "Subjects returned in an earlier request are still being carried over into this one: the page says how far it is.",
    lambda p: not p.carrying,
)
NEEDS_DECIDED = _need(
    "decided",
    "No decision on a group of subjects is still being carried out.",
    "A decision on a group of subjects is still being carried out: its page says how far it is. Try again when it is done.",
    lambda p: not p.deciding,
)
NEEDS_JUDGED = _need(
    "judged",
    "Every standing subject is judged as it now stands, by the present edition and lists.",
    "Subjects are still being judged: the page says how many are left.",
    lambda p: p.subjects_unjudged == 0,
)
NEEDS_FRESH = _need(
    "fresh",
    "The request was judged since the rules and their lists last changed.",
    "The rules or their lists have just changed, and the request is being judged by them: wait a minute and look again.",
    lambda p: p.fresh,
)
NEEDS_UNBLOCKED = _need(
    "unblocked",
    "No blocking flag stands on a standing subject.",
    "A blocking flag stands on a subject: it can only be cured, or the subject dropped, returned or denied.",
    lambda p: p.subjects_blocked == 0,
    SET_FORTH,
)
NEEDS_REVIEWED = _need(
    "reviewed",
    "Every review flag on a standing subject is cleared in writing, in this submission.",
    "A review flag on a subject isn't cleared: counsel clears it in writing.",
    lambda p: p.subjects_unreviewed == 0,
    REVIEWED,
)
NEEDS_COUNSEL = _need(
    "counsel",
    "Counsel has finished with this request.",
    "Counsel has not finished with this request, or it is still being compared with others: look again in a minute.",
    lambda p: p.counsel_finished,
)
NEEDS_MATCHED = Need(
    "matched",
    "Every standing subject is matched with exactly one record.",
    lambda s: _unmatched(s.progress),
    "26 U.S.C. 6103(i)(2); order of Feb. 26, 2026",
)
NEEDS_SIGNATURE = _need(
    "signature",
    "The present contents are signed.",
    "The present contents aren't signed: the signer signs in again and attests.",
    lambda p: p.signed,
    WRITTEN,
)
NEEDS_DETERMINATION = _need(
    "determination",
    "Counsel has found the present contents lawful in every element.",
    "Counsel hasn't found the present contents lawful in every element.",
    lambda p: p.determined_lawful,
    REVIEWED,
)
NEEDS_APPROVAL = _need(
    "approval",
    "An approval in writing stands on the present contents.",
    "No approval in writing stands on the present contents.",
    lambda p: p.approved,
    IN_WRITING,
)
NEEDS_TRANSMITTED = _need(
    "transmitted",
    "A package was transmitted.",
    "Nothing has been transmitted yet.",
    lambda p: p.release_status in SENT,
    ACCOUNTED,
)
NEEDS_NOTHING_SENT = _need(
    "nothing_sent",
    "Nothing was transmitted.",
    "Information has been transmitted: it can't be taken back this way.",
    lambda p: p.release_status not in SENT,
    ACCOUNTED,
)
NEEDS_RECIPIENT_GONE = _need(
    "recipient_gone",
    "The package was opened, and its recipient is no officer on the agency’s roster with access any more.",
    "The named recipient confirms the receipt. Somebody else does so only once he or she opened the package and is no longer "
    "an officer on the agency’s roster with access.",
    lambda p: p.package_asks == "stand_in" or p.release_status != "transmitted",
    KEPT_SAFE,
)
NEEDS_SHUT_FOR_GOOD = _need(
    "shut_for_good",
    "It was never opened and can’t be any more: its key was revoked, its recipient left, or its bytes were disposed of.",
    "Only a package that was never opened, and can’t be opened any more, is ended like this.",
    lambda p: p.package_asks == "end" or p.release_status != "transmitted",
    ACCOUNTED,
)
NEEDS_UNBROKEN = _need(
    "unbroken",
    "The circuit breaker of releases hasn't tripped.",
    STOPPED,
    lambda p: not p.breaker_open,
)
NEEDS_NO_PACKAGE = _need(
    "no_package",
    "No prepared package stands.",
    "A prepared package stands: a disclosure specialist or authorizing official must void it first.",
    lambda p: p.release_status not in ("prepared", "authorized"),
)
NEEDS_SOUND_DRAFT = Need(
    "sound_draft",
    "No flag blocks the request, but for those that signing cures.",
    _blocking(frozenset({Severity.REQUEST}), SIGNING_CURES),
    SET_FORTH,
)
NEEDS_SOUND = Need("sound", "No flag blocks the request.", _blocking(frozenset({Severity.REQUEST})), SET_FORTH)
NEEDS_CLEARED = Need(
    "cleared", "Every review flag on the request is cleared in writing, in this submission.", _uncleared, REVIEWED
)
NEEDS_RELEASABLE = Need(
    "releasable",
    "No flag blocks the request or its release: no order of a court, no refusal under (p)(4).",
    _blocking(frozenset({Severity.REQUEST, Severity.RELEASE})),
    BARS_RELEASE,
)
