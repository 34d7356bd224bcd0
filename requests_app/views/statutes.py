"""The statutes: the table that the rules ship, to search in, and what counsel determined beside it, with history."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.irs import WordsForm
from ..forms.statutes import StatuteForm
from ..models import ListedStatute
from ..models.as_facts import today
from ..rules.roles import Role
from ..rules.statutes.offences import classify
from ..rules.statutes.parts import INA
from ..rules.statutes.table import TABLE, Row
from ..rules.text import plain
from ..workflow import statutes
from .answers import Trouble, draw
from .irs_page import IRS_READERS
from .kept import belonging, sent, story
from .who import DeskRequest

READERS = IRS_READERS | {Role.ADMINISTRATOR}

_ACT = {became: number.upper() for number, became in INA.items()}


def _refusals(request: DeskRequest) -> list[str]:
    return [] if request.roles.get(Role.COUNSEL) else [statutes.NOT_COUNSEL]


def _line(row: Row) -> dict[str, str]:
    """Return one line of the table as it is shown and searched."""
    parts = [sub for sub in row.subsections if sub]
    act = f"INA {_ACT[row.section]}" if row.title == 8 and row.section in _ACT else ""
    cited = f"{row.title} U.S.C. {row.section}{', '.join(parts)}"
    return {"citation": cited, "act": act, "kind": row.kind.label, "about": row.about}


def _fits(line: dict[str, str], words: list[str]) -> bool:
    """Return whether every word sought stands in a line of the table."""
    inside = set(plain(" ".join(line.values())).split())
    return all(any(one.startswith(word) for one in inside) for word in words)


def _sought(text: str) -> list[dict[str, str]]:
    """Return the lines of the table that a search finds: all of them for an empty one, those of a citation for that."""
    sections = {(cited.canonical.split("(")[0]) for cited in classify(text)} if text.strip() else set()
    by_citation = [_line(row) for row in TABLE if f"{row.title} USC {row.section}" in sections]
    return by_citation or [line for line in map(_line, TABLE) if _fits(line, plain(text).split())]


def show(request: DeskRequest) -> HttpResponse:
    """Show the shipped table, to search in, and the installation's own determinations, those in force first."""
    sought = request.GET.get("find", "")[:120]
    own = list(ListedStatute.objects.select_related("entered_by").order_by("citation", "-id"))
    read = [(offence.canonical, offence.kind.label) for offence in classify(sought)[:10]] if sought.strip() else []
    context = {
        "sought": sought,
        "read": read,
        "found": _sought(sought),
        "listed": len(TABLE),
        "own": sorted(own, key=lambda one: one.withdrawn_on is not None),
        "may": not _refusals(request),
    }
    return draw(request, "standing/statutes.html", context)


def enter(request: DeskRequest) -> HttpResponse:
    """Determine what a citation is that the table doesn't list."""
    form = StatuteForm(request.POST or None)

    def do(said: dict[str, Any]) -> object:
        given = {name: said[name] for name in ("kind", "about", "why")}
        return statutes.enter_statute(said["citation"], by=request.visitor, **given)

    said = "The statute is determined. Subjects that cite it are judged again."
    answer = sent(request, form, do, said, reverse("statutes")) if not _refusals(request) else None
    return _answer(request, "standing/statute_new.html", {"form": form, "refusals": _refusals(request)}, answer)


def one(request: DeskRequest, statute_id: int) -> HttpResponse:
    """Show a determination with its history; withdraw it."""
    row = ListedStatute.objects.filter(pk=statute_id).select_related("entered_by").first()
    if row is None:
        raise access.Absent
    label, hint = (
        "Why it is withdrawn",
        "With the authority. The citation is unlisted again, and counsel decides it case by case.",
    )
    form = WordsForm(request.POST or None, label=label, hint=hint, rows=3, apart=True)

    def do(said: dict[str, Any]) -> object:
        return statutes.withdraw_statute(statute_id, by=request.visitor, why=said["why"], on=today())

    said = f"The determination about {row.citation} is withdrawn."
    answer = sent(request, form, do, said, reverse("statutes"))
    steps = story(row.citation, belonging(ListedStatute, "citation"))
    context = {"statute": row, "form": form, "steps": steps, "refusals": _refusals(request)}
    return _answer(request, "standing/statute.html", context, answer)


def _answer(
    request: DeskRequest, template: str, context: dict[str, Any], answer: HttpResponse | Trouble | None
) -> HttpResponse:
    return answer if isinstance(answer, HttpResponse) else draw(request, template, context, answer)
