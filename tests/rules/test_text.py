"""What is typed differently and means the same reads the same; what hides is seen."""

from __future__ import annotations

import sys
import time
import unicodedata

import pytest

from requests_app.rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS
from requests_app.rules.text import bears_a_number, clean, excerpt, has_hidden_marks, plain, stand_in, word_set

UNKNOWN = frozenset({"unknown", "failed to provide", "n/a", "неизвестно", "अज्ञात", "미상"})


@pytest.mark.parametrize(
    "text",
    [
        *(
            "unknown",
            "UNKNOWN",
            " Unknown ",
            "U N K N O W N",
            "u-n-k-n-o-w-n",
            "Un\u200bknown",
            "\u202eunknown",
            "UNKN0WN",
        ),
        *(
            "unknown unknown",
            "ＵＮＫＮＯＷＮ",
            "unknоwn",
            "***unknown***",
            "«unknown»",
            "n/a",
            "N.A.",
            "n / a",
            "FailedToProvide",
        ),
        *("FAILED  TO\u00a0PROVIDE", "failed_to_provide", "НЕИЗВЕСТНО", "अज्ञात", "미상", "xxx", "XX XX", "x x x"),
    ],
)
def test_a_stand_in_is_seen_however_it_is_typed(text):
    assert stand_in(text, UNKNOWN)


@pytest.mark.parametrize(
    "text", ["", "Known", "unknowing", "Unknown Soldier", "Nan", "Xavier", "12345", "the unknown man"]
)
def test_what_only_looks_like_one_is_none(text):
    assert stand_in(text, UNKNOWN) == ""


def test_fillers_beside_a_stand_in_make_no_difference():
    assert stand_in("the address is unknown at this time 77002", UNKNOWN, word_set("the address is at this time"))


def test_every_listed_stand_in_is_recognized():
    for words in (ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS):
        assert [word for word in words if not stand_in(word.upper(), words)] == []


def test_clean_text_is_one_line_without_hidden_marks():
    assert clean(" a\u00a0\u2003b\u200b\u200e\r\n\tc\u0000d ") == "a b c d"


def test_plain_words_have_no_case_accents_or_signs():
    assert plain("Calle  Peña, №5 – ĐÀ NẴNG") == "calle pena no5 da nang"


def test_hidden_marks_are_seen():
    assert has_hidden_marks("An\u202ea") and not has_hidden_marks("José Ибрагим محمد")


DASHES = [sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Pd"]
BLANKS = [sign for sign in map(chr, range(0x3001)) if sign.isspace()]
GAPS = [*DASHES, *BLANKS, "", ".", "_", "/", "\\", *"\u2212\u00ad\u2044\u2215\uff0f\u207b\u2043", " – ", "--", " / "]


@pytest.mark.parametrize(
    "text", ["912{0}66{0}1234", "It was 9\u200b12{0}66{0}1234, as told.", "９１２{0}66{0}1234", "٩١٢{0}66{0}1234"]
)
def test_a_number_is_seen_whatever_parts_its_figures(text):
    assert [gap for gap in GAPS if not bears_a_number(text.format(gap))] == []


@pytest.mark.parametrize(
    "text",
    [
        *("912–66-1234", "912/66-1234", "912 66–1234", "912-661234", "20001–1234"),
        *("912 66/1234", "912/66 1234", "912 . 66 / 1234", "TIN 912 12/1234", "912 66⁄1234", "912 66/2024"),
    ],
)
def test_a_number_is_seen_where_its_gaps_differ(text):
    assert bears_a_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-29", "2026–11–29", "11/29/2026", "1:26-cr-00123", "1:26–cr–00123", "24-1234567", "24–1234567"),
        *(
            "12345/2026",
            "Form 941 12/2024",
            "Form 941, 12/2024",
            "Form 941 01 / 1999",
            "202401–202412",
            "rows 3–7, 120–125",
            "26 U.S.C. 6103",
        ),
        *("HSI-2026-004512", "202–555–0142", "4912–66–1234", "912–66–12345", "26 CFR 301.6103(i)-1"),
    ],
)
def test_dates_periods_and_dockets_are_no_such_numbers(text):
    assert not bears_a_number(text)


def test_an_excerpt_is_short():
    assert len(excerpt("word " * 100_000)) <= 80


@pytest.mark.parametrize(
    "text", ["unknown " * 49 + "z", "no known not " * 30, "x " * 199, "n a " * 99, "address " * 49 + "!"]
)
def test_repetition_takes_no_time(text):
    started = time.process_time()
    stand_in(text, ADDRESS_PLACEHOLDERS, frozenset({"address", "the"}))
    assert time.process_time() - started < 1
