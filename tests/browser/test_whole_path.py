"""One request in a browser, from the first word to the recipient's receipt: returned once, voided once, overseen at the end."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pyrage import decrypt
from pyrage.x25519 import Identity

from requests_app.demonstration import subjects
from requests_app.demonstration.people import AGE_SECRET_KEYS
from tests.browser import people as by_hand
from tests.browser.entering import again
from tests.browser.people import People, act, said, stands_at
from tests.browser.visits import until
from tests.stack import Stack

REASONS = {
    subjects.ULRICH: "Ulrichmock ordered eleven blank seals in May 2023; the parcel's address is to be tested against hers.",
    subjects.NOVAK: "Novakfixture told inspectors that he rents no workshop; a lease in his name says otherwise.",
    subjects.BREVIK: "Brevikdemo's account received the buyers' deposits; he left the address that the bank holds.",
}


@pytest.fixture(scope="module")
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


def name_taxpayer(page: Page, row: int, button: str, **changes: str) -> None:
    who, reason = list(REASONS.items())[row - 1]
    typed = {
        "First name": who.first_name,
        "Last name": who.last_name,
        "Street and number": who.street,
        "City": who.city,
        "State": who.state,
        "ZIP code": who.postal_code,
        "Taxable periods": "2022; 2023",
        "Criminal statute": "18 USC 1546(a)",
        "Case, investigation or grand jury reference": "USAO-GJ-2026-0200",
        "Opened on": "2026-01-05",
        "Engaged officer": "Dana Okafor",
        "Taxpayer identifying number": who.tin,
    }
    for label, words in (typed | changes).items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("textbox", name="Specific reason").fill(reason)
    page.get_by_role("button", name=button).click()
    said(page, f"Subject {row} was added and judged")


def drafted(page: Page) -> str:
    """Three taxpayers by hand, one with a stand-in for an address; return the request's address."""
    one = by_hand.begin(page, "Forged seals on cargo", "Last known address", "Name on record")
    page.get_by_role("link", name="Name a taxpayer by hand").click()
    name_taxpayer(page, 1, "Save and name another")
    name_taxpayer(page, 2, "Save and name another")
    name_taxpayer(page, 3, "Save and judge", **{"Street and number": "Failed to Provide"})
    expect(page.locator("#lacks")).to_contain_text("address.placeholder")
    expect(page.get_by_role("button", name="Hand to the signer")).to_have_attribute("aria-disabled", "true")
    correct(page, 3, "Street and number", subjects.BREVIK.street)
    expect(page.locator("#lacks")).not_to_contain_text("address.placeholder")
    return one


def correct(page: Page, row: int, label: str, words: str) -> None:
    """Correct one column of a row on the page of its own."""
    address = page.get_by_role("link", name=f"Correct subject {row}").get_attribute("href") or ""
    page.goto(address.partition("?")[0])
    page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Save and judge").click()
    said(page, "was corrected and judged")


def returned(people: People, one: str) -> None:
    """Take it up, then return it with two coded reasons, pressing twice."""
    page = people("irs.specialist", f"{one}assign/")
    page.get_by_label("Assign to").select_option(label="Helen Marsh")
    act(page, "Why", "Takes it up.", "Assign")
    said(page, "Assigned to Helen Marsh")
    page.goto(f"{one}return/")
    page.get_by_text("No specific reason (").click()
    page.get_by_text("No engaged officer (").click()
    page.get_by_label("In words").fill("Say in row 2 which inspectors, and who works on it.")
    page.get_by_role("button", name="Return to the agency", exact=True).dblclick()
    said(page, "returned to the agency")


