"""Standing matters: agreements, safeguards and lists on their pages, for each role, in writing, once, as seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from requests_app.models import (
    Agreement,
    AgreementCondition,
    ListedWord,
    SafeguardFinding,
    SafeguardRefusal,
    Threshold,
)
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import agreements, lists, safeguards
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast, draft, walk
from tests.pages.visiting import body, queries_of, visitor

IRS = ["specialist", "counsel", "approver", "authorizer", "oversight"]
READ_ONLY = ["specialist", "approver", "authorizer", "oversight"]


@pytest.fixture
def who(db) -> Cast:
    return cast()


def terms(**changes: object) -> dict[str, object]:
    return {
        "title": "Memorandum of understanding",
        "starts": "2025-04-07",
        "ends": "",
        "statutes": "8 U.S.C. § 1253(a)(1)",
        "items": ["address"],
        "signer_offices": ["head_of_agency", "component_head"],
        "asks_attestation": "on",
        "asks_removal_order": "on",
        "attestation_text": "",
        "attestation_version": "",
        "retention": "",
        "breach": "",
        "termination": "",
        "why": "Read in the signed copy.",
    } | changes


def condition(who: Cast, due: date | None = None) -> AgreementCondition:
    return agreements.add_condition(who.mou.pk, by=who.counsel, why=WHY, words="A report each March.", due_on=due)


def finding(who: Cast) -> SafeguardFinding:
    said = {"agency": who.ice, "finding": "No register of who looks.", "reference": "SRR-9", "opened_on": today()}
    return safeguards.enter_finding(by=who.specialist, why=WHY, **said, today=today())


@pytest.mark.parametrize("name", [*IRS, "administrator"])
def test_the_irs_and_administrators_find_everything_they_may_read_on_one_page(who, name):
    shown = body(getattr(who, name), "/standing/")
    assert ("/safeguards/" in shown) is ("/orders/" in shown) is (name != "administrator")
    assert "/agreements/" in shown and "/lists/" in shown and "1 of 1 agreement in force" in shown


def test_what_is_overdue_is_said_on_the_first_page(who):
    condition(who, today() - timedelta(days=1))
    assert "1 condition overdue" in body(who.counsel, "/standing/")


@pytest.mark.parametrize("place", ["/standing/", "/lists/", "/safeguards/", "/lists/thresholds/clear_batch/"])
@pytest.mark.parametrize("name", ["liaison", "ice_signer", "stranger"])
def test_for_the_agencies_most_of_it_is_absent(who, place, name):
    assert visitor(getattr(who, name)).get(place).status_code == 404


@pytest.mark.parametrize("name", ["ice_liaison", "ice_signer"])
def test_the_agency_reads_its_own_agreement_without_what_the_irs_notes(who, name):
    condition(who)
    shown = body(getattr(who, name), f"/agreements/{who.mou.pk}/")
    assert "8 USC 1253(a)(1)" in shown and "Not read" in shown
    assert "A report each March." not in shown and "History" not in shown and WHY not in shown
    assert "MOU-2025-04" in body(getattr(who, name), "/agreements/")


@pytest.mark.parametrize("name", ["liaison", "signer"])
def test_another_agencys_agreement_is_absent(who, name):
    person = getattr(who, name)
    assert "MOU-2025-04" not in body(person, "/agreements/")
    assert visitor(person).get(f"/agreements/{who.mou.pk}/").status_code == 404


@pytest.mark.parametrize("name", [*IRS, "administrator"])
def test_the_irs_reads_conditions_and_history(who, name):
    condition(who, today() - timedelta(days=1))
    shown = body(getattr(who, name), f"/agreements/{who.mou.pk}/")
    assert "A report each March." in shown and "Overdue" in shown and "History" in shown
    assert ("Change it" in shown) is (name == "counsel")


def test_counsel_changes_an_agreement(who):
    browser = visitor(who.counsel)
    place = f"/agreements/{who.mou.pk}/change/"
    seen = browser.get(place).context["form"].initial["seen"]
    answer = browser.post(place, terms(ends="2030-12-31", statutes="8 USC 1253(a)(1)\n8 USC 1326", seen=seen))
    assert answer.url == f"/agreements/{who.mou.pk}/"
    kept = Agreement.objects.get()
    assert (kept.ends, kept.statutes) == (date(2030, 12, 31), ["8 USC 1253(a)(1)", "8 USC 1326"])


def test_a_double_click_is_one_change(who):
    browser = visitor(who.counsel)
    sent = terms(ends="2030-12-31", seen=mark(who.mou))
    places = [browser.post(f"/agreements/{who.mou.pk}/change/", sent).url for _ in range(2)]
    assert places == [f"/agreements/{who.mou.pk}/"] * 2
    assert Agreement.history.filter(history_type="~").count() == 1


def test_two_tabs_the_second_is_told_and_can_send_again(who):
    browser, place, seen = visitor(who.counsel), f"/agreements/{who.mou.pk}/change/", mark(who.mou)
    browser.post(place, terms(ends="2030-12-31", seen=seen))
    answer = browser.post(place, terms(title="The memorandum", seen=seen))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Somebody changed this" in shown and 'value="The memorandum"' in shown and "2030-12-31" in shown
    now = answer.context["form"]["seen"].value()
    assert browser.post(place, terms(title="The memorandum", seen=now)).status_code == 302
    assert Agreement.objects.get().title == "The memorandum"


BAD = {
    "title": {"title": ""},
    "starts": {"starts": "the year 2025"},
    "ends": {"ends": "2020-01-01"},
    "statutes": {"statutes": "any law, no 7"},
    "items": {"items": ["return"]},
    "signer_offices": {"signer_offices": ["nobody"]},
    "attestation_version": {"attestation_text": "I attest."},
    "asks_attestation": {"attestation_text": "I attest.", "attestation_version": "1", "asks_attestation": ""},
    "why": {"why": " \t"},
}


@pytest.mark.parametrize("field", BAD)
def test_bad_input_is_named_and_nothing_typed_is_lost(who, field):
    answer = visitor(who.counsel).post(f"/agreements/{who.mou.pk}/change/", terms(retention="Kept.", **BAD[field]))
    assert answer.context["form"].errors[field]
    assert "Kept." in answer.content.decode()
    assert Agreement.objects.get().retention == ""


def test_counsel_enters_an_agreement_once(who):
    browser = visitor(who.counsel)
    sent = terms(agency=who.usao.pk, code="USAO-1", signer_offices=["us_attorney"])
    assert [browser.post("/agreements/new/", sent).url for _ in range(2)] == ["/agreements/"] * 2
    assert Agreement.objects.filter(code="USAO-1", agency=who.usao).count() == 1
    assert browser.post("/agreements/new/", sent | {"title": "Other"}).status_code == 409
    assert browser.post("/agreements/new/", sent | {"code": "two words"}).context["form"].errors["code"]


@pytest.mark.parametrize("name", READ_ONLY)
def test_others_of_the_irs_read_why_they_may_not_and_change_nothing(who, name):
    one, met, browser = finding(who), condition(who, today()), visitor(getattr(who, name))
    sent = {"why": "I try.", "on": str(today()), "seen": 0, "words": "Mine.", "agency": who.ice.pk, "due_on": ""}
    for place in (
        *("/agreements/new/", f"/agreements/{who.mou.pk}/change/", f"/agreements/{who.mou.pk}/condition/"),
        *(f"/agreements/conditions/{met.pk}/", f"/safeguards/{one.pk}/accept/", f"/safeguards/{one.pk}/close/"),
        "/safeguards/refuse/",
    ):
        assert "counsel only" in browser.get(place).content.decode(), place
        assert browser.post(place, terms(**sent)).status_code in (200, 409)
    assert (Agreement.objects.get().title, AgreementCondition.objects.get().met_on) == (who.mou.title, None)
    assert not SafeguardRefusal.objects.exists() and SafeguardFinding.objects.get().closed_on is None


def test_a_condition_is_set_and_met_by_clicks(who):
    browser = visitor(who.counsel)
    sent = {"words": "A report each March.", "due_on": "2026-03-31", "why": "Section 9."}
    for _ in range(2):
        assert browser.post(f"/agreements/{who.mou.pk}/condition/", sent).status_code == 302
    met = AgreementCondition.objects.get()
    said = {"on": str(today()), "why": "It came.", "seen": mark(met)}
    for _ in range(2):
        assert browser.post(f"/agreements/conditions/{met.pk}/", said).status_code == 302
    assert AgreementCondition.objects.get().met_words == "It came."


def test_a_finding_goes_from_entry_to_closing_on_the_pages(who):
    specialist, counsel = visitor(who.specialist), visitor(who.counsel)
    entered = {
        "agency": who.ice.pk,
        "opened_on": "2026-01-05",
        "reference": "SRR-1",
        "finding": "No log.",
        "why": "Review",
    }
    assert specialist.post("/safeguards/new/", entered).url == "/safeguards/"
    one = SafeguardFinding.objects.get()
    home, due = f"/safeguards/{one.pk}/", str(today() + timedelta(days=30))
    plan = {"plan": "A log.", "due_on": due, "why": "Their letter", "seen": mark(one)}
    assert "Accept the plan" not in body(who.counsel, home)
    assert specialist.post(f"{home}plan/", plan).url == home
    assert "it weighs" in body(who.approver, home) and "Accept the plan" in body(who.counsel, home)
    assert counsel.post(f"{home}accept/", {"why": "It answers.", "seen": mark(one)}).url == home
    assert "Accept the plan" not in body(who.counsel, home)
    shown = body(who.oversight, home)
    assert "Plan accepted" in shown and "Test Counsel: It answers." in shown and "it weighs" not in shown
    assert counsel.post(f"{home}close/", {"on": str(today()), "why": "Seen.", "seen": mark(one)}).url == home
    listed = body(who.specialist, "/safeguards/")
    assert "Closed" in listed and "until it is closed, but not while an accepted plan runs" in listed
    assert counsel.post(f"{home}plan/", plan | {"plan": "More.", "seen": mark(one)}).status_code == 409


def test_a_refusal_is_determined_and_lifted_on_the_pages(who):
    counsel = visitor(who.counsel)
    said = {"agency": who.ice.pk, "on": str(today()), "why": "The log isn't kept."}
    assert [counsel.post("/safeguards/refuse/", said).status_code for _ in range(2)] == [302, 302]
    refusal = SafeguardRefusal.objects.get()
    assert "Nothing is released to this agency" in body(who.specialist, "/safeguards/")
    lifted = {"on": str(today()), "why": "It is kept.", "seen": mark(refusal)}
    assert counsel.post(f"/safeguards/refusals/{refusal.pk}/", lifted).url == "/safeguards/"
    assert "It is kept." in body(who.specialist, "/safeguards/")


@pytest.mark.parametrize("place", ["/safeguards/9999/", "/safeguards/9999/plan/", "/safeguards/refusals/9999/"])
def test_what_is_not_there_is_absent(who, place):
    assert visitor(who.counsel).get(place).status_code == 404


def test_an_act_that_is_none_is_absent(who):
    assert visitor(who.counsel).get(f"/safeguards/{finding(who).pk}/forget/").status_code == 404


def test_on_the_request_the_irs_reads_what_is_overdue_and_the_agency_only_the_flags_sentence(who):
    one = walk(who, draft(who, ice=True), Status.COMPLETENESS)
    condition(who, today() - timedelta(days=1))
    finding(who)
    irs, agency = (body(person, f"/requests/{one.pk}/") for person in (who.specialist, who.ice_liaison))
    assert "A report each March." in irs and "1 open, the oldest since" in irs
    assert "A safeguard finding is open" in agency
    assert "A report each March." not in agency and "the oldest since" not in agency


def test_an_administrator_sets_a_threshold(who):
    browser, place = visitor(who.administrator), "/lists/thresholds/officer_subjects/"
    sent = {"value": "100", "why": "Fewer is right.", "seen": mark(Threshold.objects.get(name="officer_subjects"))}
    assert [browser.post(place, sent).url for _ in range(2)] == [place] * 2
    assert "<strong>100</strong>" in body(who.specialist, "/lists/")


@pytest.mark.parametrize("value", ["", "0", "-1", "2.5", "many", "251", "9" * 30])
def test_a_threshold_that_cannot_be_is_named(who, value):
    answer = visitor(who.administrator).post(
        "/lists/thresholds/clear_batch/", {"value": value, "why": "a test", "seen": 0}
    )
    assert "from 1 to 250" in answer.context["form"].errors["value"][0]
    assert Threshold.objects.get(name="clear_batch").value == 250


def test_words_are_listed_in_plain_form_after_a_warning_and_taken_off_again(who):
    browser, place = visitor(who.administrator), "/lists/words/name/"
    answer = browser.post(place, {"words": "Zzyzx!", "why": "Seen in files."})
    assert answer.status_code == 409 and "may be somebody" in answer.content.decode()
    assert browser.post(place, {"words": "Zzyzx!", "why": "Seen in files.", "sure": "on"}).url == place
    word = ListedWord.objects.get(kind="name", words="zzyzx")
    assert "zzyzx" in body(who.specialist, f"{place}?find=ZZY") and "1 found" in body(
        who.specialist, f"{place}?find=ZZY"
    )
    assert browser.post(f"/lists/words/{word.pk}/remove/", {"why": "A name after all."}).url == place
    assert not ListedWord.objects.filter(words="zzyzx").exists()


def test_an_emptied_list_says_that_the_shipped_one_counts(who):
    browser = visitor(who.administrator)
    for word in list(ListedWord.objects.filter(kind="name"))[:-1]:
        removed(who, word)
    last = ListedWord.objects.get(kind="name")
    assert "It is the last one" in browser.get(f"/lists/words/{last.pk}/remove/").content.decode()
    removed(who, last)
    assert "The list is empty" in body(who.specialist, "/lists/words/name/")
    assert "none listed" in body(who.specialist, "/lists/")


def removed(who: Cast, word: ListedWord) -> None:
    lists.remove_words(word.pk, by=who.administrator, why="Emptied")


@pytest.mark.parametrize("name", IRS)
def test_lists_are_read_by_the_irs_and_changed_by_none_of_it(who, name):
    browser = visitor(getattr(who, name))
    word = ListedWord.objects.earliest("pk")
    for place in ("/lists/thresholds/clear_batch/", "/lists/words/name/", f"/lists/words/{word.pk}/remove/"):
        assert "administrator only" in browser.get(place).content.decode()
        sent = {"value": "9", "words": "zzyzx nowhere", "why": "I try.", "seen": 0}
        assert browser.post(place, sent).status_code == 409
    assert Threshold.objects.get(name="clear_batch").value == 250 and ListedWord.objects.filter(pk=word.pk).exists()


@pytest.mark.parametrize("place", ["/lists/thresholds/none/", "/lists/words/none/", "/lists/words/999999/remove/"])
def test_a_list_that_is_none_is_absent(who, place):
    assert visitor(who.administrator).get(place).status_code == 404


def test_the_pages_ask_a_fixed_number_of_queries(who):
    for n in range(6):
        said = {"agency": who.ice, "finding": f"Finding {n}.", "reference": "", "opened_on": today()}
        safeguards.enter_finding(by=who.specialist, why=WHY, **said, today=today())
        agreements.add_condition(who.mou.pk, by=who.counsel, why=WHY, words=f"Condition {n}.", due_on=None)
    browser = visitor(who.counsel)
    places = ("/safeguards/", "/agreements/", f"/agreements/{who.mou.pk}/", "/lists/", "/lists/words/name/")
    assert {place: n for place in places if (n := queries_of(browser, place)) > 13} == {}


def test_histories_say_who_when_what_and_why(committed_db):
    """Each page's act is a transaction of its own, so that its history has steps."""
    who = cast()
    counsel, administrator = visitor(who.counsel), visitor(who.administrator)
    counsel.post(f"/agreements/{who.mou.pk}/change/", terms(ends="2030-12-31", seen=mark(who.mou)))
    shown = body(who.specialist, f"/agreements/{who.mou.pk}/")
    assert "Read in the signed copy." in shown and "Test Counsel" in shown and "2030-12-31" in shown
    threshold = Threshold.objects.get(name="officer_subjects")
    place = "/lists/thresholds/officer_subjects/"
    administrator.post(place, {"value": "100", "why": "Fewer is right.", "seen": mark(threshold)})
    steps = visitor(who.specialist).get(place).context["steps"]
    assert [(s.event.actor_name, s.event.why) for s in steps][0] == ("Test Administrator", "Fewer is right.")
    assert [(d.label, d.old, d.new) for d in steps[0].changed[0].differences] == [("value", 250, 100)]
    word = ListedWord.objects.get(kind="name", words="no name")
    administrator.post(f"/lists/words/{word.pk}/remove/", {"why": "A name after all."})
    steps = visitor(who.oversight).get("/lists/words/name/").context["steps"]
    assert (steps[0].event.why, steps[0].changed[0].kind, steps[0].changed[0].differences[-1].old) == (
        "A name after all.",
        "-",
        "no name",
    )
    assert steps[-1].many > 100


@pytest.mark.parametrize(
    ("listed", "name", "title"),
    [
        ("/lists/", "thresholds/officer_subjects/", "Subjects of one officer"),
        ("/lists/looks/", "volume_floor/", "Fewest subjects that stand out"),
    ],
)
def test_a_number_of_the_rules_is_called_by_its_name_and_its_code_stands_beside_it(who, listed, name, title):
    place = listed + name
    assert f'href="{place}">{title}</a>' in body(who.administrator, listed)
    page, code = body(who.administrator, place), name.strip("/").split("/")[-1]
    assert f"<h1>{title}<" in page and f"<title>{title}" in page and f"<code>{code}</code>" in page
