"""Notes: for the IRS alone or for both sides, fixed at writing."""

import pytest

from requests_app.models import Note
from requests_app.rules.transitions import Status
from requests_app.workflow.naming import NAMES_NOTE
from tests.cast import Cast, cast, draft, walk
from tests.pages.visiting import visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who), Status.COMPLETENESS)


def write(person, one, readers, text="Ask about the periods.", seen=0):
    said = {"readers": readers, "text": text, "seen": seen}
    return visitor(person).post(f"/requests/{one.pk}/notes/", said)


def test_a_note_for_the_irs_stays_with_the_irs(who, one):
    assert write(who.counsel, one, "irs", "Between ourselves.").status_code == 302
    assert "Between ourselves." in visitor(who.specialist).get(f"/requests/{one.pk}/").content.decode()
    assert "Between ourselves." not in visitor(who.liaison).get(f"/requests/{one.pk}/").content.decode()
    assert "note for" not in visitor(who.liaison).get(f"/requests/{one.pk}/timeline/").content.decode()


def test_a_note_for_both_is_read_by_the_agency(who, one):
    write(who.counsel, one, "agency", "Please name the periods.")
    assert "Please name the periods." in visitor(who.liaison).get(f"/requests/{one.pk}/").content.decode()


@pytest.mark.parametrize("words", ["About 905-66-0011.", "Carl Demofield should be asked.", "905660011"])
def test_no_note_names_a_taxpayer_and_what_was_typed_stays(who, one, words):
    place = f"/requests/{one.pk}/note/"
    answers = [write(who.counsel, one, "agency", words), visitor(who.liaison).post(place, {"text": words, "last": 0})]
    for answer in answers:
        assert answer.status_code == 422 and answer.context["form"].errors["text"] == [NAMES_NOTE]
        assert words in answer.content.decode()
    assert not Note.objects.exists()


def test_a_double_click_writes_one_note(who, one):
    assert [write(who.counsel, one, "irs").status_code for _ in range(2)] == [302, 302]
    assert Note.objects.count() == 1


def test_the_same_words_can_be_written_again_later(who, one):
    write(who.counsel, one, "irs")
    write(who.counsel, one, "irs", seen=Note.objects.get().pk)
    assert Note.objects.count() == 2


def test_who_may_read_it_must_be_said(who, one):
    answer = write(who.counsel, one, "")
    assert answer.context["form"].errors["readers"]
    assert "Ask about the periods." in answer.content.decode()


def test_oversight_reads_and_writes_none(who, one):
    write(who.counsel, one, "irs", "Between ourselves.")
    assert "Between ourselves." in visitor(who.oversight).get(f"/requests/{one.pk}/notes/").content.decode()
    assert write(who.oversight, one, "irs").status_code == 409
    assert Note.objects.count() == 1


def test_what_is_too_long_comes_back_whole_and_says_how_long_it_is(who, one):
    long = "The periods are missing. " * 400
    answer = write(who.counsel, one, "irs", long)
    page = answer.content.decode()
    assert answer.status_code == 422 and f"It is {len(long.strip())} characters long" in page
    assert long.strip() in page and "maxlength" not in page
    assert not Note.objects.exists()
