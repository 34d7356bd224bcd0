"""Flags with their evidence in a browser: at a desk, on a phone, without script; and 260 of them cleared, a batch at a time."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import EXPECTED, People, begin, find_complete, hand_over, on_record, said, sign
from tests.browser.visits import Visit, follow
from tests.stack import Stack

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WIDTH = "[document.documentElement.scrollWidth, window.innerWidth]"
ROWS = 260
SENTENCE = (
    "Two witnesses say that {name} sold forged permits at the market; the grand jury needs the place of printing."
)
CIVIL = "He is subject to removal and awaits deportation; his address is needed to find him."
ROW = {
    "first_name": "Carl",
    "address_line1": "476 Prototype Ave",
    "city": "Phoenix",
    "state": "AZ",
    "postal_code": "85004",
    "tax_periods": "2022; 2023",
    "statute": "18 USC 1546(a)",
    "case_opened": "2025-02-03",
    "officer_name": "Dana Okafor",
}


def surname(n: int) -> str:
    """An invented surname, another for each number: figures would be no name."""
    letters = "abcdefghijklmnop"
    return f"Demo{letters[n // 16 % 16]}{letters[n % 16]}{letters[n // 256]}son"


def rows() -> Iterator[dict[str, str]]:
    """260 rows with one sentence and one officer, of which 60 name one matter, and some rest on other doubts as well."""
    for n in range(ROWS):
        case = "USAO-GJ-2025-0200" if n < 60 else f"USAO-GJ-2025-1{n:03}"
        row = ROW | {"last_name": surname(n), "case_number": case, "reason": SENTENCE.format(name=surname(n))}
        if n == 3:
            row |= {"reason": CIVIL, "statute": "18 U.S.C. § 1112", "postal_code": "10001"}
        yield row


@pytest.fixture(scope="module")
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


@pytest.fixture(scope="module")
def one(people: People, live_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a request with these rows, each of whom is on record, sent in and found complete."""
    folder = tmp_path_factory.mktemp("sent")
    file = folder / "alike.csv"
    on_record(live_stack, folder, 981, rows())
    with file.open("w", newline="") as out:
        written = csv.DictWriter(out, fieldnames=[*ROW, "last_name", "case_number", "reason"])
        written.writeheader()
        written.writerows(rows())
    page = people("usao.liaison")
    address = begin(page, "Forged permits, one sentence for all")
    send(page, address, file)
    hand_over(page, address)
    sign(people("usao.signer"), address)
    find_complete(people("irs.specialist"), address)
    return address


