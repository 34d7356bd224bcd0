"""When something goes wrong a page says what happened, what was not lost, and what to do."""

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from requests_app.views import errors
from tests.cast import Cast, cast, draft
from tests.pages.visiting import visitor

HANDLERS = {400: errors.bad_request, 404: errors.absent, 500: errors.failed}


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.mark.parametrize(("status", "view"), HANDLERS.items())
def test_a_page_that_reads_no_database(status, view):
    request = RequestFactory().get("/")
    answer = view(request)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Nothing was changed" in page or "not carried out" in page
    assert "<h1>" in page


def test_the_project_answers_with_them():
    found = {status: get_resolver().resolve_error_handler(status) for status in HANDLERS}
    assert found == HANDLERS


def test_a_form_from_elsewhere_is_refused_in_words(db):
    answer = Client(enforce_csrf_checks=True).post("/warning/")
    assert answer.status_code == 403
    assert b"Your browser sent no cookies" in answer.content


def test_who_comes_by_the_address_bar_where_a_form_is_taken_is_shown_the_way(who):
    one = draft(who)
    place = reverse("hand_over", kwargs={"pk": one.pk})
    answer = visitor(who.liaison).get(place)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Nothing was changed and nothing was lost" in answer.content.decode()
    assert visitor(who.stranger).get(place).status_code == 404


def test_a_form_sent_by_who_is_signed_out_says_that_it_was_not_recorded(who):
    one, browser = draft(who), Client()
    page = f"http://testserver{reverse('request', kwargs={'pk': one.pk})}"
    answer = browser.post(reverse("hand_over", kwargs={"pk": one.pk}), {"why": "a test"}, headers={"referer": page})
    assert answer.url == f"/accounts/login/?next=%2Frequests%2F{one.pk}%2F"
    shown = browser.get(answer.url, follow=True).content.decode()
    assert "nothing of it was recorded" in shown and f'value="/requests/{one.pk}/"' in shown
    elsewhere = browser.post(reverse("hand_over", kwargs={"pk": one.pk}), headers={"referer": "http://example.com/x"})
    assert elsewhere.url == "/accounts/login/"
