"""One subject beside the records that may be its: compared field by field, in words; what they say for a stated reason only.

What is compared is blind: it opens nothing. Only a look recorded with its reason opens what a record says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from audits.access_log import AccessAct, Looker, look

from ..access import Absent
from ..matching import records
from ..matching.comparing import ADDRESS, FIELDS, WORDS, Compared, compare
from ..matching.normal import Form, Keys
from ..matching.source import SOURCE
from ..models import DisclosureRequest, MatchVerdict, Subject
from ..models.matching import verdicts_of
from ..rules.identifiers import tin_digits
from ..rules.matching import AddressCheck
from ..rules.text import plain
from . import showing
from .match_words import mark_of, reasons_of, verdict_words
from .showing import ShownSubject

LETTERS = "ABCDEFGHIJKL"
"""What the records beside a subject are called on its page, in the order of their numbers."""

LABELS: dict[str, str] = {
    "tin": "TIN",
    "surname": "Surname or entity",
    "given": "Given name",
    "middle": "Middle name",
    "suffix": "Generation (junior, senior)",
    "address": "Address",
}
"""Field of a comparison -> its name on the page."""

Piece = tuple[str, bool]
"""A part of a text, and whether the other side lacks it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field's comparison: its name, how the two stand to each other in words, and 'same', 'differs' or 'unsure'."""

    label: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record beside a subject. `name`, `address` and `tin`: as it says, opened, in pieces; () while it is shut.

    `tin_words`: which digits differ. `fits`: name and TIN, or name and address, fit by the rules; `chosen`: the verdict names
    this record.
    """

    record_id: int
    letter: str
    lines: tuple[Line, ...]
    fits: bool
    chosen: bool
    address_check: AddressCheck
    name: tuple[Piece, ...] = ()
    address: tuple[Piece, ...] = ()
    tin: tuple[Piece, ...] = ()
    tin_words: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject beside its records. `mark`: what the verdict was when it was shown; `opened`: the records' text is shown."""

    subject: ShownSubject
    verdict: MatchVerdict
    words: str
    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    mark: str
    opened: bool


def candidate_ids(verdict: MatchVerdict, subject: Subject) -> list[int]:
    """Return the records among which a person decides: the verdict's own, its candidates, and who bears the TIN.

    Where there is none of these: those at the same street, or of the same name in the same ZIP code. The matcher passed over
    them, so that a miss can be seen.
    """
    ids = {*verdict.candidates, *([verdict.record_id] if verdict.record_id else [])}
    if subject.tin_index:
        ids |= set(SOURCE.bearing([bytes(subject.tin_index)]))
    return sorted(ids or SOURCE.nearby(records.keys_of(subject)))


def compared(subject: Subject, record_ids: Iterable[int]) -> dict[int, Compared]:
    """Return how a subject stands to each of these records, by blind keys. Nothing is opened."""
    mine = _as_form(records.keys_of(subject))
    return {pk: compare(mine, _as_form(keys)) for pk, keys in SOURCE.keys(record_ids).items()}


def _as_form(keys: Keys) -> Form:
    """Return keys in the shape that is compared: words that mean nothing, equal where the keys are."""
    return Form(*("" if key is None else f"{key:x}" for key in keys))


def address_check(found: Compared) -> AddressCheck:
    """Return how the supplied address stands to the record's, as the matcher says it."""
    said = ADDRESS[found.address]
    if said == "not comparable":
        return AddressCheck.NOT_COMPARABLE
    return AddressCheck.AGREES if said == "equal" else AddressCheck.DIFFERS


def verdict_on(disclosure_request: DisclosureRequest, subject_id: int) -> MatchVerdict:
    """Return what was found for a subject of the request as it stands. Raises Absent if nothing was yet."""
    found = verdicts_of(disclosure_request).filter(subject_id=subject_id).select_related("decided_by").first()
    if found is None:
        raise Absent
    return found


