"""A court order in a browser: entered on what was delivered, told to the agency, acknowledged, changed, lifted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import People, act, said
from tests.browser.visits import Visit, follow
from tests.stack import Stack

SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of the pages, if they are wanted."""


@pytest.fixture
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


@pytest.fixture
def scriptless(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url, script=False)
    yield made
    made.leave()


def sound(page: Page, name: str) -> None:
    """Expect a page that shuts nobody out, and take its picture."""
    assert Visit(page).barriers() == [], name
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"order-{name}.png", full_page=True)


def delivered(page: Page) -> tuple[str, str]:
    """The number and address of the attorney's office's request whose package was received."""
    page.goto("/?lane=all&status=closed")
    link = page.get_by_role("link", name=re.compile("^USAO-")).last
    return link.inner_text(), link.get_attribute("href") or ""


def fill_in(page: Page, docket: str, number: str) -> None:
    page.goto("/orders/new/")
    texts = {
        "Court": "D.D.C.",
        "Docket": docket,
        "Citation": f"Order of Nov. 2, 2026, No. {docket} (D.D.C.)",
        "Date of the order": "2026-11-02",
        "In force from": "2026-11-02",
        "Whom it binds": "the agency",
        "Only the request numbered": number,
        "What the order says, in words": "Nothing of this request may be used.",
    }
    for label, words in texts.items():
        page.get_by_label(label, exact=False).first.fill(words)
    page.get_by_text(re.compile("^Inspecting, viewing")).click()


def told_and_acknowledged(agent: Page, one: str) -> None:
    """The recipient is told at every turn, can't open the package, and acknowledges, clicking twice."""
    expect(agent.get_by_role("heading", name="A court order waits for your acknowledgement")).to_be_visible()
    sound(agent, "worklist-agent")
    agent.goto(f"{one}package/")
    expect(agent.get_by_text("Frozen by court order")).to_be_visible()
    sound(agent, "package-frozen")
    agent.goto(one)
    expect(agent.get_by_role("heading", name="A court order bars using what was disclosed")).to_be_visible()
    sound(agent, "request-agent")
    follow(agent.get_by_role("link", name=re.compile("^Read and acknowledge")))
    sound(agent, "acknowledge")
    agent.get_by_text(re.compile("^I have read the order")).click()
    agent.get_by_role("button", name="Acknowledge").dblclick()
    said(agent, "Your acknowledgement is recorded")
    sound(agent, "page-agent")


def changed_in_two_tabs(counsel: Page, order: str) -> None:
    """Of two tabs the one that comes later is refused."""
    counsel.goto(f"{order}change/")
    other_tab = counsel.context.new_page()
    other_tab.goto(f"{order}change/")
    change(counsel, "A. Judge")
    said(counsel, "The order is changed")
    change(other_tab, "B. Judge")
    expect(other_tab.locator("#refused")).to_contain_text("has changed since you opened the page")
    sound(other_tab, "change-two-tabs")
    counsel.reload()
    expect(counsel.get_by_text("changed a court order")).to_be_visible()
    expect(counsel.get_by_text("A. Judge")).to_be_visible()


def test_an_order_on_what_was_delivered_is_told_acknowledged_changed_and_lifted(people: People):
    counsel = people("irs.counsel")
    number, one = delivered(counsel)
    fill_in(counsel, "26-cv-07001", number)
    sound(counsel, "new")
    counsel.get_by_role("button", name="Enter the order").dblclick()
    said(counsel, "The order is entered")
    order = counsel.url
    sound(counsel, "page-counsel")
    counsel.goto("/orders/")
    expect(counsel.get_by_role("link", name=re.compile("26-cv-07001"))).to_have_count(1)
    sound(counsel, "list-counsel")

    agent = people("usao.agent", "/")
    told_and_acknowledged(agent, one)
    counsel.goto(f"{order}serve/")
    sound(counsel, "serve")
    changed_in_two_tabs(counsel, order)

    counsel.goto(f"{order}lift/")
    counsel.get_by_label("Citation of what lifts it").fill("Order of Nov. 20, 2026, No. 26-cv-07001 (D.D.C.)")
    sound(counsel, "lift")
    act(counsel, "In words", "Dissolved by the court.", "Lift the order")
    said(counsel, "is lifted as of")
    agent.goto(f"{one}package/")
    expect(agent.get_by_text("Frozen by court order")).to_have_count(0)
    assert people.complaints == []


def change(page: Page, judge: str) -> None:
    page.get_by_label("Judge").fill(judge)
    page.get_by_label("Citation of what changes it").fill("Order of Nov. 9, 2026")
    page.get_by_label("In words", exact=False).last.fill("The judge is named.")
    page.get_by_role("button", name="Change the order").click()


def test_who_may_not_reads_and_is_told_why(people: People):
    for username in ("irs.specialist", "irs.approver", "oversight"):
        page = people(username, "/orders/")
        expect(page.get_by_role("link", name="Enter an order")).to_have_count(0)
        follow(page.get_by_role("link", name=re.compile("25-cv-00457")))
        expect(page.get_by_role("link", name="Change the order")).to_have_count(0)
        sound(page, f"page-{username}")
        page.goto(f"{page.url}lift/")
        expect(page.get_by_text("by counsel only")).to_be_visible()
        expect(page.get_by_role("button", name="Lift the order")).to_have_count(0)
    liaison = people("ice.liaison", "/?lane=all&status=fulfilment")
    follow(liaison.get_by_role("link", name=re.compile("^ICE-")).first)
    sound(liaison, "request-ice")
    follow(liaison.get_by_role("link", name=re.compile("Read the order 25-cv-00457")))
    sound(liaison, "page-ice")
    liaison.goto("/orders/")
    expect(liaison.get_by_role("heading", level=1)).to_contain_text("nothing here for you")


def test_without_script_an_order_is_entered_and_lifted(scriptless: People):
    counsel = scriptless("irs.counsel")
    number, _ = delivered(counsel)
    fill_in(counsel, "26-cv-07002", number)
    counsel.get_by_role("button", name="Enter the order").click()
    said(counsel, "The order is entered")
    counsel.get_by_role("link", name="Lift the order").click()
    counsel.get_by_label("Citation of what lifts it").fill("Order of Nov. 21, 2026")
    act(counsel, "In words", "Dissolved by the court.", "Lift the order")
    said(counsel, "is lifted as of")
