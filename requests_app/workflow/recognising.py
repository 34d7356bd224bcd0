"""By what of what counsel enters a subject is recognised, and what of it can't be compared. 26 U.S.C. 6103(i)(6)."""

from __future__ import annotations

from ..intake.rows import tin_key
from ..models.as_facts import today
from ..rules.dates import parse_date
from ..rules.identity import FIRST_BIRTHDAY, identity_forms

COMPARED_BY = {
    "tin": "the TIN",
    "alien": "the A-number",
    "born": "the name with the day of birth",
    "at": "the name with the address",
}
"""A form of an identity (`identity_forms`) -> what it compares, in words."""

_NOTHING = "nothing could be compared with it. Correct it or leave it empty. Nobody was entered yet."
UNREAD = {
    "tin": f"This isn't a TIN that can have been issued: {_NOTHING}",
    "a_number": f"This isn't an A-number: {_NOTHING}",
    "date_of_birth": f"This can't be read as a day of birth: {_NOTHING}",
}
"""A field -> what is said of a number or a day that is given and can't be compared."""


def compared_by(fields: dict[str, str], tin: str) -> str:
    """Say by what of what is given subjects are recognised, in words; '' if by nothing."""
    heads = {form.partition(" ")[0] for form in identity_forms(fields)} | ({"tin"} if tin_key(tin) else set())
    return " and ".join(words for head, words in COMPARED_BY.items() if head in heads)


def unread(given: dict[str, str], tin: str) -> dict[str, list[str]]:
    """Return, for each number or day that is given and that no subject could be recognised by, the sentence that says so."""
    born = parse_date(given["date_of_birth"])
    read = {
        "tin": bool(tin_key(tin)),
        "a_number": bool(identity_forms({"a_number": given["a_number"]})),
        "date_of_birth": born is not None and FIRST_BIRTHDAY <= born <= today(),
    }
    return {name: [UNREAD[name]] for name, text in {**given, "tin": tin}.items() if text and not read.get(name, True)}
