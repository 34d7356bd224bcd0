"""When two named taxpayers are one person: the forms of an identity that are compared, and the rules that rest on it.

One person: the same TIN; or the same alien registration number; or the same name and day of birth. A
name is compared whatever its case, accents, hyphens, particles and suffix, first name and surname in either order:
files swap them. Twins bear two names, namesakes two days of birth: neither is a duplicate. 26 U.S.C. 6103(p)(3)(A).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from .addresses.stand_ins import second_line
from .dates import parse_date
from .facts import Audience, Book, Raised, Severity, SubjectFacts, TinForm
from .identifiers import a_number, tin_digits
from .text import plain, word_set

PARTICLES = word_set(
    "de del della di da das do dos du la las le los lo les van von der den ten ter zu y e al el bin binti ibn ben bint san st"
)
"""Words of a name that some files leave out: with and without them a name is the same."""

SUFFIXES = word_set("jr sr junior senior ii iii iv 2nd 3rd 4th")
"""A father and his son have different days of birth, so that a suffix tells nobody apart here."""

FILLER_NUMBERS = frozenset({"1234567", "12345678", "123456789", "987654321"})
FIRST_BIRTHDAY = date(1901, 1, 2)
"""An earlier day of birth stands for one that isn't known (1 January 1900 and 1901 are usual) and tells nobody apart."""

MOST_WORDS = 5
"""Words of a name in one cell that are tried as first name and surname."""

NO_TIN = frozenset({TinForm.NONE, TinForm.IMPOSSIBLE})

IDENTITY_FIELDS = (
    *("first_name", "middle_name", "last_name", "entity_name", "date_of_birth", "a_number"),
    *("address", "address_line1", "address_line2", "city", "state", "postal_code"),
)
"""The text fields that an identity is made of."""
_LINE2 = IDENTITY_FIELDS[6:].index("address_line2")


def identity_forms(fields: Mapping[str, str], tin: str = "", form: str = TinForm.NONE) -> tuple[str, ...]:
    """Return the forms by which a person may be recognised: two subjects are the same person if they share one.

    `fields` maps names of `facts.SUBJECT_FIELDS` to text as received (those left out count as blank); `tin` is the TIN as
    received and `form` its `tin_form`: one that can't have been issued identifies nobody. () if nothing identifies.
    """
    found = []
    if form not in NO_TIN and (digits := tin_digits(tin)):
        found.append(f"tin {digits}")
    if (text := fields.get("a_number", "")) and _tells(number := _alien(text)):
        found.append(f"alien {number}")
    born = parse_date(fields.get("date_of_birth", ""))
    if born and born >= FIRST_BIRTHDAY:
        day = born.toordinal()
        found.extend([f"born {day} {name}" for name in _names(fields)])
    else:
        found.extend([f"at {where} {name}" for where in _places(fields) for name in _names(fields)])
    return tuple(found)


def _alien(text: str) -> str:
    """Return the nine digits of an alien registration number, or ''; the usual spelling without a closer look."""
    usual = len(text) == 10 and text[0] == "A" and text.isascii() and text[1:].isdigit()
    return text[1:] if usual else a_number(text)[1:]


def _tells(number: str) -> bool:
    """Return whether a number's figures tell one person from another: not 1111111, nor 123456789."""
    figures = number.lstrip("0")
    return len(set(figures)) > 1 and figures not in FILLER_NUMBERS


def _places(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield the address as letters and figures, for people and entities whose day of birth isn't known.

    A second line that only says none was given counts as not given, as the address rule reads it; the address with it comes
    after, so that whoever was kept under it is still recognised.
    """
    parts = [fields.get(name, "") for name in IDENTITY_FIELDS[6:]]
    if parts[_LINE2] and second_line(parts[_LINE2]) != parts[_LINE2]:
        yield from _joined(parts[:_LINE2] + parts[_LINE2 + 1 :])
    yield from _joined(parts)


def _joined(parts: list[str]) -> Iterator[str]:
    if together := plain(" ".join(parts)).replace(" ", ""):
        yield together


def _names(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield each form of the name: two parts in alphabetical order, or one; none without a name."""
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    given, surname = _words(first), _words(last)
    if not given and not surname:
        entity = "".join(_words(fields.get("entity_name", "")))
        if entity:
            yield entity
        return
    if not given or not surname:
        yield from _in_one_cell(last or first)
        return
    yield _pair("".join(given), "".join(surname))
    if middle := _words(fields.get("middle_name", "")):
        if len(middle[0]) > 1:
            yield _pair("".join(given + middle), "".join(surname))
    elif len(given) > 1 and len(given[-1]) == 1:
        yield _pair("".join(given[:-1]), "".join(surname))
    bare = [word for word in surname if word not in PARTICLES]
    if bare and len(bare) < len(surname):
        yield _pair("".join(given), "".join(bare))


def _pair(one: str, other: str) -> str:
    return f"{one} {other}" if one < other else f"{other} {one}"


def _words(name: str) -> list[str]:
    """Return the plain words of a name without its suffix."""
    if name.isalpha() and name.isascii():
        return [name.lower()]
    words = plain(name[:300]).split()
    return words[:-1] if len(words) > 1 and words[-1] in SUFFIXES else words


def _in_one_cell(name: str) -> Iterator[str]:
    """Yield the forms of a whole name in one cell: cut at its comma, or else at each place between two words."""
    before, comma, after = name.partition(",")
    if comma and (surname := "".join(_words(before))) and (given := "".join(_words(after))):
        yield _pair(surname, given)
        return
    words = _words(name)
    if len(words) < 2:
        yield "".join(words)
    for cut in range(1, min(len(words), MOST_WORDS)):
        yield _pair("".join(words[:cut]), "".join(words[cut:]))


def judge_duplicate(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise subject.duplicate: the same person is named twice here, or in another open request of the agency (review)."""
    shared = facts.shared
    if shared.identity < 2 and not shared.identity_requests:
        return None
    here = f"{shared.identity} subjects of this request are this person" if shared.identity > 1 else ""
    others = shared.identity_requests
    elsewhere = f"{others} other open request{'s' if others > 1 else ''} of the agency" if others else ""
    evidence = "; ".join(filter(None, (here, elsewhere)))
    return Raised("subject.duplicate", Severity.REVIEW, evidence)


def judge_duplicate_elsewhere(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise subject.duplicate for the IRS alone: an open request of another agency names the same person (review)."""
    others = facts.shared.identity_agencies
    if not others:
        return None
    evidence = f"an open request of {others} other agenc{'ies' if others > 1 else 'y'} names this person"
    return Raised("subject.duplicate", Severity.REVIEW, evidence, audience=Audience.IRS)
