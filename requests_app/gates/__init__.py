"""The gates that the database itself keeps: rendered from the tables in `rules/` and the SQL files beside this one.

They hold whatever path a change takes: the workflow, another program, or a person at a database prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template

from django.db import models

from audits.acting import DECIDING, DEMONSTRATION, IN_WORDS, JUDGING, MATCHING, SETUP
from audits.guarding import history_model
from audits.installing import roles_of
from audits.triggers import HEAD, KEYWISE, SETWISE, AllowedMoves

from ..models.agency import Agency, Officer
from ..models.agreement import Agreement, SafeguardFinding, SafeguardRefusal
from ..models.as_facts import STANDING
from ..models.batch import BATCH_ENDS
from ..models.decision import DecisionKind
from ..models.disclosure_request import REQUEST_CONTENT, DisclosureRequest
from ..models.hold import Hold
from ..models.lists import ListedStatute, ListedWord, Threshold
from ..models.locks import Lock
from ..models.measuring import MEASURED
from ..models.subject import GRADES, SUBJECT_CONTENT, Outcome, Subject
from ..models.succession import Succession
from ..models.tallies import SubjectTally
from ..rules.breaker import CHECKS, STOPPED
from ..rules.duties import NEVER_TOGETHER, Duty
from ..rules.facts import SUBJECT_FIELDS
from ..rules.holds import ACTS, MOST_DAYS
from ..rules.identity import NO_TIN
from ..rules.items import ATTACHED_MOST, ITEMS, Tier, attachable
from ..rules.lists import EDITION, LARGEST_THRESHOLD, THRESHOLD_MOST
from ..rules.matching import MATCH_EDITION, MATCHABLE
from ..rules.needs import NEEDS_UNBROKEN, SENT
from ..rules.reason_codes import INTERNAL, NO_RECORD
from ..rules.roles import AGENCY_ROLES, Role
from ..rules.statute import ELEMENTS
from ..rules.transitions import EDITABLE, MOVES, RELEASE_STEPS, WITH_IRS, Act, Status
from . import after_release, confidential, rights
from .scopes import COVERS_REQUEST, COVERS_SUBJECT

FILES = (
    "readers",
    "duties",
    "status",
    "contents",
    "decisions",
    "holds",
    "confidential",
    "matching",
    "selections",
    "release_check",
    "release_stores",
    "release",
    "receipts",
    "order_services",
    "grants",
    "agreements",
    "lists",
    "timeline",
    "tallies",
    "moments",
    "list_changes",
    "records",
    "work_notes",
    "measuring",
)

OUTCOME_MOVES = (
    (Outcome.OPEN, Outcome.DROPPED),
    (Outcome.RETURNED, Outcome.DROPPED),
    (Outcome.DENIED, Outcome.DROPPED),
    (Outcome.OPEN, Outcome.RETURNED),
    (Outcome.OPEN, Outcome.DENIED),
    (Outcome.OPEN, Outcome.APPROVED),
    (Outcome.APPROVED, Outcome.OPEN),
    (Outcome.APPROVED, Outcome.RETURNED),
    (Outcome.APPROVED, Outcome.DENIED),
)
"""What may become of a subject. Returned and denied are final: a 'no' for one holds whatever happens to the rest. Dropped from
there is only whom the agency sees as standing still (contents.sql).
"""

_DECIDERS = (Role.SPECIALIST, Role.COUNSEL, Role.APPROVER)

DECIDED_BY: dict[str, tuple[tuple[Role, ...], Duty | None]] = {
    DecisionKind.COMPLETE: ((Role.SPECIALIST,), Duty.CHECK),
    DecisionKind.DETERMINATION: ((Role.COUNSEL,), Duty.REVIEW),
    DecisionKind.APPROVAL: ((Role.APPROVER,), Duty.APPROVE),
    DecisionKind.RETURN: (_DECIDERS, None),
    DecisionKind.DENIAL: (_DECIDERS, None),
    DecisionKind.SET_ASIDE: (_DECIDERS, None),
    DecisionKind.STEP_BACK: ((*_DECIDERS, Role.AUTHORIZER), None),
    DecisionKind.WITHDRAWAL: ((Role.LIAISON, Role.SIGNER), None),
}
"""Who may put a decision in writing, and what duty that is, where the move itself doesn't say it."""

NOTED: tuple[type[models.Model], ...] = (
    *(Hold, Agreement, SafeguardFinding, SafeguardRefusal, Threshold, ListedWord, ListedStatute),
    *(Agency, Officer),
)
"""Lists that the rules are given beside a request: a change of one is noted, and what rested on it judged again."""

VERDICT = ("judged_under", "blocking_codes", "review_codes", *(f"grade_{g}" for g in GRADES))
"""What the rules found: once a request is sent in, nobody writes it in person."""

