"""Thresholds and words: changed by an administrator, within bounds, once however often it is clicked; empty means shipped."""

from __future__ import annotations

import pytest

from requests_app.models import DisclosureRequest, ListedWord, Threshold
from requests_app.models.as_facts import book_for, today
from requests_app.rules.addresses.judging import judge_address
from requests_app.rules.facts import SubjectFacts
from requests_app.rules.lists import ADDRESS_PLACEHOLDERS
from requests_app.workflow import lists
from requests_app.workflow.kept import Changed, mark
from requests_app.workflow.refused import Refused
from tests.cast import Cast, cast, draft, subject_fields

pytestmark = pytest.mark.django_db

ADDRESS, NAME = ListedWord.Kind.ADDRESS, ListedWord.Kind.NAME


@pytest.fixture
def who() -> Cast:
    return cast()


def put(who: Cast, name: str, value: int) -> bool:
    row = Threshold.objects.get(name=name)
    return lists.set_threshold(name, value, by=who.administrator, why="As decided", seen=mark(row))


def test_a_threshold_is_set_once_with_its_why(who):
    assert put(who, "officer_subjects", 100)
    assert not put(who, "officer_subjects", 100)
    assert book_for(draft(who), today()).thresholds["officer_subjects"] == 100
    last = Threshold.history.filter(name="officer_subjects").order_by("-history_id").first()
    assert (last.value, last.actor_name, last.history_change_reason) == (100, "Test Administrator", "As decided")


@pytest.mark.parametrize(("name", "value"), [("officer_subjects", 0), ("clear_batch", 251), ("matter_subjects", 10**7)])
def test_a_threshold_out_of_bounds_is_refused(who, name, value):
    with pytest.raises(Refused, match="whole number from 1"):
        put(who, name, value)


def test_an_old_page_sets_nothing(who):
    seen = mark(Threshold.objects.get(name="matter_subjects"))
    put(who, "matter_subjects", 40)
    with pytest.raises(Changed):
        lists.set_threshold("matter_subjects", 30, by=who.administrator, why="a test", seen=seen)


@pytest.mark.parametrize("name", ["specialist", "counsel", "approver", "oversight", "liaison", "stranger"])
def test_nobody_else_changes_a_list(who, name):
    person = getattr(who, name)
    with pytest.raises(Refused, match="administrator only"):
        lists.set_threshold("officer_subjects", 9, by=person, why="a test", seen=0)
    with pytest.raises(Refused, match="administrator only"):
        lists.add_words(ADDRESS, "zzyzx nowhere", by=person, why="a test", sure=True)
    with pytest.raises(Refused, match="administrator only"):
        lists.remove_words(ListedWord.objects.earliest("pk").pk, by=person, why="a test")


def test_words_are_kept_in_plain_form_and_the_rules_know_them(who):
    facts = draft(who, subject_fields(address_line1="No-Fixed  ABÓDE here")).subjects.get()
    word, new = lists.add_words(
        ADDRESS, " No-Fixed  ABÓDE\u200b here ", by=who.administrator, why="Seen in files", sure=False
    )
    assert (word.words, new) == ("no fixed abode here", True)
    assert "no fixed abode here" in book_for(facts.disclosure_request, today()).address_placeholders
    assert lists.add_words(ADDRESS, "no fixed abode here", by=who.administrator, why="Again", sure=False)[1] is False


def test_a_word_added_and_taken_off_changes_the_verdict(who):
    from_us = draft(who)
    text = subject_fields(address_line1="Zzyzx Nowhere", city="", state="", postal_code="")
    assert judged(from_us, text) == "address.incomplete"
    word, _ = lists.add_words(ADDRESS, "Zzyzx Nowhere", by=who.administrator, why="a test", sure=True)
    assert judged(from_us, text) == "address.placeholder"
    assert lists.remove_words(word.pk, by=who.administrator, why="a test") is not None
    assert lists.remove_words(word.pk, by=who.administrator, why="a test") is None
    assert judged(from_us, text) == "address.incomplete"


def judged(one: DisclosureRequest, fields: dict[str, str]) -> str:
    flag = judge_address(SubjectFacts(**fields), book_for(one, today()), today())
    return flag.code if flag else ""


@pytest.mark.parametrize(
    ("kind", "words"), [(NAME, "garcia"), (NAME, "na"), (ADDRESS, "street"), (ADDRESS, "puerto rico")]
)
def test_what_may_be_real_is_listed_only_by_one_who_is_sure(who, kind, words):
    with pytest.raises(Refused, match="“"):
        lists.add_words(kind, words, by=who.administrator, why="a test", sure=False)
    assert lists.add_words(kind, words, by=who.administrator, why="a test", sure=True)


@pytest.mark.parametrize("words", ["", "  ", "---", "12345", "\u200b", "x" * 121])
def test_what_leaves_nothing_or_is_too_long_is_refused(who, words):
    with pytest.raises(Refused):
        lists.add_words(NAME, words, by=who.administrator, why="a test", sure=True)


def test_an_emptied_list_falls_back_to_the_shipped_one_and_begins_with_it_again(who):
    one = draft(who)
    for word in list(ListedWord.objects.filter(kind=ADDRESS)):
        lists.remove_words(word.pk, by=who.administrator, why="Emptied")
    assert not ListedWord.objects.filter(kind=ADDRESS).exists()
    assert book_for(one, today()).address_placeholders == ADDRESS_PLACEHOLDERS
    lists.add_words(ADDRESS, "zzyzx nowhere", by=who.administrator, why="a test", sure=True)
    assert book_for(one, today()).address_placeholders == ADDRESS_PLACEHOLDERS | {"zzyzx nowhere"}
