"""Two people confirm one receipt in its recipient's place at one moment: one confirmation stands, the other person is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import DatabaseError, connection, connections

from audits.acting import acting
from requests_app import access
from requests_app.models import Participation, Person, Release
from requests_app.rules.roles import Role
from requests_app.workflow import fulfilment
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import visitor
from tests.released import transmitted

ROUNDS = 3
IN_PLACE = "Receipt is confirmed, in the recipient’s place."


def waiting(who: Cast, *, first: bool) -> Release:
    """Return a package that its recipient opened, and can't confirm any more."""
    if not first:
        access.grant(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    release = transmitted(who)
    fulfilment.fetch(release.pk, by=who.recipient, why=WHY, origin="a test")
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    return release


def confirms(release: Release, by: Person, meet: Barrier) -> bool:
    """Send the form; return whether the page says that it was done, which it says to the first alone."""
    said = {"custodian": f"Keeper of {by.username}", "location": "Room 1", "why": f"{by} saw it in the safe."}
    browser, place = visitor(by), f"/requests/{release.disclosure_request_id}/receipt/"
    meet.wait()
    try:
        answer = browser.post(place, said, follow=True)
    finally:
        connections.close_all()
    assert answer.status_code in (200, 409), answer.status_code
    return IN_PLACE in answer.content.decode()


def confirms_by_sql(release: Release, by: Person, meet: Barrier) -> bool:
    """Ask the database itself; return whether it was done."""
    meet.wait()
    try:
        with acting(by=by, why=WHY), connection.cursor() as cursor:
            values = [release.pk, f"Keeper of {by.username}", f"{by} saw it in the safe."]
            cursor.execute("SELECT desk_release_stand_in(%s, %s, 'Room 1', %s)", values)
    except DatabaseError as error:
        assert "is not possible while the package is received" in str(error)
        return False
    finally:
        connections.close_all()
    return True


def test_of_two_who_stand_in_at_one_moment_one_confirms_and_the_other_is_told(committed_db):
    who = cast()
    for number, does in enumerate([confirms, confirms_by_sql] * ROUNDS):
        release, two, meet = waiting(who, first=number == 0), (who.liaison, who.signer), Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(partial(does, release, meet=meet), two))
        assert sorted(done) == [False, True]
        winner = two[done.index(True)]
        release.refresh_from_db()
        assert (release.instead_by, release.custodian) == (winner, f"Keeper of {winner.username}")
        assert release.instead_words == f"{winner} saw it in the safe."
        mine = Participation.objects.filter(disclosure_request=release.disclosure_request_id, duty="receive")
        assert set(mine.values_list("person", flat=True)) == {who.recipient.pk, winner.pk}
        assert Release.history.filter(id=release.pk, status="received").count() == 1
