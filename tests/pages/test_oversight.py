"""Oversight: the access log, who looked at a request, the accounting. It changes nothing."""

import csv
import io
import json
from dataclasses import replace

import pytest

from audits import access_log
from audits.access_log import Looker
from audits.acting import SETUP, SystemActor, acting
from audits.models import AccessAct, AccessRecord
from requests_app import access
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.views import narrowing
from requests_app.workflow import deciding
from tests.cast import WHY, Cast, agency, cast, draft, fresh, looker_for, on_record, transmit, version, walk
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who), Status.COMPLETENESS)


def look(person, one, act=AccessAct.VIEW, **said):
    looker = replace(looker_for(person, one), **said)
    access_log.record(looker, act, "subject", case_id=one.pk, subjects=[1])


def found(reader, **asked):
    page = visitor(reader).get("/oversight/looks/", asked)
    return [(one.line.look.person_name, one.number) for one in page.context["lines"]]


def test_every_look_is_listed_latest_first(who, one):
    look(who.counsel, one)
    look(who.approver, one)
    assert found(who.oversight)[:2] == [("Test Approver", one.number), ("Test Counsel", one.number)]


def test_a_name_that_many_people_bear_says_that_it_is_looked_for_in_part(who, monkeypatch):
    browser, words = visitor(who.oversight), "Only the first 2 people of that name are looked for: narrow it down."
    places = ("/oversight/looks/", "/oversight/anomalies/")
    assert not any(words in browser.get(place, {"person": "Test"}).content.decode() for place in places)
    monkeypatch.setattr(narrowing, "PEOPLE_MOST", 2)
    for place in places:
        assert words in browser.get(place, {"person": "Test"}).content.decode()
        assert words not in browser.get(place, {"person": "Counsel"}).content.decode()


def test_the_systems_own_processing_is_left_out_unless_asked_for(who, one):
    access_log.record(
        Looker(SystemActor(-4, "System: judging"), "", "", "a test"), AccessAct.WORK, "subject", case_id=one.pk
    )
    assert "System: judging" not in {name for name, _ in found(who.oversight)}
    assert "System: judging" in {name for name, _ in found(who.oversight, whose="all")}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"person": "counsel"}, {"Test Counsel"}),
        ({"person": "nobody at all"}, set()),
        ({"act": "list"}, {"Test Approver"}),
        ({"outcome": "denied"}, {"Test Liaison"}),
        ({"role": "counsel"}, {"Test Counsel"}),
        ({"kind": "page"}, {"Test Liaison"}),
        ({"reason": "test"}, {"Test Counsel", "Test Approver", "Test Liaison"}),
        ({"reason": "something else"}, set()),
        ({"since": "2020-01-01", "until": "2999-01-01", "act": "view", "outcome": "shown"}, {"Test Counsel"}),
        ({"since": "2999-01-01"}, set()),
        ({"until": "1999-01-01"}, set()),
        ({"number": "no such"}, set()),
    ],
)
def test_the_log_can_be_narrowed(who, one, asked, names):
    look(who.counsel, one)
    look(who.approver, one, AccessAct.LIST)
    access_log.denied(looker_for(who.liaison, one), AccessAct.VIEW, "page", case_id=one.pk)
    assert {name for name, _ in found(who.oversight, **asked)} == names


def test_the_log_and_its_file_can_be_narrowed_to_where_looks_came_from(who, one):
    look(who.counsel, one, origin="10.1.2.3")
    look(who.approver, one, origin="10.1.2.30")
    assert {name for name, _ in found(who.oversight, origin=" 10.1.2.3 ")} == {"Test Counsel"}
    assert found(who.oversight, origin="10.1.2") == []
    sent = {"form": "jsonl", "why": "A complaint."}
    lines = b"".join(visitor(who.oversight).post("/oversight/looks/file/?origin=10.1.2.30", sent).streaming_content)
    assert [json.loads(line)["origin"] for line in lines.splitlines()] == ["10.1.2.30"]


def test_what_cannot_be_read_narrows_nothing_and_says_so(who, one):
    look(who.counsel, one)
    page = visitor(who.oversight).get("/oversight/looks/", {"since": "yesterday", "before": "x"})
    assert page.context["lines"]
    assert "That is no day that could be read. The list isn’t narrowed by it." in page.content.decode()


def test_the_log_is_paged_by_key(who, one):
    for _ in range(60):
        look(who.counsel, one)
    first = visitor(who.oversight).get("/oversight/looks/", {"person": "counsel", "each": "1"})
    second = visitor(who.oversight).get("/oversight/looks/" + first.context["next_url"])
    ids = [one.line.look.pk for page in (first, second) for one in page.context["lines"]]
    assert (len(first.context["lines"]), len(ids), len(set(ids))) == (50, 60, 60)
    assert second.context["next_url"] == ""


