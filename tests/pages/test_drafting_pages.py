"""Beginning, editing, handing over, taking back and withdrawing, as the liaison and the signer do it in the browser."""

from uuid import uuid4

import pytest

from requests_app.forms.written import NUMBERED
from requests_app.models import Decision, DisclosureRequest
from requests_app.rules.transitions import Status
from requests_app.workflow import drafting, naming
from requests_app.workflow.naming import NAMES_REASON
from tests.cast import WHY, Cast, add, cast, draft, fresh, subject_fields, version, walk
from tests.pages.visiting import visitor

BLOCKED = subject_fields(address_line1="Unknown", city="")


@pytest.fixture
def who(db) -> Cast:
    return cast()


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/{rest}"


def said(who: Cast, **changes: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "agency": who.usao.pk,
        "title": "Forged permits",
        "purpose": "A grand jury investigation.",
        "items": ["address"],
        **changes,
    }


def test_a_liaison_begins_a_request(who):
    answer = visitor(who.liaison).post("/requests/new/", said(who))
    made = DisclosureRequest.objects.get()
    assert answer.url == place(made)
    assert (made.status, made.agency, made.drafted_by) == (Status.DRAFT, who.usao, who.liaison)


def test_pressing_twice_makes_one_request(who):
    browser, form = visitor(who.liaison), said(who)
    first, second = (browser.post("/requests/new/", form) for _ in range(2))
    assert first.url == second.url
    assert DisclosureRequest.objects.count() == 1


def test_what_was_typed_isnt_lost_when_something_is_missing(who):
    answer = visitor(who.liaison).post("/requests/new/", said(who, title="", purpose="Kept words"))
    assert "Kept words" in answer.content.decode()
    assert answer.context["form"].errors
    assert not DisclosureRequest.objects.exists()


COVER = ("cover_statute", "cover_reason", "cover_officer", "cover_case")


@pytest.mark.parametrize("field", ["title", "purpose", *COVER])
def test_no_number_of_a_taxpayer_stands_in_what_the_letter_says(who, field):
    answer = visitor(who.liaison).post("/requests/new/", said(who, **{field: "About 905-66-0011"}))
    assert answer.context["form"].errors[field] == [NUMBERED]
    assert not DisclosureRequest.objects.exists()


@pytest.mark.parametrize("case", ["1:26-cr-00123", "24-1234567", "HSI-2026-004512", "2026123456", "26-cr-00123-01"])
def test_a_case_number_stands_in_what_the_letter_says(who, case):
    assert visitor(who.liaison).post("/requests/new/", said(who, cover_case=case)).status_code == 302
    assert DisclosureRequest.objects.get().cover_case == case


def test_another_agencys_agreement_cant_be_chosen(who):
    answer = visitor(who.liaison).post("/requests/new/", said(who, agreement=who.mou.pk))
    assert "agreement" in answer.context["form"].errors


def test_another_agency_cant_be_asked_for(who):
    answer = visitor(who.liaison).post("/requests/new/", said(who, agency=who.ice.pk))
    assert "agency" in answer.context["form"].errors


@pytest.mark.parametrize("name", ["signer", "specialist", "oversight", "administrator", "stranger"])
def test_only_a_liaison_begins_one(who, name):
    assert visitor(getattr(who, name)).get("/requests/new/").status_code == 404


def test_an_item_that_takes_a_judge_can_be_asked_and_blocks(who):
    browser = visitor(who.liaison)
    page = browser.get(browser.post("/requests/new/", said(who, items=["return"])).url).content.decode()
    assert "items.barred" in page


def test_editing_changes_what_is_asked(who):
    one = draft(who)
    visitor(who.liaison).post(place(one, "edit/"), said(who, title="A better title", seen=version(one)))
    assert fresh(one).title == "A better title"


@pytest.mark.parametrize("field", ["title", "purpose"])
def test_editing_names_no_taxpayer_in_title_or_purpose(who, field):
    one = draft(who)
    typed = said(who, **{field: "About Carl Demofield"})
    answer = visitor(who.liaison).post(place(one, "edit/"), typed | {"seen": version(one)})
    assert answer.status_code == 422 and answer.context["form"].errors == {field: [NAMES_REASON]}
    assert "About Carl Demofield" in answer.content.decode()
    assert getattr(fresh(one), field) != "About Carl Demofield"


def test_editing_an_old_page_loses_nothing_and_says_so(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "edit/"), said(who, title="Typed late", seen=0))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This request has changed since you opened the page" in page
    assert "Typed late" in page
    assert f'name="seen" value="{version(one)}"' in page
    assert fresh(one).title == "Forged permits"


def test_pressing_save_twice_is_saving_once(who):
    one = draft(who)
    browser, form = visitor(who.liaison), said(who, title="A better title", seen=version(one))
    assert [browser.post(place(one, "edit/"), form).status_code for _ in range(2)] == [302, 302]


