"""Why a request or a subject was returned or denied: coded reasons, each with the sentence that the letter
carries.

To the agency every subject that was not released is 'not disclosed' in one sentence: no record, a mismatch,
an ambiguous match and (i)(6) read the same, so that none of them can be told from another.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_DISCLOSED = "Not disclosed. The requested information was not disclosed for this subject."
"""The one neutral sentence that the agency reads for each subject not released, whatever the cause."""

NONE_DISCLOSED = "Not disclosed. The requested information was not disclosed for any subject of this request."
"""The same where it is said of a request as a whole, as it is returned or denied."""


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """A coded reason. `sentence` is what the agency reads; `internal` reasons read as NOT_DISCLOSED to the
    agency.
    """

    label: str
    sentence: str
    citation: str
    internal: bool = False


REASONS: dict[str, ReasonCode] = {
    "wrong_requester": ReasonCode(
        "Wrong requester",
        "The request was not made by an official of a class that may make it.",
        "26 U.S.C. 6103(i)(2)(A)",
    ),
    "not_signed": ReasonCode("Not signed", "The request is not signed.", "26 U.S.C. 6103(i)(2)(A)"),
    "name_or_address": ReasonCode(
        "Name or address missing or placeholder",
        "The name or the address of the taxpayer is missing, incomplete, or stands in for not having one.",
        "26 U.S.C. 6103(i)(2)(B)(i)",
    ),
    "no_period": ReasonCode("No period", "No readable taxable period is set forth.", "26 U.S.C. 6103(i)(2)(B)(ii)"),
    "no_criminal_statute": ReasonCode(
        "No criminal statute, or civil or tax",
        "No specifically designated Federal criminal statute is set forth, or the one cited is civil or "
        "concerns tax "
        "administration.",
        "26 U.S.C. 6103(i)(2)(B)(iii), (i)(1)(A)(i)",
    ),
    "no_specific_reason": ReasonCode(
        "No specific reason",
        "No specific reason is set forth why disclosure is, or may be, relevant.",
        "26 U.S.C. 6103(i)(2)(B)(iv)",
    ),
    "no_matter": ReasonCode(
        "No matter",
        "No criminal proceeding, investigation or grand jury proceeding is identified.",
        "26 U.S.C. 6103(i)(2)(A)",
    ),
    "no_engaged_officer": ReasonCode(
        "No engaged officer",
        "No officer or employee is named who is personally and directly engaged in the matter.",
        "26 U.S.C. 6103(i)(2)(A)",
    ),
    "barred_items": ReasonCode(
        "Asks for returns or taxpayer return information",
        "Returns and taxpayer return information are disclosed on a judge's order only.",
        "26 U.S.C. 6103(i)(1)",
    ),
    "fugitive_location": ReasonCode(
        "Fugitive location",
        "Locating a fugitive takes a court order and a Federal felony warrant.",
        "26 U.S.C. 6103(i)(5)",
    ),
    "impairment": ReasonCode("(i)(6)", NOT_DISCLOSED, "26 U.S.C. 6103(i)(6)", internal=True),
    "undisclosed": ReasonCode("Not disclosed, as counsel decided", NOT_DISCLOSED, "26 U.S.C. 6103(a)", internal=True),
    "no_record_or_mismatch": ReasonCode("No record or mismatch", NOT_DISCLOSED, "26 U.S.C. 6103(i)(2)", internal=True),
    "safeguards": ReasonCode(
        "Safeguards", "The safeguards that the law wants are not in place.", "26 U.S.C. 6103(p)(4)"
    ),
    "court_hold": ReasonCode(
        "Court hold", "An order of a court in force bars this disclosure.", "the order, as recorded"
    ),
    "duplicate": ReasonCode(
        "Duplicate",
        "The same person is named in another open request of this agency.",
        "26 U.S.C. 6103(p)(3)(A)",
    ),
    "outside_agreement": ReasonCode(
        "Outside the agreement",
        "The agreement under which it was made does not permit this.",
        "the agreement",
    ),
}
"""Id -> reason, in the order in which they are offered. Several may be given at once."""


INTERNAL: frozenset[str] = frozenset(id for id, reason in REASONS.items() if reason.internal)
"""Reasons that the agency never learns of: it must not be able to tell them from each other, nor from having no record."""


NAMED_COUNSELS: frozenset[str] = frozenset({"impairment"})
"""Reasons that named counsel alone gives, subject by subject. No decision says them: it says `UNDISCLOSED`, and the reason
itself is kept, sealed, where named counsel alone reads.
"""

NO_RECORD = "no_record_or_mismatch"
"""The reason that says what matching found: it can't be given for a subject whose one record bears the given address."""

UNDISCLOSED = "undisclosed"
"""The reason of any counsel who keeps the reason: (i)(6) is one of them, and nobody else can tell which."""

UNDISCLOSED_WORDS = "No reason is told here."
"""What stands in the record of a subject set aside for it, whoever the legal reviewer is: words would tell them apart."""

COUNSELS: frozenset[str] = frozenset({UNDISCLOSED})
"""Reasons that legal reviewers alone give."""


def sentence_for_agency(code: str, *, whole: bool = False) -> str:
    """Return what the agency reads for a reason: internal ones read as the one neutral sentence. `whole`: of a request."""
    reason = REASONS[code]
    neutral = NONE_DISCLOSED if whole else NOT_DISCLOSED
    return neutral if reason.internal else reason.sentence
