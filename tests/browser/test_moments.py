"""The slider of events under the keyboard: it moves, the page follows, and a screen reader hears where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import People
from tests.stack import Stack


@pytest.fixture
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


def at_a_closed_request(page: Page) -> Page:
    """The page of the moments of some request that is closed."""
    page.goto("/?lane=all&status=closed")
    one = page.locator("main table a[href^='/requests/']").first.get_attribute("href") or ""
    page.goto(f"{one.partition('#')[0]}moments/")
    return page


def says(page: Page, beginning: str) -> None:
    expect(page.locator("#moment-event")).to_have_attribute(
        "aria-valuetext", page.locator("#moment-now").get_attribute("data-said") or ""
    )
    expect(page.locator("#moment-said")).to_contain_text(f"Shown: {beginning}")


def test_arrow_keys_home_and_end_move_through_the_events(people: People):
    page = at_a_closed_request(people("oversight"))
    slider = page.locator("#moment-event")
    total = slider.get_attribute("max")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#moment-now")).to_have_attribute("data-number", "1")
    says(page, f"event 1 of {total}: began the draft")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#moment-now")).to_have_attribute("data-number", "4")
    expect(slider).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#moment-now")).to_have_attribute("data-number", total or "")
    assert people.complaints == []


def test_a_link_beside_the_slider_moves_it_and_the_address_leads_back(people: People):
    page = at_a_closed_request(people("oversight"))
    for link, number in (("First", "1"), ("Next", "2")):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.locator("#moment-now")).to_have_attribute("data-number", number)
        expect(page.locator("#moment-event")).to_have_value(number)
    page.reload()
    expect(page.locator("#moment-now")).to_have_attribute("data-number", "2")
    assert people.complaints == []


def test_without_script_the_button_shows_the_event(chromium: Browser, live_stack: Stack):
    people = People(chromium, live_stack.base_url, script=False)
    page = at_a_closed_request(people("irs.counsel"))
    page.locator("#moment-event").fill("2")
    page.get_by_role("button", name="Show this event").click()
    expect(page.get_by_text("After event 2 of")).to_be_visible()
    people.leave()
