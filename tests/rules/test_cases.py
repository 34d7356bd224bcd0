"""Addresses and names by kind: every line of the tables in tests/data/cases is answered as it says there."""

from __future__ import annotations

import pytest

from bench.accuracy import EXPECTED, answer, by_kind, cases, graded, planted, tables

LISTED = [(path, case) for path in tables() for case in cases(path)]


def test_the_tables_are_read_whole():
    assert {path.stem for path in tables()} >= {
        "addresses-us",
        "addresses-abroad",
        "addresses-stand-ins",
        "names-people",
    }
    assert len(LISTED) > 2000
    assert {case.expected for _, case in LISTED} == set(EXPECTED)


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.stem)
def test_a_table_is_answered_as_expected(path):
    said = [(case, answer(path, case)) for case in cases(path)]
    wrong = [f"{path.name}:{case.line} {words}: {case.text}" for case, words in said if words != case.expected]
    assert wrong == []


def test_the_figures_keep_their_bars():
    assert all(figure.holds for figure in (*graded(), *planted()))


def test_a_figure_that_misses_its_bar_says_so():
    complete, partial = graded()
    complete.hits, partial.hits = 0, partial.of
    assert not complete.holds and not partial.holds
    assert "MISSED" in str(complete) and "at least 98.5 %" in str(complete)


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.stem)
def test_kinds_are_told_apart(path):
    assert sum(figure.of for figure in by_kind(path)) == len(list(cases(path)))
