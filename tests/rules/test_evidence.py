"""The words that raised a flag are found again in the text as received, and quoted with what stands around them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.rules.evidence import LONGEST, MOST, READS, SHARES, WHOLE, marks, parts, quotes, weight
from requests_app.rules.facts import SUBJECT_FIELDS, Raised, Severity, Shared, SubjectFacts
from requests_app.rules.flags import CODES, judge_subject
from requests_app.rules.lists import THRESHOLDS
from tests.rules.files import TODAY, UNDER_MEMORANDUM
from tests.rules.test_any_input import SUBJECTS, TEXT


def marked(text: str, *words: str, field: str = "reason", code: str = "reason.civil") -> list[str]:
    """The pieces of a field that are marked."""
    facts = SubjectFacts(**{field: text})
    found = marks(facts, Raised(code, Severity.REVIEW, words=words))
    assert {mark.field for mark in found} <= {field}
    return [text[mark.start : mark.end] for mark in found]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He awaits DEPORTATION and removal.", ("deportation", "removal"), ["DEPORTATION", "removal"]),
        ("final\u00a0order  of\u2009removal", ("final order of removal",), ["final\u00a0order  of\u2009removal"]),
        ("Sa déportation est prévue", ("deportation",), ["déportation"]),
        ("Sa de\u0301portation e\u0301", ("deportation",), ["de\u0301portation"]),
        ("de\u200bporta\u00adtion", ("deportation",), ["de\u200bporta\u00adtion"]),
        ("U N K N O W N", ("unknown",), ["U N K N O W N"]),
        ("unkn0wn", ("unknown",), ["unkn0wn"]),
        ("unкnоwn", ("unknown",), ["unкnоwn"]),
        ("ＲＥＭＯＶＡＬ due", ("removal",), ["ＲＥＭＯＶＡＬ"]),
        ("ﬁnal order", ("final order",), ["ﬁnal order"]),
        ("地址不详", ("不详",), ["不详"]),
        ("8 U.S.C. § 1253(a)(1), 1253(a)(1)", ("1253(a)(1)",), ["1253(a)(1", "1253(a)(1"]),
        ("removal, then removals", ("removal",), ["removal"]),
        ("deportations", ("deport",), ["deport"]),
        ("an artifact of art", ("art",), ["art"]),
        ("artifact", ("fact",), ["artifact"]),
        ("removal removal proceedings", ("removal", "removal proceedings"), ["removal", "removal proceedings"]),
    ],
)
def test_words_are_found_however_they_are_written(text, words, expected):
    assert marked(text, *words) == expected


def test_without_words_the_fields_that_the_code_reads_are_marked_whole():
    facts = SubjectFacts(first_name=" FNU ", last_name="LNU", city="Phoenix", reason="Words.")
    found = marks(facts, Raised("name.missing", Severity.SUBJECT))
    assert [(m.field, m.start, m.end) for m in found] == [("first_name", 1, 4), ("last_name", 0, 3)]


def test_words_that_stand_nowhere_leave_the_fields_marked_whole():
    assert marked("Nothing of the kind.", "deportation") == ["Nothing of the kind."]


def test_words_are_looked_for_only_in_the_fields_that_the_code_reads():
    facts = SubjectFacts(city="Removal", reason="For his removal.")
    assert [m.field for m in marks(facts, Raised("reason.civil", Severity.REVIEW, words=("removal",)))] == ["reason"]


@pytest.mark.parametrize("code", ["tin.invalid", "match.none", "subject.protected", "writing.signed"])
def test_what_rests_on_no_text_marks_none(code):
    facts = SubjectFacts(**dict.fromkeys(SUBJECT_FIELDS, "words"))
    assert marks(facts, Raised(code, Severity.REVIEW, words=("words",))) == ()


def test_a_word_said_ten_thousand_times_is_marked_some_times():
    assert len(marked("deport him " * 10_000, "deport")) == MOST


@settings(max_examples=200, deadline=None)
@given(SUBJECTS, st.sampled_from(sorted(READS)), st.lists(TEXT, max_size=4))
def test_marks_lie_inside_the_text_in_order_and_apart(facts, code, words):
    last = ("", 0)
    for mark in marks(facts, Raised(code, Severity.REVIEW, words=tuple(words))):
        assert mark.field in READS[code]
        assert 0 <= mark.start < mark.end <= len(getattr(facts, mark.field))
        assert mark.field != last[0] or mark.start >= last[1]
        last = (mark.field, mark.end)


@settings(max_examples=100, deadline=None)
@given(SUBJECTS)
def test_what_the_rules_raise_is_marked_and_quoted(facts):
    for flag in judge_subject(facts, UNDER_MEMORANDUM, TODAY):
        found = marks(facts, flag)
        given = any(getattr(facts, field).strip() for field in READS.get(flag.code, ()))
        assert bool(found) == given
        for quote in quotes(facts, found):
            assert any(part.marked for part in quote.parts)


SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)).map(sorted).map(tuple), max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="ascii"), max_size=80), SPANS)
def test_the_pieces_make_the_whole_text(text, spans):
    spans = [(start, end) for start, end in spans if start < end <= len(text)]
    pieces = parts(text, spans)
    assert "".join(part.text for part in pieces) == text
    assert "".join(p.text for p in pieces if p.marked) == "".join(
        sign for place, sign in enumerate(text) if any(start <= place < end for start, end in spans)
    )


def test_a_long_text_is_quoted_around_its_marks():
    text = f"{'before ' * 60}his removal{' between' * 60} by deportation{' after' * 60}"
    facts = SubjectFacts(reason=text)
    (quote,) = quotes(facts, marks(facts, Raised("reason.civil", Severity.REVIEW, words=("removal", "deportation"))))
    said = "".join(part.text for part in quote.parts)
    assert [part.text for part in quote.parts if part.marked] == ["removal", "deportation"]
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert said.count("…") == 3
    assert len(said) <= LONGEST + 10


def test_a_long_text_that_is_evidence_as_a_whole_is_cut():
    facts = SubjectFacts(reason="The same sentence. " * 100)
    (quote,) = quotes(facts, marks(facts, Raised("reason.generic", Severity.REVIEW)))
    said = "".join(part.text for part in quote.parts)
    assert said.startswith("The same sentence.")
    assert WHOLE < len(said) <= LONGEST + 3
    assert said.endswith(" …")


def test_signs_that_nobody_sees_are_told_by_their_number():
    facts = SubjectFacts(last_name="Inv\u202eented")
    (quote,) = quotes(facts, marks(facts, Raised("name.missing", Severity.SUBJECT)))
    assert [part.text for part in quote.parts] == ["Inv[U+202E]ented"]


def test_what_blocks_weighs_more_than_what_is_cleared():
    flags = [("reason.generic", "review", True), ("tin.invalid", "review", False), ("statute.civil", "subject", False)]
    flags += [("address.zip", "review", False), ("address.missing", "subject", False)]
    ordered = sorted(flags, key=lambda f: weight(f[0], f[1], cleared=f[2]))
    assert [code for code, _, _ in ordered] == [
        "address.missing",
        "statute.civil",
        "address.zip",
        "tin.invalid",
        "reason.generic",
    ]


def test_the_tables_speak_of_codes_fields_and_thresholds_that_there_are():
    assert set(READS) | set(SHARES) <= set(CODES)
    assert {field for read in READS.values() for field in read} <= set(SUBJECT_FIELDS)
    assert {share.kind for share in SHARES.values()} <= {f.name for f in fields(Shared)}
    assert {share.threshold for share in SHARES.values()} - {""} <= set(THRESHOLDS)


def test_each_code_about_a_subject_says_what_it_reads_or_rests_on_no_text():
    unread = {"address.missing", "tin.invalid", "match.ambiguous", "match.none", "subject.protected"}
    assert {id for id, code in CODES.items() if code.concerns == "subject"} - set(READS) == unread
