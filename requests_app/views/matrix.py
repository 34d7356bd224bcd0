"""Who may do what, and when: the matrix of role, act and status, read from the tables that the buttons ask."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse

from ..addresses import places
from ..rules.matrix import ACTS, Answer, Cell, cell, cells
from ..rules.matrix_printed import Place
from ..rules.roles import Role
from ..rules.transitions import Status
from .answers import draw
from .files import export
from .who import DeskRequest

HEADER = ("status", "act", "role", "answer", "grounds", "authority")


def show(request: DeskRequest) -> HttpResponse:
    """Show the acts at one status by role, each 'may if' and 'never' with its grounds; and the pages by role."""
    asked = request.GET.get("status", "")
    status = Status(asked) if asked in Status.values else Status.DRAFT
    rows = [(act, [cell(status, act, role) for role in Role]) for act in ACTS]
    context = {
        "status": status,
        "statuses": [(one, one == status) for one in Status],
        "roles": list(Role),
        "rows": rows,
        "conditions": [(act, found[0]) for act, cells in rows if (found := _conditional(cells))],
        "never": [act.label for act, cells in rows if cells[0].grounds and cells[0].grounds[0].id == "status"],
        "places": [(one, [role in one.roles for role in Role]) for one in _known(request) if one.roles],
        "others": [one for one in _known(request) if one.rule],
    }
    return draw(request, "rights/matrix.html", context)


def _conditional(found: list[Cell]) -> list[Cell]:
    return [one for one in found if one.answer == Answer.IF]


def _known(request: DeskRequest) -> list[Place]:
    """Return the addresses by route. Those of counsel's list are for its keepers: decisions/who-is-protected.md."""
    found = sorted(places(), key=lambda one: one.route)
    return [one for one in found if request.keeper or not one.name.startswith("protection")]


def file(request: DeskRequest) -> StreamingHttpResponse:
    """Send the matrix as CSV: every cell in full. The export is recorded."""
    return export(request, _rows(), kind="matrix", why="exported who may do what", name="who-may-do-what")


def _rows() -> Iterator[tuple[object, ...]]:
    yield HEADER
    for one in cells():
        said = " ".join(ground.words for ground in one.grounds)
        cited = "; ".join(dict.fromkeys(ground.citation for ground in one.grounds))
        yield one.status.label, one.act.label, one.role.label, one.answer.label, said, cited
