"""The frame in a browser: the way in, the session's end, with script and without; nobody is shut out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.entering import come_in, enter
from tests.browser.visits import Visit, follow
from tests.stack import Stack

PEOPLE = ["usao.liaison", "usao.signer", "irs.specialist", "irs.counsel", "irs.approver", "irs.authorizer", "oversight"]


@pytest.mark.parametrize("username", PEOPLE)
def test_each_role_comes_in_to_its_worklist(visit: Visit, username: str):
    come_in(visit.page, username)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Requests")
    assert visit.barriers() == []
    assert visit.complaints == []


def test_on_a_phone_the_menu_leaves_room_for_the_page(visit: Visit):
    enter(visit.page, "irs.counsel")
    visit.page.set_viewport_size({"width": 420, "height": 900})
    header = visit.page.locator(".desk-header").bounding_box()
    assert header and header["height"] < 150
    expect(visit.page.get_by_role("link", name="Standing matters")).to_be_visible()
    assert visit.barriers() == []


def test_magnified_twice_and_on_a_wide_phone_the_steps_stay_on_the_page(visit: Visit):
    """At 200 % a window of 1280 is 640 wide: the last step stood half outside of it."""
    enter(visit.page, "irs.specialist")
    for status in ("completeness", "irs_approval", "fulfilment", "closed"):
        visit.page.goto(f"/?lane=all&status={status}")
        visit.page.goto(visit.page.get_by_role("link", name=re.compile("^USAO-")).last.get_attribute("href") or "")
        for width in (480, 640, 768):
            visit.page.set_viewport_size({"width": width, "height": 450})
            room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert visit.page.evaluate(room) <= 0, (status, width)


def test_an_administrator_comes_in_to_the_people(visit: Visit):
    come_in(visit.page, "administrator")
    for place in ("/people/", "/people/new/", "/account/"):
        visit.page.goto(place)
        assert visit.barriers() == [], place
    assert visit.complaints == []


def test_what_is_wrong_is_read_out_first(visit: Visit):
    visit.page.goto("/accounts/login/")
    visit.page.get_by_role("button", name="I acknowledge").click()
    visit.page.get_by_role("button", name="Go on").click()
    expect(visit.page.locator("#error-summary")).to_be_focused()
    expect(visit.page).to_have_title("Error: Sign in | Disclosure Desk")
    visit.page.get_by_role("link", name="Password").click()
    expect(visit.page.get_by_label("Password")).to_be_focused()
    assert visit.barriers() == []


WHOEVER = cycle(PEOPLE)
"""Who comes in to a session of their own, which grows old: each time somebody else, since a code counts once."""

AGE = """
from django.contrib.sessions.backends.db import SessionStore
from requests_app import visit
session = SessionStore("{key}")
session[visit.ACTIVE] -= {seconds}
session.save()
"""


@dataclass
class Inside:
    """A page of a person who came in, on a clock that the test moves."""

    page: Page
    stack: Stack

    def grow_old(self, seconds: int) -> None:
        """The session as if nothing had been done for so long; the browser's clock goes on as well."""
        (key,) = [c["value"] for c in self.page.context.cookies() if c["name"] == "sessionid"]
        self.stack.manage("shell", "-v", "0", "-c", AGE.format(key=key, seconds=seconds))
        self.page.clock.fast_forward(seconds * 1000)


@pytest.fixture
def inside(visit: Visit, live_stack: Stack) -> Inside:
    visit.page.clock.install()
    come_in(visit.page, next(WHOEVER))
    return Inside(visit.page, live_stack)


def test_a_session_that_is_about_to_end_asks_and_lets_the_person_stay(inside: Inside):
    dialog = inside.page.get_by_role("dialog", name="Do you want to stay signed in?")
    expect(dialog).to_be_hidden()
    inside.grow_old(13 * 60)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    inside.page.reload()
    expect(inside.page.get_by_role("heading", level=1)).to_have_text("Requests")


def test_a_session_that_has_ended_leaves_the_page(inside: Inside):
    inside.grow_old(15 * 60 + 5)
    expect(inside.page.get_by_text("You were signed out because 15 minutes went by")).to_be_visible()


def test_a_session_that_has_ended_leaves_the_page_once_however_slow_the_server(inside: Inside):
    goings = []

    def late(route: Route) -> None:
        goings.append(route.request.url)
        inside.page.wait_for_timeout(2500)
        route.continue_()

    inside.page.route("**/accounts/login/", late)
    inside.grow_old(15 * 60 + 5)
    expect(inside.page.get_by_text("You were signed out because 15 minutes went by")).to_be_visible()
    assert len(goings) == 1


def test_another_tab_in_use_keeps_this_one_quiet(inside: Inside):
    end = inside.page.locator("[data-session-end]")
    before = end.get_attribute("datetime") or ""
    inside.page.clock.fast_forward(14 * 60 * 1000)
    expect(end).not_to_have_attribute("datetime", before)  # the server was asked
    expect(inside.page.get_by_role("dialog")).to_be_hidden()
    expect(inside.page.get_by_role("heading", level=1)).to_have_text("Requests")


@pytest.fixture
def plain(chromium: Browser, live_stack: Stack) -> Iterator[Page]:
    """A browser without script."""
    context = chromium.new_context(base_url=live_stack.base_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_script_a_person_comes_in_looks_and_stays(plain: Page):
    come_in(plain, "usao.liaison")
    follow(plain.get_by_role("link", name="All"))
    expect(plain.get_by_role("row").nth(1)).to_be_visible()
    place = plain.get_by_role("link", name="Stay signed in").get_attribute("href")
    plain.goto(str(place))
    expect(plain.get_by_role("heading", level=1)).to_have_text("You stay signed in")
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Warning")
