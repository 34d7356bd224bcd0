"""The agreements that ship with the rules, for judging a file where no installation is: what each permits.

An installation keeps its own agreements with history; this is what a new one starts from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .facts import AgreementFacts


@dataclass(frozen=True, slots=True)
class ShippedAgreement:
    """An agreement's title and what it permits."""

    title: str
    facts: AgreementFacts


MOU = ShippedAgreement(
    "Memorandum of understanding between the Treasury and the Department of Homeland Security",
    AgreementFacts(
        code="MOU-2025-04",
        starts=date(2025, 4, 7),
        ends=None,
        statutes=frozenset({"8 USC 1253(a)(1)"}),
        items=frozenset({"address"}),
        signer_offices=frozenset({"head_of_agency", "component_head"}),
        asks_attestation=True,
        asks_removal_order=True,
    ),
)
"""The memorandum of 7 April 2025, as far as it could be read."""

SHIPPED: dict[str, ShippedAgreement] = {agreement.facts.code: agreement for agreement in (MOU,)}
"""Code -> agreement."""
