"""An administrator about to take the role of a package's recipient reads which package awaits that person, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audits.acting import SETUP
from requests_app import access
from requests_app.models import Person, Release
from requests_app.rules.roles import Role
from requests_app.workflow import fulfilment
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import visitor
from tests.released import SECRET, confirmed, transmitted

HEADING = "A package awaits this person"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return transmitted(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int, db) -> Release:
    return Release.objects.get(pk=walked)


def page_of(who: Cast, person: Person) -> str:
    return visitor(who.administrator).get(f"/people/{person.pk}/").content.decode()


def test_before_the_role_is_taken_the_page_says_which_package_until_when_and_what_follows(who, release):
    page = page_of(who, who.recipient)
    last = timezone.localdate(release.transmitted_at) + timedelta(days=14)
    assert HEADING in page and release.disclosure_request.number in page
    assert f"by {last:%B} {last.day}, {last.year}, counsel and oversight are told" in page
    assert "Nobody can open the package unless he or she is one again. It was never opened" in page
    assert SECRET not in page and release.disclosure_request.title not in page


def test_once_it_was_opened_somebody_else_confirms_its_receipt(who, release):
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    assert "It was opened: a liaison or signer of the agency confirms its receipt" in page_of(who, who.recipient)


def test_nothing_awaits_others_or_who_confirmed_or_has_no_role_any_more(who, release):
    assert HEADING not in page_of(who, who.liaison)
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    assert HEADING not in page_of(who, who.recipient)
    access.grant(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    confirmed(who, release)
    assert HEADING not in page_of(who, who.recipient)


def test_another_agencys_administrator_reads_nothing_of_it(who, release):
    access.revoke(who.administrator, Role.ADMINISTRATOR, who.usao, by=SETUP, why=WHY)
    assert HEADING not in page_of(who, who.recipient)
