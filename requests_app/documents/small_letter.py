"""The cover letter of a package: authority, request, periods, use limits, penalties, safeguard duty,
custodian, approver.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

from ..rules.reason_codes import NOT_DISCLOSED
from .labels import LABEL, LABEL_SENTENCE

WIDTH = 96
"""Characters on a line."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the letter says of this package. Plain text; `taxpayers` is how many are in the release file."""

    number: str
    title: str
    agency: str
    agreement: str
    submission: int
    signer: str
    recipient: str
    approver: str
    approved_on: date | None
    counsel: str
    prepared_by: str
    snapshot_hash: str
    items: tuple[str, ...]
    periods: tuple[str, ...]
    taxpayers: int


def cover_letter(facts: LetterFacts) -> str:
    """Return the letter as text, labelled first and last, lines of at most 96 characters."""
    head = [LABEL, "", "Internal Revenue Service", "Disclosure of return information", ""]
    sections = [*_what(facts), *_DUTIES, *_who(facts)]
    body = [line for title, text in sections for line in (title.upper(), *_wrapped(text), "")]
    return "\n".join([*head, *_address(facts), *body, *_wrapped(LABEL_SENTENCE), ""])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _address(facts: LetterFacts) -> list[str]:
    day = f"{facts.approved_on:%B} {facts.approved_on.day}, {facts.approved_on.year}" if facts.approved_on else "-"
    return [
        f"To: {facts.recipient}",
        f"    {facts.agency}",
        f"Request: {facts.number}",
        f"Approved: {day}",
        "",
    ]


def _what(facts: LetterFacts) -> list[tuple[str, str]]:
    under = f" It was made under {facts.agreement}." if facts.agreement else ""
    periods = "; ".join(facts.periods) or "as set forth for each taxpayer in the release file"
    return [
        (
            "Authority",
            "This information is disclosed under 26 U.S.C. 6103(i)(2), on a request in writing by an "
            f"official of a class that may make it: {facts.signer}.{under}",
        ),
        (
            "Request",
            f"{facts.number}, submission {facts.submission}: {facts.title}. Contents signed: {facts.snapshot_hash}.",
        ),
        (
            "What is enclosed",
            f"{', '.join(facts.items)}, for {facts.taxpayers} "
            f"taxpayer{'' if facts.taxpayers == 1 else 's'}, in the file release.csv. For every other "
            f"taxpayer named in the request: {NOT_DISCLOSED}",
        ),
        ("Taxable periods", f"{periods}."),
    ]


_DUTIES: tuple[tuple[str, str], ...] = (
    (
        "Use limits",
        "Only officers and employees of your agency who are personally and directly engaged in the "
        "proceeding, investigation or grand jury proceeding set forth in the request may receive this "
        "information, solely for their use in it. It may not be used for civil enforcement, and it may "
        "not be given to anyone else, except as 26 U.S.C. 6103(i)(4) allows.",
    ),
    (
        "Penalties",
        "Willful unauthorized disclosure is a felony punishable by up to five years in prison (26 "
        "U.S.C. 7213). Willful unauthorized inspection is punishable by up to one year (26 U.S.C. "
        "7213A). A taxpayer may claim civil damages of $1,000 or more for each act, negligent ones "
        "included (26 U.S.C. 7431).",
    ),
    (
        "Safeguards",
        "Your agency must keep a record of every disclosure and use, a secure place, access by need to "
        "know alone, and the other safeguards of 26 U.S.C. 6103(p)(4) and IRS Publication 1075. When "
        "the use is done, return the information or make it undisclosable, and report how.",
    ),
    (
        "Custodian",
        "The recipient named above answers for this package until a custodian and a place of keeping "
        "are recorded with the confirmation of receipt. Confirm receipt in the system that delivered it.",
    ),
    (
        "Errors",
        "If anything here was not asked for, or concerns a person other than the one named, stop, do "
        "not copy it, and tell the IRS Office of Safeguards and the Treasury Inspector General for Tax "
        "Administration within 24 hours.",
    ),
)


def _who(facts: LetterFacts) -> list[tuple[str, str]]:
    return [
        ("Determined in law by", f"{facts.counsel}."),
        ("Approved by", f"{facts.approver}."),
        (
            "Prepared by",
            f"{facts.prepared_by}. Its transmittal is authorized in writing by another official, on record.",
        ),
    ]