def answered(people: People, one: str) -> None:
    """The agency reads the reasons on top, corrects, signs again: a second submission that says what changed."""
    liaison = people("usao.liaison", one)
    on_top = liaison.locator(".usa-alert--warning").first
    expect(on_top).to_contain_text("No officer or employee is named")
    expect(on_top).to_contain_text("Say in row 2 which inspectors")
    correct(liaison, 2, "Engaged officer", "Miriam Halloran")
    by_hand.hand_over(liaison, one)
    liaison.go_back()
    expect(liaison.get_by_role("button", name="Hand to the signer")).to_have_count(0)
    by_hand.sign(people("usao.signer"), one)
    specialist = people("irs.specialist", one)
    expect(specialist.locator(".desk-lead")).to_contain_text("submission 2")
    expect(specialist.locator("#changes")).to_contain_text("subject 2 (engaged officer)")


def decided(people: People, one: str) -> None:
    """Found complete; set aside whose address is another on record; determined, approved; who may not approve reads why."""
    by_hand.find_complete(people("irs.specialist"), one)
    by_hand.set_aside(people("irs.counsel"), one, "Address, against the record’s", "differs")
    by_hand.determine(people("irs.counsel"), one)
    said(people("irs.counsel"), "lawful in every element")
    reader = people("irs.specialist", f"{one}approval/")
    expect(reader.get_by_role("button", name="Approve in writing")).to_have_count(0)
    expect(reader.locator("main")).to_contain_text("You may not approve it now")
    by_hand.approve(people("irs.approver"), one)


def voided(people: People, one: str) -> None:
    """A package that stands bars the way back; it can be voided, and another be prepared."""
    page = people("irs.specialist")
    by_hand.prepare(page, one)
    said(page, "prepared and sealed")
    page.goto(f"{one}step-back/")
    expect(page.locator("main")).to_contain_text(
        "A prepared package stands: a disclosure specialist or authorizing official must void it first."
    )
    page.goto(f"{one}fulfilment/")
    act(page, "Why it is void", "Prepared too early.", "Void the package")
    said(page, "The package is void")


def transmitted(people: People, one: str) -> None:
    page = people("irs.specialist")
    by_hand.prepare(page, one)
    said(page, "prepared and sealed")
    expect(page.locator("dt", has_text="Taxpayers").locator("+ dd")).to_have_text("2")
    expect(page.get_by_role("button", name="Authorize the transmittal")).to_have_count(0)
    authorizer = people("irs.authorizer", f"{one}fulfilment/")
    act(authorizer, "Authorization in writing", "Decisions and orders were checked.", "Authorize the transmittal")
    said(authorizer, "authorized in writing")
    second = people("irs.specialist2", f"{one}fulfilment/")
    second.get_by_label("Note of transmittal").fill("Transmitted as authorized.")
    second.get_by_role("button", name="Transmit", exact=True).dblclick()
    said(second, "one entry a taxpayer")


def received(people: People, one: str) -> None:
    """Nobody but the named recipient finds the package; it is opened, kept, confirmed, and shut."""
    other = people("usao.liaison", f"{one}package/")
    expect(other.get_by_role("heading", level=1)).to_have_text("There is nothing here for you")
    page = people("usao.agent", f"{one}package/")
    opens = page.get_by_role("button", name="Sign in again and open the package")
    page.get_by_label("Your password").fill("wrong")
    page.get_by_label("Code from your authenticator app").fill("000000")
    opens.click()
    expect(page.locator("#error-summary")).to_contain_text("The package wasn't opened")
    again(page)
    with page.expect_download() as download:
        opens.click()
    expect(page.get_by_text("The package wasn't opened")).to_have_count(0)
    holds(decrypt(Path(download.value.path()).read_bytes(), [Identity.from_str(AGE_SECRET_KEYS["usao.agent"])]))
    page.goto(f"{one}package/")
    page.get_by_label("Custodian").fill("Dana Okafor")
    page.get_by_label("Location").fill("Grand jury safe 3")
    page.get_by_role("button", name="Confirm receipt").dblclick()
    said(page, "Receipt is confirmed")
    page.goto(f"{one}package/")
    expect(page.locator("main")).to_contain_text("can't be opened here any more")


