"""The rules as a document, printed from the code: what a lawyer reads and signs is what the system does."""

from __future__ import annotations

from collections.abc import Iterable

from .codes import WHEN, Code
from .duties import DOES, NEVER_TOGETHER, Duty
from .examples import DOUBTS, EXAMPLES, TODAY
from .flags import CODES
from .holds import ACTS
from .items import ITEMS, TIERS
from .lists import ADDRESS_PLACEHOLDERS, EDITION, NAME_PLACEHOLDERS, THRESHOLD_TEXTS, THRESHOLDS
from .reason_codes import NOT_DISCLOSED, REASONS
from .roles import ROLES
from .statute import AGENCY_KINDS, CAPACITIES, ELEMENTS, NEIGHBOURS, OFFICES, SET_FORTH
from .statutes.parts import INA
from .statutes.table import MIXED, TABLE, Kind, Row
from .transitions import MOVES, RELEASE_STEPS, Status

Lines = list[str]


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ") or "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Lines:
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows), ""]


def _intro() -> Lines:
    return [
        "# The rules",
        "",
        f"Edition {EDITION}. Printed from the code by `manage.py print_rules`; a test fails when it is stale.",
        "Don't edit it: change the code in `requests_app/rules/` and print it again.",
        "",
        "Law: 26 U.S.C. 6103(i)(2), requests for return information other than taxpayer return information for use in",
        "criminal investigations that aren't of tax administration.",
        "",
    ]


def _statute() -> Lines:
    lines = ["## What a request must set forth", "", "In writing, and for every named taxpayer:", ""]
    lines += _table(("what", "citation"), ((e.wording, e.citation) for e in SET_FORTH.values()))
    lines += ["## Who may ask", ""]
    lines += _table(
        ("office", "for", "citation"),
        (
            (
                office.label + (" (undecided: counsel must say)" if office.undecided else ""),
                " or ".join(AGENCY_KINDS[kind] for kind in sorted(office.agency_kinds)),
                office.citation,
            )
            for office in OFFICES.values()
        ),
    )
    lines += [f"A signer {'; or '.join(CAPACITIES.values())}. A delegate is a question for counsel.", ""]
    lines += ["## What counsel determines", "", "Each yes or no, with words, on a snapshot of the contents:", ""]
    lines += _table(("question", "citation"), ((e.question, e.citation) for e in ELEMENTS.values()))
    lines += ["## Paths next to this one", "", "Recognized, and turned away by name:", ""]
    return lines + _table(("what", "takes", "citation"), ((n.what, n.takes, n.citation) for n in NEIGHBOURS))


def _items() -> Lines:
    lines = ["## What may be asked for", ""]
    lines += _table(
        ("tier", "what it holds", "gate", "citation"),
        ((tier.label, text.holds, text.gate, text.citation) for tier, text in TIERS.items()),
    )
    return lines + _table(
        ("item", "tier", "citation"), ((item.label, item.tier.label, item.citation) for item in ITEMS.values())
    )


def _severities(code: Code) -> str:
    return " or ".join(severity.label for severity in code.severities)


def _when(code: Code) -> Lines:
    if code.id not in WHEN:
        return [f"- Severity: {_severities(code)}"]
    return [f"- {severity.label.capitalize()} when: {words}" for severity, words in WHEN[code.id].items()]


def _flag(code: Code) -> Lines:
    lines = [f"### `{code.id}`", "", f"**Must be true:** {code.must}", ""]
    lines += [f"**Wrong:** {code.sentence}", "", f"**Remedy:** {code.remedy}", ""]
    lines += [*_when(code), f"- Concerns: the {code.concerns}", f"- Authority: {code.citation}"]
    lines += [f"- Seen by: {code.audience.label}"]
    if code.id in EXAMPLES:
        example = EXAMPLES[code.id]
        lines += [f"- Passes: {example.passes.shown}", f"- Fails: {example.fails.shown}"]
    if code.id in DOUBTS:
        severity, case = DOUBTS[code.id]
        lines += [f"- Fails, and {severity.label}: {case.shown}"]
    return [*lines, ""]


def _flags() -> Lines:
    lines = [
        "## Every flag",
        "",
        "No rule reads a value given once for the whole request where the statute wants it per taxpayer: one statute, one",
        "reason, one matter and one officer typed for many are none.",
        "",
        "**The life of a flag.**",
        "",
        "- Raised by a rule, under an edition of the rules and of their lists, on what a subject or the request sets forth.",
        "- A blocking flag can only be cured: by correcting what it rests on, or by leaving the subject out.",
        "- A review flag is cleared in writing by counsel, never by one who drafted or edited, for at most",
        f"  {THRESHOLDS['clear_batch']} subjects an act, a sample of them opened. A clearance counts for one submission and",
        "  for as long as the flag stands: what comes back as a new version of itself, or is raised again, is cleared anew.",
        "- Judged again on every change of contents, on submission, every night, and whenever the edition, a threshold, a",
        "  list of words or statutes, an agreement, a safeguard finding or an order of a court changes. Nothing is released",
        "  on a verdict from before such a change.",
        "- Raising, curing, clearing and raising again are history.",
        "- The agency sees only flags on what it sent. What the IRS holds, and who is protected, is seen by those named below",
        f"  alone; to the agency every subject not released reads: “{NOT_DISCLOSED}”",
        "",
    ]
    lines += _table(
        ("code", "severity", "what must be true", "authority"),
        ((f"`{c.id}`", _severities(c), c.must, c.citation) for c in CODES.values()),
    )
    lines += [
        f"The examples are judged as of {TODAY.isoformat()}, under an agreement that permits 8 U.S.C. 1253(a)(1)",
        "and 1326.",
        "",
    ]
    for code in CODES.values():
        lines += _flag(code)
    return lines


