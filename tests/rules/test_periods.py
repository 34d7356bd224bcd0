"""Taxable periods and dates in their spellings."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.rules.dates import parse_date
from requests_app.rules.facts import SubjectFacts
from requests_app.rules.periods import judge_periods, read_periods
from tests.rules.files import BOOK, TODAY, listed

READABLE = listed(
    "2022|2022; 2023|2022, 2023|2021-2023|2021 - 2023|2021–2023|2021 to 2023|2021 through 2023|202312|2023-12|12/2023"
    "|12/31/2023|2023-12-31|20231231|Dec 2023|December 31, 2023|Q1 2022|2022Q1|1Q2022|1Q22|Q1-Q4 2022"
    "|first quarter 2022"
    "|TY2022|TY 22|TY 2021, TY 2022|tax years 2021-2023|Tax Year 2022 and 2023|CY2022|FY 2022|2022 & 2023|2022/2023"
    "|2022 2023|2021, 2022, and 2023|2021-23|202112-202312|Form 1040 2022|1040 for 2022|year ended 12/31/2022"
    "|01/01/2021-12/31/2022|from 2020 to 2023|2021.0|(2022)|2022\n2023|２０２２|2022\u00a0–\u00a02023|2026"
    "|tax period ending 12/2022"
)
UNREADABLE = listed(
    "|   |all|last year|2051|2019-|-2019|22|2023-2021|n/a|unknown|present|2019-present|2019 to date|TBD|20223|99|0000"
    "|2022; unknown|2027|1040|2022-13|202313|Q5 2022|tax year|various|2025-2030|since 2019|past three years"
    "|20 22|\u200b"
)


def flag(text: str):
    return judge_periods(SubjectFacts(tax_periods=text), BOOK, TODAY)


@pytest.mark.parametrize("text", READABLE)
def test_a_readable_period_passes(text):
    assert flag(text) is None


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_unreadable_or_future_period_blocks(text):
    assert (flag(text).code, flag(text).severity) == ("period.missing", "subject")


@pytest.mark.parametrize("text", ["1953", "1899", "1950-1956"])
def test_a_period_before_1954_goes_to_counsel(text):
    assert flag(text).severity == "review"


def test_the_years_of_a_range_are_all_named():
    assert read_periods("2019; 2021-2023").years == (2019, 2021, 2022, 2023)


def test_what_cannot_be_read_is_named():
    assert read_periods("2022; sometime").unreadable == "sometime"


@pytest.mark.parametrize(
    "text",
    listed(
        "2025-04-19|2025/04/19|20250419|04/19/2025|4/19/25|04-19-2025|19-Apr-2025|19 Apr 2025|April 19, 2025|19APR2025"
        "|2025-04-19T00:00:00|4/19/2025 12:00:00 AM|19/04/2025|04.19.2025|April 19th, 2025|2025-4-9|19 de abril de 2025"
    ),
)
def test_a_date_in_its_spellings(text):
    assert parse_date(text) in (date(2025, 4, 19), date(2025, 4, 9))


@pytest.mark.parametrize(
    "text", listed("|2025|2025-13-01|2025-02-30|13/13/2025|unknown|45000|99/99/9999|2025-04|x\u0000y")
)
def test_what_is_no_date(text):
    assert parse_date(text) is None
