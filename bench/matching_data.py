"""Invented records and requests with the truth beside them: `python -m bench.matching_data FOLDER [--dirty]`.

Clean: each person named is on record or not at all, and is written as people write: case, punctuation, accents, abbreviations,
middle names, hyphens, forms of apartments, addresses in parts or in one line. Dirty: a share of each kind of DIRTY besides.
The same for the same seed. TINs are of the kind nobody was ever issued. Written before the matcher was first run on it.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from requests_app.rules.facts import TEMPLATE_COLUMNS

SEED = 6103
ON_RECORD = 0.85
"""Share of the people named who are on record."""


def _list(text: str) -> list[str]:
    return text.split()


_GIVEN = _list(
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan José María Juan "
    "Guadalupe Luis Ana Carlos Rosa Jorge Carmen Wei Min Hiroshi Yuki Omar Fatima Ahmed Layla Ivan Olga Piotr Agnieszka Sanjay "
    "Priya Minh Linh Kofi Ama Pierre Chloé Søren Björn Zoë André Renée Mary-Ann Jean-Paul Anna-Maria Miguel Ángel Sofía Diego "
    "Valentina Mateo Lucía Thomas Charles George Edward Samuel Daniel Benjamin Frederick Alexander Francisco Fernando"
)
_STARTS = _list("Bar Cor Dal Fen Gar Hal Jun Kel Lor Mar Nor Ost Pel Quin Ras Sol Tor Ul Vas Wen Yar Zel Al Br Cr")
_MIDDLES = _list("a e i o u an en in on un ar er ir or ur al el il ol ul as es is os us")
_ENDS = _list("ton ley berg man sen ez ski ova field worth son dal by well more land stein ard ino etti aux")
_PREFIXES = ("", "", "", "", "", "", "", "", "", "", "O'", "Mc", "De la ", "Van ", "St. ")
_STREETS = _list(
    "Main Oak Pine Maple Cedar Elm Washington Lake Hill Park View Sunset Lincoln Church Spring Ridge Walnut River Mill Center "
    "Meadow Forest Highland Franklin Jackson Cherry Dogwood Hickory Poplar Magnolia Willow Chestnut Spruce Locust Sycamore"
)
_KINDS = (
    ("Street", "St", "St."), ("Avenue", "Ave", "Ave."), ("Drive", "Dr", "Dr."), ("Road", "Rd", "Rd."), ("Lane", "Ln", "Ln."),
    ("Court", "Ct", "Ct."), ("Boulevard", "Blvd", "Blvd."), ("Place", "Pl", "Pl."), ("Circle", "Cir", "Circle"),
    ("Terrace", "Ter", "Terr."), ("Way", "Way", "Way"), ("Parkway", "Pkwy", "Parkway"), ("Highway", "Hwy", "HWY"),
)  # fmt: skip
_SIDES = (("", "", ""),) * 6 + (("North", "N", "N."), ("South", "S", "S."), ("East", "E", "E."), ("West", "W", "W."))
_CITIES = (
    ("Phoenix", "AZ", "Arizona", 850), ("Houston", "TX", "Texas", 770), ("Chicago", "IL", "Illinois", 606),
    ("St. Louis", "MO", "Missouri", 631), ("New York", "NY", "New York", 100), ("Miami", "FL", "Florida", 331),
    ("Los Angeles", "CA", "California", 900), ("Fort Worth", "TX", "Texas", 761), ("Newark", "NJ", "New Jersey", 71),
    ("North Bend", "WA", "Washington", 980), ("Mount Airy", "NC", "North Carolina", 270), ("Boston", "MA", "Massachusetts", 21),
    ("Santa Fe", "NM", "New Mexico", 875), ("Salt Lake City", "UT", "Utah", 841), ("Denver", "CO", "Colorado", 802),
    ("Grand Rapids", "MI", "Michigan", 495), ("San Juan", "PR", "Puerto Rico", 9), ("Baton Rouge", "LA", "Louisiana", 708),
)  # fmt: skip
_UNITS = ("Apt", "Apartment", "#", "Unit", "Apt.", "Apt #")


class Home(NamedTuple):
    """An address: house number, side, street, kind (numbers of the lists), unit, city (number), ZIP code; or a PO box."""

    number: int
    side: int
    street: str
    kind: int
    unit: str
    city: int
    zip: str
    box: int = 0


class Someone(NamedTuple):
    """A person; `home`: what the records say. `entity`: a name instead of a person's."""

    given: str
    middle: str
    surname: str
    suffix: str
    tin: str
    home: Home
    entity: str = ""


