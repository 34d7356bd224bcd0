"""A taxpayer's two numbers are called by different words, and typed numbers are read or told what is wrong with them."""

from __future__ import annotations

import pytest

from requests_app.rules import numbering


def test_the_two_numbers_read_differently():
    assert numbering.subject(1234567) == "subject 1234567"
    assert (numbering.subjects([3]), numbering.subjects([3, 17])) == ("subject 3", "subjects 3, 17")
    assert numbering.row_of(17, "people.csv") == "row 17 of people.csv"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        (" ", []),
        ("1,2;", [(1, 1), (2, 2)]),
        (",3 ;; 7\n", [(3, 3), (7, 7)]),
        ("3, 12 - 15, 4–9", [(3, 3), (12, 15), (4, 9)]),
        ("007", [(7, 7)]),
    ],
)
def test_numbers_are_read_whatever_parts_them(text, spans):
    assert numbering.spans_typed(text) == (spans, "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "“0” names no subject: they are numbered from 1."),
        ("3, 0-5", "“0-5” names no subject: they are numbered from 1."),
        ("5-3", "“5-3” goes downward: give the lower number first."),
        (";", "Give subjects by their numbers, such as 3, 7, 12-15."),
        ("seven", "“seven” isn’t a subject’s number, nor a range such as 12-15."),
        ("3-", "“3-” isn’t a subject’s number, nor a range such as 12-15."),
        ("٣", "“٣” isn’t a subject’s number, nor a range such as 12-15."),
        ("1234567890", "“1234567890” isn’t a subject’s number, nor a range such as 12-15."),
    ],
)
def test_what_is_no_number_of_a_subject_is_told(text, sentence):
    assert numbering.spans_typed(text) == ([], sentence)
