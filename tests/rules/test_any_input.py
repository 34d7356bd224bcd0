"""Whatever is typed, the rules answer: no crash, no long wait, each code once, known severities."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.rules.examples import SUBJECT
from requests_app.rules.facts import SUBJECT_FIELDS, Shared, SubjectFacts
from requests_app.rules.flags import CODES, grades, judge_subject
from requests_app.rules.identifiers import a_number, fins, tin_form
from requests_app.rules.reasons.judging import reason_key
from requests_app.rules.statutes.offences import classify
from tests.rules.files import TODAY, UNDER_MEMORANDUM, listed

PIECES = listed(
    "8 USC 1253(a)(1)|(((|§§|title|section|of|INA|26|1324a|(a)|-|2022|2019-|Q1|to|PO Box|12|St|Houston|TX|77002"
    "|,|unknown|n/a|#|RR"
    "|APO|AE|Calle|\u202e|\u200b|\u0000|0|deport|criminal|Ана|不明|½|Ⅷ|²|٣|\ud7ff|'|\"|;|\n|\t|.|%|\\|{|"
)
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
SUBJECTS = st.builds(SubjectFacts, **dict.fromkeys(SUBJECT_FIELDS, TEXT), shared=st.builds(Shared, st.integers(0, 9)))


@settings(max_examples=120, deadline=None)
@given(SUBJECTS)
def test_any_subject_gets_an_answer(facts):
    raised = judge_subject(facts, UNDER_MEMORANDUM, TODAY)
    found = [flag.code for flag in raised]
    assert len(found) == len(set(found))
    assert all(flag.severity in CODES[flag.code].severities for flag in raised)
    assert set(grades(raised).values()) <= {"complete", "incomplete"}


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_any_text_is_read_by_the_helpers(text):
    assert tin_form(text, invented=True)
    assert isinstance(a_number(text) + fins(text), str)
    assert len(reason_key(text)) in (0, 32)
    assert isinstance(classify(text), tuple)


@pytest.mark.parametrize("field", SUBJECT_FIELDS)
@pytest.mark.parametrize(
    "filler", ["a", "1", " ", "(", "a ", "1 ", "-", "8 USC 1326; ", "unknown ", "(a)", "2022-", "no ", "x,", "1 st "]
)
def test_a_hundred_thousand_signs_in_one_field_take_no_time(field, filler):
    facts = SUBJECT._replace(**{field: filler * (100_000 // len(filler))})
    started = time.process_time()
    judge_subject(facts, UNDER_MEMORANDUM, TODAY)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("statute", "8 USC 99999", "statute.unlisted"),
        ("tax_periods", "2019-", "period.missing"),
        ("statute", "; ".join(f"18 USC {n}" for n in range(1001, 1041)), "statute.unlisted"),
        ("last_name", "Inv\u200fented", "name.missing"),
        ("reason", "deport " * 15_000, "reason.civil"),
        ("case_opened", "2049-01-01", "matter.missing"),
    ],
)
def test_bad_input_gets_its_code(field, text, code):
    raised = judge_subject(SUBJECT._replace(**{field: text}), UNDER_MEMORANDUM, TODAY)
    assert code in {flag.code for flag in raised}
