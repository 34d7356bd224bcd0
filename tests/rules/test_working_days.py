"""Working days: the holidays of 5 U.S.C. 6103(a), kept on the working day next to a weekend."""

from datetime import date, timedelta

import pytest

from requests_app.rules.working_days import holidays, is_working, working_days

OF_2026 = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]
"""As the Office of Personnel Management published them: July 4 is a Saturday."""


def test_the_holidays_of_a_year_are_those_that_are_kept():
    assert [f"{day:%m-%d}" for day in sorted(holidays(2026))] == OF_2026


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-27", True),
        ("2026-11-28", False),
        ("2026-07-03", False),
        ("2021-12-31", False),
        ("2021-07-05", False),
        ("2020-06-19", True),
        ("2024-06-19", False),
    ],
)
def test_a_day_is_worked_or_not(day, works):
    assert is_working(date.fromisoformat(day)) == works


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-02", "2026-11-02", 0),
        ("2026-11-06", "2026-11-09", 1),
        ("2026-11-09", "2026-11-13", 3),
        ("2026-11-25", "2026-11-30", 2),
        ("2026-11-30", "2026-11-25", 0),
    ],
)
def test_working_days_follow_the_first_day_and_take_in_the_last(since, until, days):
    assert working_days(date.fromisoformat(since), date.fromisoformat(until)) == days


def test_two_stretches_add_up():
    first, middle, last = date(2025, 12, 12), date(2026, 1, 1), date(2026, 2, 20)
    assert working_days(first, middle) + working_days(middle, last) == working_days(first, last)
    assert working_days(first, first + timedelta(days=1)) in (0, 1)
