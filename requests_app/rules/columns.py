"""The columns of a subject in words: one table for the typed form, the template, its help, the row problems.

Labels and hints are what a liaison reads; `asked` says for whom the column is wanted, with the authority; the examples
together are one invented row that carries no flag.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .codes import ORDERED, Code
from .facts import TEMPLATE_COLUMNS, Audience
from .names import NAME_FIELDS

EACH = "for every taxpayer"
OPTIONAL = "optional"
OTHER_WAYS = frozenset({"entity_name", "address"})
"""Columns that stand for others: a person's row has a last name, and its address in parts."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what goes in it, whether the law wants it, and by what authority."""

    label: str
    hint: str
    asked: str = OPTIONAL
    citation: str = ""
    long: bool = False
    example: str = ""


_B = "26 U.S.C. 6103(i)(2)(B)"
_A = "26 U.S.C. 6103(i)(2)(A)"
_NAME = f"{EACH}: a last name, or an entity's name"
_ADDRESS = f"{EACH}: in one line, or in its parts"
_ORDER = "where an agreement asks for the removal order"

COLUMNS: dict[str, Column] = {
    "first_name": Column(
        "First name", "As in the case file. FNU stands for no first name and is reviewed.", example="Ada"
    ),
    "middle_name": Column("Middle name or initial", "Leave it empty if there is none.", example="R."),
    "last_name": Column(
        "Last name",
        "A usable surname: no placeholder, no digits, no initial alone.",
        _NAME,
        f"{_B}(i)",
        example="Mockberg",
    ),
    "entity_name": Column(
        "Entity name",
        "For a business or other entity, instead of a last name.",
        _NAME,
        f"{_B}(i)",
        example="Specimen Holdings LLC",
    ),
    "tin": Column(
        "Taxpayer identifying number",
        "Nine digits, if known. It never stands in for an address.",
        example="905-66-0001",
    ),
    "date_of_birth": Column("Date of birth", "For example 1990-05-10.", example="1990-05-10"),
    "a_number": Column("A-number", "Immigration file number, if there is one.", example="A200070667"),
    "fins": Column("FINS", "Fingerprint identification number, if there is one.", example="1544135288"),
    "address": Column(
        "Address in one line",
        "Street with number, city, state and ZIP.",
        _ADDRESS,
        f"{_B}(i)",
        example="476 Prototype Ave, Apt 2B, Phoenix, AZ 85004",
    ),
    "address_line1": Column(
        "Street and number",
        "Or PO box, rural route or military unit.",
        _ADDRESS,
        f"{_B}(i)",
        example="476 Prototype Ave",
    ),
    "address_line2": Column("Apartment, unit", "Leave it empty if there is none.", example="Apt 2B"),
    "city": Column("City", "Or post office (APO, FPO, DPO).", example="Phoenix"),
    "state": Column("State", "Two letters, for example AZ.", example="AZ"),
    "postal_code": Column("ZIP code", "Five digits, or nine. A ZIP alone is no address.", example="85004"),
    "country": Column("Country", "Wanted for an address abroad.", example="US"),
    "tax_periods": Column(
        "Taxable periods", "For example 2022; 2023 or 2021-2023.", EACH, f"{_B}(ii)", example="2022; 2023"
    ),
    "statute": Column(
        "Criminal statute",
        "The statute under which this investigation or proceeding is conducted, to the subsection: "
        "8 U.S.C. 1253(a)(1).",
        EACH,
        f"{_B}(iii)",
        example="8 U.S.C. 1253(a)(1)",
    ),
    "case_number": Column(
        "Case, investigation or grand jury reference",
        "A sealed one by your own reference.",
        EACH,
        _A,
        example="HSI-2025-000001",
    ),
    "case_opened": Column(
        "Opened on", "The day the matter was opened, for example 2025-04-19.", EACH, _A, example="2025-04-19"
    ),
    "reason": Column(
        "Specific reason",
        "Why this information is, or may be, relevant to this matter and this person. A sentence that "
        "fits everybody is not specific.",
        EACH,
        f"{_B}(iv)",
        long=True,
        example="Pay slips of March 2023 show that Ada Mockberg worked at a bakery under "
        "a second name after she was told to leave; the address of that year would show "
        "the grand jury where she willfully stayed.",
    ),
    "officer_name": Column(
        "Engaged officer",
        "On your agency's roster; personally and directly engaged in this matter.",
        EACH,
        _A,
        example="Greta Mockford",
    ),
    "officer_title": Column("Officer's title", "For example Special Agent.", example="Special Agent"),
    "removal_order_date": Column(
        "Date of the final removal order", "For example 2018-07-15.", _ORDER, example="2018-07-15"
    ),
    "removal_order_case": Column("Case number of the removal order", "As on the order.", _ORDER, example="A207267869"),
    "removal_ground": Column(
        "Ground of removal", "For example 8 U.S.C. 1227(a)(2)(A)(iii).", _ORDER, example="8 U.S.C. 1227(a)(1)(B)"
    ),
}
"""Name of the column -> its words, in the order of the template."""

