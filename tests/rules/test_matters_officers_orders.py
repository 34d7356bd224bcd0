"""The matter, the officer, and the removal order behind a charge of willful failure to depart."""

from __future__ import annotations

import pytest

from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.matters import judge_matter, judge_matter_load
from requests_app.rules.officers import judge_officer_load, judge_officer_named
from requests_app.rules.orders import judge_order
from tests.rules.files import BOOK, TODAY, UNDER_MEMORANDUM


def matter(number: str, opened: str = "2025-02-03"):
    return judge_matter(SubjectFacts(case_number=number, case_opened=opened), BOOK, TODAY)


@pytest.mark.parametrize(
    "number", ["HSI-2024-000001", "GJ 24-117", "4:24-cr-00117", "case no. 12345", "Sealed matter SDTX-24-0099"]
)
def test_a_reference_with_its_opening_date_passes(number):
    assert matter(number) is None


@pytest.mark.parametrize(
    "number", ["", "n/a", "pending", "unknown", "sealed", "000000", "0", "1", "Operation Iron", "xxx-xx-xxxx"]
)
def test_no_reference_blocks(number):
    assert matter(number).severity == "subject"


@pytest.mark.parametrize("opened", ["", "unknown", "2049-01-01", "2026-11-23", "1066-10-14", "2025"])
def test_no_opening_date_that_can_be_right_blocks(opened):
    assert matter("HSI-2024-000001", opened).severity == "subject"


def test_one_matter_for_more_than_the_threshold_goes_to_counsel():
    loads = [judge_matter_load(SubjectFacts(shared=Shared(matter=n)), BOOK, TODAY) for n in (50, 51)]
    assert (loads[0], loads[1].severity) == (None, "review")


@pytest.mark.parametrize(
    "name", ["Linh Agent9", "Smith", "J. Smith", "SA John Smith", "John Smith; Jane Roe", "李伟", "D'Angelo Ice"]
)
def test_a_person_is_an_officer(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Unknown",
        "ICE",
        "Special Agent",
        "Various",
        "TBD",
        "HSI Special Agent",
        "n/a",
        "ICE officers",
        "12345",
        "J S",
    ],
)
def test_a_unit_a_title_or_a_stand_in_is_none(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY).severity == "subject"


def test_one_officer_for_more_than_the_threshold_goes_to_counsel():
    loads = [judge_officer_load(SubjectFacts(shared=Shared(officer=n)), BOOK, TODAY) for n in (250, 251)]
    assert (loads[0], loads[1].evidence) == (None, "251 subjects")


def order(
    statute="8 USC 1253(a)(1)(A)",
    on="2024-03-01",
    case="A200000001",
    ground="8 USC 1227(a)(1)(B)",
    book=UNDER_MEMORANDUM,
):
    facts = SubjectFacts(statute=statute, removal_order_date=on, removal_order_case=case, removal_ground=ground)
    flag = judge_order(facts, book, TODAY)
    return flag.severity.value if flag else ""


def test_a_final_order_that_bears_the_offense_passes():
    assert order() == ""


@pytest.mark.parametrize(
    "changed", [{"on": ""}, {"on": "unknown"}, {"on": "2049-01-01"}, {"case": ""}, {"case": "n/a"}]
)
def test_what_the_agreement_asks_for_and_is_not_there_blocks(changed):
    assert order(**changed) == "subject"


@pytest.mark.parametrize(
    "changed",
    [
        {"on": "2026-10-01"},
        {"on": "2026-10-01", "statute": "8 USC 1253(a)(1)"},
        {"ground": "8 USC 1182(a)(6)"},
        {"ground": ""},
    ],
)
def test_an_order_that_may_not_bear_the_offense_goes_to_counsel(changed):
    assert order(**changed) == "review"


def test_the_ninety_days_are_of_letter_a():
    assert order(on="2026-10-01", statute="8 USC 1253(a)(1)(B)") == ""


def test_both_grounds_pass():
    assert order(ground="8 USC 1227(a)(2); 8 USC 1182(a)(6)") == ""
    assert order(ground="INA 237(a)(1)(B)") == ""


@pytest.mark.parametrize("statute", ["8 USC 1326", "", "8 USC 1253(b)"])
def test_it_is_asked_for_that_offense_only(statute):
    assert order(statute=statute, on="") == ""


def test_it_is_asked_under_an_agreement_only():
    assert order(on="", book=BOOK) == ""
