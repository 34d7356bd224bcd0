"""The pages after a release: custody for both sides, incidents with their clock and report, re-audits, disposal."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.models import CustodyAct, Incident, IncidentAct, ListedWord, Reaudit, Release, RetentionPeriod
from requests_app.models.as_facts import today
from requests_app.rules.incidents import Act
from requests_app.rules.retention import SHORTENED
from requests_app.rules.roles import Role
from requests_app.tasks import reaudit_releases
from requests_app.views import custody
from requests_app.workflow import incidents, reaudit, reminding
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import body, queries_of, visitor
from tests.released import SECRET, incident, lost, order, received, transmitted, used

MINUTES = "%Y-%m-%dT%H:%M"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return received(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int, db) -> Release:
    return Release.objects.get(pk=walked)


def place(release, *parts) -> str:
    return "/".join(["/requests", str(release.disclosure_request_id), "after", str(release.pk), *map(str, parts), ""])


def of_incident(one, *parts) -> str:
    return "/".join(["/requests", str(one.disclosure_request_id), "incidents", str(one.pk), *map(str, parts), ""])


def found_run(who) -> Reaudit:
    with acting(by=SETUP, why=WHY):
        ListedWord.objects.create(kind="name", words="ZWEIGELTHOFER")
    begun = reaudit.begin(who.usao.pk, by=who.specialist, why=WHY)
    reaudit_releases(begun.pk)
    return begun


def test_both_sides_see_where_it_stands_and_nobody_else(who, release):
    for name in ("liaison", "signer", "specialist", "counsel", "oversight"):
        page = body(who.people()[name], place(release))
        assert "Test Keeper" in page and "Room 1" in page
    for name in ("ice_liaison", "administrator", "stranger"):
        assert visitor(who.people()[name]).get(place(release)).status_code == 404


def test_the_list_leads_to_each_release_and_shows_its_day(who, release):
    page = body(who.liaison, "/after/")
    due = today() + timedelta(days=365)
    assert place(release) in page and f"{due:%b} {due.day}, {due.year}" in page
    assert release.disclosure_request.number not in body(who.ice_liaison, "/after/")


def test_taxpayers_are_counted_and_not_their_items(who):
    release = transmitted(who, items=["address", "name"])
    assert release.items_count == 2
    assert '<td class="desk-number" data-label="Taxpayers">1</td>' in body(who.specialist, "/after/")
    assert '<dt>Taxpayers</dt><dd class="desk-number">1</dd>' in body(who.specialist, place(release))


def test_an_open_incident_stays_on_the_list_however_many_are_newer_and_each_list_goes_on(who, release, monkeypatch):
    monkeypatch.setattr(custody, "PAGE", 1)
    second, (old, *newer) = transmitted(who), [lost(release, who.liaison) for _ in range(4)]
    for one in newer:
        for act in (Act.TIGTA, Act.SAFEGUARDS):
            incidents.record(one.pk, act, by=who.liaison, why="Sent.")
        incidents.record(one.pk, Act.CLOSED, by=who.counsel, why="Found again.")
    browser, closed, releases = visitor(who.oversight), [], []
    page = browser.get("/after/")
    assert [one.incident for one in page.context["incidents"]] == [old]
    while page:
        closed += [one.incident for one in page.context["closed"]]
        onward = page.context["closed_pages"]["next_url"]
        assert onward.replace("&", "&amp;") in page.content.decode()
        page = browser.get("/after/" + onward) if onward else None
    assert closed == newer[::-1]
    page = browser.get("/after/?closed=9")
    releases += [one.release for one in page.context["followed"]]
    page = browser.get("/after/" + page.context["pages"]["next_url"])
    releases += [one.release for one in page.context["followed"]]
    assert releases == [second, release] and page.context["pages"]["next_url"] == ""
    assert page.context["pages"]["first_url"] == "?closed=9"


def test_the_list_takes_a_few_queries_whatever_its_length(who, release):
    assert queries_of(visitor(who.oversight), "/after/") <= 16


def after_the_return(who, release) -> str:
    browser, address = visitor(who.liaison), place(release, "returned")
    shown = browser.get(address).context["form"].initial
    sent = {"on": today().isoformat(), "why": "All copies, by courier.", "key": shown["key"], "seen": shown["seen"]}
    return browser.post(address, sent, follow=True).content.decode()


def test_after_the_return_the_agency_reads_what_an_incident_still_asks_of_it(who, release):
    """It read “Nothing more is due” while a disposal was to be confirmed, or a loss to be reported."""
    used(who, release)
    for one in (incident(release, who.specialist), lost(release, who.liaison)):
        if one.side == "irs":
            incidents.record(one.pk, Act.NOTICE, by=who.specialist, why="By letter.")
    said = after_the_return(who, release)
    steps = ("the report to TIGTA", "the report to IRS Safeguards", "confirmation of disposal")
    assert "The return is certified." in said and all(step in said for step in steps)
    assert "still asks of your agency" in said and "Nothing more is due" not in said


def test_after_the_return_an_incident_that_the_agency_does_not_know_is_not_told(who, release):
    used(who, release)
    incident(release, who.specialist)
    said = after_the_return(who, release)
    assert "Its keeping has ended." in said and "still asks" not in said and "Nothing more is due" not in said


def test_the_agency_records_its_acts_on_the_page(who, release):
    browser, sent = visitor(who.liaison), {"on": today().isoformat(), "why": "For the grand jury."}
    answer = browser.post(place(release, "used"), sent | {"used_by": "Test Recipient", "key": uuid4()})
    assert answer.status_code == 302
    shown = browser.get(place(release, "destroyed")).context["form"].initial
    answer = browser.post(place(release, "destroyed"), sent | {"key": shown["key"], "seen": shown["seen"]})
    assert answer.status_code == 302
    assert [act.kind for act in CustodyAct.objects.all()] == ["destroyed", "used"]
    assert "Destroyed" in body(who.specialist, place(release))


def test_a_form_without_words_changes_nothing_and_says_so(who, release):
    answer = visitor(who.liaison).post(place(release, "moved"), {"custodian": "New", "on": today().isoformat()})
    page = answer.content.decode()
    assert "Say where the information is kept. Nothing was changed yet." in page
    assert not CustodyAct.objects.exists()


def test_two_clicks_are_one_act(who, release):
    said = {"on": today().isoformat(), "why": "Never opened.", "key": uuid4()}
    for _ in range(2):
        assert visitor(who.liaison).post(place(release, "unused"), said).status_code == 302
    assert CustodyAct.objects.count() == 1


def test_a_freeze_is_shown_and_why_it_may_not_be_destroyed(who, release):
    used(who, release)
    order(who, "use")
    for address in (place(release), place(release, "destroyed"), place(release, "used")):
        assert "Frozen by court order" in body(who.liaison, address)
    answer = visitor(who.liaison).post(
        place(release, "destroyed"), {"on": today().isoformat(), "why": "Shredded.", "key": uuid4()}
    )
    assert answer.status_code == 409 and "kept as it is" in answer.content.decode()
    assert CustodyAct.objects.count() == 1


def test_who_may_not_extend_reads_why(who, release):
    assert "This is for: disclosure specialist, legal reviewer." in body(who.liaison, place(release, "extended"))


def test_an_incident_is_reported_followed_and_its_report_downloaded(who, release):
    said = {"kind": "erroneous", "rows": "1", "noticed_by": "A. Official", "why": "Wrong row.", "key": uuid4()}
    said["noticed_at"] = timezone.localtime().strftime(MINUTES)
    answer = visitor(who.specialist).post(place(release, "incident"), said)
    one = Incident.objects.get()
    assert answer.url == of_incident(one)
    assert "Report due at once" in body(who.counsel, of_incident(one))
    done = {
        "done_at": (timezone.localtime() + timedelta(minutes=0)).strftime(MINUTES),
        "why": "Sent.",
        "reference": "7",
    }
    done["done_at"] = timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S")
    assert visitor(who.specialist).post(of_incident(one, "tigta"), done).status_code == 302
    assert IncidentAct.objects.get().reference == "7"
    answer = visitor(who.oversight).get(of_incident(one) + "report.txt")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="incident-{one.pk}.txt"'
    assert SECRET not in answer.content.decode() and "reference 7" in answer.content.decode()


def test_rows_that_are_not_in_the_release_are_refused_on_the_form(who, release):
    said = {"kind": "loss", "rows": "1, 9", "noticed_by": "A. Official", "why": "Lost.", "key": uuid4()}
    said["noticed_at"] = timezone.localtime().strftime(MINUTES)
    page = visitor(who.liaison).post(place(release, "incident"), said).content.decode()
    assert "Subject 9 isn&#x27;t in this release." in page
    assert not Incident.objects.exists()


def test_the_irss_incident_is_absent_to_the_agency_until_it_is_notified(who, release):
    one = incident(release, who.specialist)
    assert visitor(who.liaison).get(of_incident(one)).status_code == 404
    assert "No incident was reported." in body(who.liaison, place(release))
    incidents.record(one.pk, Act.NOTICE, by=who.specialist, why="By letter.")
    page = body(who.liaison, of_incident(one))
    assert "Confirm disposal" in page


def test_the_lists_of_open_incidents_say_what_is_still_to_be_done(who, release):
    """Once it was reported they said “Reported”, and the agency read nowhere there that a disposal was asked of it."""
    one = incident(release, who.specialist)
    for act in (Act.TIGTA, Act.NOTICE):
        incidents.record(one.pk, act, by=who.specialist, why="By letter.")
    for place_of_list in ("/", "/after/"):
        assert "Still open: confirmation of disposal" in body(who.liaison, place_of_list)


def test_an_incident_of_another_request_is_absent(who, release):
    one = lost(release, who.liaison)
    assert visitor(who.liaison).get(of_incident(one).replace("requests/", "requests/9")).status_code == 404


def test_what_awaits_is_on_the_first_page_and_ends_with_the_act(committed_db):
    who = cast()
    with acting(by=who.administrator, why=WHY):
        RetentionPeriod.objects.filter(name="at_agency").update(length=20, citation="Schedule 9")
    release = received(who)
    page = body(who.recipient, "/")
    assert "What awaits you after release" in page and "certify its use" in page
    assert "What awaits you after release" not in body(who.specialist, "/")
    used(who, release)
    assert "What awaits you after release" not in body(who.recipient, "/")


def test_where_the_recipient_left_who_is_told_to_confirm_reads_why_it_waits(committed_db):
    """The liaison was asked for a receipt that only the recipient confirms, and read nowhere that he had left."""
    who = cast()
    release = transmitted(who)
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    its_request = f"/requests/{release.disclosure_request_id}/"
    for person, at in product((who.liaison, who.specialist), (place(release), its_request)):
        page = body(person, at)
        assert "no longer an officer" in page and "unless he or she is one again" in page
        assert "It was never opened: a disclosure specialist can end it in writing" in page


def test_a_re_audit_begins_by_a_button_and_shows_names_only_through_the_gate(who, release):
    answer = visitor(who.oversight).post("/reaudits/", {"agency": who.usao.pk, "why": "The list grew."})
    assert answer.url == reverse("reaudit", args=[Reaudit.objects.get().pk])
    reaudit_releases(Reaudit.objects.get().pk)
    begun = found_run(who)
    page = body(who.oversight, f"/reaudits/{begun.pk}/")
    assert "name.missing" in page and SECRET not in page
    looks = AccessRecord.objects.filter(person_id=who.oversight.pk, kind="subject").count()
    assert SECRET in body(who.oversight, f"/reaudits/{begun.pk}/releases/{release.pk}/")
    assert AccessRecord.objects.filter(person_id=who.oversight.pk, kind="subject").count() == looks + 1


def test_a_re_audit_that_finds_nothing_speaks_of_no_other_releases(who, release):
    begun = reaudit.begin(who.usao.pk, by=who.specialist, why=WHY)
    reaudit_releases(begun.pk)
    assert "Nothing was found in 1 release:" in body(who.oversight, f"/reaudits/{begun.pk}/")


def test_an_incident_is_offered_only_of_what_was_found(who, release):
    begun = reaudit.begin(who.usao.pk, by=who.specialist, why=WHY)
    reaudit_releases(begun.pk)
    page = body(who.specialist, f"/reaudits/{begun.pk}/releases/{release.pk}/")
    assert "there is nothing to report" in page and "Make it an incident" not in page
    page = body(who.specialist, f"/reaudits/{found_run(who).pk}/releases/{release.pk}/")
    assert "It is opened for the taxpayers below" in page and "Make it an incident" in page


def test_findings_become_an_incident_by_one_click(who, release):
    begun = found_run(who)
    address = f"/reaudits/{begun.pk}/releases/{release.pk}/incident/"
    assert visitor(who.oversight).post(address).status_code == 409
    for person in (who.counsel, who.specialist):
        assert visitor(person).post(address).url == of_incident(Incident.objects.get())
    assert Incident.objects.count() == 1


def test_a_second_tab_begins_no_second_run_and_one_begun_from_the_list_is_a_further_one(who, release):
    first, second = visitor(who.oversight), visitor(who.specialist)
    seen = [browser.get("/reaudits/").context["form"].initial["seen"] for browser in (first, second)]
    said = {"agency": who.usao.pk, "why": "The list grew."}
    begun = first.post("/reaudits/", said | {"seen": seen[0]})
    reaudit_releases(Reaudit.objects.get().pk)
    for browser, words, told in (
        (second, "Now and then.", "nothing was begun twice, and what you typed wasn't recorded"),
        (first, said["why"], "The re-audit has begun."),
    ):
        answer = browser.post("/reaudits/", said | {"seen": seen[1], "why": words}, follow=True)
        assert answer.redirect_chain[0][0] == begun.url and told in str(next(iter(answer.context["messages"])))
    assert Reaudit.objects.count() == 1
    again = second.get("/reaudits/").context["form"].initial["seen"]
    assert second.post("/reaudits/", said | {"seen": again}).url != begun.url
    assert Reaudit.objects.count() == 2


def test_runs_are_for_the_irss_side_alone(who, release):
    begun = found_run(who)
    for address in ("/reaudits/", f"/reaudits/{begun.pk}/", f"/reaudits/{begun.pk}/releases/{release.pk}/"):
        for name in ("liaison", "signer", "recipient", "administrator"):
            assert visitor(who.people()[name]).get(address).status_code == 404


def test_an_administrator_sets_a_period_with_its_citation_and_others_read_why_not(who):
    said = {"length": 400, "citation": "IRM 11.3.28", "why": "A new schedule.", "seen": 0}
    page = visitor(who.administrator).get("/lists/retention/at_agency/")
    said["seen"] = page.context["form"].initial["seen"]
    assert visitor(who.administrator).post("/lists/retention/at_agency/", said).status_code == 302
    assert RetentionPeriod.objects.get(name="at_agency").length == 400
    assert visitor(who.administrator).post("/lists/retention/at_agency/", said | {"length": 999}).status_code == 409
    assert "administrator only" in body(who.counsel, "/lists/retention/at_agency/")
    assert "400 days" in body(who.oversight, "/lists/retention/")


def test_history_says_what_a_period_was_and_names_it_as_its_page_does(who, release):
    """It read “set the retention period package to 1 years”, and not that seven had stood."""
    browser = visitor(who.administrator)
    for length, citation in ((7, "Schedule 3"), (1, "Schedule 4")):
        seen = browser.get("/lists/retention/package/").context["form"].initial["seen"]
        said = {"length": length, "citation": citation, "why": "A new schedule.", "seen": seen}
        assert browser.post("/lists/retention/package/", said).status_code == 302
    assert "set the retention period “Packages” to 1 year, which was 7" in body(who.oversight, "/oversight/history/")
    assert "<td>1 year</td>" in body(who.oversight, "/lists/retention/")


@pytest.mark.parametrize(
    ("name", "words"),
    [("at_agency", "received from now on"), ("package", "ended before as well"), ("files", "ended before as well")],
)
def test_a_period_says_for_what_it_counts_before_and_after_it_is_set(who, name, words):
    browser, place = visitor(who.administrator), f"/lists/retention/{name}/"
    page = browser.get(place)
    assert words in page.content.decode()
    said = {"length": 2, "citation": "Schedule 3", "why": "Shorter.", "seen": page.context["form"].initial["seen"]}
    assert "The period is set. Before: " in (after := browser.post(place, said, follow=True).content.decode())
    assert after.count(words) == 2


@pytest.mark.parametrize("cited", ["NIST SP 800-53 AU-11", "nist sp 800-53, AU 11."])
def test_a_shorter_period_asks_for_another_citation_at_its_field(who, cited):
    browser, place = visitor(who.administrator), "/lists/retention/package/"
    page = browser.get(place)
    assert "Now: 7 years, NIST SP 800-53 AU-11." in page.content.decode()
    said = {"length": 3, "citation": cited, "why": "Room.", "seen": page.context["form"].initial["seen"]}
    assert SHORTENED in browser.post(place, said).context["form"].errors["citation"]
    assert RetentionPeriod.objects.get(name="package").length == 7
    done = browser.post(place, said | {"citation": "GRS 4.2, item 20"}, follow=True).content.decode()
    assert "Before: 7 years, NIST SP 800-53 AU-11. Now: 3 years, GRS 4.2, item 20." in done


def test_who_was_reminded_is_on_the_irss_side_of_the_page_alone(committed_db):
    who = cast()
    release = transmitted(who)
    reminding.remind(today() + timedelta(days=7))
    assert "Test Recipient: confirm receipt, level 2" in body(who.oversight, place(release))
    assert "Who was reminded" not in body(who.liaison, place(release))