def send(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}uploads/new/")
    page.get_by_label("File of subjects").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text(f"{ROWS} rows read: {ROWS} accepted", timeout=60_000)
    expect(page.locator("#upload-status")).to_contain_text("Done", timeout=60_000)


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with a page at a desk and on a phone; SCREENSHOTS names a folder for pictures of both."""
    wrong = []
    page.wait_for_load_state()
    for size, of in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        wide, seen = page.evaluate(WIDTH)
        wrong += [f"{of}: {wide} px wide"] if wide > seen else []
        wrong += [f"{of}: {barrier}" for barrier in Visit(page).barriers()]
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{of}.png", full_page=True)
    page.set_viewport_size(DESK)
    return wrong


def the_evidence_stands_beside_each_flag(counsel: Page, one: str) -> None:
    """As long as nothing is cleared: the list says how much there is to clear."""
    wrong = {}
    counsel.goto("/?lane=all")
    brief = counsel.get_by_role("row").filter(has_text="one sentence for all").locator(".desk-brief")
    expect(brief).to_contain_text("to clear")
    expect(brief).to_contain_text("address.zip, statute.unlisted, reason.generic and 3 more")
    wrong["worklist"] = looked_at(counsel, "worklist")
    counsel.goto(one)
    wrong["request"] = looked_at(counsel, "request-irs")
    counsel.get_by_role("link", name="1 subject", exact=True).first.click()
    counsel.get_by_role("link", name="Open subject 4").click()
    expect(counsel.locator("#flags-title")).to_contain_text("Subject 4")
    for words in ("deportation", "10001", "1112"):
        expect(counsel.locator(".desk-evidence mark").filter(has_text=words).first).to_be_visible()
    expect(counsel.locator("#lives")).to_contain_text("Raised by the rules, edition")
    wrong["subject"] = looked_at(counsel, "subject-irs")
    counsel.get_by_role("link", name=re.compile("The subjects that share it ?: matter.shared")).click()
    expect(counsel.locator(".desk-chosen")).to_contain_text("name the same matter as subject 4")
    wrong["shared"] = looked_at(counsel, "shared")
    expect(counsel.locator("#subjects tbody tr")).to_have_count(25)
    follow(counsel.get_by_role("link", name=re.compile("^Next")))
    expect(counsel.get_by_role("link", name="Open subject 26")).to_be_visible()
    expect(counsel.locator(".desk-chosen")).to_be_visible()
    assert {place: found for place, found in wrong.items() if found} == {}


def cleared_a_batch_at_a_time(counsel: Page, one: str) -> None:
    wrong = {}
    counsel.goto(f"{one}legal-review/")
    wrong["legal review"] = looked_at(counsel, "legal-review")
    counsel.get_by_role("link", name=re.compile("Clear in writing ?: officer.overload")).click()
    expect(counsel.locator(".desk-sample")).to_have_count(5)
    expect(counsel.locator(".desk-sample mark").first).to_contain_text("Dana Okafor")
    expect(counsel.locator("#clear-title + p")).to_contain_text("the next 250, by number; 10 come after")
    wrong["clear"] = looked_at(counsel, "clear")
    left = counsel.locator(".desk-sample h3").first.inner_text()
    counsel.get_by_label("Not this one").first.check()
    counsel.get_by_role("button", name="Clear on 250 subjects").click()
    expect(counsel.locator("#error-summary")).to_be_focused()
    expect(counsel.get_by_label("Not this one").first).to_be_checked()
    assert counsel.locator(".desk-sample h3").first.inner_text() == left
    wrong["clear, without words"] = looked_at(counsel, "clear-error")
    counsel.get_by_label("Why it may be cleared").fill("Dana Okafor leads the team whose report names each of them.")
    counsel.get_by_role("button", name="Clear on 250 subjects").click()
    said(counsel, "officer.overload was cleared on 249 subjects.")
    expect(counsel.locator("#before-title")).to_be_visible()
    expect(counsel.get_by_role("button", name="Clear on 11 subjects")).to_be_visible()
    wrong["clear, next"] = looked_at(counsel, "clear-next")
    counsel.get_by_label("Why it may be cleared").fill("The same team, the rest of its report.")
    counsel.get_by_role("button", name="Clear on 11 subjects").click()
    expect(counsel.get_by_role("heading", level=1)).to_contain_text("Legal review")
    cleared = counsel.locator("#lacks tr").filter(has_text="officer.overload")
    cleared.locator("summary").click()
    expect(cleared).to_contain_text("Dana Okafor leads the team")
    wrong["legal review, cleared"] = looked_at(counsel, "legal-review-cleared")
    assert {place: found for place, found in wrong.items() if found} == {}


def cleared_without_script(counsel: Page, one: str) -> None:
    counsel.goto(f"{one}clear/address.zip/")
    expect(counsel.locator(".desk-sample mark").first).to_be_visible()
    counsel.get_by_label("Why it may be cleared").fill("A typing error in the ZIP; the street is in Phoenix.")
    counsel.get_by_role("button", name="Clear on 1 subject").click()
    expect(counsel.locator("#lacks tr").filter(has_text="address.zip")).to_contain_text("Cleared")


def test_flags_are_read_with_their_evidence_then_cleared_with_script_and_without(
    people: People, chromium: Browser, live_stack: Stack, one: str
):
    the_evidence_stands_beside_each_flag(people("irs.counsel"), one)
    cleared_a_batch_at_a_time(people("irs.counsel"), one)
    assert [words for words in people.complaints if not EXPECTED.search(words)] == []
    plain = People(chromium, live_stack.base_url, script=False)
    cleared_without_script(plain("irs.counsel"), one)
    plain.leave()


def test_the_agency_reads_the_same_words_and_nothing_of_the_irs(people: People, one: str):
    liaison = people("usao.liaison")
    liaison.goto(f"{one}subjects/?code=reason.civil")
    row = liaison.locator("#subjects tbody tr").first
    expect(row.locator("mark").filter(has_text="deportation").first).to_be_visible()
    wrong = looked_at(liaison, "subjects-agency")
    liaison.goto("/?lane=all")
    expect(liaison.get_by_role("row").filter(has_text="one sentence for all").locator(".desk-brief")).to_contain_text(
        "to clear"
    )
    assert wrong == []
