"""A page in a browser of its own, and what went wrong on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, Locator, Page

from config.places import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WAITED_FOR = 300
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def follow(link: Locator) -> None:
    """Go where a link leads, and be there: a click doesn't wait for the page that it asks for."""
    link.page.goto(urljoin(link.page.url, link.get_attribute("href") or ""))


def until(page: Page, shown: Callable[[], bool]) -> None:
    """Open the page anew each second until it shows what others do first. Not reloaded: that would send its form again."""
    deadline = time.monotonic() + WAITED_FOR
    while not shown():
        assert time.monotonic() < deadline, f"waited in vain at {page.url}"
        page.wait_for_timeout(1000)
        page.goto(page.url.partition("#")[0])


@dataclass
class Visit:
    """A page in a browser of its own, and what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def barriers(self) -> list[str]:
        """What axe finds on the page when all of it has arrived: rule and place."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text())
        only = "{runOnly: tags, resultTypes: ['violations'], selectors: false, preload: false}"  # what nobody reads isn't made
        run = f"tags => axe.run(document, {only}).then(found => found.violations)"
        found: list[dict[str, Any]] = self.page.evaluate(run, STANDARDS)
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
