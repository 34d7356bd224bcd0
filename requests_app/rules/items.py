"""The three tiers of tax information, and the items that may be asked for. 26 U.S.C. 6103(b)(1)-(6), (i)(1),
(i)(2).

An item of the first tier never leaves through (i)(2): it takes a judge's ex parte order under (i)(1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import TextChoices

from .text import latin_lookalikes, plain, readings


class Tier(TextChoices):
    """The tier of an item decides the gate that it may pass."""

    BARRED = "barred", "return or taxpayer return information"
    OTHER = "other", "return information other than taxpayer return information"
    IDENTITY = "identity", "taxpayer identity"


@dataclass(frozen=True, slots=True)
class TierText:
    """What a tier holds, which gate it takes, and the law that says so."""

    holds: str
    gate: str
    citation: str


TIERS: dict[Tier, TierText] = {
    Tier.BARRED: TierText(
        "what was filed with or furnished to the IRS by or for the taxpayer it relates to",
        "a judge's ex parte order; never through this system",
        "26 U.S.C. 6103(b)(1), (b)(3), (i)(1)",
    ),
    Tier.OTHER: TierText(
        "what the IRS got itself or from others: audits, third-party information returns, its own actions",
        "a written request that meets (i)(2)",
        "26 U.S.C. 6103(b)(2), (i)(2)",
    ),
    Tier.IDENTITY: TierText(
        "name, mailing address, taxpayer identifying number, or a combination",
        "a written request that meets (i)(2): treated as the tier above for that paragraph alone",
        "26 U.S.C. 6103(b)(6), (i)(2)(C)",
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of information that a request may name.

    `by_hand`: attached by a specialist with its source; the source 'the taxpayer' is refused.
    """

    label: str
    tier: Tier
    citation: str
    by_hand: bool = False


ITEMS: dict[str, Item] = {
    "address": Item("Last known address", Tier.IDENTITY, "26 U.S.C. 6103(b)(6), (i)(2)(C)"),
    "name": Item("Name on record", Tier.IDENTITY, "26 U.S.C. 6103(b)(6), (i)(2)(C)"),
    "tin": Item("Taxpayer identifying number", Tier.IDENTITY, "26 U.S.C. 6103(b)(6), (i)(2)(C)"),
    "audit": Item("Results of an examination", Tier.OTHER, "26 U.S.C. 6103(b)(2), (i)(2)", by_hand=True),
    "third_party": Item(
        "Information returns filed by third parties", Tier.OTHER, "26 U.S.C. 6103(b)(2), (i)(2)", by_hand=True
    ),
    "actions": Item("Record of the IRS's own actions", Tier.OTHER, "26 U.S.C. 6103(b)(2), (i)(2)", by_hand=True),
    "return": Item("Tax return", Tier.BARRED, "26 U.S.C. 6103(b)(1), (i)(1)"),
    "taxpayer_return_information": Item("Taxpayer return information", Tier.BARRED, "26 U.S.C. 6103(b)(3), (i)(1)"),
}
"""Id -> item, the identity tier first. An id that isn't here may not be asked for."""

REFUSED_SOURCE = "the taxpayer"
"""What came from the taxpayer is taxpayer return information and can't be attached as a second-tier item."""


ATTACHED_MOST = 10 * 1024 * 1024
"""Bytes. The largest file that is attached for one subject."""


def may_leave(item: str) -> bool:
    """Return whether an item may be released on a request under (i)(2)."""
    return item in ITEMS and ITEMS[item].tier != Tier.BARRED


def barred(items: frozenset[str]) -> tuple[str, ...]:
    """Return the ids asked for that (i)(2) can't give, in order of the table; unknown ids count as barred."""
    unknown = sorted(items - ITEMS.keys())
    return (*(i for i in ITEMS if i in items and not may_leave(i)), *unknown)


def from_records(items: frozenset[str]) -> tuple[str, ...]:
    """Return which of the items asked for the records source gives, in order of the table."""
    return tuple(i for i in ITEMS if i in items and may_leave(i) and not ITEMS[i].by_hand)


def attachable(items: frozenset[str]) -> tuple[str, ...]:
    """Return which of the items asked for a specialist attaches by hand, in order of the table."""
    return tuple(i for i in ITEMS if i in items and may_leave(i) and ITEMS[i].by_hand)


_WHO = r"(subject|filer|individual|person|person concerned|him|her|them)( ?sel(f|ves))?"
_FILED = re.compile(
    r"taxpa[yi]e?r|contribuyente|self ?(report|prepar|assess|fil)|"
    rf"^(the )?{_WHO}$|\b(by|from|of) (the )?{_WHO}( or .*)?$|\b(him|her|them) ?sel(f|ves)\b|"
    r"\b(his|her|their|own|joint|amended|original|filed|income|tax|income tax) returns?\b|^returns?$|\btax ?return|"
    r"\b(forms?|schedules?|f) ?(1040|1041|1065|1120|990|706|709|1127|4868|8821|2848|433|w ?4|w ?7|ss ?4)|"
    r"\b(1040|1041|1065|1120|4868|8821|2848)[a-z]{0,3}\b|"
    r"\bpower of attorney\b|\b(his|her|their|the) (accountant|preparer|representative|attorney)\b|\breturn preparer\b"
)
"""What says, in a source's words, that the taxpayer filed or furnished it, or that somebody did on his or her behalf."""
_TOGETHER = re.compile(r"taxpayer|taxreturn|form1040")
"""The plainest of it, however it is spaced."""


def refused_source(words: str) -> str:
    """Return why a source in words can't be attached, '' if it can: what the taxpayer furnished is of the barred tier.

    Words are compared without case, accents, punctuation and spacing, and with signs of other scripts that look Latin read as
    such. Source: 26 U.S.C. 6103(b)(3), (i)(1).
    """
    lines = [" ".join(re.findall(r"[a-z0-9]+", line)) for line in (plain(latin_lookalikes(words)), *readings(words))]
    if not any(re.search(r"[a-z]{2}", line) for line in lines):
        return "Say in words who furnished it. Nothing was attached."
    if any(_FILED.search(line) or _TOGETHER.search(line.replace(" ", "")) for line in lines):
        return (
            f"What came from {REFUSED_SOURCE}, or was filed on a return, is taxpayer return information: it takes a judge's "
            "order under (i)(1) and can't leave on a request under (i)(2). Nothing was attached. If it came from somebody "
            "else, name that source itself."
        )
    return ""