def pair(disclosure_request: DisclosureRequest, subject_id: int, looker: Looker, *, reveal: bool = False) -> Pair:
    """Record the look, then return a subject beside its records; with their text if asked, a look of its own kind.

    Raises Absent where there is no verdict, or the looker's roles may not see a number in full.
    """
    shown = showing.subject(disclosure_request, subject_id, looker, reveal_tin=reveal)
    verdict = verdict_on(disclosure_request, subject_id)
    subject = Subject.objects.get(pk=subject_id)
    ids = candidate_ids(verdict, subject)
    opened = _opened(disclosure_request, shown, looker, ids) if reveal else {}
    found = compared(subject, ids)
    candidates = [
        _candidate(pk, letter, found[pk], verdict) for letter, pk in zip(LETTERS, sorted(found), strict=False)
    ]
    return Pair(
        subject=shown,
        verdict=verdict,
        words=verdict_words(verdict),
        reasons=reasons_of(verdict),
        candidates=tuple(_with_text(one, shown, opened) for one in candidates),
        mark=mark_of(verdict),
        opened=reveal,
    )


def _candidate(record_id: int, letter: str, found: Compared, verdict: MatchVerdict) -> Candidate:
    return Candidate(
        record_id=record_id,
        letter=letter,
        lines=tuple(_lines(found)),
        fits=found.fits(),
        chosen=verdict.record_id == record_id,
        address_check=address_check(found),
    )


def _lines(found: Compared) -> Iterable[Line]:
    for reason in found.reasons():
        field, _, said = reason.partition(":")
        yield Line(LABELS[field], WORDS[reason], _kind(field, said))


def _kind(field: str, said: str) -> str:
    if said in ("equal", "entity"):
        return "same"
    return "differs" if said == "differs" or said == FIELDS[field][-1] else "unsure"


def _opened(
    disclosure_request: DisclosureRequest, shown: ShownSubject, looker: Looker, ids: list[int]
) -> dict[int, records.RecordText]:
    """Record the look at the records beside this subject, and return what they say."""
    opened = look(looker, AccessAct.REVEAL, "record", case_id=disclosure_request.pk, subjects=[shown.id])
    return SOURCE.read_all(ids, opened)


def _with_text(one: Candidate, shown: ShownSubject, opened: dict[int, records.RecordText]) -> Candidate:
    said = opened.get(one.record_id)
    if said is None:
        return one
    return replace(
        one,
        name=pieces(said.name, shown.name),
        address=pieces(said.address, shown.address_text),
        tin=tin_pieces(said.tin, shown.tin_masked, ein=bool(said.names[3])),
        tin_words=tin_words(said.tin, shown.tin_masked),
    )


def pieces(text: str, beside: str) -> tuple[Piece, ...]:
    """Return a text in words and what stands between them, each with whether the text beside it lacks the word."""
    known = set(plain(beside).split())
    return tuple(
        (part, bool(words := plain(part).split()) and not known.issuperset(words))
        for part in re.findall(r"\s+|[^\s]+", text)
    )


def tin_pieces(tin: str, beside: str, *, ein: bool = False) -> tuple[Piece, ...]:
    """Return a record's nine digits in groups, each digit with whether the number beside it has another in its place."""
    ends, other = ((2,) if ein else (3, 5)), tin_digits(beside)
    found: list[Piece] = []
    for place, digit in enumerate(tin):
        found += [("-", False)] if place in ends else []
        found.append((digit, bool(other) and digit != other[place]))
    return tuple(found)


def tin_words(tin: str, beside: str) -> str:
    """Return in words which digits of a record's number differ from the number beside it."""
    other = tin_digits(beside)
    if not tin:
        return "The record was stored without its number"
    if not other:
        return "Not nine digits: nothing to compare digit by digit" if beside else "The agency gave none"
    differs = [str(place) for place, pair in enumerate(zip(tin, other, strict=True), start=1) if pair[0] != pair[1]]
    if not differs:
        return "Every digit is the same"
    return f"Digit {differs[0]} differs" if len(differs) == 1 else f"Digits {', '.join(differs)} differ"