def tin_of(number: int) -> str:
    """Return one of 40 million TINs that nobody was issued, another for each number below that."""
    serial = number * 7_368_787 % 39_996_000
    return f"9{serial // 9_999 // 4 % 100:02d}{66 + serial // 9_999 % 4}{serial % 9_999 + 1:04d}"


def _surname(dice: Random) -> str:
    name = dice.choice(_PREFIXES) + dice.choice(_STARTS) + dice.choice(_MIDDLES) + dice.choice(_ENDS)
    if dice.random() < 0.3:
        name = dice.choice(_STARTS) + dice.choice(_MIDDLES) + name[-4:].lower().strip("' .")
    if dice.random() < 0.08:
        name += "-" + dice.choice(_STARTS) + dice.choice(_MIDDLES) + dice.choice(_ENDS)
    return name


def _given(dice: Random) -> str:
    name = dice.choice(_GIVEN)
    return (
        name
        if dice.random() < 0.6
        else dice.choice(_STARTS) + dice.choice(_MIDDLES) + dice.choice(("a", "o", "e", "in", "y"))
    )


def _home(dice: Random) -> Home:
    city = dice.randrange(len(_CITIES))
    zip_code = f"{_CITIES[city][3]:03d}{dice.randrange(100):02d}"
    if dice.random() < 0.05:
        return Home(0, 0, "", 0, "", city, zip_code, dice.randint(1, 99_999))
    street = (
        dice.choice(_STREETS)
        if dice.random() < 0.6
        else _surname(dice).replace("'", "").replace("-", " ").replace(".", "")
    )
    unit = f"{dice.randint(1, 400)}{dice.choice(('', 'A', 'B', 'C'))}" if dice.random() < 0.3 else ""
    return Home(
        dice.randint(1, 9_999), dice.randrange(len(_SIDES)), street, dice.randrange(len(_KINDS)), unit, city, zip_code
    )


def _alone(number: int, dice: Random, home: Home) -> Someone:
    if dice.random() < 0.02:
        kind, form = dice.choice(("Trading", "Foods", "Repair", "Transport")), dice.choice(("LLC", "Inc", "Company"))
        name = f"{_surname(dice)} {kind} {form}"
        return Someone("", "", "", "", tin_of(number), home, name)
    middle = _given(dice) if dice.random() < 0.5 else ""
    suffix = dice.choice(("Jr", "Sr", "III")) if dice.random() < 0.01 else ""
    return Someone(_given(dice), middle, _surname(dice), suffix, tin_of(number), home)


def person(number: int, seed: int = SEED) -> Someone:
    """Return person `number` (1 and on). Every third lives with the one before: a household, now and then twins or a junior."""
    dice = Random(f"{seed}/{number}")
    if number % 3 or number < 2:
        return _alone(number, dice, _home(dice))
    head = person(number - 1, seed)
    if head.entity:
        return _alone(number, dice, _home(dice))
    kind = dice.random()
    if kind < 0.01:
        return head._replace(suffix="Jr", tin=tin_of(number), middle=head.middle)
    given = _given(dice)
    while given == head.given:
        given = _given(dice)
    surname = head.surname if kind < 0.7 else _surname(dice)
    return Someone(given, _given(dice) if dice.random() < 0.5 else "", surname, "", tin_of(number), head.home)


