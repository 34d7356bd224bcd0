"""The 600 invented rows in a browser: what each lacks, then the path of what is left, on the IRS's side without script."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from requests_app.rules import numbering
from tests.browser import people as by_hand
from tests.browser.people import People, act, said
from tests.browser.visits import until
from tests.stack import Stack

DATA = Path(__file__).parents[1] / "data"
UNDER_AN_AGREEMENT = {"order.date", "statute.outside"}
"""Codes that judge only what is asked under an agreement; this request is asked under none."""


@pytest.fixture(scope="module")
def people(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url)
    yield made
    made.leave()


@pytest.fixture(scope="module")
def without_script(chromium: Browser, live_stack: Stack) -> Iterator[People]:
    made = People(chromium, live_stack.base_url, script=False)
    yield made
    made.leave()


def uploaded(page: Page) -> str:
    """Send the file, take the columns as suggested, wait until all is judged; return the request's address."""
    one = by_hand.begin(page, "Six hundred rows, the whole way")
    page.get_by_role("link", name="Upload a file of subjects").click()
    page.get_by_label("File of subjects").set_input_files(DATA / "subjects-sample.csv")
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text("600 accepted, 0 rejected", timeout=60_000)
    return one


def problems(page: Page) -> dict[int, dict[str, str]]:
    """Return the downloaded problems: row -> code -> severity."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download what each row lacks").click()
    found: dict[int, dict[str, str]] = defaultdict(dict)
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    for line in csv.DictReader(io.StringIO(text)):
        found[int(line[f"row ({numbering.FIRST})"])][line["code"]] = line["severity"]
        assert line["authority"] and line["what is wrong"] and line["what to do"]
    return found


def misjudged(found: dict[int, dict[str, str]]) -> list[tuple[int, str, dict[str, str]]]:
    """Return the rows that lack the flag that was planted, or are blocked though nothing was."""
    wrong = []
    for line in csv.DictReader(io.StringIO((DATA / "subjects-sample-expected.csv").read_text())):
        flags, wanted = found.get(int(line["row"]), {}), line["must_have"]
        blocked = any(severity.startswith("blocks") for severity in flags.values())
        if wanted in UNDER_AN_AGREEMENT:
            continue
        if not (set(wanted.split("|")) & set(flags) if wanted else not blocked):
            wrong.append((int(line["row"]), wanted, flags))
    return wrong


def mended(page: Page, one: str) -> None:
    """Correct one row in its place, drop two by ticking, then all that are still blocked."""
    page.goto(f"{one}subjects/?code=reason.missing")
    page.get_by_role("link", name=re.compile("^Correct subject")).first.click()
    page.get_by_role("textbox", name="Specific reason").fill(
        "Two officers saw this person at the border in 2024 with the papers of another; the address tests the alibi."
    )
    page.get_by_role("button", name="Save and judge").click()
    expect(page.locator(".desk-said")).to_contain_text("no flag stands on it")
    page.goto(f"{one}subjects/?code=address.missing")
    for number in range(2):
        page.locator("tbody input[type=checkbox]").nth(number).check()
    page.get_by_role("button", name="Drop the ticked subjects").dblclick()
    expect(page.locator("#ticked li")).to_have_count(2)
    page.get_by_role("button", name="Drop 2 subjects").dblclick()
    said(page, "2 subjects were dropped")
    page.goto(f"{one}subjects/drop-blocked/")
    page.get_by_role("button", name=re.compile(r"^Drop \d+ subjects$")).dblclick()
    said(page, "subjects were dropped")
    expect(page.locator("#lacks .usa-tag", has_text="Blocks")).to_have_count(0)


def on_record(stack: Stack, folder: Path) -> None:
    """Nine in ten of these people are on record."""
    with (DATA / "subjects-sample.csv").open(encoding="utf-8-sig", newline="") as file:
        known = [row for number, row in enumerate(csv.DictReader(file)) if number % 10]
    by_hand.on_record(stack, folder, 983, known)


def matched(page: Page, one: str) -> None:
    """It isn't complete while no single record fits some: they are set aside as groups, which the agency sees nothing of."""
    by_hand.wait_for_matches(page, one)
    expect(page.locator("main")).to_contain_text("No single record fits")
    for verdict in ("ambiguous", "not_found"):
        by_hand.set_aside(page, one, "Match with the records", verdict)
    by_hand.find_complete(page, one)


def packed(page: Page, one: str) -> None:
    """The rest is packed; then the package is void, and it goes back one step."""
    by_hand.prepare(page, one)
    said(page, "prepared")
    page.goto(f"{one}fulfilment/")
    until(page, lambda: page.get_by_label("Why it is void").count() > 0)
    act(page, "Why it is void", "Counsel looks at it once more.", "Void the package")
    said(page, "The package is void")
    page.goto(f"{one}step-back/")
    act(page, "Why it goes back", "Counsel looks at it once more.", "Send back one step")
    said(page, "sent back one step")


def test_each_row_says_what_it_lacks_and_the_rest_goes_its_way(
    people: People, without_script: People, live_stack: Stack, tmp_path: Path
):
    on_record(live_stack, tmp_path)
    liaison, irs = people("usao.liaison"), without_script
    one = uploaded(liaison)
    assert misjudged(problems(liaison)) == []
    mended(liaison, one)
    by_hand.hand_over(liaison, one)
    by_hand.sign(people("usao.signer"), one)
    matched(irs("irs.specialist"), one)
    liaison.goto(one)
    expect(liaison.locator("main")).to_contain_text("with the IRS")
    expect(liaison.locator("main")).not_to_contain_text(re.compile("[Nn]ot disclosed|No record|[0-9] denied"))

    counsel = irs("irs.counsel")
    by_hand.determine(counsel, one)
    expect(counsel.locator("#refused")).to_contain_text("isn't cleared")
    assert by_hand.clear_every_flag(counsel, one) <= 6
    by_hand.determine(counsel, one)
    said(counsel, "lawful in every element")
    by_hand.approve(irs("irs.approver"), one)

    packed(irs("irs.specialist"), one)
    denied(counsel, one)
    liaison.goto(one)
    expect(liaison.locator(".usa-alert--error").first).to_contain_text("not disclosed")
    assert people.complaints + irs.complaints == []


def denied(page: Page, one: str) -> None:
    page.goto(f"{one}deny/")
    page.get_by_text(re.compile("^Not disclosed, as counsel decided")).click()
    act(page, "In words", "Counsel keeps the reason.", "Deny the request")
    said(page, "was denied")
