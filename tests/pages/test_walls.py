"""One grant opens a case, and taking it away closes every page, partial and download of it; another agency sees nothing."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.urls import reverse

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.intake import cancelling, receiving
from requests_app.models import AttachedItem, Batch, DisclosureRequest, Incident, Release, Selection, Subject
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import attaching, selecting
from requests_app.workflow.filtering import Filter
from tests import databases
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, subject_fields, transmit, walk
from tests.pages.test_urls_say_who import EVERY
from tests.pages.visiting import Visitor, visitor
from tests.released import lost

SECRET = "Zweigelthofer"
"""A surname that occurs nowhere else."""


REASON = f"Two witnesses bought forged permits from {SECRET}; the grand jury needs the place where they were made."


def build() -> None:
    """A transmitted case of the attorney's office and an upload in it."""
    who = cast()
    on_record(last_name=SECRET)
    named = subject_fields(last_name=SECRET, reason=REASON)
    one = draft(who, named, tin="912-66-0001", items=["address", "audit"])
    upload(who, one)
    walk(who, one, Status.COMPLETENESS)
    few = Filter(rows=((1, 1),))
    selecting.make(one.pk, by=who.specialist, why=WHY, chosen=few, key=uuid4())
    walk(who, one, Status.FULFILMENT)
    given = {"item": "audit", "source": f"The employer of {SECRET}", "says": SECRET, "key": uuid4()}
    attaching.attach(one.pk, one.subjects.get().pk, by=who.specialist, why=WHY, **given)
    lost(transmit(who, fresh(one)), who.liaison)


def upload(who: Cast, one: DisclosureRequest) -> None:
    stream = io.BytesIO(b"last_name\n")
    batch = receiving.receive(one.pk, by=who.liaison, why=WHY, filename="a.csv", stream=stream, key=uuid4())
    if batch.status == "received":
        cancelling.cancel(batch.pk, by=who.liaison, why=WHY)


class House:
    """What `build()` made, as it stands now, with everyone who might look."""

    def __init__(self) -> None:
        self.who: Cast = cast()
        self.one = fresh(DisclosureRequest.objects.get())
        self.subject = Subject.objects.get()
        self.batch, self.selection, self.attached = (m.objects.get() for m in (Batch, Selection, AttachedItem))
        self.release, self.incident = Release.objects.get(), Incident.objects.get()

    def places(self) -> list[str]:
        """Every address of this case that answers a GET, with its real numbers."""
        numbers = {
            "pk": self.one.pk,
            "batch_id": self.batch.pk,
            "subject_id": self.subject.pk,
            "selection_id": self.selection.pk,
            "release_id": self.release.pk,
            "incident_id": self.incident.pk,
            "attached_id": self.attached.pk,
            "signature_id": self.one.signatures.latest("id").pk,
        }
        words = {"code": "reason.civil", "what": "authorize", "txid": self.txid()}
        found = []
        for _, pattern in EVERY:
            if str(pattern.pattern).startswith("requests/<int:pk>/"):
                names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
                found.append(reverse(pattern.name, kwargs={n: (numbers | words)[n] for n in names}))
        return found

    def txid(self) -> int:
        return self.one.history.earliest("history_id").txid

    def absent(self) -> list[str]:
        """The same addresses of a case that doesn't exist."""
        return [p.replace(f"requests/{self.one.pk}/", "requests/987654321/") for p in self.places()]


@pytest.fixture(scope="module")
def built(own_copy: None) -> None:
    build()


@pytest.fixture
def house(built: None, db) -> House:
    return House()


@pytest.fixture
def origin(built: None) -> str:
    return databases.MODULE


def read(browser: Visitor, place: str) -> tuple[int, str]:
    answer = browser.get(place)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


def test_the_case_has_pages_and_its_own_people_come_in(house):
    assert len(house.places()) > 35
    own = visitor(house.who.liaison)
    assert read(own, reverse("request", args=[house.one.pk]))[0] == 200
    assert SECRET in read(own, reverse("subjects", args=[house.one.pk]))[1]
    assert any(SECRET in read(visitor(house.who.specialist), p)[1] for p in house.places())


