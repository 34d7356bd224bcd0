"""What can't be read in a filter narrows nothing; the page says that, and speaks of no change that nobody wanted to make."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.models import AccessRecord
from requests_app.forms.stock import NOTHING_YET
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, fresh, walk
from tests.pages.visiting import visitor

NOT_NARROWED = "The list isn’t narrowed by it."


@pytest.fixture
def who(db) -> Cast:
    return cast()


def page(person, name: str, /, *args: int, **asked: str) -> str:
    answer = visitor(person).get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert NOTHING_YET not in said and "no file" not in said
    return said


@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        *(("looks", field, "a\0b") for field in ("person", "reason", "origin", "number")),
        *(("looks", field, "nonsense") for field in ("whose", "role", "agency", "act", "kind", "outcome")),
        ("accounts", "number", "a\0b"),
        ("accounts", "kind", "nonsense"),
        *(("history", field, "a\0b") for field in ("words", "person", "number", "field")),
        *(("history", field, "nonsense") for field in ("field", "role", "agency", "model", "act", "status", "only")),
        ("history", "person", "a" * 121),
        *(("rights", field, "a\0b") for field in ("name", "role", "agency")),
        *(("rights_lines", field, "a\0b") for field in ("name", "role", "agency")),
        ("rights_people", "name", "a\0b"),
        ("anomalies", "person", "a\0b"),
        ("anomalies", "kind", "nonsense"),
        ("anomalies", "standing", "nonsense"),
        ("worklist", "number", "a\0b"),
        ("worklist", "status", "nonsense"),
        ("worklist", "agency", "nonsense"),
    ],
)
def test_a_filter_that_can_not_be_read_says_that_the_list_is_not_narrowed_by_it(who, name, field, typed):
    assert NOT_NARROWED in page(who.oversight, name, **{field: typed})


def test_subjects_are_listed_as_if_nothing_unreadable_had_been_asked_for_and_none_for_an_unknown_flag(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    said = page(who.specialist, "subjects", one.pk, show="nonsense")
    assert NOT_NARROWED in said and "Demofield" in said
    assert "Demofield" not in page(who.specialist, "subjects", one.pk, code="a\0b")
    said = page(who.specialist, "subjects", one.pk, code="nonsense")
    assert "so nobody is listed" in said and "Demofield" not in said


@pytest.mark.parametrize("field", ["verdict", "address"])
def test_what_matching_found_is_listed_likewise(who, field):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert NOT_NARROWED in page(who.specialist, "matching", one.pk, **({"verdict": ""} | {field: "nonsense"}))


def test_figures_and_moments_say_what_follows_for_them(who):
    assert "Nothing was counted. Choose one of those offered." in page(who.oversight, "statistics", agency="nonsense")
    one = fresh(walk(who, draft(who), Status.COMPLETENESS))
    assert "Shown is the latest moment." in page(who.oversight, "moments", one.pk, when="a\0b")
    for field in ("at", "event"):
        for typed in ("abc", "0", "9" * 30):
            assert "asks for a moment that can’t be read" in page(who.oversight, "moments", one.pk, **{field: typed})
    assert "can’t be read" not in page(who.oversight, "moments", one.pk, event="1")


@pytest.mark.parametrize("name", ["rights_lines_file", "accounts_file", "looks_file"])
def test_a_file_is_not_sent_as_if_it_were_narrowed_by_what_can_not_be_read(who, name):
    browser, place = visitor(who.oversight), f"{reverse(name)}?agency=nonsense"
    answer = browser.post(place, {"form": "csv", "why": "A test."}) if name == "looks_file" else browser.get(place)
    said = answer.content.decode()
    assert "No file was sent. What you typed is still here." in said and NOT_NARROWED in said
    assert not AccessRecord.objects.filter(act="export").exists()


def test_rights_at_a_moment_to_come_say_what_is_shown_and_a_file_that_it_was_not_sent(who):
    ahead = {"at": (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")}
    said = page(who.oversight, "rights", **ahead)
    assert "Shown is now: choose a moment that has passed." in said
    assert "The list isn’t narrowed by what can’t be read." in said
    answer = visitor(who.oversight).get(reverse("rights_file"), ahead)
    assert "No file was sent. What you typed is still here." in answer.content.decode()
