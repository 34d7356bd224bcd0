"""A page in a browser of its own, and what went wrong on it."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

from config.places import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
