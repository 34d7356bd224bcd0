"""A check that never fails, and did, stops every release of every request, until somebody else resets it in writing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, connections

from audits.acting import acting
from audits.models import AccountingEntry
from requests_app.models import DisclosureRequest, Release, ReleaseBreaker, TaxRecord
from requests_app.rules.breaker import CHECKS, STOPPED
from requests_app.rules.transitions import Status
from requests_app.workflow import breaker, fulfilment
from requests_app.workflow.kept import mark
from requests_app.workflow.refused import Refused
from tests import databases
from tests.cast import WHY, Cast, cast, draft, in_fulfilment, on_record, order_fields, prepare, walk
from tests.pages.visiting import visitor


class Ready:
    """A request in fulfilment, and what only the owner of the tables can do to them."""

    def __init__(self, walked: int) -> None:
        self.who: Cast = cast()
        self.one = DisclosureRequest.objects.get(pk=walked)

    def authorized(self) -> Release:
        return fulfilment.authorize(prepare(self.who, self.one).pk, by=self.who.authorizer, why=WHY)

    def force(self, *statements: str) -> None:
        with connections["owner"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def tripped(self) -> str:
        return ReleaseBreaker.objects.get(reset_at=None).what


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return in_fulfilment(cast()).pk


@pytest.fixture
def origin(walked: int) -> str:
    return databases.MODULE


@pytest.fixture
def ready(walked: int, committed_db) -> Ready:
    return Ready(walked)


ALTERED = "UPDATE requests_app_releasepart SET sealed = set_byte(sealed, octet_length(sealed) - 1, 0) || '\\x00'::bytea"
SPOILT = {
    "seal": (ALTERED,),
    "hash": ("UPDATE requests_app_release SET parts_count = 2",),
    "accounting": ("UPDATE requests_app_release SET taxpayers = 2",),
    "access": ("ALTER TABLE audits_accessrecord RENAME TO audits_elsewhere",),
    "gate": ("DROP FUNCTION desk_check_matches(bigint)",),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_never_fails_and_does_trips_it_and_nothing_is_disclosed(ready, what):
    release = ready.authorized()
    tables = "ALTER TABLE requests_app_release {0} TRIGGER USER"
    ready.force(tables.format("DISABLE"), *SPOILT[what], tables.format("ENABLE"))
    with pytest.raises(Refused, match="circuit breaker"):
        fulfilment.transmit(release.pk, by=ready.who.transmitter, why=WHY)
    assert ready.tripped() == what
    assert not AccountingEntry.objects.filter(kind="disclosure").exists()
    assert Release.objects.get().status == "authorized"


def test_a_record_that_does_not_fit_its_subject_trips_it(ready):
    record = TaxRecord.objects.get()
    on_record(first_name="Somebody", last_name="Elsewhere", tin="912-66-0002", address="1 Other St, Reno, NV 89501")
    other = TaxRecord.objects.exclude(pk=record.pk).get()
    ready.force(
        f"UPDATE requests_app_taxrecord SET tin_index = '\\x00' WHERE id = {other.pk}",
        f"UPDATE requests_app_taxrecord t SET (tin_index, sealed) = ('{other_index(other)}'::bytea, o.sealed) "
        f"FROM requests_app_taxrecord o WHERE t.id = {record.pk} AND o.id = {other.pk}",
    )
    with pytest.raises(Refused, match="circuit breaker"):
        prepare(ready.who, ready.one)
    assert ready.tripped() == "record"
    assert not Release.objects.exists()


def other_index(record: TaxRecord) -> str:
    return "\\x" + bytes(record.tin_index).hex()


def trip(ready: Ready) -> ReleaseBreaker:
    return breaker.trip(breaker.Broken("hash", by=ready.who.transmitter, request_id=ready.one.pk))


def test_while_it_stands_tripped_every_act_of_every_request_is_refused_in_raw_sql_too(ready):
    release = ready.authorized()
    other = order_fields(first_name="Ida", last_name="Elsewhere", address_line1="9 Sample Rd", city="Reno", state="NV")
    elsewhere = walk(ready.who, draft(ready.who, other | {"postal_code": "89501"}, ice=True), Status.FULFILMENT)
    trip(ready)
    for act in (
        lambda: prepare(ready.who, elsewhere),
        lambda: fulfilment.transmit(release.pk, by=ready.who.transmitter, why=WHY),
    ):
        with pytest.raises(Refused, match="circuit breaker has tripped"):
            act()
    for function, who in (("transmit", ready.who.transmitter), ("fetch", ready.who.recipient)):
        with pytest.raises(DatabaseError, match="circuit breaker has tripped"), acting(by=who, why=WHY):
            connection.cursor().execute(f"SELECT desk_release_{function}(%s)", [release.pk])
    assert fulfilment.void(release.pk, seen=mark(release), by=ready.who.specialist, why=WHY).status == "void"


def test_an_authorizing_official_resets_it_in_writing_never_the_one_whose_act_tripped_it(ready):
    made = breaker.trip(breaker.Broken("seal", by=ready.who.authorizer, request_id=ready.one.pk))
    for person in (ready.who.authorizer, ready.who.specialist, ready.who.administrator, ready.who.recipient):
        with pytest.raises(Refused, match="stays as it is"):
            breaker.reset(made.pk, by=person, why="The disk was replaced.")
    other = trip(ready)
    breaker.reset(other.pk, by=ready.who.authorizer, why="The disk was replaced.")
    with pytest.raises(Refused, match="circuit breaker"):
        prepare(ready.who, ready.one)
    assert [b.pk for b in breaker.open_breakers()] == [made.pk]


def test_nobody_writes_its_rows_past_its_functions(ready):
    trip(ready)
    with pytest.raises(DatabaseError, match="permission denied"), acting(by=ready.who.specialist, why=WHY):
        connection.cursor().execute("UPDATE requests_app_releasebreaker SET reset_at = now()")


def test_the_pages_say_so_and_a_page_that_trips_it_has_undone_its_act(ready):
    release = ready.authorized()
    ready.force(ALTERED)
    place = f"/requests/{ready.one.pk}/fulfilment/"
    answer = visitor(ready.who.transmitter).post(f"{place}{release.pk}/transmit/", {"why": "Transmitted."})
    assert answer.status_code == 503
    assert CHECKS["seal"] in answer.content.decode().replace("&#x27;", "'")
    assert (ready.tripped(), Release.objects.get().status) == ("seal", "authorized")
    for name in ("specialist", "counsel", "oversight"):
        assert "circuit breaker has tripped" in visitor(ready.who.people()[name]).get(place).content.decode()
    shown = visitor(ready.who.oversight).get("/releases/breaker/").content.decode()
    assert ready.one.number in shown and "Reset it" not in shown
    made = ReleaseBreaker.objects.get()
    official = visitor(ready.who.authorizer)
    assert official.post(f"/releases/breaker/{made.pk}/reset/", {"why": "Restored from the copy."}).status_code == 302
    assert "Restored from the copy." in official.get("/releases/breaker/").content.decode()
    assert STOPPED not in official.get(place).content.decode()
