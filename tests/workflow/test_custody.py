"""What an agency does with what it received: each act in writing, by its own people, once, and none that an order forbids."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import acting
from requests_app.access import Absent
from requests_app.models import CustodyAct, Release, RetentionPeriod
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody, wrong_days
from requests_app.workflow import custody, fulfilment, holding
from requests_app.workflow.refused import Refused, Unfit
from tests.cast import WHY, Cast, cast
from tests.released import SECRET, act, order, received, transmitted, used

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return received(cast()).pk


@pytest.fixture
def who(walked: int) -> Cast:
    return cast()


@pytest.fixture
def release(walked: int) -> Release:
    return Release.objects.get(pk=walked)


def kept(release):
    return custody.follow([release])[0].kept


def test_it_is_due_a_year_after_its_receipt_unless_it_is_extended_in_writing(who, release):
    assert kept(release).due_on == today() + timedelta(days=365)
    act(release, Custody.EXTENDED, who.specialist, on=today() + timedelta(days=400))
    assert kept(release).due_on == today() + timedelta(days=400)
    with pytest.raises(Refused, match="isn't later"):
        act(release, Custody.EXTENDED, who.counsel, on=today() + timedelta(days=300))


def test_one_extension_goes_at_most_a_year_beyond_the_day_that_stands(who, release):
    due = today() + timedelta(days=365)
    for day in (due + timedelta(days=366), date.max):
        with pytest.raises(Refused, match="at most 365 days beyond"):
            act(release, Custody.EXTENDED, who.specialist, on=day)
    assert act(release, Custody.EXTENDED, who.specialist, on=due + timedelta(days=365))
    assert act(release, Custody.EXTENDED, who.counsel, on=due + timedelta(days=730))


def test_certificates_do_not_contradict_each_other(who, release):
    yesterday = today() - timedelta(days=1)
    act(release, Custody.UNUSED, who.liaison)
    with pytest.raises(Refused, match="only use after that day can be certified"):
        used(who, release)
    assert wrong_days(Custody.USED, kept(release), yesterday, today())
    later = today() + timedelta(days=1)
    assert wrong_days(Custody.USED, kept(release), later, later) == []


def test_what_was_used_is_not_certified_as_unused(who, release):
    used(who, release)
    with pytest.raises(Refused, match="Its use is certified already"):
        act(release, Custody.UNUSED, who.liaison)
    assert used(who, release)


NAMING = (
    f"For Carl {SECRET}.",
    f"{SECRET} Carl",
    "476 Prototype Ave",
    "TIN 912-66-0001",
    f"Carl {SECRET[:3]}\u200b{SECRET[3:]}",
)


@pytest.mark.parametrize("words", NAMING)
@pytest.mark.parametrize("field", ["why", "custodian", "location"])
def test_no_act_of_custody_names_a_taxpayer(who, release, field, words):
    said = {"custodian": "New Keeper", "location": "Safe 2"} | {field: words}
    with pytest.raises(Unfit, match="say “subject 3” instead") as refused:
        act(release, Custody.MOVED, who.liaison, **said)
    assert set(refused.value.fields) == {field}
    assert not CustodyAct.objects.exists()


def test_a_name_cut_in_two_fields_is_refused_too(who, release):
    with pytest.raises(Unfit, match="say “subject 3” instead"):
        act(release, Custody.MOVED, who.liaison, custodian="Carl", location=SECRET)


def test_neither_does_a_certificate_nor_an_extension(who, release):
    for kind, by in ((Custody.UNUSED, who.liaison), (Custody.EXTENDED, who.specialist)):
        with pytest.raises(Refused, match="say “subject 3” instead"):
            act(release, kind, by, on=today() + timedelta(days=400 * (kind == Custody.EXTENDED)), why=NAMING[0])
    assert not CustodyAct.objects.exists()


@pytest.mark.parametrize("field", ["custodian", "location"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [(f"Carl {SECRET}", "say “subject 3” instead"), ("Safe \u202e2 mooR", "marks that no reader sees")],
)
def test_the_receipt_names_no_taxpayer_and_hides_nothing(who, field, words, sentence):
    release = transmitted(who)
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    said = {"custodian": "Test Keeper", "location": "Room 1"} | {field: words}
    with pytest.raises(Unfit, match=sentence):
        fulfilment.confirm(release.pk, by=who.recipient, why=WHY, **said)
    release.refresh_from_db()
    assert (release.status, release.custodian) == ("transmitted", "")


def test_nothing_is_hidden_in_a_new_custodian_or_place(who, release):
    for field in ("custodian", "location"):
        said = {"custodian": "New Keeper", "location": "Safe 2"} | {field: "A\u202eB"}
        with pytest.raises(Unfit, match="marks that no reader sees"):
            act(release, Custody.MOVED, who.liaison, **said)


def test_a_period_changed_later_does_not_reach_back(who, release):
    with acting(by=who.administrator, why=WHY):
        RetentionPeriod.objects.filter(name="at_agency").update(length=10, citation="Schedule 9")
    assert kept(release).due_on == today() + timedelta(days=365)


def test_custodian_and_place_change_in_writing_and_the_old_ones_stay_on_record(who, release):
    act(release, Custody.MOVED, who.liaison, custodian="New Keeper", location="Safe 2")
    followed = custody.find(release.pk, by=who.liaison)
    assert (followed.custodian, followed.location) == ("New Keeper", "Safe 2")
    assert (followed.release.custodian, followed.release.location) == ("Test Keeper", "Room 1")


def test_use_return_and_destruction_end_it(who, release):
    with pytest.raises(Refused, match="Certify the use first"):
        act(release, Custody.DESTROYED, who.liaison)
    used(who, release)
    act(release, Custody.DESTROYED, who.signer)
    assert custody.follow([release])[0].stands == "Destroyed"
    for kind in (Custody.RETURNED, Custody.MOVED, Custody.UNUSED):
        with pytest.raises(Refused, match="returned or destroyed already"):
            act(release, kind, who.liaison, custodian="A", location="B")


def test_only_officers_of_the_roster_used_it(who, release):
    with pytest.raises(Refused, match="roster"):
        act(release, Custody.USED, who.liaison, used_by=["Test Nobody"])
    with pytest.raises(Refused, match="who of the roster"):
        act(release, Custody.USED, who.liaison)


def test_nothing_is_recorded_before_the_receipt_in_advance_or_without_words(who):
    release = transmitted(who)
    with pytest.raises(Refused, match="Receipt isn't confirmed"):
        act(release, Custody.UNUSED, who.liaison)
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    fulfilment.confirm(release.pk, by=who.recipient, why=WHY, custodian="Test Keeper", location="Room 1")
    for day in (1, -1):
        with pytest.raises(Refused, match="still to come|before the receipt"):
            act(release, Custody.UNUSED, who.liaison, on=today() + timedelta(days=day))
    with pytest.raises(Refused, match="in writing"):
        act(release, Custody.UNUSED, who.liaison, why=" - ")


def test_two_clicks_are_one_act_and_two_tabs_end_it_once(who, release):
    key = uuid4()
    assert used(who, release)
    first, second = (act(release, Custody.RETURNED, who.liaison, key=key) for _ in range(2))
    assert first.pk == second.pk
    with pytest.raises(Refused, match="already"):
        act(release, Custody.RETURNED, who.liaison)
    assert CustodyAct.objects.filter(kind="returned").count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("specialist", Custody.UNUSED),
        ("counsel", Custody.MOVED),
        ("liaison", Custody.EXTENDED),
        ("oversight", Custody.UNUSED),
    ],
)
def test_who_may_not_is_refused(who, release, name, kind):
    with pytest.raises(Refused, match="This is for"):
        act(release, kind, who.people()[name], custodian="A", location="B", on=today())


@pytest.mark.parametrize("name", ["ice_liaison", "ice_signer", "stranger", "administrator"])
def test_to_others_the_release_is_absent(who, release, name):
    with pytest.raises(Absent):
        act(release, Custody.UNUSED, who.people()[name])


@pytest.mark.parametrize("barred", ["disclose", "use"])
def test_an_order_in_force_preserves_what_it_covers_until_it_is_lifted(who, release, barred):
    used(who, release)
    hold = order(who, barred)
    for kind in (Custody.DESTROYED, Custody.RETURNED):
        with pytest.raises(Refused, match="kept as it is"):
            act(release, kind, who.liaison)
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 2")
    assert act(release, Custody.DESTROYED, who.liaison)


def test_under_an_order_that_bars_use_only_use_before_it_is_certified(who, release):
    order(who, "use")
    with pytest.raises(Refused, match="bars its use since"):
        used(who, release)
    assert act(release, Custody.UNUSED, who.liaison)


def test_the_database_keeps_it_without_the_workflow(who, release):
    order(who, "use")
    case = release.disclosure_request
    fields = {
        "agency_id": case.agency_id,
        "disclosure_request": case,
        "release": release,
        "on": today(),
        "words": "a test",
    }
    cases = [
        ("unused", who.specialist, who.specialist, "agency only"),
        ("unused", who.liaison, who.signer, "in person"),
        ("destroyed", who.liaison, who.liaison, "kept as it is"),
        ("used", who.recipient, who.recipient, "bars its use"),
    ]
    for kind, by, named, words in cases:
        row = CustodyAct(**fields, kind=kind, person=named, name="x", made_by_key=uuid4(), used_by=["Test Recipient"])
        with pytest.raises(DatabaseError, match=words), acting(by=by, why=WHY):
            row.save(force_insert=True)
    act(release, Custody.UNUSED, who.liaison)
    for statement in ("UPDATE requests_app_custodyact SET words = 'y'", "DELETE FROM requests_app_custodyact"):
        refusal = pytest.raises(DatabaseError, match="permission denied|stays as it was")
        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_bounds_an_extension_and_lets_no_certificates_contradict_each_other(who, release):
    case = release.disclosure_request
    fields = {
        "agency_id": case.agency_id,
        "disclosure_request": case,
        "release": release,
        "words": "a test",
        "name": "x",
    }
    due = today() + timedelta(days=365)

    def refused(kind, by, on, words):
        row = CustodyAct(**fields, kind=kind, on=on, person=by, made_by_key=uuid4(), used_by=["Test Recipient"])
        with pytest.raises(DatabaseError, match=words), acting(by=by, why=WHY):
            row.save(force_insert=True)

    for day in (due, due + timedelta(days=366), date.max):
        refused("extended", who.specialist, day, "by at most 365 days")
    with acting(by=who.administrator, why=WHY):
        RetentionPeriod.objects.filter(name="at_agency").update(length=10, citation="Schedule 9")
    refused("extended", who.specialist, due, "by at most 365 days")
    act(release, Custody.EXTENDED, who.specialist, on=due + timedelta(days=1))
    refused("extended", who.specialist, due + timedelta(days=1), "by at most 365 days")
    act(release, Custody.UNUSED, who.liaison)
    refused("used", who.liaison, today(), "only use after it can be certified")
    other = received(who)
    used(who, other)
    case = other.disclosure_request
    fields |= {"disclosure_request": case, "release": other}
    refused("unused", who.liaison, today(), "Its use is certified already")
