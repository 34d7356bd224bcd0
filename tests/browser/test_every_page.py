"""Every page that a role can reach by links: it answers, shuts nobody out, complains of nothing, and fits a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.entering import enter
from tests.browser.people import EXPECTED
from tests.browser.visits import Visit
from tests.stack import Stack

ROLES = ["usao.liaison", "usao.signer", "irs.specialist", "irs.counsel", "irs.approver", "oversight", "administrator"]
FILE = re.compile(
    r"\.(csv|jsonl)(\?|$)|verify\.py$|/proof/row/|/proof/(checkpoint|public-key)$|:\d+/proof/|\.pdf$|/report\.txt$|/letter/$|/looks/\?|/session/|/accounts/2fa/"
)
WIDTH = "[document.documentElement.scrollWidth, window.innerWidth]"
KINDS = """() => {
  const all = [...document.querySelectorAll("*")];
  const there = (ids) => ids.split(" ").map((id) => document.querySelectorAll("#" + CSS.escape(id)).length);
  const kept = /^(class|role|type|style|lang)$/, named = /^(id|for|aria-labelledby|aria-describedby|aria-controls)$/;
  const attribute = (a) => a.name + (kept.test(a.name) ? a.value : named.test(a.name) ? there(a.value) : "");
  const own = (e) => [e.tagName, ...[...e.attributes].map(attribute), [...e.childNodes].some((n) => n.data?.trim())].join();
  const headings = all.map((e) => e.tagName).filter((name, i, names) => /^H[1-6]$/.test(name) && name !== names[i - 1]);
  return [...new Set([...all.map((e) => own(e) + " in " + own(e.parentElement ?? e)), headings.join()])];
}"""
"""The kinds of elements on a page, by class, role, attributes and what they stand in; and the order of its headings."""
MISALIGNED = """() => [...document.querySelectorAll("td.desk-right")].map((cell) => {
  const heads = cell.closest("table").tHead?.rows[0].cells ?? [];
  const head = heads.length === cell.parentElement.cells.length && heads[cell.cellIndex];
  return head && !head.classList.contains("desk-right") ? `${head.innerText} doesn't stand above its numbers` : "";
}).filter(Boolean)"""
HREF, H1 = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"'), re.compile(r"<h1[ >]")
TAG, ATTRIBUTE = re.compile(r"<([a-z][a-z0-9-]*)\b([^>]*)>"), re.compile(r'([\w:-]+)(?:="([^"]*)")?')
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass
class Looked:
    """What was already looked at, by whomever: kinds of pages, markup as served, kinds of elements at a desk and on a phone."""

    pages: set[str] = field(default_factory=set)
    served: set[tuple[str, ...]] = field(default_factory=set)
    elements: dict[int, set[str]] = field(default_factory=lambda: {PHONE["width"]: set(), DESK["width"]: set()})

    def is_new(self, page: Page) -> bool:
        """Whether the page holds a kind of element, or an order of headings, that no page before it has shown at this width."""
        page.wait_for_load_state()
        before, here = self.elements[(page.viewport_size or DESK)["width"]], set(page.evaluate(KINDS))
        new = not here <= before
        before |= here
        return new


@pytest.fixture(scope="module")
def looked() -> Looked:
    return Looked()


def kind(address: str) -> str:
    """What sort of page an address is: a number in it stands for any."""
    parts = urlsplit(address)
    return re.sub(r"\d+", "N", parts.path) + ("?" + parts.query.split("=")[0] if parts.query else "")


def markup(html: str) -> set[tuple[str, ...]]:
    """The kinds of tags in a page as it is served, by class, role, type and the names of other attributes."""
    kept = ("class", "role", "type")
    return {
        (tag, *sorted(name + (value if name in kept else "") for name, value in ATTRIBUTE.findall(rest)))
        for tag, rest in TAG.findall(html)
    }


class Served:
    """Pages as they are served to whoever the browser is signed in as: all that one without scripts shows."""

    address = html = ""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> int:
        """Ask for a page; return the status of the answer."""
        answer = self.page.request.get(address)
        self.address, self.html = answer.url, answer.text()
        return answer.status

    def links(self) -> list[str]:
        """Return where the page leads."""
        return [urljoin(self.address, unescape(found)) for found in HREF.findall(self.html)]


class Shown(Served):
    """Pages as a browser shows them, with what scripts made of them: all but those that hold nothing new to anybody."""

    is_shown = is_first = False

    def __init__(self, page: Page, looked: Looked) -> None:
        super().__init__(page)
        self.looked = looked

    def go(self, address: str) -> int:
        """Go to a page, or ask for it if its kind was shown to somebody; return the status of the answer."""
        self.is_first = kind(address) not in self.looked.pages
        if not self.is_first:
            self.is_shown, status = False, super().go(address)
            if status != 200 or markup(self.html) <= self.looked.served:
                return status
        answer = self.page.goto(address)
        assert answer is not None
        self.is_shown, self.address, self.html = True, answer.url, answer.text()
        self.looked.pages.add(kind(address))
        self.looked.served |= markup(self.html)
        return answer.status


def walk(pages: Served, base_url: str) -> Iterator[str]:
    """Go to one page of each kind that links lead to, from the list of all requests on."""
    waiting, seen = [f"{base_url}/?lane=all", f"{base_url}/"], set[str]()
    while waiting:
        address = waiting.pop(0)
        if kind(address) in seen:
            continue
        seen.add(kind(address))
        assert pages.go(address) == 200, address
        yield kind(address)
        found = [urldefrag(link)[0] for link in pages.links()]
        waiting += [link for link in found if link.startswith(base_url) and not FILE.search(link)]


def faults_at_a_desk(visit: Visit, looked: Looked) -> list[str]:
    aslant = list(dict.fromkeys(visit.page.evaluate(MISALIGNED)))
    return aslant + (visit.barriers() if looked.is_new(visit.page) else [])


def faults_on_a_phone(visit: Visit, looked: Looked) -> list[str]:
    visit.page.set_viewport_size(PHONE)
    width, seen = visit.page.evaluate(WIDTH)
    found = [f"{width} px wide"] if width > seen else []
    found += visit.barriers() if looked.is_new(visit.page) else []
    visit.page.set_viewport_size(DESK)
    return found


@pytest.mark.parametrize("username", ROLES)
def test_every_page_of_a_role(visit: Visit, live_stack: Stack, looked: Looked, username: str):
    enter(visit.page, username)
    wrong: dict[str, list[str]] = {}
    pages = Shown(visit.page, looked)
    for place in walk(pages, live_stack.base_url):
        wrong[place] = [] if len(H1.findall(pages.html)) == 1 else ["not one h1"]
        wrong[place] += faults_at_a_desk(visit, looked) if pages.is_shown else []
        if pages.is_first:
            wrong[f"{place} on a phone"] = faults_on_a_phone(visit, looked)
    found = {place: faults for place, faults in wrong.items() if faults}
    assert found == {}, json.dumps(found, indent=1)
    assert [words for words in visit.complaints if not EXPECTED.search(words)] == []


@pytest.mark.parametrize("username", ["usao.liaison", "irs.counsel", "oversight"])
def test_every_page_of_a_role_without_script(chromium: Browser, live_stack: Stack, username: str):
    context = chromium.new_context(base_url=live_stack.base_url, java_script_enabled=False)
    pages = Served(context.new_page())
    enter(pages.page, username)
    headings = [len(H1.findall(pages.html)) for _ in walk(pages, live_stack.base_url)]
    context.close()
    assert set(headings) == {1} and len(headings) >= 10


WITHOUT_END = """() => {
  const seen = new Set();
  for (const at of document.querySelectorAll("main :is(p, dd, td, blockquote, strong, li)")) {
    const kind = at.tagName + at.className + at.parentElement.tagName + at.parentElement.className;
    const text = [...at.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!text || seen.has(kind) || at.closest(".chart__key") || getComputedStyle(at).whiteSpace === "nowrap") continue;
    seen.add(kind);
    text.data = "x".repeat(4000);
  }
  const over = (at) => at.scrollWidth > 3000 && at.className;
  return [document.documentElement.scrollWidth > innerWidth, [...document.querySelectorAll(".desk-scroll")].map(over)];
}"""
"""Put a word of 4,000 letters into one text of each kind; return whether the page is too wide, and tables that are."""


@pytest.mark.parametrize(
    "place", ["/requests/1/", "/requests/1/timeline/", "/requests/1/moments/", "/oversight/looks/"]
)
def test_a_word_without_end_breaks(visit: Visit, place: str):
    enter(visit.page, "oversight")
    for address in (place, "/oversight/history/"):
        visit.page.goto(address)
        wide, tables = visit.page.evaluate(WITHOUT_END)
        assert not wide, address
        assert not any(tables), address


def reach(page: Page, name: str) -> None:
    """Press Tab until the focus is on what bears this name; fail if it can't be reached, or isn't seen there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["name"].startswith(name):
            assert focused["seen"], f"the focus on {name} can't be seen"
            return
    raise AssertionError(f"{name} can't be reached by keyboard")


FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const twin = at.labels?.[0] && getComputedStyle(at.labels[0], "::before");
  const name = (at.labels?.[0] ?? at).innerText ?? "";
  return {name: name.trim(), seen: [style, twin].some((s) => s && s.outlineStyle !== "none" && s.outlineWidth !== "0px")};
}"""
"""Name of the focused element, and whether an outline shows where it is."""


def test_a_request_is_begun_and_a_taxpayer_named_by_keyboard_alone(visit: Visit):
    page, keys = visit.page, visit.page.keyboard
    enter(page, "usao.liaison")
    reach(page, "New request")
    keys.press("Enter")
    page.get_by_role("heading", name="New request", level=1).wait_for()
    reach(page, "Title")
    keys.type("Begun by keyboard")
    reach(page, "Purpose")
    keys.type("Grand jury investigation of forged seals.")
    reach(page, "Last known address")
    keys.press("Space")
    reach(page, "Begin the request")
    keys.press("Enter")
    page.get_by_text("was begun").wait_for()
    reach(page, "Name a taxpayer by hand")
    keys.press("Enter")
    page.get_by_role("heading", name="Name a taxpayer in").wait_for()
    reach(page, "Last name")
    keys.type("Demofield")
    reach(page, "Save and judge")
    keys.press("Enter")
    page.get_by_text("Subject 1 was added and judged").wait_for()


LINES = """link => {
  const text = document.createRange(); text.selectNodeContents(link); return text.getClientRects().length; }"""
"""Over how many lines a link's words stand."""


def test_on_a_phone_clear_stands_on_one_line_and_a_table_that_scrolls_shows_its_edge(visit: Visit):
    page = visit.page
    enter(page, "oversight")
    page.set_viewport_size(PHONE)
    page.goto("/oversight/history/")
    assert page.get_by_role("link", name="Clear", exact=True).evaluate(LINES) == 1
    page.goto("/oversight/looks/")
    table = page.get_by_role("group", name="Table of looks").or_(page.get_by_role("region", name="Table of looks"))
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    assert table.evaluate("e => getComputedStyle(e).backgroundAttachment").split(", ") == [
        *2 * ["local"],
        *2 * ["scroll"],
    ]