def _cited(row: Row) -> str:
    return ", ".join(f"{row.title} U.S.C. {row.section}{subsection}" for subsection in row.subsections)


def _offences() -> Lines:
    lines = ["## Statutes, at the subsection", ""]
    lines += ["What isn't listed goes to counsel (`statute.unlisted`). All of title 26 is tax administration here.", ""]
    for kind in (Kind.CRIMINAL, Kind.CIVIL):
        lines += [f"### {kind.label.capitalize()}", ""]
        lines += _table(("citation", "about"), ((_cited(row), row.about) for row in TABLE if row.kind == kind))
    mixed = "; ".join(f"{title} U.S.C. {section}" for title, section in MIXED)
    lines += [f"Criminal in part, so that the bare section is `statute.subsection`: {mixed}.", ""]
    attached = "; ".join(_cited(row) for row in TABLE if row.needs_object)
    lines += [f"Only with the offense they attach to: {attached}.", ""]
    acts = "; ".join(f"{number.upper() if len(number) > 3 else number} = {section}" for number, section in INA.items())
    return [*lines, f"Sections of the Immigration and Nationality Act and of title 8: {acts}.", ""]


def _reasons() -> Lines:
    lines = ["## Reasons for returning and denying", ""]
    lines += [f"To the agency every subject not released reads: “{NOT_DISCLOSED}”", ""]
    return lines + _table(
        ("code", "reason", "what the agency reads", "authority"),
        ((f"`{id}`", r.label, NOT_DISCLOSED if r.internal else r.sentence, r.citation) for id, r in REASONS.items()),
    )


def _roles() -> Lines:
    lines = ["## Roles", ""]
    lines += _table(
        ("role", "staff of", "does", "never"),
        ((role.label, text.staff, text.does, text.never) for role, text in ROLES.items()),
    )
    lines += ["## Duties that one person never holds together on one request", ""]
    lines += ["A duty is done once and stays done: whoever ever did the one may not do the other.", ""]
    return lines + _table(
        ("whoever", "may not be the one who"),
        (
            (duty.label, "; ".join(DOES[b if a == duty else a] for a, b in NEVER_TOGETHER if duty in (a, b)))
            for duty in Duty
        ),
    )


def diagram() -> Lines:
    """Return the statuses and moves as a Mermaid state diagram, in lines."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Status.DRAFT}"]
    lines += [f'    state "{status.label}" as {status}' for status in Status]
    lines += [f"    {row.source} --> {row.target}: {row.move.label}" for row in MOVES]
    ends = [status for status in Status if all(row.source != status for row in MOVES)]
    return [*lines, *(f"    {status} --> [*]" for status in ends), "```", ""]


def _moves() -> Lines:
    lines = ["## Statuses and moves", "", "What isn't in this table can't happen, in the workflow or in raw SQL.", ""]
    lines += diagram()
    lines += _table(
        ("from", "move", "to", "by", "needs"),
        (
            (
                row.source.label,
                row.move.label,
                row.target.label,
                ", ".join(role.label for role in row.roles),
                ", ".join(need.id.replace("_", " ") for need in row.needs),
            )
            for row in MOVES
        ),
    )
    lines += ["What each of these needs is:", ""]
    wanted = [*(row.needs for row in MOVES), *(step.needs for step in RELEASE_STEPS.values())]
    needs = {need.id: need for some in wanted for need in some}
    lines += _table(("need", "which is"), ((id.replace("_", " "), need.must) for id, need in needs.items()))
    lines += ["## Fulfilment: three acts by three people", ""]
    return lines + _table(
        ("act", "while the package is", "then it is", "by", "needs"),
        (
            (
                act.label,
                ", ".join(source or "not prepared" for source in step.sources),
                step.target,
                ", ".join(role.label for role in step.roles),
                ", ".join(need.id.replace("_", " ") for need in step.needs),
            )
            for act, step in RELEASE_STEPS.items()
        ),
    )


def _lists() -> Lines:
    lines = ["## What an order of a court can bar", ""]
    lines += _table(("act", "which is"), ((f"`{act}`", words) for act, words in ACTS.items()))
    lines += [
        "## Thresholds and lists",
        "",
        "Data with history; these are the values that an installation starts from.",
        "",
    ]
    lines += _table(
        ("threshold", "starts at", "what it limits"),
        ((f"`{name}`", value, THRESHOLD_TEXTS[name]) for name, value in THRESHOLDS.items()),
    )
    for title, words in (("an address", ADDRESS_PLACEHOLDERS), ("a name", NAME_PLACEHOLDERS)):
        english = sorted(word for word in words if word.isascii())
        lines += [f"Stand-ins for not having {title} ({len(words)}; those in Latin letters):", ""]
        lines += [", ".join(english) + ".", ""]
    return lines


def document() -> str:
    """Return the whole of docs/rules.md."""
    parts = (_intro, _statute, _items, _flags, _offences, _reasons, _roles, _moves, _lists)
    return "\n".join(line for part in parts for line in part()).rstrip() + "\n"