@pytest.mark.parametrize("name", ["ice_liaison", "ice_signer", "ice_recipient", "administrator", "stranger"])
def test_others_get_the_same_answer_as_for_what_does_not_exist(house, name):
    browser = visitor(house.who.people()[name])
    for place, nothing in zip(house.places(), house.absent(), strict=True):
        forbidden, missing = read(browser, place), read(browser, nothing)
        assert forbidden[0] == missing[0] and forbidden[0] in (404, 405), place
        assert without_visit(forbidden[1]) == without_visit(missing[1]), place
        assert SECRET not in forbidden[1] and house.one.number not in forbidden[1]


def without_visit(body: str) -> str:
    """Without what is the visit's own: its tokens, and when it ends, which a page asked for later puts off."""
    own = r'(name="csrfmiddlewaretoken" value=|X-CSRFToken"?: ?)"[^"]*"|<time [^>]*data-session-end>[^<]*</time>'
    return re.sub(own, "", body)


def test_others_find_it_in_no_list_count_or_search(house):
    browser = visitor(house.who.ice_liaison)
    for place in ("/", f"/?number={house.one.number}", "/?agency=USAO", f"/?agency={house.who.usao.pk}"):
        body = read(browser, place)[1]
        shown = body.replace(f'value="{house.one.number}"', "")
        assert house.one.number not in shown and house.one.title not in shown, place
    assert access.visible_requests(house.who.ice_liaison).count() == 0


@pytest.mark.parametrize("name", ["liaison", "signer", "specialist", "counsel", "approver", "authorizer", "oversight"])
def test_taking_the_one_grant_away_closes_everything_on_the_next_request(house, name):
    person = house.who.people()[name]
    browser = visitor(person)
    before = {p for p in house.places() if read(browser, p)[0] == 200}
    assert reverse("request", args=[house.one.pk]) in before
    assert len(before) >= 5
    access.revoke(person, Role(ROLE_OF[name]), house.who.usao, by=house.who.administrator, why="left the case")
    for place in before:
        status, body = read(browser, place)
        assert status == 404, place
        assert SECRET not in body


ROLE_OF = {
    "liaison": "liaison",
    "signer": "signer",
    "specialist": "specialist",
    "counsel": "counsel",
    "approver": "approver",
    "authorizer": "authorizer",
    "oversight": "oversight",
}


def test_deactivating_a_person_closes_everything(house):
    browser = visitor(house.who.specialist)
    with acting(by=SETUP, why=WHY):
        type(house.who.specialist).objects.filter(pk=house.who.specialist.pk).update(is_active=False)
    for place in house.places():
        status, body = read(browser, place)
        assert status in (302, 404, 405) and SECRET not in body


def test_the_irs_sees_nothing_of_a_draft_that_was_not_sent_in(db):
    who = cast()
    one = draft(who)
    for name in ("specialist", "counsel", "approver", "authorizer"):
        assert read(visitor(who.people()[name]), reverse("request", args=[one.pk]))[0] == 404
    assert read(visitor(who.oversight), reverse("request", args=[one.pk]))[0] == 200


def test_the_database_itself_hides_other_agencies_rows_from_a_narrowed_transaction(house):
    for agencies, count in (((house.who.usao.pk,), 1), ((house.who.ice.pk,), 0), ((), 0)):
        access.narrow(agencies)
        assert DisclosureRequest.objects.count() == Subject.objects.count() == count
        assert bool(Subject.history.count()) is bool(count)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', '', true)")


def test_every_look_at_subjects_is_recorded_with_each_subject(house):
    looks = AccessRecord.objects.filter(person_id=house.who.specialist.pk, outcome="shown")
    before = looks.count()
    assert SECRET in read(visitor(house.who.specialist), reverse("subjects", args=[house.one.pk]))[1]
    record = looks.order_by("-id")[0]
    assert looks.count() == before + 1
    assert (record.role, record.case_id, record.count) == ("specialist", house.one.pk, 1)
    assert list(record.subjects.values_list("subject_id", flat=True)) == [house.subject.pk]


def test_if_the_look_can_not_be_recorded_nothing_is_shown(committed_db):
    house = House()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audits_accessrecord RENAME TO audits_elsewhere")
    for name in ("liaison", "specialist", "counsel", "oversight"):
        browser = visitor(house.who.people()[name])
        for place in house.places():
            status, body = read(browser, place)
            assert SECRET not in body, (name, place)
            assert status in (200, 302, 404, 405, 503), (name, place, status)
        assert read(browser, reverse("subjects", args=[house.one.pk]))[0] == 503
