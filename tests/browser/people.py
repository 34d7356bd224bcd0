"""The demonstration people at their desks: each comes in once and stays, as people do, so no second factor is used up."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from requests_app.demonstration.people import PASSWORD
from requests_app.rules.identifiers import tin_digits
from requests_app.rules.statute import ELEMENTS
from tests.browser.entering import enter, shown_code
from tests.browser.visits import until
from tests.stack import Stack

EXPECTED = re.compile(r"status of (404|409|422)")
"""What Chromium says of a page that refuses in words: no fault of the page."""


class People:
    """`people("irs.counsel")` answers the page of a person who came in; `complaints` is what went wrong on any page."""

    def __init__(self, browser: Browser, base_url: str, *, script: bool = True) -> None:
        self.browser, self.base_url, self.script = browser, base_url, script
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []

    def __call__(self, username: str, place: str = "") -> Page:
        if username not in self.pages:
            self.pages[username] = self._come_in(username)
        page = self.pages[username]
        if place:
            page.goto(place)
        return page

    def _come_in(self, username: str) -> Page:
        context = self._context()
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{username}: {error}"))
        page.on("console", lambda said: self._note(username, said.type, said.text))
        page.on("response", lambda r: self.complaints.append(r.url) if r.status >= 500 else None)
        enter(page, username)
        return page

    def _context(self) -> BrowserContext:
        size = {"width": 1280, "height": 900}
        context = self.browser.new_context(base_url=self.base_url, viewport=size, java_script_enabled=self.script)
        context.set_default_timeout(30_000)
        return context

    def _note(self, username: str, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not EXPECTED.search(text):
            self.complaints.append(f"{username}: {text}")

    def leave(self) -> None:
        for page in self.pages.values():
            page.context.close()


def said(page: Page, words: str) -> None:
    """Expect a green message with these words."""
    expect(page.locator(".usa-alert--success").first).to_contain_text(words)


def act(page: Page, field: str, words: str, button: str) -> None:
    """Write the words that an act takes, and press its button."""
    page.get_by_label(field).fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def begin(page: Page, title: str, *items: str) -> str:
    """Begin a request without an agreement; return its address."""
    page.goto("/requests/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Purpose").fill("Grand jury investigations of forged permits.")
    for item in items or ("Last known address",):
        page.get_by_text(item, exact=True).click()
    page.get_by_role("button", name="Begin the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url


def stands_at(page: Page, label: str) -> None:
    """Expect the step indicator to stand at a status."""
    expect(page.locator(".usa-step-indicator__segment--current")).to_contain_text(label)


def hand_over(page: Page, one: str) -> None:
    """Hand a draft over as soon as every subject is judged: after it came back workers may still be at it."""
    page.goto(one)
    button = page.get_by_role("button", name="Hand to the signer")
    until(page, lambda: button.get_attribute("aria-disabled") != "true")
    button.click()
    stands_at(page, "Awaiting signature")


def sign(page: Page, one: str) -> None:
    """Read, attest as the United States attorney with a signed letter, sign in again, send in.

    A code counts once: where it ran out on the way, the signer takes the next.
    """
    for _ in range(3):
        page.goto(f"{one}sign/")
        _attest(page, shown_code(page))
        page.locator(".usa-alert--success, #error-summary").first.wait_for()
        if page.locator("#error-summary").count() == 0:
            break
    said(page, "Signed and sent in")


def _attest(page: Page, code: str) -> None:
    page.get_by_text("United States attorney", exact=True).click()
    page.get_by_text("The signer holds the office").click()
    page.locator("label[for=id_attest]").click()
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 invented"}
    page.get_by_label("Signed letter").set_input_files(letter)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from your authenticator app").fill(code)
    page.get_by_role("button", name="Sign and send in").click()


ON_RECORD = (
    "first_name",
    "middle_name",
    "last_name",
    "entity_name",
    "tin",
    "address",
    "address_line1",
    "address_line2",
)
ON_RECORD += ("city", "state", "postal_code", "country")
"""What a record is made of, by the columns of the template."""


def on_record(stack: Stack, folder: Path, area: int, rows: Iterable[dict[str, str]]) -> None:
    """Put these people on record, each under the number given or one of its own: `area` is then its first three digits, 9xx."""
    file = folder / f"records-{area}.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        written = csv.DictWriter(out, ON_RECORD, extrasaction="ignore")
        written.writeheader()
        for number, row in enumerate(rows, 1):
            written.writerow(row | {"tin": tin_digits(row.get("tin", "")) or f"{area}-66-{number:04}"})
    stack.manage("load_records", str(file))


def set_aside(page: Page, one: str, finding: str, found: str) -> None:
    """Deny, as a group and for the reason that the agency never learns, those of whom matching found this; if there are any."""
    page.goto(f"{one}parts/")
    page.get_by_label(finding).select_option(found)
    page.get_by_role("button", name="Count and show them").click()
    page.get_by_text("No standing subject fits").or_(page.locator("#sample")).first.wait_for()
    page.wait_for_load_state()
    if page.get_by_text("No standing subject fits").count():
        return
    if page.get_by_role("button", name="Open the sample").count():
        page.get_by_role("button", name="Open the sample").click()
    page.get_by_text("Denied", exact=True).click()
    page.get_by_label(re.compile("^Reason")).select_option("no_record_or_mismatch")
    page.get_by_label("In words").fill("What is on record fits none of them.")
    page.get_by_role("button", name=re.compile("^Decide on")).dblclick()
    said(page, "The rest can go on")


def wait_for_matches(page: Page, one: str) -> None:
    """Wait at the check until every subject is judged and matched."""
    page.goto(f"{one}completeness/")
    until(page, lambda: page.get_by_text(re.compile("still being (judged|matched)")).count() == 0)


def find_complete(page: Page, one: str) -> None:
    """Wait until every subject is judged and matched, then find the request complete."""
    wait_for_matches(page, one)
    act(page, "Finding", "All that the statute wants is set forth.", "Find complete")
    said(page, "found complete")


def clear_every_flag(page: Page, one: str) -> int:
    """Clear each review flag in writing; return how many acts it took."""
    page.goto(f"{one}legal-review/")
    times = 0
    while page.get_by_role("link", name=re.compile("^Clear in writing")).count():
        page.get_by_role("link", name=re.compile("^Clear in writing")).first.click()
        words = f"Act {times + 1}: the sample was read, and what the agency set forth answers the doubt."
        page.get_by_label("Why it may be cleared").fill(words)
        page.get_by_role("button", name=re.compile("^Clear on")).click()
        said(page, "was cleared on")
        page.wait_for_load_state()
        times += 1
    return times


def determine(page: Page, one: str) -> None:
    """Answer each element yes, in words; while the request is still being compared with others, wait and try again, as told."""
    for _ in range(60):
        page.goto(f"{one}legal-review/")
        for number in range(len(ELEMENTS)):
            page.get_by_text("Yes", exact=True).nth(number).click()
            words = page.get_by_label("Words: what the answer rests on").nth(number)
            words.fill("It stands in the letter and in each row.")
        act(page, "Conclusion", "Lawful.", "Record the determination")
        page.locator(".usa-alert--success, #refused").first.wait_for()
        page.wait_for_load_state()
        if not page.get_by_text("still being compared with others").count():
            return
        page.wait_for_timeout(3_000)


def approve(page: Page, one: str) -> None:
    page.goto(f"{one}approval/")
    act(page, "Approval in writing", "It conforms to the statute.", "Approve in writing")
    said(page, "Nothing is disclosed yet")


def prepare(page: Page, one: str) -> None:
    page.goto(f"{one}fulfilment/")
    page.get_by_label("Recipient").select_option(label="Dana Okafor")
    act(page, "Note of preparation", "As approved.", "Prepare and seal")
