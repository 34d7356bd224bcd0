"""Agreements: entered and changed by counsel, in writing. A new text is the same row, with its history; none is deleted.

A change takes effect with its commit: requests are held against the agreement as it stands, and what it changes for them is
judged again. An agreement ends by a date. Its conditions are shown where it matters; they block nothing, because 6103(i)(2)
knows no code for them: what does block is a determination under (p)(4), which counsel records apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from audits.acting import acting
from audits.history import values_of

from ..models import Agency, Agreement, AgreementCondition, Person
from ..rules.items import may_leave
from ..rules.roles import Role
from ..rules.statute import OFFICES, may_sign
from ..rules.statutes.offences import classify
from ..rules.statutes.table import Kind
from .kept import Changed, is_for, locked, mark, one_at_a_time
from .refused import demand

COUNSEL_ALONE = "Agreements and their conditions are entered and changed by counsel only."

MOST_STATUTES = 100
LONGEST_STATUTE = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says. Statutes are canonical citations, items ids of `rules.items`, offices of `rules.statute`.

    What is unknown is '' (a text) or None (the end): it means that nobody has read it, not that there is none.
    """

    title: str
    starts: date
    ends: date | None
    statutes: tuple[str, ...]
    items: tuple[str, ...]
    signer_offices: tuple[str, ...]
    asks_attestation: bool
    attestation_text: str
    attestation_version: str
    asks_removal_order: bool
    retention: str
    breach: str
    termination: str

    @classmethod
    def of(cls, agreement: Agreement) -> Terms:
        """Return the terms as they stand."""
        return cls.said({f.name: getattr(agreement, f.name) for f in fields(cls)})

    @classmethod
    def said(cls, values: Mapping[str, Any]) -> Terms:
        """Return the terms from their values by name; other names are passed over. The order of items says nothing."""
        own: dict[str, Any] = {f.name: values[f.name] for f in fields(cls)}
        own["statutes"] = tuple(own["statutes"])
        for name in ("items", "signer_offices"):
            own[name] = tuple(sorted(set(own[name])))
        return cls(**own)

    def columns(self) -> dict[str, Any]:
        """Return the terms as the table keeps them."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def read_statutes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the citations of a text, one or more a line, in canonical form and each once; and the lines that can't be read."""
    found: list[str] = []
    unread: list[str] = []
    for line in (line.strip() for line in text.splitlines()):
        cited = [offence for offence in classify(line) if offence.kind != Kind.UNREADABLE] if line else []
        if line and (not cited or any(len(offence.canonical) > LONGEST_STATUTE for offence in cited)):
            unread.append(line)
        else:
            found += [offence.canonical for offence in cited]
    return tuple(dict.fromkeys(found)), tuple(unread)


def refusals(terms: Terms, agency: Agency) -> list[str]:
    """Return every reason why these can't be an agreement's terms."""
    said = []
    if terms.ends is not None and terms.ends < terms.starts:
        said.append("An agreement doesn't end before it starts.")
    if not terms.statutes or len(terms.statutes) > MOST_STATUTES:
        said.append(f"Name the statutes that it permits: at least one, at most {MOST_STATUTES}.")
    said += [f"“{s}” isn't a citation in its plain form." for s in terms.statutes if read_statutes(s)[0] != (s,)]
    if not terms.items or not all(may_leave(item) for item in terms.items):
        said.append("Name what may be asked for: at least one item, and none that takes a judge's order under (i)(1).")
    if not terms.signer_offices:
        said.append("Name at least one office that signs.")
    wrong = [OFFICES[id].label if id in OFFICES else id for id in terms.signer_offices if not may_sign(id, agency.kind)]
    said += [f"{label}: (i)(2)(A) names no such office for this agency." for label in wrong]
    if bool(terms.attestation_text) != bool(terms.attestation_version):
        said.append("An attestation's text and its version belong together: give both, or neither.")
    return said


def _new_text_new_version(agreement: Agreement, terms: Terms) -> list[str]:
    """Return why an attestation's text may not change: what was signed under a version must stay what it was."""
    pairs = values_of(agreement._meta.label, agreement.pk, "attestation_version", "attestation_text")
    used = {text for version, text in pairs if version == terms.attestation_version and version}
    if used <= {terms.attestation_text}:
        return []
    return ["This version stood for another text of the attestation: a new text wants a new version."]


def enter(*, by: Person, why: str, agency: Agency, code: str, terms: Terms) -> Agreement:
    """Enter an agreement. The same one twice answers with the first. Raises Refused."""
    is_for(by, agency, Role.COUNSEL, what=COUNSEL_ALONE)
    demand(refusals(terms, agency))
    with acting(by=by, why=why):
        one_at_a_time(by)
        before = Agreement.objects.filter(code__iexact=code).first()
        if before is not None:
            demand([] if (before.agency_id, Terms.of(before)) == (agency.pk, terms) else [_taken(code)])
            return before
        return Agreement.objects.create(agency=agency, code=code, **terms.columns())


def _taken(code: str) -> str:
    return f"An agreement with the code {code} is on record: change that one, or give this one a code of its own."


def change(agreement_id: int, *, by: Person, why: str, seen: int, terms: Terms) -> bool:
    """Change an agreement's terms from this moment on; return whether anything differed.

    `seen`: the mark of what the person saw. Terms that stand already are left as they are. Raises Absent, Changed, Refused.
    """
    with acting(by=by, why=why):
        agreement = locked(Agreement, agreement_id)
        is_for(by, agreement.agency, Role.COUNSEL, what=COUNSEL_ALONE)
        demand(refusals(terms, agreement.agency))
        if Terms.of(agreement) == terms:
            return False
        if mark(agreement) != seen:
            raise Changed
        demand(_new_text_new_version(agreement, terms))
        for name, value in terms.columns().items():
            setattr(agreement, name, value)
        agreement.save(update_fields=list(terms.columns()))
    return True


def add_condition(agreement_id: int, *, by: Person, why: str, words: str, due_on: date | None) -> AgreementCondition:
    """Put a condition of the agreement on record, due on a day or always. The same one twice answers with the first."""
    with acting(by=by, why=why):
        one_at_a_time(by)
        agreement = locked(Agreement, agreement_id)
        is_for(by, agreement.agency, Role.COUNSEL, what=COUNSEL_ALONE)
        demand([] if words.strip() else ["Say what the condition is."])
        return AgreementCondition.objects.get_or_create(agreement=agreement, words=words, due_on=due_on)[0]


def overdue_conditions(agreement: Agreement | None, on: date) -> list[AgreementCondition]:
    """Return the conditions of an agreement whose day has passed unmet, the oldest first; none without an agreement."""
    return list(agreement.conditions.filter(met_on=None, due_on__lt=on)) if agreement else []


def meet_condition(condition_id: int, *, by: Person, why: str, seen: int, on: date, today: date) -> AgreementCondition:
    """Record that a condition was met, on which day, with what shows it. Raises Absent, Changed, Refused."""
    with acting(by=by, why=why):
        condition = locked(AgreementCondition, condition_id)
        is_for(by, condition.agreement.agency, Role.COUNSEL, what=COUNSEL_ALONE)
        if (condition.met_on, condition.met_words) == (on, why):
            return condition
        if mark(condition) != seen:
            raise Changed
        demand([] if condition.due_on else ["It holds always: it isn't met once for all."])
        demand([] if condition.met_on is None else ["That it was met is on record already."])
        demand([] if on <= today else ["A condition isn't met on a day that is still to come."])
        condition.met_on, condition.met_words = on, why
        condition.save(update_fields=["met_on", "met_words"])
    return condition
