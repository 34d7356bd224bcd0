"""The first page of oversight: its rooms, each with what it shows. A new room is one row here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from audits import checkpoints

from ..models.as_facts import today
from ..rules.roles import Role
from ..workflow import anomalies, reviews_due
from .answers import draw
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Room:
    """One row of the page: where it leads, what it is, who is led there."""

    name: str
    title: str
    about: str
    readers: frozenset[Role] = frozenset({Role.OVERSIGHT})


ROOMS: tuple[Room, ...] = (
    Room(
        "history",
        "History",
        "Everything that was changed, by whom and why: found by person, request, act, date or words, with old and new values.",
    ),
    Room(
        "looks", "Access log", "Who looked at tax data, when, from where, for what stated reason, and who was refused."
    ),
    Room(
        "anomalies",
        "Looks that stand out",
        "Found by comparison, explained with their numbers, each awaiting a verdict.",
    ),
    Room("subject_search", "Who saw one taxpayer", "Everyone who ever saw the bearer of a number, across requests."),
    Room("proof", "Proof", "What is sealed and signed, what the last check found, and how to check it oneself."),
    Room("accounts", "Accounting", "The permanent record of requests and disclosures: 26 U.S.C. 6103(p)(3)(A)."),
    Room(
        "yearly_index",
        "Yearly report",
        "What was asked and disclosed in each year, for the Joint Committee on Taxation: 26 U.S.C. 6103(p)(3)(C).",
    ),
    Room(
        "statistics", "Statistics", "What waits where and how long, reasons, flags, matching, court orders, releases."
    ),
    Room(
        "rights", "Rights", "Who had which right when, who gave it and why, and who took it; people and their accounts."
    ),
    Room(
        "reviews",
        "Reviews of rights",
        "Signed each quarter by an official who gives none; what is due, late or to be taken.",
    ),
    Room(
        "matrix", "Who may do what", "Every act by role and status: may, may if, or never because. Every page by role."
    ),
)
"""In the order of the page."""

READERS: frozenset[Role] = frozenset().union(*(room.readers for room in ROOMS))
"""Whoever is led to some room."""


def show(request: DeskRequest) -> HttpResponse:
    """Show the rooms that this person is led to."""
    held = frozenset(role for role, agencies in request.roles.items() if agencies)
    shown = [(room, reverse(room.name)) for room in ROOMS if room.readers & held]
    overseen = request.roles.get(Role.OVERSIGHT, frozenset())
    context = {
        "rooms": shown,
        "late_reviews": reviews_due.late(overseen, today()),
        "undeclared": checkpoints.undeclared() if overseen else None,
        "waiting": anomalies.waiting(anomalies.visible(request.visitor, overseen), today()) if overseen else None,
    }
    return draw(request, "oversight/index.html", context)
