"""The first things an installation needs: the lists that ship with the rules, an agency, an administrator."""

from __future__ import annotations

from django.db import connection

from audits.acting import Actor, acting
from audits.guarding import history_model

from .. import access
from ..models import Agency, ListedWord, Person, RetentionPeriod, Threshold
from ..rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS, THRESHOLDS
from ..rules.retention import PERIODS
from ..rules.roles import Role

_NEW_WORDS = f"""
INSERT INTO {ListedWord._meta.db_table} (kind, words)
SELECT s.kind, s.words FROM unnest(%s::text[], %s::text[]) AS s (kind, words)
WHERE NOT EXISTS (SELECT FROM {history_model(ListedWord)._meta.db_table} h WHERE h.kind = s.kind AND h.words = s.words)
ON CONFLICT DO NOTHING"""
"""Some two thousand words, in one statement."""


def put_lists(*, by: Actor, why: str) -> None:
    """Put the shipped thresholds, periods and words in place. What was ever there, changed or taken out, stays as it is."""
    kinds = {ListedWord.Kind.ADDRESS: ADDRESS_PLACEHOLDERS, ListedWord.Kind.NAME: NAME_PLACEHOLDERS}
    shipped = [(kind.value, word) for kind, listed in kinds.items() for word in sorted(listed)]
    numbers = [Threshold(name=name, value=value) for name, value in THRESHOLDS.items()]
    periods = [RetentionPeriod(name=name, length=p.length, citation=p.citation) for name, p in PERIODS.items()]
    with acting(by=by, why=why), connection.cursor() as cursor:
        Threshold.objects.bulk_create(numbers, ignore_conflicts=True)
        RetentionPeriod.objects.bulk_create(periods, ignore_conflicts=True)
        cursor.execute(_NEW_WORDS, [list(column) for column in zip(*shipped, strict=True)])


def enter_agency(*, by: Actor, why: str, code: str, name: str, kind: str) -> Agency:
    """Enter an asking agency; `kind` is a value of `models.agency.AgencyKind`. The same code twice answers with the first."""
    with acting(by=by, why=why):
        return Agency.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def first_administrator(
    *, by: Actor, why: str, agency: Agency, username: str, first_name: str, last_name: str, password: str
) -> Person:
    """Enter an administrator's account with the role on an agency. Others are entered by him or her, on the pages."""
    person = Person(username=username, first_name=first_name, last_name=last_name, title="Administrator")
    person.set_password(password)
    with acting(by=by, why=why):
        person.save(force_insert=True)
        access.grant(person, Role.ADMINISTRATOR, agency, by=by, why=why)
    return person