GROUPS: dict[str, tuple[str, ...]] = {
    "Name": NAME_FIELDS,
    "Address": ("address", "address_line1", "address_line2", "city", "state", "postal_code", "country"),
    "Periods, statute and matter": ("tax_periods", "statute", "case_number", "case_opened"),
    "Specific reason": ("reason",),
    "Officer personally and directly engaged": ("officer_name", "officer_title"),
    "Numbers": ("tin", "date_of_birth", "a_number", "fins"),
    "Removal order": ("removal_order_date", "removal_order_case", "removal_ground"),
}
"""Legend -> columns: the order of the typed form, what the statute wants first."""

ASKED: dict[str, tuple[str, str]] = {
    "Name": (_NAME, f"{_B}(i)"),
    "Address": (_ADDRESS, f"{_B}(i)"),
    "Periods, statute and matter": (EACH, f"{_B}(ii), (iii); (i)(2)(A)"),
    "Specific reason": (EACH, f"{_B}(iv)"),
    "Officer personally and directly engaged": (EACH, _A),
    "Removal order": (_ORDER, ""),
}
"""Legend -> for whom its columns are wanted, and by what authority."""

_FLAG_COLUMNS = {
    "name": "last_name",
    "address": "address",
    "address.zip": "postal_code",
    "period": "tax_periods",
    "statute": "statute",
    "reason": "reason",
    "path": "reason",
    "matter": "case_number",
    "officer": "officer_name",
    "order": "removal_order_date",
    "tin": "tin",
}


_FAMILIES = {
    "matter": ("case_number", "case_opened"),
    "officer": GROUPS["Officer personally and directly engaged"],
    "order": GROUPS["Removal order"],
    "name": GROUPS["Name"],
    "address": GROUPS["Address"],
}


def columns_of(code: str) -> tuple[str, ...]:
    """Return every column in which a flag can be cured."""
    return _FAMILIES.get(code.partition(".")[0]) or tuple(filter(None, (column_of(code),)))


def column_of(code: str) -> str:
    """Return the column that a flag's code is about, '' if it is about the row as a whole."""
    return _FLAG_COLUMNS.get(code) or _FLAG_COLUMNS.get(code.partition(".")[0], "")


def column_at_fault(code: str, marked: Iterable[str]) -> str:
    """Return the column at which a flag is shown; `marked`: the columns in which its evidence stands.

    An address can be given in two forms, so its flags stand where the fault does, not always where their code says.
    """
    about = column_of(code)
    if about not in GROUPS["Address"]:
        return about
    there = set(marked)
    return about if about in there else next((column for column in GROUPS["Address"] if column in there), about)


def flags_on_rows() -> tuple[Code, ...]:
    """Return the flags on what an agency sends that it sees, in the order in which flags are shown."""
    return tuple(code for code in ORDERED if code.concerns == "subject" and code.audience == Audience.AGENCY)


def codes_of(column: str) -> tuple[Code, ...]:
    """Return the flags that can be cured in a column, in the order in which flags are shown."""
    return tuple(code for code in flags_on_rows() if column in columns_of(code.id))


def example_row() -> list[str]:
    """Return the examples as one row of the template; of what can be given in two ways, one is left empty."""
    return ["" if name in OTHER_WAYS else column.example for name, column in COLUMNS.items()]


def label_of(column: str) -> str:
    """Return a column's words, 'The whole row' for none."""
    return COLUMNS[column].label if column in COLUMNS else column or "The whole row"


if list(COLUMNS) != list(TEMPLATE_COLUMNS):
    raise ValueError("The table of columns and the template must name the same columns, in one order.")
