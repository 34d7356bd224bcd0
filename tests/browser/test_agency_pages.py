"""The agency's pages in a browser: nobody is shut out, and a request goes from the first word to the IRS."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from requests_app.demonstration.people import PASSWORD
from requests_app.forms.meanwhile import LEFT
from tests.browser.entering import enter, shown_code
from tests.browser.visits import Visit
from tests.stack import Stack

DATA = Path(__file__).parents[1] / "data"
SUBJECT = {
    "First name": "Carl",
    "Last name": "Demofield",
    "Address in one line": "476 Prototype Ave, Phoenix, AZ 85004",
    "Taxable periods": "2022; 2023",
    "Criminal statute": "18 USC 1546(a)",
    "Case, investigation or grand jury reference": "USAO-GJ-2025-0117",
    "Opened on": "2025-02-03",
    "Specific reason": "Two witnesses bought forged permits from Demofield; the grand jury needs the place of making.",
    "Engaged officer": "Dana Okafor",
    "Taxpayer identifying number": "912-66-0001",
}


def begin(page: Page, title: str) -> str:
    """Begin a request; return its address."""
    page.goto("/requests/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Purpose").fill("Grand jury investigations of forged permits.")
    page.get_by_text("Last known address").click()
    page.get_by_role("button", name="Begin the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url


def name_taxpayer(page: Page, **changes: str) -> None:
    page.get_by_role("link", name="Name a taxpayer by hand").click()
    for label, words in (SUBJECT | changes).items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Save and judge").click()


def send_file(page: Page, request_url: str, file: Path) -> None:
    page.goto(f"{request_url}uploads/new/")
    page.get_by_label("File of subjects").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()


def said(page: Page, words: str) -> None:
    expect(page.locator(".usa-alert--success").first).to_contain_text(words)


@pytest.fixture
def liaison(visit: Visit) -> Visit:
    enter(visit.page, "usao.liaison")
    return visit


@pytest.fixture
def plain(chromium: Browser, live_stack: Stack) -> Iterator[Page]:
    """A browser without script."""
    context = chromium.new_context(base_url=live_stack.base_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_nobody_is_shut_out(liaison: Visit):
    page, found = liaison.page, {}
    one = begin(page, "Barriers")
    name_taxpayer(page, **{"Address in one line": "Unknown, 85004"})
    row = page.get_by_role("link", name="Correct subject 1").get_attribute("href") or ""
    parts = ("", "edit/", "subjects/", "subjects/new/", "subjects/drop-blocked/", "uploads/new/", "withdraw/")
    for place in (
        *(f"{one}{part}" for part in parts),
        row,
        row.partition("?")[0],
        "/requests/template/",
        "/requests/new/",
    ):
        page.goto(place)
        found[place] = liaison.barriers()
    assert {place: barriers for place, barriers in found.items() if barriers} == {}
    assert liaison.complaints == []


def test_a_typed_request_is_corrected_in_its_row_signed_and_sent_in(
    liaison: Visit, chromium: Browser, live_stack: Stack
):
    page = liaison.page
    one = begin(page, "Typed by hand")
    name_taxpayer(page, **{"Address in one line": "Unknown, 85004"})
    said(page, "blocked by address.placeholder")
    expect(page.get_by_role("button", name="Hand to the signer")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#why-hand_over")).to_contain_text("A blocking flag stands on a subject")

    page.get_by_role("link", name="Correct subject 1").click()
    page.get_by_label("Address in one line").fill(SUBJECT["Address in one line"])
    page.get_by_role("button", name="Save and judge").click()
    expect(page.locator(".desk-said")).to_be_focused()
    expect(page.locator(".desk-said")).to_contain_text("no flag stands on it")
    page.goto(one)
    page.get_by_role("button", name="Hand to the signer").dblclick()
    expect(page.locator(".usa-step-indicator__segment--current")).to_contain_text("Awaiting signature")

    context = chromium.new_context(base_url=live_stack.base_url)
    signer = context.new_page()
    enter(signer, "usao.signer")
    sign(signer, one)
    expect(signer.locator(".usa-step-indicator__segment--current")).to_contain_text("Completeness")
    expect(signer.get_by_role("heading", name="Signed and attested")).to_have_count(1)
    context.close()
    page.reload()
    expect(page.get_by_role("link", name="Edit what is asked")).to_have_count(0)
    assert liaison.complaints == []


def sign(page: Page, one: str) -> None:
    """Read, attest, sign in again with the next code, and press twice."""
    page.goto(one)
    page.get_by_role("link", name="Sign and send in").click()
    expect(page.locator("#attestation")).to_be_visible()
    shown_code(page)
    assert Visit(page).barriers() == []
    statement = page.locator("#attestation").inner_text()
    page.get_by_role("button", name="Sign and send in").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_text("United States attorney", exact=True).click()
    page.get_by_text("The signer holds the office").click()
    page.locator("label[for=id_attest]").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from your authenticator app").fill(page.locator(".desk-code strong").inner_text())
    page.get_by_label("Signed letter").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 invented"}
    )
    page.get_by_role("button", name="Sign and send in").dblclick()
    said(page, "Signed and sent in")
    expect(page.locator("#decisions")).to_contain_text(statement)


def test_six_hundred_rows_are_read_judged_and_half_of_them_dropped(liaison: Visit):
    page = liaison.page
    one = begin(page, "Six hundred")
    send_file(page, one, DATA / "subjects-sample.csv")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Map the columns")
    assert liaison.barriers() == []
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text("600 rows read: 600 accepted, 0 rejected", timeout=60_000)
    assert liaison.barriers() == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download what each row lacks").click()
    assert "address.placeholder" in Path(download.value.path()).read_text()
    page.get_by_role("link", name="Drop the blocked subjects").click()
    page.get_by_role("button", name=re.compile(r"Drop \d+ subjects")).click()
    said(page, "subjects were dropped")
    expect(page.get_by_role("button", name="Hand to the signer")).not_to_have_attribute("aria-disabled", "true")
    assert liaison.complaints == []


def test_the_file_of_june_2025_shows_what_it_lacks_and_goes_nowhere(visit: Visit):
    enter(visit.page, "ice.liaison")
    page = visit.page
    one = begin(page, "As sent in June 2025")
    send_file(page, one, DATA / "as-sent-2025.csv")
    expect(page.locator(".usa-alert--warning")).to_contain_text("the specific reason, the engaged officer")
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text("1,000 rows read", timeout=60_000)
    for code in ("statute.missing", "reason.missing", "officer.missing", "matter.missing", "period.missing"):
        expect(page.get_by_role("row").filter(has_text=code)).to_contain_text("1,000 rows")
    page.goto(f"{one}edit/")
    for label in ("Statute", "Reason", "Officer", "Case"):
        page.get_by_label(f"{label}, as the letter says it").fill("8 U.S.C. 1253(a)(1), once for all")
    page.get_by_role("button", name="Save").click()
    said(page, "saved")
    expect(page.locator("#lacks tr").filter(has_text="statute.missing")).to_contain_text("1,000 subjects")
    expect(page.get_by_role("button", name="Hand to the signer")).to_have_attribute("aria-disabled", "true")


def test_without_script_a_file_is_sent_read_and_looked_at(plain: Page, tmp_path: Path):
    enter(plain, "usao.liaison")
    one = begin(plain, "Without script")
    file = tmp_path / "few.csv"
    file.write_text("last_name,address\nDemofield,Unknown\n")
    send_file(plain, one, file)
    plain.get_by_role("button", name="Read the file").click()
    expect(plain.locator("#upload-status")).to_contain_text("1 row read: 1 accepted", timeout=60_000)
    plain.get_by_role("link", name="See each row").click()
    plain.get_by_role("link", name="Correct row 1 of few.csv").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Subject 1 of")


def test_two_tabs_lose_nothing_that_was_typed(liaison: Visit):
    page = liaison.page
    one = begin(page, "Two tabs")
    page.goto(f"{one}edit/")
    other = page.context.new_page()
    other.goto(f"{one}edit/")
    other.get_by_label("Title").fill("Saved in the other tab")
    other.get_by_role("button", name="Save").click()
    said(other, "The request was saved")
    page.get_by_label("Purpose").fill("Typed with care.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#refused")).to_be_focused()
    expect(page.locator("#refused")).to_contain_text("changed since you opened")
    expect(page.get_by_label("Purpose")).to_have_value("Typed with care.")
    expect(page.locator("#id_title_now")).to_have_text(f"It now reads: “Saved in the other tab”. {LEFT}")
    page.get_by_role("button", name="Save").click()
    said(page, "The request was saved")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Saved in the other tab")
