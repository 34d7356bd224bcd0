"""Standing matters in a browser: nobody is shut out; each changes what is his or hers to change, also without script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import People, act, said
from tests.browser.visits import Visit, follow
from tests.stack import Stack

PLACES = {
    "irs.counsel": (
        "/standing/",
        "/agreements/",
        "/agreements/new/",
        "/safeguards/",
        "/safeguards/new/",
        "/safeguards/refuse/",
    ),
    "administrator": ("/standing/", "/agreements/", "/lists/", "/lists/thresholds/clear_batch/", "/lists/words/name/"),
    "oversight": ("/standing/", "/safeguards/", "/lists/words/address/", "/agreements/new/", "/safeguards/refuse/"),
    "ice.liaison": ("/agreements/",),
}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WIDTH = "[document.documentElement.scrollWidth, window.innerWidth]"
SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of the pages; none are taken where it isn't set."""


@pytest.fixture
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


def picture(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"standing-{name}.png", full_page=True)


def the_agreement(page: Page) -> None:
    page.goto("/agreements/")
    follow(page.get_by_role("link", name="MOU-2025-04").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("MOU-2025-04")


def the_finding(page: Page) -> None:
    page.goto("/safeguards/")
    follow(page.get_by_role("link", name="Review 2025-03"))


@pytest.mark.parametrize("username", PLACES)
def test_nobody_is_shut_out(people: People, username: str):
    page = people(username)
    found = {}
    for place in PLACES[username]:
        page.goto(place)
        found[place] = faults(page)
        picture(page, f"{username}{place.replace('/', '-')}")
    the_agreement(page)
    found["agreement"] = faults(page)
    picture(page, f"{username}-agreement")
    if username == "irs.counsel":
        found |= of_counsel(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    assert people.complaints == []


def of_counsel(page: Page) -> dict[str, list[str]]:
    found = {}
    for link in ("Change it", "Put a condition on record"):
        the_agreement(page)
        follow(page.get_by_role("link", name=link))
        found[link] = faults(page)
        picture(page, link.lower().replace(" ", "-"))
    the_finding(page)
    found["finding"] = faults(page)
    picture(page, "finding")
    page.goto(f"{page.url}accept/")
    found["the plan was accepted already"] = faults(page)
    for link in ("Record a corrective plan", "Close the finding"):
        the_finding(page)
        follow(page.get_by_role("link", name=link))
        found[link] = faults(page)
        picture(page, link.lower().replace(" ", "-"))
    return found


def faults(page: Page) -> list[str]:
    """What axe finds at a desk and on a phone, and whether the page is wider than the phone."""
    page.wait_for_load_state()
    found = [] if page.locator("h1").count() == 1 else ["not one h1"]
    found += Visit(page).barriers()
    page.set_viewport_size(PHONE)
    width, seen = page.evaluate(WIDTH)
    found += [f"{width} px wide"] if width > seen else []
    found += Visit(page).barriers()
    page.set_viewport_size(DESK)
    return found


def test_what_is_wrong_in_an_agreement_is_read_out_first_and_nothing_typed_is_lost(people: People):
    page = people("irs.counsel")
    the_agreement(page)
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Permitted statutes").fill("8 U.S.C. § 1253(a)(1)\nany law, no 7")
    page.get_by_label("Retention").fill("Typed with care.")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("any law, no 7")
    expect(page.get_by_label("Retention")).to_have_value("Typed with care.")
    assert faults(page) == []
    picture(page, "agreement-error")


def test_two_tabs_on_one_agreement(people: People):
    first = people("irs.counsel")
    second = first.context.new_page()
    for page in (first, second):
        the_agreement(page)
        follow(page.get_by_role("link", name="Change it"))
    first.get_by_label("In force until").fill("2031-04-06")
    act(first, "On what this rests", "Amended in November.", "Change it")
    said(first, "holds as it now stands")
    expect(first.locator("#history")).to_contain_text("2031-04-06")
    picture(first, "agreement-changed")
    second.get_by_label("Breach").fill("Notice within a day.")
    act(second, "On what this rests", "Read again.", "Change it")
    expect(second.locator("#refused")).to_contain_text("Somebody changed this")
    expect(second.get_by_label("Breach")).to_have_value("Notice within a day.")
    picture(second, "agreement-conflict")
    assert faults(second) == []


def test_an_overdue_condition_stands_on_the_requests_page(people: People):
    page = people("irs.counsel")
    the_agreement(page)
    page.get_by_role("link", name="Put a condition on record").click()
    page.get_by_label("The condition").fill("A yearly safeguard report.")
    page.get_by_label("Due on").fill("2026-01-31")
    act(page, "On what this rests", "Invented for this test.", "Put it on record")
    said(page, "on record")
    page.goto("/?lane=all&number=ICE")
    page.get_by_role("link", name="ICE-").first.click()
    expect(page.locator(".usa-alert--warning")).to_contain_text("A yearly safeguard report.")
    assert faults(page) == []
    picture(page, "request-overdue")
    the_agreement(page)
    page.get_by_role("link", name="Record that it was met").last.click()
    the_condition(page)


def the_condition(page: Page) -> None:
    act(page, "What shows it", "The report came.", "Record it")
    said(page, "is on record")


def test_a_finding_from_entry_to_closing_without_script(chromium: Browser, live_stack: Stack):
    people = People(chromium, live_stack.base_url, script=False)
    specialist, counsel = people("irs.specialist", "/safeguards/new/"), people("irs.counsel")
    specialist.get_by_label("Agency").select_option(index=1)
    specialist.get_by_label("Reference").fill("Review N")
    specialist.get_by_label("What was found").fill("No log of who looks.")
    act(specialist, "On what this rests", "The review.", "Enter the finding")
    said(specialist, "weighs from its day")
    follow(specialist.get_by_role("link", name="Review N"))
    one = specialist.url
    specialist.get_by_role("link", name="Record a corrective plan").click()
    specialist.get_by_label("The plan").fill("A log.")
    specialist.get_by_label("Due on").fill("2030-01-31")
    act(specialist, "On what this rests", "Their letter.", "Record the plan")
    said(specialist, "recorded")
    counsel.goto(f"{one}accept/")
    act(counsel, "Acceptance in writing", "It answers the finding.", "Accept it in writing")
    said(counsel, "accepted")
    counsel.goto(f"{one}close/")
    act(counsel, "What shows that it is met", "Seen in place.", "Close it in writing")
    said(counsel, "closed")
    people.leave()


def test_the_administrator_changes_a_threshold_and_a_list(people: People):
    page = people("administrator", "/lists/thresholds/matter_subjects/")
    page.get_by_label("New value").fill("40")
    act(page, "Why", "Fewer is right.", "Set the threshold")
    said(page, "judged again")
    picture(page, "threshold-changed")
    page.goto("/lists/words/name/")
    page.get_by_label("Words", exact=False).last.fill("Zzyzx")
    act(page, "Why", "Seen in files.", "List them")
    expect(page.locator("#refused")).to_contain_text("may be somebody")
    assert faults(page) == []
    picture(page, "words-warning")
    page.get_by_text("list them all the same").click()
    page.get_by_role("button", name="List them").click()
    said(page, "is on the list")
    picture(page, "words")
    page.goto("/lists/words/name/?find=zzyzx")
    follow(page.get_by_role("link", name="zzyzx"))
    assert faults(page) == []
    act(page, "Why", "A name after all.", "Take it off")
    said(page, "is off the list")
    page.goto("/lists/thresholds/matter_subjects/")
    page.get_by_label("New value").fill("50")
    act(page, "Why", "As shipped.", "Set the threshold")
    said(page, "judged again")
    assert people.complaints == []
