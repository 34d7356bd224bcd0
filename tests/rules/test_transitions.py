"""The table of moves, spelled out a second time on purpose: a rule of who may move what must be changed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from requests_app.rules.facts import AgreementFacts, Contents, HoldFacts, Person, Progress, SignerFacts
from requests_app.rules.lists import DEFAULT_BOOK
from requests_app.rules.roles import Role
from requests_app.rules.transitions import MOVES, RELEASE_STEPS, Act, Move, Status, refusals, release_refusals

TODAY = date(2026, 11, 22)

SIGNED = SignerFacts("Una Signer", "United States Attorney", "us_attorney", "holder")
CONTENTS = Contents("doj", frozenset({"address"}), "", "", SIGNED, True, 3)
READY = Progress(status="draft", subjects_open=3, signed=True, determined_lawful=True, approved=True)

LAWFUL = {
    ("draft", "hand_over", "awaiting_signature"): {"liaison"},
    ("returned", "hand_over", "awaiting_signature"): {"liaison"},
    ("awaiting_signature", "take_back", "draft"): {"liaison", "signer"},
    ("awaiting_signature", "send_in", "completeness"): {"signer"},
    ("completeness", "complete", "legal_review"): {"specialist"},
    ("legal_review", "determine", "irs_approval"): {"counsel"},
    ("irs_approval", "approve", "fulfilment"): {"approver"},
    ("fulfilment", "close", "closed"): {"specialist"},
    ("legal_review", "step_back", "completeness"): {"counsel"},
    ("irs_approval", "step_back", "legal_review"): {"approver"},
    ("fulfilment", "step_back", "legal_review"): {"specialist", "authorizer"},
    ("completeness", "return", "returned"): {"specialist"},
    ("legal_review", "return", "returned"): {"counsel"},
    ("irs_approval", "return", "returned"): {"approver"},
    ("completeness", "deny", "denied"): {"specialist"},
    ("legal_review", "deny", "denied"): {"counsel"},
    ("irs_approval", "deny", "denied"): {"approver"},
    ("draft", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("returned", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("awaiting_signature", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("completeness", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("legal_review", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("irs_approval", "withdraw", "withdrawn"): {"liaison", "signer"},
    ("fulfilment", "withdraw", "withdrawn"): {"liaison", "signer"},
}

RELEASE = {
    ("", "prepare"): {"specialist"},
    ("void", "prepare"): {"specialist"},
    ("prepared", "authorize"): {"authorizer"},
    ("authorized", "transmit"): {"specialist"},
    ("prepared", "void"): {"specialist", "authorizer"},
    ("authorized", "void"): {"specialist", "authorizer"},
    ("transmitted", "fetch"): {"liaison"},
    ("transmitted", "reopen"): {"specialist"},
    ("transmitted", "confirm"): {"liaison"},
    ("transmitted", "stand_in"): {"liaison", "signer"},
    ("transmitted", "end"): {"specialist"},
}


def ask(status: str, move: str, *, role: str = "", progress: Progress = READY, **person: frozenset[str]) -> list[str]:
    who = Person(1, "P", roles=frozenset({role} if role else ()), **person)
    release = "transmitted" if move == "close" else ""
    there = replace(progress, status=status, release_status=progress.release_status or release)
    return refusals(CONTENTS, there, DEFAULT_BOOK, who, move, TODAY)


def test_the_table_is_what_is_written_here():
    assert {(t.source, t.move, t.target): {r.value for r in t.roles} for t in MOVES} == LAWFUL


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("move", Move.values)
def test_every_status_move_and_role(status, move):
    allowed = next((roles for (s, m, _), roles in LAWFUL.items() if (s, m) == (status, move)), set())
    for role in Role.values:
        assert (ask(status, move, role=role) == []) is (role in allowed), (status, move, role)


@pytest.mark.parametrize("standing", ["", "prepared", "authorized", "transmitted", "received", "unopened", "void"])
@pytest.mark.parametrize("act", Act.values)
def test_every_act_of_fulfilment_and_role(standing, act):
    allowed = RELEASE.get((standing, act), set())
    asked = act if act in ("stand_in", "end") else ""
    progress = replace(READY, status="fulfilment", release_status=standing, package_asks=asked)
    for role in Role.values:
        who = Person(1, "P", roles=frozenset({role}))
        free = release_refusals(CONTENTS, progress, DEFAULT_BOOK, who, act, TODAY) == []
        assert free is (role in allowed), (standing, act, role)


def test_whoever_edited_can_not_sign_check_review_approve_or_fulfil():
    edited = frozenset({"edit"})
    for status, move, role in [
        ("awaiting_signature", "send_in", "signer"),
        ("completeness", "complete", "specialist"),
        ("legal_review", "determine", "counsel"),
        ("irs_approval", "approve", "approver"),
    ]:
        reasons = ask(status, move, role=role, duties=edited)
        assert reasons and all(r.startswith("You drafted or edited") for r in reasons)


@pytest.mark.parametrize(
    ("done", "act", "role"),
    [
        ("prepare", "authorize", "authorizer"),
        ("approve", "authorize", "authorizer"),
        ("review", "authorize", "authorizer"),
        ("prepare", "transmit", "specialist"),
        ("authorize", "transmit", "specialist"),
        ("approve", "prepare", "specialist"),
    ],
)
def test_three_acts_by_three_people(done, act, role):
    standing = {"authorize": "prepared", "transmit": "authorized", "prepare": ""}[act]
    progress = replace(READY, status="fulfilment", release_status=standing)
    who = Person(1, "P", roles=frozenset({role}), duties=frozenset({done}))
    assert release_refusals(CONTENTS, progress, DEFAULT_BOOK, who, act, TODAY)
    assert not release_refusals(CONTENTS, progress, DEFAULT_BOOK, replace(who, duties=frozenset()), act, TODAY)


@pytest.mark.parametrize(
    ("lack", "words"),
    [
        ({"subjects_open": 0}, "No taxpayer is named"),
        ({"uploads_open": 1}, "An upload isn't finished"),
        ({"subjects_unjudged": 2}, "still being judged"),
        ({"subjects_blocked": 1}, "A blocking flag stands"),
        ({"subjects_unreviewed": 1}, "A review flag on a subject"),
        ({"matched": False}, "still being matched"),
        ({"subjects_unmatched": 3}, "No single record fits 3 of"),
        ({"signed": False}, "aren't signed"),
        ({"determined_lawful": False}, "hasn't found the present contents lawful"),
    ],
)
def test_nothing_is_approved_that_lacks_something(lack, words):
    assert any(words in r for r in ask("irs_approval", "approve", role="approver", progress=replace(READY, **lack)))


def test_every_reason_is_given_at_once():
    lacking = replace(READY, subjects_blocked=1, subjects_unjudged=1, signed=False)
    assert len(ask("irs_approval", "approve", role="", progress=lacking)) == 4


@pytest.mark.parametrize(("move", "role"), [("withdraw", "liaison"), ("step_back", "specialist")])
@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("prepared", "authorizing official must void it first"),
        ("authorized", "authorizing official must void it first"),
        ("transmitted", "Information has been transmitted"),
        ("received", "Information has been transmitted"),
    ],
)
def test_only_a_package_that_can_be_voided_is_to_be_voided_first(move, role, standing, words):
    reasons = ask("fulfilment", move, role=role, progress=replace(READY, release_status=standing))
    assert len(reasons) == 1 and words in reasons[0]


def test_a_subject_that_no_one_record_fits_bars_every_release():
    progress = replace(READY, status="fulfilment", subjects_unmatched=1)
    who = Person(1, "P", roles=frozenset({"specialist"}))
    assert any(
        "No single record fits" in r for r in release_refusals(CONTENTS, progress, DEFAULT_BOOK, who, "prepare", TODAY)
    )


def test_an_order_in_force_stops_every_act_of_release_but_no_move():
    order = HoldFacts("D.D.C. 25-cv-00000", frozenset({"disclose"}), date(2025, 11, 21), None)
    book = replace(DEFAULT_BOOK, holds=(order,))
    who = Person(1, "P", roles=frozenset({"specialist", "authorizer", "liaison"}))
    for act, standing in (
        ("prepare", ""),
        ("authorize", "prepared"),
        ("transmit", "authorized"),
        ("fetch", "transmitted"),
    ):
        progress = replace(READY, status="fulfilment", release_status=standing)
        assert any("hold.active" in r for r in release_refusals(CONTENTS, progress, book, who, act, TODAY)), act
    assert not refusals(CONTENTS, replace(READY, status="completeness"), book, who, "complete", TODAY)


def test_items_outside_the_agreement_block_the_request():
    agreement = AgreementFacts("a", date(2025, 1, 1), None, frozenset(), frozenset({"name"}), frozenset(), False, False)
    book = replace(DEFAULT_BOOK, agreement=agreement)
    contents = replace(CONTENTS, agreement_code="a")
    who = Person(1, "P", roles=frozenset({"liaison"}))
    assert any("items.outside" in r for r in refusals(contents, READY, book, who, "hand_over", TODAY))


def test_every_release_step_stands_in_the_table():
    assert set(RELEASE_STEPS) == set(Act)
