"""A person decides on what matching leaves open, in writing; the gates hold."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from audits.acting import MATCHING, acting
from requests_app.access import Absent
from requests_app.models import (
    ConfidentialFlag,
    DisclosureRequest,
    MatchDecision,
    MatchTally,
    MatchVerdict,
    Person,
    RecordForm,
    TaxRecord,
)
from requests_app.models.matching import counts_of, matching_of
from requests_app.rules.transitions import Status
from requests_app.workflow import (
    completeness,
    deciding,
    matching,
)
from requests_app.workflow.match_words import mark_of
from requests_app.workflow.refused import Refused
from tests.cast import (
    WHY,
    Cast,
    cast,
    clear_subject,
    draft,
    fresh,
    on_record,
    subject_fields,
    version,
    walk,
)
from tests.undecided import (
    ELSEWHERE,
    FATHER,
    SON,
    WORDS,
    candidates,
    decide,
    decision,
    father_and_son,
    look,
    looked_and_decided,
    subject_of,
    verdict_of,
)


@pytest.fixture
def who(db) -> Cast:
    return cast()


def test_father_and_son_at_one_address_await_a_person(who):
    one = father_and_son(who)
    assert verdict_of(one).verdict == "ambiguous"
    assert len(candidates(one)) == 2
    assert counts_of(one) == {("ambiguous", ""): 1}
    with pytest.raises(Refused):
        completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=version(one))


def test_a_decision_makes_the_verdict_and_lets_the_request_go_on(who):
    one = father_and_son(who)
    record = candidates(one)[0]
    before = version(one)
    looked_and_decided(who.specialist, one, record)
    made, written = verdict_of(one), MatchDecision.objects.get()
    assert (made.verdict, made.record_id, made.method, made.decided_by) == ("matched", record, "person", who.specialist)
    assert (written.verdict, written.record_id, written.words, written.name) == (
        "matched",
        record,
        WORDS,
        who.specialist.get_full_name(),
    )
    assert version(one) == before
    assert counts_of(one) == {("matched", "agrees"): 1}
    completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=version(one))


def test_none_of_these_leaves_nothing_to_release(who):
    one = father_and_son(who)
    looked_and_decided(who.specialist, one, None)
    assert (verdict_of(one).verdict, verdict_of(one).record_id) == ("not_found", None)
    assert matching_of(one.pk).unmatched == 1


def test_nobody_decides_on_what_was_not_looked_at(who):
    one = father_and_son(who)
    with pytest.raises(Refused, match="Look at both sides first"):
        decide(who.specialist, one, candidates(one)[0])
    look(who.transmitter, one)
    with pytest.raises(Refused, match="Look at both sides first"):
        decide(who.specialist, one, candidates(one)[0])


def test_only_a_record_shown_beside_the_subject_is_chosen(who):
    one = father_and_son(who)
    on_record(first_name="Ida", last_name="Elsewhere", tin="912-66-0009", address="9 Far Rd, Tampa, FL 33602")
    look(who.specialist, one)
    with pytest.raises(Refused, match="isn't among those shown"):
        decide(who.specialist, one, TaxRecord.objects.latest("id").pk)
    assert verdict_of(one).verdict == "ambiguous"


@pytest.mark.parametrize("name", ["counsel", "approver", "oversight"])
def test_only_a_specialist_decides(who, name):
    one = father_and_son(who)
    someone = who.people()[name]
    look(someone, one)
    with pytest.raises(Refused):
        decide(someone, one, candidates(one)[0])


@pytest.mark.parametrize("name", ["ice_liaison", "administrator", "stranger"])
def test_to_others_there_is_nothing_to_decide(who, name):
    one = father_and_son(who)
    with pytest.raises(Absent):
        decide(who.people()[name], one, candidates(one)[0])


@pytest.mark.parametrize("name", ["liaison", "signer"])
def test_the_agencys_people_may_not_decide(who, name):
    one = father_and_son(who)
    with pytest.raises((Refused, Absent)):
        decide(who.people()[name], one, candidates(one)[0])
    assert not MatchDecision.objects.exists()


def test_a_page_that_has_grown_old_decides_nothing(who):
    one = father_and_son(who)
    old, (first, second) = mark_of(verdict_of(one)), candidates(one)
    look(who.transmitter, one)
    looked_and_decided(who.specialist, one, first)
    with pytest.raises(Refused, match="has changed since"):
        decide(who.transmitter, one, second, seen=old)
    assert verdict_of(one).record_id == first


def test_another_person_decides_anew_and_history_keeps_both(who):
    one = father_and_son(who)
    first, second = candidates(one)
    looked_and_decided(who.specialist, one, first)
    with pytest.raises(Refused, match="another specialist"):
        decide(who.specialist, one, second)
    looked_and_decided(who.transmitter, one, second)
    assert list(MatchDecision.objects.order_by("id").values_list("record_id", flat=True)) == [first, second]
    kept = MatchVerdict.history.filter(subject_id=subject_of(one).pk).order_by("history_id")
    assert list(kept.values_list("record_id", flat=True))[-2:] == [first, second]
    assert counts_of(one) == {("matched", "agrees"): 1}


def test_nothing_is_decided_any_more_once_the_request_is_in_fulfilment(who):
    one = father_and_son(who)
    looked_and_decided(who.specialist, one, candidates(one)[0])
    one = walk_without_matching(who, one, Status.FULFILMENT)
    look(who.transmitter, one)
    with pytest.raises(Refused, match="before it is in fulfilment"):
        decide(who.transmitter, one, None)


def walk_without_matching(who: Cast, one: DisclosureRequest, to: Status) -> DisclosureRequest:
    completeness.find_complete(one.pk, by=who.specialist, why=WHY, seen=version(one))
    return walk(who, fresh(one), to)


def test_the_worker_leaves_what_a_person_decided(who):
    one = father_and_son(who)
    first = candidates(one)[0]
    looked_and_decided(who.specialist, one, first)
    with acting(by=MATCHING, why=WHY):
        state = one.match_state
        state.finished_at, state.row = None, 0
        state.save()
    matching.run(one.pk)
    assert (verdict_of(one).record_id, verdict_of(one).method) == (first, "person")


def test_an_address_that_differs_is_flagged_anew_with_every_decision(who):
    on_record(last_name="Demofield", tin=FATHER, address="22 Moved Rd, Naperville, IL 60540")
    one = walk(who, draft(who, subject_fields(), tin=FATHER), Status.LEGAL_REVIEW)
    flags = ConfidentialFlag.objects.filter(subject=subject_of(one), code="match.address")
    clear_subject(who, one, subject_of(one), "match.address")
    assert flags.get().cleared
    looked_and_decided(who.specialist, one, candidates(one)[0])
    assert not flags.get().cleared
    looked_and_decided(who.transmitter, one, None)
    assert not flags.exists()


def test_a_clearance_does_not_outlive_the_record_it_rested_on(who):
    on_record(last_name="Demofield", tin=FATHER, address="22 Moved Rd, Naperville, IL 60540")
    on_record(last_name="Demofield", tin=SON, address="24 Moved Rd, Naperville, IL 60540")
    one = walk(who, draft(who, subject_fields(), tin=FATHER), Status.LEGAL_REVIEW)
    clear_subject(who, one, subject_of(one), "match.address")
    first = RecordForm.objects.get(record_id=verdict_of(one).record_id)
    other = TaxRecord.objects.exclude(pk=first.record_id).get().pk
    RecordForm.objects.filter(record_id=other).update(tin=first.tin)
    forged(MATCHING, record_id=other)
    with acting(by=MATCHING, why=WHY):
        matching.settle_flags(one)
    assert not ConfidentialFlag.objects.get(subject=subject_of(one), code="match.address").cleared


def test_the_counts_stay_exact_when_a_subject_is_set_aside(who):
    one = father_and_son(who, subject_fields(**ELSEWHERE, reason="Nobodyfield wrote the ledger of the ring."))
    assert counts_of(one) == {("ambiguous", ""): 1, ("not_found", ""): 1}
    aside = {"outcome": "denied", "reason_code": "no_record_or_mismatch", "seen": version(one)}
    deciding.set_aside(one.pk, [one.subjects.latest("row").pk], by=who.specialist, why="No record.", **aside)
    assert counts_of(one) == {("ambiguous", ""): 1}
    looked_and_decided(who.specialist, one, candidates(one)[0])
    assert counts_of(one) == {("matched", "agrees"): 1}
    assert MatchTally.objects.filter(disclosure_request=one).aggregate(n=Sum("subjects"))["n"] == 1


# -- what the database refuses, whatever path it takes


def forged(by: Person, **values: object) -> None:
    with transaction.atomic(), acting(by=by, why=WHY):
        MatchVerdict.objects.update(**values)


def test_raw_a_verdict_is_not_written_by_the_agency_or_without_a_decision(who):
    one = father_and_son(who)
    record = candidates(one)[0]
    for name in ("liaison", "specialist", "counsel", "administrator"):
        someone = who.people()[name]
        with pytest.raises(DatabaseError):
            forged(someone, verdict="matched", record_id=record, method="person", decided_by=someone)
    assert verdict_of(one).verdict == "ambiguous"


def test_raw_the_system_does_not_write_over_a_person(who):
    one = father_and_son(who)
    looked_and_decided(who.specialist, one, candidates(one)[0])
    with pytest.raises(DatabaseError, match="stays as decided"):
        forged(MATCHING, verdict="not_found", record_id=None, decided_by=None, method="")


def test_raw_the_same_person_does_not_decide_anew(who):
    one = father_and_son(who)
    first, second = candidates(one)
    looked_and_decided(who.specialist, one, first)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(by=who.specialist, why=WHY):
        MatchDecision.objects.create(**decision(who.specialist, one, record_id=second))
        MatchVerdict.objects.update(record_id=second)


@pytest.mark.parametrize("words", ["", " ", "\t", "...", "\u200b"])
def test_raw_a_decision_without_words_is_refused(who, words):
    one = father_and_son(who)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(by=who.specialist, why=WHY):
        MatchDecision.objects.create(**decision(who.specialist, one, record_id=candidates(one)[0], words=words))


def test_raw_nobody_decides_in_anothers_name_or_without_the_role(who):
    one = father_and_son(who)
    for actor, person in ((who.specialist, who.transmitter), (who.liaison, who.liaison), (who.counsel, who.counsel)):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(by=actor, why=WHY):
            MatchDecision.objects.create(**decision(person, one, record_id=candidates(one)[0]))
