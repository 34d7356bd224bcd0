"""For each judged code one case that passes and one that fails: run as tests, printed in the rules. Invented people."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from .facts import (
    AgreementFacts,
    Book,
    Contents,
    HoldFacts,
    Severity,
    Shared,
    SignerFacts,
    SubjectFacts,
    TinForm,
)
from .lists import DEFAULT_BOOK
from .statute import AGENCY, DOJ

TODAY = date(2026, 11, 22)
"""The day as of which the examples are judged."""

AGREEMENT = AgreementFacts(
    code="EXAMPLE",
    starts=date(2025, 4, 7),
    ends=date(2027, 4, 6),
    statutes=frozenset({"8 USC 1253(a)(1)", "8 USC 1326"}),
    items=frozenset({"address"}),
    signer_offices=frozenset({"head_of_agency"}),
    asks_attestation=True,
    asks_removal_order=True,
)
BOOK = replace(DEFAULT_BOOK, agreement=AGREEMENT)

SUBJECT = SubjectFacts(
    first_name="Ana",
    last_name="Invented",
    address="100 Sample Street, Houston, TX 77002",
    tax_periods="2022; 2023",
    statute="8 USC 1326",
    case_number="HSI-2025-000123",
    case_opened="2025-02-03",
    reason="Bank records in the matter show rent paid from an account opened under a forged permit after reentry.",
    officer_name="Linh Example",
    officer_title="Special Agent",
)
"""A subject with nothing wrong. Each example changes what its rule looks at."""

SIGNER = SignerFacts("Pat Example", "Secretary", "head_of_agency", "holder")
CONTENTS = Contents(
    agency_kind=AGENCY,
    items=frozenset({"address"}),
    purpose="investigation of reentry",
    agreement_code="EXAMPLE",
    signer=SIGNER,
    attested=True,
    subjects=1,
)
"""A request with nothing wrong."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged, and how it is shown in the printed rules."""

    shown: str
    facts: SubjectFacts | Contents
    book: Book = BOOK


@dataclass(frozen=True, slots=True)
class Example:
    """A case in which a code isn't raised, and one in which it is."""

    code: str
    passes: Case
    fails: Case


def _show(value: object) -> str:
    if isinstance(value, SignerFacts):
        return f"{value.title}, {value.capacity}" + (f" ({value.instrument})" if value.instrument else "")
    if isinstance(value, Shared):
        counts = {f.name: getattr(value, f.name) for f in fields(value)}
        return ", ".join(f"{name} {count}" for name, count in counts.items() if count > 1) or "1 subject each"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return f"“{value}”" if str(value) else "nothing"


def _case(base: SubjectFacts | Contents, changes: dict[str, Any], book: Book = BOOK) -> Case:
    shown = "; ".join(f"{name.replace('_', ' ')}: {_show(value)}" for name, value in changes.items())
    changed = base._replace(**changes) if isinstance(base, SubjectFacts) else replace(base, **changes)
    return Case(shown, changed, book)


def _subject(code: str, passes: dict[str, Any], fails: dict[str, Any]) -> Example:
    return Example(code, _case(SUBJECT, passes), _case(SUBJECT, fails))


def _request(code: str, passes: dict[str, Any], fails: dict[str, Any]) -> Example:
    return Example(code, _case(CONTENTS, passes), _case(CONTENTS, fails))


def _release(code: str, passes: tuple[str, Book], fails: tuple[str, Book]) -> Example:
    return Example(code, Case(passes[0], CONTENTS, passes[1]), Case(fails[0], CONTENTS, fails[1]))


_ORDER = {
    "statute": "8 USC 1253(a)(1)(A)",
    "removal_order_date": "2024-03-01",
    "removal_order_case": "A200000001",
    "removal_ground": "8 USC 1227(a)(1)(B)",
}
_LIFTED = HoldFacts("Example v. Example, 25-cv-1", frozenset({"disclose"}), date(2025, 11, 21), date(2026, 3, 1))
_STANDING = replace(_LIFTED, ends=None)
_DELEGATE = SignerFacts("Pat Example", "Deputy Secretary", "", "delegate", "Delegation 12-1")

