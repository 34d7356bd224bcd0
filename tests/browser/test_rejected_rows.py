"""Rejected rows in a browser: filtered, downloaded, corrected and sent back; every page open to everybody."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import samples
from tests.browser.entering import enter
from tests.browser.people import begin
from tests.browser.visits import Visit
from tests.stack import Stack


@pytest.fixture
def liaison(visit: Visit) -> Visit:
    enter(visit.page, "usao.liaison")
    return visit


def file_of(folder: Path) -> Path:
    """1,200 rows; 60 of them are too short, and one has a NUL."""
    rows = list(samples.lines(1_200, seed=7))
    for number in range(20, 1_200, 20):
        rows[number] = rows[number][:5]
    rows[7][0] = "Nul\0name"
    path = folder / "people.csv"
    path.write_text(samples.table(*rows), encoding="utf-8", newline="")
    return path


def send(page: Page, path: Path) -> None:
    page.get_by_label("File of subjects").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()


def test_rejected_rows_are_corrected_and_sent_back(liaison: Visit, live_stack: Stack, tmp_path: Path) -> None:
    page = liaison.page
    begin(page, "Rows that come back")
    page.get_by_role("link", name="Upload a file of subjects").click()
    send(page, file_of(tmp_path))
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#upload-status")).to_contain_text("1,140 accepted, 60 rejected", timeout=90_000)
    assert liaison.barriers() == []
    page.get_by_label("What is wrong").select_option("row.nul")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#errors tbody tr")).to_have_count(1)
    page.get_by_label("What is wrong").select_option("")
    page.get_by_role("button", name="Show").click()
    page.locator("#errors").get_by_role("link", name="Next page").click()
    expect(page.locator("#errors tbody tr")).to_have_count(10)
    first = re.sub(r"\?.*", "", page.url)
    send_back(page, corrected(page, tmp_path))
    expect(page.locator("#upload-status")).to_contain_text("60 accepted, 0 rejected", timeout=60_000)
    assert liaison.barriers() == []
    page.goto(first)
    expect(page.locator("main")).to_contain_text("Still rejected: 0")
    assert liaison.barriers() == [] and liaison.complaints == []


def corrected(page: Page, folder: Path) -> Path:
    """Download the rejected rows and correct each."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejected rows").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    good = list(samples.lines(1_200, seed=7))
    path = folder / "corrected.csv"
    path.write_text(samples.table(header, *(row[:6] + good[int(row[1])] for row in rows)), encoding="utf-8", newline="")
    return path


def send_back(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Send corrected rows back").click()
    expect(page.locator("main")).to_contain_text("Send the corrected rows of people.csv")
    send(page, path)
