"""Everyone who ever saw a subject: from the subject, and by a typed number across requests. For oversight alone."""

import pytest

from audits import access_log
from audits.models import AccessAct, AccessRecord
from requests_app import access
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import subject_looks
from tests.cast import WHY, Cast, cast, draft, looker_for, on_record, walk
from tests.pages.visiting import queries_of, visitor

TIN = "912-66-0001"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who, tin=TIN), Status.COMPLETENESS)


def place(one) -> str:
    return f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/looks/"


def look(person, one, act=AccessAct.VIEW):
    access_log.record(looker_for(person, one), act, "subject", case_id=one.pk, subjects=[one.subjects.get().pk])


def told(page) -> list[tuple[str, str]]:
    return [(one.line.look.person_name, one.line.look.act) for one in page.context["lines"]]


def test_everyone_who_saw_a_subject_is_told_latest_first_by_whatever_act(who, one):
    look(who.counsel, one)
    look(who.approver, one, AccessAct.DOWNLOAD)
    look(who.counsel, walk(who, draft(who), Status.COMPLETENESS), AccessAct.PRINT)
    page = visitor(who.oversight).get(place(one))
    assert told(page)[:3] == [("Test Oversight", "view"), ("Test Approver", "download"), ("Test Counsel", "view")]
    assert "print" not in {act for _, act in told(page)}


def test_who_was_refused_the_subject_is_told_too(who, one):
    visitor(who.ice_liaison).get(f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/")
    page = visitor(who.oversight).get(place(one))
    refused = [line.line.look for line in page.context["lines"] if line.line.look.outcome == "denied"]
    assert [(look.person_name, look.count) for look in refused] == [("Test Ice Liaison", 0)]


def test_the_look_at_who_looked_is_recorded_itself(who, one):
    visitor(who.oversight).get(place(one))
    last = AccessRecord.objects.latest("id")
    assert (last.kind, last.person_id) == ("looks at a subject", who.oversight.pk)
    assert last.subjects.get().subject_id == one.subjects.get().pk


def test_the_page_is_paged_by_key_at_a_fixed_number_of_queries(who, one):
    for _ in range(60):
        look(who.counsel, one)
    first = visitor(who.oversight).get(place(one))
    second = visitor(who.oversight).get(place(one) + first.context["next_url"])
    ids = [line.line.look.pk for page in (first, second) for line in page.context["lines"]]
    assert len(ids) == len(set(ids)) > 60
    assert queries_of(visitor(who.oversight), place(one)) <= 16


@pytest.mark.parametrize("name", ["liaison", "signer", "specialist", "counsel", "administrator", "stranger"])
def test_for_others_these_pages_are_absent(who, one, name):
    for address in (place(one), "/oversight/subjects/", "/oversight/subjects/found/"):
        assert visitor(who.people()[name]).get(address).status_code == 404


def test_who_oversees_another_agency_finds_nothing(who, one):
    access.revoke(who.oversight, Role.OVERSIGHT, who.usao, by=who.administrator, why=WHY)
    assert visitor(who.oversight).get(place(one)).status_code == 404
    assert "bears that number" in found(who, TIN).content.decode()


def test_the_subjects_own_page_leads_there_for_oversight_alone(who, one):
    opened = f"/requests/{one.pk}/subjects/{one.subjects.get().pk}/open/"
    assert place(one) in visitor(who.oversight).get(opened).content.decode()
    assert place(one) not in visitor(who.specialist).get(opened).content.decode()


def test_who_found_a_subject_by_its_number_is_among_those_who_saw_it(who, one):
    found(who, TIN)
    acts = [
        (line.line.look.act, line.line.look.kind) for line in visitor(who.oversight).get(place(one)).context["lines"]
    ]
    assert ("search", "subject by number") in acts


def found(who, number, why="A complaint of a taxpayer."):
    return visitor(who.oversight).post("/oversight/subjects/", {"tin": number, "why": why}, follow=True)


def test_a_number_finds_its_bearer_across_requests_and_agencies(who, one):
    other = walk(who, draft(who, ice=True, tin="912660001"), Status.COMPLETENESS)
    look(who.counsel, other)
    page = found(who, TIN)
    assert {subject.number for subject in page.context["subjects"]} == {one.number, other.number}
    assert ("Test Counsel", other.number) in [(s.line.look.person_name, s.number) for s, _ in page.context["pairs"]]


def test_a_number_finds_who_was_matched_with_its_record_though_the_agency_gave_none(who):
    on_record()
    without = walk(who, draft(who), Status.LEGAL_REVIEW)
    assert [subject.number for subject in found(who, TIN).context["subjects"]] == [without.number]


def test_where_more_bear_a_number_than_are_found_the_page_says_so(who, one, monkeypatch):
    walk(who, draft(who, ice=True, tin=TIN), Status.COMPLETENESS)
    words = "More than 1 subjects bear that number, and only 1 of them are told here."
    assert words not in found(who, TIN).content.decode()
    monkeypatch.setattr(subject_looks, "MOST", 1)
    page = found(who, TIN)
    assert words in page.content.decode() and len(page.context["subjects"]) == 1


def test_the_search_is_recorded_with_its_reason_and_never_with_the_number(who, one):
    page = found(who, TIN)
    search = AccessRecord.objects.get(kind="subject by number")
    assert (search.act, search.why, search.count) == ("search", "A complaint of a taxpayer.", 1)
    assert "660001" not in page.request["PATH_INFO"] + page.content.decode() + str(vars(search))


@pytest.mark.parametrize(("number", "why"), [("12", "a test"), ("", "a test"), (TIN, "")])
def test_without_a_number_or_a_reason_nothing_is_searched(who, one, number, why):
    page = visitor(who.oversight).post("/oversight/subjects/", {"tin": number, "why": why})
    assert "nothing was searched for" in page.content.decode().lower()
    assert not AccessRecord.objects.filter(act="search").exists()