EXAMPLES: dict[str, Example] = {
    example.code: example
    for example in (
        _request("writing.signed", {"signer": SIGNER}, {"signer": replace(SIGNER, title="Chief of Staff", office="")}),
        _request("writing.delegate", {"signer": SIGNER}, {"signer": _DELEGATE}),
        _request(
            "signer.outside",
            {"signer": SIGNER},
            {"signer": replace(SIGNER, title="Inspector General", office="inspector_general")},
        ),
        _subject(
            "name.missing",
            {"first_name": "Ana", "last_name": "Invented"},
            {"first_name": "FNU", "last_name": "LNU"},
        ),
        _subject("address.missing", {"address": "PO Box 12, Ames, IA 50010"}, {"address": ""}),
        _subject(
            "address.placeholder",
            {"address": "12 Homeland Road, Dayton, OH 45402"},
            {"address": "Failed to Provide 77002"},
        ),
        _subject(
            "address.incomplete",
            {"address": "PSC 1234 Box 567, APO AE 09012"},
            {"address": "Main Street, Houston, TX 77002"},
        ),
        _subject(
            "address.zip",
            {"address": "100 Sample Street, Houston, TX 77002"},
            {"address": "100 Sample Street, Houston, TX 10001"},
        ),
        _subject(
            "address.differs",
            {"city": "Houston", "state": "TX", "postal_code": "77002"},
            {"address_line1": "12 Homeland Road", "city": "Dayton", "state": "OH", "postal_code": "45402"},
        ),
        _subject("period.missing", {"tax_periods": "2021-2023"}, {"tax_periods": "2019-"}),
        _subject("statute.missing", {"statute": "INA 276"}, {"statute": "pending"}),
        _subject("statute.civil", {"statute": "8 USC 1324(a)"}, {"statute": "8 USC 1231"}),
        _subject("statute.tax", {"statute": "18 USC 1001"}, {"statute": "26 USC 7201"}),
        _subject("statute.subsection", {"statute": "8 USC 1325(a)"}, {"statute": "8 USC 1325"}),
        _subject("statute.unlisted", {"statute": "18 USC 1546(a)"}, {"statute": "8 USC 9999"}),
        _subject("statute.outside", {"statute": "8 USC 1326"}, {"statute": "18 USC 1001"}),
        _subject(
            "reason.missing", {"reason": SUBJECT.reason}, {"reason": "Please see the attached letter for the reason."}
        ),
        _subject("reason.generic", {"shared": Shared(reason=2)}, {"shared": Shared(reason=400)}),
        _subject(
            "reason.civil",
            {"reason": "A lease signed after the removal order shows that he willfully failed to depart."},
            {"reason": "Address needed to locate the alien for removal."},
        ),
        _subject("matter.missing", {"case_number": "GJ 24-117"}, {"case_number": "sealed"}),
        _subject("matter.shared", {"shared": Shared(matter=12)}, {"shared": Shared(matter=1000)}),
        _subject("officer.missing", {"officer_name": "Linh Example"}, {"officer_name": "ICE officers"}),
        _subject("officer.overload", {"shared": Shared(officer=40)}, {"shared": Shared(officer=1280000)}),
        _subject("order.date", dict(_ORDER), {**_ORDER, "removal_order_date": "2049-01-01"}),
        _subject(
            "path.fugitive",
            {"reason": "Receipts show that he hid a fugitive from the marshals in this house, 18 U.S.C. 1071."},
            {"reason": "To locate and arrest the defendant, for whom a felony warrant is outstanding."},
        ),
        _subject(
            "path.terrorism",
            {"reason": "Invoices from the shell company show who paid for the forged passports."},
            {"reason": "The account sent money to a terrorist organization."},
        ),
        _request(
            "items.barred",
            {"items": frozenset({"address"})},
            {"items": frozenset({"address", "taxpayer_return_information"})},
        ),
        _request("items.outside", {"items": frozenset({"address"})}, {"items": frozenset({"address", "audit"})}),
        _request("attestation.missing", {"attested": True}, {"attested": False}),
        _request(
            "agreement.inactive",
            {"agreement_code": "EXAMPLE"},
            {"agreement_code": "ANOTHER"},
        ),
        _release(
            "safeguards.refused",
            ("no determination to refuse", BOOK),
            ("a determination to refuse is in force", replace(BOOK, safeguards_refused=True)),
        ),
        _release(
            "safeguards.open",
            ("every finding has an accepted plan", BOOK),
            ("2 findings without an accepted plan", replace(BOOK, safeguards_open=2)),
        ),
        _release(
            "hold.active",
            ("an order that ended before today", replace(BOOK, holds=(_LIFTED,))),
            ("an order in force that bars disclosure", replace(BOOK, holds=(_STANDING,))),
        ),
        _subject("tin.invalid", {"tin_form": TinForm.SSN}, {"tin_form": TinForm.IMPOSSIBLE}),
        _subject("subject.duplicate", {"shared": Shared(identity=1)}, {"shared": Shared(identity=2)}),
        _subject(
            "match.address",
            {"match": "matched", "match_address": "agrees"},
            {"match": "matched", "match_address": "differs"},
        ),
        _subject("match.ambiguous", {"match": "matched", "match_address": "agrees"}, {"match": "ambiguous"}),
        _subject("match.none", {"match": "matched", "match_address": "agrees"}, {"match": "not_found"}),
        _subject("subject.protected", {"protected": False}, {"protected": True}),
    )
}
"""Code -> example. Every code has one."""

DOUBTS: dict[str, tuple[Severity, Case]] = {
    "name.missing": (Severity.REVIEW, _case(SUBJECT, {"first_name": "FNU", "last_name": "Invented"})),
    "address.incomplete": (Severity.REVIEW, _case(SUBJECT, {"address": "General Delivery, Ames, IA 50010"})),
    "period.missing": (Severity.REVIEW, _case(SUBJECT, {"tax_periods": "1950"})),
    "reason.civil": (
        Severity.SUBJECT,
        _case(SUBJECT, {"reason": "Address needed to locate the alien for removal.", "statute": "8 USC 1231"}),
    ),
    "order.date": (Severity.REVIEW, _case(SUBJECT, {**_ORDER, "removal_order_date": "2026-11-01"})),
    "hold.active": (
        Severity.REVIEW,
        Case(
            "an order in force that bars use alone",
            CONTENTS,
            replace(BOOK, holds=(replace(_STANDING, acts=frozenset({"use"})),)),
        ),
    ),
}
"""Code raised with two severities -> the other severity than its example's, and a case that raises it so."""

OTHER_AGENCY = replace(
    CONTENTS, agency_kind=DOJ, agreement_code="", signer=replace(SIGNER, title="U.S. attorney", office="us_attorney")
)
"""A request of the Department of Justice, which asks without an agreement."""
