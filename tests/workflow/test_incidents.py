"""Incidents: in writing, by whose they are, reported in time without tax data; a package under one isn't opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from audits.acting import acting
from requests_app.access import Absent, agencies_by_role, narrow
from requests_app.models import Incident, IncidentAct, Release
from requests_app.models.as_facts import today
from requests_app.rules.incidents import Act, Kind, Side, Stands, clock
from requests_app.workflow import fulfilment, holding, incident_report, incidents, subjects_of_release
from requests_app.workflow.refused import Refused, Unfit
from tests.cast import WHY, Cast, cast
from tests.released import SECRET, incident, lost, order, received, transmitted

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int) -> Release:
    return Release.objects.get(pk=walked)


def do(one: Incident, act: Act, by, **more) -> IncidentAct:
    return incidents.record(one.pk, act, by=by, why=more.pop("why", "It was done."), **more)


def bars(release) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_incident_bars(%s)", [release.pk])
        return cursor.fetchone()[0]


def fetch(who, release):
    return fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")


def test_under_an_erroneous_disclosure_the_package_is_not_opened_until_it_is_closed(who, release):
    assert not bars(release)
    one = incident(release, who.specialist)
    assert bars(release)
    with pytest.raises(Refused, match="has not finished with this package"):
        fetch(who, release)
    do(one, Act.TIGTA, who.specialist, reference="T-1")
    do(one, Act.NOTICE, who.counsel)
    do(one, Act.DISPOSAL, who.liaison)
    do(one, Act.CLOSED, who.counsel)
    assert not bars(release)
    assert fetch(who, release)


def test_a_loss_at_the_agency_bars_nothing(who, release):
    lost(release, who.liaison)
    assert not bars(release)


def test_the_agency_knows_of_the_irss_incident_only_once_it_is_notified(who, release):
    one = incident(release, who.specialist)
    with pytest.raises(Absent):
        incidents.find(one.pk, by=who.liaison)
    for agencies, irs, seen in (((who.usao.pk,), (), 0), ((who.usao.pk,), (who.usao.pk,), 1), ((who.ice.pk,), (), 0)):
        narrow(agencies, irs_side=irs)
        assert (Incident.objects.count(), Incident.history.count()) == (seen, seen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', '', true)")
    do(one, Act.NOTICE, who.specialist)
    assert incidents.find(one.pk, by=who.liaison).incident == one
    narrow((who.usao.pk,))
    assert Incident.objects.count() == IncidentAct.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', '', true)")


def test_each_side_reports_its_own_and_others_find_nothing(who, release):
    with pytest.raises(Refused, match="own side"):
        incident(release, who.specialist, Kind.UNAUTHORIZED)
    with pytest.raises(Refused, match="This is for"):
        incident(release, who.oversight)
    for name in ("ice_liaison", "stranger", "administrator"):
        with pytest.raises(Absent):
            incident(release, who.people()[name])
    assert incident(release, who.signer, Kind.UNAUTHORIZED).side == "agency"


def test_steps_are_done_in_order_by_whose_they_are_and_once(who, release):
    one = incident(release, who.specialist)
    wrong = [
        (Act.DISPOSAL, who.counsel, "This is for"),
        (Act.SAFEGUARDS, who.specialist, "This is for"),
        (Act.CLOSED, who.specialist, "This is for"),
        (Act.CLOSED, who.counsel, "Still open: the report to TIGTA, notice to the agency, confirmation of disposal."),
        (Act.NOTICE, who.approver, "This is for"),
    ]
    for act, by, words in wrong:
        with pytest.raises(Refused, match=words):
            do(one, act, by)
    do(one, Act.NOTICE, who.specialist)
    with pytest.raises(Refused, match="recorded already"):
        do(one, Act.NOTICE, who.counsel)
    do(one, Act.DISPOSAL, who.signer)
    do(one, Act.TIGTA, who.authorizer)
    do(one, Act.CLOSED, who.counsel)
    with pytest.raises(Refused, match="closed"):
        do(one, Act.TIGTA, who.authorizer)


def test_disposal_is_not_confirmed_while_an_order_preserves_it(who):
    one = incident(received(who), who.specialist)
    do(one, Act.NOTICE, who.specialist)
    hold = order(who, "use")
    with pytest.raises(Refused, match="kept as it is"):
        do(one, Act.DISPOSAL, who.liaison)
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 2")
    assert do(one, Act.DISPOSAL, who.liaison)


def test_two_clicks_are_one_incident(who, release):
    key = uuid4()
    said = {"kind": Kind.LOSS, "noticed_by": "A. Official", "noticed_at": timezone.now(), "key": key, "why": "Lost."}
    said["seen"] = 0
    assert incidents.report(release.pk, by=who.liaison, **said) == incidents.report(release.pk, by=who.liaison, **said)
    assert Incident.objects.count() == 1


def test_it_is_noticed_once_the_release_has_left_and_not_ahead(who, release):
    now = timezone.now()
    for at in (release.transmitted_at - timedelta(minutes=2), datetime(1, 1, 1, 5, tzinfo=UTC)):
        with pytest.raises(Unfit, match="noticed lies before the release left: .* is the earliest") as refused:
            lost(release, who.liaison, noticed_at=at)
        assert set(refused.value.fields) == {"noticed_at"}
    with pytest.raises(Unfit, match="noticed is still to come: .* is the latest"):
        lost(release, who.liaison, noticed_at=now + timedelta(minutes=2))
    assert lost(release, who.liaison, noticed_at=release.transmitted_at.replace(second=0, microsecond=0))


def test_it_happens_once_the_release_has_left_and_before_it_is_noticed(who, release):
    for days, words in (
        (-1, "before the release left: .* is the earliest day"),
        (1, "after the day when it was noticed"),
    ):
        with pytest.raises(Unfit, match=words) as refused:
            lost(release, who.liaison, happened_on=today() + timedelta(days=days))
        assert set(refused.value.fields) == {"happened_on"}
    assert lost(release, who.liaison, happened_on=today())


def test_an_act_is_done_since_it_was_noticed_and_says_something(who, release):
    one = lost(release, who.liaison)
    wrong = [
        ({"done_at": one.noticed_at - timedelta(minutes=2)}, "done_at", "before the incident was noticed"),
        ({"done_at": timezone.now() + timedelta(minutes=2)}, "done_at", "still to come"),
        ({"why": " - "}, "why", "Put it in words"),
        ({"reference": "7\u202e8"}, "reference", "marks that no reader sees"),
    ]
    for said, field, words in wrong:
        with pytest.raises(Unfit, match=words) as refused:
            do(one, Act.TIGTA, who.liaison, **said)
        assert set(refused.value.fields) == {field}
    assert do(one, Act.TIGTA, who.liaison, done_at=one.noticed_at.replace(second=0, microsecond=0))


def test_open_incidents_are_listed_most_overdue_first(who, release):
    later, first, reported = lost(release, who.liaison), incident(release, who.specialist), lost(release, who.liaison)
    for done in (Act.TIGTA, Act.SAFEGUARDS):
        do(reported, done, who.liaison)
    listed = incidents.open_ones(who.oversight, agencies_by_role(who.oversight))
    assert [one.incident for one in listed] == [first, later, reported]


@pytest.mark.parametrize(
    "words",
    [
        f"The address of Carl {SECRET} went astray.",
        f"It was {SECRET.upper()}, Carl.",
        "He lives at 476 Prototype Ave.",
        "It bears 912-66-0001.",
        "It bears 912660001.",
    ],
)
def test_words_that_name_a_taxpayer_are_refused(who, release, words):
    with pytest.raises(Refused, match="say “subject 3” instead"):
        incident(release, who.liaison, Kind.LOSS, why=words)
    one = lost(release, who.liaison)
    with pytest.raises(Refused, match="say “subject 3” instead"):
        do(one, Act.TIGTA, who.liaison, why=words)


@pytest.mark.parametrize(
    "words", ["A disk with 3 files is missing.", "Order 25-cv-00457 of 2025-11-21; call 202-555-0143."]
)
def test_ordinary_words_are_taken(who, release, words):
    assert incident(release, who.liaison, Kind.LOSS, why=words)


def test_rows_are_read_and_others_refused(release):
    subject = release.items.get().subject_id
    assert subjects_of_release.subjects_numbered(release.pk, "1") == ([subject], [])
    assert subjects_of_release.subjects_numbered(release.pk, " ") == ([], [])
    for text in ("2", "1-3", "x", "3-1", "1-99999999", "٣"):
        found, wrong = subjects_of_release.subjects_numbered(release.pk, text)
        assert wrong, text


def test_the_report_holds_counts_days_and_numbers_and_nothing_of_a_taxpayer(who):
    release = received(who)
    one = incident(release, who.liaison, Kind.LOSS, why="A disk is missing; the red folder too.")
    do(one, Act.TIGTA, who.liaison, reference="TIGTA 7", why="By telephone to the red desk.")
    text = incident_report.text(incidents.find(one.pk, by=who.liaison))
    subject = release.items.get().subject
    sent = [str(getattr(subject, name)) for name in ("first_name", "last_name", "address_line1", "city", "postal_code")]
    sent += [subject.reason, subject.case_number, subject.date_of_birth, subject.tax_periods, "912", "0001"]
    assert [value for value in sent if value and value in text.replace(release.disclosure_request.number, "")] == []
    assert "red" not in text.replace("reported", "").replace("Reported", "").replace("returned", "").replace(
        "Transferred", ""
    )
    assert "the report to IRS Safeguards" in text and "Mark as" not in text
    for word in (release.disclosure_request.number, "Taxpayers concerned", "1 (the whole release)", "TIGTA 7", "Loss"):
        assert word in text


def test_the_report_counts_taxpayers_and_not_their_items(who):
    release = transmitted(who, items=["address", "name"])
    assert (release.taxpayers, release.items_count) == (1, 2)
    whole, row = lost(release, who.liaison), lost(release, who.liaison, subject_ids=[release.items.first().subject_id])
    said = [dict(incident_report.lines(incidents.find(one.pk, by=who.liaison))) for one in (whole, row)]
    assert [one["Taxpayers concerned"] for one in said] == ["1 (the whole release)", "1 of 1"]


def test_an_agency_reports_within_24_hours_and_irs_staff_at_once():
    now = timezone.now()

    def after(side: Side, hours: float, *done: str) -> str:
        return clock(Stands(side, now - timedelta(hours=hours), frozenset(done), held=False), now)

    assert after(Side.AGENCY, 1) == "Report due in 23 h 0 min"
    assert after(Side.AGENCY, 26.5) == "The report is 2 h 30 min late"
    assert after(Side.AGENCY, 100, "tigta") == "The report is 3 days late"
    assert after(Side.AGENCY, 100, "tigta", "safeguards") == "Reported"
    assert after(Side.IRS, 0.5) == "Report due at once: noticed 30 min ago"
    assert after(Side.IRS, 5, "tigta") == "Reported"


def test_the_database_keeps_it_without_the_workflow(who, release):
    case = release.disclosure_request
    fields = {"agency_id": case.agency_id, "disclosure_request": case, "release": release, "words": "a test"}
    said = {"noticed_by": "A. Official", "noticed_at": timezone.now(), "name": "x"}
    own = {"side": "agency", "kind": "loss"}
    cases = [
        ({"side": "irs", "kind": "erroneous"}, who.liaison, "agency only"),
        ({"side": "agency", "kind": "erroneous", "subject_ids": [10**9]}, who.liaison, "subjects of its release"),
        ({"side": "irs", "kind": "unauthorized"}, who.specialist, "says who noticed"),
        ({**own, "noticed_at": timezone.now() - timedelta(days=9)}, who.liaison, "once the release has left"),
        ({**own, "happened_on": today() - timedelta(days=9)}, who.liaison, "once the release has left"),
    ]
    for more, by, words in cases:
        row = Incident(**fields, **(said | more), person=by, made_by_key=uuid4())
        with pytest.raises(DatabaseError, match=words), acting(by=by, why=WHY):
            row.save(force_insert=True)
    one = incident(release, who.specialist)
    closed = {"agency_id": case.agency_id, "disclosure_request": case, "incident": one, "kind": "closed"}
    row = IncidentAct(**closed, done_at=timezone.now(), words="a test", person=who.counsel, name="x")
    with pytest.raises(DatabaseError, match="once all"), acting(by=who.counsel, why=WHY):
        row.save(force_insert=True)
