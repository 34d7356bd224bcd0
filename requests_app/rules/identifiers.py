"""Numbers that stand for a person: TIN, A-number, fingerprint number (FINS).

A TIN is judged once, before it is sealed; what a rule gets is its form. Forms: SSA, 20 CFR 422.103 and POMS
RM 10201; ITIN and ATIN: IRS Publication 4757 and IRM 3.21.263.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .facts import Book, Raised, Severity, SubjectFacts, TinForm
from .text import clean

_TIN = re.compile(r"(\d{3})([-./_ ]?)(\d{2})\2(\d{4})")
_EIN = re.compile(r"(\d{2})-(\d{7})")
_LABEL = re.compile(
    r"(?:ssn?|tin|itin|atin|(?P<ein>f?ein)|social security)?(?: ?(?:no|num|number|nbr))?[.:#= ]*(?=\d)", re.IGNORECASE
)
_EIN_TYPED = re.compile(r"(\d{2})[- ]?(\d{7})")
_FLOAT = re.compile(r"\d{9}\.0+")
_EXPONENT = re.compile(r"(\d)\.(\d{8})0*e\+?0?8", re.IGNORECASE)
_APART = re.compile(r" ?([-./_]) ?")
_NO_SIGNS = str.maketrans("", "", "-./_ ")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")

ITIN_GROUPS = frozenset([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])
ATIN_GROUPS = frozenset([93])
INVENTED_GROUPS = frozenset(range(66, 70))
"""Groups of 9xx numbers that nobody has issued: demonstration people bear them."""

VOID_SSNS = frozenset(["078051120", "219099999", *(f"98765432{last}" for last in range(10))])
"""Numbers that were printed in or kept for advertising and never belonged to one person."""

EIN_PREFIXES = frozenset(
    [*range(1, 7), *range(10, 17), *range(20, 28), *range(30, 49), *range(50, 69), *range(71, 78)]
    + [*range(80, 89), *range(90, 96), 98, 99]
)

_A_NUMBER = re.compile(r"(?:alienregistration|alien|a)?(?:number|num|no|nr|file)?[#:./]*(\d{7,9})(?:\.0+)?")
_FINS = re.compile(r"\d{7,12}")


def _nine(group: int, *, invented: bool) -> TinForm:
    if group in ITIN_GROUPS:
        return TinForm.ITIN
    if group in ATIN_GROUPS:
        return TinForm.ATIN
    return TinForm.INVENTED if invented and group in INVENTED_GROUPS else TinForm.IMPOSSIBLE


@lru_cache(maxsize=4)
def _typed(text: str) -> str:
    """Return a number as typed, on one line, in one of two forms where it can be: 123-45-6789, or 12-3456789 for an EIN.

    Label, quotes, points or slashes between the groups, and what a spreadsheet makes of nine figures ('123456789.0',
    '1.23456789E+08') make no difference. Figures that a spreadsheet dropped aren't guessed.
    """
    if text.isascii() and _TIN.fullmatch(text):
        return text
    typed = clean(text).translate(_DASHES).strip("'\"")
    if len(typed) < 9 or typed.isdigit() or _TIN.fullmatch(typed):
        return typed
    label = _LABEL.match(typed)
    bare = _APART.sub(r"\1", typed[label.end() :] if label else typed)
    if label and label["ein"] and (ein := _EIN_TYPED.fullmatch(bare)):
        return f"{ein[1]}-{ein[2]}"
    if _FLOAT.fullmatch(bare):
        return bare.partition(".")[0]
    exponent = _EXPONENT.fullmatch(bare)
    return exponent[1] + exponent[2] if exponent else bare


@lru_cache(maxsize=4)
def tin_digits(text: str) -> str:
    """Return the nine digits of a TIN written in a usual way, or '' if it has no nine digits in such a form."""
    typed = _typed(text)
    found = _TIN.fullmatch(typed) or _EIN.fullmatch(typed)
    return typed.translate(_NO_SIGNS) if found else ""


def tin_form(text: str, *, invented: bool) -> TinForm:
    """Return the kind of number a TIN can be; `invented` counts the never-issued ones as demonstration data.

    '' and blanks are NONE. A nine-digit number is read as an SSN unless it is written as an EIN (12-3456789).
    """
    typed = _typed(text)
    if not typed:
        return TinForm.NONE
    digits = tin_digits(typed)
    if not digits:
        return TinForm.IMPOSSIBLE
    if typed[2] == "-":
        return TinForm.EIN if int(digits[:2]) in EIN_PREFIXES else TinForm.IMPOSSIBLE
    area, group, serial = digits[:3], int(digits[3:5]), digits[5:]
    if digits in VOID_SSNS:
        return TinForm.IMPOSSIBLE
    if area[0] == "9":
        return _nine(group, invented=invented)
    possible = area not in ("000", "666") and group and serial != "0000"
    return TinForm.SSN if possible else TinForm.IMPOSSIBLE


def a_number(text: str) -> str:
    """Return an alien registration number as 'A' and nine digits, or '' if the text is none."""
    found = _A_NUMBER.fullmatch(clean(text).lower().replace("-", "").replace(" ", ""))
    return f"A{int(found[1]):09d}" if found and int(found[1]) else ""


def fins(text: str) -> str:
    """Return a fingerprint number's digits, or '' if the text is none."""
    digits = re.sub(r"[ -]", "", clean(text))
    return digits if _FINS.fullmatch(digits) and int(digits) else ""


def judge_tin(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise tin.invalid: a number that was never issued to anyone (review). The number itself is never
    evidence.
    """
    if facts.tin_form == TinForm.IMPOSSIBLE:
        return Raised("tin.invalid", Severity.REVIEW, TinForm.IMPOSSIBLE.label)
    if facts.tin_form == TinForm.INVENTED and not book.invented_tins:
        return Raised("tin.invalid", Severity.REVIEW, TinForm.INVENTED.label)
    return None
