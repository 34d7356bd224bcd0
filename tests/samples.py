"""Files of invented people, the same for the same seed, of any size. No row shares its reason with another."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator

from requests_app.rules.facts import TEMPLATE_COLUMNS

_FIRST = [
    "Ada",
    "Bruno",
    "Clara",
    "Dario",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Irena",
    "Jonas",
    "Kamala",
    "Lars",
    "Mina",
    "Nuno",
    "Olga",
    "Pavel",
]
_LAST = ["Mock", "Sham", "Proxy", "Trial", "Sample", "Fixture", "Dummy", "Pretend", "Specimen", "Rehearsal"]
_ENDS = [
    "adal",
    "berg",
    "cruz",
    "dorf",
    "elli",
    "ford",
    "gaard",
    "hahn",
    "ivic",
    "jima",
    "kov",
    "lund",
    "mari",
    "nova",
    "opol",
]
_PLACES = (
    ("Phoenix", "AZ", "85004"),
    ("Chicago", "IL", "60605"),
    ("Houston", "TX", "77002"),
    ("Denver", "CO", "80202"),
)
_WORDS = [
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
    "tannery",
    "orchard",
    "foundry",
    "laundry",
    "quarry",
    "printer",
    "stamp",
    "folder",
    "camera",
    "ferry",
    "depot",
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
]


def row(number: int, seed: int = 0) -> dict[str, str]:
    """Return the fields of one complete subject; `number` is its row in the file."""
    dice = random.Random(f"{seed}:{number}")
    city, state, postal_code = dice.choice(_PLACES)
    seen = " ".join(dice.sample(_WORDS, 6))
    return {
        "first_name": dice.choice(_FIRST),
        "last_name": dice.choice(_LAST) + dice.choice(_ENDS) + dice.choice(_ENDS),
        "tin": f"9{number // 9999 % 100:02d}-{66 + number // 999_900 % 4}-{number % 9999 + 1:04d}",
        "date_of_birth": f"{dice.randint(1950, 2005)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "address_line1": f"{dice.randint(1, 9999)} Prototype Ave",
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country": "US",
        "tax_periods": str(dice.randint(2020, 2024)),
        "statute": dice.choice(("18 USC 1028A", "18 USC 1546(a)", "18 USC 1343")),
        "case_number": f"GJ-2026-{1000 + number // 40:05d}",
        "case_opened": f"{dice.randint(2019, 2025)}-0{dice.randint(1, 9)}-{dice.randint(10, 28)}",
        "reason": f"The witness saw the {seen} and the grand jury must hear who kept them; the residence decides the venue.",
        "officer_name": f"{_FIRST[number // 100 % 16]} {_LAST[number // 1600 % 10]}{_ENDS[number // 16000 % 15]}",
        "officer_title": "Criminal investigator",
    }


def lines(rows: int, seed: int = 0) -> Iterator[list[str]]:
    """Yield the header and the rows as cells."""
    yield list(TEMPLATE_COLUMNS)
    for number in range(1, rows + 1):
        one = row(number, seed)
        yield [one.get(name, "") for name in TEMPLATE_COLUMNS]


def csv_file(rows: int, seed: int = 0) -> bytes:
    """Return a file of the bulk template."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines(rows, seed))
    return out.getvalue().encode()


def table(*rows: list[str], delimiter: str = ",") -> str:
    """Return rows as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
