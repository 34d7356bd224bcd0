"""A request at any moment and at each decision: what the page says is what stood, and who may not see it doesn't."""

import pytest
from django.db import connections

from audits.models import AccessRecord
from requests_app import access
from requests_app.models import DisclosureRequest, Subject
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.views import story
from requests_app.views.points import Line
from requests_app.workflow import deciding, drafting, holding, notes
from tests import databases
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.databases import CommittedDatabase
from tests.pages.visiting import queries_of, visitor
from tests.released import act, incident, received, used

SURNAME = "Zweigelthofer"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """A request whose package was transmitted, each act in a transaction of its own: within one it would be one event."""
    who = cast()
    on_record(last_name=SURNAME)
    made = walk(who, draft(who, subject_fields(last_name=SURNAME), tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, made)
    return made.pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


@pytest.fixture
def origin(walked: int) -> str:
    return databases.MODULE


@pytest.fixture
def apart(committed_db: CommittedDatabase, walked: int) -> tuple[Cast, DisclosureRequest]:
    """Everyone and the request, where what a test does is committed too: several acts of its own are several events."""
    return cast(), fresh(DisclosureRequest(pk=walked))


def page(person, one, browser=None, **asked):
    return (browser or visitor(person)).get(f"/requests/{one.pk}/moments/", asked)


def figures(answer) -> dict[str, tuple[str, str]]:
    return {f.label: (f.then, f.now) for f in answer.context["figures"]}


def number_of(one, sentence, who) -> int:
    """The number of the event that reads so."""
    browser = visitor(who.oversight)
    said = {n: page(None, one, browser, event=n).context["said"] for n in range(1, len(Line(one).events) + 1)}
    return next(n for n, words in said.items() if sentence in words)


def decided(one, kind) -> str:
    return f"decision-{one.decisions.filter(kind=kind).latest('id').pk}"


def test_the_latest_moment_is_how_it_stands_now(who, one):
    answer = page(who.oversight, one)
    assert answer.context["is_now"]
    assert figures(answer) == {
        "Status": ("Fulfilment", ""),
        "Subjects": ("1", ""),
        "Flags": ("None", ""),
        "Court orders": ("0 in force", ""),
        "Package": ("Transmitted", ""),
        "Incidents": ("None", ""),
        "Assigned to": ("Nobody", ""),
    }


def test_an_earlier_moment_shows_what_stood_beside_what_stands_now(who, one):
    answer = page(who.specialist, one, event=number_of(one, "signed the request", who))
    assert figures(answer)["Status"] == ("Completeness", "Fulfilment (submission 1)")
    assert figures(answer)["Package"] == ("None", "Transmitted (for Test Recipient)")
    assert not answer.context["is_now"]


def test_the_slider_says_its_event_in_words(who, one):
    number, total = number_of(one, "found the request complete", who), len(Line(one).events)
    text = page(who.oversight, one, event=number).content.decode()
    assert f'type="range" id="moment-event" name="event" min="1" max="{total}" step="1" value="{number}"' in text
    assert (
        f'aria-valuetext="event {number} of {total}: found the request complete (Completeness → Legal review), ' in text
    )
    assert ', by Test Specialist"' in text


def test_without_script_the_slider_is_a_form_with_a_button_and_links(who, one):
    answer = page(who.oversight, one, event=3)
    text = answer.content.decode()
    assert "Show this event</button>" in text
    assert answer.context["others"] == [("First", 1), ("Previous", 2), ("Next", 4), ("Last", len(Line(one).events))]


def test_with_htmx_only_the_moment_comes_and_is_announced(who, one):
    text = visitor(who.oversight).get(f"/requests/{one.pk}/moments/", {"event": 3}, **HTMX).content.decode()
    assert "<html" not in text
    assert 'id="moment-said"' in text
    assert 'role="status"' in text
    assert "Status then: Awaiting signature." in text


def test_going_back_in_the_browser_gets_the_whole_page(who, one):
    sent = HTMX | {"HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}
    text = visitor(who.oversight).get(f"/requests/{one.pk}/moments/", {"event": 3}, **sent).content.decode()
    assert "<html" in text
    assert "moment-slide" in text


@pytest.mark.parametrize(
    "asked", [{"event": "0"}, {"event": "x"}, {"at": "-1"}, {"when": "soon"}, {"decided": "decision-0"}]
)
def test_what_cannot_be_read_shows_the_latest_moment(who, one, asked):
    assert page(who.oversight, one, **asked).context["is_now"]


@pytest.mark.parametrize("beyond", [1, 10**9])
def test_an_event_beyond_the_last_is_the_last_and_says_so(who, one, beyond):
    total = len(Line(one).events)
    assert not page(who.oversight, one, event=total).context["moment"].trouble
    answer = page(who.oversight, one, event=total + beyond)
    assert answer.context["is_now"]
    assert "This request has no event of that number." in answer.content.decode()


@pytest.mark.parametrize(("status", "blocking"), [("Awaiting signature", False), ("Completeness", True)])
def test_what_a_signature_cures_is_due_at_signing_until_it_is_signed(who, one, status, blocking):
    stretch = next(s for s in Line(one).statuses if s.label == status)
    answer = page(who.oversight, one, event=stretch.last)
    flags = next(f for f in answer.context["figures"] if f.label == "Flags")
    assert ("Due at signing" in answer.content.decode(), "due at signing" in flags.more) == (not blocking, not blocking)
    assert "blocking" not in flags.more


def test_a_time_before_everything_says_that_nothing_was_there(who, one):
    answer = page(who.oversight, one, when="2020-01-01T00:00")
    assert "Nothing of this request was there yet at that time." in answer.content.decode()
    assert answer.context["moment"].number == 1


def test_a_time_shows_the_request_as_it_stood_at_its_end(apart):
    who, one = apart
    line = Line(one)
    move_dates(one, line.events.numbered(2).last, "2025-06-03 10:14:03.5-04")
    for number in (1, 3):
        move_dates(one, line.events.numbered(number).last, f"2025-06-0{2 * number} 08:00-04")
    assert page(who.oversight, one, when="2025-06-03T10:14:02").context["moment"].number == 1
    assert page(who.oversight, one, when="2025-06-03T10:14:03").context["moment"].number == 2
    assert page(who.oversight, one, when="2025-06-03T10:14").context["moment"].number == 2


@pytest.mark.parametrize("when", ["2999-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_to_come_shows_the_last_event_and_says_so(who, one, when):
    answer = page(who.oversight, one, when=when)
    assert "That time is still to come" in answer.content.decode()
    assert answer.context["moment"].at == Line(one).events.all[-1].until


def test_the_first_day_of_all_shows_the_first_event(who, one):
    assert page(who.oversight, one, when="0001-01-01T00:00").context["moment"].number == 1


def test_an_event_is_told_with_its_own_time(apart):
    who, one = apart
    move_dates(one, Line(one).events.numbered(1).last, "2025-06-03 10:14:03-04")
    asked, own = "June 3, 2025, 10:40:00 a.m.", "June 3, 2025, 10:14:03 a.m."
    text = page(who.oversight, one, when="2025-06-03T10:40").content.decode()
    assert f"{asked}</time></h2>" in text
    assert f"{own}</time>" in text
    assert text.count(own) == 1
    assert page(who.oversight, one, event=1).content.decode().count(own) == 1


def move_dates(one, txid, at) -> None:
    """Give what one transaction wrote another date, as only a superuser could."""
    tables = [told.belongs.table for told in story.told_to_irs("all")]
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET history_date = %s WHERE txid = %s", [at, txid])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_two_events_of_one_date_stay_apart_and_a_date_finds_the_later(apart):
    who, one = apart
    line = Line(one)
    for number in range(1, 5):
        move_dates(one, line.events.numbered(number).last, f"2025-06-0{min(number, 3)} 09:00-04")
    assert page(who.oversight, one, when="2025-06-03T09:00").context["moment"].number == 4
    stood = [figures(page(who.oversight, one, event=n))["Status"][0] for n in (3, 4)]
    assert stood == ["Awaiting signature", "Completeness"]


def test_at_a_decision_the_page_shows_what_the_decider_saw(who, one):
    answer = page(who.oversight, one, decided=decided(one, "approval"))
    text = answer.content.decode()
    assert "What Test Approver saw: approved" in text
    assert figures(answer)["Status"] == ("IRS approval", "Fulfilment (submission 1)")
    assert [f.more for f in answer.context["figures"] if f.label == "Subjects"] == ["1 open"]
    assert "Recomputed from history: equal." in text
    assert "The present contents still have that hash" in text
    assert one.snapshots.get().hash in text
    assert answer.context["rebuilt"]


def test_just_before_a_decision_its_own_event_lies_ahead(who, one):
    answer = page(who.oversight, one, decided=Line(one).points[-1].id)
    assert answer.context["others"][2:] == [
        ("Next", answer.context["moment"].number),
        ("Last", answer.context["total"]),
    ]


def test_just_after_it_shows_what_the_decision_made(who, one):
    answer = page(who.oversight, one, decided=decided(one, "approval"), side="after")
    assert figures(answer)["Status"][0] == "Fulfilment"
    assert [f.more for f in answer.context["figures"] if f.label == "Subjects"] == ["1 approved"]


@pytest.mark.parametrize("kind", ["signature", "authorized", "transmitted"])
def test_signatures_and_releases_are_decisions_too(who, one, kind):
    point = next(p for p in Line(one).points if kind in p.id)
    answer = page(who.oversight, one, decided=point.id)
    assert answer.context["rests"].proven
    assert answer.context["rests"].recorded == one.snapshots.get().hash


def test_contents_changed_since_are_told_apart(apart):
    who, _ = apart
    made = walk(who, draft(who), Status.COMPLETENESS)
    deciding.return_to_agency(made.pk, by=who.specialist, why=WHY, seen=version(made), reason_codes=["no_period"])
    subject = made.subjects.get()
    drafting.edit_subject(subject.pk, by=who.liaison, why=WHY, fields={"last_name": SURNAME}, tin=None)
    answer = page(who.oversight, fresh(made), decided=decided(made, "return"))
    rests = answer.context["rests"]
    assert (rests.proven, rests.unchanged) == (True, False)
    assert "The present contents have another hash: they were changed since." in answer.content.decode()


def test_a_row_of_history_that_was_altered_breaks_the_proof_and_is_named(apart):
    who, one = apart
    point = next(p for p in Line(one).points if p.label == "approved")
    table = Subject.history.model._meta.db_table
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET last_name = 'Forged' WHERE txid <= %s", [point.txid])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    answer = page(who.oversight, one, decided=point.id)
    text = answer.content.decode()
    assert "Recomputed from history: not equal." in text
    assert "a row of history, or the record of the decision, isn’t what it was" in text


def test_a_change_between_the_snapshot_and_the_decision_is_named(apart):
    who, one = apart
    point = next(p for p in Line(one).points if p.label == "approved")
    table = Subject.history.model._meta.db_table
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET last_name = 'Forged' WHERE txid = %s", [point.txid])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    text = page(who.oversight, one, decided=point.id).content.decode()
    assert "Changed between the snapshot and this: 1 subject changed" in text


def test_above_a_bound_subjects_are_hashed_only_when_asked(who, one, monkeypatch):
    monkeypatch.setattr("requests_app.views.then.HASHED_AT_ONCE", 0)
    asked = {"decided": decided(one, "approval")}
    first = page(who.oversight, one, **asked)
    assert first.context["rests"].recomputed == ""
    assert "Not recomputed yet, since the request names 1 subjects." in first.content.decode()
    assert page(who.oversight, one, **asked, hash="read").context["rests"].proven


def test_what_the_agency_set_forth_is_masked_until_a_reason_is_recorded(who, one):
    browser = visitor(who.oversight)
    place = f"/requests/{one.pk}/moments/?event={len(Line(one).events)}"
    assert SURNAME not in browser.get(place).content.decode()
    assert SURNAME not in browser.post(place, {"why": " "}).content.decode()
    text = browser.post(place, {"why": "A complaint about this row."}, follow=True).content.decode()
    assert SURNAME in text
    assert "Federal Tax Information" in text
    look = AccessRecord.objects.latest("id")
    assert (look.kind, look.why, look.case_id, look.count) == ("moment", "A complaint about this row.", one.pk, 1)


def test_each_look_is_recorded_before_it_shows(who, one):
    before = AccessRecord.objects.count()
    page(who.specialist, one, event=3)
    look = AccessRecord.objects.latest("id")
    assert AccessRecord.objects.count() == before + 1
    assert (look.person_id, look.act, look.kind, look.case_id, look.count) == (
        who.specialist.pk,
        "view",
        "moment",
        one.pk,
        1,
    )


def test_no_page_holds_a_number_of_a_taxpayer(who, one):
    browser = visitor(who.oversight)
    for place in (f"/requests/{one.pk}/moments/", f"/requests/{one.pk}/moments/difference/?first=1"):
        text = browser.post(place, {"why": "A complaint."}, follow=True).content.decode()
        assert "912660001" not in text.replace("-", "")
        assert bytes(one.subjects.get().tin_index).hex() not in text


@pytest.mark.parametrize("part", ["", "difference/"])
@pytest.mark.parametrize("person", ["liaison", "signer", "recipient", "ice_liaison", "administrator", "stranger"])
def test_for_the_agency_and_others_these_pages_are_absent(who, one, part, person):
    assert visitor(getattr(who, person)).get(f"/requests/{one.pk}/moments/{part}").status_code == 404


@pytest.mark.parametrize("person", ["specialist", "counsel", "approver", "authorizer", "oversight"])
def test_irs_case_roles_and_oversight_may_look(who, one, person):
    assert page(getattr(who, person), one).status_code == 200


def test_another_agencys_request_is_absent_also_for_oversight(who, one):
    access.revoke(who.oversight, Role.OVERSIGHT, who.usao, by=who.administrator, why=WHY)
    assert page(who.oversight, one).status_code == 404


def test_irs_staff_see_no_draft(who):
    assert page(who.specialist, draft(who)).status_code == 404


def test_notes_are_told_with_their_readers_as_they_stood(who, one):
    before = len(Line(one).events)
    notes.write(one.pk, by=who.counsel, why=WHY, readers="irs", text="Ask about the date.")
    assert "Ask about the date." not in page(who.oversight, one, event=before).content.decode()
    text = page(who.oversight, one).content.decode()
    assert "Ask about the date." in text
    assert "IRS only" in text


def test_an_order_bars_from_the_event_that_entered_it(who, one):
    before = len(Line(one).events)
    terms = {"kind": "stay", "court": "D.D.C.", "docket": "25-cv-1", "citation": "D.D.C. 1", "binds": "the IRS"}
    holding.enter_order(by=who.counsel, why=WHY, **terms, acts=["disclose"], starts=today(), disclosure_request=one)
    assert figures(page(who.oversight, one))["Court orders"] == ("1 in force", "")
    assert figures(page(who.oversight, one, event=before))["Court orders"] == ("0 in force", "1 in force")


def test_an_order_entered_before_the_request_was_begun_is_no_event_of_it(apart):
    who, _ = apart
    terms = {"kind": "stay", "court": "D.D.C.", "docket": "25-cv-1", "citation": "D.D.C. 1", "binds": "the IRS"}
    holding.enter_order(by=who.counsel, why=WHY, **terms, acts=["disclose"], starts=today(), agency=who.usao)
    answer = page(who.oversight, draft(who, subject_fields()), event=1)
    assert answer.context["event"].actor_name == "Test Liaison"
    assert figures(answer)["Court orders"] == ("1 in force", "")


def test_acts_of_custody_and_incidents_are_told_as_they_stood(apart):
    who, _ = apart
    release = received(who)
    used(who, release)
    before = len(Line(release.disclosure_request).events)
    act(release, Custody.RETURNED, who.liaison)
    incident(release, who.specialist)
    now = figures(page(who.oversight, release.disclosure_request))
    assert (now["Package"][0], now["Incidents"]) == ("Returned", ("1 open", ""))
    answer = page(who.oversight, release.disclosure_request, event=before)
    assert figures(answer)["Package"] == ("Received", "Returned (for Test Recipient; return certified)")
    assert figures(answer)["Incidents"] == ("None", "1 open (1 reported)")
    assert [f.more for f in answer.context["figures"] if f.label == "Package"] == ["for Test Recipient; use certified"]


def test_a_flag_narrows_the_subjects(who):
    made = draft(who, subject_fields(), subject_fields(first_name="FNU"))
    code = made.subjects.latest("row").review_codes[0]
    answer = page(who.oversight, made, code=code)
    assert [s.row for s in answer.context["subjects"]] == [2]
    assert code in answer.context["codes"]


def test_no_flag_is_said_only_of_subjects_that_were_not_set_aside(who, one):
    assert "on a subject that wasn’t set aside." in page(who.oversight, one).content.decode()


def test_the_timeline_and_the_decisions_lead_here(who, one):
    timeline = visitor(who.oversight).get(f"/requests/{one.pk}/timeline/").content.decode()
    event = Line(one).events.all[-1]
    assert f'/requests/{one.pk}/moments/?at={event.last}"' in timeline
    shown = visitor(who.specialist).get(f"/requests/{one.pk}/").content.decode()
    assert f"/requests/{one.pk}/moments/?decided={decided(one, 'approval')}" in shown
    assert "/moments/" not in visitor(who.liaison).get(f"/requests/{one.pk}/").content.decode()
    assert "/moments/" not in visitor(who.specialist).get("/").content.decode()


def test_the_pages_ask_a_fixed_number_of_queries(apart):
    who, one = apart
    for person in (who.counsel, who.specialist, who.approver):
        for _ in range(3):
            notes.write(one.pk, by=person, why=WHY, readers="irs", text="t")
    browser, here = visitor(who.oversight), f"/requests/{one.pk}/moments/"
    for place in (here, f"{here}?event=4", f"{here}?decided={decided(one, 'approval')}", f"{here}difference/?first=1"):
        assert queries_of(browser, place) <= 62, place
