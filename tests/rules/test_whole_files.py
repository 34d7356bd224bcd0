"""The rules against whole files: the sample with planted defects, and the request as it was sent in June 2025."""

from __future__ import annotations

from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.flags import blocks, judge_subject
from tests.rules.files import BOOK, TODAY, UNDER_MEMORANDUM, as_sent, rows, sample


def codes(facts: SubjectFacts, book=UNDER_MEMORANDUM) -> set[str]:
    return {flag.code for flag in judge_subject(facts, book, TODAY)}


def wanted() -> list[set[str]]:
    return [set(filter(None, row["must_have"].split("|"))) for row in rows("subjects-sample-expected.csv")]


def test_every_planted_defect_of_the_sample_is_found():
    missed = [n for n, (f, want) in enumerate(zip(sample(), wanted(), strict=True), 1) if want and not want & codes(f)]
    assert missed == []


def test_no_clean_row_of_the_sample_is_blocked():
    clean = [f for f, want in zip(sample(), wanted(), strict=True) if not want]
    assert len(clean) == 307
    assert [f for f in clean if any(map(blocks, judge_subject(f, UNDER_MEMORANDUM, TODAY)))] == []


def test_clean_rows_get_no_flag_at_all_without_an_agreement():
    clean = [f for f, want in zip(sample(), wanted(), strict=True) if not want]
    assert [codes(f, BOOK) for f in clean if codes(f, BOOK)] == []


def test_the_memorandum_leaves_other_statutes_to_counsel():
    outside = [f for f in sample() if f.statute == "18 U.S.C. 1001"]
    assert outside and all("statute.outside" in codes(f) for f in outside)


def test_every_row_as_sent_in_2025_is_blocked():
    lacking = {"statute.missing", "reason.missing", "matter.missing", "officer.missing", "period.missing"}
    assert all(lacking <= codes(f, BOOK) for f in as_sent())


def test_one_statute_reason_officer_and_case_for_all_still_lack_what_they_lacked():
    typed = {"statute": "8 USC 1253(a)(1)", "officer_name": "One Officer", "case_number": "HSI-2025-1"}
    reason = "To confirm the address of the subject for the criminal investigation of willful failure to depart."
    for facts in as_sent():
        raised = judge_subject(facts._replace(reason=reason, **typed), UNDER_MEMORANDUM, TODAY)
        assert {"matter.missing", "period.missing"} <= {flag.code for flag in raised if blocks(flag)}


def test_one_value_of_everything_for_all_goes_to_counsel_row_by_row():
    typed = {
        "statute": "8 USC 1253(a)(1)",
        "officer_name": "One Officer",
        "case_number": "HSI-2025-1",
        "case_opened": "2025-01-02",
        "tax_periods": "2022",
        "removal_order_case": "A200000001",
        "removal_ground": "8 USC 1227(a)(1)(B)",
        "reason": "A lease in the file shows that the subject willfully remained after the order.",
        "shared": Shared(reason=1000, officer=1000, matter=1000),
    }
    expected = {"reason.generic", "officer.overload", "matter.shared"}
    assert all(expected <= codes(facts._replace(**typed)) for facts in as_sent())


def test_the_junk_addresses_as_sent_are_refused():
    junk = {
        "UNKNOWN",
        "Failed to Provide 77002",
        "78040",
        "Unknown Address",
        "none",
        "Houston TX",
        "Unknown Address 85004",
    }
    found = [f for f in as_sent() if f.address in junk or not f.address]
    assert len(found) > 50
    assert all({c for c in codes(f) if c.startswith("address.")} for f in found)
