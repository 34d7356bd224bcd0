"""As whom the IRS acts: to the agency as the institution, on every page that it reads; among its own by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requests_app import access
from requests_app.models import Release
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.rules.incidents import Act
from requests_app.rules.roles import THE_IRS, Role, by_whom
from requests_app.workflow import fulfilment, incidents, notes
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import body
from tests.released import act, confirmed, incident, transmitted


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int, db) -> Release:
    return Release.objects.get(pk=walked)


def named(who: Cast, page: str) -> frozenset[str]:
    """Return the people of the IRS whom a page names."""
    names = {one.get_full_name() for one in who.people().values() if one.agency is None}
    return frozenset(name for name in names if name in page)


def read(who: Cast, one: Release, *more: str) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return whom of the IRS each page names, to the agency and to the IRS."""
    home = f"/requests/{one.disclosure_request_id}/"
    pages = (home, f"{home}after/{one.pk}/", *(f"{home}{part}" for part in more))
    return {page: (named(who, body(who.liaison, page)), named(who, body(who.counsel, page))) for page in pages}


def test_notes_acts_of_keeping_and_incidents_name_nobody_of_the_irs_but_the_contact(who, release):
    release = confirmed(who, release)
    act(release, Custody.EXTENDED, who.specialist, on=today() + timedelta(days=400))
    for by in (who.approver, who.liaison):
        notes.write(release.disclosure_request_id, by=by, why=WHY, readers="agency", text="Call me.")
    one = incident(release, who.specialist, noticed_by=who.specialist.get_full_name())
    incidents.record(one.pk, Act.NOTICE, by=who.counsel, why="By letter.")
    found = read(who, release)
    assert {shown for shown, _ in found.values()} == {frozenset()} and all(irs for _, irs in found.values())
    assert who.liaison.get_full_name() in body(who.liaison, next(iter(found)))
    page = body(who.liaison, f"/requests/{release.disclosure_request_id}/incidents/{one.pk}/")
    contact = f"{who.specialist.get_full_name()}, {THE_IRS}"
    assert contact in page and named(who, page.replace(contact, "")) == frozenset()
    assert who.counsel.get_full_name() in body(
        who.counsel, f"/requests/{release.disclosure_request_id}/incidents/{one.pk}/"
    )


def test_a_package_that_was_ended_names_nobody_of_the_irs(who, release):
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    fulfilment.end(release.pk, by=who.specialist, why="Nobody can open it.", seen=mark(release))
    assert {shown for shown, _ in read(who, release).values()} == {frozenset()}
    page = body(who.liaison, f"/requests/{release.disclosure_request_id}/after/{release.pk}/")
    assert f"Transmitted and never opened; ended by {THE_IRS}" in page


def test_to_an_agency_its_own_are_people_and_all_others_the_irs():
    assert [by_whom("Ann", employer, 7, irs_side=False) for employer in (7, 8, None)] == ["Ann", THE_IRS, THE_IRS]
    assert [by_whom("Ann", employer, 7, irs_side=True) for employer in (7, None)] == ["Ann", "Ann"]
