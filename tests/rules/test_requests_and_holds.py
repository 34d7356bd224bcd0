"""The request as a whole: who signed, what is asked for, the agreement, the orders of courts, the safeguards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from requests_app.rules.facts import Contents, HoldFacts, SignerFacts
from requests_app.rules.flags import judge_request
from requests_app.rules.holds import bars
from requests_app.rules.items import ITEMS, barred, may_leave
from requests_app.rules.statute import OFFICES, may_sign
from tests.rules.files import BOOK, MEMORANDUM, TODAY, UNDER_MEMORANDUM

HEAD = SignerFacts("Pat Example", "Secretary", "head_of_agency", "holder")
US_ATTORNEY = SignerFacts("Una Example", "United States attorney", "us_attorney", "holder")
ALONE = Contents("doj", frozenset({"address", "audit"}), "", "", US_ATTORNEY, False, 3)
UNDER = Contents("agency", frozenset({"address"}), "", "MOU-2025", HEAD, True, 3)


def codes(contents: Contents, book=BOOK, today: date = TODAY) -> dict[str, str]:
    return {flag.code: flag.severity.value for flag in judge_request(contents, book, today)}


def test_a_request_with_nothing_wrong():
    assert codes(ALONE) == codes(UNDER, UNDER_MEMORANDUM) == {}


@pytest.mark.parametrize(
    "signer",
    [
        None,
        replace(HEAD, name=" "),
        replace(HEAD, office=""),
        replace(HEAD, office="us_attorney"),
        replace(HEAD, capacity=""),
        replace(HEAD, capacity="delegate"),
    ],
)
def test_a_signature_of_nobody_who_may_ask_blocks(signer):
    assert codes(replace(ALONE, agency_kind="agency", signer=signer))["writing.signed"] == "request"


def test_one_acting_in_the_office_may_ask():
    assert codes(replace(ALONE, signer=replace(US_ATTORNEY, capacity="acting"))) == {}


def test_a_recorded_delegate_and_the_head_of_a_component_go_to_counsel():
    delegate = SignerFacts("Pat Example", "Deputy", "", "delegate", "Delegation 12-1")
    head = SignerFacts("Pat Example", "Director", "component_head", "holder")
    assert codes(replace(ALONE, signer=delegate)) == {"writing.delegate": "review"}
    assert codes(replace(UNDER, signer=head), UNDER_MEMORANDUM) == {"writing.delegate": "review"}


def test_each_office_asks_for_its_own_kind_of_agency():
    assert may_sign("us_attorney", "doj") and not may_sign("us_attorney", "agency")
    assert may_sign("head_of_agency", "agency") and not may_sign("head_of_agency", "doj")
    assert not may_sign("", "agency") and not may_sign("clerk", "doj")
    assert len(OFFICES) == 12


def test_the_agreement_names_its_signers_items_and_attestation():
    outside = replace(
        UNDER, signer=replace(HEAD, office="inspector_general"), items=frozenset({"audit"}), attested=False
    )
    blocked = {"signer.outside": "request", "items.outside": "request", "attestation.missing": "request"}
    assert codes(outside, UNDER_MEMORANDUM) == blocked


def test_without_an_agreement_none_of_its_rules_is_read():
    assert codes(replace(ALONE, attested=False), UNDER_MEMORANDUM) == {}


def test_an_agreement_must_be_in_force_on_the_day():
    ended = replace(UNDER_MEMORANDUM, agreement=replace(MEMORANDUM, ends=date(2026, 1, 1)))
    assert codes(UNDER, UNDER_MEMORANDUM, date(2025, 4, 6)) == {"agreement.inactive": "request"}
    assert codes(UNDER, ended) == {"agreement.inactive": "request"}
    assert codes(UNDER, ended, date(2026, 1, 1)) == {}
    assert codes(UNDER, BOOK) == {"agreement.inactive": "request"}


@pytest.mark.parametrize("item", ["return", "taxpayer_return_information", "something else"])
def test_what_takes_a_judges_order_is_refused(item):
    assert codes(replace(ALONE, items=frozenset({"address", item})))["items.barred"] == "request"
    assert not may_leave(item)


def test_the_last_known_address_is_taxpayer_identity():
    assert ITEMS["address"].tier == "identity"
    assert barred(frozenset({"address", "audit"})) == ()


ORDER = HoldFacts("D.D.C. 25-cv-1", frozenset({"disclose"}), date(2025, 11, 21), None)


def held(*holds: HoldFacts):
    return replace(BOOK, holds=holds)


def test_an_order_in_force_bars_release():
    flags = judge_request(ALONE, held(ORDER), TODAY)
    assert [(f.code, f.severity) for f in flags] == [("hold.active", "release")]
    assert "D.D.C. 25-cv-1" in flags[0].evidence


def test_an_order_binds_from_its_first_day_to_its_last():
    order = replace(ORDER, ends=date(2026, 3, 1))
    days = [date(2025, 11, 20), date(2025, 11, 21), date(2026, 3, 1), date(2026, 3, 2)]
    assert [bool(codes(ALONE, held(order), day)) for day in days] == [False, True, True, False]


def test_an_order_that_bars_use_alone_goes_to_counsel_and_freezes_use():
    use = replace(ORDER, acts=frozenset({"use"}))
    assert codes(ALONE, held(use)) == {"hold.active": "review"}
    assert codes(ALONE, held(use, ORDER)) == {"hold.active": "release"}
    assert bars((use, ORDER), "use", TODAY) == (use,)


def test_safeguards():
    assert codes(ALONE, replace(BOOK, safeguards_refused=True)) == {"safeguards.refused": "release"}
    assert codes(ALONE, replace(BOOK, safeguards_open=2)) == {"safeguards.open": "review"}
