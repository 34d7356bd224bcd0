"""The matrix of role × act × status, spelled out for some acts, and held against refusals() for every cell by asking it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from requests_app.addresses import places
from requests_app.management.commands.print_rules import DOCS
from requests_app.rules.duties import Duty
from requests_app.rules.facts import Contents, HoldFacts, Person, Progress, SignerFacts
from requests_app.rules.lists import DEFAULT_BOOK
from requests_app.rules.matrix import ACTS, Answer, Cell, cell, cells
from requests_app.rules.matrix_printed import document
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Act, Move, Status, refusals, release_refusals

TODAY = date(2026, 11, 22)
SIGNED = SignerFacts("Una Signer", "United States Attorney", "us_attorney", "holder")
SOUND = Contents("doj", frozenset({"address"}), "", "", SIGNED, True, 3)
UNSIGNED = replace(SOUND, signer=None)
READY = Progress(status="draft", subjects_open=3, signed=True, determined_lawful=True, approved=True)
PACKAGES = ("", "prepared", "authorized", "transmitted", "received", "unopened", "void")
ASKS = ("stand_in", "end")
SENT_AT = {"fulfilment", "closed"}
"""Where a transmitted package can stand, by hand."""

ORDER = HoldFacts("Order", frozenset({"disclose"}), date(2026, 1, 1), None)
HELD = replace(DEFAULT_BOOK, holds=(ORDER,), safeguards_open=1, safeguards_since=date(2026, 1, 1))
LACKING = {
    "subject": {"subjects_open": 0},
    "uploads": {"uploads_open": 1},
    "carried": {"carrying": True},
    "decided": {"deciding": True},
    "judged": {"subjects_unjudged": 1},
    "fresh": {"fresh": False},
    "unblocked": {"subjects_blocked": 1},
    "reviewed": {"subjects_unreviewed": 1},
    "counsel": {"counsel_finished": False},
    "matched": {"matched": False},
    "signature": {"signed": False},
    "determination": {"determined_lawful": False},
    "approval": {"approved": False},
    "unbroken": {"breaker_open": True},
    "transmitted": {"release_status": ""},
    "nothing_sent": {"release_status": "transmitted"},
    "no_package": {"release_status": "prepared"},
    "recipient_gone": {"package_asks": ""},
    "shut_for_good": {"package_asks": ""},
}
"""Need -> the one thing that is amiss when it isn't met. Needs about flags are unmet by the contents or the book."""
FLAGGED = {"sound", "sound_draft", "releasable", "cleared"}

ALL = set(Status.values)
BY_HAND: dict[str, dict[str, tuple[str, set[str]]]] = {
    "hand_over": {"draft": ("if", {"liaison"}), "returned": ("if", {"liaison"})},
    "send_in": {"awaiting_signature": ("if", {"signer"})},
    "withdraw": {
        **dict.fromkeys(
            ("draft", "returned", "awaiting_signature", "completeness", "legal_review", "irs_approval"),
            ("may", {"liaison", "signer"}),
        ),
        "fulfilment": ("if", {"liaison", "signer"}),
    },
    "approve": {"irs_approval": ("if", {"approver"})},
    "deny": {
        "completeness": ("if", {"specialist"}),
        "legal_review": ("if", {"counsel"}),
        "irs_approval": ("if", {"approver"}),
    },
    "transmit": {"fulfilment": ("if", {"specialist"})},
    "fetch": {"fulfilment": ("if", {"liaison"}), "closed": ("if", {"liaison"})},
    "stand_in": dict.fromkeys(("fulfilment", "closed"), ("if", {"liaison", "signer"})),
    "end": dict.fromkeys(("fulfilment", "closed"), ("if", {"specialist"})),
}
"""Act -> status -> what the roles may there; everything else is never."""


def asked(one: Cell, progress: Progress, *, contents=SOUND, book=DEFAULT_BOOK, duties=frozenset()) -> list[str]:
    who = Person(1, "P", frozenset({one.role.value}), duties)
    question = refusals if isinstance(one.act, Move) else release_refusals
    return question(contents, replace(progress, status=one.status), book, who, one.act, TODAY)


