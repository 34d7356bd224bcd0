"""How long things are kept: periods that an administrator sets, with the citation each rests on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.after import PeriodForm
from ..models import RetentionPeriod
from ..rules.retention import COUNTS, PERIODS, TITLES
from ..rules.roles import Role
from ..workflow import disposal
from ..workflow.kept import mark
from .answers import draw
from .kept import agencies_of, belonging, renewed, sent, story
from .who import DeskRequest

NOT_YOURS = "Lists and thresholds are changed by an administrator only."


def show(request: DeskRequest) -> HttpResponse:
    """List the periods."""
    rows = {row.name: row for row in RetentionPeriod.objects.all()}
    periods = [
        (name, TITLES[name], period, rows.get(name), period.of(rows[name].length if name in rows else period.length))
        for name, period in PERIODS.items()
    ]
    return draw(request, "after/retention.html", {"periods": periods})


def change(request: DeskRequest, name: str) -> HttpResponse:
    """Show a period with its history; set another."""
    if name not in PERIODS:
        raise access.Absent
    period = PERIODS[name]
    row = RetentionPeriod.objects.filter(name=name).first()
    length, citation = (row.length, row.citation) if row else (period.length, period.citation)
    given = {"length": length, "citation": citation, "seen": mark(row) if row else 0}
    form = PeriodForm(request.POST or None, initial=given, unit=period.unit, most=period.most)

    def do(said: dict[str, Any]) -> object:
        return disposal.set_period(name, by=request.visitor, **said)

    here = reverse("retention_period", kwargs={"name": name})
    before = f"{period.of(length)}, {citation}"
    now = f"{period.of(form.cleaned_data['length'])}, {form.cleaned_data['citation']}" if form.is_valid() else ""
    said = f"The period is set. Before: {before}. Now: {now}. {COUNTS[name]}"
    answer = sent(request, form, do, said, here)
    context = {
        "title": TITLES[name],
        "period": period,
        "counts": COUNTS[name],
        "length": period.of(length),
        "citation": citation,
        "form": renewed(form, row),
        "steps": story(name, belonging(RetentionPeriod, "name")),
        "refusals": [] if agencies_of(request, (Role.ADMINISTRATOR,)) else [NOT_YOURS],
    }
    return answer if isinstance(answer, HttpResponse) else draw(request, "after/period.html", context, answer)
