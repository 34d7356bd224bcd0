"""The IRS's pages in a browser: nobody is shut out, and a request goes from the check to a recorded disclosure."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from requests_app.demonstration import subjects
from requests_app.views import looked
from tests.browser import people as by_hand
from tests.browser.entering import enter
from tests.browser.visits import Visit, follow
from tests.stack import Stack

STEPS = ["completeness", "legal-review", "approval", "fulfilment", "return", "deny", "step-back", "close", "set-aside"]
ASIDE = ["assign", "notes", "timeline", "looks"]


OWN = """
from dataclasses import replace
from requests_app.demonstration import plan, subjects, walking
from requests_app.models import Person
(like,) = [one for one in plan.STORIES if one.key == "closed-again"]
reason = "{who.last_name} opened the locker at the {status} dock; the lease of it names a street that is to be compared."
named = replace(like.named[0], who=subjects.{name}, case="USAO-GJ-2026-{who.last_name}", reason=reason, periods="2023")
ends = dict(turns_at="{status}", ends="{status}")
story = replace(like, key="own {status}", title="A locker, in {status}", named=(named,), **ends)
print(walking.Walk(story, {{one.username: one for one in Person.objects.all()}}).go().pk)
"""


def own(stack: Stack, status: str, name: str) -> str:
    """The address of a request that the test alone brings further: the demonstration's own stay where they stand.

    `name`: a taxpayer of the demonstration whom no open request of the office names.
    """
    words = OWN.format(status=status, name=name, who=getattr(subjects, name))
    return f"/requests/{stack.manage('shell', '-v', '0', '-c', words).strip()}/"


def number_of(page: Page, status: str) -> str:
    """The address of the demonstration's request of the attorney's office in a status, the one that waits longest."""
    page.goto(f"/?lane=all&status={status}")
    return page.get_by_role("link", name=re.compile(r"^USAO-")).last.get_attribute("href") or ""


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("irs.specialist", "completeness"),
        ("irs.counsel", "legal_review"),
        ("irs.approver", "irs_approval"),
        ("irs.specialist2", "fulfilment"),
        ("oversight", "closed"),
    ],
)
def test_nobody_is_shut_out_of_a_step(visit: Visit, username: str, status: str):
    enter(visit.page, username)
    one = number_of(visit.page, status)
    found = {}
    for part in (*STEPS, *ASIDE):
        visit.page.goto(f"{one}{part}/")
        found[part] = visit.barriers()
    assert {part: barriers for part, barriers in found.items() if barriers} == {}
    assert visit.complaints == []


def test_nobody_is_shut_out_of_oversight(visit: Visit):
    enter(visit.page, "oversight")
    found = {}
    for place in ("/orders/", "/oversight/looks/?whose=all", "/oversight/accounting/"):
        visit.page.goto(place)
        found[place] = visit.barriers()
    visit.page.goto(f"{number_of(visit.page, 'closed')}timeline/")
    added = visit.page.locator(".desk-event").filter(has_text="added 1 subject").last
    follow(added.get_by_role("link", name=re.compile("Old and new values")))
    found["event"] = visit.barriers()
    visit.page.get_by_label("Why you look").fill("A complaint about this request.")
    visit.page.get_by_role("button", name="Record my look and show them").click()
    expect(visit.page.get_by_role("heading", name="Show what is masked")).to_have_count(0)
    expect(visit.page.locator(".desk-values").first).to_be_visible()
    found["values"] = visit.barriers()
    assert {place: barriers for place, barriers in found.items() if barriers} == {}
    assert visit.complaints == []


def test_the_way_back_after_a_look_asks_to_send_no_form_anew_and_shows_nothing_again(visit: Visit):
    enter(visit.page, "oversight")
    visit.page.goto(f"{number_of(visit.page, 'closed')}timeline/")
    added = visit.page.locator(".desk-event").filter(has_text="added 1 subject").last
    follow(added.get_by_role("link", name=re.compile("Old and new values")))
    visit.page.get_by_label("Why you look").fill("A complaint about this request.")
    visit.page.get_by_role("button", name="Record my look and show them").click()
    expect(visit.page.get_by_role("heading", name="Show what is masked")).to_have_count(0)
    visit.page.goto("/orders/")
    visit.page.go_back()
    expect(visit.page.get_by_text(looked.SPENT)).to_be_visible()
    expect(visit.page.get_by_role("heading", name="Show what is masked")).to_be_visible()


def test_on_a_phone_both_sides_of_a_match_are_read_without_scrolling_sideways(visit: Visit):
    enter(visit.page, "irs.specialist")
    visit.page.goto(f"{number_of(visit.page, 'closed')}matching/?verdict=matched")
    found = visit.page.locator("a[href*='/matching/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    visit.page.goto(next(one for one in found if re.search(r"/matching/[0-9]+/$", one)))
    visit.page.set_viewport_size({"width": 360, "height": 780})
    cells = visit.page.get_by_label("Both sides").first.locator("td:visible")
    right = cells.evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert len(right) >= 6 and max(right) <= 360
    assert visit.barriers() == []


def test_what_is_missing_in_a_determination_is_read_out_first(visit: Visit):
    enter(visit.page, "irs.counsel")
    visit.page.goto(f"{number_of(visit.page, 'legal_review')}legal-review/")
    visit.page.get_by_label(re.compile("Words: what the answer rests on")).first.fill("Typed with care.")
    visit.page.get_by_role("button", name="Record the determination").click()
    expect(visit.page.locator("#error-summary")).to_be_focused()
    expect(visit.page.get_by_label(re.compile("Words: what the answer rests on")).first).to_have_value(
        "Typed with care."
    )
    visit.page.locator("#error-summary a").last.click()
    expect(visit.page.get_by_label("Conclusion")).to_be_focused()
    assert visit.barriers() == []


class Office:
    """People who come in one after the other, each in a browser of his or her own."""

    def __init__(self, chromium: Browser, base_url: str) -> None:
        self.chromium, self.base_url = chromium, base_url
        self.complaints: list[str] = []

    def come_in(self, username: str, place: str) -> Page:
        context = self.chromium.new_context(base_url=self.base_url, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        enter(page, username)
        page.goto(place)
        return page


def act(page: Page, field: str, words: str, button: str) -> None:
    page.get_by_label(field).fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator(".usa-alert--success")).to_contain_text(words)


def test_a_request_goes_from_the_check_to_a_recorded_disclosure(chromium: Browser, live_stack: Stack):
    office = Office(chromium, live_stack.base_url)
    specialist = office.come_in("irs.specialist", "/")
    one = own(live_stack, "completeness", "PETROV")
    by_hand.find_complete(specialist, one)

    counsel = office.come_in("irs.counsel", "/")
    by_hand.determine(counsel, one)
    said(counsel, "lawful in every element")
    approver = office.come_in("irs.approver", f"{one}approval/")
    act(approver, "Approval in writing", "It conforms to the statute.", "Approve in writing")
    said(approver, "Nothing is disclosed yet")

    specialist.goto(f"{one}fulfilment/")
    specialist.get_by_label("Recipient").select_option(index=1)
    act(specialist, "Note of preparation", "As approved.", "Prepare and seal")
    said(specialist, "prepared and sealed")
    expect(specialist.locator("#transmit")).to_contain_text("You prepared the package on this request")

    authorizer = office.come_in("irs.authorizer", f"{one}fulfilment/")
    act(authorizer, "Authorization in writing", "Decisions and orders were checked.", "Authorize the transmittal")
    said(authorizer, "authorized in writing")

    transmitter = office.come_in("irs.specialist2", f"{one}fulfilment/")
    act(transmitter, "Note of transmittal", "Transmitted as authorized.", "Transmit")
    said(transmitter, "one entry a taxpayer")
    transmitter.get_by_role("link", name="Close the request").click()
    act(transmitter, "Note of closing", "Delivered.", "Close the request")
    said(transmitter, "closed")

    overseen(office.come_in("oversight", f"{one}timeline/"))
    assert office.complaints == []


def overseen(page: Page) -> None:
    told = page.locator(".desk-timeline")
    for words in ("found the request complete", "yes to each of the 7 elements", "approved the request"):
        expect(told).to_contain_text(words)
    for words in ("prepared a package", "authorized the transmittal", "transmitted the package", "closed the request"):
        expect(told).to_contain_text(words)


def test_a_return_takes_a_coded_reason(visit: Visit, live_stack: Stack):
    enter(visit.page, "irs.counsel")
    one = own(live_stack, "legal_review", "ORTIZ")
    visit.page.goto(f"{one}return/")
    act(visit.page, "In words", "Say which grand jury.", "Return to the agency")
    expect(visit.page.locator("#error-summary")).to_contain_text("Choose at least one reason")
    expect(visit.page.get_by_label("In words")).to_have_value("Say which grand jury.")
    visit.page.get_by_text("No matter (").click()
    visit.page.get_by_text("No period (").click()
    visit.page.get_by_role("button", name="Return to the agency", exact=True).click()
    said(visit.page, "returned to the agency")


def test_a_note_is_written_and_marked_for_whom(visit: Visit):
    enter(visit.page, "irs.approver")
    visit.page.goto(f"{number_of(visit.page, 'irs_approval')}notes/")
    visit.page.get_by_text("The IRS only", exact=True).click()
    visit.page.get_by_role("textbox", name="Note").fill("Ask counsel about the periods.")
    visit.page.get_by_role("button", name="Write it").click()
    expect(visit.page.locator(".desk-entry").first).to_contain_text("IRS only")
