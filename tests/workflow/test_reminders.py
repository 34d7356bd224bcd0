"""Reminders rise level by level, are made once a level and at most one digest a person a day, and end with the act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from audits.acting import SETUP, acting
from requests_app.access import revoke
from requests_app.models import Person, Release, Reminder, ReminderDigest
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.rules.incidents import Act
from requests_app.rules.roles import Role
from requests_app.tasks import remind
from requests_app.workflow import fulfilment, incidents, reminding
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast
from tests.released import SECRET, act, confirmed, incident, lost, order, transmitted, used

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int) -> Release:
    return Release.objects.get(pk=walked)


def after(days: int):
    return today() + timedelta(days=days)


def told(days: int) -> set[str]:
    """Remind on a day from now; return who was told of something new after a release, by user name."""
    known = set(ReminderDigest.objects.values_list("pk", flat=True))
    reminding.remind(after(days))
    new = ReminderDigest.objects.filter(lines__isnull=False).exclude(pk__in=known).distinct().select_related("person")
    return {digest.person.username for digest in new}


def test_an_unconfirmed_receipt_is_told_to_the_recipient_then_both_offices_then_counsel_and_oversight(who):
    first, second = {"recipient"}, {"recipient", "signer", "specialist", "transmitter"}
    assert [told(days) for days in (0, 2, 3, 4, 7, 8)] == [set(), set(), first, set(), second, set()]
    assert told(14) == second | {"counsel", "oversight"}
    assert told(400) == set()


def test_what_awaits_a_person_takes_as_many_queries_for_two_releases_as_for_one(who):
    roles = {Role.LIAISON: frozenset({who.usao.pk})}

    def taken() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert reminding.awaits(who.liaison, roles, after(20)) == []
        return len(caught)

    of_one = taken()
    transmitted(who)
    assert taken() == of_one <= 6


def test_a_missed_week_is_made_up_at_once_and_twice_on_one_day_is_once(who):
    assert told(20) == {"recipient", "signer", "specialist", "transmitter", "counsel", "oversight"}
    assert told(20) == told(21) == set()


def test_use_is_asked_for_from_thirty_days_before_and_ends_with_its_certificate(who, release):
    release = confirmed(who, release)
    assert told(330) == set()
    assert told(335) == {"recipient"}
    used(who, release)
    assert [one.waiting.kind for one in reminding.due(None, after(360))] == []


def test_return_or_destruction_overdue_rises_and_ends_when_done(who, release):
    release = confirmed(who, release)
    used(who, release)
    assert told(364) == set()
    assert told(365) == {"recipient"}
    assert told(379) == {"recipient", "signer", "specialist", "transmitter"}
    act(release, Custody.DESTROYED, who.liaison)
    assert told(395) == set()
    assert reminding.due(None, after(500)) == []


def test_an_extension_begins_anew(who, release):
    release = confirmed(who, release)
    used(who, release)
    assert told(365) == {"recipient"}
    act(release, Custody.EXTENDED, who.counsel, on=after(500))
    assert told(366) == set()
    assert told(500) == {"recipient"}


def report(one, act, by):
    incidents.record(one.pk, act, by=by, why="Sent.")


def test_the_report_of_an_incident_is_asked_for_before_its_24_hours_end_and_after_and_ends_when_it_is_marked(
    who, release
):
    release = confirmed(who, release)
    used(who, release)
    one = lost(release, who.liaison)
    assert told(0) == {"liaison"}
    assert told(1) == {"liaison", "signer", "specialist", "transmitter"}
    assert told(1) == set()
    assert told(2) == {"liaison", "signer", "specialist", "transmitter", "counsel", "oversight"}
    assert told(3) == set()
    report(one, Act.TIGTA, who.liaison)
    assert len(reminding.reports_due(after(4))) == 1
    report(one, Act.SAFEGUARDS, who.signer)
    assert reminding.reports_due(after(4)) == []


def test_two_incidents_of_one_release_on_one_day_are_two(who, release):
    release = confirmed(who, release)
    first, second = lost(release, who.liaison), lost(release, who.liaison)
    assert told(0) == {"liaison"}
    assert {line.incident_id for line in Reminder.objects.all()} == {first.pk, second.pk}
    third = lost(release, who.liaison)
    assert told(1) == {"liaison", "signer", "specialist", "transmitter"}
    assert Reminder.objects.filter(person=who.liaison, incident=third).count() == 1


def test_the_irss_own_incident_is_told_to_nobody_of_the_agency(who, release):
    release = confirmed(who, release)
    used(who, release)
    one = incident(release, who.counsel)
    assert told(0) == {"counsel", "specialist", "transmitter"}
    assert told(1) == {"counsel", "specialist", "transmitter", "oversight"}
    report(one, Act.TIGTA, who.specialist)
    assert reminding.reports_due(after(2)) == []


def test_where_who_reported_it_left_his_side_is_told(who, release):
    lost(confirmed(who, release), who.liaison)
    revoke(who.liaison, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    assert told(0) == {"recipient", "signer"}


def test_the_mail_of_an_incident_says_by_when_and_nothing_of_what_happened(who, release):
    release = confirmed(who, release)
    lost(release, who.liaison, subject_ids=[release.items.get().subject_id])
    with acting(by=SETUP, why=WHY):
        Person.objects.filter(pk=who.liaison.pk).update(email="liaison@agency.example")
    with override_settings(EMAIL_BACKEND=LOCMEM):
        told(0)
    (sent,) = mail.outbox
    case = release.disclosure_request
    assert f"- Request {case.number}: Report the incident, and mark that (due {after(1)} " in sent.body
    words = (SECRET, case.title, case.purpose, "476 Prototype", "Forged", "912", "disk", "loss", "Official")
    assert not any(word in sent.body.replace(case.number, "") for word in words)


def test_what_a_court_order_forbids_is_not_asked_for(who, release):
    release = confirmed(who, release)
    used(who, release)
    order(who, "use")
    assert told(400) == set()


def test_where_the_recipient_left_the_agencys_liaisons_are_told(who, release):
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    assert told(3) == {"liaison"}
    awaited = reminding.awaits(who.liaison, {Role.LIAISON: frozenset({who.usao.pk})}, after(3))
    assert [one.waiting.kind for one in awaited] == ["receipt"]


def test_of_what_was_never_opened_and_is_shut_specialists_are_told_and_nobody_of_the_agency(who, release):
    """The agency's liaisons were told to confirm the receipt of what nobody can open any more."""
    revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    assert told(3) == {"specialist", "transmitter"}
    assert told(14) == {"specialist", "transmitter", "counsel", "oversight"}
    on_agency = {role: frozenset({who.usao.pk}) for role in (Role.LIAISON, Role.SIGNER)}
    assert reminding.awaits(who.liaison, on_agency, after(14)) == []
    awaited = reminding.awaits(who.specialist, {Role.SPECIALIST: frozenset({who.usao.pk})}, after(3))
    assert [one.waiting.kind for one in awaited] == ["shut"]
    fulfilment.end(release.pk, by=who.specialist, why="The recipient has left.", seen=mark(release))
    assert told(400) == set()


