"""Every scope of a court order, in the database's own gate: what it covers never leaves, and what it doesn't cover may."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import SETUP, acting
from requests_app.intake import cancelling, judging, receiving
from requests_app.models import DisclosureRequest, Hold, OrderService, StatuteReading, Subject
from requests_app.models.as_facts import holds_on, today
from requests_app.rules.lists import EDITION
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import citing, deciding, fulfilment, holding, reach
from requests_app.workflow.breaker import Broken
from requests_app.workflow.refused import Refused
from tests.cast import (
    WHY,
    Cast,
    cast,
    clear_all,
    draft,
    fresh,
    on_record,
    person,
    prepare,
    subject_fields,
    transmit,
    version,
    walk,
)

pytestmark = pytest.mark.django_db
TEXTS = {"kind": "stay", "court": "D.D.C.", "citation": "D.D.C. 1", "binds": "the IRS"}
DAY = timedelta(days=1)


@pytest.fixture
def who(own_copy: None) -> Cast:
    return cast()


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """Two approved subjects, of whom each has a record: one under 18 U.S.C. 1546(a), the other under 1028A."""
    who = cast()
    on_record()
    on_record(last_name="Sampleton", first_name="Dora", tin="912-66-0002", address="9 Mock St, Mesa, AZ 85201")
    dora = subject_fields(
        first_name="Dora",
        last_name="Sampleton",
        address_line1="9 Mock St",
        city="Mesa",
        postal_code="85201",
        statute="18 U.S.C. § 1028A",
        reason="Payroll checks drawn on Sampleton's number were cashed twice; the grand jury wants to know where she lives.",
    )
    return walk(who, draft(who, subject_fields(), dora), Status.FULFILMENT).pk


@pytest.fixture
def two(walked: int) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def enter(who: Cast, docket: str = "1", acts: tuple[str, ...] = ("disclose",), **terms: Any) -> Hold:
    said = {"starts": today(), **TEXTS, **terms}
    return holding.enter_order(by=who.counsel, why=WHY, docket=docket, acts=list(acts), **said)


def review_again(who: Cast, one: DisclosureRequest) -> DisclosureRequest:
    """Back to counsel, who clears what has come up and determines anew."""
    deciding.step_back(one.pk, by=who.authorizer, why=WHY, seen=version(one))
    judging.judge_stale(one.pk)
    clear_all(who, fresh(one))
    return walk(who, one, Status.FULFILMENT)


def row(one: DisclosureRequest, number: int) -> Subject:
    return one.subjects.get(row=number)


NARROW = {
    "a subject": lambda one: {"disclosure_request": one, "subject_ids": [row(one, 2).pk]},
    "a statute": lambda one: {"statute": "18 USC 1028A"},
    "all but one excepted": lambda one: {"excepted_subject_ids": [row(one, 1).pk]},
}


@pytest.mark.parametrize("scope", NARROW)
def test_of_a_narrow_order_the_covered_subject_alone_is_left_out(who, two, scope):
    enter(who, **NARROW[scope](two))
    assert [h.whole for h in holds_on(two, today())] == [False]
    release = prepare(who, review_again(who, two))
    assert [item.subject.row for item in release.items.all()] == [1]


@pytest.mark.parametrize("scope", NARROW)
def test_a_package_that_holds_a_covered_subject_is_neither_authorized_nor_transmitted_nor_opened(who, two, scope):
    """The database refuses by itself, whatever the pages say."""
    sent = transmit(who, two)
    enter(who, acts=("disclose", "use"), **NARROW[scope](two))
    with pytest.raises(DatabaseError, match="court order"), acting(by=who.recipient, why=WHY):
        call("desk_release_fetch(%s)", sent.pk)
    assert [h.docket for h in holding.on_package(sent.pk)] == ["1"]
    assert OrderService.objects.get().person == who.recipient


def call(function: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)


@pytest.mark.parametrize("scope", NARROW)
def test_a_prepared_package_with_a_covered_subject_goes_no_further(who, two, scope):
    release = prepare(who, two)
    hold = enter(who, **NARROW[scope](two))
    with pytest.raises(DatabaseError, match="No release"), acting(by=who.authorizer, why=WHY):
        call("desk_release_authorize(%s, 'yes')", release.pk)
    assert holding.on_package(release.pk) == [hold]
    with pytest.raises(Refused):
        fulfilment.authorize(release.pk, by=who.authorizer, why=WHY)


WHOLE = {
    "every request": lambda one, who: {},
    "its agency": lambda one, who: {"agency": who.usao},
    "itself": lambda one, who: {"disclosure_request": one},
}


@pytest.mark.parametrize("scope", WHOLE)
def test_a_whole_order_stops_every_act(who, two, scope):
    enter(who, **WHOLE[scope](two, who))
    with pytest.raises(Refused, match="order"):
        prepare(who, two)
    assert [one.held for one in reach.with_held(DisclosureRequest.objects.filter(pk=two.pk), today())] == [True]


ELSEWHERE = {
    "another agency": lambda one, who: {"agency": who.ice},
    "an agreement": lambda one, who: {"agreement": who.mou},
    "another request": lambda one, who: {"disclosure_request": draft(who)},
    "another statute": lambda one, who: {"statute": "8 USC 1253(a)(1)"},
    "this request excepted": lambda one, who: {"excepted_request_ids": [one.pk]},
    "from tomorrow": lambda one, who: {"starts": today() + DAY},
    "ended yesterday": lambda one, who: {"starts": today() - 9 * DAY, "until": today() - DAY},
    "use alone": lambda one, who: {"acts": ("use",), "disclosure_request": draft(who)},
}


@pytest.mark.parametrize("scope", ELSEWHERE)
def test_an_order_on_something_else_stops_nothing_here(who, two, scope):
    enter(who, **ELSEWHERE[scope](two, who))
    assert holds_on(two, today()) == []
    judging.judge_stale(two.pk)
    assert prepare(who, fresh(two)).items_count == 2


def test_an_order_from_a_future_day_binds_from_that_day(who, two):
    enter(who, starts=today() + DAY)
    assert [holds_on(two, day) != [] for day in (today(), today() + DAY)] == [False, True]


def test_its_last_day_counts_and_the_day_it_is_lifted_does_not(who, two):
    hold = enter(who, starts=today() - DAY, until=today())
    assert holds_on(two, today()) and not holds_on(two, today() + DAY)
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.C. Cir. 1")
    assert not holds_on(two, today()) and holds_on(two, today() - DAY)


def test_a_superseded_order_binds_until_the_other_does(who, two):
    first = enter(who)
    holding.enter_order(
        by=who.counsel, why=WHY, supersedes=[first], docket="2", acts=["use"], starts=today() + DAY, **TEXTS
    )
    assert [[h.docket for h in holds_on(two, day)] for day in (today(), today() + DAY)] == [["1"], ["2"]]


def test_a_file_is_covered_and_the_rest_of_its_request_is_not(who):
    on_record()
    one = draft(who, subject_fields())
    file = io.BytesIO(b"last_name\nFromfile\n")
    batch = receiving.receive(one.pk, by=who.liaison, why=WHY, filename="a.csv", stream=file, key=uuid4())
    cancelling.cancel(batch.pk, by=who.liaison, why=WHY)
    taken_in = one.subjects.get()
    taken_in.pk, taken_in.row, taken_in.last_name, taken_in.batch = None, 2, "Fromfile", batch
    with acting(by=who.liaison, why=WHY):
        taken_in.save(force_insert=True)
    hold = enter(who, batch=batch)
    assert hold.disclosure_request == one and [h.whole for h in holds_on(one, today())] == [False]
    ids = list(one.subjects.order_by("row").values_list("pk", flat=True))
    assert list(holding.covered(one.pk, ids)) == ids[1:]


def test_a_citation_that_nobody_can_read_counts_as_covered(who, two):
    for given, covered in {
        "18 USC 1028A": True,
        "18 U.S.C. 1028A(a)(1)": True,
        "18 USC 1546(a)": False,
        "": False,
        "18 USC ten-twenty-eight A": True,
    }.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT desk_cites(%s, '18 USC 1028A')", [given])
            assert cursor.fetchone()[0] is True, "not read yet"
        reading = citing.reading_of(given)
        if reading:
            with acting(by=SETUP, why=WHY):
                reading.save()
        with connection.cursor() as cursor:
            cursor.execute("SELECT desk_cites(%s, '18 USC 1028A')", [given])
            assert cursor.fetchone()[0] is covered, given


def test_readings_are_never_altered_and_history_has_who_made_them(who, two):
    enter(who, statute="18 U.S.C. 1028A")
    assert Hold.objects.get().statute == "18 USC 1028A" and StatuteReading.objects.count() == 2
    assert {made.actor_name for made in StatuteReading.history.all()} == {"System: judging"}
    with pytest.raises(DatabaseError), transaction.atomic():
        StatuteReading.objects.update(citations=[])


FORGED = """INSERT INTO requests_app_statutereading (edition, text_sha256, citations)
    VALUES (%s, sha256(convert_to('18 U.S.C. § 1028A', 'UTF8')), ARRAY['18 USC 1546(a)'])"""


def forge() -> None:
    """As whoever has SQL can, before the rules read the text, and under a name that is claimed."""
    with acting(by=SETUP, why=WHY), connection.cursor() as cursor:
        cursor.execute(FORGED, [EDITION])


def test_nobody_is_taken_out_of_an_order_by_a_forged_reading(who, two):
    forge()
    assert {made.actor_name for made in StatuteReading.history.all()} == {"System: set-up"}
    enter(who, statute="18 USC 1028A")
    again = review_again(who, two)
    with pytest.raises(Broken, match="isn't what the rules read"):
        prepare(who, again)


def test_nor_after_the_package_was_prepared(who, two):
    package = prepare(who, two)
    forge()
    enter(who, statute="18 USC 1028A")
    judging.judge_stale(two.pk)
    with pytest.raises(Broken, match="isn't what the rules read"):
        fulfilment.authorize(package.pk, by=who.authorizer, why=WHY)


def test_nor_after_it_was_transmitted(who, two):
    sent = transmit(who, two)
    forge()
    enter(who, statute="18 USC 1028A")
    with pytest.raises(Broken, match="isn't what the rules read"):
        fulfilment.fetch(sent.pk, by=who.recipient, why=WHY, origin="a test")


WRONG = {
    "a file of another request": lambda one, who: {"disclosure_request": draft(who), "subject_ids": [row(one, 1).pk]},
    "another agency's request": lambda one, who: {"agency": who.ice, "disclosure_request": one},
    "no citation": lambda one, who: {"citation": " - "},
    "nothing barred": lambda one, who: {"acts": ()},
    "a date in the future": lambda one, who: {"issued_on": today() + DAY},
    "a first day before its date": lambda one, who: {"issued_on": today(), "starts": today() - DAY},
    "no time to acknowledge it": lambda one, who: {"acknowledge_within": 0},
    "too long to acknowledge it": lambda one, who: {"acknowledge_within": 366},
    "an end before its start": lambda one, who: {"until": today() - DAY},
    "a statute that is none": lambda one, who: {"statute": "the law"},
    "nobody bound": lambda one, who: {"binds": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_can_not_be_is_refused(who, two, what):
    with pytest.raises(Refused):
        enter(who, **WRONG[what](two, who))
    assert not Hold.objects.exists()


def test_raw_sql_neither_deletes_nor_lifts_without_a_citation_nor_turns_in_a_ring(who, two):
    hold = enter(who)
    for statement in (
        "DELETE FROM requests_app_hold",
        "UPDATE requests_app_hold SET lifted_on = starts",
        "UPDATE requests_app_hold SET superseded_by_id = id",
        "UPDATE requests_app_hold SET issued_on = current_date + 3",
        "UPDATE requests_app_hold SET acts = '{read}'",
        "INSERT INTO requests_app_orderservice (hold_id, person_id, served_on, method, acknowledge_by, words)"
        f" VALUES ({hold.pk}, {who.recipient.pk}, current_date, 'x', current_date, '')",
    ):
        with pytest.raises(DatabaseError), acting(by=who.counsel, why=WHY):
            call_raw(statement)
    for other in (who.specialist, who.oversight, who.liaison):
        with pytest.raises(DatabaseError), acting(by=other, why=WHY):
            call_raw("UPDATE requests_app_hold SET words = 'x'")


DAYS = {
    "a first day before its date": "bind from a day before its date",
    "no time to acknowledge it": "days to acknowledge it",
    "too long to acknowledge it": "days to acknowledge it",
}


@pytest.mark.parametrize("what", DAYS)
def test_raw_sql_writes_no_days_that_can_not_be(who, two, what):
    days = WRONG[what](two, who)
    with pytest.raises(DatabaseError, match=DAYS[what]), acting(by=who.counsel, why=WHY), transaction.atomic():
        Hold.objects.create(docket="1", acts=["disclose"], **{**TEXTS, "starts": today(), **days})
    hold = enter(who, issued_on=today() - DAY)
    with pytest.raises(DatabaseError, match=DAYS[what]), acting(by=who.counsel, why=WHY), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(**days)


def test_the_first_day_of_a_lifted_order_stays(who, two):
    hold = enter(who, starts=today() - DAY)
    with acting(by=who.counsel, why=WHY):
        for together in (
            "starts = current_date + 9, lifted_on = current_date + 9",
            "starts = starts - 9, lifted_on = starts",
        ):
            with pytest.raises(DatabaseError, match="that is lifted stays"):
                call_raw(f"UPDATE requests_app_hold SET {together}, lift_citation = 'D.D.C. 2'")
    holding.lift(hold.pk, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 2", seen=1)
    change = {"by": who.counsel, "why": WHY, "citation_of_change": "D.D.C. 3", "seen": 2}
    with pytest.raises(Refused, match="its first day stays"):
        holding.change_order(hold.pk, starts=today() - 9 * DAY, **change)
    with pytest.raises(DatabaseError, match="that is lifted stays"), acting(by=who.counsel, why=WHY):
        call_raw("UPDATE requests_app_hold SET starts = starts - 9")
    assert holding.change_order(hold.pk, judge="A Judge", starts=hold.starts, **change).judge == "A Judge"


def test_the_first_day_of_an_order_that_binds_is_changed_on_a_citation(who, two):
    hold = enter(who, starts=today() - DAY)
    change = {"by": who.counsel, "why": WHY, "citation_of_change": "D.D.C. 3", "seen": 1}
    assert holding.change_order(hold.pk, starts=today(), **change).starts == today()


def call_raw(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_counsel_of_one_agency_lifts_no_order_on_another(who, two):
    with acting(by=SETUP, why=WHY):
        ices = person("ices_counsel", Role.COUNSEL, who.ice)
    hold = enter(who, agency=who.usao)
    with pytest.raises(Refused, match="counsel only"):
        holding.lift(hold.pk, seen=hold.version, by=ices, why=WHY, on=today(), citation="D.C. Cir. 1")
    with pytest.raises(DatabaseError, match="counsel only"), acting(by=ices, why=WHY):
        call_raw("UPDATE requests_app_hold SET words = 'x'")


def test_who_receives_a_package_under_an_order_that_bars_its_use_is_served_as_well(who, two):
    enter(who, acts=("use",))
    assert not OrderService.objects.exists()
    transmit(who, review_again(who, two))
    assert OrderService.objects.get().person == who.recipient


def test_an_order_on_disclosure_alone_is_served_while_the_package_can_be_opened(who, two):
    release = transmit(who, two)
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    fulfilment.confirm(release.pk, by=who.recipient, why=WHY, custodian="Dana", location="Safe 4")
    enter(who)
    assert not OrderService.objects.exists()
    enter(who, "2", ("use",))
    assert OrderService.objects.get().hold.docket == "2"
