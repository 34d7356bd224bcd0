"""The log is looked over a day at a time: each planted kind is found once, ordinary work is not, and again is the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from audits import access_log, watching
from audits.access_log import Looker
from audits.acting import SETUP, acting
from audits.models import AccessAct, Anomaly, AnomalyKind, AnomalyVerdict, JudgedDay, LookLimit, LookTally
from requests_app import access, tasks
from requests_app.matching.names import name_of
from requests_app.models import HomeKey, Person
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import accounts, anomalies
from requests_app.workflow.kept import Changed
from requests_app.workflow.looks_compared import Likeness, home_of, likenesses, same_home
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, looker_for, person, subject_fields, walk
from tests.planted_looks import moment, plant, working_days

TUESDAY = date(2026, 6, 2)
HOME = "476 Prototype Ave, Phoenix, AZ 85004"


def named(first: str, last: str) -> Likeness:
    found = name_of(first, "", last, "")
    return Likeness(found.surname, found.given, None)


def test_ones_own_name_is_told_from_ones_own_surname():
    mine = named("Helen", "Marsh")
    assert likenesses(mine, named("HELEN", "marsh")) == [AnomalyKind.OWN_RECORD]
    assert likenesses(mine, named("John", "Marsh")) == [AnomalyKind.SURNAME]
    assert likenesses(mine, named("Helen", "Marshall")) == []
    assert likenesses(mine, named("", "")) == likenesses(named("", ""), named("", "")) == []


def test_one_address_in_two_spellings_is_one_home():
    assert same_home(home_of(HOME), home_of("476 PROTOTYPE AVENUE PHOENIX ARIZONA 85004-1234"))
    assert not same_home(home_of(f"{HOME}"), home_of("478 Prototype Ave, Phoenix, AZ 85004"))
    assert not same_home(home_of("1 Main St Apt 2, Reno, NV 89501"), home_of("1 Main St Apt 3, Reno, NV 89501"))
    assert home_of("Phoenix") is None


class Month:
    """A month of ordinary work by four specialists, then a Tuesday on which each kind of thing happens once."""

    def __init__(self) -> None:
        self.who: Cast = cast()
        self.one = draft(self.who, *(subject_fields(last_name=f"Demo{letter}") for letter in "abcde"))
        self.subjects = list(self.one.subjects.order_by("row").values_list("pk", flat=True))
        with acting(by=SETUP, why=WHY):
            self.staff = [person(f"staff{n}", Role.SPECIALIST, self.who.usao, self.who.ice) for n in range(4)]
        for number, day in enumerate(working_days(TUESDAY, 25)):
            for who in self.staff:
                plant(who, moment(day), self.one, range(1_000, 1_020 + (number + who.pk) % 9))

    def named(self, last: str) -> Person:
        with acting(by=SETUP, why=WHY):
            Person.objects.filter(pk=self.staff[0].pk).update(first_name="Carl", last_name=last)
        return Person.objects.get(pk=self.staff[0].pk)

    def happens(self) -> None:
        ordinary, busy, nightly, refused = self.staff
        plant(ordinary, moment(TUESDAY), self.one, range(1_000, 1_024))
        plant(busy, moment(TUESDAY), self.one, range(1_000, 1_412))
        for minute in range(3):
            plant(nightly, moment(TUESDAY, 23, minute), self.one, range(1_000, 1_020))
        for _ in range(10):
            plant(refused, moment(TUESDAY), self.one, act="view", kind="page", outcome="denied")
        own = self.named("Demoa")
        accounts.set_home(own, HOME, by=self.who.administrator, why=WHY)
        plant(own, moment(TUESDAY), self.one, [self.subjects[0]], act="view")
        for subject in self.subjects[1:4]:
            plant(self.who.counsel, moment(TUESDAY), self.one, [subject], role="counsel", act="view")
            plant(self.who.liaison, moment(TUESDAY), self.one, [subject], role="liaison", act="view")
        with acting(by=SETUP, why=WHY):
            Person.objects.filter(pk=self.who.approver.pk).update(last_name="Demoe")
        plant(Person.objects.get(pk=self.who.approver.pk), moment(TUESDAY), self.one, self.subjects[4:], act="view")

    def look_over(self) -> None:
        day = watching.first_due(TUESDAY + timedelta(days=5))
        while day and day < TUESDAY + timedelta(days=5):
            watching.whole_day(day)
            day = watching.first_due(TUESDAY + timedelta(days=5))


def found() -> list[tuple[str, str]]:
    return sorted((one.kind, one.person_name) for one in Anomaly.objects.all())


def test_each_planted_kind_is_found_once_and_ordinary_work_is_not(committed_db):
    month = Month()
    month.happens()
    month.look_over()
    assert found() == [
        ("address", "Carl Demoa"),
        ("denials", "Test Staff3"),
        ("off_hours", "Test Staff2"),
        ("own_record", "Carl Demoa"),
        ("surname", "Test Demoe"),
        ("unassigned", "Test Counsel"),
        ("volume", "Test Staff1"),
    ]
    assert {one.day for one in Anomaly.objects.all()} == {TUESDAY}
    said = Anomaly.objects.get(kind="volume").sentence
    assert said.startswith("Looked at 412 subjects on June 2, 2026; own median day 2")
    assert "Demo" not in " ".join(Anomaly.objects.values_list("sentence", flat=True))
    before = list(Anomaly.objects.order_by("pk").values())
    for day in (TUESDAY, TUESDAY + timedelta(days=3)):
        watching.whole_day(day)
    assert list(Anomaly.objects.order_by("pk").values()) == before
    assert JudgedDay.objects.count() > 30
    assert LookTally.objects.filter(day=TUESDAY, person_id=month.staff[1].pk).get().subjects == 412


@pytest.fixture
def who(db) -> Cast:
    return cast()


def denials(who: Cast, one, count: int = 10) -> Anomaly | None:
    for _ in range(count):
        access_log.denied(looker_for(who.specialist, one), AccessAct.VIEW, "page", case_id=one.pk)
    watching.so_far(today())
    return Anomaly.objects.filter(kind="denials").first()


def test_the_present_day_is_looked_over_as_far_as_it_has_come_and_grows(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert denials(who, one, 9) is None
    assert denials(who, one, 1).looks == 10
    grown = denials(who, one, 3)
    assert (grown.looks, Anomaly.objects.filter(kind="denials").count()) == (13, 1)
    assert grown.history.count() == 2
    assert grown.agency_ids == [who.usao.pk]


def test_the_task_marks_each_day_that_is_over(who):
    assert watching.first_due(today()) is None
    access_log.record(Looker(who.specialist, "specialist", "", WHY), AccessAct.VIEW, "page")
    assert watching.first_due(today() + timedelta(days=2)) == today()
    watching.whole_day(today())
    assert watching.first_due(today() + timedelta(days=2)) == today() + timedelta(days=1)
    tasks.look_over()


def verdict(who: Cast, one: Anomaly, said: str, by: Person | None = None) -> AnomalyVerdict:
    given = {"why": "He covered for a colleague.", "today": today(), "seen": anomalies.last_of(one)}
    return anomalies.decide(one.pk, said, by=by or who.oversight, **given)


def test_a_verdict_closes_an_anomaly_and_a_talk_leaves_it_open(who):
    one = denials(who, walk(who, draft(who), Status.COMPLETENESS))
    assert verdict(who, one, "talk").by_id == who.oversight.pk
    one.refresh_from_db()
    assert (one.verdict, one.closed_at) == ("talk", None)
    verdict(who, one, "explained")
    one.refresh_from_db()
    assert one.closed_at is not None
    assert [v.verdict for v in anomalies.verdicts(one)] == ["explained", "talk"]


def test_after_a_verdict_more_looks_change_nothing(who):
    case = walk(who, draft(who), Status.COMPLETENESS)
    verdict(who, denials(who, case), "explained")
    assert denials(who, case, 5).looks == 10


@pytest.mark.parametrize("name", ["specialist", "counsel", "administrator", "liaison"])
def test_nobody_but_oversight_gives_a_verdict(who, name):
    one = denials(who, walk(who, draft(who), Status.COMPLETENESS))
    with pytest.raises(access.Absent):
        verdict(who, one, "explained", by=who.people()[name])


def test_nobody_gives_a_verdict_on_his_own_looks_even_with_the_role(who):
    one = denials(who, walk(who, draft(who), Status.COMPLETENESS))
    for agency in (who.usao, who.ice):
        access.grant(who.specialist, Role.OVERSIGHT, agency, by=who.administrator, why=WHY)
    with pytest.raises(Refused, match="your own looks"):
        verdict(who, one, "explained", by=who.specialist)
    with pytest.raises(DatabaseError, match="his or her own looks"), acting(by=who.specialist, why=WHY):
        in_sql("SELECT audits_anomaly_verdict(%s, 'explained', 'Mine.', NULL)", one.pk)


def in_sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def test_a_person_finds_no_anomaly_and_the_app_writes_none(who):
    with pytest.raises(DatabaseError, match="found by the system"), acting(by=who.oversight, why=WHY):
        in_sql("SELECT audits_note_anomalies('[]'::jsonb, 14)")
    with pytest.raises(DatabaseError, match="permission denied"), acting(by=SETUP, why=WHY):
        in_sql("DELETE FROM audits_anomaly")


def test_an_overseer_of_one_agency_sees_no_anomaly_of_anothers_and_decides_none_that_reaches_beyond(who):
    one = denials(who, walk(who, draft(who), Status.COMPLETENESS))
    ice_only, both = frozenset({who.ice.pk}), frozenset({who.ice.pk, who.usao.pk})
    assert not anomalies.visible(who.oversight, ice_only).exists()
    assert anomalies.visible(who.oversight, both).get() == one
    one.agency_ids = [who.ice.pk, who.usao.pk]
    assert "don't oversee" in anomalies.refusals(one, who.oversight, ice_only)[0]


def test_a_limit_is_set_by_an_administrator_within_its_bounds_with_history(who):
    with pytest.raises(Refused):
        anomalies.set_limit("denials", 5, by=who.oversight, why=WHY, seen=0)
    with pytest.raises(Refused, match="from 2 to"):
        anomalies.set_limit("denials", 1, by=who.administrator, why=WHY, seen=0)
    assert anomalies.set_limit("denials", 5, by=who.administrator, why=WHY, seen=0)
    with pytest.raises(Changed):
        anomalies.set_limit("denials", 6, by=who.administrator, why=WHY, seen=0)
    assert watching.limits()["denials"] == 5
    assert LookLimit.history.count() == 1
    assert denials(who, walk(who, draft(who), Status.COMPLETENESS), 5).looks == 5


def test_of_a_home_only_a_keyed_hash_is_kept_and_nobody_enters_his_own(who):
    accounts.set_home(who.specialist, HOME, by=who.administrator, why=WHY)
    kept = HomeKey.objects.get(person=who.specialist)
    assert isinstance(kept.street, int) and "Prototype" not in str(vars(kept))
    with pytest.raises(Refused, match="no whole address"):
        accounts.set_home(who.specialist, "Phoenix", by=who.administrator, why=WHY)
    with pytest.raises(Refused, match="his or her own"):
        accounts.set_home(who.administrator, HOME, by=who.administrator, why=WHY)
    accounts.set_home(who.specialist, "", by=who.administrator, why=WHY)
    assert not HomeKey.objects.exists()