def situations(one: Cell) -> list[Progress]:
    """Every state of the package that a request can have there."""
    packages = [p for p in PACKAGES if one.status in SENT_AT or p not in ("transmitted", "received", "unopened")]
    found = [replace(READY, release_status=package) for package in packages]
    return found + [replace(p, package_asks=asks) for p in found for asks in ASKS if p.release_status == "transmitted"]


def met(one: Cell) -> list[Progress]:
    """The situations in which nothing at all is lacking."""
    return [progress for progress in situations(one) if not asked(one, progress)]


EVERY = list(cells())


def test_there_is_a_cell_for_every_status_act_and_role():
    found = {(one.status, one.act, one.role) for one in EVERY}
    assert found == set(itertools.product(Status, (*Move, *Act), Role))
    assert len(EVERY) == len(found) == 10 * 20 * 8


@pytest.mark.parametrize("act", BY_HAND)
def test_the_matrix_is_what_is_written_here(act):
    found = {(one.status.value, one.role.value): one.answer.value for one in EVERY if one.act == act}
    wanted = {(status, role): "never" for status in ALL for role in Role.values}
    for status, (answer, roles) in BY_HAND[act].items():
        wanted |= {(status, role): answer for role in roles}
    assert found == wanted


@pytest.mark.parametrize("status", Status)
def test_never_is_refused_whatever_the_situation_and_may_is_not(status):
    for one in (one for one in EVERY if one.status == status):
        free = [progress for progress in situations(one) if not asked(one, progress)]
        assert bool(free) is (one.answer != Answer.NEVER), one
        if one.answer == Answer.MAY:
            worst = Progress(status, subjects_blocked=1, uploads_open=1, deciding=True, breaker_open=True)
            everything = frozenset(Duty.values)
            assert asked(one, worst, contents=UNSIGNED, book=HELD, duties=everything) == [], one


@pytest.mark.parametrize("status", Status)
def test_each_condition_of_may_if_is_one_that_refuses(status):
    """For every cell: with this one thing amiss, and nothing else, it is refused."""
    for one in (one for one in EVERY if one.status == status and one.answer == Answer.IF):
        for ground in one.grounds:
            assert unmet(one, ground.id), (one.status, one.act, one.role, ground)


def unmet(one: Cell, id: str) -> bool:
    best = met(one)[0]
    if id == "package":
        return any(asked(one, progress) for progress in situations(one))
    if id.startswith("duty:"):
        return any(asked(one, best, duties=frozenset({duty})) for duty in Duty.values)
    if id == "cleared":
        return bool(asked(one, best, book=HELD)) and not asked(one, replace(best, cleared=flagged()), book=OPEN)
    if id in FLAGGED:
        return bool(asked(one, best, contents=replace(SOUND, items=frozenset({"returns"})), book=HELD))
    return bool(asked(one, replace(best, **LACKING[id])))


OPEN = replace(HELD, holds=())


def flagged() -> frozenset[str]:
    return frozenset({"safeguards.open"})


@pytest.mark.parametrize("status", Status)
def test_nothing_else_refuses_than_the_conditions_say(status):
    """For every cell: what isn't among its conditions may be amiss, and it is free all the same."""
    for one in (one for one in EVERY if one.status == status and one.answer == Answer.IF):
        told = {ground.id for ground in one.grounds}
        for need, lack in LACKING.items():
            if need not in told and not ({"package", "transmitted", "nothing_sent", "no_package"} & {need, *told}):
                assert not asked(one, replace(met(one)[0], **lack)), (one.status, one.act, one.role, need)


def test_every_ground_has_its_words_and_its_authority():
    grounds = {ground for one in EVERY for ground in one.grounds}
    assert all(ground.words.endswith(".") and ground.citation for ground in grounds)
    assert {one.grounds[0].id for one in EVERY if one.answer == Answer.NEVER} == {"status", "role"}


def test_a_duty_that_bars_is_among_the_words():
    signing = cell(Status.AWAITING_SIGNATURE, Move.SEND_IN, Role.SIGNER)
    assert "drafted or edited" in next(g.words for g in signing.grounds if g.id == "duty:sign")


def test_the_printed_matrix_is_current_and_names_every_act_and_page():
    text = document(places())
    written = (DOCS / "matrix.md").read_text(encoding="utf-8")
    assert written == text, "run `manage.py print_rules` and commit docs/matrix.md"
    assert all(act.label in text for act in ACTS)
    assert all(f"`/{place.route}`" in text for place in places())
