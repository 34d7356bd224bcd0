"""How a subject's normal form stands to a record's, field by field: the words of it, and the same in Python.

The engine compares in SQL (engine.py), a million at a time, on blind keys. The functions here compare one pair in words, as
opened: before a release, and as the other witness in the tests. Both come to the same `Compared`.
"""

from __future__ import annotations

from typing import NamedTuple

from .normal import Form

TIN = ("missing", "equal", "differs")
SURNAME = ("missing", "equal", "in part", "swapped", "name control only", "differs", "equal together", "entity")
GIVEN = ("missing", "equal", "initial", "swapped", "differs")
MIDDLE = ("", "equal", "initial", "missing", "differs")
SUFFIX = ("", "equal", "missing", "differs")
ADDRESS = (
    *(
        "not comparable",
        "equal",
        "unit missing",
        "unit differs",
        "place differs",
        "street differs",
        "ZIP alone",
        "differs",
    ),
)
"""What a comparison of each field may come to, in the order of its number. '' says nothing: neither side has it."""

FIELDS = {"tin": TIN, "surname": SURNAME, "given": GIVEN, "middle": MIDDLE, "suffix": SUFFIX, "address": ADDRESS}
"""Field -> its comparisons, in the order in which reasons are told."""

OTHERS = ("another record fits", "another record bears the TIN", "another of that name there")
"""What else speaks against a record: other candidates ('others:…')."""

WORDS: dict[str, str] = {
    "tin:missing": "no TIN was given, or none that can be compared",
    "tin:equal": "the TIN is the record's",
    "tin:differs": "the TIN isn't the record's",
    "tin:not issued": "no record bears the TIN",
    "surname:missing": "a surname is missing",
    "surname:equal": "the surname is equal",
    "surname:in part": "the surnames share a part",
    "surname:swapped": "given name and surname have changed places",
    "surname:name control only": "the first four letters of the surname alone are equal",
    "surname:differs": "the surname differs",
    "surname:equal together": "the names are equal, parted otherwise into given name and surname",
    "surname:entity": "the entity's name is equal",
    "given:missing": "a given name is missing",
    "given:equal": "the given name is equal",
    "given:initial": "one side has the initial of the given name alone, and it fits",
    "given:swapped": "the given name is the record's surname",
    "given:differs": "the given name differs",
    "middle:equal": "the middle name is equal",
    "middle:initial": "one side has the initial of the middle name alone, and it fits",
    "middle:missing": "one side has no middle name",
    "middle:differs": "the middle name differs",
    "suffix:equal": "the generation (junior, senior) is equal",
    "suffix:missing": "one side has no generation (junior, senior)",
    "suffix:differs": "the generation (junior, senior) differs",
    "address:not comparable": "the addresses can't be compared",
    "address:equal": "the address is equal",
    "address:unit missing": "the address is equal, but one side has no apartment or unit",
    "address:unit differs": "the address is equal, but the apartment or unit differs",
    "address:place differs": "the street is equal, but the city or the ZIP code differs",
    "address:street differs": "house number and ZIP code are equal, but the street differs",
    "address:ZIP alone": "the ZIP code alone is equal",
    "address:differs": "the address differs",
    "others:another record fits": "another record fits as well",
    "others:another record bears the TIN": "the TIN belongs to another record",
    "others:another of that name there": "somebody else of that name is on record at that address",
}
"""Reason -> what a page says."""


class Compared(NamedTuple):
    """The number of each field's comparison in FIELDS."""

    tin: int
    surname: int
    given: int
    middle: int
    suffix: int
    address: int

    def reasons(self) -> tuple[str, ...]:
        """Return 'field:comparison' for each field of which there is something to say. Of an entity no given name."""
        told = zip(FIELDS.items(), self, strict=True)
        entity = self.surname == SURNAME.index("entity")
        return tuple(f"{f}:{words[n]}" for (f, words), n in told if words[n] and not (entity and f == "given"))

    def full_name(self) -> bool:
        """Return whether the full name is equal: surname and given name, or all letters, or the entity's name."""
        return self.surname == 7 or (self.surname in (1, 6) and self.given == 1)

    def against(self) -> bool:
        """Return whether generation or middle name speaks against: differs, or is a generation on one side alone."""
        return self.suffix > 1 or self.middle == 4

    def fits(self) -> bool:
        """Return whether this is one and the same by name and TIN, or by name and address."""
        if self.against():
            return False
        if self.full_name():
            return self.tin == 1 or (self.tin == 0 and self.address == 1)
        return self.tin == 1 and self.surname == 1 and self.given == 2 and self.address == 1

    def alike(self) -> bool:
        """Return whether the name may be this one's, generation and middle name apart."""
        return self.surname == 7 or (self.surname in (1, 2, 3, 6) and self.given < 4)

    def near(self) -> bool:
        """Return whether a person should look at this record where none fits."""
        if self.tin == 1:
            return True
        if self.alike():
            return self.address < 6
        return self.address in (1, 2) and (self.surname in (1, 2, 3) or self.given == 1)

    def rivals(self) -> bool:
        """Return whether this record, which doesn't fit, speaks against another that does."""
        return not self.fits() and (self.tin == 1 or (self.alike() and self.address in (1, 2, 3)))


def compare(subject: Form, record: Form) -> Compared:
    """Return how a subject stands to a record."""
    return Compared(
        1 if subject.tin and subject.tin == record.tin else 2 if subject.tin and record.tin else 0,
        _surname(subject, record),
        _given(subject, record),
        _middle(subject, record),
        _suffix(subject.suffix, record.suffix),
        _address(subject, record),
    )


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _swapped(s: Form, r: Form) -> bool:
    return _same(s.surname, r.given) and _same(s.given, r.surname)


def _in_part(s: Form, r: Form) -> bool:
    parts = {r.first_part, r.last_part} - {""}
    return (
        s.surname in parts
        or not parts.isdisjoint((s.first_part, s.last_part))
        or _same(r.surname, s.first_part)
        or _same(r.surname, s.last_part)
    )


def _surname(s: Form, r: Form) -> int:
    if _same(s.whole, r.whole) and not s.initial:
        return 7
    if _same(s.surname, r.surname):
        return 1
    if _same(s.whole, r.whole):
        return 6
    if _in_part(s, r):
        return 2
    if _swapped(s, r):
        return 3
    if _same(s.control, r.control):
        return 4
    return 5 if s.surname and r.surname else 0


def _given(s: Form, r: Form) -> int:
    if _same(s.given, r.given) or _same(s.whole, r.whole):
        return 1
    if _same(s.initial, r.initial) and not (s.given and r.given):
        return 2
    if _swapped(s, r):
        return 3
    return 4 if s.initial and r.initial else 0


def _middle(s: Form, r: Form) -> int:
    if not s.middle_initial and not r.middle_initial:
        return 0
    if _same(s.whole, r.whole) or _same(s.middle, r.middle):
        return 1
    if not s.middle_initial or not r.middle_initial:
        return 3
    return 2 if s.middle_initial == r.middle_initial and not (s.middle and r.middle) else 4


def _suffix(one: str, other: str) -> int:
    if one == other:
        return 1 if one else 0
    return 3 if one and other else 2


def _address(s: Form, r: Form) -> int:
    if not s.street or not r.street:
        return 0
    if s.street == r.street:
        if s.city != r.city or (s.zip and r.zip and s.zip != r.zip):
            return 4
        return 1 if s.unit == r.unit else 3 if s.unit and r.unit else 2
    if _same(s.zip, r.zip):
        return 5 if _same(s.house, r.house) else 6
    return 7
