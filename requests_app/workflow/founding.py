"""The first things an installation needs: the lists that ship with the rules, an agency, an administrator."""

from __future__ import annotations

from audits.acting import Actor, acting
from audits.guarding import history_model

from .. import access
from ..models import Agency, ListedWord, Person, RetentionPeriod, Threshold
from ..rules.lists import ADDRESS_PLACEHOLDERS, NAME_PLACEHOLDERS, THRESHOLDS
from ..rules.retention import PERIODS
from ..rules.roles import Role


def put_lists(*, by: Actor, why: str) -> None:
    """Put the shipped thresholds, periods and words in place. What was ever there, changed or taken out, stays as it is."""
    kinds = {ListedWord.Kind.ADDRESS: ADDRESS_PLACEHOLDERS, ListedWord.Kind.NAME: NAME_PLACEHOLDERS}
    known = set(history_model(ListedWord)._default_manager.values_list("kind", "words"))
    shipped = [(kind.value, word) for kind, listed in kinds.items() for word in sorted(listed)]
    words = [ListedWord(kind=kind, words=word) for kind, word in shipped if (kind, word) not in known]
    numbers = [Threshold(name=name, value=value) for name, value in THRESHOLDS.items()]
    periods = [RetentionPeriod(name=name, length=p.length, citation=p.citation) for name, p in PERIODS.items()]
    with acting(by=by, why=why):
        Threshold.objects.bulk_create(numbers, ignore_conflicts=True)
        RetentionPeriod.objects.bulk_create(periods, ignore_conflicts=True)
        ListedWord.objects.bulk_create(words, ignore_conflicts=True)


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
