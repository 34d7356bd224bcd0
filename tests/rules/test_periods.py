"""Taxable periods and dates in their spellings."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.rules.dates import parse_date, read_date
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

MORE_READABLE = listed(
    "2019|2021–2023|2021 — 2023|2021 to 2023|TY2022|TY-2022|TY: 2022|T.Y. 2022|Tax Yr 2022"
    "|tax years 2020, 2021 and 2022|FY2022|F.Y. 2022|2022Q3|Q3 2022|Q3-2022|Q3/2022|2022-Q3|2022/Q3|3Q2022|3Q22"
    "|Q3'22|Q3 22|12/2022|12-2022|202212|2022/12|2022-12|12/31/2022|12-31-2022|2022.12.31|31 Dec 2022|2022 & 2023"
    "|2022+2023|2022;2023;|2022, 2023,|2022\t2023|2022|2020,2021,2022|2020-21|2020/21|2020-2021-2022"
    "|2019 through 2022|2019 thru 2022|2019 until 2022|from 2019 to 2022|between 2019 and 2022"
    "|2019 - 2022 inclusive|2019..2022|2019…2022|2019~2022|Calendar year 2022|calendar years 2021-2022|CY 2021"
    "|CY21|TY21|TY'21|TY 2021-2022|TY 21-22|TY21-TY22|TY2021-TY2022|FY21-22|Jan 2022|January 2022|Jan-2022"
    "|Jan 2022 - Dec 2022|Jan. 2022 through Dec. 2023|January 1, 2022 to December 31, 2022|1/1/2022-12/31/2022"
    "|01/01/2022 to 12/31/2023|2022-01-01 to 2022-12-31|2022-01-01/2022-12-31|20220101-20221231"
    "|2022 (all quarters)|all of 2022|2022 all quarters|all quarters of 2022|Q1, Q2 2022|Q1 and Q2 2022"
    "|Q1-Q4 2022|Q1 2022 - Q4 2022|1st quarter 2022|first quarter of 2022|1st qtr 2022|Quarter 1, 2022|Qtr 1 2022"
    "|quarter ending 3/31/2022|quarter ended March 2022|tax period 202212|period ending 12/31/2022"
    "|tax year ending December 31, 2022|year ended 12/31/22|12/31/22|1040 2022|Form 1040, 2022"
    "|Form 1040 for tax year 2022|1040 - 2022|Form 941 2022Q1|W-2 2022|2022 Form 1040|Form 1120-S for 2021"
    "|2021 and 2022 returns|2022 tax year|2022 tax return|2022TY|2022 TY|Año 2022|año fiscal 2022|ejercicio 2022"
    "|années 2021 et 2022|2021 y 2022|2021 et 2022|2021 bis 2023|2021 a 2023|2022年|2021/2022/2023|[2021, 2022]"
    "|2022.|2022|'2022|2022*|H1 2022|first half of 2022|1H2022|2022H1|years 2021 2022 2023|2021,22,23"
    "|2021, 22 & 23|2021-2022, 2024|2020-22; 2024|1/2022-12/2022|Jan-Dec 2022|January through December 2022"
    "|January-March 2022|Jan, Feb 2022|202201-202212|2022 01|2022 through Q2 2023|tax years: 2021; 2022"
    "|TYs 2021-2022|tax yrs 2021 & 2022|yr 2022|2022 (TY)|12/31/2021, 12/31/2022|20211231;20221231"
    "|2022-12-31T00:00:00|2022 ,2023|２０２２年"
)
MORE_UNREADABLE = listed(
    "2019-|2019 -|2019–present|2019 onward|2019+|2019 and later|2019 to date|2019 to current|2019 forward"
    "|since 2019|from 2019|after 2019|before 2020|prior to 2020|through 2020|up to 2020|until 2022|-2019|all"
    "|all years|ALL PERIODS|any|every year|N/A|NA|none|unknown|TBD|pending|various|multiple|present|current"
    "|current year|last 3 years|past 5 years|last year|most recent|recent years|2023-2021|2023 to 2019|1900-2100"
    "|2022-2099|2027|2030|2026-2028|FY2027|20|2|22|'22|22-23|99|0|0000|2022-13|202213|202200|2022-00|Q5 2022"
    "|Q0 2022|2022Q5|5Q22|13/2022|13/31/2022|02/30/2022|tax year|year|TY|FY|xx|20XX|202X|2O22|19|2022?"
    "|2022 or 2023?|2022 (?)|tax|-|--|?|.|1040|W-2|Form 1040|2022; unknown|2022, n/a|2022 - unknown|10/10"
    "|abc 2022 def|case 2022-123|HSI-2022-001|8 USC 1326|2022 00:00|00/00/2022|00002022|2.022|2,022|2022-2023-"
    "|20222023|2022 2|no periods|desconocido|todos|不明|2022 to|1 year|five years|12|2021-|Q4|202|20222"
    "|unknown 2022|2022 approx|circa 2022|approximately 2022|about 2022"
)


def flag(text: str):
    return judge_periods(SubjectFacts(tax_periods=text), BOOK, TODAY)


@pytest.mark.parametrize("text", READABLE + MORE_READABLE)
def test_a_readable_period_passes(text):
    assert flag(text) is None


@pytest.mark.parametrize("text", UNREADABLE + MORE_UNREADABLE)
def test_an_unreadable_or_future_period_blocks(text):
    assert (flag(text).code, flag(text).severity) == ("period.missing", "subject")


@pytest.mark.parametrize("text", ["1953", "1899", "1950-1956", "1899-1900", "TY1952", "12/31/1950"])
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
    "text",
    listed(
        "2025-APR-19|2025 Apr 19|Saturday, April 19, 2025|Sat 19 Apr 2025|19 avril 2025|'2025-04-19|(4/19/2025)"
        "|04192025|04 / 19 / 2025"
        "|4/19/2025.|2025年4月19日|04–19–2025|２０２５-04-19|٢٠٢٥-٠٤-١٩|19. April 2025|19th of April, 2025|19APR25|19.04.2025"
    ),
)
def test_a_date_in_further_spellings(text):
    assert parse_date(text) == date(2025, 4, 19)


def test_a_cell_of_dates_may_hold_the_number_of_a_spreadsheets_day():
    assert read_date("45766") == read_date("45766.0") == read_date("4/19/2025") == date(2025, 4, 19)
    assert [read_date(text) for text in ("12345", "99999", "4576", "457660", "unknown")] == [None] * 5
    assert parse_date("45766") is None


@pytest.mark.parametrize(
    "text", listed("|2025|2025-13-01|2025-02-30|13/13/2025|unknown|45000|99/99/9999|2025-04|x\u0000y")
)
def test_what_is_no_date(text):
    assert parse_date(text) is None
