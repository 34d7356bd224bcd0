"""One upload in progress: a generated file, received and mapped, that the worker goes on reading after the start."""

from __future__ import annotations

import csv
import io
import random

from ..intake import mapping, receiving
from ..models import Agency, Batch, DisclosureRequest, Person
from ..models.batch import BatchStatus
from ..rules.facts import TEMPLATE_COLUMNS
from ..workflow import drafting
from .people import USAO
from .plan import UPLOAD_PURPOSE, UPLOAD_TITLE
from .walking import key_of

ROWS = 5000
FILENAME = "labor-broker-payroll.csv"

_FIRST = (
    *("Ada", "Bruno", "Clara", "Dario", "Elif", "Farid", "Greta", "Hugo", "Irena", "Jonas"),
    *("Kamala", "Lars", "Mina", "Nuno", "Olga", "Pavel", "Rana", "Sven", "Tala", "Uwe"),
)
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
    ("Atlanta", "GA", "30303"),
    ("Newark", "NJ", "07102"),
)
_SEEN = ("Payroll sheets", "Bank statements", "Gate logs", "Telephone records", "Time cards", "Wire receipts")
_SHOW = ("the use of a stolen number", "pay drawn under two names", "a forged card", "wages sent to a shell company")
_NEED = (
    "the address of that year tells who drew the pay",
    "the person is to be heard by the grand jury",
    "the residence decides the venue",
)
_FLAWS: tuple[dict[str, str], ...] = (
    {"address_line1": "Failed to provide", "city": "", "state": ""},
    {"statute": "8 USC 1231"},
    {"reason": ""},
    {"case_number": ""},
    {"tax_periods": "all years"},
    {"officer_name": "HSI"},
)


def start(people: dict[str, Person]) -> Batch:
    """Receive and map the file, if it isn't yet. The batch is left to the worker."""
    liaison = people["usao.liaison"]
    disclosure_request = _drafted(liaison)
    batch = disclosure_request.batches.first() or receiving.receive(
        disclosure_request.pk,
        by=liaison,
        why="Uploads the file",
        filename=FILENAME,
        stream=io.BytesIO(generate(ROWS)),
        key=key_of("upload-file"),
    )
    if batch.status == BatchStatus.RECEIVED:
        batch = mapping.confirm(batch.pk, by=liaison, why="Confirms the columns", columns=mapping.suggest(batch.header))
    return batch


def started() -> bool:
    """Return whether the file was received and mapped: the last thing that a load does."""
    batches = Batch.objects.filter(made_by_key=key_of("upload-file"))
    return batches.exclude(status=BatchStatus.RECEIVED).exists()


def _drafted(liaison: Person) -> DisclosureRequest:
    return drafting.create(
        by=liaison,
        why="Begins a request",
        agency=Agency.objects.get(code=USAO),
        agreement=None,
        title=UPLOAD_TITLE,
        purpose=UPLOAD_PURPOSE,
        items=["address"],
        cover={},
        key=key_of("upload"),
    )


def generate(rows: int, *, seed: int = 6103) -> bytes:
    """Return a file of the bulk template with invented people: the same for the same seed, one row in eight defective."""
    dice, out = random.Random(seed), io.StringIO(newline="")
    writer = csv.DictWriter(out, TEMPLATE_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(_row(dice, number) for number in range(1, rows + 1))
    return out.getvalue().encode()


def _row(dice: random.Random, number: int) -> dict[str, str]:
    first, last = dice.choice(_FIRST), dice.choice(_LAST) + dice.choice(_ENDS) + dice.choice(_ENDS)
    city, state, postal_code = dice.choice(_PLACES)
    day = f"{dice.randint(2019, 2025)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    row = {
        "first_name": first,
        "last_name": last,
        "tin": f"{dice.randint(900, 999)}-{dice.randint(66, 69)}-{dice.randint(1, 9999):04d}",
        "date_of_birth": f"{dice.randint(1950, 2005)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "address_line1": f"{dice.randint(1, 9999)} {dice.choice(_LAST)} St",
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country": "US",
        "tax_periods": str(dice.randint(2020, 2024)),
        "statute": dice.choice(("18 USC 1028A", "18 USC 1546(a)", "42 USC 408", "18 USC 1343")),
        "case_number": f"USAO-2026-{1000 + number // 40:04d}",
        "case_opened": day,
        "reason": f"{dice.choice(_SEEN)} of {day} show {dice.choice(_SHOW)} by {first} {last}; {dice.choice(_NEED)}.",
        "officer_name": f"Agent {_FIRST[number % 20]} {_ENDS[number % 15].title()}",
        "officer_title": "Criminal investigator",
    }
    return row | (dice.choice(_FLAWS) if number % 8 == 0 else {})
