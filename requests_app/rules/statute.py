"""26 U.S.C. 6103(i)(2): who may ask, what a request must set forth, and to whom the information may go.

The wording beside each element is the statute's own or as near as a question can be.
"""

from __future__ import annotations

from dataclasses import dataclass

AGENCY = "agency"
DOJ = "doj"
AGENCY_KINDS: dict[str, str] = {AGENCY: "a Federal agency", DOJ: "the Department of Justice"}
"""Kind of the asking agency -> words. The Department of Justice has a list of offices of its own."""


@dataclass(frozen=True, slots=True)
class SetForth:
    """One thing that (i)(2)(B) wants in writing for every named taxpayer, with the fields that carry it."""

    wording: str
    citation: str
    fields: tuple[str, ...]


SET_FORTH: dict[str, SetForth] = {
    "name_and_address": SetForth(
        "the name and address of the taxpayer with respect to whom the requested return information relates",
        "26 U.S.C. 6103(i)(2)(B)(i)",
        ("first_name", "middle_name", "last_name", "entity_name", "address"),
    ),
    "periods": SetForth(
        "the taxable period or periods to which such return information relates",
        "26 U.S.C. 6103(i)(2)(B)(ii)",
        ("tax_periods",),
    ),
    "statutory_authority": SetForth(
        "the statutory authority under which the proceeding or investigation is being conducted",
        "26 U.S.C. 6103(i)(2)(B)(iii)",
        ("statute",),
    ),
    "specific_reasons": SetForth(
        "the specific reason or reasons why such disclosure is, or may be, relevant to such proceeding or "
        "investigation",
        "26 U.S.C. 6103(i)(2)(B)(iv)",
        ("reason",),
    ),
}
"""The four elements of (B), each wanted for every named taxpayer: no value for the whole request stands in.
"""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that (i)(2)(A) names. `undecided`: whether it is one has not been decided, so counsel must
    say.
    """

    label: str
    agency_kinds: frozenset[str]
    citation: str
    undecided: bool = False


_A = "26 U.S.C. 6103(i)(2)(A)"

OFFICES: dict[str, Office] = {
    "head_of_agency": Office("Head of a Federal agency", frozenset({AGENCY}), _A),
    "inspector_general": Office("Inspector General of a Federal agency", frozenset({AGENCY}), _A),
    "attorney_general": Office("Attorney General", frozenset({DOJ}), _A),
    "deputy_ag": Office("Deputy Attorney General", frozenset({DOJ}), _A),
    "associate_ag": Office("Associate Attorney General", frozenset({DOJ}), _A),
    "assistant_ag": Office("Assistant Attorney General", frozenset({DOJ}), _A),
    "fbi_director": Office("Director of the Federal Bureau of Investigation", frozenset({DOJ}), _A),
    "dea_administrator": Office("Administrator of the Drug Enforcement Administration", frozenset({DOJ}), _A),
    "us_attorney": Office("United States attorney", frozenset({DOJ}), _A),
    "special_prosecutor": Office("Special prosecutor", frozenset({DOJ}), f"{_A}; 28 U.S.C. 593"),
    "strike_force_attorney": Office(
        "Attorney in charge of a criminal division organized crime strike force",
        frozenset({DOJ}),
        f"{_A}; 28 U.S.C. 510",
    ),
    "component_head": Office("Head of a component of an agency", frozenset({AGENCY, DOJ}), _A, undecided=True),
}
"""Id -> office. There is no 'or delegate' in (i)(2)(A), as there is in (i)(7)."""

CAPACITIES: dict[str, str] = {
    "holder": "holds the office",
    "acting": "acts in the office (5 U.S.C. 3345)",
    "delegate": "relies on a recorded delegation instrument",
}


def may_sign(office: str, agency_kind: str) -> bool:
    """Return whether an office is one that may ask for an agency of that kind (undecided ones included)."""
    return office in OFFICES and agency_kind in OFFICES[office].agency_kinds


@dataclass(frozen=True, slots=True)
class Element:
    """One question that counsel answers yes or no, with words, in a determination of law."""

    question: str
    citation: str


ELEMENTS: dict[str, Element] = {
    "name_and_address": Element(
        "Does the request set forth the name and the address of each taxpayer?", "26 U.S.C. 6103(i)(2)(B)(i)"
    ),
    "periods": Element(
        "Does it set forth the taxable period or periods for each taxpayer?", "26 U.S.C. 6103(i)(2)(B)(ii)"
    ),
    "statutory_authority": Element(
        "Does it set forth, for each taxpayer, a specifically designated Federal criminal statute, not of "
        "tax "
        "administration, under which the proceeding or investigation is conducted?",
        "26 U.S.C. 6103(i)(2)(B)(iii), (i)(1)(A)(i)",
    ),
    "specific_reasons": Element(
        "Does it set forth, for each taxpayer, the specific reasons why disclosure is, or may be, relevant "
        "to that "
        "proceeding or investigation?",
        "26 U.S.C. 6103(i)(2)(B)(iv)",
    ),
    "title_class": Element("Was it asked by an official of a class that may ask?", "26 U.S.C. 6103(i)(2)(A)"),
    "recipients": Element(
        "Are the recipients officers and employees personally and directly engaged in that proceeding or "
        "investigation, solely for that use?",
        "26 U.S.C. 6103(i)(2)(A), (i)(1)(A)",
    ),
    "tier": Element(
        "Is all that is asked return information other than taxpayer return information, or taxpayer identity?",
        "26 U.S.C. 6103(b)(2), (b)(6), (i)(2)(C)",
    ),
}
"""Counsel's determination, element by element, in the order in which it is made."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A path next to (i)(2) that a request may really be on, and what that path takes."""

    what: str
    takes: str
    citation: str


NEIGHBOURS: tuple[Neighbour, ...] = (
    Neighbour("returns and taxpayer return information", "a judge's ex parte order", "26 U.S.C. 6103(i)(1)"),
    Neighbour("locating a fugitive", "a court order and a Federal felony warrant", "26 U.S.C. 6103(i)(5)"),
    Neighbour("terrorist incidents, threats or activities", "a request under that paragraph", "26 U.S.C. 6103(i)(7)"),
    Neighbour(
        "tax administration, crimes of title 26",
        "a referral or request under that subsection",
        "26 U.S.C. 6103(h)",
    ),
)
"""Paths that this system recognizes and turns away by name."""