def test_who_oversees_one_agency_sees_no_look_at_anothers(who, one):
    other = walk(who, draft(who, ice=True), Status.AWAITING_SIGNATURE)
    look(who.counsel, one)
    look(who.approver, other)
    for role in Role:
        access.revoke(who.oversight, role, who.ice, by=who.administrator, why=WHY)
    assert {number for _, number in found(who.oversight)} == {one.number}


def test_the_looks_at_one_request_are_listed(who, one):
    look(who.counsel, one)
    look(who.approver, walk(who, draft(who), Status.COMPLETENESS))
    page = visitor(who.specialist).get(f"/requests/{one.pk}/looks/")
    assert {one.line.look.case_id for one in page.context["lines"]} == {one.pk}


@pytest.mark.parametrize("place", ["/oversight/looks/", "/oversight/accounting/"])
@pytest.mark.parametrize("person", ["specialist", "counsel", "liaison", "administrator", "stranger"])
def test_for_others_these_pages_are_absent(who, place, person):
    assert visitor(getattr(who, person)).get(place).status_code == 404


def entries(person, **asked):
    page = visitor(person).get("/oversight/accounting/", asked)
    return [(entry.kind, entry.case_number, reasons) for entry, reasons, _ in page.context["lines"]]


def test_the_accounting_holds_requests_outcomes_and_disclosures(who, one):
    on_record()
    sent = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, sent)
    deciding.deny(one.pk, by=who.specialist, why="a test", seen=version(one), reason_codes=["no_period"])
    assert {(kind, number) for kind, number, _ in entries(who.oversight)} == {
        ("request", one.number),
        ("outcome", one.number),
        ("request", sent.number),
        ("disclosure", sent.number),
    }
    assert [kind for kind, _, _ in entries(who.oversight, kind="disclosure")] == ["disclosure"]
    assert {number for _, number, _ in entries(who.oversight, number=sent.number)} == {sent.number}


def test_a_coded_reason_is_told_in_words(who, one):
    deciding.deny(one.pk, by=who.specialist, why="a test", seen=version(one), reason_codes=["no_period"])
    assert entries(who.oversight, kind="outcome")[0][2] == "denied; No period"


def test_the_accounting_of_another_agency_is_not_listed(who, one):
    access.revoke(who.oversight, Role.OVERSIGHT, who.usao, by=who.administrator, why=WHY)
    assert entries(who.oversight) == []


def test_oversight_changes_nothing(who, one):
    browser = visitor(who.oversight)
    for act in ("completeness", "return", "deny", "step-back", "assign", "set-aside", "notes", "close"):
        said = {"seen": version(one), "why": "I try.", "codes": ["no_period"], "to": "", "which": "blocked"}
        said |= {"outcome": "denied", "code": "no_period", "readers": "irs", "text": "t"}
        assert browser.post(f"/requests/{one.pk}/{act}/", said).status_code in (200, 409), act
    assert fresh(one).status == Status.COMPLETENESS
    assert not one.decisions.exists()
    assert not one.notes.exists()


def test_a_subject_is_opened_for_the_record_and_its_number_for_a_reason(who):
    one = walk(who, draft(who, tin="912-66-0001"), Status.COMPLETENESS)
    subject = one.subjects.get()
    place = f"/requests/{one.pk}/subjects/{subject.pk}/open/"
    browser = visitor(who.oversight)
    assert "91266" not in browser.get(place).content.decode().replace("-", "")
    assert "912660001" not in browser.post(place, {"why": ""}).content.decode().replace("-", "")
    assert "912660001" in browser.post(place, {"why": "A complaint."}, follow=True).content.decode().replace("-", "")
    acts = [(r.act, r.why) for r in AccessRecord.objects.filter(object_id=subject.pk).order_by("-id")[:3]]
    assert acts == [("reveal", "A complaint."), ("view", "opened a subject"), ("view", "opened a subject")]


def test_who_may_not_see_a_number_in_full_is_not_asked_for_a_reason(who):
    one = walk(who, draft(who, tin="912-66-0001"), Status.COMPLETENESS)
    place = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/open/"
    browser = visitor(who.authorizer)
    assert "See the number in full" not in browser.get(place).content.decode()
    assert browser.post(place, {"why": "I try."}).status_code == 404


def test_the_lists_ask_a_fixed_number_of_queries(who, one):
    look(who.counsel, one)
    assert queries_of(visitor(who.oversight), "/oversight/looks/") <= 10
    assert queries_of(visitor(who.oversight), "/oversight/accounting/") <= 10
    assert queries_of(visitor(who.oversight), f"/requests/{one.pk}/looks/") <= 14


