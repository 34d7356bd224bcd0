"""Verdicts drawn by chance are looked at again by a person, which counts both errors; the gates hold."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from audits.acting import acting
from requests_app.access import Absent, narrow
from requests_app.models import (
    DisclosureRequest,
    MatchDecision,
    MatchDraw,
    MatchRecheck,
    MatchTally,
    MatchVerdict,
    Person,
)
from requests_app.models.matching import matching_of
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
    draft,
    fresh,
    looker_for,
    on_record,
    subject_fields,
    version,
    walk,
)
from tests.undecided import (
    ELSEWHERE,
    FATHER,
    WORDS,
    candidates,
    decide,
    decision,
    father_and_son,
    look,
    looked_and_decided,
    verdict_of,
)


@pytest.fixture
def who(db) -> Cast:
    return cast()


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
