"""Two registrations of a key at one moment: one key is registered, and the other is told what to do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from pyrage import x25519

from requests_app.models import Person, RecipientKey
from requests_app.workflow import recipient_keys
from requests_app.workflow.recipient_keys import STANDS, TAKEN
from requests_app.workflow.refused import Refused
from tests.cast import WHY, cast

ROUNDS = 6


def new_key() -> str:
    return str(x25519.Identity.generate().to_public())


def registered(by: Person, public: str, meet: Barrier) -> list[str]:
    """Register a key when all are ready; return why it was refused, nothing if it wasn't."""
    meet.wait()
    try:
        recipient_keys.register(public, by=by, why=WHY)
    except Refused as refused:
        return refused.reasons
    finally:
        connections.close_all()
    return []


def at_once(*asked: tuple[Person, str]) -> list[list[str]]:
    meet = Barrier(len(asked))
    with ThreadPoolExecutor(len(asked)) as pool:
        acts = [pool.submit(registered, by, public, meet) for by, public in asked]
        return sorted(act.result() for act in acts)


@pytest.mark.parametrize("same", [True, False])
def test_of_two_at_one_moment_one_is_registered_and_the_other_told(committed_db, monkeypatch, same):
    who = cast()
    for _ in range(ROUNDS):
        key = new_key()
        asked = [(who.liaison, key), (who.ice_liaison, key)] if same else [(who.liaison, key), (who.liaison, new_key())]
        assert at_once(*asked) == [[], [TAKEN if same else STANDS]]
        for made in RecipientKey.objects.filter(person__in=(who.liaison, who.ice_liaison), revoked_at=None):
            recipient_keys.revoke(made.pk, by=made.person, why=WHY)


def test_a_key_that_is_registered_between_the_question_and_the_act_is_told(committed_db, monkeypatch):
    who, key, call = cast(), new_key(), recipient_keys.call

    def later(*given: object) -> object:
        monkeypatch.setattr(recipient_keys, "call", call)
        assert at_once((who.ice_liaison, key)) == [[]]
        return call(*given)

    monkeypatch.setattr(recipient_keys, "call", later)
    assert at_once((who.liaison, key)) == [[TAKEN]]
