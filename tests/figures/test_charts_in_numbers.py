"""What a chart is drawn from: round ticks, short numbers, labels in lines, stretches of time."""

from datetime import date

import pytest

from requests_app.figures.charts import round_ticks, short, thinned, wrapped
from requests_app.figures.periods import MOST, brief, edges, named


@pytest.mark.parametrize("most", [0, 0.4, 1, 2, 3, 7, 9, 10, 11, 99, 101, 950, 47_289, 1_280_000, 9_999_999_999])
def test_ticks_are_round_and_reach_the_highest_value(most):
    ticks = round_ticks(most)
    steps = {round(b - a, 9) for a, b in zip(ticks, ticks[1:], strict=False)}
    assert (ticks[0], len(steps), 2 <= len(ticks) <= 6) == (0, 1, True)
    assert ticks[-1] >= most > ticks[-2] or most == 0
    assert str(steps.pop()).strip("0.")[0] in "125"


def test_things_that_are_counted_have_no_half_ticks():
    assert round_ticks(1) == [0, 1]
    assert round_ticks(0.034, whole=False) == [0, 0.01, 0.02, 0.03, 0.04]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (950, "950"), (1000, "1K"), (1_280_000, "1.28M"), (20_000, "20K"), (5e9, "5B"), (2e12, "2T")],
)
def test_an_axis_bears_short_numbers(value, text):
    assert short(value) == text


def test_a_long_label_is_cut_at_words_and_ends_in_an_ellipsis():
    lines = wrapped("Asks for returns or taxpayer return information of which nobody can be told anything at all here")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 44
    assert lines[1].endswith("…")
    assert wrapped("x" * 200)[0] == "x" * 43 + "…"
    assert wrapped("") == [""]


def test_labels_under_an_axis_are_few_and_the_last_is_among_them():
    for count in range(1, 60):
        shown = thinned(count)
        assert len(shown) <= 6
        assert shown[-1] == count - 1


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 11, 3), date(2026, 11, 3)),
        (date(2026, 11, 3), date(2026, 11, 20)),
        (date(2026, 6, 3), date(2026, 11, 20)),
        (date(2025, 12, 1), date(2026, 11, 29)),
        (date(2024, 2, 29), date(2028, 2, 29)),
        (date(1990, 1, 1), date(2027, 12, 31)),
    ],
)
def test_stretches_are_few_and_leave_no_day_out(since, until):
    found = edges(since, until)
    assert found == sorted(set(found))
    assert (found[0], (found[-1] - until).days) == (since, 1)
    assert len(found) - 1 <= MOST + 1
    assert all(named(*pair) and brief(*pair) for pair in zip(found, found[1:], strict=False))


def test_a_stretch_is_named_as_people_name_it():
    assert named(date(2026, 11, 3), date(2026, 11, 4)) == "Nov 3, 2026"
    assert named(date(2026, 11, 3), date(2026, 11, 10)) == "Nov 3–9, 2026"
    assert named(date(2026, 11, 1), date(2026, 12, 1)) == "November 2026"
    assert named(date(2026, 7, 1), date(2026, 10, 1)) == "Jul 1–Sep 30, 2026"
    assert named(date(2026, 1, 1), date(2027, 1, 1)) == "2026"
