"""One history over everything, for oversight: each filter alone and in pairs, pages in both directions, values on demand."""

from __future__ import annotations

import json

import pytest

from audits import events
from audits.acting import SETUP, acting
from audits.events import Asked
from audits.models import AccessRecord
from requests_app import access
from requests_app.models import DisclosureRequest, ListedWord
from requests_app.models.decision import DecisionKind
from requests_app.rules.items import ITEMS
from requests_app.rules.reason_codes import REASONS
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.views import narrowing, wording
from requests_app.workflow import deciding, history_search, notes, protection
from tests.cast import WHY, Cast, cast, draft, fresh, person, subject_fields, version, walk
from tests.pages.visiting import queries_of, visitor

SURNAME, TIN, SHARED = "Zweigelthofer", "912-66-0001", "912-66-0007"
"""`SHARED`: a number that two requests name."""
HERE = "/oversight/history/"


class Lived:
    """A database in which much has happened, each act in a transaction of its own. Tests only read it, or add to it."""

    def __init__(self) -> None:
        self.who: Cast = cast()
        given = subject_fields(last_name=SURNAME)
        self.one = walk(self.who, draft(self.who, given, tin=TIN), Status.LEGAL_REVIEW)
        self.other = walk(self.who, draft(self.who, ice=True, tin=SHARED), Status.COMPLETENESS)
        who, one = self.who, self.one
        notes.write(one.pk, by=who.counsel, why="for the file", readers="irs", text="The warehouse ledgers were found.")
        self.denied = walk(who, draft(who, tin=SHARED), Status.COMPLETENESS)
        deciding.deny(
            self.denied.pk, by=who.specialist, why="no period", seen=version(self.denied), reason_codes=["no_period"]
        )
        with acting(by=SETUP, why="another overseer"):
            self.narrow = person("narrow", Role.OVERSIGHT, who.usao)


@pytest.fixture(scope="module")
def lived(own_copy: None) -> Lived:
    return Lived()


@pytest.fixture
def who(lived: Lived) -> Cast:
    return lived.who


def page(reader, **asked):
    return visitor(reader).get(HERE, asked)


def lines(reader, **asked):
    return page(reader, **asked).context["lines"]


def said(reader, **asked) -> str:
    found = (part for line in lines(reader, **asked) for part in line.parts)
    return "\n".join(f"{p.who} [{p.number}] {'; '.join(p.sentences)} ({p.why})" for p in found)


def text(answer) -> str:
    return answer.content.decode()


def test_everything_is_told_latest_first_with_who_where_and_why(lived, who):
    told = said(who.oversight)
    assert f"Test Specialist [{lived.denied.number}] " in told
    assert "denied the request (Completeness → Denied)" in told
    assert "took part in checking completeness of the request" in told
    assert "recorded as the one who" not in told
    assert f"Test Counsel [{lived.one.number}] wrote a note for IRS only (for the file)" in told
    assert told.index("denied the request") < told.index("wrote a note")


def test_rights_people_lists_and_settings_are_in_it(who):
    told = said(who.oversight, until="2999-01-01", model="requests_app.AgencyPersonGrant")
    assert "gave Test Narrow the role Oversight on USAO test agency" in told
    assert "made an account for Test Counsel" in said(who.oversight, model="requests_app.Person")
    assert "set the threshold “Subjects of one officer” to 250" in said(who.oversight, model="requests_app.Threshold")


def test_a_name_of_a_taxpayer_stands_nowhere(who):
    assert SURNAME not in text(page(who.oversight))


FILTERS = {
    "person": ("counsel", lambda p: p.who == "Test Counsel"),
    "number": (lambda lived: lived.denied.number, lambda p: True),
    "agency": (lambda lived: str(lived.who.ice.pk), lambda p: p.agency == "ICE test agency"),
    "model": ("requests_app.Note", lambda p: any("note" in s for s in p.sentences)),
    "act": ("deny", lambda p: any("denied" in s for s in p.sentences)),
    "field": ("assigned to", lambda p: True),
    "status": ("denied", lambda p: True),
    "words": ("warehouse ledger", lambda p: any("note" in s for s in p.sentences)),
    "only": ("status", lambda p: any("→" in s for s in p.sentences)),
    "since": ("2000-01-01", lambda p: True),
    "until": ("2000-01-01", lambda p: False),
}


