"""Chromium on the live stack. Every page reports what its content policy refused and what its scripts complained of."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visits import Visit
from tests.stack import Stack

expect.set_options(timeout=20_000)  # a page is slow where everything runs on two cores


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_stack: Stack) -> Iterator[Visit]:
    context = chromium.new_context(base_url=live_stack.base_url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    made = Visit(context.new_page())
    made.page.on("console", made.note)
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    yield made
    context.close()
