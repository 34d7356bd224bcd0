"""What kind of number a TIN can be, and how A-numbers and fingerprint numbers are read."""

from __future__ import annotations

import pytest

from requests_app.rules.facts import SubjectFacts, TinForm
from requests_app.rules.identifiers import a_number, fins, judge_tin, tin_digits, tin_form
from requests_app.rules.lists import DEFAULT_BOOK
from tests.rules.files import BOOK, TODAY, listed


@pytest.mark.parametrize(
    ("text", "form"),
    [
        *(("", "none"), (" \u00a0", "none"), ("123-45-6789", "ssn"), ("123456789", "ssn"), ("123 45 6789", "ssn")),
        *(("123–45–6789", "ssn"), ("１２３-45-6789", "ssn"), ("'123456789", "ssn"), ("000-12-3456", "impossible")),
        *(("666-12-3456", "impossible"), ("900-12-3456", "impossible"), ("123-00-4567", "impossible")),
        *(
            ("123-45-0000", "impossible"),
            ("078-05-1120", "impossible"),
            ("12345", "impossible"),
            ("9001", "impossible"),
        ),
        *(("1234567890", "impossible"), ("123-456789", "impossible"), ("unknown", "impossible"), ("12-3456789", "ein")),
        *(
            ("07-1234567", "impossible"),
            ("999-93-1234", "atin"),
            ("900-66-1234", "invented"),
            ("999-69-0001", "invented"),
        ),
    ],
)
def test_the_form_of_a_tin(text, form):
    assert tin_form(text, invented=True) == form


@pytest.mark.parametrize(
    "text",
    listed(
        "123.45.6789|123/45/6789|123_45_6789|123 - 45 - 6789|SSN 123-45-6789|SSN: 123456789"
        "|Social Security No. 123-45-6789|#123456789"
        "|123456789.0|1.23456789E+08|'123-45-6789'|١٢٣-٤٥-٦٧٨٩|１２３４５６７８９|tin=123456789"
    ),
)
def test_an_ssn_in_its_spellings(text):
    assert (tin_form(text, invented=False), tin_digits(text)) == (TinForm.SSN, "123456789")


@pytest.mark.parametrize("text", listed("EIN 12-3456789|FEIN: 12-3456789|EIN 123456789|ein 12 3456789"))
def test_an_ein_in_its_spellings(text):
    assert (tin_form(text, invented=False), tin_digits(text)) == (TinForm.EIN, "123456789")


@pytest.mark.parametrize(
    "text",
    listed(
        "12345678|1.23E+08|1.2345679E+08|XXX-XX-6789|***-**-6789|123-45-678|123-45-67890|A123456789|12-345-6789"
        "|1234-56-789|0|-|pending"
        "|987-65-4320|123456789.5|EIN 07-1234567|123,45,6789|ITIN 912-66-1234"
    ),
)
def test_what_no_tin_can_be_and_what_a_spreadsheet_cut_off(text):
    assert tin_form(text, invented=False) == TinForm.IMPOSSIBLE


@pytest.mark.parametrize("group", [50, 65, 70, 88, 90, 92, 94, 99])
def test_the_groups_of_an_itin(group):
    assert tin_form(f"912-{group}-1234", invented=False) == TinForm.ITIN


@pytest.mark.parametrize("group", [0, 49, 66, 69, 89])
def test_the_groups_never_issued(group):
    assert tin_form(f"912-{group:02d}-1234", invented=False) == TinForm.IMPOSSIBLE


def test_an_impossible_tin_goes_to_a_person_and_is_never_quoted():
    flag = judge_tin(SubjectFacts(tin_form=TinForm.IMPOSSIBLE), BOOK, TODAY)
    assert (flag.code, flag.severity) == ("tin.invalid", "review")
    assert not any(map(str.isdigit, flag.evidence))


def test_an_invented_tin_counts_only_where_the_book_says_so():
    invented = SubjectFacts(tin_form=TinForm.INVENTED)
    assert judge_tin(invented, BOOK, TODAY) is None
    assert judge_tin(invented, DEFAULT_BOOK, TODAY).code == "tin.invalid"


@pytest.mark.parametrize("form", [TinForm.NONE, TinForm.SSN, TinForm.ITIN, TinForm.ATIN, TinForm.EIN])
def test_a_possible_tin_or_none_passes(form):
    assert judge_tin(SubjectFacts(tin_form=form), BOOK, TODAY) is None


def test_digits_of_a_tin():
    assert tin_digits("123-45-6789") == "123456789"
    assert tin_digits("12345") == ""


def test_a_numbers_and_fingerprint_numbers():
    assert a_number("A200-070-667") == a_number("200070667") == "A200070667"
    assert a_number("A 12345678") == "A012345678"
    for text in (
        "A# 200-070-667",
        "Alien No. 200070667",
        "A-Number: 200070667",
        "A200070667.0",
        "a 200 070 667",
        "A٢٠٠٠٧٠٦٦٧",
    ):
        assert a_number(text) == "A200070667"
    assert a_number("A000000000") == a_number("none") == ""
    assert fins("1234-567 890") == "1234567890"
    assert fins("unknown") == ""
