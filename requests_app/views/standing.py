"""Standing matters: what holds beside the requests, on one page with its counts: orders, agreements, safeguards, lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from audits.standalone.words import count_of

from ..models import (
    Agency,
    AgreementCondition,
    ListedStatute,
    ListedWord,
    SafeguardFinding,
    SafeguardRefusal,
    Threshold,
)
from ..models.agreement import open_findings
from ..models.as_facts import today
from ..models.hold import live
from ..rules.lists import THRESHOLDS
from ..rules.roles import Role
from ..rules.statutes.table import TABLE
from . import agreements, lists, orders
from .answers import draw
from .irs_page import IRS_READERS
from .kept import agencies_of
from .who import DeskRequest

READERS = IRS_READERS | {Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the page: where it leads, what it is, and how it stands; `late`: what wants a look first."""

    name: str
    title: str
    about: str
    readers: frozenset[Role]
    stands: Callable[[DeskRequest], tuple[str, str]]


def _orders(request: DeskRequest) -> tuple[str, str]:
    standing = orders.visible(request, IRS_READERS).filter(live(today()), starts__lte=today()).count()
    return f"{count_of(standing, 'order')} in force", ""


def _agreements(request: DeskRequest) -> tuple[str, str]:
    now, found = today(), list(agreements.visible(request))
    late = AgreementCondition.objects.filter(agreement__in=found, met_on=None, due_on__lt=now).count()
    standing = sum(one.in_force(now) for one in found)
    return f"{standing} of {count_of(len(found), 'agreement')} in force", _late(late, "condition")


def _safeguards(request: DeskRequest) -> tuple[str, str]:
    now, agencies = today(), agencies_of(request, IRS_READERS)
    findings = SafeguardFinding.objects.filter(agency_id__in=agencies)
    weighing, late = findings.filter(open_findings(now)).count(), findings.filter(closed_on=None, plan_due_on__lt=now)
    refused = SafeguardRefusal.objects.filter(agency_id__in=agencies, determined_on__lte=now)
    standing = refused.filter(Q(lifted_on=None) | Q(lifted_on__gt=now)).count()
    said = f"{count_of(weighing, 'open finding')}; {count_of(standing, 'determination')} to refuse in force"
    return said, _late(late.count(), "plan")


def _late(number: int, noun: str) -> str:
    return f"{count_of(number, noun)} overdue" if number else ""


def _lists(request: DeskRequest) -> tuple[str, str]:
    changed = sum(value != THRESHOLDS.get(name) for name, value in Threshold.objects.values_list("name", "value"))
    said = (
        f"{count_of(len(THRESHOLDS), 'threshold')}, {changed} changed; {count_of(ListedWord.objects.count(), 'word')}"
    )
    return said, ""


def _statutes(request: DeskRequest) -> tuple[str, str]:
    own = ListedStatute.objects.filter(withdrawn_on=None).count()
    return f"{len(TABLE)} listed by the rules; {own} determined here", ""


def _rosters(request: DeskRequest) -> tuple[str, str]:
    kept = Agency.objects.filter(pk__in=agencies_of(request, READERS), roster_kept=True).count()
    return f"{count_of(kept, 'roster')} kept in full", ""


MATTERS: tuple[Matter, ...] = (
    Matter(
        "orders",
        "Court orders",
        "From the instant one is entered, nothing it covers is released.",
        IRS_READERS,
        _orders,
    ),
    Matter("agreements", "Agreements", "What an agency may ask, and who may sign.", agreements.INNER, _agreements),
    Matter(
        "safeguards", "Safeguards", "Findings, corrective plans, determinations to refuse.", IRS_READERS, _safeguards
    ),
    Matter(
        "statutes", "Statutes", "What a citation is, and what counsel determined beside the table.", READERS, _statutes
    ),
    Matter("rosters", "Rosters", "Who may be engaged, for each agency.", READERS, _rosters),
    Matter("lists", "Lists and thresholds", "Numbers and words that the rules compare with.", lists.READERS, _lists),
)
"""In the order of weight. Each has pages of its own."""


def show(request: DeskRequest) -> HttpResponse:
    """Show the standing matters that this person may read, with how each stands."""
    held = frozenset(role for role, agencies in request.roles.items() if agencies)
    shown = [(m, reverse(m.name), *m.stands(request)) for m in MATTERS if m.readers & held]
    return draw(request, "standing/index.html", {"matters": shown})
