"""What was released is followed to its end; and what should not have been is noticed, reported and disposed of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audits.acting import SETUP, acting
from requests_app.access import Absent
from requests_app.models import ListedWord, Reaudit, Reminder, Subject
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.rules.incidents import Act
from requests_app.tasks import reaudit_releases
from requests_app.views.story import page_of
from requests_app.workflow import custody, fulfilment, incident_report, incidents, reaudit, reminding
from tests.cast import WHY, cast, fresh
from tests.released import SECRET, act, received, transmitted, used

pytestmark = pytest.mark.django_db


def told(one, person) -> list[str]:
    return [sentence for line in page_of(fresh(one), person).lines for sentence in line.sentences]


def test_from_receipt_to_destruction() -> None:
    # Given a release whose receipt nobody confirms for a week
    who = cast()
    release = transmitted(who)
    reminding.remind(today() + timedelta(days=7))
    assert {r.person.username for r in Reminder.objects.all()} == {"recipient", "signer", "specialist", "transmitter"}

    # When it is confirmed, moved and used by an officer of the roster
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    fulfilment.confirm(release.pk, by=who.recipient, why=WHY, custodian="Test Keeper", location="Room 1")
    assert reminding.due(None, today() + timedelta(days=300)) == []
    act(release, Custody.MOVED, who.liaison, custodian="New Keeper", location="Safe 2")
    used(who, release)

    # Then its end is asked for when its day comes, and no more once it is destroyed
    assert [one.waiting.kind for one in reminding.due(None, today() + timedelta(days=365))] == ["end"]
    act(release, Custody.DESTROYED, who.signer, why="Shredded, with the copy on the backup.")
    assert reminding.due(None, today() + timedelta(days=900)) == []
    assert custody.find(release.pk, by=who.oversight).stands == "Destroyed"

    # and both sides read it in the request's history
    for person in (who.liaison, who.oversight):
        said = told(release.disclosure_request, person)
        assert "put what was released into the custody of New Keeper, Safe 2" in said


def test_an_erroneous_release_is_found_reported_and_disposed_of() -> None:
    # Given a release that wouldn't pass a list that has grown since
    who = cast()
    release = received(who)
    with acting(by=SETUP, why=WHY):
        ListedWord.objects.create(kind="name", words="ZWEIGELTHOFER")
    kept = list(Subject.objects.values())

    # When the night's re-audit finds it
    reaudit.begin_due()
    (pk,) = reaudit.unfinished()
    reaudit_releases(pk)
    run = Reaudit.objects.get(pk=pk)

    # Then counsel makes it an incident, which the agency doesn't see yet
    one = reaudit.incident_of(run, release.pk, by=who.counsel, why="The re-audit found it.")
    assert not incidents.visible(who.liaison).exists()

    # and it is reported, notified, disposed of and closed, each by whose it is
    with pytest.raises(Absent):
        incidents.record(one.pk, Act.DISPOSAL, by=who.liaison, why="Shredded.")
    for act_done, by in (
        (Act.TIGTA, who.counsel),
        (Act.NOTICE, who.specialist),
        (Act.DISPOSAL, who.liaison),
        (Act.CLOSED, who.counsel),
    ):
        incidents.record(one.pk, act_done, by=by, why="Done.")
    known = incidents.find(one.pk, by=who.oversight)
    assert known.closed and SECRET not in incident_report.text(known)
    said = told(release.disclosure_request, who.oversight)
    assert "reported an incident, erroneous disclosure by the IRS, concerning 1 taxpayer" in said
    assert "reported an incident to TIGTA" in said
    assert list(Subject.objects.values()) == kept
