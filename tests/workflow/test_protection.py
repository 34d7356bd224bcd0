"""The list kept under (i)(6): who keeps it, what it stops, and that nobody else learns of it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audits.acting import SETUP, acting
from requests_app import access
from requests_app.access import Absent, narrow
from requests_app.intake import confidential, judging
from requests_app.models import (
    ConfidentialFlag,
    CrossCheck,
    Decision,
    DisclosureRequest,
    Person,
    ProtectedPerson,
    ProtectionAct,
    ProtectionKeeper,
    Subject,
)
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, fulfilment, legal_review, protection
from requests_app.workflow.refused import Refused
from tests.cast import (
    LAWFUL,
    WHY,
    Cast,
    cast,
    clear_all,
    draft,
    fresh,
    on_record,
    person,
    subject_fields,
    version,
    walk,
)
from tests.cast import prepare as prepare_package

CARL = {"first_name": "Carl", "last_name": "Demofield", "date_of_birth": "April 1, 1980"}
SECRET = "he wears a wire for the Tampa matter"


@pytest.fixture
def who(db) -> Cast:
    made = cast()
    protection.name_keeper(made.counsel, by=SETUP, why="Named at founding.")
    with acting(by=SETUP, why=WHY):
        person("second_counsel", Role.COUNSEL, made.usao, made.ice)
    return made


def other_counsel() -> Person:
    return Person.objects.get(username="second_counsel")


def enter(who: Cast, **fields: str) -> ProtectedPerson:
    return protection.enter(by=who.counsel, why=SECRET, fields=CARL | fields)


def settled(one: DisclosureRequest) -> list[tuple[str, str]]:
    confidential.settle(one.pk)
    return list(ConfidentialFlag.objects.filter(disclosure_request=one).values_list("code", "audience"))


def test_counsel_that_is_not_named_keeps_nothing(who):
    for someone in (other_counsel(), who.specialist, who.administrator, who.oversight):
        with pytest.raises(Absent):
            protection.enter(by=someone, why=SECRET, fields=CARL)
        with pytest.raises(Absent):
            protection.listed(by=someone, origin="a test")
        with pytest.raises(Absent):
            protection.name_keeper(someone, by=someone, why="I name myself.")
    assert not ProtectedPerson.objects.exists()


@pytest.mark.parametrize("someone", ["administrator", "specialist", "approver"])
def test_only_a_legal_reviewer_is_named(who, someone):
    with pytest.raises(Refused, match="Only a legal reviewer"):
        protection.name_keeper(who.people()[someone], by=who.counsel, why="Named.")


def test_raw_sql_names_nobody_and_enters_nobody(who):
    for by in (who.administrator, other_counsel(), SETUP):
        with pytest.raises(DatabaseError), acting(by=by, why=WHY):
            ProtectionKeeper.objects.create(
                person=other_counsel(), named_by_id=by.pk if by.pk > 0 else None, words="a test"
            )
        with pytest.raises(DatabaseError), acting(by=by, why=WHY):
            ProtectedPerson.objects.create(sealed=b"x", keys=[b"k" * 16], entered_by=other_counsel())
    entry = enter(who)
    for change in ({"keys": [b"k" * 16]}, {"sealed": b"y"}):
        with pytest.raises(DatabaseError), acting(by=who.counsel, why=WHY):
            ProtectedPerson.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(DatabaseError), acting(by=who.counsel, why=WHY):
        entry.delete()


def test_a_keeper_names_another_who_then_keeps_the_list_and_the_last_one_stays(who):
    second = other_counsel()
    protection.name_keeper(second, by=who.counsel, why="For the summer.")
    assert access.is_keeper(second)
    first = ProtectionKeeper.objects.get(person=who.counsel)
    protection.end_keeping(first.pk, by=second, why="Moved on.")
    with pytest.raises(Absent):
        protection.listed(by=who.counsel, origin="a test")
    with pytest.raises(Refused, match="never without a keeper"):
        protection.end_keeping(ProtectionKeeper.objects.get(person=second).pk, by=second, why="Tired.")


def test_a_naming_opens_nothing_without_the_role(who):
    for agency in (who.usao, who.ice):
        access.revoke(who.counsel, Role.COUNSEL, agency, by=SETUP, why=WHY)
    assert not access.is_keeper(who.counsel)


def test_the_command_names_the_first_keeper_only(db):
    who = cast()
    call_command("name_keeper", "counsel", "Decided by the chief counsel.")
    assert access.is_keeper(who.counsel)
    with acting(by=SETUP, why=WHY):
        person("third_counsel", Role.COUNSEL, who.usao)
    with pytest.raises(CommandError, match="has a keeper"):
        call_command("name_keeper", "third_counsel", "By who holds the server.")
    with pytest.raises(CommandError, match="no active account"):
        call_command("name_keeper", "nobody", "By who holds the server.")


def test_what_is_entered_is_sealed_and_nothing_of_it_stands_in_clear(who):
    entry = enter(who)
    with connection.cursor() as cursor:
        for table in ("protectedperson", "historicalprotectedperson", "protectionact", "historicalprotectionact"):
            cursor.execute(f"SELECT t::text FROM requests_app_{table} t")
            text = str(cursor.fetchall())
            assert "Demofield" not in text
            assert SECRET not in text
    shown = protection.opened(entry.pk, by=who.counsel, why="the case agent called", origin="a test")
    assert shown.fields["last_name"] == "Demofield"
    assert shown.why == SECRET
    assert list(ProtectionAct.objects.values_list("kind", flat=True)) == ["opened", "entered"]


def test_an_entry_that_identifies_nobody_is_refused(who):
    with pytest.raises(Refused, match="nothing else identifies"):
        protection.enter(by=who.counsel, why=SECRET, fields={"last_name": "Demofield"})


@pytest.mark.parametrize(
    ("entered", "tin", "named", "given"),
    [
        (CARL, "", {"first_name": "DEMOFIELD", "last_name": "carl", "date_of_birth": "04/01/1980"}, ""),
        ({"first_name": "X", "last_name": "Y"}, "912-66-0001", {}, "912660001"),
        ({"a_number": "A 200-070-667"}, "", {"a_number": "A200070667"}, ""),
    ],
)
def test_a_subject_is_recognised_by_name_and_birth_by_tin_and_by_a_number(who, entered, tin, named, given):
    protection.enter(by=who.counsel, why=SECRET, fields=entered, tin=tin)
    one = walk(who, draft(who, subject_fields(**named), tin=given), Status.COMPLETENESS)
    assert settled(one) == [("subject.protected", "counsel")]


def test_nothing_of_it_stands_in_the_subjects_row_or_its_history(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    subject = one.subjects.get()
    rows = Subject.history.count()
    enter(who)
    assert settled(one) == [("subject.protected", "counsel")]
    judging.judge_stale(one.pk)
    now = one.subjects.get()
    assert (now.blocking_codes, now.review_codes, now.judged_under) == (
        subject.blocking_codes,
        subject.review_codes,
        subject.judged_under,
    )
    assert Subject.history.count() == rows


def test_no_determination_and_no_approval_while_the_subject_stands(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    enter(who)
    clear_all(who, one)
    with pytest.raises(Refused) as refused:
        legal_review.determine(one.pk, by=other_counsel(), why=WHY, seen=version(one), elements=LAWFUL)
    assert [reason.partition(",")[0] for reason in refused.value.reasons] == [
        "Counsel has not finished with this request"
    ]
    confidential.settle(one.pk)
    with pytest.raises(Refused, match="Counsel has not finished"):
        legal_review.determine(one.pk, by=other_counsel(), why=WHY, seen=version(one), elements=LAWFUL)


@pytest.mark.parametrize("act", ["prepare", "authorize", "transmit", "fetch"])
def test_no_act_of_release_from_the_instant_somebody_is_entered(who, act):
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    made: list[int] = []
    acts = {
        "prepare": lambda: made.append(prepare_package(who, one).pk),
        "authorize": lambda: fulfilment.authorize(made[0], by=who.authorizer, why=WHY),
        "transmit": lambda: fulfilment.transmit(made[0], by=who.transmitter, why=WHY),
        "fetch": lambda: fulfilment.fetch(made[0], by=who.recipient, why=WHY, origin="a test"),
    }
    for earlier in list(acts)[: list(acts).index(act)]:
        acts[earlier]()
    enter(who)
    with pytest.raises(Refused) as refused:
        acts[act]()
    told = " ".join(refused.value.reasons)
    assert "has not finished with" in told
    assert "(i)(6)" not in told
    assert "protect" not in told
    # the database refuses by itself, whatever Python asked before
    with (
        pytest.raises(DatabaseError, match="has not finished with"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        if act == "fetch":
            with acting(by=who.recipient, why=WHY):
                cursor.execute("SELECT desk_release_fetch(%s)", made)
        else:
            cursor.execute("SELECT desk_release_check(%s)", [one.pk])


def test_set_aside_by_named_counsel_the_rest_goes_on(who):
    on_record(first_name="Ana", tin="912-66-0002")
    rest = subject_fields(
        first_name="Ana", reason="Bank records show Ana Demofield paid the printer's rent from a false name."
    )
    one = walk(who, draft(who, subject_fields(), rest), Status.LEGAL_REVIEW)
    enter(who)
    confidential.settle(one.pk)
    protected = one.subjects.get(first_name="Carl")
    with pytest.raises(Absent):
        protection.set_aside(one.pk, [protected.pk], by=other_counsel(), why="a test")
    assert protection.set_aside(one.pk, [s.pk for s in one.subjects.all()], by=who.counsel, why=SECRET) == 1
    protected.refresh_from_db()
    assert (protected.outcome, protected.outcome_reason) == ("denied", "undisclosed")
    confidential.settle(one.pk)
    walk(who, one, Status.CLOSED)


def test_it_reads_as_what_any_other_counsel_keeps_to_himself(who):
    two = [subject_fields(), subject_fields(first_name="Ana", date_of_birth="1970-01-02")]
    one = walk(who, draft(who, *two), Status.LEGAL_REVIEW)
    enter(who)
    confidential.settle(one.pk)
    carl, ana = one.subjects.order_by("row")
    protection.set_aside(one.pk, [carl.pk], by=who.counsel, why=SECRET)
    given = {"outcome": "denied", "reason_code": "undisclosed", "seen": version(one)}
    deciding.set_aside(one.pk, [ana.pk], by=other_counsel(), why="my own words", **given)
    decisions = list(
        Decision.objects.filter(kind="set_aside").values("kind", "role", "words", "reason_codes", "lawful")
    )
    assert decisions[0] == decisions[1]
    last = [Subject.history.filter(id=s.pk).order_by("history_id").last() for s in (carl, ana)]
    assert len({(h.history_change_reason, h.outcome, h.outcome_reason, h.history_type) for h in last}) == 1


def test_nobody_writes_i6_into_a_decision_or_a_subject(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    ids = list(one.subjects.values_list("pk", flat=True))
    given = {"outcome": "denied", "reason_code": "impairment", "seen": version(one)}
    with pytest.raises(Refused, match="named counsel alone"):
        deciding.set_aside(one.pk, ids, by=who.counsel, why=WHY, **given)
    with pytest.raises(DatabaseError, match="subject_hides_i6"), acting(by=who.counsel, why=WHY):
        one.subjects.update(outcome="denied", outcome_reason="impairment")
    with pytest.raises(DatabaseError, match="decision_hides_i6"), acting(by=who.counsel, why=WHY):
        deciding.decide(one, "denial", "counsel", by=who.counsel, words="forged", reason_codes=["impairment"])


def test_a_specialist_does_not_give_counsels_reason(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    ids = list(one.subjects.values_list("pk", flat=True))
    given = {"outcome": "denied", "reason_code": "undisclosed", "seen": version(one)}
    with pytest.raises(Refused, match="legal reviewer"):
        deciding.set_aside(one.pk, ids, by=who.specialist, why=WHY, **given)


def test_withdrawn_the_request_goes_on(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    entry = enter(who)
    confidential.settle(one.pk)
    protection.withdraw(entry.pk, by=who.counsel, why="The matter is over.")
    assert CrossCheck.objects.filter(disclosure_request=one).exists()
    assert settled(one) == []
    walk(who, one, Status.FULFILMENT)
    with pytest.raises(Refused, match="withdrawn before"):
        protection.withdraw(entry.pk, by=who.counsel, why="Again.")


def test_the_database_shows_the_list_to_no_other_reader(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    enter(who)
    confidential.settle(one.pk)
    models = (ConfidentialFlag, ProtectedPerson, ProtectionAct, ProtectionKeeper)
    models += tuple(m.history.model for m in models)
    both = [who.usao.pk, who.ice.pk]
    readers = {"agency": {}, "irs": {"irs_side": both}, "counsel": {"irs_side": both, "counsel": other_counsel()}}
    for reader in readers.values():
        with transaction.atomic():
            assert narrow(both, **reader) is False
            assert [m.objects.count() for m in models] == [0] * len(models)
            assert not CrossCheck.objects.exists()
            transaction.set_rollback(True)
    with transaction.atomic():
        assert narrow(both, irs_side=both, counsel=who.counsel)
        assert all(m.objects.exists() for m in models)
        transaction.set_rollback(True)


def test_the_agencys_reader_is_told_nothing_of_what_is_unfinished(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    enter(who)
    confidential.settle(one.pk)
    for reader, told in ({}, False), ({"irs_side": [who.usao.pk]}, True):
        with transaction.atomic(), connection.cursor() as cursor:
            narrow([who.usao.pk], **reader)
            cursor.execute("SELECT desk_counsel_unfinished(%s)", [one.pk])
            assert cursor.fetchone()[0] is told
            cursor.execute("SELECT count(*) FROM desk_confidential_hits(%s)", [one.pk])
            assert cursor.fetchone()[0] == 0
            transaction.set_rollback(True)
    assert fresh(one).status == Status.COMPLETENESS
