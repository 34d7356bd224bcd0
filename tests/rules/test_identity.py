"""When two named taxpayers are one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.identity import identity_forms, judge_duplicate, judge_duplicate_elsewhere
from requests_app.rules.lists import DEFAULT_BOOK
from tests.rules.files import TODAY

ANA = {"first_name": "Ana", "last_name": "García-López", "date_of_birth": "1980-04-01"}


def same(one: dict[str, str], other: dict[str, str]) -> bool:
    return bool(set(identity_forms(one)) & set(identity_forms(other)))


@pytest.mark.parametrize(
    "other",
    [
        {"first_name": "ANA", "last_name": "GARCIA LOPEZ", "date_of_birth": "04/01/1980"},
        {"first_name": "García López", "last_name": "Ana", "date_of_birth": "1 April 1980"},
        {"first_name": "Ana", "last_name": "GarciaLopez Jr.", "date_of_birth": "19800401"},
        {"first_name": "Ana M.", "last_name": "Garcia Lopez", "date_of_birth": "1980-04-01"},
        {"first_name": "Ana", "middle_name": "María", "last_name": "Garcia Lopez", "date_of_birth": "1980-04-01"},
        {"last_name": "GARCIA LOPEZ, ANA", "date_of_birth": "1980-04-01"},
        {"last_name": "Ana Garcia Lopez", "date_of_birth": "1980-04-01"},
        {"first_name": "Ana", "last_name": "de Garcia\u200b Lopez", "date_of_birth": "Apr 1, 1980"},
    ],
)
def test_the_same_person(other):
    assert same(ANA, other)


@pytest.mark.parametrize(
    "other",
    [
        {"date_of_birth": "1980-04-02"},
        {"date_of_birth": ""},
        {"first_name": "Eva"},
        {"last_name": "García"},
        {"first_name": "", "last_name": "", "entity_name": "García-López"},
    ],
)
def test_twins_namesakes_and_the_unknown_are_not(other):
    assert not same(ANA, ANA | other)


def test_twins_whose_names_stand_in_one_cell_are_two():
    jose, carlos = ({**ANA, "first_name": name} for name in ("José Luis", "José Carlos"))
    assert not same(jose, carlos)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("A200070667", "a# 200-070-667", True),
        ("A012345670", "12345670", True),
        ("A200070667", "A200070668", False),
        ("A000000000", "A000000000", False),
        ("A111111111", "A111111111", False),
        ("A123456789", "A123456789", False),
        ("none", "none", False),
    ],
)
def test_a_numbers(one, other, is_same):
    assert same({"a_number": one}, {"a_number": other}) is is_same


@pytest.mark.parametrize(
    ("one", "other", "form", "is_same"),
    [
        ("912-66-0001", "912660001", "invented", True),
        ("912-66-0001", "912-66-0002", "invented", False),
        ("000-00-0000", "000-00-0000", "impossible", False),
        ("", "", "none", False),
    ],
)
def test_tins(one, other, form, is_same):
    assert bool(set(identity_forms({}, one, form)) & set(identity_forms({}, other, form))) is is_same


def test_without_a_birthday_the_address_tells():
    acme = {"entity_name": "Acme Prototype, Inc.", "address": "476 Prototype Ave, Phoenix AZ 85004"}
    split = {"entity_name": "ACME PROTOTYPE INC", "address_line1": "476 Prototype Ave.", "city": "Phoenix"}
    assert same(acme, {**split, "state": "AZ", "postal_code": "85004"})
    assert not same(acme, {**acme, "address": "477 Prototype Ave, Phoenix AZ 85004"})
    assert not same({"entity_name": "Acme"}, {"entity_name": "Acme"})


@pytest.mark.parametrize(
    ("line2", "is_same"), [("N/A", True), ("none", True), ("Not applicable", True), ("Apt 2", False), ("PA", False)]
)
def test_a_second_line_that_says_none_was_given_is_no_part_of_the_address(line2, is_same):
    ana = {"first_name": "Ana", "last_name": "Garcia", "address_line1": "476 Prototype Ave", "city": "Phoenix"}
    assert same(ana, {**ana, "address_line2": line2}) is is_same
    whole = {"first_name": "Ana", "last_name": "Garcia", "address": "476 Prototype Ave, Phoenix"}
    assert same(whole, {**ana, "address_line2": line2}) is is_same


def test_whoever_was_kept_under_such_a_line_is_still_recognised():
    kept = {"entity_name": "Acme", "address_line1": "476 Prototype Ave", "address_line2": "N/A", "city": "Phoenix"}
    assert "at 476prototypeavenaphoenix acme" in identity_forms(kept)


@pytest.mark.parametrize("born", ["1900-01-01", "1901-01-01", "31 February 1980", "unknown"])
def test_a_day_that_stands_for_none_tells_nobody_apart(born):
    assert identity_forms({"first_name": "Ana", "last_name": "Garcia", "date_of_birth": born}) == ()


@given(
    st.dictionaries(st.sampled_from([*ANA, "middle_name", "entity_name", "a_number", "address"]), st.text(), max_size=7)
)
def test_any_text_has_its_forms_and_is_the_same_as_itself(fields):
    forms = identity_forms(fields)
    assert forms == identity_forms(dict(fields))
    assert len(forms) <= 6
    assert all(isinstance(form, str) and form for form in forms)


@pytest.mark.parametrize(
    ("shared", "agency", "irs"),
    [
        (Shared(), "", ""),
        (Shared(identity=3), "3 subjects of this request are this person", ""),
        (Shared(identity_requests=1), "1 other open request of the agency", ""),
        (Shared(identity_agencies=2), "", "an open request of 2 other agencies names this person"),
    ],
)
def test_what_is_shared_is_told_to_its_audience(shared, agency, irs):
    facts = SubjectFacts(shared=shared)
    own, elsewhere = (rule(facts, DEFAULT_BOOK, TODAY) for rule in (judge_duplicate, judge_duplicate_elsewhere))
    assert (own.evidence if own else "", elsewhere.evidence if elsewhere else "") == (agency, irs)
    assert elsewhere is None or elsewhere.audience == "irs"
