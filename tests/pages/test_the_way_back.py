"""What was shown for a reason is shown once: the way back asks to send no form anew, and shows nothing that isn't recorded."""

from __future__ import annotations

import pytest

from audits.models import AccessRecord
from requests_app.models import DisclosureRequest
from requests_app.views import looked
from requests_app.views.points import Line
from tests.cast import Cast, cast, draft, subject_fields
from tests.pages.visiting import visitor
from tests.released import SECRET

WHY = "A complaint about this row."


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return draft(cast(), subject_fields(last_name=SECRET), tin="912-66-0001").pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


def places(pk: int) -> dict[str, str]:
    """Return the pages that show something for a reason, by what they are called here."""
    one = DisclosureRequest.objects.get(pk=pk)
    subject = one.subjects.get()
    txid = subject.history.latest("history_id").txid
    return {
        "number": f"/requests/{pk}/subjects/{subject.pk}/open/",
        "moment": f"/requests/{pk}/moments/?event={len(Line(one).events)}",
        "difference": f"/requests/{pk}/moments/difference/?first=0",
        "event": f"/requests/{pk}/timeline/{txid}/",
        "history": f"/oversight/history/{txid}/",
    }


PAGES = ("number", "moment", "difference", "event", "history")


def shows(answer) -> bool:
    page = answer.content.decode()
    return ("912-66-0001" in page) if "/open/" in answer.request["PATH_INFO"] else SECRET in page


@pytest.mark.parametrize("name", PAGES)
def test_a_look_is_shown_once_and_its_address_shows_nothing_a_second_time(who, walked, name):
    place, browser = places(walked)[name], visitor(who.oversight)
    onward = browser.post(place, {"why": WHY})
    assert onward.status_code == 302 and WHY not in onward.url
    assert not AccessRecord.objects.filter(why=WHY).exists()
    assert shows(browser.get(onward.url))
    assert AccessRecord.objects.filter(why=WHY).count() == 1
    again = browser.get(onward.url)
    assert not shows(again) and looked.SPENT in [str(message) for message in again.context["messages"]]
    assert AccessRecord.objects.filter(why=WHY).count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_reason_that_names_somebody_shown_there_opens_nothing_and_is_kept_nowhere(who, walked, name):
    words, browser = f"The file of Carl {SECRET}.", visitor(who.oversight)
    answer = browser.post(places(walked)[name], {"why": words})
    assert answer.status_code == 200 and "seem to name a taxpayer shown here" in answer.content.decode()
    assert not AccessRecord.objects.filter(why=words).exists()
    assert AccessRecord.objects.filter(why=looked.NAMED, outcome="denied").count() == 1


def test_a_look_at_one_page_opens_no_other_and_nobody_elses(who, walked):
    found, browser = places(walked), visitor(who.oversight)
    word = browser.post(found["number"], {"why": WHY}).url.partition("?")[2]
    other = browser.get(f"{found['event']}?{word}")
    assert not shows(other)
    assert not shows(visitor(who.specialist).get(f"{found['number']}?{word}"))
    assert not shows(browser.get(f"{found['number']}?look=guessed"))
    assert shows(browser.get(f"{found['number']}?{word}"))


@pytest.mark.parametrize(
    "place", ["/oversight/subjects/", "/oversight/history/subject/", "/oversight/accounting/taxpayer/"]
)
def test_a_reason_for_a_search_holds_no_number(who, walked, place):
    answer = visitor(who.oversight).post(place, {"tin": "912-66-0001", "why": "Because of 912-66-0001."})
    assert "The reason holds a number of nine digits" in answer.content.decode()
    assert not AccessRecord.objects.filter(why__contains="0001").exists()
