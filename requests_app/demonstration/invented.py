"""Rows of invented people, the same for the same seed, of any number: the one generator of sample files.

Nobody bears these names; the TINs were never issued (9xx, groups 66 to 69); the streets don't exist, the cities and their
ZIP codes do. A sound row carries all that the statute wants; a flawed one has one planted defect, whose code is known.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from random import Random
from typing import TextIO

from ..rules.facts import TEMPLATE_COLUMNS

Row = dict[str, str]
Flaw = Callable[[int, int, Random], Row]

PER_MATTER = 40
"""Rows that one matter names: below its threshold."""
PER_OFFICER = 200
"""Rows that one officer stands for: below the threshold."""

FIRST = (
    *("Ada", "Bruno", "Clara", "Dario", "Elif", "Farid", "Greta", "Hugo", "Irena", "Jonas"),
    *("Kamala", "Lars", "Mina", "Nuno", "Olga", "Pavel", "Rana", "Sven", "Tala", "Uwe"),
)
LAST = ("Mock", "Sham", "Proxy", "Trial", "Sample", "Fixture", "Dummy", "Pretend", "Specimen", "Rehearsal")
ENDS = (
    *("adal", "berg", "cruz", "dorf", "elli", "ford", "gaard", "hahn"),
    *("ivic", "jima", "kov", "lund", "mari", "nova", "opol"),
)
NAMES = len(FIRST) * len(LAST) * len(ENDS) ** 2
DAYS = 55 * 12 * 28
PEOPLE = NAMES * DAYS
"""Pairs of a name and a day of birth: as many rows are of different people."""
TINS = 100 * 4 * 9_999
STRIDE = 1_000_003
"""A prime that divides none of these numbers: steps of it meet every value before they meet one again."""

PLACES = (
    *(("Phoenix", "AZ", "85004"), ("Tucson", "AZ", "85701"), ("Chicago", "IL", "60605"), ("Houston", "TX", "77002")),
    *(
        ("El Paso", "TX", "79901"),
        ("San Antonio", "TX", "78205"),
        ("Denver", "CO", "80202"),
        ("Atlanta", "GA", "30303"),
    ),
    *(("Newark", "NJ", "07102"), ("Miami", "FL", "33130"), ("Los Angeles", "CA", "90012"), ("Fresno", "CA", "93721")),
    *(("Boise", "ID", "83702"), ("Omaha", "NE", "68102"), ("St. Louis", "MO", "63101"), ("Boston", "MA", "02110")),
    *(("Winston-Salem", "NC", "27101"), ("Salt Lake City", "UT", "84101"), ("Yakima", "WA", "98901")),
)
STREETS = ("Prototype", "Mapless", "Fictive", "Invented", "Paper", "Makebelieve", "Placebo", "Imaginary", "Old Sketch")
KINDS = ("Ave", "St", "Rd", "Blvd", "Ct", "Dr", "Lane", "Way", "Pl")
UNITS = ("Apt 2B", "Unit 14", "# 7", "Ste 300", "Lot 22", "Trlr 5", "Fl 3")
STATUTES = (
    *("8 USC 1326", "8 U.S.C. § 1326(a)", "8 U.S.C. 1324(a)(1)(A)(ii)", "18 USC 1546(a)", "18 USC 1028A"),
    *("18 U.S.C. 1001", "18 USC 1343", "18 U.S.C. § 1344", "42 USC 408(a)(7)(B)", "Title 18, Section 1956(a)(1)"),
)
DEPARTURE = "8 USC 1253(a)(1)"

SOURCES = (
    *("Payroll sheets", "Bank statements", "Gate logs", "Telephone records", "Time cards", "Wire receipts"),
    *("Border crossing records", "Grand jury subpoena returns", "Lease papers", "Surveillance notes", "Toll records"),
)
WORDS = (
    *(
        "ledger",
        "invoice",
        "permit",
        "garage",
        "trailer",
        "courier",
        "wire",
        "payroll",
        "warehouse",
        "bakery",
        "harbor",
    ),
    *("tannery", "orchard", "foundry", "laundry", "quarry", "printer", "stamp", "folder", "camera", "ferry", "depot"),
    *(
        "clinic",
        "hotel",
        "tavern",
        "market",
        "stable",
        "cellar",
        "attic",
        "bridge",
        "tunnel",
        "canal",
        "meadow",
        "mill",
    ),
)
ACTS = (
    *("drew pay under two numbers at", "kept forged permits in", "moved the wire fraud proceeds through"),
    *("signed the false invoices of", "housed smuggled workers in", "sold stolen cards out of"),
    *("cashed the checks charged in the indictment at", "hid after the willful failure to depart in"),
)
NEEDS = (
    *("the address of that year tells who drew the pay", "the residence decides the venue"),
    *("the person is to be heard by the grand jury", "the address would test an alibi for the trial brief"),
    *("the periods show whether the charged income was known", "the address would confirm the search warrant's place"),
)


def row(number: int, seed: int = 0) -> Row:
    """Return the fields of one sound subject; `number` is its row in the file. The first TINS rows are different people."""
    dice = Random(number * STRIDE + seed)
    person = _person(number, seed)
    return person | _address(dice) | _matter(number, dice) | {"reason": _reason(person, dice)}


def flawed_row(number: int, seed: int = 0) -> tuple[str, Row]:
    """Return the code of a defect, and a subject that has it and no other."""
    dice = Random(number * STRIDE + seed + 1)
    code, flaw = FLAWS[dice.randrange(len(FLAWS))]
    return code, row(number, seed) | flaw(number, seed, dice)


def rows(count: int, seed: int = 0, share_bad: float = 0.0) -> Iterator[tuple[str, Row]]:
    """Yield a file's rows with the code of each one's planted defect, '' for none; `share_bad` of them (0 to 1) have one."""
    dice = Random(seed)
    for number in range(1, count + 1):
        yield flawed_row(number, seed) if dice.random() < share_bad else ("", row(number, seed))


def lines(count: int, seed: int = 0, share_bad: float = 0.0) -> Iterator[list[str]]:
    """Yield a file of the bulk template as cells: the header, then the rows."""
    yield list(TEMPLATE_COLUMNS)
    for _, fields in rows(count, seed, share_bad):
        yield [fields.get(name, "") for name in TEMPLATE_COLUMNS]


def write(out: TextIO, count: int, seed: int = 0, share_bad: float = 0.0) -> None:
    """Write a file of the bulk template. Open `out` with newline=''."""
    csv.writer(out).writerows(lines(count, seed, share_bad))


def _person(number: int, seed: int) -> Row:
    place = (number * STRIDE + seed) % PEOPLE
    name, day = place % NAMES, place // NAMES
    tin = (number * STRIDE + seed) % TINS
    return {
        "first_name": FIRST[name % len(FIRST)],
        "middle_name": ("", "R.", "M")[number % 3],
        "last_name": _surname(name // len(FIRST)),
        "tin": f"9{tin // 9_999 // 4:02d}-{66 + tin // 9_999 % 4}-{tin % 9_999 + 1:04d}",
        "date_of_birth": f"{1950 + day // 336}-{day // 28 % 12 + 1:02d}-{day % 28 + 1:02d}",
        "a_number": f"A2{(number * STRIDE + seed) % 99_999_989:08d}" if number % 2 else "",
        "fins": f"1{(number * STRIDE + seed) % 999_999_937:09d}" if number % 2 else "",
    }


def _surname(place: int) -> str:
    ends = place // len(LAST)
    return LAST[place % len(LAST)] + ENDS[ends % len(ENDS)] + ENDS[ends // len(ENDS) % len(ENDS)]


def _address(dice: Random) -> Row:
    city, state, zip_code = dice.choice(PLACES)
    street = f"{dice.randint(1, 9999)} {dice.choice(STREETS)} {dice.choice(KINDS)}"
    town = {"city": city, "state": state, "postal_code": zip_code, "country": "US"}
    shape = dice.random()
    if shape < 0.50:
        return {"address_line1": street} | town
    if shape < 0.62:
        return {"address_line1": street, "address_line2": dice.choice(UNITS)} | town
    if shape < 0.82:
        unit = f" {dice.choice(UNITS)}" if dice.random() < 0.3 else ""
        return {"address": f"{street}{unit}, {city}, {state} {zip_code}"}
    if shape < 0.86:
        return {"address": f"{street} {city} {state} {zip_code}-{dice.randint(1, 9999):04d}".upper()}
    if shape < 0.93:
        return {"address_line1": f"PO Box {dice.randint(1, 99999)}"} | town
    if shape < 0.96:
        return {"address_line1": f"RR {dice.randint(1, 9)} Box {dice.randint(1, 300)}"} | town
    if shape < 0.98:
        return {
            "address": f"PSC {dice.randint(100, 9999)} Box {dice.randint(1, 9999)}, APO, AE 09{dice.randint(0, 499):03d}"
        }
    return {
        "address_line1": f"{dice.randint(1, 999)} Calle Inventada",
        "city": "San Juan",
        "state": "PR",
        "postal_code": "00901",
    }


def _matter(number: int, dice: Random) -> Row:
    year = dice.randint(2020, 2024)
    found = {
        "tax_periods": (f"{year}", f"{year}; {year + 1}", f"{year - 2}-{year}", f"{year}12")[dice.randrange(4)],
        "statute": dice.choice(STATUTES),
        "case_number": f"GJ-2026-{1000 + number // PER_MATTER:05d}",
        "case_opened": _day(dice, 2019, 2025),
        "officer_name": f"{FIRST[number // PER_OFFICER % len(FIRST)]} {_surname(number // PER_OFFICER // len(FIRST))}",
        "officer_title": "Criminal investigator",
    }
    if dice.random() < 0.2:
        order = {"removal_order_date": _day(dice, 2015, 2023), "removal_order_case": f"A2{number % 10**8:08d}"}
        found |= order | {"statute": DEPARTURE, "removal_ground": "8 USC 1227(a)(1)(B)"}
    return found


def _day(dice: Random, first: int, last: int) -> str:
    year, month, day = dice.randint(first, last), dice.randint(1, 12), dice.randint(1, 28)
    return f"{year}-{month:02d}-{day:02d}" if dice.random() < 0.9 else f"{month}/{day}/{year}"


def _reason(person: Row, dice: Random) -> str:
    """Return a sentence that no other row has, names and figures aside: one of more than a hundred million."""
    first, second, third, fourth = dice.sample(WORDS, 4)
    day = f"{dice.randint(2019, 2025)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    name = f"{person['first_name']} {person['last_name']}"
    return (
        f"{dice.choice(SOURCES)} of {day} show that {name} {dice.choice(ACTS)} a {first} with a {second} by the {third} "
        f"{fourth}; {dice.choice(NEEDS)}."
    )


def _one_of(*choices: Row) -> Flaw:
    return lambda number, seed, dice: dice.choice(choices)


def _no_address(*, line1: str = "", whole: str = "", city: str = "", state: str = "", postal_code: str = "") -> Row:
    parts = {"address": whole, "address_line1": line1, "address_line2": "", "city": city, "state": state}
    return parts | {"postal_code": postal_code, "country": ""}


def _again(number: int, seed: int, dice: Random) -> Row:
    """Return the person of the row before, in capitals: named twice, unless that row too is somebody else's again."""
    before = _person(number - 1 or 2, seed)
    return before | {"first_name": before["first_name"].upper(), "last_name": before["last_name"].upper()}


