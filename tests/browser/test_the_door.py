"""The first pages a person meets: they work, say what they must, and shut nobody out."""

from tests.browser.visits import Visit


def test_the_first_page_warns_and_leads_to_the_sign_in(visit: Visit):
    page = visit.page
    page.goto("/")
    assert page.locator("h1").count() == 1
    assert visit.barriers() == []
    assert visit.complaints == []


def test_the_style_sheet_and_the_scripts_arrive(visit: Visit):
    failed: list[str] = []
    visit.page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    visit.page.goto("/")
    family = visit.page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Source Sans Pro" in family
    assert failed == []
