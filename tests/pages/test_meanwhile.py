"""Two people change the same thing: the second is told once, at each field what it is now, and loses no word."""

import re

import pytest

from requests_app.forms.meanwhile import LEFT, TYPED
from requests_app.models import Agreement, Hold
from requests_app.views.answers import trouble_of
from requests_app.workflow.refused import Stale
from tests.cast import Cast, add, cast, draft, fresh, subject_fields
from tests.pages.test_orders import changed, entered
from tests.pages.visiting import visitor

TOLD = "has changed since you opened the page"


@pytest.fixture
def who(db) -> Cast:
    return cast()


def text(answer) -> str:
    return answer.content.decode()


def as_shown(answer) -> dict[str, object]:
    """Return what a browser would send back of the form on a page: the values, the marks, and what is hidden beside them."""
    form, context = answer.context["form"], answer.context
    values = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    seen = {"seen": context["disclosure_request"].version} if "disclosure_request" in context else {}
    return {**values, **seen, "opened": form.opened}


def at(answer, field: str) -> str:
    """Return what the page says at a field of what it is now."""
    found = re.search(rf'id="id_{field}_now">(.*?)</div>', answer.content.decode(), re.DOTALL)
    return found[1] if found else ""


def test_a_page_says_of_a_refusal_that_it_is_old_what_the_refusal_says():
    stale = Stale("This order has changed", "it is lifted now")
    trouble = trouble_of(stale)
    assert " ".join((f"{trouble.heading}.", trouble.undone, *trouble.reasons)) == str(stale)


def edit_of(one) -> str:
    return f"/requests/{one.pk}/edit/"


def test_the_second_to_save_a_request_reads_what_the_first_made_of_it(who):
    one, browser = draft(who), visitor(who.liaison)
    first = as_shown(browser.get(edit_of(one)))
    browser.post(edit_of(one), first | {"title": "The other’s title", "items": ["address", "name"]})
    answer = browser.post(edit_of(one), first | {"title": "My title"})
    page = answer.content.decode()
    assert answer.status_code == 409 and page.count("since you opened") == 1 and "Nothing was changed" not in page
    assert at(answer, "title") == f"It now reads: “The other’s title”. {TYPED}"
    assert 'value="My title"' in page and 'aria-describedby="id_title_helptext id_title_now"' in page
    assert at(answer, "items").endswith(LEFT) and not at(answer, "purpose")
    assert fresh(one).title == "The other’s title"
    assert answer.context["form"]["items"].value() == ["address", "name"]


def test_a_second_press_saves_what_the_page_shows(who):
    one, browser = draft(who), visitor(who.liaison)
    first = as_shown(browser.get(edit_of(one)))
    browser.post(edit_of(one), first | {"title": "The other’s title", "purpose": "The other’s purpose."})
    answer = browser.post(edit_of(one), first | {"title": "My title"})
    assert browser.post(edit_of(one), as_shown(answer)).status_code == 302
    assert (fresh(one).title, fresh(one).purpose) == ("My title", "The other’s purpose.")


def test_a_form_that_is_wrong_as_well_tells_it_before_it_can_be_saved(who):
    one, browser = draft(who), visitor(who.liaison)
    first = as_shown(browser.get(edit_of(one)))
    browser.post(edit_of(one), first | {"purpose": "The other’s purpose."})
    answer = browser.post(edit_of(one), first | {"title": "", "purpose": "My purpose."})
    assert at(answer, "purpose") == f"It now reads: “The other’s purpose.” {TYPED}"
    assert "Purpose</a>: somebody else changed it" in answer.content.decode()


def test_what_changed_elsewhere_in_the_request_is_told_at_no_field(who):
    one, browser = draft(who), visitor(who.liaison)
    first = as_shown(browser.get(edit_of(one)))
    add(who, one, **subject_fields(last_name="Meanwhile"))
    answer = browser.post(edit_of(one), first | {"title": "My title"})
    assert answer.status_code == 409 and answer.context["form"].now == {}
    assert "Nothing of yours was carried out. What you typed is still here." in text(answer)


def corrected(browser, one, **typed: str):
    place = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/"
    first = as_shown(browser.get(place))
    return place, first, first | typed


