"""The normal form of a person or an entity, as matching compares it: in words, and blind."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Protocol

from audits.vault import blind_index

from ..rules.addresses.both_forms import address_line
from ..rules.addresses.normal import normal_address
from .names import control, name_of


class Form(NamedTuple):
    """A normal form in words, '' for nothing; fields as models.record.FORM_FIELDS.

    `first_part`, `last_part`: of a surname of several words. `control`: the IRS's name control. `whole`: all letters of the
    name. `street`: with its number and state. `house`: the number, with the ZIP code. `name_zip`: given name and surname in
    either order, with the ZIP code.
    """

    tin: str = ""
    surname: str = ""
    given: str = ""
    initial: str = ""
    middle: str = ""
    middle_initial: str = ""
    suffix: str = ""
    first_part: str = ""
    last_part: str = ""
    control: str = ""
    whole: str = ""
    street: str = ""
    house: str = ""
    unit: str = ""
    city: str = ""
    zip: str = ""
    name_zip: str = ""


Keys = tuple[int | None, ...]
"""A normal form, blind: a signed 64-bit key for each field of Form, None for nothing."""


class Person(Protocol):
    """What has the template's fields: a Subject."""

    first_name: str
    middle_name: str
    last_name: str
    entity_name: str
    address: str
    address_line1: str
    address_line2: str
    city: str
    state: str
    postal_code: str
    country: str


NAME_AND_ADDRESS = (
    *("first_name", "middle_name", "last_name", "entity_name"),
    *("address", "address_line1", "address_line2", "city", "state", "postal_code", "country"),
)
"""The template's fields that a normal form is made of, TIN apart, in the order of `form_of`."""


def form_of(names: tuple[str, str, str, str], line: str, tin: str = "") -> Form:
    """Return the normal form of first, middle, last and entity's name, an address in one line, and nine digits or ''."""
    name, address = name_of(*names), normal_address(line)
    pair = ""
    if address.zip and name.surname:
        pair = f"{'+'.join(sorted((name.surname, name.given)))}|{address.zip}" if name.given or not name.initial else ""
    return Form(
        *(tin, *name[:6], *name.parts, control(name.surname), name.whole),
        *(*address, pair),
    )


def form_of_fields(fields: tuple[str, ...], tin: str = "") -> Form:
    """Return the normal form of the fields NAME_AND_ADDRESS, in this order."""
    first, middle, last, entity = fields[:4]
    return form_of((first, middle, last, entity), address_of(fields), tin)


def address_of(fields: tuple[str, ...]) -> str:
    """Return the address in the fields NAME_AND_ADDRESS as one line."""
    return address_line(*fields[4:])


def fields_of(person: Person) -> tuple[str, ...]:
    """Return the fields NAME_AND_ADDRESS of a subject."""
    return tuple([getattr(person, name) for name in NAME_AND_ADDRESS])


def key(field: str, word: str) -> int | None:
    """Return the 64-bit key of a field's word, None for ''."""
    return key_of_index(blind_index(word, kind=field)) if word else None


def key_of_index(index: bytes) -> int:
    """Return the key of a blind index: its first 8 bytes as a signed number."""
    return int.from_bytes(index[:8], signed=True)


_OFTEN = lru_cache(maxsize=200_000)(key)
"""Names, cities and ZIP codes come again and again."""


def blind(form: Form, tin_index: bytes = b"") -> Keys:
    """Return a normal form's keys. A TIN that was sealed is given as its blind index: it needn't be opened.

    Surname, given name and parts of a surname share one namespace, so that names that changed places can be seen.
    """
    name, initial = (lambda word: _OFTEN("name", word)), (lambda word: _OFTEN("initial", word))
    return (
        key_of_index(tin_index) if tin_index else key("tin", form.tin),
        *(name(form.surname), name(form.given), initial(form.initial)),
        *(name(form.middle), initial(form.middle_initial), _OFTEN("suffix", form.suffix)),
        *(name(form.first_part), name(form.last_part), _OFTEN("control", form.control)),
        *(key("whole", form.whole), key("street", form.street), key("house", form.house)),
        *(
            _OFTEN("unit", form.unit),
            _OFTEN("city", form.city),
            _OFTEN("zip", form.zip),
            key("name_zip", form.name_zip),
        ),
    )
