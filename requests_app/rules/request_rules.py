"""What must be true of the request as a whole: who signed, what it asks for, the agreement it rests on."""

from __future__ import annotations

from datetime import date

from .facts import AgreementFacts, Book, Contents, Raised, Severity, SignerFacts
from .items import ITEMS, barred
from .statute import CAPACITIES, OFFICES, may_sign
from .text import clean


def _under_agreement(contents: Contents, book: Book) -> AgreementFacts | None:
    return book.agreement if contents.agreement_code else None


def _delegated(signer: SignerFacts) -> bool:
    return signer.capacity == "delegate" and bool(clean(signer.instrument))


def _not_signed(signer: SignerFacts | None, agency_kind: str) -> str:
    """Return why the signature isn't that of one who may ask, '' if it is."""
    if signer is None or not clean(signer.name):
        return "nobody has signed"
    if signer.capacity not in CAPACITIES:
        return "the capacity in which it was signed isn't given"
    if signer.capacity == "delegate":
        return "" if _delegated(signer) else "the delegation instrument isn't recorded"
    if not may_sign(signer.office, agency_kind):
        return "the signer's office isn't of a class that may ask for this agency"
    return ""


def judge_signature(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise writing.signed (request)."""
    wrong = _not_signed(contents.signer, contents.agency_kind)
    return Raised("writing.signed", Severity.REQUEST, wrong) if wrong else None


def judge_delegation(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise writing.delegate: a recorded delegate, or the head of a mere component, signed (review)."""
    signer = contents.signer
    if signer is None:
        return None
    if _delegated(signer):
        return Raised("writing.delegate", Severity.REVIEW, f"delegate under {clean(signer.instrument)}")
    if signer.office in OFFICES and OFFICES[signer.office].undecided:
        return Raised("writing.delegate", Severity.REVIEW, OFFICES[signer.office].label)
    return None


def judge_signer_permitted(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise signer.outside: the agreement doesn't name the signer's office (request)."""
    agreement, signer = _under_agreement(contents, book), contents.signer
    if agreement is None or signer is None or signer.office in agreement.signer_offices:
        return None
    office = OFFICES[signer.office].label if signer.office in OFFICES else "no listed office"
    return Raised("signer.outside", Severity.REQUEST, office)


def judge_items_barred(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise items.barred: a return, taxpayer return information, or an item that isn't listed (request)."""
    found = barred(contents.items)
    labels = "; ".join(ITEMS[item].label if item in ITEMS else item for item in found)
    return Raised("items.barred", Severity.REQUEST, labels) if found else None


def judge_items_permitted(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise items.outside: an item that the agreement doesn't permit (request)."""
    agreement = _under_agreement(contents, book)
    if agreement is None:
        return None
    outside = sorted(contents.items - agreement.items)
    labels = "; ".join(ITEMS[item].label if item in ITEMS else item for item in outside)
    return Raised("items.outside", Severity.REQUEST, labels) if outside else None


def judge_attestation(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise attestation.missing: the agreement asks for an attestation and it isn't signed (request)."""
    agreement = _under_agreement(contents, book)
    if agreement is None or not agreement.asks_attestation or contents.attested:
        return None
    return Raised("attestation.missing", Severity.REQUEST, agreement.code)


def judge_agreement(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise agreement.inactive: the agreement named isn't on record or isn't in force on the day (request)."""
    if not contents.agreement_code:
        return None
    agreement = book.agreement
    if agreement is None or agreement.code != contents.agreement_code:
        return Raised("agreement.inactive", Severity.REQUEST, f"{contents.agreement_code} isn't on record")
    if today < agreement.starts:
        return Raised("agreement.inactive", Severity.REQUEST, f"in force from {agreement.starts.isoformat()}")
    if agreement.ends is not None and today > agreement.ends:
        return Raised("agreement.inactive", Severity.REQUEST, f"ended {agreement.ends.isoformat()}")
    return None