def test_handing_over(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "hand-over/"), {"seen": version(one)})
    assert answer.url == place(one)
    assert fresh(one).status == Status.AWAITING_SIGNATURE


def test_handing_over_twice_is_handing_over_once(who):
    one = draft(who)
    browser, form = visitor(who.liaison), {"seen": version(one)}
    assert [browser.post(place(one, "hand-over/"), form).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("field", ["title", "purpose"])
def test_a_title_or_purpose_that_names_somebody_who_came_later_is_not_handed_over(who, field):
    one = draft(who)
    changes = {field: "The ring of Carl Laterfield"}
    drafting.edit(one.pk, by=who.liaison, why=WHY, seen=version(one), changes=changes)
    add(who, one, **subject_fields(last_name="Laterfield"))
    answer = visitor(who.liaison).post(place(one, "hand-over/"), {"seen": version(one)})
    assert answer.status_code == 409 and answer.context["trouble"].reasons == [naming.NAMES_LETTER]
    assert fresh(one).status == Status.DRAFT
    changes = {field: "The ring of subject 2"}
    drafting.edit(one.pk, by=who.liaison, why=WHY, seen=version(one), changes=changes)
    assert visitor(who.liaison).post(place(one, "hand-over/"), {"seen": version(one)}).status_code == 302


def test_a_blocked_request_isnt_handed_over_and_says_every_reason(who):
    one = draft(who, BLOCKED)
    answer = visitor(who.liaison).post(place(one, "hand-over/"), {"seen": version(one)})
    assert answer.status_code == 409
    assert "A blocking flag stands on a subject" in answer.context["trouble"].reasons[0]
    assert fresh(one).status == Status.DRAFT


def test_an_old_page_hands_nothing_over(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "hand-over/"), {"seen": version(one) - 1})
    assert answer.status_code == 409
    assert fresh(one).status == Status.DRAFT


def test_a_form_without_the_version_hands_nothing_over(who):
    one = draft(who)
    assert visitor(who.liaison).post(place(one, "hand-over/")).status_code == 409


def test_taking_back_wants_a_reason(who):
    one = walk(who, draft(who), Status.AWAITING_SIGNATURE)
    browser, form = visitor(who.liaison), {"seen": version(one)}
    assert "Say why" in browser.post(place(one, "take-back/"), form).content.decode()
    assert browser.post(place(one, "take-back/"), {**form, "why": "A name is wrong"}).status_code == 302
    assert fresh(one).status == Status.DRAFT


NAMING = ("Zweigelthofer, Carl, lives elsewhere", "TIN 912-66-1234 lives elsewhere", "TIN 912–66–1234 lives elsewhere")


@pytest.mark.parametrize("why", NAMING)
@pytest.mark.parametrize(("rest", "status"), [("take-back/", "awaiting_signature"), ("withdraw/", "draft")])
def test_reasons_for_taking_back_and_withdrawing_name_no_taxpayer(who, rest, status, why):
    one = walk(who, draft(who, subject_fields(last_name="Zweigelthofer")), Status(status))
    before = version(one)
    answer = visitor(who.liaison).post(place(one, rest), {"seen": before, "why": why})
    assert answer.status_code == 422 and answer.context["trouble"] is None
    assert answer.context["form"].errors == {"why": [NAMES_REASON]}
    assert why in answer.content.decode()
    assert (fresh(one).status, version(one)) == (status, before)
    assert not Decision.objects.filter(disclosure_request=one).exists()
    said = {"seen": before, "why": "Row 1 lives elsewhere"}
    assert visitor(who.liaison).post(place(one, rest), said).status_code == 302


def test_what_is_with_the_irs_isnt_edited(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    answer = visitor(who.liaison).post(place(one, "edit/"), said(who, title="Too late", seen=version(one)))
    assert "frozen while others decide" in answer.context["trouble"].reasons[0]
    assert fresh(one).title == "Forged permits"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.AWAITING_SIGNATURE, Status.COMPLETENESS, Status.IRS_APPROVAL])
def test_withdrawing_ends_it_and_keeps_the_reason(who, status):
    one = walk(who, draft(who), status)
    form = {"seen": version(one), "why": "The case was dismissed"}
    assert visitor(who.liaison).post(place(one, "withdraw/"), form).status_code == 302
    assert fresh(one).status == Status.WITHDRAWN
    assert "The case was dismissed" in visitor(who.liaison).get(place(one)).content.decode()


def test_the_irs_cant_withdraw_for_the_agency(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert visitor(who.specialist).post(place(one, "withdraw/"), {"why": "a test"}).status_code == 404


@pytest.mark.parametrize(
    "rest", ["edit/", "hand-over/", "take-back/", "withdraw/", "sign/", "subjects/new/", "uploads/new/"]
)
def test_another_agencys_people_find_nothing(who, rest):
    one = draft(who)
    for person in (who.ice_liaison, who.ice_signer):
        assert visitor(person).post(place(one, rest), {"why": "a test", "seen": version(one)}).status_code == 404
