"""Printing a page with tax data: recorded first, by a form; the ordinary page doesn't go to paper."""

import re

import pytest

from audits.models import AccessRecord
from config.places import ROOT
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, subject_fields, walk
from tests.pages.visiting import visitor

MARKER = "Zweigelthofer"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who, subject_fields(last_name=MARKER), tin="912-66-0001"), Status.COMPLETENESS)


def printed(person, path):
    return visitor(person).post("/print/", {"path": path})


def test_a_print_names_each_subject_and_comes_before_the_page(who, one):
    answer = printed(who.specialist, f"/requests/{one.pk}/subjects/")
    assert MARKER in answer.content.decode()
    assert "desk-fti--print" in answer.content.decode() and "the print is recorded." in answer.content.decode()
    listed, page = AccessRecord.objects.filter(act="print").order_by("-id")[:2]
    assert list(listed.subjects.values_list("subject_id", flat=True)) == [one.subjects.get().pk]
    assert (page.kind, page.why, page.case_id) == ("page", "printed the page subjects", one.pk)
    assert page.txid == listed.txid


def test_the_address_of_the_page_is_kept_whole(who, one):
    answer = printed(who.specialist, f"/requests/{one.pk}/subjects/?show=sound&after=0")
    assert f'href="/requests/{one.pk}/subjects/?show=sound&amp;after=0"' in answer.content.decode()


def test_every_page_with_tax_data_has_the_button(who, one):
    page = visitor(who.specialist).get(f"/requests/{one.pk}/subjects/").content.decode()
    form = re.search(r'action="/print/".*?</form>', page, re.S)[0]
    assert f'value="/requests/{one.pk}/subjects/"' in form
    assert "it records the print first" in page


def test_a_number_in_full_is_masked_on_paper(who, one):
    place = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/open/"
    assert "912-66-0001" in visitor(who.specialist).post(place, {"why": "A complaint."}, follow=True).content.decode()
    assert "912-66-0001" not in printed(who.specialist, place).content.decode()


@pytest.mark.parametrize(
    "path", ["/people/", "/print/", "/", "", "//evil.example/requests/1/", "/protection/", "nonsense"]
)
def test_what_is_no_page_of_a_case_is_absent(who, one, path):
    assert printed(who.specialist, path).status_code == 404
    assert not AccessRecord.objects.filter(act="print", outcome="shown").exists()


def test_a_file_is_not_printed(who, one):
    assert printed(who.specialist, f"/requests/{one.pk}/incidents/1/report.txt").status_code == 404


def test_another_agencys_page_is_absent_and_the_try_is_recorded(who, one):
    answer = printed(who.ice_liaison, f"/requests/{one.pk}/subjects/")
    assert answer.status_code == 404 and MARKER not in answer.content.decode()
    refused = AccessRecord.objects.filter(act="print", case_id=one.pk)
    assert [record.outcome for record in refused] == ["denied"]


def test_printing_is_asked_for_by_a_form_alone(who, one):
    assert visitor(who.specialist).get("/print/").status_code == 405


def test_the_style_keeps_the_ordinary_page_from_paper():
    style = (ROOT / "static/css/looks.css").read_text()
    assert ".desk-fti:not(.desk-fti--print) ~ * { display: none !important; }" in style.partition("@media print")[2]
