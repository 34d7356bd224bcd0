"""The ordered list of flags, spelled out a second time on purpose; grades; examples; the printed page."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from requests_app.management.commands.print_rules import DOCS
from requests_app.rules.codes import WHEN
from requests_app.rules.examples import DOUBTS, EXAMPLES, TODAY
from requests_app.rules.facts import Raised, Shared, SubjectFacts
from requests_app.rules.flags import CODES, blocks, grades, judge_request, judge_subject
from requests_app.rules.printed import document
from requests_app.rules.reason_codes import NOT_DISCLOSED, REASONS, sentence_for_agency
from tests.rules.files import UNDER_MEMORANDUM

TABLE = {
    "writing.signed": "request",
    "writing.delegate": "review",
    "signer.outside": "request",
    "name.missing": "subject review",
    "address.missing": "subject",
    "address.placeholder": "subject",
    "address.incomplete": "subject review",
    "address.zip": "review",
    "address.differs": "review",
    "period.missing": "subject review",
    "statute.missing": "subject",
    "statute.civil": "subject",
    "statute.tax": "subject",
    "statute.subsection": "review",
    "statute.unlisted": "review",
    "statute.outside": "review",
    "reason.missing": "subject",
    "reason.generic": "review",
    "reason.civil": "review subject",
    "matter.missing": "subject",
    "matter.shared": "review",
    "officer.missing": "subject",
    "officer.overload": "review",
    "order.date": "subject review",
    "items.barred": "request",
    "items.outside": "request",
    "path.fugitive": "review",
    "path.terrorism": "review",
    "attestation.missing": "request",
    "agreement.inactive": "request",
    "safeguards.refused": "release",
    "safeguards.open": "review",
    "hold.active": "release review",
    "tin.invalid": "review",
    "subject.duplicate": "review",
    "match.address": "review",
    "match.ambiguous": "subject",
    "match.none": "subject",
    "subject.protected": "subject",
}
ELEMENTS = ["name", "address", "periods", "statute", "reason", "matter", "officer"]


def judge(case):
    rules = judge_subject if isinstance(case.facts, SubjectFacts) else judge_request
    return rules(case.facts, case.book, TODAY)


def test_the_codes_in_order_with_their_severities():
    assert [(id, " ".join(code.severities)) for id, code in CODES.items()] == list(TABLE.items())


def test_matching_is_for_the_irs_and_protection_for_counsel():
    assert {id for id, code in CODES.items() if code.audience == "irs"} == {
        "match.address",
        "match.ambiguous",
        "match.none",
    }
    assert {id for id, code in CODES.items() if code.audience == "counsel"} == {"subject.protected"}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_every_code_says_what_is_wrong_what_to_do_and_by_what_law(code):
    assert all(text.endswith(".") and len(text) > 15 for text in (code.must, code.sentence, code.remedy))
    assert code.citation


def test_every_code_has_an_example_and_no_other():
    assert set(EXAMPLES) == set(CODES)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.code)
def test_the_passing_example_raises_nothing_of_its_code(example):
    assert example.code not in {flag.code for flag in judge(example.passes)}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.code)
def test_the_failing_example_raises_its_code_with_a_listed_severity(example):
    raised = [flag for flag in judge(example.fails) if flag.code == example.code]
    assert len(raised) == 1
    assert raised[0].severity in CODES[example.code].severities


def test_a_code_of_two_severities_says_when_it_is_which_and_has_a_case_of_each():
    assert {code.id: set(code.severities) for code in CODES.values() if len(code.severities) > 1} == {
        id: set(when) for id, when in WHEN.items()
    }
    assert set(DOUBTS) == set(WHEN)


@pytest.mark.parametrize("code", DOUBTS)
def test_the_other_severity_has_a_case_that_raises_it(code):
    severity, case = DOUBTS[code]
    assert [flag.severity for flag in judge(case) if flag.code == code] == [severity]
    assert [flag.severity for flag in judge(EXAMPLES[code].fails) if flag.code == code] != [severity]


def test_flags_come_in_the_order_of_the_table_and_each_once():
    everything = SubjectFacts(
        address="unknown", reason="for removal", statute="8 USC 1325", shared=Shared(9, 9, 9999, 9999)
    )
    found = [flag.code for flag in judge_subject(everything, UNDER_MEMORANDUM, TODAY)]
    assert found == [code for code in CODES if code in found]
    assert len(found) > 8


def test_an_element_is_complete_when_nothing_of_it_blocks():
    assert grades([]) == dict.fromkeys(ELEMENTS, "complete")
    raised = [
        Raised("address.placeholder", "subject"),
        Raised("statute.outside", "review"),
        Raised("tin.invalid", "review"),
    ]
    assert grades(raised) == {**dict.fromkeys(ELEMENTS, "complete"), "address": "incomplete"}


def test_an_empty_subject_is_incomplete_in_every_element():
    assert set(grades(judge_subject(SubjectFacts(), UNDER_MEMORANDUM, TODAY)).values()) == {"incomplete"}


def test_only_a_review_flag_can_be_cleared():
    assert [blocks(Raised("x", s)) for s in ("request", "subject", "release", "review")] == [True, True, True, False]


def test_a_tin_never_cures_a_missing_address():
    facts = SubjectFacts(tin_form="ssn")
    assert "address.missing" in {flag.code for flag in judge_subject(facts, UNDER_MEMORANDUM, TODAY)}


def test_to_the_agency_no_record_and_protection_read_the_same():
    assert sentence_for_agency("impairment") == sentence_for_agency("no_record_or_mismatch") == NOT_DISCLOSED
    assert all(reason.label and reason.sentence for reason in REASONS.values())


def test_the_printed_rules_are_current():
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == document(), (
        "run `manage.py print_rules` and commit docs/rules.md"
    )
    out = io.StringIO()
    call_command("print_rules", "--check", stdout=out)
    assert "current" in out.getvalue()


def test_the_printed_rules_name_every_code():
    text = document()
    assert all(f"### `{code}`" in text for code in CODES)
