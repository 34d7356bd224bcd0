"""Handing a draft to the signer, signing it, and sending it in. Source: 26 U.S.C. 6103(i)(2)(A), (B)."""

from __future__ import annotations

from hashlib import sha256

from audits import accounting, vault
from audits.models import AccountingKind

from ..intake import whole
from ..models import DisclosureRequest, Person, Signature, Snapshot
from ..models.as_facts import book_for, content_hash, judged_under, today
from ..models.subject import Outcome
from ..models.tallies import tally_of
from ..rules.transitions import Move
from . import citing, naming
from .deciding import name_nobody
from .refused import correct, demand
from .status_change import change

ATTESTATION = (
    "I attest that the information requested will be used only by this agency's officers and employees who are personally "
    "and directly engaged, and solely for preparing a judicial or administrative proceeding, or an investigation which may "
    "result in one, to enforce the Federal criminal statutes designated in this request (26 U.S.C. 6103(i)(2)); and that "
    "what this request sets forth for each named taxpayer is true to the best of my knowledge."
)
ATTESTATION_VERSION = "2026-1"

LETTER_TYPES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
LETTER_LIMIT = 10 * 1024 * 1024


def attestation_for(disclosure_request: DisclosureRequest) -> tuple[str, str]:
    """Return the text to attest and its version: the agreement's own, or the standing one."""
    agreement = disclosure_request.agreement
    if agreement and agreement.attestation_text:
        return agreement.attestation_text, agreement.attestation_version
    return ATTESTATION, ATTESTATION_VERSION


def hand_over(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Hand a draft, or a returned request, to the signer. Subjects may have come since its title and purpose were written."""

    def check(disclosure_request: DisclosureRequest) -> None:
        said = {"title": disclosure_request.title, "purpose": disclosure_request.purpose}
        named = naming.wrong_of_request(disclosure_request.pk, naming.NAMES_LETTER, **said)
        demand([naming.NAMES_LETTER] if named else [])

    return change(disclosure_request_id, Move.HAND_OVER, by=by, why=why, seen=seen, then=check)


def take_back(disclosure_request_id: int, *, by: Person, why: str, seen: int) -> DisclosureRequest:
    """Take an unsigned request back to draft, with words that name no taxpayer."""

    def check(disclosure_request: DisclosureRequest) -> None:
        name_nobody(disclosure_request, why, naming.NAMES_REASON)

    return change(disclosure_request_id, Move.TAKE_BACK, by=by, why=why, seen=seen, then=check)


def sign_and_send(
    disclosure_request_id: int,
    *,
    by: Person,
    why: str,
    seen: int,
    office: str,
    capacity: str,
    instrument: str,
    title: str,
    letter: tuple[str, bytes] | None,
) -> DisclosureRequest:
    """Sign the present contents and send them in, in one transaction: signature, snapshot, accounting, status.

    The caller has asked the signer to sign in again. Everything is judged again on arrival. Raises Absent, Stale, Refused, or
    Unfit for a title or an instrument that names a taxpayer.
    """

    def sign(disclosure_request: DisclosureRequest) -> str:
        demand(_letter_refusals(letter))
        signature = _sign(
            disclosure_request,
            by=by,
            office=office,
            capacity=capacity,
            instrument=instrument,
            title=title,
            letter=letter,
        )
        disclosure_request.submission += 1
        disclosure_request.cleared_codes = []
        return signature.content_hash

    def receive(disclosure_request: DisclosureRequest) -> None:
        said = {"title": title, "instrument": instrument}
        correct(naming.wrong_of_request(disclosure_request.pk, naming.NAMES_SIGNED, **said))
        _received(disclosure_request)

    return change(disclosure_request_id, Move.SEND_IN, by=by, why=why, seen=seen, first=sign, then=receive)


def _letter_refusals(letter: tuple[str, bytes] | None) -> list[str]:
    if letter is None:
        return []
    name, content = letter
    head = LETTER_TYPES.get(name.rsplit(".", 1)[-1].lower())
    if head is None or not content.startswith(head):
        return ["The signed letter must be a PDF, PNG or JPEG file. Nothing was signed; choose another file."]
    if len(content) > LETTER_LIMIT:
        return ["The signed letter is larger than 10 MB. Nothing was signed; choose a smaller file."]
    return []


def _sign(
    disclosure_request: DisclosureRequest,
    *,
    by: Person,
    office: str,
    capacity: str,
    instrument: str,
    title: str,
    letter: tuple[str, bytes] | None,
) -> Signature:
    text, version = attestation_for(disclosure_request)
    hash = content_hash(disclosure_request.pk)
    name, content = letter or ("", b"")
    return Signature.objects.create(
        disclosure_request=disclosure_request,
        person=by,
        name=by.get_full_name(),
        title=title,
        office=office,
        capacity=capacity,
        instrument=instrument,
        text=text,
        text_version=version,
        content_hash=hash,
        letter_name=name,
        letter_sha256=sha256(content).hexdigest() if content else "",
        letter_sealed=vault.seal(content, bound_to=f"signature:{hash}:letter") if content else None,
    )


def _received(disclosure_request: DisclosureRequest) -> None:
    """Take the snapshot of what was just signed, account for the request received, and have every subject judged anew.

    The verdicts stand until then, so that no row is written that doesn't change; nothing moves on before (`Progress`).
    """
    counts = tally_of(disclosure_request.pk)
    Snapshot.objects.create(
        disclosure_request=disclosure_request,
        submission=disclosure_request.submission,
        hash=disclosure_request.signatures.order_by("-id").values_list("content_hash", flat=True)[0],
        subjects=counts.standing,
        rules_edition=judged_under(book_for(disclosure_request, today())),
    )
    accounting.account(
        AccountingKind.REQUEST,
        agency_code=disclosure_request.agency.code,
        purpose_code=disclosure_request.agency.purpose_code,
        case_id=disclosure_request.pk,
        case_number=disclosure_request.number,
        reasons=disclosure_request.purpose,
    )
    if counts.approved:
        disclosure_request.subjects.filter(outcome=Outcome.APPROVED).update(outcome=Outcome.OPEN)
    disclosure_request.subjects.exclude(cleared_codes=[]).update(cleared_codes=[])
    whole.judge_anew(disclosure_request.pk)
    citing.read_statutes(disclosure_request.pk)