SIDE_BY_SIDE = "SET parallel_setup_cost = 100 SET parallel_tuple_cost = 0 SET plan_cache_mode = force_custom_plan"
"""Of a function that reads all subjects of a request: the planner takes hashing and matching of texts for as cheap as a sum,
and would leave them to one process, however many they are; so would a plan that was made for any request. Only a query that a
function returns, or decides by, is shared out: not one that it assigns, nor EXISTS, which is planned to find one row soon.
"""

USABLE = r"[0-9A-Za-z\u00C0-\u1FFF\u2C00-\u2FEF\u3040-\uD7FF]"
"""A positive pattern for text that says something: trimming let a TAB-only address pass."""


def _array(values: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{v}'" for v in values) + "]::text[]"


def _moves() -> str:
    rows = (
        f"('{t.source.value}', '{t.target.value}', {_array(tuple(r.value for r in t.roles))}, "
        + (f"'{t.duty.value}')" if t.duty else "NULL)")
        for t in MOVES
    )
    return ",\n        ".join(rows)


def _pairs() -> str:
    both = [*NEVER_TOGETHER, *((b, a) for a, b in NEVER_TOGETHER)]
    return ", ".join(f"('{a.value}', '{b.value}')" for a, b in both)


def _decided() -> str:
    return ", ".join(
        f"('{kind}', {_array(tuple(r.value for r in roles))}, " + (f"'{duty.value}')" if duty else "NULL)")
        for kind, (roles, duty) in DECIDED_BY.items()
    )


def _steps() -> str:
    return ", ".join(
        f"('{act.value}', {_array(step.sources)}, '{step.target}', {_array(tuple(r.value for r in step.roles))}, "
        + (f"'{step.duty.value}')" if step.duty else "NULL)")
        for act, step in RELEASE_STEPS.items()
    )


def _item_tiers() -> str:
    """Return each item that may leave with its tier, and whether it is attached by hand."""
    may = [(id, item) for id, item in ITEMS.items() if item.tier != Tier.BARRED]
    return ", ".join(f"('{id}', '{item.tier.value}', {str(item.by_hand).lower()})" for id, item in may)


def _columns(names: tuple[str, ...], row: str) -> str:
    return ", ".join(f'{row}."{name}"' for name in names)


def _contents() -> dict[str, str]:
    """Return the columns of verdicts and contents, as old and new row, and as they are hashed."""
    hashed = ("row", *SUBJECT_FIELDS, "tin_form", "tin_index")
    numbers = [f"${at}" for at in range(1, len(hashed) + 1)]
    return {
        "VERDICT_NEW": _columns(VERDICT, "n"),
        "VERDICT_OLD": _columns(VERDICT, "o"),
        "REQUEST_NEW": _columns(REQUEST_CONTENT, "n"),
        "REQUEST_OLD": _columns(REQUEST_CONTENT, "o"),
        "REQUEST_HASHED": _columns(REQUEST_CONTENT, "r"),
        "SUBJECT_NEW": _columns(SUBJECT_CONTENT, "n"),
        "SUBJECT_OLD": _columns(SUBJECT_CONTENT, "o"),
        "HASHED_TYPES": ", ".join(["integer", *["text"] * (len(hashed) - 2), "bytea"]),
        "HASHED_TEXTS": ", ".join(numbers[:-1]),
        "HASHED_INDEX": numbers[-1],
        "SUBJECT_HASHED": ", ".join(f'"{name}"' for name in hashed),
        "SUBJECT_HASHED_THEN": _columns(hashed, "s"),
    }


def _listed(values: Iterable[str]) -> str:
    """Return values as an SQL list of texts."""
    return ", ".join(f"'{value}'" for value in values)


def _people() -> dict[str, str]:
    """Return who may do what: roles, duties, system actors."""
    return {
        "PAIRS": _pairs(),
        "DECIDED_BY": _decided(),
        "DECIDERS": _array(tuple(role.value for role in _DECIDERS)),
        "DECIDING_ACTOR": str(DECIDING.pk),
        "MATCHER": str(MATCHING.pk),
        "JUDGING": str(JUDGING.pk),
        "FOUNDERS": f"{SETUP.pk}, {DEMONSTRATION.pk}",
        "COUNSEL": Role.COUNSEL.value,
        "SPECIALIST": Role.SPECIALIST.value,
        "ADMINISTRATOR": Role.ADMINISTRATOR.value,
        "AGENCY_ROLES": _listed(sorted(AGENCY_ROLES)),
    }


def _steps_of_a_request() -> dict[str, str]:
    """Return the moves of a request and of its release, and the statuses that SQL speaks of."""
    return {
        "MOVES": _moves(),
        "STEPS": _steps(),
        "EDITABLE": _listed(sorted(EDITABLE)),
        "WITH_IRS": _listed(sorted(WITH_IRS)),
        "MATCHABLE": _listed(sorted(MATCHABLE)),
        "UNSIGNED": Status.AWAITING_SIGNATURE.value,
        "SENT": Status.COMPLETENESS.value,
        "FULFILMENT": Status.FULFILMENT.value,
        "WITHDRAWN": Status.WITHDRAWN.value,
        "FETCH": Act.FETCH.value,
        "UNSTOPPED": _listed(act.value for act, step in RELEASE_STEPS.items() if NEEDS_UNBROKEN not in step.needs),
        "STAND_IN": Act.STAND_IN.value,
        "END": Act.END.value,
        "SENT_STATUSES": _listed(SENT),
    }


def values() -> dict[str, str]:
    """Return what the SQL files are filled with: every value comes from a table in `rules/` or a model."""
    return {
        "HEAD": HEAD,
        "SETWISE": SETWISE,
        "KEYWISE": KEYWISE,
        "SIDE_BY_SIDE": SIDE_BY_SIDE,
        **_people(),
        **_steps_of_a_request(),
        **_contents(),
        "THRESHOLD_MOST": ", ".join(f"('{name}', {most})" for name, most in THRESHOLD_MOST.items()),
        "LARGEST_THRESHOLD": str(LARGEST_THRESHOLD),
        "ACTS": _array(tuple(ACTS)),
        "MOST_DAYS": str(MOST_DAYS),
        "EDITION": EDITION,
        "MATCH_EDITION": MATCH_EDITION,
        "COVERS_REQUEST": COVERS_REQUEST,
        "COVERS_SUBJECT": COVERS_SUBJECT,
        "ELEMENTS": _array(tuple(ELEMENTS)),
        "ITEM_TIERS": _item_tiers(),
        "BY_HAND": _array(attachable(frozenset(ITEMS))),
        "ATTACHED_MOST": str(ATTACHED_MOST),
        "CHECKS": _array(tuple(CHECKS)),
        "STOPPED": STOPPED,
        "AUTHORIZER": Role.AUTHORIZER.value,
        "GRADES_COMPLETE": " AND ".join(f"s.grade_{g} = 'complete'" for g in GRADES),
        "USABLE": USABLE,
        "IN_WORDS": IN_WORDS,
        "STANDING": _listed(STANDING),
        "BATCH_ENDS": _listed(BATCH_ENDS),
        "INTERNAL": _listed(sorted(INTERNAL)),
        "NO_RECORD": NO_RECORD,
        "NO_TIN": _listed(sorted(NO_TIN)),
        **{lock.name: str(lock.value) for lock in Lock},
        "STATUTE_KINDS": _listed(ListedStatute.Kind.values),
        "MEASURED": _listed(model._meta.db_table for model in MEASURED),
    }


def _walled() -> list[str]:
    walled: tuple[type[models.Model], ...] = (DisclosureRequest, Subject, Succession)
    histories = [history_model(model)._meta.db_table for model in walled]
    return [*(model._meta.db_table for model in walled), *histories, SubjectTally._meta.db_table]


def noted(table: str) -> str:
    """Return the trigger that notes each statement on one of the lists."""
    return (
        f'CREATE OR REPLACE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON public."{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION public.desk_note_list_change();"
        f'ALTER TABLE public."{table}" ENABLE ALWAYS TRIGGER note_change'
    )


def readers(table: str) -> Iterator[str]:
    """Yield the row-level security of one table: the app's role reads the agencies its transaction names."""
    yield f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS own_agencies ON public."{table}"'
    for role in roles_of("default"):
        yield (
            f'CREATE POLICY own_agencies ON public."{table}" TO "{role}" USING '
            "((SELECT public.desk_reader() IS NULL) OR agency_id = ANY ((SELECT public.desk_reader())::bigint[]))"
        )
    for role in roles_of("sealer", "auditor"):
        yield f'DROP POLICY IF EXISTS checkers_{role} ON public."{table}"'
        yield f'CREATE POLICY checkers_{role} ON public."{table}" FOR SELECT TO "{role}" USING (true)'


def render() -> Iterator[str]:
    """Yield the SQL of every gate, in the order in which they stand on each other."""
    filled = values()
    here = Path(__file__).parent
    for name in FILES:
        yield Template((here / f"{name}.sql").read_text()).substitute(filled)
    for table in _walled():
        yield from readers(table)
    yield from confidential.render()
    yield from after_release.render(filled)
    yield from rights.render(filled)
    for model in NOTED:
        yield noted(model._meta.db_table)
    yield AllowedMoves(
        "requests_app_disclosurerequest",
        "status",
        Status.DRAFT.value,
        ((t.source.value, t.target.value) for t in MOVES),
    ).sql()
    yield AllowedMoves("requests_app_subject", "outcome", Outcome.OPEN.value, OUTCOME_MOVES, "AFTER").sql()
