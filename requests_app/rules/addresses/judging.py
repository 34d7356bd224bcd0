"""When an address is an address. 26 U.S.C. 6103(i)(2)(B)(i); order of 26 Feb 2026.

The request of June 2025 passed any text that wasn't blank and any five figures. Here an address is judged by
what it says: one line or separate fields, domestic, Puerto Rican, military, rural, boxed, or foreign.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from ..facts import Book, Raised, Severity, SubjectFacts
from ..text import clean, excerpt, plain
from .countries import is_foreign
from .foreign import Foreign, rate_foreign
from .library import MAX_TEXT, reads_complete
from .parts import Address, read
from .places import STATES, zip_fits
from .shapes import decide
from .stand_ins import hides_stand_in, second_line, stand_in_for_address, zeros_for_figure

__all__ = ["Address", "address_lines", "judge_address", "judge_zip", "parse"]

MAX_LINE = 600
"""Characters beyond which a text isn't read as an address."""


@lru_cache(maxsize=2_000)
def parse(line: str) -> Address:
    """Return what one line says, with `complete` True or False: the unclear ones are asked of the trade
    library.
    """
    decided = decide(read(line))
    if decided.complete is not None:
        return decided
    short = len(line) <= MAX_TEXT
    return decided._replace(complete=short and reads_complete(line))


def _zip_text(text: str, state: str) -> str:
    """Return a ZIP field as five or nine digits where a spreadsheet took a zero off it or put '.0' on."""
    digits = text.strip("'").removesuffix(".0")
    return f"0{digits}" if state and len(digits) == 4 and digits.isdigit() else digits


@lru_cache(maxsize=64)
def _lines(whole: str, line1: str, line2: str, city: str, state: str, postal_code: str) -> tuple[str, ...]:
    """Return the ways to read these fields as a line. The cache only spares the second rule on the same
    subject.
    """
    line2 = second_line(line2)
    one_line = clean(whole.strip().replace("\n", ", ")) if whole else ""
    if not (line1 or line2 or city or state or postal_code):
        return (one_line,) if one_line else ()
    together = f"{line1}{line2}{city}{state}{postal_code}"
    usual = together.isascii() and together.isprintable()  # then one cleaning, of the whole, does for all parts
    tidy = str.strip if usual else clean
    street = [tidy(part) for part in (line1, line2) if part]
    region_state = tidy(state)
    zip_code = _zip_text(tidy(postal_code), region_state)
    if zip_code[:5].isdigit() and region_state.casefold().replace(".", "") not in STATES:
        region_state = ""
    region = f"{region_state} {zip_code}".strip()
    composed = ", ".join([part for part in (*(street or [one_line]), tidy(city), region) if part])
    if usual:
        composed = clean(composed)
    return tuple(line for line in ((composed, one_line) if street and one_line else (composed,)) if line)


def address_lines(facts: SubjectFacts) -> tuple[str, ...]:
    """Return the address as received, in the one or two ways in which it can be read as a line; () if none is
    given.
    """
    return _lines(facts.address, facts.address_line1, facts.address_line2, facts.city, facts.state, facts.postal_code)


def _foreign(facts: SubjectFacts, line: str, read_as: Address) -> Foreign:
    country = plain(facts.country) if facts.country else ""
    known = is_foreign(country)
    domestic = read_as.zip or (read_as.state and read_as.state != "GA")
    if not known and domestic and line.isascii():
        return Foreign.NO
    return rate_foreign(line, known=country if known else "")


def _flaw(read_as: Address) -> Raised | None:
    """Return what is wrong with a complete-looking address: General Delivery, and zeros for a figure."""
    if read_as.general_delivery:
        return Raised("address.incomplete", Severity.REVIEW, "General Delivery")
    if zeros := zeros_for_figure(read_as):
        severity = Severity.REVIEW if zeros == "0" else Severity.SUBJECT
        return Raised("address.incomplete", severity, f"{zeros} is no number of a house or box", (zeros,))
    return None


def _judge_line(facts: SubjectFacts, line: str, book: Book) -> Raised | None:
    if len(line) > MAX_LINE:
        return Raised("address.incomplete", Severity.SUBJECT, f"{len(line)} characters are no address")
    read_as = parse(line)
    placeholders = book.address_placeholders
    if read_as.complete:
        hidden = hides_stand_in(read_as, placeholders)
        if hidden:
            return Raised("address.placeholder", Severity.SUBJECT, excerpt(hidden, 60), (hidden,))
        return _flaw(read_as)
    stands_in = stand_in_for_address(line, read_as, placeholders)
    if stands_in:
        return Raised("address.placeholder", Severity.SUBJECT, excerpt(stands_in, 60), (stands_in,))
    foreign = _foreign(facts, line, read_as)
    if foreign == Foreign.FULL:
        return None
    severity = Severity.REVIEW if foreign == Foreign.DOUBTFUL else Severity.SUBJECT
    return Raised("address.incomplete", severity, excerpt(line, 60))


def stands_in(line: str, book: Book) -> bool:
    """Return whether a line that isn't an address is, or holds, a stand-in for not having one."""
    return len(line) <= MAX_LINE and bool(stand_in_for_address(line, parse(line), book.address_placeholders))


def worth(line: str, country: str = "") -> int:
    """Return what a line without a stand-in is worth as an address: 2 for one, 1 for one that a person must look at, 0."""
    if len(line) > MAX_LINE:
        return 0
    read_as = parse(line)
    if read_as.complete:
        flaw = _flaw(read_as)
        return 2 if flaw is None else int(flaw.severity == Severity.REVIEW)
    return _WORTH.get(_foreign(SubjectFacts(country=country), line, read_as), 0)


_WORTH = {Foreign.FULL: 2, Foreign.DOUBTFUL: 1}


def judge_address(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise address.missing, address.placeholder or address.incomplete (subject); General Delivery is a
    review.

    Where the address is given twice, as fields and as a line, the better reading counts. A stand-in beside an address that
    is one isn't the address (`both_forms` has it looked at), unless it reads like one itself, so that it might be compared.
    """
    lines = address_lines(facts)
    if not lines:
        return Raised("address.missing", Severity.SUBJECT)
    if len(lines) == 1:
        return _judge_line(facts, lines[0], book)
    verdicts = [_judge_line(facts, line, book) for line in lines]
    stand_ins = [v for v in verdicts if v is not None and v.code == "address.placeholder"]
    if None in verdicts:
        stand_ins = [
            v for v, line in zip(verdicts, lines, strict=True) if v in stand_ins and worth(line, facts.country)
        ]
    if stand_ins or None in verdicts:
        return stand_ins[0] if stand_ins else None
    return min((v for v in verdicts if v is not None), key=lambda v: v.severity == Severity.SUBJECT)


def judge_zip(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise address.zip: the ZIP lies in another state, or there is no such ZIP (review). Abroad no ZIP is asked for."""
    for line in address_lines(facts):
        read_as = parse(line[:MAX_LINE])
        if not read_as.state or (read_as.zip and zip_fits(read_as.zip, read_as.state)):
            continue
        typed = read_as.zip[:5] or read_as.no_zip
        if not typed or (facts.country and is_foreign(plain(facts.country))):
            continue
        what = f"isn't in {read_as.state}" if read_as.zip else "is no ZIP code"
        return Raised("address.zip", Severity.REVIEW, f"{typed} {what}", (typed,))
    return None
