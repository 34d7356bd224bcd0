"""The request of June 2025 in a browser, by an agency that no order stops: what it lacks, and that nothing of it moves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import people as by_hand
from tests.browser.people import People, said
from tests.stack import Stack

DATA = Path(__file__).parents[1] / "data"
LACKED = ("period.missing", "statute.missing", "reason.missing", "matter.missing", "officer.missing")
ONCE_FOR_ALL = {
    "TAX_PERIODS": "2022; 2023",
    "STATUTE": "8 U.S.C. 1253(a)(1)",
    "REASON": "Criminal investigation of a willful failure to depart; the address is needed for the indictment.",
    "OFFICER_NAME": "Dana Okafor",
    "CASE_NUMBER": "HSI-2025-000001",
    "CASE_OPENED": "2025-04-19",
}


@pytest.fixture(scope="module")
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


def send(page: Page, one: str, name: str, content: bytes) -> None:
    page.goto(f"{one}uploads/new/")
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File of subjects").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text("1,000 rows read", timeout=60_000)
    expect(page.locator("#upload-status")).to_contain_text("1,000 accepted, 0 rejected", timeout=60_000)


def with_one_value_for_all() -> bytes:
    """The same file with one statute, reason, officer, matter and period copied into every row."""
    lines = list(csv.DictReader(io.StringIO((DATA / "as-sent-2025.csv").read_text(encoding="utf-8-sig"))))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*lines[0], *ONCE_FOR_ALL])
    writer.writeheader()
    writer.writerows(line | ONCE_FOR_ALL for line in lines)
    return out.getvalue().encode()


def test_typed_once_for_all_it_cures_nothing(people: People):
    page = people("usao.liaison")
    one = by_hand.begin(page, "As sent, without an agreement")
    send(page, one, "as-sent.csv", (DATA / "as-sent-2025.csv").read_bytes())
    page.goto(f"{one}edit/")
    for label in ("Statute", "Reason", "Officer", "Case"):
        page.get_by_label(f"{label}, as the letter says it").fill(ONCE_FOR_ALL["STATUTE"])
    page.get_by_role("button", name="Save").click()
    said(page, "saved")
    for code in LACKED:
        expect(page.locator("#lacks tr").filter(has_text=code)).to_contain_text("1,000 subjects")
    refused = page.get_by_role("button", name="Hand to the signer")
    expect(refused).to_have_attribute("aria-disabled", "true")
    answer = page.request.post(f"{one}hand-over/", form=token(page), headers={"Referer": page.url})
    assert answer.status == 409 and "A blocking flag stands on a subject" in answer.text()
    page.goto(f"{one}subjects/drop-blocked/")
    page.get_by_role("button", name="Drop 1,000 subjects").click()
    said(page, "1,000 subjects were dropped")
    expect(page.locator("#why-hand_over")).to_contain_text("No taxpayer is named")
    assert people.complaints == []


def token(page: Page) -> dict[str, str | float | bool]:
    """What a form of this page would send along."""
    names = ("csrfmiddlewaretoken", "seen")
    return {name: page.locator(f"input[name={name}]").first.input_value() for name in names}


def people_named() -> Iterator[dict[str, str]]:
    """Those whom the file names, by the columns of the template."""
    lines = csv.DictReader(io.StringIO((DATA / "as-sent-2025.csv").read_text(encoding="utf-8-sig")))
    for line in lines:
        named = {"first_name": line["FIRST_NAME"], "last_name": line["LAST_NAME"], "tin": line["SSN"]}
        yield named | {"address": line["EARM_ADDRESS"]}


def test_copied_into_every_row_it_stops_at_counsel(people: People, live_stack: Stack, tmp_path: Path):
    by_hand.on_record(live_stack, tmp_path, 982, people_named())
    page = people("usao.liaison")
    one = by_hand.begin(page, "As sent, one value for all rows")
    send(page, one, "copied.csv", with_one_value_for_all())
    page.goto(f"{one}subjects/drop-blocked/")
    page.get_by_role("button", name="Drop").first.click()
    said(page, "were dropped")
    for code in ("reason.generic", "matter.shared", "officer.overload"):
        expect(page.locator("#lacks tr").filter(has_text=code)).to_contain_text("subjects")
    by_hand.hand_over(page, one)
    by_hand.sign(people("usao.signer"), one)
    specialist = people("irs.specialist")
    by_hand.wait_for_matches(specialist, one)
    for verdict in ("ambiguous", "not_found"):
        by_hand.set_aside(specialist, one, "Match with the records", verdict)
    by_hand.find_complete(specialist, one)
    counsel = people("irs.counsel")
    by_hand.determine(counsel, one)
    expect(counsel.locator("#refused")).to_contain_text("isn't cleared")
    counsel.goto(f"{one}clear/reason.generic/")
    expect(counsel.locator("main")).to_contain_text("This act is about the next 250, by number;")
    expect(counsel.get_by_role("button", name="Clear on 250 subjects")).to_be_visible()
    assert people.complaints == []
