"""When something goes wrong a page says what happened, what was not lost, and what to do."""

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from requests_app.views import errors

HANDLERS = {400: errors.bad_request, 404: errors.absent, 500: errors.failed}


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
