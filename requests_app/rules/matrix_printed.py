"""The matrix as a document, docs/matrix.md, printed from the code like the rules: first acts by status, then pages by role."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .lists import EDITION
from .matrix import ACTS, Answer, Cell, cell
from .printed import Lines, _table
from .roles import Role
from .transitions import Act, Move, Status

SHORT = {Answer.MAY: "**may**", Answer.IF: "**may if**"}


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the pages: its route, its name, and who may come: roles, or a rule in words that names none."""

    route: str
    name: str
    roles: frozenset[Role]
    rule: str = ""


def document(places: Iterable[Place]) -> str:
    """Return the whole of docs/matrix.md."""
    lines = [*_intro(), *(line for status in Status for line in _at(status)), *_pages(places)]
    return "\n".join(lines).rstrip() + "\n"


def _intro() -> Lines:
    return [
        "# Who may do what, and when",
        "",
        f"Edition {EDITION}. Printed from the code by `manage.py print_rules`; a test fails when it is stale. Don't edit it.",
        "",
        "One table for each status of a request: its acts by role, read from the same tables as the buttons. What may never",
        "be done has one of two reasons: the act isn't possible at this status (*never*: the table of moves), or it belongs",
        "to another role (*not theirs*: IRM 11.3.28; NIST SP 800-53 AC-5 and AC-6). “May if” has its conditions below the",
        "table, each with its authority. The page “Who may do what” shows the same, and as CSV with every cell in full.",
        "",
    ]


def _at(status: Status) -> Lines:
    lines = [f"## {status.label}", ""]
    rows = {act: [cell(status, act, role) for role in Role] for act in ACTS}
    possible = {act: found for act, found in rows.items() if not _out_of_place(found)}
    if not possible:
        return [*lines, "No act is possible: the request has ended.", ""]
    lines += _table(
        ("act", *(role.label for role in Role)),
        ((act.label, *(_short(one) for one in found)) for act, found in possible.items()),
    )
    never = [str(act.label) for act in ACTS if act not in possible]
    lines += [f"Never at this status, for anyone: {'; '.join(never)}.", ""] if never else []
    return [*lines, *(line for act, found in possible.items() for line in _conditions(act, found))]


def _out_of_place(found: Collection[Cell]) -> bool:
    return all(one.answer == Answer.NEVER and one.grounds[0].id == "status" for one in found)


def _short(one: Cell) -> str:
    return SHORT.get(one.answer, "not theirs")


def _conditions(act: Move | Act, found: Iterable[Cell]) -> Iterator[str]:
    """Yield the conditions of an act: they are the same for each role that may do it."""
    for one in found:
        if one.answer == Answer.IF:
            yield f"{act.label}, if:"
            yield ""
            yield from (f"- {ground.words} ({ground.citation})" for ground in one.grounds)
            yield ""
            return


def _pages(places: Iterable[Place]) -> Lines:
    lines = [
        "## Pages by role",
        "",
        "Every address with its rule of who, as it is declared. Which request of which agency a person sees behind it is",
        "decided for that request; what a role may do there stands above. For everybody else the page is absent.",
        "",
    ]
    known = sorted(places, key=lambda one: one.route)
    lines += _table(
        ("address", *(role.label for role in Role)),
        ((f"`/{one.route}`", *("yes" if role in one.roles else "" for role in Role)) for one in known if one.roles),
    )
    lines += ["For everybody whom the rule names, whatever the role:", ""]
    return lines + _table(("address", "for"), ((f"`/{one.route}`", one.rule) for one in known if one.rule))
