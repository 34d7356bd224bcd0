"""Looks that stand out for what was looked at: one's own name, surname or address, and requests one has no part in.

Registered with `audits.watching`, which asks about a day at a time. Names are compared in their normal forms, addresses by
keyed hashes; neither leaves this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from audits import history
from audits.access_log import AccessAct, Looker, look
from audits.acting import WATCHING
from audits.anomalies import LOOKS_KEPT, Found, day_words
from audits.models import AnomalyKind
from audits.standalone.words import count_of
from audits.watching import Chosen, chosen

from ..matching.names import name_of
from ..matching.normal import NAME_AND_ADDRESS, address_of, key
from ..models import DisclosureRequest, HomeKey, Participation, Person, Subject
from ..rules.addresses.normal import normal_address
from ..rules.roles import Role

CHUNK = 2_000
"""Subjects whose names are in memory at a time."""
LOOKER = Looker(WATCHING, "", "", "compared those who were seen with those who saw them")

Home = tuple[int, int | None]
"""Keys of street and unit."""


class Likeness(NamedTuple):
    """What is compared of a person, or of a subject: surname and given name in normal form, and keys of the address."""

    surname: str
    given: str
    home: Home | None


def home_of(line: str) -> Home | None:
    """Return the keys of an address in one line; None for one that can't be compared."""
    found = normal_address(line)
    street = key("street", found.street)
    return None if street is None else (street, key("unit", found.unit))


def same_home(one: Home | None, other: Home | None) -> bool:
    """Return whether two addresses are the same house, and the same unit where both name one."""
    if one is None or other is None or one[0] != other[0]:
        return False
    return one[1] is None or other[1] is None or one[1] == other[1]


def likenesses(person: Likeness, subject: Likeness) -> list[AnomalyKind]:
    """Return in what a subject is like the person who looked."""
    same_surname = bool(person.surname) and person.surname == subject.surname
    own = same_surname and bool(person.given) and person.given == subject.given
    named = [AnomalyKind.OWN_RECORD] if own else [AnomalyKind.SURNAME] if same_surname else []
    return [*named, AnomalyKind.ADDRESS] if same_home(person.home, subject.home) else named


SAID: dict[AnomalyKind, str] = {
    AnomalyKind.OWN_RECORD: "Opened a taxpayer who bears one’s own name, first and last, on {day}: {looks}.",
    AnomalyKind.SURNAME: "Opened a taxpayer of one’s own surname on {day}: {looks}.",
    AnomalyKind.ADDRESS: "Opened a taxpayer at one’s own home address on {day}: {looks}.",
}


def alike(day: date, limits: Mapping[str, int]) -> list[Found]:
    """Return who chose to see a subject of his or her own name, surname or address on a day."""
    seen = chosen(day, limits)
    if not seen:
        return []
    look(LOOKER, AccessAct.WORK, "subjects")
    people = _people({one.person_id for one in seen})
    return [found for part in _chunks(seen) for found in _alike(part, people, day)]


def _chunks(seen: Sequence[Chosen]) -> Iterator[Sequence[Chosen]]:
    return (seen[at : at + CHUNK] for at in range(0, len(seen), CHUNK))


def _alike(seen: Sequence[Chosen], people: Mapping[int, Likeness], day: date) -> Iterator[Found]:
    subjects = _subjects({one.subject_id for one in seen})
    for one in seen:
        if one.person_id in people and one.subject_id in subjects:
            for kind in likenesses(people[one.person_id], subjects[one.subject_id]):
                yield _found(kind, one, day)


def _found(kind: AnomalyKind, one: Chosen, day: date) -> Found:
    looks = len(one.look_ids)
    return Found(
        kind=kind,
        person_id=one.person_id,
        person_name=one.person_name,
        role=one.role,
        sentence=SAID[kind].format(day=day_words(day), looks=count_of(looks, "look")),
        figures={"looks": looks},
        agency_ids=(one.agency_id,) if one.agency_id else (),
        look_ids=one.look_ids,
        looks=looks,
        object_key=f"subject:{one.subject_id}",
        day=day,
    )