FLAWS: tuple[tuple[str, Flaw], ...] = (
    ("name.missing", _one_of({"last_name": "Unknown", "first_name": "Unknown"}, {"last_name": "", "first_name": ""})),
    ("address.missing", _one_of(_no_address(), _no_address(whole="  "))),
    (
        "address.placeholder",
        _one_of(
            _no_address(line1="Failed to provide", postal_code="77002"),
            _no_address(whole="UNKNOWN"),
            _no_address(whole="Unknown Address 85004"),
            _no_address(whole="n/a n/a"),
            _no_address(line1="Homeless", city="Houston", state="TX", postal_code="77002"),
            _no_address(whole="DESCONOCIDO"),
            _no_address(whole="same as above"),
        ),
    ),
    (
        "address.incomplete",
        _one_of(
            _no_address(whole="77002"),
            _no_address(whole="Houston TX"),
            _no_address(city="Phoenix", state="AZ", postal_code="85004"),
            _no_address(whole="1234567"),
            _no_address(line1="12 Prototype Ave"),
            _no_address(whole="Tegucigalpa, Honduras"),
        ),
    ),
    ("address.zip", _one_of(_no_address(line1="476 Prototype Ave", city="Phoenix", state="AZ", postal_code="60605"))),
    (
        "address.differs",
        _one_of(
            _no_address(
                whole="9 Placeholder Rd, Austin, TX 78701",
                line1="476 Prototype Ave",
                city="Phoenix",
                state="AZ",
                postal_code="85004",
            )
        ),
    ),
    ("period.missing", _one_of({"tax_periods": ""}, {"tax_periods": "all years"}, {"tax_periods": "2051"})),
    ("statute.missing", _one_of({"statute": ""}, {"statute": "n/a"})),
    ("statute.civil", _one_of({"statute": "8 USC 1227"}, {"statute": "8 U.S.C. § 1229a"}, {"statute": "8 USC 1231"})),
    ("statute.tax", _one_of({"statute": "26 USC 7201"}, {"statute": "26 U.S.C. § 7206(1)"})),
    ("statute.subsection", _one_of({"statute": "8 USC 1324"}, {"statute": "8 USC 1253"})),
    ("statute.unlisted", _one_of({"statute": "8 USC 9999"}, {"statute": "Cal. Penal Code 459"})),
    ("reason.missing", _one_of({"reason": ""}, {"reason": "N/A"}, {"reason": "see file"})),
    ("reason.generic", _one_of({"reason": "The information is relevant to an ongoing criminal investigation."})),
    (
        "reason.civil",
        _one_of({"reason": "To locate the person for removal proceedings and detention by the field office."}),
    ),
    ("matter.missing", _one_of({"case_number": ""}, {"case_opened": ""}, {"case_number": "pending"})),
    ("matter.shared", _one_of({"case_number": "HSI-2025-1"})),
    ("officer.missing", _one_of({"officer_name": ""}, {"officer_name": "HSI"})),
    ("officer.overload", _one_of({"officer_name": "Only Officer"})),
    ("tin.invalid", _one_of({"tin": "000-12-3456"}, {"tin": "9001"}, {"tin": "9.05E+08"})),
    ("subject.duplicate", _again),
)
"""Code -> how a row gets its defect. `matter.shared` and `officer.overload` show in files of many thousand rows."""
