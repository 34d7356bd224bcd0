"""What the letters say, as parts for `letter.typ`: headings, texts, lists of facts, tables, lines to type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from audits.standalone.words import count_of

from ..rules.items import ITEMS
from ..rules.reason_codes import NOT_DISCLOSED
from .encryption import fingerprint_of
from .facts import GIVEN, MATTER, ItemRow, PackageFacts
from .signs import NOTE

PERIODS_LISTED = 40
"""Different periods that the cover letter lists; beyond, it points to the release file."""

_COLUMNS = {
    "first_name": "First name",
    "middle_name": "Middle name",
    "last_name": "Last name",
    "entity_name": "Name of entity",
    "date_of_birth": "Date of birth",
    "a_number": "A-number",
    "fins": "FINS",
    "tax_periods": "Taxable periods",
    "statute": "Statute",
    "case_number": "Case",
    "officer_name": "Engaged officer",
}

Part = dict[str, Any]


def cover_parts(facts: PackageFacts, files: Sequence[dict[str, str | int]], attached: int) -> list[Part]:
    """Return the cover letter, part by part, in the order in which domain section 7 names them."""
    return [
        _facts(_address(facts)),
        *_section("Authority", _authority(facts)),
        *_section("Request", f"{facts.number}, submission {facts.submission}: {facts.title}."),
        _facts([("Contents signed", facts.snapshot_hash)]),
        *_enclosed(facts, files, attached),
        *_section("Taxable periods", f"{_periods(facts)}."),
        *(part for title, text in DUTIES for part in _section(title, text)),
        *_opening(facts),
        *_section("Who answers for this disclosure"),
        _facts(_who(facts)),
        _text(NOTE),
    ]


def subject_parts(facts: PackageFacts, items: Sequence[ItemRow], attached: Sequence[str]) -> list[Part]:
    """Return the letter on one taxpayer, part by part. `attached`: the file's name in the package for each item, or ''."""
    first = items[0]
    asked = [(_COLUMNS[name], text) for name, text in zip(GIVEN, first.given, strict=True)]
    matter = [(_COLUMNS[name], text) for name, text in zip(MATTER, first.matter, strict=True)]
    return [
        _facts(_address(facts)),
        *_section("Authority", _authority(facts)),
        *_section("Taxpayer, as your agency named the taxpayer"),
        _facts([(label, text) for label, text in asked if text]),
        *_section("Matter and taxable periods"),
        _facts([(label, text) for label, text in matter if text]),
        *_section("What is disclosed"),
        *(part for item, name in zip(items, attached, strict=True) for part in _of_item(item, name)),
        *(part for title, text in DUTIES for part in _section(title, text)),
        *_section("Who answers for this disclosure"),
        _facts(_who(facts)),
        _text(NOTE),
    ]


def package_name(number: str) -> str:
    """Return the name of a request's package, before it is encrypted."""
    return f"{number}-FTI.zip"


def _section(title: str, *texts: str) -> list[Part]:
    return [{"kind": "heading", "text": title}, *(_text(text) for text in texts)]


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _facts(rows: Iterable[tuple[str, str]]) -> Part:
    return {"kind": "facts", "rows": [[label, text] for label, text in rows]}


def _address(facts: PackageFacts) -> list[tuple[str, str]]:
    day = facts.approved_on
    return [
        ("To", facts.recipient),
        ("Agency", facts.agency),
        ("Request", facts.number),
        ("Approved", f"{day:%B} {day.day}, {day.year}" if day else "-"),
    ]


def _authority(facts: PackageFacts) -> str:
    under = f" It was made under {facts.agreement}." if facts.agreement else ""
    return (
        "This information is disclosed under 26 U.S.C. 6103(i)(2), on a request in writing by an official of a class that "
        f"may make it: {facts.signer}.{under}"
    )


