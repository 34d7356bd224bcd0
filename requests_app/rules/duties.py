"""Which duties one person may never hold together on one request (NIST SP 800-53 AC-5; Delegation Order 11-2).

A duty is done once and stays done: everyone who ever drafted, edited, reviewed, is barred, not only the present holder.
The same pairs are rendered into a database trigger, so raw SQL can't get round them.
"""

from __future__ import annotations

from django.db.models import TextChoices

SEPARATION = "NIST SP 800-53 AC-5; Delegation Order 11-2"
"""Why duties are kept apart."""


class Duty(TextChoices):
    """What a person has done on a request."""

    EDIT = "edit", "drafted or edited"
    SIGN = "sign", "signed"
    CHECK = "check", "checked completeness"
    CLEAR = "clear", "cleared a flag"
    REVIEW = "review", "reviewed in law"
    APPROVE = "approve", "approved"
    PREPARE = "prepare", "prepared the package"
    AUTHORIZE = "authorize", "authorized the transmittal"
    TRANSMIT = "transmit", "transmitted"
    RECEIVE = "receive", "received the package"


DOES: dict[str, str] = {
    Duty.EDIT: "drafts or edits",
    Duty.SIGN: "signs",
    Duty.CHECK: "checks completeness",
    Duty.CLEAR: "clears a flag",
    Duty.REVIEW: "reviews in law",
    Duty.APPROVE: "approves",
    Duty.PREPARE: "prepares the package",
    Duty.AUTHORIZE: "authorizes the transmittal",
    Duty.TRANSMIT: "transmits",
    Duty.RECEIVE: "receives the package",
}
"""Duty -> how it reads of somebody who may not do it."""

PART: dict[str, str] = {
    Duty.EDIT: "drafting or editing the request",
    Duty.SIGN: "signing the request",
    Duty.CHECK: "checking completeness of the request",
    Duty.CLEAR: "clearing flags of the request",
    Duty.REVIEW: "the legal review of the request",
    Duty.APPROVE: "deciding on approval of the request",
    Duty.PREPARE: "preparing the package of the request",
    Duty.AUTHORIZE: "authorizing the transmittal of the request’s package",
    Duty.TRANSMIT: "transmitting the request’s package",
    Duty.RECEIVE: "receiving the request’s package",
}
"""Duty -> in what somebody took part who did it. Whoever did some of it is bound as one who did all of it."""

NEVER_TOGETHER: tuple[tuple[Duty, Duty], ...] = (
    (Duty.EDIT, Duty.SIGN),
    (Duty.EDIT, Duty.CHECK),
    (Duty.EDIT, Duty.CLEAR),
    (Duty.EDIT, Duty.REVIEW),
    (Duty.EDIT, Duty.APPROVE),
    (Duty.EDIT, Duty.PREPARE),
    (Duty.EDIT, Duty.AUTHORIZE),
    (Duty.EDIT, Duty.TRANSMIT),
    (Duty.SIGN, Duty.CHECK),
    (Duty.SIGN, Duty.CLEAR),
    (Duty.SIGN, Duty.REVIEW),
    (Duty.SIGN, Duty.APPROVE),
    (Duty.SIGN, Duty.PREPARE),
    (Duty.SIGN, Duty.AUTHORIZE),
    (Duty.SIGN, Duty.TRANSMIT),
    (Duty.CHECK, Duty.REVIEW),
    (Duty.CHECK, Duty.APPROVE),
    (Duty.CHECK, Duty.AUTHORIZE),
    (Duty.CLEAR, Duty.APPROVE),
    (Duty.CLEAR, Duty.PREPARE),
    (Duty.CLEAR, Duty.AUTHORIZE),
    (Duty.REVIEW, Duty.APPROVE),
    (Duty.REVIEW, Duty.PREPARE),
    (Duty.REVIEW, Duty.AUTHORIZE),
    (Duty.REVIEW, Duty.TRANSMIT),
    (Duty.APPROVE, Duty.PREPARE),
    (Duty.APPROVE, Duty.AUTHORIZE),
    (Duty.APPROVE, Duty.TRANSMIT),
    (Duty.PREPARE, Duty.AUTHORIZE),
    (Duty.PREPARE, Duty.TRANSMIT),
    (Duty.AUTHORIZE, Duty.TRANSMIT),
    (Duty.CHECK, Duty.RECEIVE),
    (Duty.REVIEW, Duty.RECEIVE),
    (Duty.APPROVE, Duty.RECEIVE),
    (Duty.PREPARE, Duty.RECEIVE),
    (Duty.AUTHORIZE, Duty.RECEIVE),
    (Duty.TRANSMIT, Duty.RECEIVE),
)
"""Pairs in no particular order: holding one bars the other for that person on that request, for ever."""


def barred_by(done: frozenset[str], wanted: str) -> tuple[Duty, ...]:
    """Return the duties already done by a person that bar the wanted one, in the order of the table."""
    found = {a if b == wanted else b for a, b in NEVER_TOGETHER if wanted in (a, b)}
    return tuple(d for d in Duty if d in found and d in done)
