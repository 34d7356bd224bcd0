"""A chart in a browser: no barrier, by keyboard alone, on a phone, in forced colors and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.entering import enter
from tests.browser.visits import Visit
from tests.stack import Stack

STATISTICS = "/oversight/statistics/"
PLACE = f"{STATISTICS}work/"
FOCUSED = """() => {
  const at = document.activeElement; return [at.getAttribute("aria-label"), getComputedStyle(at).outlineStyle]; }"""
WIDE = "[document.documentElement.scrollWidth, window.innerWidth]"
OVER = """() => [...document.querySelectorAll("svg.chart__plot text")].filter((t) => {
  const at = t.getBoundingClientRect(); return at.right > window.innerWidth || at.left < 0; }).map((t) => t.textContent)"""
"""Texts of charts that stand outside the page."""


@pytest.fixture
def page(visit: Visit, live_stack: Stack) -> Page:
    enter(visit.page, "oversight")
    visit.page.goto(PLACE)
    return visit.page


def test_a_chart_is_read_reached_and_followed(visit: Visit, page: Page):
    assert visit.barriers() == []
    group = page.get_by_role("group", name="Where requests wait, and how long")
    bar = group.get_by_role("link", name="Completeness, 5 days or fewer: ")
    bar.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    name, outline = page.evaluate(FOCUSED)
    assert name.startswith("Completeness, 5 days or fewer: ")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Requests in completeness")
    assert visit.complaints == []


def test_it_fits_a_phone_and_colors_may_be_forced(visit: Visit, page: Page):
    for place in (PLACE, "/oversight/statistics/releases/", "/oversight/statistics/flags/"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(forced_colors="active")
        page.goto(place)
        width, seen = page.evaluate(WIDE)
        assert width <= seen
        assert page.evaluate(OVER) == []
        page.emulate_media(forced_colors="none")  # the colors that a person forces aren't ours to be judged
        assert visit.barriers() == []


def test_a_part_under_the_pointer_underlines_no_label(page: Page):
    page.locator(".chart__link").first.hover()
    drawn = "labels => labels.map((at) => getComputedStyle(at)).map((s) => s.textDecorationLine + s.fill)"
    assert len(set(page.locator(".chart__label").evaluate_all(drawn))) == 1


def test_on_paper_filters_and_links_to_files_are_left_out(page: Page):
    page.emulate_media(media="print")
    expect(page.locator(".desk-filters")).to_be_hidden()
    expect(page.locator("svg.chart__plot").first).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
