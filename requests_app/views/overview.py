"""The first page of oversight: its rooms, each with what it shows. A new room is one row here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from ..rules.roles import Role
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
    Room("accounts", "Accounting", "The permanent record of requests and disclosures: 26 U.S.C. 6103(p)(3)(A)."),
)
"""In the order of the page."""

READERS: frozenset[Role] = frozenset().union(*(room.readers for room in ROOMS))
"""Whoever is led to some room."""


def show(request: DeskRequest) -> HttpResponse:
    """Show the rooms that this person is led to."""
    held = frozenset(role for role, agencies in request.roles.items() if agencies)
    shown = [(room, reverse(room.name)) for room in ROOMS if room.readers & held]
    return draw(request, "oversight/index.html", {"rooms": shown})
