"""Past releases judged again by today's rules and lists: what would not pass is listed, and nothing of the case changes."""

from __future__ import annotations

import pytest
from django.db import connection

from audits.acting import SETUP, acting
from requests_app.access import Absent, narrow
from requests_app.models import (
    DisclosureRequest,
    Incident,
    ListedWord,
    Reaudit,
    ReauditFinding,
    ReauditRelease,
    ReauditState,
    Subject,
)
from requests_app.tasks import nightly, reaudit_releases
from requests_app.workflow import incidents, reaudit
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, on_record, subject_fields, transmit, walk
from tests.released import order, received, transmitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def run(who: Cast, by=None) -> Reaudit:
    begun = reaudit.begin(who.usao.pk, by=by or who.oversight, why=WHY)
    reaudit_releases(begun.pk)
    return Reaudit.objects.get(pk=begun.pk)


def listed(words: str, kind: str = "address") -> None:
    """An administrator lists words that stand for having none."""
    with acting(by=SETUP, why=WHY):
        ListedWord.objects.create(kind=kind, words=words)


def test_what_passed_and_would_pass_is_not_listed(who):
    release = received(who)
    begun = run(who)
    assert not begun.findings.exists()
    row = begun.releases.get()
    assert (row.release_id, row.judged, row.failed, row.codes) == (release.pk, 1, 0, [])
    assert begun.state.finished_at


def test_what_would_not_pass_by_a_list_that_grew_is_listed_and_the_case_stays_as_it_is(who):
    release = received(who)
    kept = list(Subject.objects.values())
    cases = list(DisclosureRequest.objects.values())
    listed("ZWEIGELTHOFER", "name")
    begun = run(who)
    found = begun.findings.get()
    assert (found.release_id, found.row, found.codes) == (release.pk, 1, ["name.missing"])
    assert reaudit.counts(begun) == {release.pk: {"name.missing": 1}}
    assert begun.releases.get().failed == begun.state.failed == 1
    assert list(Subject.objects.values()) == kept and list(DisclosureRequest.objects.values()) == cases


def test_an_order_entered_since_is_listed(who):
    received(who)
    order(who, "disclose")
    begun = run(who)
    assert begun.findings.get().codes == ["hold.active"]
    assert "hold.active" in begun.releases.get().codes


def test_only_releases_that_left_are_judged_and_only_this_agencys(who):
    transmitted(who)
    walk(who, draft(who, ice=True), "completeness")
    assert run(who).releases.count() == 1
    begun = reaudit.begin(who.ice.pk, by=who.specialist, why=WHY)
    reaudit_releases(begun.pk)
    assert begun.releases.count() == 0 and ReauditState.objects.get(pk=begun.pk).finished_at


def test_a_run_stopped_between_chunks_goes_on_where_it_was(who, monkeypatch):
    on_record()
    dora = subject_fields(first_name="Dora", last_name="Sampleton", address_line1="9 Mock St", reason=OTHER)
    on_record(last_name="Sampleton", first_name="Dora", tin="912-66-0002", address="9 Mock St, Phoenix, AZ 85004")
    transmit(who, walk(who, draft(who, subject_fields(), dora), "fulfilment"))
    listed("DEMOFIELD", "name")
    listed("SAMPLETON", "name")
    monkeypatch.setattr(reaudit, "AT_ONCE", 1)
    begun = reaudit.begin(who.usao.pk, by=who.specialist, why=WHY)
    assert next(reaudit.steps(begun.pk)) == 1
    assert (begun.findings.count(), reaudit.unfinished()) == (1, [begun.pk])
    assert list(reaudit.steps(begun.pk)) == [1, 0]
    assert [f.row for f in begun.findings.all()] == [1, 2]
    assert (begun.releases.get().judged, reaudit.unfinished()) == (2, [])


OTHER = "Payroll checks drawn on Sampleton's number were cashed twice; the grand jury wants to know where she lives."


def test_who_may_begin_one(who):
    for name in ("approver", "authorizer", "administrator", "liaison", "stranger"):
        with pytest.raises((Refused, Absent)):
            reaudit.begin(who.usao.pk, by=who.people()[name], why=WHY)
    first = reaudit.begin(who.usao.pk, by=who.specialist, why=WHY)
    assert reaudit.begin(who.usao.pk, by=who.oversight, why=WHY) == first


def test_the_night_begins_one_when_lists_changed_and_only_then(who):
    transmitted(who)
    nightly()
    begun = Reaudit.objects.get()
    assert begun.by_name == "System: judging"
    reaudit_releases(begun.pk)
    nightly()
    assert Reaudit.objects.count() == 1
    listed("ZWEIGELTHOFER", "name")
    nightly()
    assert Reaudit.objects.count() == 2


def test_findings_become_an_incident_once(who):
    release = received(who)
    listed("ZWEIGELTHOFER", "name")
    begun = run(who)
    made = reaudit.incident_of(begun, release.pk, by=who.counsel, why="Found by the re-audit.")
    assert reaudit.incident_of(begun, release.pk, by=who.specialist, why="Again.") == made
    assert made.subject_ids == [begun.findings.get().subject_id]
    assert incidents.find(made.pk, by=who.oversight).incident.kind == "erroneous"
    assert Incident.objects.count() == 1


def test_nothing_found_makes_no_incident(who):
    release = received(who)
    with pytest.raises(Refused, match="found nothing"):
        reaudit.incident_of(run(who), release.pk, by=who.counsel, why=WHY)


def test_the_agencys_people_see_no_run_in_the_database_itself(who):
    received(who)
    listed("ZWEIGELTHOFER", "name")
    run(who)
    tables = (Reaudit, ReauditState, ReauditFinding, ReauditRelease)
    for irs, seen in (((), 0), ((who.ice.pk,), 0), ((who.usao.pk,), 1)):
        narrow((who.usao.pk,), irs_side=irs)
        assert [model.objects.count() for model in tables] == [seen] * 4
        assert Reaudit.history.count() == seen
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', '', true)")
