"""The main story: a request of a United States attorney's office, from a draft to a recorded disclosure."""

import io
import json
import zipfile
from hashlib import sha256

import pytest

from audits.models import AccessAct, AccessRecord, AccountingEntry, AccountingKind
from requests_app.models import DisclosureRequest, Release
from requests_app.rules.duties import Duty
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment
from requests_app.workflow.kept import mark
from requests_app.workflow.refused import Refused
from tests.cast import (
    WHY,
    Cast,
    approve,
    cast,
    check,
    determine,
    draft,
    fresh,
    hand_over,
    on_record,
    opened,
    prepare,
    sign,
    subject_fields,
    version,
)

pytestmark = pytest.mark.django_db


def test_a_draft_becomes_a_recorded_disclosure() -> None:
    # Given a draft that names two taxpayers, each with one record that fits
    who = cast()
    on_record()
    unknown = subject_fields(first_name="Olga", last_name="Nobodysample", tax_periods="2021", case_number="USAO-2025-9")
    one = draft(who, subject_fields(), unknown)

    # When it goes the whole way, each step by the person whose step it is
    for step, comes_to in (
        (hand_over, Status.AWAITING_SIGNATURE),
        (sign, Status.COMPLETENESS),
        (check, Status.LEGAL_REVIEW),
        (determine, Status.IRS_APPROVAL),
        (approve, Status.FULFILMENT),
    ):
        step(who, one)
        assert fresh(one).status == comes_to
    release = prepare(who, one)
    assert not AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).exists()
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized: decisions and orders checked.")
    fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)

    # Then a disclosure is accounted for each of them, in the words of the statute's record
    entry, other = AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).order_by("id")
    assert {entry.subject_id, other.subject_id} == set(one.subjects.values_list("pk", flat=True))
    assert (entry.agency_code, entry.code_authority, entry.case_number) == ("USAO", "6103(i)(2)", one.number)
    assert (entry.periods, entry.tier, entry.person_name) == ("2022; 2023", "identity", "Test Transmitter")

    # and the named recipient, nobody else, opens the package, and each time is on record
    _opened_by_recipient_alone(who, one, release)

    # and the request is closed once received
    fulfilment.confirm(release.pk, by=who.recipient, why=WHY, custodian="Test Recipient", location="Safe 3")
    assert fulfilment.close(one.pk, by=who.specialist, why=WHY, seen=version(one)).status == Status.CLOSED


def _opened_by_recipient_alone(who: Cast, one: DisclosureRequest, release: Release) -> None:
    for other in (who.liaison, who.specialist, who.oversight):
        with pytest.raises(Refused):
            fulfilment.fetch(release.pk, by=other, why=WHY, origin="a test")
    package = fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    assert package.name == f"{one.number}-FTI.zip.age"
    files = _unpacked(opened(package))
    with pytest.raises(Refused, match="opened already"):
        fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    assert AccessRecord.objects.filter(act=AccessAct.FETCH, person_id=who.recipient.pk, case_id=one.pk).count() == 1

    manifest = json.loads(files["manifest.json"])
    assert {f["name"]: f["sha256"] for f in manifest["files"]} == {
        name: sha256(files[name]).hexdigest() for name in ("release.csv", "release.xlsx", "cover-letter.pdf")
    }
    assert manifest["counts"] == {"taxpayers": 2, "items": {"address": 2}}
    assert [d["kind"] for d in manifest["decisions"]] == ["complete", "determination", "approval"]
    assert "476 Prototype Ave, Phoenix, AZ 85004" in files["release.csv"].decode()
    assert "Nobodysample" in files["release.csv"].decode()
    assert files["cover-letter.pdf"].startswith(b"%PDF-")


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_is_the_same_bytes_when_prepared_again() -> None:
    # Given an approved request with a prepared package
    who = cast()
    on_record()
    one = draft(who)
    for step in (hand_over, sign, check, determine, approve):
        step(who, one)
    first = prepare(who, one)

    # When it is voided and prepared anew
    fulfilment.void(first.pk, seen=mark(first), by=who.specialist, why="Recipient to be confirmed")
    second = prepare(who, one)

    # Then not a byte differs
    assert first.zip_sha256 == second.zip_sha256
    assert first.package_sha256 != second.package_sha256, "each encryption has a key of its own"


def test_each_step_is_its_own_persons_duty() -> None:
    # Given a closed request
    who = cast()
    on_record()
    one = draft(who)
    for step in (hand_over, sign, check, determine, approve):
        step(who, one)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")
    fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)

    # Then who did what is on record, once each
    done = {(p.person.username, p.duty) for p in one.participations.select_related("person")}
    assert done >= {
        ("liaison", Duty.EDIT),
        ("signer", Duty.SIGN),
        ("specialist", Duty.CHECK),
        ("counsel", Duty.REVIEW),
        ("approver", Duty.APPROVE),
        ("specialist", Duty.PREPARE),
        ("authorizer", Duty.AUTHORIZE),
        ("transmitter", Duty.TRANSMIT),
    }

    # and the one who prepared could not have transmitted
    with pytest.raises(Refused, match="you may not be the one who transmits"):
        fulfilment.transmit(release.pk, by=who.specialist, why=WHY)


def test_every_request_received_is_accounted_for() -> None:
    # Given a request that was sent in
    who = cast()
    one = draft(who)
    assert not AccountingEntry.objects.exists()
    hand_over(who, one)
    sign(who, one)

    # Then the record of requests says so, with its purpose, and no taxpayer's name
    entry = AccountingEntry.objects.get()
    assert (entry.kind, entry.case_id, entry.subject_id) == (AccountingKind.REQUEST, one.pk, None)
    assert entry.reasons == "Grand jury investigation of forged work permits."
