"""The pages of statutes and rosters: the table to search in, what counsel determined, who is on a roster, and their history."""

from __future__ import annotations

import pytest

from audits.acting import SETUP, acting
from requests_app.models import Agency, ListedStatute, Officer
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


SAID = {"citation": "18 U.S.C. § 1111(a)", "kind": "criminal", "about": "murder", "why": "Chapter 51 of title 18."}


def determined(who: Cast) -> ListedStatute:
    assert visitor(who.counsel).post("/lists/statutes/new/", SAID).url == "/lists/statutes/"
    return ListedStatute.objects.get()


def test_counsel_determines_and_withdraws_and_history_says_so(who):
    row, browser = determined(who), visitor(who.counsel)
    assert (row.citation, row.kind, row.entered_by) == ("18 USC 1111(a)", "criminal", who.counsel)
    answer = browser.post(f"/lists/statutes/{row.pk}/", {"why": "Entered in error."})
    assert answer.url == "/lists/statutes/"
    row.refresh_from_db()
    page = browser.get(f"/lists/statutes/{row.pk}/").content.decode()
    assert row.withdrawn_words == "Entered in error."
    assert page.count("Test Counsel") >= 3 and "Chapter 51" in page and "Withdrawn as of" in page


@pytest.mark.parametrize(
    ("citation", "said"), [("8 USC 1326", "code and isn"), ("murder", "Cite one statute"), ("", "Cite the statute")]
)
def test_what_cannot_be_determined_is_said_at_the_field(who, citation, said):
    answer = visitor(who.counsel).post("/lists/statutes/new/", SAID | {"citation": citation})
    assert said in str(answer.context["form"].errors["citation"])
    assert "Chapter 51" in answer.content.decode()
    assert not ListedStatute.objects.exists()


def test_a_double_click_determines_once(who):
    browser = visitor(who.counsel)
    assert [browser.post("/lists/statutes/new/", SAID).status_code for _ in range(2)] == [302, 409]
    assert ListedStatute.objects.count() == 1


@pytest.mark.parametrize("name", ["specialist", "oversight", "administrator"])
def test_others_of_the_irs_side_read_and_change_nothing(who, name):
    row, browser = determined(who), visitor(getattr(who, name))
    page = browser.get("/lists/statutes/").content.decode()
    assert "18 USC 1111(a)" in page and "counsel only" in page and "Determine a statute" not in page
    browser.post("/lists/statutes/new/", SAID | {"citation": "18 USC 1112"})
    browser.post(f"/lists/statutes/{row.pk}/", {"why": "mine"})
    assert ListedStatute.objects.get().withdrawn_on is None


@pytest.mark.parametrize(
    ("sought", "first", "many"),
    [("8 u.s.c. sec. 1253(a)(1)", "8 U.S.C. 1253(a)(1)", 3), ("INA 276", "8 U.S.C. 1326", 1),
     ("laundering", "18 U.S.C. 1956", 1),
     ("", "8 U.S.C. 1253(a)(1)", 100), ("nothing like it", None, 0)],
)  # fmt: skip
def test_the_table_is_searched_by_citation_and_by_word(who, sought, first, many):
    found = visitor(who.counsel).get("/lists/statutes/", {"find": sought}).context["found"]
    assert (found[0]["citation"] if found else None) == first
    assert len(found) >= 100 if many == 100 else len(found) == many


def test_the_page_of_statutes_takes_a_fixed_number_of_queries(who):
    before = queries_of(visitor(who.oversight), "/lists/statutes/")
    determined(who)
    visitor(who.counsel).post("/lists/statutes/new/", SAID | {"citation": "18 USC 1112"})
    assert queries_of(visitor(who.oversight), "/lists/statutes/") <= before


def test_an_administrator_keeps_a_roster(who):
    browser, place = visitor(who.administrator), f"/lists/rosters/{who.usao.pk}/"
    assert browser.post(place, {"names": "Ann Proper\nSA Bo Decent", "why": "Assigned in May."}).url == place
    assert browser.post(f"{place}kept/", {"kept": "yes", "why": "It is complete."}).url == place
    assert Agency.objects.get(pk=who.usao.pk).roster_kept
    officer = Officer.objects.get(name="Ann Proper")
    browser.post(f"/lists/rosters/officers/{officer.pk}/", {"why": "Left the agency."})
    answer = browser.get(place)
    assert "SA Bo Decent" in answer.content.decode() and "kept in full" in answer.content.decode()
    # a test is one transaction, so one step (two more officers, the agency changed, one taken off) beside that of the beginning
    assert [step.event.rows for step in answer.context["steps"]] == [4, 2]
    assert not Officer.objects.get(pk=officer.pk).is_active


def test_the_history_of_a_roster_calls_people_by_their_names(who):
    with acting(by=SETUP, why=WHY):
        Officer.objects.create(agency=who.usao, name="Cy Linked", person=who.recipient)
    page = visitor(who.administrator).get(f"/lists/rosters/{who.usao.pk}/").content.decode()
    assert f"<td>{who.recipient}</td>" in page and f"<td>{who.recipient.pk}</td>" not in page


def test_a_name_that_is_none_is_refused_and_nothing_typed_is_lost(who):
    answer = visitor(who.administrator).post(
        f"/lists/rosters/{who.usao.pk}/", {"names": "Ann Proper\nHSI", "why": "a test"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "the name of a person" in page and "Ann Proper" in page
    assert not Officer.objects.filter(name="Ann Proper").exists()


def test_others_read_a_roster_and_change_nothing(who):
    place, officer = f"/lists/rosters/{who.usao.pk}/", Officer.objects.filter(agency=who.usao).first()
    browser = visitor(who.counsel)
    assert "administrator of the agency only" in browser.get(place).content.decode()
    for at in (place, f"{place}kept/", f"/lists/rosters/officers/{officer.pk}/"):
        assert browser.post(at, {"names": "Ann Proper", "why": "mine", "kept": "yes"}).status_code == 409
    assert not Agency.objects.get(pk=who.usao.pk).roster_kept


def test_another_agencys_roster_is_absent(who):
    with_one = visitor(who.administrator)
    assert with_one.get("/lists/rosters/987654321/").status_code == 404
    assert visitor(who.liaison).get(f"/lists/rosters/{who.usao.pk}/").status_code == 404
    assert "Rosters of engaged officers" in with_one.get("/lists/rosters/").content.decode()
