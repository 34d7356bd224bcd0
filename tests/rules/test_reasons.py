"""The specific reason: missing, generic, civil; and the paths of fugitives and terrorism, which its words may ask for."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules.examples import CONTENTS, SUBJECT
from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.flags import judge_request, judge_subject
from requests_app.rules.reasons import beginnings, paths
from requests_app.rules.reasons import words as reason_words
from requests_app.rules.reasons.empty_words import KEY_RUNS
from requests_app.rules.reasons.judging import (
    LONGEST_REASON,
    _says_too_little,
    civil_words,
    judge_reason_civil,
    judge_reason_generic,
)
from requests_app.rules.reasons.ordinary_words import ORDINARY
from requests_app.rules.reasons.reading import line_of, read, worth_a_look
from tests.rules.files import BOOK, DATA, TODAY, UNDER_MEMORANDUM, listed

SPECIFIC = "Grand jury subpoena returns in matter 000123 put Ines Mock at a residence used to store forged permits."
HEADER = re.compile(r"\[(not )?([a-z.]+)\] .+")


def cases() -> list[tuple[str, str, str]]:
    """Return (expectation, code, reason) for each line of the file of cases."""
    found, expected, code = [], "", ""
    for line in (DATA / "cases" / "reasons.txt").read_text(encoding="utf-8").splitlines()[1:]:
        if header := HEADER.fullmatch(line):
            expected, code = header[1] or "", header[2]
        elif line:
            found.append((expected, code, line))
    return found


def codes(reason: str, **changes: object) -> set[str]:
    """Return the codes of the rules on reasons and paths for a subject that lacks nothing else."""
    facts = SUBJECT._replace(first_name="Ines", last_name="Mock", reason=reason, **changes)
    raised = judge_subject(facts, BOOK, TODAY)
    return {flag.code for flag in raised if flag.code.startswith(("reason.", "path."))}


CASES = cases()


@pytest.mark.parametrize("reason", [text for expected, code, text in CASES if not expected and code != "nothing"])
def test_a_reason_gets_the_code_of_its_kind(reason):
    (code,) = {code for _, code, text in CASES if text == reason}
    assert code in codes(reason) or (code == "reason.generic" and "reason.missing" in codes(reason))


@pytest.mark.parametrize(("code", "reason"), [(code, text) for expected, code, text in CASES if expected])
def test_a_reason_that_only_sounds_like_it_is_left_alone(code, reason):
    assert code not in codes(reason)


@pytest.mark.parametrize("reason", [text for _, code, text in CASES if code == "nothing"])
def test_a_specific_reason_gets_no_code(reason):
    assert codes(reason) == set()


@pytest.mark.parametrize(
    "reason",
    [
        "Forged permits; address tests alibi.",
        "Cashed stolen Treasury checks, Tucson",
        "ABC Corp. paid XYZ bribes",
        "DEF Freight smuggled GHI pistols",
        "Shell JKL LLC hid drug money",
        "Lived with fugitive gunrunner Mock",
        "Wired ransom to VBN wallet",
        "WERT and POI are his aliases",
        "Sold fentanyl near school yard",
        "Blanqueo con facturas falsas, Tijuana",
        "Passeur de migrants, lettre saisie",
        "Geldwäsche durch Scheinfirma in Köln",
        "허위 세금계산서로 대출 사기",
    ],
)
def test_a_genuine_short_reason_isnt_taken_for_letters_without_sense(reason):
    assert "reason.missing" not in codes(reason)


@given(st.lists(st.sampled_from(sorted(ORDINARY - KEY_RUNS)), min_size=4, max_size=12, unique=True))
def test_words_that_people_use_are_never_letters_without_sense(words):
    assert not _says_too_little(" ".join(words))


def test_there_are_cases_of_every_kind():
    kinds = [(expected, code) for expected, code, _ in CASES]
    assert {kind: kinds.count(kind) >= 25 for kind in set(kinds)} == dict.fromkeys(kinds, True)
    assert len(set(kinds)) == 8


@pytest.mark.parametrize("disguise", [str.upper, str.lower, str.title, lambda text: text.replace(" ", "\u00a0\u200b")])
def test_case_and_hidden_marks_fool_nothing(disguise):
    wanted = [
        (code, text) for expected, code, text in CASES if not expected and code not in ("nothing", "reason.missing")
    ]
    missed = [(code, text) for code, text in wanted if not codes(disguise(text)) & {code, "reason.missing"}]
    assert missed == []


def test_what_raised_a_flag_stands_in_the_text():
    for text in [text for expected, code, text in CASES if code.startswith(("reason.civil", "path.")) and not expected]:
        raised = judge_subject(SUBJECT._replace(reason=text), BOOK, TODAY)
        words = {word for flag in raised if flag.code != "reason.missing" for word in flag.words}
        assert words and all(word in line_of(read(text)) for word in words), text


@pytest.mark.parametrize(
    ("pattern", "beginning"),
    [
        (reason_words.CIVIL, beginnings.CIVIL_HEADS),
        (paths.ASKS_FOR_FUGITIVE, beginnings.FUGITIVE_HEADS),
        (paths.FUGITIVE, beginnings.FUGITIVE_HEADS),
        (paths.TERRORISM, beginnings.TERRORISM_HEADS),
    ],
)
def test_the_quick_look_passes_over_nothing_that_the_pattern_finds(pattern, beginning):
    hits = {hit[0] for _, _, text in CASES for hit in pattern.finditer(line_of(read(text)))}
    assert len(hits) > 3
    assert [hit for hit in hits if not worth_a_look(read(hit), beginning)] == []


def test_whatever_denies_a_crime_makes_a_text_doubtful():
    denied = {hit[0] for _, _, text in CASES for hit in reason_words.NOT_CRIMINAL.finditer(line_of(read(text)))}
    assert len(denied) > 15
    assert [words for words in denied if reason_words.MAKES_DOUBTFUL.isdisjoint(read(words).words)] == []


def test_a_sentence_shared_by_more_than_the_threshold_is_generic():
    shared = [judge_reason_generic(SubjectFacts(reason=SPECIFIC, shared=Shared(reason=n)), BOOK, TODAY) for n in (5, 6)]
    assert shared[0] is None
    assert "6 subjects" in shared[1].evidence


def test_a_sentence_of_earlier_requests_is_generic():
    facts = SubjectFacts(reason=SPECIFIC, shared=Shared(reason_requests=2))
    assert "2 earlier requests" in judge_reason_generic(facts, BOOK, TODAY).evidence


def test_a_reason_longer_than_anyone_reads_is_generic():
    facts = SubjectFacts(reason="The ledger names him as a courier. " * 3_000)
    flag = judge_reason_generic(facts, BOOK, TODAY)
    assert (flag.severity, flag.evidence) == ("review", "105,000 characters")
    assert judge_reason_generic(facts._replace(reason=facts.reason[:LONGEST_REASON]), BOOK, TODAY) is None


@pytest.mark.parametrize("statute", ["", "8 USC 1231", "pending"])
def test_civil_enforcement_without_a_criminal_statute_blocks(statute):
    facts = SubjectFacts(reason="Address needed to locate the alien for removal.", statute=statute)
    assert judge_reason_civil(facts, BOOK, TODAY).severity == "subject"


def test_civil_enforcement_under_a_criminal_statute_goes_to_counsel():
    facts = SubjectFacts(reason="Address needed to locate the alien for removal.", statute="8 USC 1326")
    flag = judge_reason_civil(facts, BOOK, TODAY)
    assert (flag.severity, flag.words) == ("review", ("locate the alien", "removal"))


def test_a_name_that_terrorists_use_too_is_a_name():
    assert codes("The ledger names Isis Jihad as courier.", entity_name="Isis Jihad") == set()
    assert codes("He sent the courier's pay to ISIS.") == {"path.terrorism"}


@pytest.mark.parametrize("code", ["path.fugitive", "path.terrorism"])
def test_the_purpose_of_the_request_is_looked_at_too(code):
    purposes = {"path.fugitive": "To locate and arrest absconders", "path.terrorism": "Financing of terrorism"}
    raised = judge_request(replace(CONTENTS, purpose=purposes[code]), UNDER_MEMORANDUM, TODAY)
    assert [(flag.code, flag.severity) for flag in raised if flag.code.startswith("path.")] == [(code, "review")]
    assert code not in {flag.code for flag in judge_request(CONTENTS, UNDER_MEMORANDUM, TODAY)}


@pytest.mark.parametrize(
    "filler",
    listed(
        "a |no |not the |criminal |outstanding |find a |deported he |fugitive |was deported x |determine the |x'|-|é |地|Ab "
        "|мa |\u202e|a\u0301|😀|see attached |prior a b |false a b c |0|unknown |the alien a b |'|fails to "
    ),
)
def test_a_hundred_thousand_characters_take_no_time(filler):
    facts = SUBJECT._replace(reason=("é " + filler * 100_000)[:100_000])
    started = time.process_time()
    assert "reason.generic" in {flag.code for flag in judge_subject(facts, BOOK, TODAY)}
    assert time.process_time() - started < 0.5


def test_a_text_without_civil_words_rests_on_none():
    assert civil_words(SPECIFIC) == ()
