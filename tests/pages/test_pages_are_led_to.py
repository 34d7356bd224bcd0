"""Each page that has an address of its own, without a number, is led to from another page that its reader sees."""

import re

import pytest

from requests_app.rules.roles import Role
from requests_app.views.overview import ROOMS
from tests.cast import Cast, cast, draft
from tests.pages.test_urls_say_who import EVERY
from tests.pages.visiting import visitor

WALKERS = {
    "liaison": Role.LIAISON,
    "counsel": Role.COUNSEL,
    "oversight": Role.OVERSIGHT,
    "administrator": Role.ADMINISTRATOR,
}
"""Who walks, and as what: between them they come to every page that is for a role."""

AFTER_A_FORM = {"subject_found"}
"""Pages that only an answer to a form leads to."""


@pytest.fixture
def who(db) -> Cast:
    return cast()


def alone(role: Role) -> dict[str, str]:
    """The pages for a role whose address holds no number: address -> name."""
    mine = [
        (place, one) for place, one in EVERY if isinstance(one.callback.who, frozenset) and role in one.callback.who
    ]
    return {place: one.name for place, one in mine if "987654321" not in place}


def ways(page: str) -> set[str]:
    """The addresses that a page leads to, by a link or a form."""
    return set(re.findall(r'(?:href|action)="([^"?#]+)', page))


@pytest.mark.parametrize("name", WALKERS)
def test_every_page_for_a_role_is_led_to(who, name):
    one, browser, pages = draft(who), visitor(who.people()[name]), {}
    mine = alone(WALKERS[name])
    for place in (
        "/",
        "/account/",
        "/rights/matrix/",
        *mine,
        f"/requests/{one.pk}/",
        f"/requests/{one.pk}/uploads/new/",
    ):
        answer = browser.get(place)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages[place] = ways(answer.content.decode())
    lost = [
        mine[place]
        for place in mine.keys() & pages.keys()
        if not any(place in led for source, led in pages.items() if source != place)
    ]
    assert sorted(set(lost) - AFTER_A_FORM) == []


def test_each_room_of_oversight_answers_and_the_yearly_report_is_one(who):
    browser = visitor(who.oversight)
    rooms = browser.get("/oversight/").context["rooms"]
    assert {room.name for room, _ in rooms} == {room.name for room in ROOMS if Role.OVERSIGHT in room.readers}
    assert "/oversight/reports/" in [url for _, url in rooms]
    assert {browser.get(url).status_code for _, url in rooms} == {200}
