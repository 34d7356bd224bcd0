"""What is typed differently and means the same reads the same; what hides is seen."""

from __future__ import annotations

import time

import pytest

from requests_app.rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS
from requests_app.rules.text import clean, excerpt, has_hidden_marks, plain, stand_in, word_set

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


def test_an_excerpt_is_short():
    assert len(excerpt("word " * 100_000)) <= 80


@pytest.mark.parametrize(
    "text", ["unknown " * 49 + "z", "no known not " * 30, "x " * 199, "n a " * 99, "address " * 49 + "!"]
)
def test_repetition_takes_no_time(text):
    started = time.process_time()
    stand_in(text, ADDRESS_PLACEHOLDERS, frozenset({"address", "the"}))
    assert time.process_time() - started < 1
