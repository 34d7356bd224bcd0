"""Two people record an act of custody on the same page's knowledge at one moment: one act is recorded, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.db import connections

from requests_app.models import CustodyAct, Person, Release
from requests_app.models.as_facts import today
from requests_app.rules.custody import Custody
from requests_app.workflow import custody
from requests_app.workflow.refused import Refused
from tests.cast import WHY, cast
from tests.released import received

ROUNDS = 8
PLACES = ("Vault 2", "Vault 3")


def test_of_two_at_one_moment_one_is_recorded_and_the_other_told(committed_db):
    who = cast()
    release = received(who)
    for number in range(1, ROUNDS + 1):
        seen, meet = custody.find(release.pk, by=who.liaison).last, Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            acts = [
                pool.submit(moved, release, person, place, seen, meet)
                for person, place in zip((who.liaison, who.recipient), PLACES, strict=True)
            ]
            made = [act.result() for act in acts]
        assert sorted(made) == [False, True]
        assert CustodyAct.objects.filter(kind=Custody.MOVED).count() == number


def moved(release: Release, by: Person, place: str, seen: int, meet: Barrier) -> bool:
    """Record that the package was moved; return whether it was, which it isn't where the other came first."""
    meet.wait()
    said = {"custodian": "Records desk", "location": place}
    try:
        custody.record(release.pk, Custody.MOVED, by=by, why=WHY, on=today(), key=uuid4(), seen=seen, **said)
    except Refused as refused:
        assert "a further act" in " ".join(refused.reasons), refused.reasons
        return False
    finally:
        connections.close_all()
    return True
