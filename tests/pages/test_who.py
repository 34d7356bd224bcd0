"""What surrounds every page: one transaction, one answer for absent and forbidden, and nothing shown unrecorded."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from audits.access_log import NotRecorded
from audits.acting import acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.models import Agency
from requests_app.rules.roles import AGENCY_ROLES, CASE_READERS, Role
from requests_app.views.who import SIGNED_IN, page
from tests.cast import Cast, cast, draft
from tests.pages.visiting import visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


def ask(view, person, who=CASE_READERS, route="requests/<int:pk>/x/", **named):
    """The answer of a view behind `page()` to a person who is fully signed in."""
    request = RequestFactory().get("/x/", REMOTE_ADDR="192.0.2.7")
    request.user, request.session, request.htmx = person, visitor(person).session, False
    try:
        return page(route, view, who=who, name="x").callback(request, **named)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('desk.agencies', '', true)")


def raising(error):
    def view(request, **named):
        raise error

    return view


@pytest.mark.parametrize("error", [access.Absent(), PermissionDenied(), Http404()])
def test_what_is_absent_and_what_is_forbidden_get_one_answer_and_one_record(who, error):
    answer = ask(raising(error), who.liaison, pk=77)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    found = AccessRecord.objects.get()
    assert (found.person_id, found.outcome, found.object_id, found.case_id) == (who.liaison.pk, "denied", 77, 77)
    assert (found.role, found.origin, found.why) == ("liaison", "192.0.2.7", "asked for the page x")


def test_a_role_that_may_not_come_is_recorded_too(who):
    assert ask(HttpResponse, who.liaison, who=frozenset({Role.COUNSEL})).status_code == 404
    assert AccessRecord.objects.get().outcome == "denied"


def test_a_number_too_large_for_a_column_is_simply_absent(who):
    assert ask(raising(access.Absent()), who.liaison, pk=10**30).status_code == 404
    assert AccessRecord.objects.get().object_id is None


@pytest.mark.parametrize("error", [NotRecorded("no"), DatabaseError("no")])
def test_what_cannot_be_recorded_is_not_shown(who, error):
    answer = ask(raising(error), who.liaison)
    assert answer.status_code == 503
    assert b"nothing was shown and nothing was changed" in answer.content


def test_a_page_that_fails_leaves_no_change(who):
    def view(request):
        with acting(by=who.administrator, why="a test"):
            Agency.objects.filter(pk=who.usao.pk).update(name="Changed")
        raise access.Absent

    ask(view, who.liaison)
    assert Agency.objects.get(pk=who.usao.pk).name == "USAO test agency"


def test_a_page_is_drawn_inside_the_transaction(who):
    seen = []

    def view(request):
        answer = TemplateResponse(request, "errors/404.html")
        answer.add_post_render_callback(lambda drawn: seen.append(len(connection.savepoint_ids)))
        return answer

    outside = len(connection.savepoint_ids)
    ask(view, who.liaison, who=SIGNED_IN)
    assert seen == [outside + 1]


def test_other_agencies_rows_are_absent_for_the_page(who):
    draft(who), draft(who, ice=True)
    counted = []

    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM requests_app_disclosurerequest")
            counted.append(cursor.fetchone()[0])
        return HttpResponse()

    for person in (who.liaison, who.oversight, who.administrator):
        ask(view, person, who=SIGNED_IN)
    assert counted == [1, 2, 0]


def test_a_grant_taken_away_closes_the_next_page(who):
    browser = visitor(who.liaison)
    one = draft(who)
    assert browser.get(f"/requests/{one.pk}/").status_code == 200
    access.revoke(who.liaison, Role.LIAISON, who.usao, by=who.administrator, why="left the office")
    assert browser.get(f"/requests/{one.pk}/").status_code == 404


def test_the_page_knows_the_roles(who):
    held = []
    ask(lambda request: held.append(request.roles) or HttpResponse(), who.liaison, who=AGENCY_ROLES)
    assert held == [{Role.LIAISON: frozenset({who.usao.pk})}]
