"""What a court order stops, in words and by the day: how it stands, what it raises, how it is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from requests_app.rules.facts import HoldFacts
from requests_app.rules.flags import judge_request
from requests_app.rules.holds import ACTS, KINDS, Standing, named, standing, words_of
from tests.rules.files import BOOK, TODAY
from tests.rules.test_requests_and_holds import ALONE

STAY = HoldFacts(
    "Order of Nov. 21, 2025", frozenset({"disclose"}), date(2025, 11, 21), None, "stay", "D.D.C.", "25-cv-00457"
)
DAY = timedelta(days=1)


def raised(*holds: HoldFacts) -> list[tuple[str, str]]:
    return [(f.severity, f.evidence) for f in judge_request(ALONE, replace(BOOK, holds=holds), TODAY)]


def test_the_evidence_says_which_order_which_acts_since_when():
    (severity, words), *rest = raised(replace(STAY, acts=frozenset(ACTS)))
    assert (severity, rest) == ("release", [])
    said = (
        "stay of the D.D.C.",
        "25-cv-00457",
        "Order of Nov. 21, 2025",
        "disclosing",
        "distributing",
        "November 21, 2025",
    )
    assert all(part in words for part in said)


def test_an_order_on_some_subjects_goes_to_counsel_and_says_so():
    part = replace(STAY, whole=False)
    ((severity, words),) = raised(part)
    assert severity == "review" and "some of the subjects" in words
    assert raised(part, STAY)[0][0] == "release"


def test_an_order_that_bars_both_is_named_once():
    ((_, words),) = raised(replace(STAY, acts=frozenset(ACTS)))
    assert words.count("25-cv-00457") == 1


def test_what_is_not_known_of_an_order_is_left_out():
    assert named(HoldFacts("D.D.C. 1", frozenset({"use"}), TODAY, None)) == "D.D.C. 1"
    assert words_of(STAY, frozenset({"disclose"})).endswith("bars disclosing to the agency since November 21, 2025")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words(kind):
    assert KINDS[kind] in named(replace(STAY, kind=kind))


@pytest.mark.parametrize(
    ("starts", "until", "lifted", "superseded", "stands"),
    [
        (TODAY, None, None, None, Standing.IN_FORCE),
        (TODAY + DAY, None, None, None, Standing.COMING),
        (TODAY - DAY, TODAY, None, None, Standing.IN_FORCE),
        (TODAY - DAY, TODAY - DAY, None, None, Standing.EXPIRED),
        (TODAY - DAY, None, TODAY + DAY, None, Standing.IN_FORCE),
        (TODAY - DAY, None, TODAY, None, Standing.LIFTED),
        (TODAY + DAY, None, TODAY + DAY, None, Standing.LIFTED),
        (TODAY - DAY, None, None, TODAY + DAY, Standing.IN_FORCE),
        (TODAY - DAY, None, None, TODAY, Standing.SUPERSEDED),
        (TODAY - DAY, TODAY - DAY, TODAY, TODAY, Standing.LIFTED),
    ],
)
def test_how_an_order_stands_on_a_day(starts, until, lifted, superseded, stands):
    assert standing(starts, until, lifted, superseded, TODAY) == stands
