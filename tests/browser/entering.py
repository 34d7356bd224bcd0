"""How a demonstration person comes in, by the pages a person would use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from requests_app.demonstration.people import PASSWORD
from tests.browser.visits import until

_stayed: dict[tuple[str, str], Any] = {}
"""Cookies of who came in, by server and username: a code counts once, and waiting for the next takes half a minute."""


def enter(page: Page, username: str) -> None:
    """Go to the worklist as a person who came in before and is still signed in; as one who comes in, otherwise."""
    page.goto("/")
    server = urlsplit(page.url).netloc
    if (server, username) in _stayed:
        page.context.add_cookies(_stayed[server, username])
        page.goto("/")
        if page.get_by_role("button", name="Sign out").count():
            return
        page.context.clear_cookies()
    come_in(page, username)
    _stayed[server, username] = page.context.cookies()


def come_in(page: Page, username: str) -> None:
    """Acknowledge the warning, give the password, then the code that the demonstration shows."""
    page.goto("/accounts/login/")
    if "/warning/" in page.url:
        page.get_by_role("button", name="I acknowledge").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Enter your code").wait_for()
    inside = page.get_by_role("button", name="Sign out")
    while True:
        page.get_by_label("Code").fill(shown_code(page))
        page.get_by_role("button", name="Sign in").click()
        inside.or_(page.locator("#error-summary, .usa-error-message")).first.wait_for()
        if inside.count():
            return
        page.goto(page.url)  # the code ran out on the way


def shown_code(page: Page) -> str:
    """Return the code that the demonstration shows; if the three that are right now are used, the next within half a minute."""
    code = page.locator(".desk-code strong")
    until(page, code.is_visible)
    return code.inner_text()


def again(page: Page) -> None:
    """Fill in the password and a code that the demonstration shows, to sign or to open a package."""
    code = shown_code(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from your authenticator app").fill(code)