def value(lived: Lived, name: str) -> str:
    given = FILTERS[name][0]
    return given(lived) if callable(given) else given


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_alone_finds_what_fits_and_nothing_else(lived, who, name):
    found = lines(who.oversight, **{name: value(lived, name)})
    assert all(any(FILTERS[name][1](part) for part in line.parts) for line in found)
    assert bool(found) is (name not in ("until", "field"))


def txids(reader, **asked) -> set[int]:
    return {line.txid for line in lines(reader, **asked)}


@pytest.mark.parametrize("a", FILTERS)
def test_each_pair_of_filters_finds_what_both_find(lived, who, a):
    one = {a: value(lived, a)}
    alone = txids(who.oversight, **one)
    for b in FILTERS:
        if b != a:
            two = {b: value(lived, b)}
            assert txids(who.oversight, **one, **two) <= alone & txids(who.oversight, **two), (a, b)


def test_a_role_is_that_in_which_it_was_done(lived, who):
    browser = visitor(who.counsel)
    given = {"readers": "irs", "text": "Written on a page.", "why": "told on a page", "seen": fresh(lived.one).version}
    assert browser.post(f"/requests/{lived.one.pk}/notes/", given).status_code in (200, 302)
    assert "wrote a note" in said(who.oversight, role="counsel")
    assert lines(who.oversight, role="approver") == []


def test_phrases_and_exclusions_are_understood(who):
    assert lines(who.oversight, words='"warehouse ledgers"')
    assert lines(who.oversight, words='"ledgers warehouse"') == []
    assert lines(who.oversight, words="ledgers -warehouse") == []
    assert lines(who.oversight, words="ledgers OR nothinglikeit")


def test_what_cannot_be_read_narrows_nothing_and_says_so(who):
    answer = page(who.oversight, field="no such field", since="yesterday", at="x.y")
    assert answer.context["lines"]
    assert "No field has this name." in text(answer)
    assert "That is no day that could be read. The list isn’t narrowed by it." in text(answer)


def test_pages_lead_to_the_last_and_back_without_a_gap(who, monkeypatch):
    monkeypatch.setattr("requests_app.views.history_browser.PAGE", 7)
    browser, seen, place = visitor(who.oversight), [], HERE
    while place:
        answer = browser.get(place)
        seen.append([line.key for line in answer.context["lines"]])
        place = HERE + answer.context["pages"]["next"] if answer.context["pages"]["next"] else ""
    keys = [key for one in seen for key in one]
    assert len(keys) == len(set(keys)) > 20
    assert keys == sorted(keys, key=lambda k: tuple(map(int, k.split("."))), reverse=True)
    back = browser.get(HERE + browser.get(HERE).context["pages"]["last"])
    assert [line.key for line in back.context["lines"]][-1] == keys[-1]
    before = browser.get(HERE + back.context["pages"]["previous"])
    assert [line.key for line in before.context["lines"]] == keys[-14:-7]


def test_it_asks_a_fixed_number_of_queries(who):
    assert queries_of(visitor(who.oversight), HERE) <= 24
    assert queries_of(visitor(who.oversight), f"{HERE}?only=status&person=counsel&words=lawful") <= 24


def test_who_oversees_one_agency_sees_that_one_alone(lived, who):
    told = said(lived.narrow)
    assert lived.one.number in told
    assert "ICE" not in told
    assert lines(lived.narrow, number=lived.other.number) == []
    assert lines(lived.narrow, agency=str(who.ice.pk)) == lines(lived.narrow)
    assert lines(lived.narrow, model="requests_app.Threshold") == []


def entry_of(reader, **asked) -> str:
    return f"{HERE}{lines(reader, **asked)[0].txid}/"


def test_an_entry_of_another_agency_is_absent(lived, who):
    place = entry_of(who.oversight, number=lived.other.number)
    assert visitor(who.oversight).get(place).status_code == 200
    assert visitor(lived.narrow).get(place).status_code == 404
    assert visitor(lived.narrow).get(f"{HERE}987654321/").status_code == 404


def test_old_and_new_values_mask_tax_data_until_a_reason_is_recorded(lived, who):
    place = entry_of(who.oversight, number=lived.one.number, model="requests_app.Subject", act="added")
    browser = visitor(who.oversight)
    assert SURNAME not in text(browser.get(place))
    assert "Say why" in text(browser.post(place, {"why": ""}))
    shown = browser.post(place, {"why": "I check the entry"}, follow=True)
    assert SURNAME in text(shown)
    assert "Federal Tax Information" in text(shown)
    kept = AccessRecord.objects.order_by("-id")[0]
    assert (kept.act, kept.kind, kept.why, kept.count) == ("view", "history", "I check the entry", 1)