def holds(package: bytes) -> None:
    """The two whose address agrees; of the third nothing, but that it isn't disclosed."""
    files = zipfile.ZipFile(io.BytesIO(package))
    rows = files.read("release.csv").decode("utf-8-sig")
    assert "Ulrichmock" in rows and "Novakfixture" in rows
    assert "Brevikdemo" not in rows and "Moved Rd" not in rows
    assert files.read("cover-letter.pdf").startswith(b"%PDF-")


def overseen(people: People, one: str) -> None:
    """Oversight reads who did what, who looked, and one entry a taxpayer."""
    page = people("oversight", f"{one}timeline/")
    told = page.locator(".desk-timeline")
    for words in ("began the draft", "returned the request to the agency", "signed the request and sent it in"):
        expect(told).to_contain_text(words)
    for words in ("voided the package", "transmitted the package", "opened the package", "confirmed receipt", "closed"):
        expect(told).to_contain_text(words)
    page.get_by_role("link", name="Each look on its own").click()
    opened = page.get_by_role("row").filter(has_text="Dana Okafor").filter(has_text="opened the package")
    expect(opened.filter(has_not_text="denied")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Marisol Vance").filter(has_text="denied")).not_to_have_count(0)
    number = re.split(r"[\s:]", page.get_by_role("heading", level=1).inner_text())[0]
    page.goto("/oversight/accounting/")
    expect(page.get_by_role("row").filter(has_text="Disclosure made").filter(has_text=number)).to_have_count(2)


def test_a_draft_becomes_a_receipt(people: People):
    one = drafted(people("usao.liaison"))
    by_hand.hand_over(people("usao.liaison"), one)
    by_hand.sign(people("usao.signer"), one)
    returned(people, one)
    answered(people, one)
    decided(people, one)
    voided(people, one)
    transmitted(people, one)
    received(people, one)
    closing = people("irs.specialist2", f"{one}close/")
    act(closing, "Note of closing", "Delivered and received.", "Close the request")
    stands_at(closing, "Closed")
    overseen(people, one)
    assert people.complaints == []


def test_an_order_bars_preparing_until_it_is_lifted(people: People):
    specialist = people("irs.specialist", "/?lane=all&status=fulfilment")
    link = specialist.get_by_role("link", name=re.compile("^USAO-")).first
    number, one = link.inner_text(), link.get_attribute("href") or ""
    counsel = people("irs.counsel", "/orders/new/")
    entered = {
        "Court": "D.D.C.",
        "Docket": "26-cv-01999",
        "Citation": "Order of Nov. 2, 2026, No. 26-cv-01999 (D.D.C.)",
    }
    for label, words in (entered | {"Whom it binds": "the IRS", "Only the request numbered": number}).items():
        counsel.get_by_label(label).fill(words)
    for label in ("Date of the order", "In force from"):
        counsel.get_by_label(re.compile(f"^{label}")).fill("2026-11-02")  # orders are offered by their first day too
    counsel.get_by_text("Disclosing to the agency", exact=True).click()
    act(counsel, "What the order says, in words", "Nothing of this request may be disclosed.", "Enter the order")
    said(counsel, "The order is entered")
    specialist.goto(f"{one}fulfilment/")
    expect(specialist.get_by_role("heading", name="A court order bars disclosure")).to_be_visible()
    expect(specialist.get_by_role("button", name="Prepare and seal")).to_have_count(0)
    counsel.get_by_role("link", name="Lift the order").click()
    counsel.get_by_label("Citation of what lifts it").fill("Order of Nov. 20, 2026, No. 26-cv-01999 (D.D.C.)")
    act(counsel, "In words", "Dissolved by the court.", "Lift the order")
    said(counsel, "lifted")
    prepares = specialist.get_by_role("button", name="Prepare and seal")
    until(specialist, lambda: prepares.count() > 0)  # what rested on the order is judged again first
    expect(prepares).to_be_visible()
    assert people.complaints == []