def test_the_second_to_correct_a_subject_reads_what_the_first_made_of_it(who):
    one, browser = draft(who), visitor(who.liaison)
    place, first, mine = corrected(browser, one, address_line1="2 Second Street")
    browser.post(place, first | {"address_line1": "1 First Street", "city": "Tucson"})
    answer = browser.post(place, mine)
    assert text(answer).count("since you opened") == 1 and "This subject has changed" in text(answer)
    assert at(answer, "address_line1") == f"It now reads: “1 First Street”. {TYPED}"
    assert at(answer, "city") == f"It now reads: “Tucson”. {LEFT}"
    assert browser.post(place, as_shown(answer)).status_code == 302
    subject = one.subjects.get()
    assert (subject.address_line1, subject.city) == ("2 Second Street", "Tucson")


@pytest.mark.parametrize("typed", ["912-66-0003", ""])
def test_a_number_that_changed_is_told_masked_and_not_overwritten_unseen(who, typed):
    one, browser = draft(who, tin="912-66-0001"), visitor(who.liaison)
    place, first, mine = corrected(browser, one, tin=typed, city="Tucson")
    assert browser.post(place, first | {"tin": "912-66-0002"}).status_code == 302
    before = bytes(one.subjects.get().tin_index)
    answer = browser.post(place, mine)
    assert answer.status_code == 409 and at(answer, "tin") == "It was changed, and now reads: •••-••-••••."
    assert "912-66-0003" not in answer.content.decode()
    assert bytes(one.subjects.get().tin_index) == before


def test_a_number_alone_typed_in_a_tab_that_is_behind_is_refused_and_twice_is_once(who):
    one, browser = draft(who, tin="912-66-0001"), visitor(who.liaison)
    place, first, mine = corrected(browser, one, tin="912-66-0003")
    sent = first | {"tin": "912-66-0002"}
    assert [browser.post(place, sent).status_code for _ in range(2)] == [302, 302]
    assert browser.post(place, mine).status_code == 409


def test_words_typed_in_a_row_that_somebody_else_cured_are_kept(who):
    one, browser = draft(who, subject_fields(statute="8 USC 1227")), visitor(who.liaison)
    place = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/?only=flagged"
    first = as_shown(browser.get(place)) | {"only": "flagged"}
    browser.post(place, first | {"statute": "18 USC 1001"})
    answer = browser.post(place, first | {"statute": "18 USC 1546(a)"})
    assert answer.status_code == 409 and 'value="18 USC 1546(a)"' in answer.content.decode()
    assert at(answer, "statute") == f"It now reads: “18 USC 1001”. {TYPED}"
    assert browser.post(place, first | {"statute": "18 USC 1001"}).status_code == 302


def test_the_second_to_change_an_order_reads_it_and_can_go_on(who):
    hold = entered(who)
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/change/"
    first = changed(hold) | {"opened": browser.get(place).context["form"].opened}
    browser.post(place, first | {"judge": "B Judge"})
    answer = browser.post(place, first | {"judge": "C Judge"})
    assert text(answer).count("since you opened") == 1
    assert at(answer, "judge") == f"It now reads: “B Judge”. {TYPED}"
    again = first | {"judge": "C Judge", "seen": answer.context["form"]["seen"].value()}
    assert browser.post(place, again).status_code == 302
    assert Hold.objects.get().judge == "C Judge"


def test_the_second_to_change_an_agreement_takes_over_what_was_left_alone(who):
    browser, place = visitor(who.counsel), f"/agreements/{who.mou.pk}/change/"
    first = as_shown(browser.get(place)) | {"why": "As amended."}
    browser.post(place, first | {"ends": "2030-12-31", "title": "The other’s"})
    answer = browser.post(place, first | {"title": "Mine"})
    assert at(answer, "ends") == f"It now reads: December 31, 2030. {LEFT}"
    assert at(answer, "title") == f"It now reads: “The other’s”. {TYPED}"
    assert browser.post(place, as_shown(answer)).status_code == 302
    kept = Agreement.objects.get(pk=who.mou.pk)
    assert (kept.title, str(kept.ends)) == ("Mine", "2030-12-31")


@pytest.mark.parametrize("query", ["", "?only=flagged"])
def test_a_page_carries_no_more_of_a_number_than_a_mark(who, query):
    one = draft(who, tin="912-66-0001")
    subject, browser = one.subjects.get(), visitor(who.liaison)
    place = f"/requests/{one.pk}/subjects/{subject.pk}/{query}"
    pages = [browser.get(place), browser.post(place, {"opened": "tin=old", "last_name": "Typed"})]
    assert pages[1].status_code == 409
    assert not any(bytes(subject.tin_index).hex() in text(page) or "912-66-0001" in text(page) for page in pages)