def _enclosed(facts: PackageFacts, files: Sequence[dict[str, str | int]], attached: int) -> list[Part]:
    asked = ", ".join(ITEMS[item].label for item in facts.items if item in ITEMS)
    people = count_of(facts.taxpayers, "taxpayer")
    alone = " A letter on each taxpayer is in the folder letters." if facts.letters_wanted else ""
    more = f" Attached files, in the folder attachments: {attached:,}." if attached else ""
    counted = [[ITEMS[item].label, ITEMS[item].tier.label, f"{facts.counts[item]:,}"] for item in sorted(facts.counts)]
    hashes = [[str(file["name"]), f"{file['size']:,}", str(file["sha256"])] for file in files]
    return [
        *_section(
            "What is enclosed",
            f"Asked for: {asked}. Enclosed for {people}, the same rows in both release files.{alone}{more} For every other "
            f"taxpayer named in the request: {NOT_DISCLOSED}",
        ),
        {"kind": "table", "header": ["Item", "Tier", "Number"], "widths": [3, 4, 1], "rows": counted},
        {"kind": "table", "header": ["File", "Bytes", "SHA-256"], "widths": [2, 1.2, 5], "rows": hashes},
    ]


def _periods(facts: PackageFacts) -> str:
    if not 0 < len(facts.periods) <= PERIODS_LISTED:
        return "As set forth for each taxpayer in the release file"
    return "; ".join(facts.periods)


DUTIES: tuple[tuple[str, str], ...] = (
    (
        "Use limits",
        "Only officers and employees of your agency who are personally and directly engaged in the proceeding, "
        "investigation or grand jury proceeding set forth in the request may receive this information, solely for their "
        "use in it. It may not be used for civil enforcement, and it may not be given to anyone else, except as 26 U.S.C. "
        "6103(i)(4) allows.",
    ),
    (
        "Penalties",
        "Willful unauthorized disclosure is a felony punishable by up to five years in prison (26 U.S.C. 7213). Willful "
        "unauthorized inspection is punishable by up to one year (26 U.S.C. 7213A). A taxpayer may claim civil damages of "
        "$1,000 or more for each act, negligent ones included (26 U.S.C. 7431).",
    ),
    (
        "Safeguards",
        "Your agency must keep a record of every disclosure and use, a secure place, access by need to know alone, and the "
        "other safeguards of 26 U.S.C. 6103(p)(4) and IRS Publication 1075. When the use is done, return the information "
        "or make it undisclosable, and report how.",
    ),
    (
        "Custodian",
        "The recipient named above answers for this package until a custodian and a place of keeping are recorded with the "
        "confirmation of receipt. Confirm receipt in the system that delivered it.",
    ),
    (
        "Errors",
        "If anything here was not asked for, or concerns a person other than the one named, stop, do not copy it, and tell "
        "the IRS Office of Safeguards and the Treasury Inspector General for Tax Administration within 24 hours.",
    ),
)


def _opening(facts: PackageFacts) -> list[Part]:
    name, key = package_name(facts.number), facts.recipient_key
    return [
        *_section(
            "Opening and checking",
            "The file that you fetched is encrypted with age to the public key below, so that the holder of its secret key "
            "alone can open it. Open it, and unpack it, only in a place that may hold Federal tax information:",
        ),
        {
            "kind": "lines",
            "text": f"age --decrypt --identity key.txt --output package.zip {name}.age\nunzip package.zip",
        },
        _text(
            "Then check that nothing in it was altered or is missing. Each file must be reported as OK; if one is not, do "
            "not use the package and tell the sender:"
        ),
        {"kind": "lines", "text": "sha256sum --check SHA256SUMS"},
        _text("On Windows, Get-FileHash gives the same numbers, to compare with those in SHA256SUMS by hand."),
        _facts([("Public key", key), ("Its fingerprint", fingerprint_of(key))]),
    ]


def _who(facts: PackageFacts) -> list[tuple[str, str]]:
    return [
        ("Determined in law by", facts.counsel),
        ("Approved by", facts.approver),
        (
            "Prepared by",
            f"{facts.prepared_by}. Its transmittal is authorized in writing by another official, on record.",
        ),
        ("Rules", f"edition {facts.rules_edition}; matching edition {facts.match_edition}"),
    ]


def _of_item(item: ItemRow, attached: str) -> list[Part]:
    rows = [(ITEMS[item.item].label, item.value or "in the file named below"), ("Tier", ITEMS[item.item].tier.label)]
    rows += [(label, text) for label, text in (("Source", item.source), ("File", attached)) if text]
    return [_facts(rows)]