def test_a_new_agency_ends_the_view_of_what_belongs_to_no_request(who, one):
    assert "Everything that was changed" in visitor(who.oversight).get("/oversight/history/").content.decode()
    assert visitor(who.oversight).get("/oversight/looks/").context["whole"]
    with acting(by=SETUP, why=WHY):
        agency("NEW")
    looks, history = (
        visitor(who.oversight).get(f"/oversight/{name}/").content.decode() for name in ("looks", "history")
    )
    assert "sign-ins, searches and exports belong to none" in looks
    assert "of the agencies that you oversee, and of nothing else" in history and "Everything that" not in history


def exported(reader, form, query="", why="The yearly inspection."):
    answer = visitor(reader).post(f"/oversight/looks/file/{query}", {"form": form, "why": why})
    return b"".join(answer.streaming_content).decode()


def test_the_log_leaves_as_json_lines_as_it_is_narrowed_and_the_export_is_recorded(who, one):
    look(who.counsel, one)
    look(who.approver, one)
    lines = [json.loads(line) for line in exported(who.oversight, "jsonl", "?person=counsel").splitlines()]
    assert [(row["person_name"], row["request"], row["agency"], row["subjects"]) for row in lines] == [
        ("Test Counsel", one.number, "USAO", 1)
    ]
    record = AccessRecord.objects.get(act="export")
    assert (record.kind, record.why, record.role) == ("access log", "The yearly inspection.", "oversight")


def test_the_log_leaves_as_csv_with_no_cell_a_formula(who, one):
    access_log.record(
        Looker(who.counsel, "counsel", "192.0.2.1", '=HYPERLINK("x")'), AccessAct.VIEW, "subject", case_id=one.pk
    )
    rows = list(csv.reader(io.StringIO(exported(who.oversight, "csv", "?person=counsel").removeprefix("\ufeff"))))
    assert rows[0][:3] == ["id", "at", "person_id"]
    assert [row[rows[0].index("why")] for row in rows[1:]] == ['\'=HYPERLINK("x")']


def test_without_a_reason_nothing_is_exported(who, one):
    page = visitor(who.oversight).post("/oversight/looks/file/", {"form": "csv", "why": ""})
    assert "nothing was exported yet" in page.content.decode()
    assert not AccessRecord.objects.filter(act="export").exists()


def test_an_export_holds_no_look_at_another_agencys_case(who, one):
    other = walk(who, draft(who, ice=True), Status.AWAITING_SIGNATURE)
    look(who.counsel, one)
    look(who.counsel, other)
    access.revoke(who.oversight, Role.OVERSIGHT, who.ice, by=who.administrator, why=WHY)
    lines = [json.loads(line) for line in exported(who.oversight, "jsonl").splitlines()]
    assert {row["agency"] for row in lines} == {"USAO"}


def test_repeats_are_one_line_and_each_can_be_shown(who, one):
    for _ in range(5):
        look(who.counsel, one)
    grouped = visitor(who.oversight).get("/oversight/looks/", {"person": "counsel"}).context["lines"]
    assert [(one.line.times, one.line.subjects) for one in grouped] == [(5, 5)]
    assert len(found(who.oversight, person="counsel", each="1")) == 5


def test_one_line_says_how_many_other_reasons_were_given(who, one):
    for why in ("First.", "Second.", "Second.", "Third."):
        look(who.counsel, one, why=why)
    browser = visitor(who.oversight)
    text = browser.get("/oversight/looks/", {"person": "counsel"}).content.decode()
    assert 'Third.<br><span class="desk-small desk-soft">and 2 other reasons</span>' in text
    assert "other reason" not in browser.get("/oversight/looks/", {"person": "counsel", "each": "1"}).content.decode()


def test_a_page_of_repeats_goes_on_where_the_one_before_ended(who, one):
    for _ in range(450):
        look(who.counsel, one)
    first = visitor(who.oversight).get("/oversight/looks/", {"person": "counsel"})
    second = visitor(who.oversight).get("/oversight/looks/" + first.context["next_url"])
    assert [one.line.times for page in (first, second) for one in page.context["lines"]] == [400, 50]


def test_whose_case_it_was_is_written_by_the_database(who, one):
    look(who.counsel, one)
    record = AccessRecord.objects.latest("id")
    assert record.agency_id == who.usao.pk
    access_log.record(Looker(who.counsel, "", "", "a test"), AccessAct.SIGN_IN, "session")
    assert AccessRecord.objects.latest("id").agency_id is None
