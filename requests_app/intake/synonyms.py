"""What agencies call the columns of the template. A name is compared as its letters and figures only."""

from __future__ import annotations

from functools import lru_cache

from ..rules.facts import TEMPLATE_COLUMNS
from ..rules.text import plain

_OTHER_NAMES: dict[str, str] = {
    "first_name": "first, fname, given name, given names, forename, first nm, nombre, name first",
    "middle_name": "middle, mname, middle initial, mi, second name, middle nm, name middle",
    "last_name": "last, lname, surname, family name, last nm, apellido, apellidos, name last, paternal name",
    "entity_name": "entity, business name, company, company name, organization, organisation, employer, legal name, firm name",
    "tin": "ssn, itin, ein, social security number, social security no, social security, taxpayer id, "
    "taxpayer identification number, tax id, ssn itin, ssn tin, tin ssn, ssn or itin",
    "date_of_birth": "dob, birth date, birthdate, birth dt, date birth, born, fecha de nacimiento, dt of birth",
    "a_number": "a no, a num, alien number, alien registration number, alien no, anumber, a file number, alien file number, "
    "uscis no",
    "fins": "fin, fins number, fingerprint number, fingerprint identification number, fin number, fingerprint id",
    "address": "earm address, full address, mailing address, home address, last known address, residence address, "
    "physical address, address full, current address, complete address",
    "address_line1": "street, street address, address 1, addr 1, address line one, street 1, line 1, street line 1, "
    "addr line 1",
    "address_line2": "apt, unit, address 2, addr 2, suite, street 2, line 2, apartment, street line 2, addr line 2",
    "city": "town, city name, city town, municipality",
    "state": "st, state code, province, state province, state abbreviation",
    "postal_code": "zip, zip code, zipcode, postcode, postal, zip 5, zip 4, zip plus 4",
    "country": "country code, nation, country name",
    "tax_periods": "tax period, taxable period, taxable periods, tax year, tax years, periods, period, years, taxable years",
    "statute": "statutory authority, criminal statute, statute cited, citation, offense, offence, statutes, charge, violation",
    "case_number": "case no, case, case id, investigation number, matter, matter number, docket, docket number, case num, "
    "grand jury number, investigation",
    "case_opened": "case open date, date opened, case opened date, opened, opening date, case opening date, open date, "
    "investigation opened",
    "reason": "specific reason, reasons, justification, specific reasons, relevance, reason for request, explanation",
    "officer_name": "officer, agent, agent name, case agent, engaged officer, investigating officer, officer full name, "
    "requesting officer, special agent name",
    "officer_title": "agent title, title of officer, officer position, position, title, job title",
    "removal_order_date": "final order date, final removal order date, date of final order, order date, removal date, "
    "final order of removal date, final order dt, order of removal date",
    "removal_order_case": "removal case number, removal case, order case number, removal order case number, "
    "removal order number, "
    "final order case number, immigration case number",
    "removal_ground": "ground of removal, removal grounds, ground, charge of removability, grounds of removal",
}


def _squeezed(name: str) -> str:
    return plain(name).replace(" ", "")


_FIELDS: dict[str, str] = {_squeezed(field): field for field in TEMPLATE_COLUMNS} | {
    _squeezed(name): field for field, names in _OTHER_NAMES.items() for name in names.split(",")
}


@lru_cache(maxsize=2_000)
def field_of(name: str) -> str:
    """Return the template's field that a column's name stands for, or ''."""
    return _FIELDS.get(_squeezed(name), "")
