"""A group of subjects is chosen, kept, looked at and decided on in writing; what was decided holds."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from audits.acting import acting
from requests_app import access
from requests_app.models import Deciding, Decision, DisclosureRequest, Selection, SelectionPart, Subject
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Move, Status
from requests_app.workflow import carrying_out, deciding, irs_approval, questions, selecting, showing
from requests_app.workflow.filtering import Filter
from requests_app.workflow.refused import Refused, Stale
from tests.cast import (
    WHY,
    Cast,
    cast,
    draft,
    fresh,
    looker_for,
    match,
    on_record,
    prepare,
    subject_fields,
    version,
    walk,
)
from tests.undecided import unmatched

pytestmark = pytest.mark.django_db

NAMES = ("Zwanzigfeld", "Dreissigfeld", "Vierzigfeld", "Fuenfzigfeld")
REASON = "Two witnesses bought forged permits from {0}; the grand jury needs the place where {0} made them."


@pytest.fixture
def who(own_copy: None) -> Cast:
    return cast()


def named(name: str, **changes: str) -> dict[str, str]:
    return subject_fields(last_name=name, reason=REASON.format(name)) | changes


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    """Four subjects with a record each: two under one statute, two of one matter."""
    who = cast()
    for number, name in enumerate(NAMES, 1):
        on_record(last_name=name, tin=f"912-66-000{number}")
    given = [named(name) for name in NAMES]
    given[1] |= {"statute": "18 USC 1425", "case_number": "USAO-GJ-2025-0999"}
    given[2] |= {"statute": "18 U.S.C. § 1425", "case_number": "usao gj 2025 0999"}
    sent = walk(who, draft(who, *given), Status.COMPLETENESS)
    match(sent)
    return sent.pk


@pytest.fixture
def one(walked: int) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def select(one, by, **chosen) -> Selection:
    return selecting.make(one.pk, by=by, why=WHY, chosen=Filter(**chosen), key=uuid4())


def names(selection: Selection) -> list[str]:
    ids = [id for part in selection.parts.all() for id in part.subject_ids]
    return [NAMES[row - 1] for row in Subject.objects.filter(pk__in=ids).order_by("row").values_list("row", flat=True)]


def act(selection, by, outcome="returned", reason_code="no_matter", why="The matter isn't identified.", seen=None):
    one = selection.disclosure_request
    said = {"outcome": outcome, "reason_code": reason_code, "seen": version(one) if seen is None else seen}
    return selecting.act(selection.pk, by=by, why=why, **said)


def outcomes(one) -> list[str]:
    return list(one.subjects.order_by("row").values_list("outcome", flat=True))


@pytest.fixture
def slow(monkeypatch):
    """Nothing is carried out while the person waits, and a part holds one subject."""
    monkeypatch.setattr(selecting, "AT_ONCE", 0)
    monkeypatch.setattr(selecting, "PART", 1)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, NAMES),
        ({"statute": "18 USC 1425"}, NAMES[1:3]),
        ({"matter": "USAO-GJ-2025-0999"}, NAMES[1:3]),
        ({"officer": "test RECIPIENT"}, NAMES),
        ({"rows": ((1, 1), (3, 4))}, (NAMES[0], *NAMES[2:])),
        ({"shares": "matter", "row": 3}, NAMES[1:3]),
        ({"shares": "officer", "row": 1, "rows": ((2, 3),)}, NAMES[1:3]),
        ({"shares": "identity", "row": 2}, NAMES[1:2]),
        ({"shares": "reason", "row": 1, "statute": "18 USC 1546(a)"}, (NAMES[0], NAMES[3])),
        ({"show": "sound", "statute": "18 USC 1425"}, NAMES[1:3]),
        ({"verdict": "matched", "matter": "USAO-GJ-2025-0999"}, NAMES[1:3]),
        ({"verdict": "matched", "address": "agrees"}, NAMES),
    ],
)
def test_a_filter_chooses_what_it_says(who, one, chosen, found):
    selection = select(one, who.specialist, **chosen)
    assert names(selection) == list(found)
    assert (selection.count, selection.approved) == (len(found), 0)
    assert set(selection.sample) <= set(one.subjects.values_list("pk", flat=True))
    assert Filter.of(Selection.objects.get(pk=selection.pk).query) == Filter(**chosen)


@pytest.mark.parametrize(
    "chosen",
    [
        {"statute": "18 USC 1028"},
        {"verdict": "not_found"},
        {"address": "differs"},
        {"code": "match.none"},
        {"code": "address.missing"},
        {"show": "blocked"},
        {"rows": ((9, 99),)},
        {"shares": "reason", "row": 99},
        {"shares": "identity", "row": 99},
        {"officer": "nobody"},
    ],
)
def test_nothing_is_selected_where_nothing_fits(who, one, chosen):
    with pytest.raises(Refused, match="No standing subject fits"):
        select(one, who.specialist, **chosen)
    assert not Selection.objects.exists()


def test_the_same_key_twice_selects_once(who, one):
    key = uuid4()
    made = [selecting.make(one.pk, by=who.specialist, why=WHY, chosen=Filter(), key=key) for _ in range(2)]
    assert made[0].pk == made[1].pk and SelectionPart.objects.count() == 1


@pytest.mark.parametrize("name", ["counsel", "approver", "authorizer", "oversight", "liaison"])
def test_only_who_decides_now_selects(who, one, name):
    with pytest.raises(Refused, match="This is for: disclosure specialist"):
        select(one, who.people()[name], rows=((1, 2),))


def test_another_agencys_person_finds_nothing(who, one):
    with pytest.raises(access.Absent):
        select(one, who.ice_liaison)
    selection = select(one, who.specialist)
    for name in ("ice_liaison", "transmitter", "stranger"):
        with pytest.raises(access.Absent):
            act(selection, who.people()[name])


def test_a_decision_on_a_group_is_written_once_and_reaches_each_subject(who, one):
    before = version(one)
    done = act(select(one, who.specialist, statute="18 USC 1425"), who.specialist)
    assert outcomes(one) == ["open", "returned", "returned", "open"]
    assert (done.subjects, done.skipped, done.part) == (2, 0, 1) and done.finished_at
    decision = Decision.objects.get(kind="set_aside")
    assert (decision.words, decision.reason_codes) == ("The matter isn't identified.", ["no_matter"])
    changed = Subject.history.filter(outcome="returned")
    assert {h.history_change_reason for h in changed} == {decision.words}
    assert {h.actor_name for h in changed} == {who.specialist.get_full_name()}
    assert set(one.subjects.filter(outcome="returned").values_list("outcome_reason", flat=True)) == {"no_matter"}
    assert version(one) > before


def test_a_double_click_acts_once_and_another_tab_is_told(who, one):
    selection = select(one, who.specialist, rows=((1, 1),))
    seen = version(one)
    assert act(selection, who.specialist, seen=seen).pk == act(selection, who.specialist, seen=seen).pk
    assert Decision.objects.filter(kind="set_aside").count() == 1
    with pytest.raises(Refused, match="decided on before"):
        act(selection, who.specialist, outcome="denied", seen=seen)


def test_an_old_page_decides_nothing(who, one):
    selection = select(one, who.specialist)
    with pytest.raises(Stale):
        act(selection, who.specialist, seen=version(one) - 1)
    assert outcomes(one) == ["open"] * 4


def test_who_no_longer_decides_here_is_refused(who, one):
    selection = select(one, who.specialist)
    walk(who, fresh(one), Status.LEGAL_REVIEW)
    with pytest.raises(Refused, match="This is for: legal reviewer"):
        act(selection, who.specialist)


def test_subjects_that_stopped_fitting_are_told_and_nothing_is_done(who, one):
    selection = select(one, who.specialist)
    two = list(one.subjects.filter(row__lte=2).values_list("pk", flat=True))
    aside = {"outcome": "denied", "reason_code": "no_matter", "seen": version(one)}
    deciding.set_aside(one.pk, two, by=who.specialist, why=WHY, **aside)
    with pytest.raises(Refused, match="2 of its subjects no longer stand or no longer fit") as refused:
        act(selection, who.specialist)
    assert "Nothing was carried out" in refused.value.reasons[0]
    assert outcomes(one) == ["denied", "denied", "open", "open"]


def test_more_than_a_few_want_their_sample_opened(who, one, monkeypatch):
    monkeypatch.setattr(selecting, "FEW", 1)
    selection = select(one, who.specialist)
    with pytest.raises(Refused, match="Open the sample first"):
        act(selection, who.specialist)
    for id in selection.sample:
        with acting(by=who.specialist, why=WHY):
            showing.subject(one, id, looker_for(who.specialist, one))
    assert act(selection, who.specialist).subjects == 4


def test_what_rests_on_records_is_never_told_by_its_reason(who, one):
    selection = select(one, who.specialist, verdict="matched")
    with pytest.raises(Refused, match="reads as “not disclosed”"):
        act(selection, who.specialist, outcome="denied", reason_code="name_or_address")
    with pytest.raises(Refused, match="denied, not returned"):
        act(selection, who.specialist, outcome="returned", reason_code="no_record_or_mismatch")
    unmatched(one, 1, 2)
    beside = select(one, who.specialist, verdict="not_found")
    assert act(beside, who.specialist, outcome="denied", reason_code="no_record_or_mismatch").subjects == 2


@pytest.mark.parametrize(("reason", "says"), [("undisclosed", "legal reviewer"), ("impairment", "named counsel")])
def test_counsels_reasons_are_counsels(who, one, reason, says):
    with pytest.raises(Refused, match=says):
        act(select(one, who.specialist), who.specialist, outcome="denied", reason_code=reason)


def test_counsel_keeps_the_reason_in_the_same_words_as_ever(who, one):
    walk(who, fresh(one), Status.LEGAL_REVIEW)
    act(select(one, who.counsel, rows=((2, 2),)), who.counsel, "denied", "undisclosed", why="it would unmask a source")
    assert Decision.objects.get(kind="set_aside").words == "No reason is told here."
    assert "unmask" not in str(list(Subject.history.values_list("history_change_reason", flat=True)))


def test_a_large_group_is_carried_out_part_by_part_as_the_person(who, one, slow):
    started = act(select(one, who.specialist), who.specialist)
    assert outcomes(one) == ["open"] * 4 and carrying_out.unfinished() == [started.pk]
    steps = [carrying_out.carry_on(started.pk) for _ in range(5)]
    assert steps == [True, True, True, False, False]
    started.refresh_from_db()
    assert (started.part, started.subjects, started.skipped) == (4, 4, 0) and started.finished_at
    assert outcomes(one) == ["returned"] * 4 and carrying_out.unfinished() == []
    who_did = set(Subject.history.filter(outcome="returned").values_list("history_user_id", flat=True))
    assert who_did == {who.specialist.pk}


def test_meanwhile_the_request_stays_where_it_is(who, one, slow):
    act(select(one, who.specialist, rows=((1, 2),)), who.specialist)
    carrying_out.carry_on(Deciding.objects.get().pk)
    for move in (Move.COMPLETE, Move.RETURN, Move.DENY):
        assert any("still being carried out" in r for r in questions.move_refusals(fresh(one), who.specialist, move))
    with pytest.raises(Refused, match="still being carried out"):
        act(select(one, who.specialist, rows=((3, 3),)), who.specialist)
    with pytest.raises(Refused, match="still being carried out"):
        pks = list(one.subjects.filter(row=4).values_list("pk", flat=True))
        aside = {"outcome": "denied", "reason_code": "no_matter", "seen": version(one)}
        deciding.set_aside(one.pk, pks, by=who.specialist, why=WHY, **aside)
    carrying_out.carry_on(Deciding.objects.get().pk)
    walk(who, fresh(one), Status.LEGAL_REVIEW)


def raw(statement: str, *values: object, by: object) -> None:
    with acting(by=by, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_database_lets_no_move_pass_meanwhile(who, one, slow):
    act(select(one, who.specialist), who.specialist)
    with pytest.raises(DatabaseError, match="still being carried out"):
        move = "UPDATE requests_app_disclosurerequest SET status = 'legal_review', version = version + 1 WHERE id = %s"
        raw(move, one.pk, by=who.specialist)


@pytest.mark.parametrize(
    "forged",
    [
        "DELETE FROM requests_app_deciding WHERE id = %s",
        "UPDATE requests_app_deciding SET outcome = 'denied' WHERE id = %s",
        "UPDATE requests_app_deciding SET finished_at = now() WHERE id = %s",
        "UPDATE requests_app_deciding SET reason_code = 'duplicate' WHERE id = %s",
        "UPDATE requests_app_selection SET count = 1 WHERE id = (SELECT selection_id FROM requests_app_deciding WHERE id = %s)",
        "DELETE FROM requests_app_selectionpart WHERE %s > 0",
        "INSERT INTO requests_app_selectionpart (selection_id, agency_id, number, subject_ids) "
        "SELECT selection_id, agency_id, 99, '{1}' FROM requests_app_deciding WHERE id = %s",
    ],
)
def test_what_is_being_carried_out_is_not_forged(who, one, slow, forged):
    started = act(select(one, who.specialist), who.specialist)
    with pytest.raises(DatabaseError):
        raw(forged, started.pk, by=who.specialist)


def test_nobody_carries_out_anothers_decision(who, one, slow):
    started = act(select(one, who.specialist), who.specialist)
    with pytest.raises(DatabaseError, match="carried out as it was given"):
        raw("UPDATE requests_app_deciding SET part = 1 WHERE id = %s", started.pk, by=who.counsel)


def test_a_subject_that_no_longer_stands_at_its_turn_is_passed_over_and_told(who, one, slow):
    started = act(select(one, who.specialist), who.specialist)
    with acting(by=who.specialist, why=WHY):
        one.subjects.filter(row=3).update(outcome="denied", outcome_reason="duplicate")
    while carrying_out.carry_on(started.pk):
        pass
    started.refresh_from_db()
    assert (started.subjects, started.skipped) == (3, 1)
    assert outcomes(one) == ["returned", "returned", "denied", "returned"]


def test_who_loses_the_right_meanwhile_decides_no_further(who, one, slow):
    started = act(select(one, who.specialist), who.specialist)
    carrying_out.carry_on(started.pk)
    access.revoke(who.specialist, Role.SPECIALIST, who.usao, by=who.administrator, why="left the case")
    assert not carrying_out.carry_on(started.pk)
    started.refresh_from_db()
    assert started.finished_at and "left as it was" in started.trouble
    assert outcomes(one) == ["returned", "open", "open", "open"]
    assert not any("carried out" in r for r in questions.move_refusals(fresh(one), who.transmitter, Move.COMPLETE))


def test_what_was_decided_holds_though_the_agency_withdraws_and_it_never_has_to_wait(who, one, slow):
    started = act(select(one, who.specialist), who.specialist)
    deciding.withdraw(one.pk, by=who.liaison, why=WHY, seen=version(one))
    while carrying_out.carry_on(started.pk):
        pass
    assert outcomes(one) == ["returned"] * 4 and fresh(one).status == Status.WITHDRAWN


def test_a_no_holds_through_review_approval_and_a_step_back(who, one):
    act(select(one, who.specialist, rows=((1, 1),)), who.specialist, outcome="denied")
    walk(who, fresh(one), Status.IRS_APPROVAL)
    act(select(one, who.approver, rows=((2, 2),)), who.approver, outcome="returned")
    irs_approval.approve(one.pk, by=who.approver, why=WHY, seen=version(one))
    assert outcomes(one) == ["denied", "returned", "approved", "approved"]
    deciding.step_back(one.pk, by=who.authorizer, why=WHY, seen=version(one))
    assert outcomes(one) == ["denied", "returned", "open", "open"]
    walk(who, fresh(one), Status.FULFILMENT)
    release = prepare(who, one)
    assert release.items.count() == 2
    assert outcomes(one) == ["denied", "returned", "approved", "approved"]


def test_a_no_holds_when_the_request_is_returned_and_comes_back(who, one):
    act(select(one, who.specialist, rows=((1, 1),)), who.specialist, outcome="denied")
    back = {"reason_codes": ["not_signed"], "seen": version(one)}
    deciding.return_to_agency(one.pk, by=who.specialist, why=WHY, **back)
    walk(who, fresh(one), Status.COMPLETENESS)
    assert outcomes(one) == ["denied", "open", "open", "open"]


def test_too_many_at_once_are_decided_on_as_a_group(who, one):
    aside = {"outcome": "denied", "reason_code": "no_matter", "seen": version(one)}
    with pytest.raises(Refused, match="as a group"):
        deciding.set_aside(one.pk, list(range(1, 2_002)), by=who.specialist, why=WHY, **aside)
