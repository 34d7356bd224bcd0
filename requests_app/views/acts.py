"""Each act on a request as a button: where it is done, whether by one click or on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from .. import access
from ..models import DisclosureRequest, Person
from ..models.as_facts import today
from ..rules.needs import NEEDS_DETERMINATION, NEEDS_SIGNATURE, NEEDS_SOUND, NEEDS_SOUND_DRAFT, Situation
from ..rules.transitions import Act, Move, Status, find, not_for, refusals
from ..workflow.questions import Case, Offer

PAGES: dict[str, str] = {
    Move.TAKE_BACK: "take_back",
    Move.SEND_IN: "sign",
    Move.WITHDRAW: "withdraw",
    Move.COMPLETE: "completeness",
    Move.DETERMINE: "legal_review",
    Move.APPROVE: "approval",
    Move.RETURN: "return_request",
    Move.DENY: "deny",
    Move.STEP_BACK: "step_back",
    Move.CLOSE: "close",
    Act.PREPARE: "fulfilment",
    Act.AUTHORIZE: "fulfilment",
    Act.TRANSMIT: "fulfilment",
    Act.VOID: "fulfilment",
    Act.REOPEN: "fulfilment",
    Act.STAND_IN: "stand_in",
    Act.END: "fulfilment",
}
"""Act -> name of the page on which it is done."""

CLICKS: dict[str, str] = {Move.HAND_OVER: "hand_over"}
"""Acts done by one click on the request's page."""

READABLE = frozenset(
    {Move.SEND_IN, Move.COMPLETE, Move.DETERMINE, Move.APPROVE, Act.PREPARE, Act.AUTHORIZE, Act.TRANSMIT}
)
"""Acts whose page is worth opening even while something stands against them."""

QUIET = frozenset({Move.WITHDRAW, Move.TAKE_BACK, Move.STEP_BACK, Move.RETURN, Move.DENY, Act.VOID})
"""Acts that don't lead forward: drawn without emphasis."""

TARGETS: dict[Move, Status] = {
    Move.HAND_OVER: Status.AWAITING_SIGNATURE,
    Move.TAKE_BACK: Status.DRAFT,
    Move.WITHDRAW: Status.WITHDRAWN,
}
"""Where the agency's own moves lead."""


@dataclass(frozen=True, slots=True)
class Button:
    """An act as the page draws it. `click`: a form of one button; otherwise a link to its page."""

    id: str
    label: str
    url: str
    click: bool
    style: str
    refusals: tuple[str, ...]
    peek: bool


def before_signing(disclosure_request: DisclosureRequest, person: Person, case: Case) -> list[str]:
    """Return what stands against sending in, apart from what the signature itself will cure."""
    row = find(disclosure_request.status, Move.SEND_IN)
    who = access.as_rule_person(person, disclosure_request)
    if row is None:
        return refusals(case.contents, case.progress, case.book, who, Move.SEND_IN, today())
    situation = Situation(case.contents, case.progress, case.book, today())
    needs = [need for need in row.needs if need not in (NEEDS_SIGNATURE, NEEDS_SOUND)]
    unmet = [reason for need in (*needs, NEEDS_SOUND_DRAFT) for reason in need.reasons(situation)]
    return [*not_for(who, row.roles, row.duty), *unmet]


def signable(offers: Iterable[Offer], disclosure_request: DisclosureRequest, person: Person, case: Case) -> list[Offer]:
    """Return the offers without what their own page cures: the signature, the determination."""
    return [_cured(offer, disclosure_request, person, case) for offer in offers]


def _cured(offer: Offer, disclosure_request: DisclosureRequest, person: Person, case: Case) -> Offer:
    if offer.act == Move.SEND_IN:
        return replace(offer, refusals=tuple(before_signing(disclosure_request, person, case)))
    if offer.act == Move.DETERMINE:
        situation = Situation(case.contents, case.progress, case.book, today())
        unmade = NEEDS_DETERMINATION.reasons(situation)
        return replace(offer, refusals=tuple(r for r in offer.refusals if r not in unmade))
    return offer


def buttons(disclosure_request: DisclosureRequest, offers: Iterable[Offer]) -> list[Button]:
    """Return the buttons for these offers: what leads forward first, then what may be done."""
    drawn = [_button(disclosure_request, offer) for offer in offers]
    return sorted(drawn, key=lambda b: (b.style != "", bool(b.refusals)))


def _button(disclosure_request: DisclosureRequest, offer: Offer) -> Button:
    name = CLICKS.get(offer.act) or PAGES.get(offer.act, "")
    url = reverse(name, kwargs={"pk": disclosure_request.pk}) if name else ""
    style = "outline" if offer.act in QUIET else ""
    peek = offer.concerns and offer.act in READABLE
    return Button(offer.act, offer.label, url, offer.act in CLICKS, style, offer.refusals, peek)
