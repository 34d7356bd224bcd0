"""The three tiers of tax information, and the items that may be asked for. 26 U.S.C. 6103(b)(1)-(6), (i)(1),
(i)(2).

An item of the first tier never leaves through (i)(2): it takes a judge's ex parte order under (i)(1).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


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


def may_leave(item: str) -> bool:
    """Return whether an item may be released on a request under (i)(2)."""
    return item in ITEMS and ITEMS[item].tier != Tier.BARRED


def barred(items: frozenset[str]) -> tuple[str, ...]:
    """Return the ids asked for that (i)(2) can't give, in order of the table; unknown ids count as barred."""
    unknown = sorted(items - ITEMS.keys())
    return (*(i for i in ITEMS if i in items and not may_leave(i)), *unknown)
