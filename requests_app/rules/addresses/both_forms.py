"""An address given in both forms, in one line and in parts: which of the two counts, and whether they are one address.

Matching compares the line that counts here, so that no other address than the one judged is ever compared.
"""

from __future__ import annotations

from datetime import date

from ..facts import Book, Raised, Severity, SubjectFacts
from ..text import excerpt, letters_of
from .judging import MAX_LINE, address_lines, parse, stands_in, worth
from .normal import NONE, alike, normal_address
from .places import STATES
from .stand_ins import second_line

_SHORT_ZIP = 4


def _zip_code(postal_code: str, state: str) -> str:
    """Return a ZIP field as typed, but for the zero, the '.0' and the quote that a spreadsheet took off it or put on."""
    digits = postal_code.strip().strip("'").removesuffix(".0")
    return f"0{digits}" if len(digits) == _SHORT_ZIP and digits.isdigit() and state.strip() else digits


def _in_parts(line1: str, line2: str, city: str, state: str, zip_code: str, country: str) -> str:
    return ", ".join(
        [part for part in (line1, second_line(line2), city, f"{state} {zip_code}".strip(), country) if part.strip()]
    )


def _says_place(address: str, city: str, zip_code: str) -> bool:
    """Return whether a line already holds the place given beside it: the ZIP's five digits, or the city where there is none."""
    told = zip_code[:5] if zip_code else city.strip()
    return not told or told.casefold() in address.casefold()


def address_line(address: str, line1: str, line2: str, city: str, state: str, postal_code: str, country: str) -> str:
    """Return an address given whole or in parts as one line.

    Where both are given, the better address counts, the whole if they are worth the same. A street alone in the one line is
    read with the city, state and ZIP in columns of their own.
    """
    zip_code = _zip_code(postal_code, state)
    if not address.strip():
        return _in_parts(line1, line2, city, state, zip_code, country)
    if line1.strip():
        parts = _in_parts(line1, line2, city, state, zip_code, country)
        return parts if worth(parts, country) > worth(address, country) else address
    if _says_place(address, city, zip_code):
        return address
    return _in_parts(address, "", city, state, zip_code, country)


def judge_both_forms(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise address.differs (review): the address in one line and the address in parts are two addresses, or one of them is
    a stand-in.
    """
    if not facts.address or not (facts.address_line1 or facts.address_line2 or facts.city or facts.postal_code):
        return None
    lines = address_lines(facts)
    if len(lines) > 1:
        parts, whole = lines
        worths = [worth(line, facts.country) for line in lines]
        if any(worths) and not all(worths) and stands_in(none := lines[worths.index(0)], book):
            return Raised("address.differs", Severity.REVIEW, f"“{excerpt(none, 60)}” beside an address")
        one = _same(whole, parts) if all(worths) else _same_street(facts.address, facts.address_line1)
    else:
        one = _same_place(facts)
    if one:
        return None
    return Raised("address.differs", Severity.REVIEW, f"“{excerpt(facts.address, 60)}” in one line")


def _same(one: str, other: str) -> bool:
    """Return whether two full addresses come to one normal form; abroad, whether the words of one are all in the other."""
    a, b = normal_address(one), normal_address(other)
    if a.street == b.street and a.unit == b.unit and a != NONE:
        return (a.zip == b.zip or not a.zip or not b.zip) and (a.city == b.city or bool(a.zip and b.zip))
    if a.street.endswith("|") or b.street.endswith("|"):
        words, more = set(alike(letters_of(one))), set(alike(letters_of(other)))
        return words <= more or more <= words
    return False


def _same_street(whole: str, street: str) -> bool:
    """Return whether a numbered street in a column of its own is that of the one line, where both have one."""
    a, b = (normal_address(line).street.partition("|")[0] for line in (whole, street))
    return a == b or not (a[:1].isdigit() and b[:1].isdigit())


def _same_place(facts: SubjectFacts) -> bool:
    """Return whether the city, state and ZIP in columns of their own are those of the one line, where it names any."""
    read_as = parse(facts.address[:MAX_LINE].strip())
    if not read_as.complete:
        return True
    zip_code = _zip_code(facts.postal_code, facts.state)[:5]
    state = STATES.get(letters_of(facts.state).removeprefix("us "), "")
    if read_as.state and state and read_as.state != state:
        return False
    if read_as.zip and zip_code.isdigit():
        return read_as.zip[:5] == zip_code
    city = " ".join(alike(letters_of(facts.city)))
    return city in " ".join(alike(letters_of(facts.address)))
