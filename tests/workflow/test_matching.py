"""A person decides on what matching leaves open, in writing; re-checks of drawn verdicts count both errors; the gates hold."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from audits.acting import MATCHING, acting
from requests_app.access import Absent, narrow
from requests_app.models import (
    ConfidentialFlag,
    DisclosureRequest,
    MatchDecision,
    MatchDraw,
    MatchRecheck,
    MatchTally,
    MatchVerdict,
    Person,
    RecordForm,
    Subject,
    TaxRecord,
)
from requests_app.models.matching import counts_of, matching_of
from requests_app.rules.intervals import wilson
from requests_app.rules.matching import MATCH_EDITION
from requests_app.rules.transitions import Status
from requests_app.workflow import (
    completeness,
    deciding,
    fulfilment,
    match_deciding,
    match_quality,
    match_rechecking,
    match_showing,
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
    looker_for,
    on_record,
    subject_fields,
    version,
    walk,
)

WORDS = "The date of birth on file is the elder's."
ELSEWHERE = {
    "first_name": "Ida",
    "last_name": "Nobodyfield",
    "address_line1": "77 Elsewhere Way",
    "city": "Tampa",
    "state": "FL",
    "postal_code": "33602",
}
"""Somebody near no record."""
FATHER, SON = "912-66-0001", "912-66-0002"


@pytest.fixture
def who(db) -> Cast:
    return cast()


def father_and_son(who: Cast, *more: dict[str, str]) -> DisclosureRequest:
    """A request in completeness whose first subject may be the father or the son: one address, no TIN."""
    on_record(last_name="Demofield Sr", tin=FATHER)
    on_record(last_name="Demofield Jr", tin=SON)
    one = walk(who, draft(who, subject_fields(), *more), Status.COMPLETENESS)
    matching.run(one.pk)
    return fresh(one)


def subject_of(one: DisclosureRequest) -> Subject:
    return one.subjects.earliest("row")


def verdict_of(one: DisclosureRequest) -> MatchVerdict:
    return MatchVerdict.objects.get(subject=subject_of(one))


def candidates(one: DisclosureRequest) -> list[int]:
    return match_showing.candidate_ids(verdict_of(one), subject_of(one))


def look(someone: Person, one: DisclosureRequest) -> match_showing.Pair:
    with acting(by=someone, why=WHY):
        return match_showing.pair(one, subject_of(one).pk, looker_for(someone, one), reveal=True)


def decide(
    someone: Person, one: DisclosureRequest, record_id: int | None, seen: str = "", why: str = WORDS
) -> MatchVerdict:
    mark = seen or mark_of(verdict_of(one))
    return match_deciding.decide(subject_of(one).pk, record_id, by=someone, why=why, seen=mark)


def looked_and_decided(someone: Person, one: DisclosureRequest, record_id: int | None) -> MatchVerdict:
    look(someone, one)
    return decide(someone, one, record_id)


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


def decision(someone: Person, one: DisclosureRequest, **more: object) -> dict[str, object]:
    return {
        "disclosure_request": one,
        "agency_id": one.agency_id,
        "subject_id": subject_of(one).pk,
        "submission": one.submission,
        "verdict": "matched",
        "person": someone,
        "name": "x",
        "words": WORDS,
    } | more


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


# -- verdicts drawn by chance and looked at again


@pytest.fixture
def five(who) -> DisclosureRequest:
    """A request in completeness with five matches, and one subject for whom no record was found."""
    given = []
    for n, letter in enumerate("abcde"):
        on_record(last_name=f"Field{letter}", tin=f"912-66-010{n}")
        given.append(
            subject_fields(last_name=f"Field{letter}", reason=f"Witness {n} bought forged permits from Field{letter}.")
        )
    missing = subject_fields(**ELSEWHERE, reason="Nobodyfield wrote the ledger of the ring.")
    one = walk(who, draft(who, *given, missing), Status.COMPLETENESS)
    matching.run(one.pk)
    return fresh(one)


def drawn(someone: Person, one: DisclosureRequest | None, verdict: str = "matched", count: int = 2) -> list[MatchDraw]:
    return match_rechecking.draw(one.pk if one else None, verdict, count, by=someone, why=WHY)


def rechecked(someone: Person, draw: MatchDraw, *, agrees: bool) -> MatchRecheck:
    one = draw.disclosure_request
    with acting(by=someone, why=WHY):
        match_showing.pair(one, draw.subject_id, looker_for(someone, one), reveal=True)
    return match_rechecking.recheck(draw.subject_id, agrees, by=someone, why="Compared both.")


def test_a_verdict_is_drawn_once(who, five):
    first = drawn(who.specialist, five, count=3)
    second = drawn(who.transmitter, None, count=10)
    assert (len(first), len(second)) == (3, 2)
    assert not {d.subject_id for d in first} & {d.subject_id for d in second}
    assert list(match_rechecking.waiting(who.specialist)) == first
    assert drawn(who.specialist, five) == []


def test_a_miss_can_be_seen_among_those_at_the_same_street(who):
    on_record(first_name="Zbigniew", last_name="Otherfield", tin=FATHER)
    one = walk(who, draft(who), Status.COMPLETENESS)
    matching.run(one.pk)
    assert verdict_of(one).verdict == "not_found"
    (seen,) = look(who.specialist, one).candidates
    assert (seen.fits, seen.chosen) == (False, False)
    decide(who.specialist, one, seen.record_id)
    assert verdict_of(one).record_id == seen.record_id


def test_only_a_specialist_draws(who, five):
    for name in ("counsel", "oversight", "liaison", "administrator", "stranger"):
        with pytest.raises((Refused, Absent)):
            drawn(who.people()[name], five)
    with pytest.raises(Refused):
        drawn(who.specialist, five, verdict="ambiguous")
    assert not MatchDraw.objects.exists()


def test_a_recheck_is_of_ones_own_draw_once_and_looked_at(who, five):
    (draw,) = drawn(who.specialist, five, count=1)
    with pytest.raises(Refused, match="Look at both sides"):
        match_rechecking.recheck(draw.subject_id, True, by=who.specialist, why=WHY)
    with pytest.raises(Refused, match="isn't drawn for you"):
        rechecked(who.transmitter, draw, agrees=True)
    rechecked(who.specialist, draw, agrees=True)
    with pytest.raises(Refused, match="isn't drawn for you"):
        rechecked(who.specialist, draw, agrees=False)
    assert MatchRecheck.objects.count() == 1


def test_nobody_rechecks_a_decision_of_ones_own(who):
    one = father_and_son(who)
    looked_and_decided(who.specialist, one, candidates(one)[0])
    assert drawn(who.specialist, one) == []
    assert len(drawn(who.transmitter, one)) == 1


def test_raw_a_recheck_without_a_draw_is_refused(who, five):
    given = decision(who.specialist, five, edition=MATCH_EDITION, agrees=True)
    with pytest.raises(DatabaseError, match="drawn for this person"), acting(by=who.specialist, why=WHY):
        MatchRecheck.objects.create(**given)


def test_a_match_found_wrong_bars_the_request_until_somebody_decides(who, five):
    aside = {"outcome": "denied", "reason_code": "no_record_or_mismatch", "seen": version(five)}
    deciding.set_aside(five.pk, [five.subjects.latest("row").pk], by=who.specialist, why="No record.", **aside)
    (draw,) = drawn(who.transmitter, five, count=1)
    assert matching_of(five.pk).unmatched == 0
    rechecked(who.transmitter, draw, agrees=False)
    assert matching_of(five.pk).unmatched == 1
    with pytest.raises(Refused):
        completeness.find_complete(five.pk, by=who.specialist, why=WHY, seen=version(five))
    verdict = MatchVerdict.objects.get(subject_id=draw.subject_id)
    with acting(by=who.specialist, why=WHY):
        match_showing.pair(five, draw.subject_id, looker_for(who.specialist, five), reveal=True)
    match_deciding.decide(draw.subject_id, verdict.record_id, by=who.specialist, why=WORDS, seen=mark_of(verdict))


def test_a_match_that_was_released_is_rechecked_as_well(who):
    on_record()
    one = walk(who, draft(who, subject_fields(), tin=FATHER), Status.CLOSED)
    (draw,) = drawn(who.transmitter, one)
    before = version(one)
    assert rechecked(who.transmitter, draw, agrees=False).verdict == "matched"
    assert version(one) == before


def test_both_rates_are_counted_with_their_intervals(who, five):
    for n, draw in enumerate(drawn(who.specialist, five, count=4)):
        rechecked(who.specialist, draw, agrees=n > 0)
    (miss,) = drawn(who.specialist, five, verdict="not_found")
    rechecked(who.specialist, miss, agrees=True)
    drawn(who.transmitter, five)
    found = match_quality.rates([five.agency_id])
    matched, missed = found.over_all
    assert (matched.wrong, matched.of, matched.rate) == (1, 4, 0.25)
    assert (missed.wrong, missed.of, missed.rate) == (0, 1, 0)
    assert (found.drawn, found.checked, found.unchecked) == (6, 5, 1)
    assert {(line.verdict, line.edition, line.wrong, line.of) for line in found.lines} == {
        ("matched", MATCH_EDITION, 1, 4),
        ("not_found", MATCH_EDITION, 0, 1),
    }
    assert match_quality.rates([who.ice.pk]).drawn == 0


@pytest.mark.parametrize(
    ("wrong", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 1000, 0.00018, 0.00565),
    ],
)
def test_wilsons_interval(wrong, of, low, high):
    found = wilson(wrong, of)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(0, 0) is None


# -- what the agency's reader sees


def test_to_the_agencys_reader_the_database_shows_none_of_it(who, five):
    one = father_and_son(who)
    looked_and_decided(who.specialist, one, candidates(one)[0])
    for draw in drawn(who.transmitter, five, count=2):
        rechecked(who.transmitter, draw, agrees=False)
    kept = (MatchVerdict, MatchDecision, MatchDraw, MatchRecheck, MatchTally)
    assert all(model.objects.exists() for model in kept)
    narrow([who.usao.pk])
    assert not any(model.objects.exists() for model in kept)
    assert not any(model.history.exists() for model in kept[:4])
    assert matching_of(five.pk) == (True, 0)
    narrow([who.usao.pk], irs_side=[who.usao.pk])
    assert all(model.objects.exists() for model in kept)


def test_a_release_is_refused_while_a_recheck_says_that_a_match_is_wrong(who):
    on_record()
    one = walk(who, draft(who, subject_fields(), tin=FATHER), Status.FULFILMENT)
    (draw,) = drawn(who.transmitter, one)
    rechecked(who.transmitter, draw, agrees=False)
    with pytest.raises((Refused, DatabaseError)):
        fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
