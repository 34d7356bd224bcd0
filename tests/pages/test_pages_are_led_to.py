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

ELSEWHERE = {"subject_found", "breaker"}
"""Pages that only something else leads to: the answer to a form, a package whose release was stopped."""


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


def walked(who: Cast, name: str, case: str) -> dict[str, set[str]]:
    """Every page that a walker comes to: its address -> the addresses that it leads to."""
    browser, pages = visitor(who.people()[name]), {}
    for place in ("/", "/account/", *alone(WALKERS[name]), case, f"{case}uploads/new/"):
        answer = browser.get(place)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages[place] = ways(answer.content.decode())
    return pages


def test_every_page_is_led_to_for_somebody_who_may_come_to_it(who):
    """Who may only read a page why not to act isn't led there: who acts is."""
    case, found, led = f"/requests/{draft(who).pk}/", set(), set()
    for name, role in WALKERS.items():
        pages = walked(who, name, case)
        mine = alone(role)
        found |= {mine[place] for place in mine.keys() & pages.keys()}
        led |= {mine[to] for source, ways_on in pages.items() for to in ways_on & mine.keys() if to != source}
    assert len(found) > 30
    assert sorted(found - led - ELSEWHERE) == []


def test_each_room_of_oversight_answers_and_the_yearly_report_is_one(who):
    browser = visitor(who.oversight)
    rooms = browser.get("/oversight/").context["rooms"]
    assert {room.name for room, _ in rooms} == {room.name for room in ROOMS if Role.OVERSIGHT in room.readers}
    assert "/oversight/reports/" in [url for _, url in rooms]
    assert {browser.get(url).status_code for _, url in rooms} == {200}