def test_a_status_change_shows_old_and_new_without_a_reason(lived, who):
    shown = text(visitor(who.oversight).get(entry_of(who.oversight, act="deny")))
    assert "<td>Completeness</td><td>Denied</td>" in shown
    assert "Show what is masked" not in shown


@pytest.mark.parametrize("name", ["specialist", "counsel", "liaison", "administrator", "stranger"])
def test_for_others_it_is_absent(who, name):
    browser = visitor(getattr(who, name))
    assert browser.get(HERE).status_code == 404
    assert browser.post(f"{HERE}export/", {"form": "csv", "why": "a test"}).status_code == 404


def search(browser, tin: str, why: str = "a complaint came in"):
    return browser.post(f"{HERE}subject/", {"tin": tin, "why": why})


def test_a_taxpayer_is_found_by_number_and_the_search_is_recorded(lived, who):
    browser = visitor(who.oversight)
    leads = search(browser, TIN)
    found = browser.get(leads.headers["Location"])
    assert {part.number for line in found.context["lines"] for part in line.parts} == {lived.one.number}
    kept = AccessRecord.objects.order_by("-id")[0]
    assert (kept.act, kept.kind, kept.why, kept.count) == ("search", "history", "a complaint came in", 1)
    log = visitor(who.oversight).get("/oversight/looks/", {"act": "search"}).content.decode()
    assert "Searched the history for a taxpayer by number" in log
    assert list(kept.subjects.values_list("subject_id", flat=True)) == [lived.one.subjects.get().pk]


CUT = {
    "people": "Only the first 1 people of that name are looked for: narrow it down.",
    "subjects": "Only the latest 1 subjects that bear the number are looked for",
    "transactions": "Only the latest 1 transactions about these subjects are looked for",
}


def test_what_is_looked_for_only_in_part_is_said(who, monkeypatch):
    browser = visitor(who.oversight)
    place = search(browser, SHARED).headers["Location"]
    assert not any(
        words in text(browser.get(one, {"person": "Test"})) for one in (place, HERE) for words in CUT.values()
    )
    monkeypatch.setattr(narrowing, "PEOPLE_MOST", 1)
    assert CUT["people"] in text(browser.get(HERE, {"person": "Test"}))
    assert CUT["people"] not in text(browser.get(HERE, {"person": who.counsel.username}))
    monkeypatch.setattr(history_search, "SUBJECTS_MOST", 1)
    assert CUT["subjects"] in text(browser.get(place))
    monkeypatch.setattr(events, "SUBJECT_MOST", 1)
    assert CUT["transactions"] in text(browser.get(place))
    for form in ("csv", "jsonl"):
        answer = browser.post(f"{HERE}export/?{place.partition('?')[2]}", {"form": form, "why": "for the audit"})
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert CUT["transactions"] in lines[-1] and not any(CUT["transactions"] in line for line in lines[:-1])


def test_the_number_stands_in_no_address_no_page_and_no_row(who, caplog):
    browser = visitor(who.oversight)
    place = search(browser, "912-66-4711").headers["Location"]
    answer = browser.get(place)
    kept = json.dumps([list(map(str, row)) for row in AccessRecord.objects.values_list()]) + json.dumps(
        dict(browser.session.items())
    )
    for tin in ("912664711", "912-66-4711"):
        assert tin not in place + text(answer) + caplog.text + kept
    assert answer.context["lines"] == []


def test_a_search_in_somebody_elses_session_says_that_it_is_not_kept(who, lived):
    place = search(visitor(who.oversight), TIN).headers["Location"]
    assert "Type the number again" in text(visitor(lived.narrow).get(place))


@pytest.mark.parametrize(
    ("tin", "why", "words"), [("12", "w", "nine digits"), (TIN, "", "Say why"), ("", "w", "Type a number")]
)
def test_without_a_number_or_a_reason_nothing_is_looked_for(who, tin, why, words):
    before = AccessRecord.objects.filter(act="search").count()
    assert words in text(search(visitor(who.oversight), tin, why))
    assert AccessRecord.objects.filter(act="search").count() == before


