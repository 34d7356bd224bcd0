"""Reading the test files as facts."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from requests_app.rules.facts import AgreementFacts, SubjectFacts
from requests_app.rules.identifiers import tin_form
from requests_app.rules.lists import DEFAULT_BOOK

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parent.parent / "data"

MEMORANDUM = AgreementFacts(
    code="MOU-2025",
    starts=date(2025, 4, 7),
    ends=None,
    statutes=frozenset({"8 USC 1253(a)(1)"}),
    items=frozenset({"address"}),
    signer_offices=frozenset({"head_of_agency", "component_head"}),
    asks_attestation=True,
    asks_removal_order=True,
)
BOOK = replace(DEFAULT_BOOK, invented_tins=True)
UNDER_MEMORANDUM = replace(BOOK, agreement=MEMORANDUM)

AS_SENT_COLUMNS = {
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "DOB": "date_of_birth",
    "EARM_ADDRESS": "address",
    "FINS": "fins",
    "FINAL_ORDER_DATE": "removal_order_date",
}


def listed(text: str) -> list[str]:
    return text.split("|")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sample() -> list[SubjectFacts]:
    return [
        SubjectFacts(**{k: v for k, v in row.items() if k != "tin"}, tin_form=tin_form(row["tin"], invented=True))
        for row in rows("subjects-sample.csv")
    ]


def as_sent() -> list[SubjectFacts]:
    return [
        SubjectFacts(
            **{field: row[column] for column, field in AS_SENT_COLUMNS.items()},
            tin_form=tin_form(row["SSN"], invented=True),
        )
        for row in rows("as-sent-2025.csv")
    ]