def address(home: Home, dice: Random | None = None) -> dict[str, str]:
    """Return an address as fields of the template: plainly, or as people write it."""
    city, code, state, _ = _CITIES[home.city]
    if home.box:
        street = f"{dice.choice(('PO Box', 'P.O. Box', 'P O BOX', 'Post Office Box')) if dice else 'PO Box'} {home.box}"
    else:
        way = dice.randrange(3) if dice else 0
        side, kind = _SIDES[home.side][dice.randrange(3) if dice else 0], _KINDS[home.kind][way]
        street = " ".join(part for part in (str(home.number), side, home.street, kind) if part)
    unit = home.unit
    if unit and dice and unit[-1].isalpha() and dice.random() < 0.1:
        unit = f"{unit[:-1]}-{unit[-1]}"
    line2 = f"{dice.choice(_UNITS) if dice else 'Apt'} {unit}" if unit else ""
    zip_code = home.zip + (f"-{dice.randint(1, 9999):04d}" if dice and dice.random() < 0.2 else "")
    region = state if dice and dice.random() < 0.15 else code
    if dice and dice.random() < 0.5:
        comma = ", " if dice.random() < 0.7 else " "
        line = comma.join(part for part in (street, line2, city, f"{region} {zip_code}") if part)
        return {"address": line + (f"{comma}USA" if dice.random() < 0.1 else "")}
    if line2 and dice and dice.random() < 0.5:
        street, line2 = f"{street} {line2}", ""
    return {"address_line1": street, "address_line2": line2, "city": city, "state": region, "postal_code": zip_code}


def names(one: Someone) -> dict[str, str]:
    """Return a name as fields of the template."""
    last = f"{one.surname} {one.suffix}".strip()
    return {"first_name": one.given, "middle_name": one.middle, "last_name": last, "entity_name": one.entity}


_PLAIN = str.maketrans("éáíóúñøöëÁÉ", "eaiounooeAE")


def written(one: Someone, dice: Random) -> dict[str, str]:
    """Return a person as another office writes the same name and address."""
    if dice.random() < 0.35 and one.middle:
        one = one._replace(middle="" if dice.random() < 0.5 else one.middle[0] + dice.choice(("", ".")))
    if dice.random() < 0.5:
        one = one._replace(surname=one.surname.replace("-", dice.choice((" ", ""))).replace("'", ""))
    if dice.random() < 0.3:
        one = one._replace(given=one.given.replace("-", " "))
    if one.suffix and dice.random() < 0.5:
        one = one._replace(suffix={"Jr": "Junior", "Sr": "Sr.", "III": "3rd"}[one.suffix])
    entity = one.entity.replace("Company", "Co.").replace("Inc", "Incorporated") if dice.random() < 0.5 else one.entity
    fields = names(one._replace(entity=entity)) | address(one.home, dice)
    if one.middle and dice.random() < 0.1:
        fields |= {"first_name": f"{one.given} {one.middle}", "middle_name": ""}
    case = dice.random()
    if case < 0.4:
        fields = {name: text.upper() for name, text in fields.items()}
    elif case < 0.5:
        fields = {name: text.lower() for name, text in fields.items()}
    if dice.random() < 0.5:
        fields = {name: text.translate(_PLAIN) for name, text in fields.items()}
    return fields


def _tin(tin: str, dice: Random) -> str:
    return f"{tin[:3]}-{tin[3:5]}-{tin[5:]}" if dice.random() < 0.6 else tin


Row = tuple[dict[str, str], int]
"""Fields of a request's row, and the number of the record that it truly is, 0 for none."""


def clean_row(number: int, dice: Random, people: int) -> Row:
    """Return one person as written: half with the TIN, a fifth of these having moved. 0: somebody who isn't on record."""
    if dice.random() >= ON_RECORD:
        number = people + 1 + number * 3 + dice.randrange(2)
        number, stranger = number + (number % 3 == 0), True
    else:
        stranger = False
    one = person(number)
    if dice.random() < 0.5 and not stranger:
        one = one._replace(home=_home(dice)) if dice.random() < 0.2 else one
        return written(one, dice) | {"tin": _tin(one.tin, dice)}, number
    return written(one, dice) | {
        "tin": _tin(one.tin, dice) if stranger and dice.random() < 0.5 else ""
    }, 0 if stranger else number


def _typo(text: str, dice: Random) -> str:
    if len(text) < 4:
        return text + "e"
    at = dice.randrange(1, len(text) - 1)
    return text[:at] + (text[at + 1] + text[at] if dice.random() < 0.5 else dice.choice("aeionrst")) + text[at + 2 :]


def _swapped_digits(tin: str, dice: Random) -> str:
    at = dice.choice([n for n in range(8) if tin[n] != tin[n + 1]] or [0])
    return tin[:at] + tin[at + 1] + tin[at] + tin[at + 2 :]


def _other(people: int, dice: Random) -> Someone:
    return person(dice.randint(1, people))


Change = Callable[[Someone, bool, int, Random], Someone]
"""What goes wrong with a person, whether its TIN is given, how many people there are."""