def test_another_agencys_taxpayer_is_not_found(lived):
    browser = visitor(lived.narrow)
    theirs = search(browser, "912-66-0009")
    assert browser.get(theirs.headers["Location"]).context["lines"] == []


def test_counsels_list_is_in_nobodys_history_but_its_keepers(lived, who):
    protection.name_keeper(who.counsel, by=SETUP, why="named in writing")
    assert "counsel’s list" not in said(who.oversight)
    assert "named in writing" not in said(who.oversight, words="writing")
    assert "Protection" not in text(page(who.oversight))


def test_the_list_changes_nothing(lived, who):
    versions = fresh(lived.one).version
    for place in ("subject/", "export/", "filters/save/"):
        visitor(who.oversight).post(HERE + place, {"why": "a test"})
    assert fresh(lived.one).version == versions
    assert DisclosureRequest.objects.count() == 3


def test_a_new_agency_ends_the_view_of_what_belongs_to_none(lived, who):
    with acting(by=SETUP, why="a word"):
        ListedWord.objects.create(kind="name", words="unheard of")
    assert lines(who.oversight, model="requests_app.ListedWord")
    access.revoke(who.oversight, Role.OVERSIGHT, who.ice, by=SETUP, why=WHY)
    assert lines(who.oversight, model="requests_app.ListedWord") == []
    access.grant(who.oversight, Role.OVERSIGHT, who.ice, by=SETUP, why=WHY)


def test_an_events_page_names_people_and_not_their_numbers(who, lived):
    found = lines(who.oversight, number=lived.one.number, model="requests_app.Note", words="warehouse ledgers")[0]
    told = visitor(who.oversight).get(f"{HERE}{found.txid}/").context["groups"]
    values = {d.column: d.new for group in told for one in group["changed"] for d in one.differences}
    assert values["person_id"] == who.counsel.get_full_name()


def shown(reader, found) -> dict[str, dict[str, str]]:
    """What an event's page says, by the name of the changed thing and the column."""
    said: dict[str, dict[str, str]] = {}
    for group in visitor(reader).get(f"{HERE}{found.txid}/").context["groups"]:
        for one in group["changed"]:
            values = said.setdefault(f"{one.model.partition('.')[2]} {one.called}", {})
            values.update({d.column: d.new for d in one.differences})
    return said


def test_an_events_page_says_codes_in_their_words_and_calls_requests_by_their_numbers(who, lived):
    denied = shown(who.oversight, lines(who.oversight, number=lived.denied.number, act="deny")[0])
    request = f"DisclosureRequest {lived.denied.number}"
    assert denied[request]["status"] == Status.DENIED.label
    (decision,) = [said for name, said in denied.items() if name.startswith("Decision")]
    assert decision["kind"] == DecisionKind.DENIAL.label and decision["role"] == Role.SPECIALIST.label
    assert decision["reason_codes"] == REASONS["no_period"].label
    assert decision["disclosure_request_id"] == lived.denied.number
    begun = lines(who.oversight, number=lived.denied.number, act="added", model="requests_app.DisclosureRequest")
    drafted = shown(who.oversight, begun[0])[request]
    assert (drafted["items"], drafted["agency_id"]) == (ITEMS["address"].label, who.usao.name)
    assert drafted["drafted_by_id"] == who.liaison.get_full_name()


def test_an_events_page_calls_no_request_that_its_reader_may_not_open(lived, who):
    (found,) = events.changed(one_event(lived.other.pk), limit=1)
    (told,) = wording.with_names([found], DisclosureRequest.objects.filter(agency=who.usao))
    assert told.called == "" and lived.other.number not in str(
        [d.new for d in told.differences if d.column != "number"]
    )


def one_event(request_id: int):
    asked = Asked(models=["requests_app.DisclosureRequest"], cases=[request_id])
    return events.entries(events.find(asked, limit=1).keys, asked)[0].events[0]


def test_rights_are_told_by_role_agency_and_person(who):
    given = lines(who.oversight, model="requests_app.AgencyPersonGrant", agency=str(who.usao.pk))[0]
    (right,) = [said for name, said in shown(who.oversight, given).items() if name.startswith("AgencyPersonGrant")]
    assert (right["permission_id"], right["content_object_id"]) == (Role.OVERSIGHT.label, who.usao.name)
