"""The specific reason: missing, generic, civil."""

from __future__ import annotations

import pytest

from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.reason_words import CIVIL, CIVIL_STEMS
from requests_app.rules.reasons import (
    civil_words,
    judge_reason_civil,
    judge_reason_generic,
    judge_reason_given,
    reason_form,
    reason_key,
)
from tests.rules.files import BOOK, TODAY

SPECIFIC = "Grand jury subpoena returns in matter 000123 put Ines Mock at a residence used to store forged permits."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u00a0",
        "n/a",
        "see attached",
        "TBD",
        "pending",
        "Needed.",
        "criminal investigation",
        "same as above",
        "X",
    ],
)
def test_no_reason_blocks(text):
    flag = judge_reason_given(SubjectFacts(reason=text), BOOK, TODAY)
    assert (flag.code, flag.severity) == ("reason.missing", "subject")


def test_a_specific_reason_passes_all_three():
    facts = SubjectFacts(reason=SPECIFIC, statute="8 USC 1326")
    rules = (judge_reason_given, judge_reason_generic, judge_reason_civil)
    assert [rule(facts, BOOK, TODAY) for rule in rules] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "The information is or may be relevant to a criminal investigation.",
        "Disclosure is relevant to the investigation under 8 U.S.C. 1253(a)(1).",
        "We need the address.",
    ],
)
def test_a_recital_is_generic(text):
    assert judge_reason_generic(SubjectFacts(reason=text), BOOK, TODAY).severity == "review"


def test_a_sentence_shared_by_more_than_the_threshold_is_generic():
    shared = [judge_reason_generic(SubjectFacts(reason=SPECIFIC, shared=Shared(reason=n)), BOOK, TODAY) for n in (5, 6)]
    assert shared[0] is None
    assert "6 subjects" in shared[1].evidence


def test_a_sentence_of_earlier_requests_is_generic():
    facts = SubjectFacts(reason=SPECIFIC, shared=Shared(reason_requests=2))
    assert "2 earlier requests" in judge_reason_generic(facts, BOOK, TODAY).evidence


CIVIL_ONLY = [
    "Address needed to locate the alien for removal.",
    "To support deportation of the individual.",
    "For use in removal proceedings and detention.",
    "Subject is a criminal alien to be removed from the United States.",
    "No criminal charges; civil removal only.",
    "Non-criminal deportation proceeding",
    "Verify eligibility for public benefits",
    "administrative arrest warrant executed for removal",
    "ENFORCEMENT AND REMOVAL OPERATIONS NEEDS THIS",
]


@pytest.mark.parametrize("text", CIVIL_ONLY)
def test_civil_enforcement_alone_goes_to_counsel(text):
    flag = judge_reason_civil(SubjectFacts(reason=text, statute="8 USC 1326"), BOOK, TODAY)
    assert flag.severity == "review"
    assert flag.evidence.split("; ")[0] in text.lower()


@pytest.mark.parametrize("statute", ["", "8 USC 1231", "pending"])
def test_civil_enforcement_without_a_criminal_statute_blocks(statute):
    assert judge_reason_civil(SubjectFacts(reason=CIVIL_ONLY[0], statute=statute), BOOK, TODAY).severity == "subject"


@pytest.mark.parametrize(
    "text",
    [
        "Subject willfully failed to depart after a final removal order; a lease shows him at the residence.",
        "Indictment returned; the removal order is evidence at trial.",
        "Detained by marshals after a search warrant in the smuggling case.",
        SPECIFIC,
    ],
)
def test_a_criminal_matter_named_beside_it_passes(text):
    assert civil_words(text) == ()


@pytest.mark.parametrize("text", CIVIL_ONLY)
def test_the_quick_look_passes_over_nothing_that_the_pattern_finds(text):
    assert all(any(stem in hit[0] for stem in CIVIL_STEMS) for hit in CIVIL.finditer(text.lower()))


def test_one_sentence_for_many_reads_the_same():
    other = "Grand jury subpoena returns in matter 777 put Omar O'Sham-bo at a residence used to store forged permits."
    assert reason_key(SPECIFIC) == reason_key(other)
    assert reason_key(SPECIFIC.upper(), "Ines", "Mock") == reason_key(other.upper(), "Omar", "O'Sham-bo")


def test_dates_and_sums_are_swapped_out():
    assert reason_form("He paid $4,500 on 4/5/2024 in matter 12.") == reason_form(
        "He paid $9 on 2025-01-02 in matter 7."
    )


def test_another_sentence_reads_otherwise():
    assert reason_key(SPECIFIC) != reason_key(SPECIFIC.replace("forged permits", "stolen mail"))


def test_a_blank_reason_has_no_key():
    assert reason_key("") == reason_key(" \u200b") == ""


def test_a_key_is_short_whatever_the_reason():
    assert len(reason_key("word " * 200_000)) == 32