def test_what_awaits_a_person_is_derived_for_the_page_without_any_reminder(who):
    agencies = frozenset({who.usao.pk})
    for days, waits in ((2, 0), (3, 0), (7, 1)):
        assert len(reminding.awaits(who.specialist, {Role.SPECIALIST: agencies}, after(days))) == waits
    assert reminding.awaits(who.ice_liaison, {Role.LIAISON: frozenset({who.ice.pk})}, after(90)) == []
    assert not Reminder.objects.exists()


def test_the_mail_holds_the_number_and_nothing_else_of_the_case(who, release):
    with acting(by=SETUP, why=WHY):
        Person.objects.filter(pk=who.recipient.pk).update(email="recipient@agency.example")
    with override_settings(EMAIL_BACKEND=LOCMEM):
        told(3)
    (sent,) = mail.outbox
    case = release.disclosure_request
    assert sent.to == ["recipient@agency.example"]
    assert case.number in sent.body
    assert not any(word in sent.body for word in (SECRET, case.title, case.purpose, "476 Prototype", "Forged"))


def test_what_was_recorded_is_not_mailed_again_after_a_kill_between_the_two(who):
    with acting(by=SETUP, why=WHY):
        Person.objects.filter(pk=who.recipient.pk).update(email="recipient@agency.example")
    with override_settings(EMAIL_BACKEND="tests.workflow_mail.Killed"), pytest.raises(KeyboardInterrupt):
        told(3)
    with override_settings(EMAIL_BACKEND=LOCMEM):
        assert told(3) == told(4) == set()
    assert mail.outbox == []
    assert ReminderDigest.objects.get(person=who.recipient).mailed


def test_the_task_reminds_of_today(who):
    remind()
    assert not Reminder.objects.exists()


def test_nobody_writes_a_reminder_in_person(who, release):
    told(3)
    made = Reminder.objects.get()
    assert (made.level, made.name) == (1, who.recipient.get_full_name())
    with pytest.raises(DatabaseError, match="system's own"), acting(by=who.specialist, why=WHY):
        Reminder.objects.create(
            agency=who.usao,
            disclosure_request=release.disclosure_request,
            release=release,
            kind="use",
            day=today(),
            level=1,
            person=who.liaison,
            digest=made.digest,
        )