DIRTY: dict[str, Change] = {
    "twin's TIN": lambda one, tin, people, dice: one._replace(given=_given(dice)),
    "generation left out": lambda one, tin, people, dice: one._replace(suffix=""),
    "generation added": lambda one, tin, people, dice: one._replace(suffix=dice.choice(("Jr", "Sr"))),
    "names swapped": lambda one, tin, people, dice: one._replace(given=one.surname, surname=one.given),
    "digits transposed": lambda one, tin, people, dice: one._replace(tin=_swapped_digits(one.tin, dice)),
    "another's TIN": lambda one, tin, people, dice: one._replace(tin=_other(people, dice).tin),
    "surname mistyped": lambda one, tin, people, dice: one._replace(surname=_typo(one.surname, dice)),
    "given name mistyped": lambda one, tin, people, dice: one._replace(given=_typo(one.given, dice)),
    "moved": lambda one, tin, people, dice: one._replace(home=_home(dice)),
    "married": lambda one, tin, people, dice: one._replace(surname=_surname(dice)),
    "half a surname": lambda one, tin, people, dice: one._replace(surname=one.surname.split("-")[0]),
    "initial alone": lambda one, tin, people, dice: one._replace(given=one.given[0]),
    "other middle name": lambda one, tin, people, dice: one._replace(middle="Xavier"),
    "unit left out": lambda one, tin, people, dice: one._replace(home=one.home._replace(unit="")),
    "next door": lambda one, tin, people, dice: one._replace(home=one.home._replace(number=one.home.number + 2)),
    "street mistyped": lambda one, tin, people, dice: one._replace(
        home=one.home._replace(street=_typo(one.home.street, dice))
    ),
    "address of another": lambda one, tin, people, dice: one._replace(home=_other(people, dice).home),
}
"""Kind of fault -> what it changes."""
NAMES_ANOTHER = frozenset({"twin's TIN", "generation added"})
"""Faults after which somebody else is meant, who isn't on record: any match is false."""


def dirty_row(number: int, dice: Random, people: int) -> Row:
    """Return a row with a fault, in two of three with a TIN."""
    one = person(number)
    while one.entity:
        number = dice.randint(1, people)
        one = person(number)
    kind = dice.choice(list(DIRTY))
    given = dice.random() < 0.66
    one = DIRTY[kind](one, given, people, dice)
    fields = written(one, dice) | {"tin": _tin(one.tin, dice) if given else ""}
    return fields, 0 if kind in NAMES_ANOTHER and one != person(number) else number


def request(rows: int, people: int, seed: int = SEED, *, dirty: bool = False) -> Iterator[Row]:
    """Yield the rows of a request that names people 1 to `people` without order; of a dirty one six of ten have a fault."""
    for row in range(1, rows + 1):
        dice = Random(f"{seed}:{row}")
        number = row * 7_919 % people + 1
        faulty = dirty and dice.random() < 0.6
        yield dirty_row(number, dice, people) if faulty else clean_row(number, dice, people)


def record(number: int) -> dict[str, str]:
    """Return what the records say of person `number`, as fields of the template."""
    one = person(number)
    return names(one) | address(one.home) | {"tin": one.tin}


def write(folder: Path, rows: int, people: int, *, dirty: bool = False) -> None:
    """Write request.csv, records.csv and truth.csv (numbers of rows, 1 the first below the header)."""
    columns = [*TEMPLATE_COLUMNS]
    with (folder / "records.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(record(number) for number in range(1, people + 1))
    with (
        (folder / "request.csv").open("w", newline="", encoding="utf-8") as out,
        (folder / "truth.csv").open("w", newline="", encoding="utf-8") as pairs,
    ):
        writer, truth = csv.DictWriter(out, columns, restval=""), csv.writer(pairs)
        writer.writeheader()
        truth.writerow(("request", "record"))
        for row, (fields, number) in enumerate(request(rows, people, dirty=dirty), 1):
            writer.writerow(fields)
            if number:
                truth.writerow((row, number))


def main() -> None:
    """Write the files that the command line asks for."""
    parser = ArgumentParser(
        prog="python -m bench.matching_data", description="Write invented records, a request, the truth."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--dirty", action="store_true", help="six of ten rows with a fault")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    write(given.folder, given.rows, given.records, dirty=given.dirty)


if __name__ == "__main__":
    main()