def _people(ids: Iterable[int]) -> dict[int, Likeness]:
    homes = {pk: (street, unit) for pk, street, unit in HomeKey.objects.values_list("person_id", "street", "unit")}
    named = Person.objects.filter(pk__in=list(ids)).values_list("pk", "first_name", "last_name")
    return {pk: Likeness(*_name(first, "", last), homes.get(pk)) for pk, first, last in named}


def _subjects(ids: Iterable[int]) -> dict[int, Likeness]:
    rows = Subject.objects.filter(pk__in=list(ids)).values_list("pk", *NAME_AND_ADDRESS)
    return {pk: Likeness(*_name(*fields[:3]), home_of(address_of(tuple(fields)))) for pk, *fields in rows}


def _name(first: str, middle: str, last: str) -> tuple[str, str]:
    found = name_of(first, middle, last, "")
    return found.surname, found.given


@dataclass(slots=True)
class _Opened:
    """What one person opened of one request on a day."""

    role: str
    name: str
    agency_id: int | None
    subjects: set[int]
    look_ids: set[int]


def without_a_part(day: date, limits: Mapping[str, int]) -> list[Found]:
    """Return who opened several subjects of a request without a part in it: never assigned, no duty, not until now."""
    opened = _opened(chosen(day, limits))
    many = {pair: one for pair, one in opened.items() if len(one.subjects) >= limits["unassigned_subjects"]}
    parts = _parts({case for _, case in many})
    numbers = dict(DisclosureRequest.objects.filter(pk__in={c for _, c in many}).values_list("pk", "number"))
    until = day + timedelta(days=limits["unassigned_grace"])
    return [
        _apart(person, case, one, (numbers[case], day, until))
        for (person, case), one in many.items()
        if case in numbers and person not in parts[case] and set(one.role.split(", ")) - {Role.OVERSIGHT.value}
    ]


def _opened(seen: Iterable[Chosen]) -> dict[tuple[int, int], _Opened]:
    found: dict[tuple[int, int], _Opened] = {}
    for one in seen:
        pair = one.person_id, one.case_id
        mine = found.setdefault(pair, _Opened(one.role, one.person_name, one.agency_id, set(), set()))
        mine.subjects.add(one.subject_id)
        mine.look_ids.update(one.look_ids)
    return found


def _parts(cases: Iterable[int]) -> dict[int, set[int]]:
    """Return who has a part in each of these requests: did a duty on it, drafted it, or was ever assigned to it."""
    found: dict[int, set[int]] = defaultdict(set)
    for case in cases:
        found[case] |= {
            int(pk)
            for pair in history.values_of("requests_app.DisclosureRequest", case, "assigned_to_id", "drafted_by_id")
            for pk in pair
            if pk is not None
        }
    duties = Participation.objects.filter(disclosure_request__in=list(found)).values_list(
        "disclosure_request_id", "person_id"
    )
    for case, person in duties:
        found[case].add(person)
    return found


def _apart(person: int, case: int, one: _Opened, told: tuple[str, date, date]) -> Found:
    number, day, until = told
    subjects, looks = len(one.subjects), sorted(one.look_ids, reverse=True)
    said = (
        f"Opened {count_of(subjects, 'subject')} of {number} on {day_words(day)} without a part in it: never assigned, "
        f"and no duty on it by {day_words(until)}."
    )
    return Found(
        kind=AnomalyKind.UNASSIGNED,
        person_id=person,
        person_name=one.name,
        role=one.role,
        sentence=said,
        figures={"subjects": subjects, "looks": len(looks), "request": number},
        agency_ids=(one.agency_id,) if one.agency_id else (),
        look_ids=tuple(looks[:LOOKS_KEPT]),
        looks=len(looks),
        object_key=f"request:{case}",
        day=day,
    )
