"""The evidence beside a flag: which words of the text raised it, where they stand, and how they are quoted.

A rule names the words that it rests on (`Raised.words`); here they are found again in the text as received, whatever its
case, accents, spaces and punctuation. Where a rule names none, the fields that it reads are the evidence. So that the
determination of counsel, and of whoever checks it, rests on what was set forth: 26 U.S.C. 6103(i)(2)(B).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .columns import label_of
from .facts import Raised, SubjectFacts
from .flags import BLOCKING, CODES
from .text import folded

READ = 20_000
"""Characters of a field in which words are looked for."""

MOST = 40
"""Marks in one field: a reason that says the same word ten thousand times isn't clearer for it."""

WHOLE, AROUND, LONGEST = 280, 90, 420
"""Characters: a text up to WHOLE is quoted as it is; a longer one AROUND each mark, at most LONGEST in all."""

CUT = " … "

_NAME = ("first_name", "middle_name", "last_name", "entity_name")
_ADDRESS = ("address", "address_line1", "address_line2", "city", "state", "postal_code", "country")
_ORDER = ("removal_order_date", "removal_order_case", "removal_ground")

READS: dict[str, tuple[str, ...]] = {
    "name.missing": _NAME,
    "address.placeholder": _ADDRESS,
    "address.incomplete": _ADDRESS,
    "address.zip": ("address", "city", "state", "postal_code"),
    "address.differs": _ADDRESS,
    "period.missing": ("tax_periods",),
    "statute.civil": ("statute",),
    "statute.tax": ("statute",),
    "statute.subsection": ("statute",),
    "statute.unlisted": ("statute",),
    "statute.outside": ("statute",),
    "statute.missing": ("statute",),
    "reason.missing": ("reason",),
    "reason.generic": ("reason",),
    "reason.civil": ("reason",),
    "matter.missing": ("case_number", "case_opened"),
    "matter.shared": ("case_number",),
    "officer.missing": ("officer_name", "officer_title"),
    "officer.overload": ("officer_name",),
    "order.date": _ORDER,
    "path.fugitive": ("reason",),
    "path.terrorism": ("reason", "statute"),
    "subject.duplicate": (*_NAME, "date_of_birth"),
    "match.address": _ADDRESS,
}
"""Code -> the fields of a subject whose text its rule reads. A code that isn't here rests on no text that can be quoted."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a flag says is shared: the name of its count in `facts.Shared`, and of the threshold in `lists` ('' for none)."""

    kind: str
    threshold: str = ""


SHARES: dict[str, Share] = {
    "reason.generic": Share("reason", "reason_subjects"),
    "matter.shared": Share("matter", "matter_subjects"),
    "officer.overload": Share("officer", "officer_subjects"),
    "subject.duplicate": Share("identity"),
}
"""Code -> what other subjects of the request have in common with this one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where evidence stands in a field as received: positions in characters, the end not included."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text, marked as evidence or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A field's text as it is quoted beside a flag."""

    field: str
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        """What the field is called on every page."""
        return label_of(self.field)


def weight(code: str, severity: str, *, cleared: bool = False) -> tuple[bool, bool, int]:
    """Return what flags are sorted by: what blocks, what is to be cleared, what is cleared; each in the order of CODES."""
    review = severity not in BLOCKING
    return review, review and cleared, _PLACES.get(code, len(_PLACES))


_PLACES = {code: place for place, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text's letters and figures in plain form, the place of each in the text, and whether a word begins there."""

    plain: str
    places: list[int]
    begins: list[bool]

    def bounded(self, at: int) -> bool:
        """Return whether a word begins, or the text is over, at a letter."""
        return at == len(self.begins) or self.begins[at]


_fold = lru_cache(maxsize=4096)(folded)


def _letters(text: str) -> _Letters:
    plain, places, begins = list[str](), list[int](), list[bool]()
    fresh = True
    for place, sign in enumerate(text[:READ]):
        found = _fold(sign)
        for number, letter in enumerate(found):
            plain.append(letter)
            places.append(place)
            begins.append(fresh and number == 0)
        if found:
            fresh = False
        elif not _unseen(sign):
            fresh = True
    return _Letters("".join(plain), places, begins)


def _unseen(sign: str) -> bool:
    """Return whether a sign adds to the letter before it or isn't seen at all: it ends no word."""
    return unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf")


def _places(letters: _Letters, phrase: str) -> Iterator[int]:
    at = letters.plain.find(phrase)
    while at >= 0:
        yield at
        at = letters.plain.find(phrase, at + len(phrase))


def _spans(text: str, letters: _Letters, phrase: str) -> list[tuple[int, int]]:
    """Return where a phrase stands: as whole words, else where words begin with it, else (not in Latin) anywhere."""
    plain = "".join(map(_fold, phrase))
    if not plain:  # signs alone are evidence where they are all that a field says
        return [_whole(text)] if text.strip() == phrase.strip() != "" else []
    begun = [at for at in _places(letters, plain) if letters.bounded(at)]
    whole = [at for at in begun if letters.bounded(at + len(plain))]
    found = whole or begun or ([] if plain.isascii() else list(_places(letters, plain)))
    return [_span(text, letters, at, len(plain)) for at in found[:MOST]]


def _span(text: str, letters: _Letters, at: int, length: int) -> tuple[int, int]:
    end = letters.places[at + length - 1] + 1
    while end < len(text) and _unseen(text[end]):
        end += 1
    return letters.places[at], end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _whole(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text.rstrip())


def marks(facts: SubjectFacts, raised: Raised) -> tuple[Mark, ...]:
    """Return where the evidence of a flag stands in a subject's text: its words; where there are none, the fields it reads.

    In the order of the fields and of the text; marks don't overlap, and lie inside the text as received.
    """
    texts = {field: getattr(facts, field) for field in READS.get(raised.code, ())}
    found = []
    for field, text in texts.items() if raised.words else ():
        letters = _letters(text)
        spans = _joined(span for words in raised.words for span in _spans(text, letters, words))
        found += [Mark(field, start, end) for start, end in spans[:MOST]]
    return tuple(found) or tuple(Mark(field, *_whole(text)) for field, text in texts.items() if text.strip())


def parts(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    """Return the whole text in pieces, what the spans cover marked. What isn't seen is shown by its number."""
    return tuple(_pieces(text, _joined(spans), 0, len(text)))


def _pieces(text: str, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[Part]:
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        if first > at:
            yield Part(_seen(text[at:first]))
        yield Part(_seen(text[max(first, start) : min(last, end)]), marked=True)
        at = min(last, end)
    if at < end:
        yield Part(_seen(text[at:end]))


def _seen(text: str) -> str:
    """Return the text with the signs that no reader sees, and that may turn it round, told by their numbers."""
    if text.isascii():
        return text
    return "".join(f"[U+{ord(s):04X}]" if unicodedata.category(s) == "Cf" else s for s in text)


def quotes(facts: SubjectFacts, found: Iterable[Mark]) -> tuple[Quote, ...]:
    """Return the fields with marks as they are quoted: a short text whole, a long one around its marks."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for mark in found:
        spans.setdefault(mark.field, []).append((mark.start, mark.end))
    return tuple(Quote(field, _quoted(getattr(facts, field), there)) for field, there in spans.items())


def _quoted(text: str, spans: list[tuple[int, int]]) -> tuple[Part, ...]:
    if len(text) <= WHOLE:
        return parts(text, spans)
    windows = _joined((max(0, start - AROUND), min(len(text), end + AROUND)) for start, end in _joined(spans))
    said, left = [Part(CUT.lstrip())] if windows[0][0] else [], LONGEST
    for (start, end), (following, _) in pairwise([*windows, (len(text), 0)]):
        said += _pieces(text, _joined(spans), start, min(end, start + left))
        left -= end - start
        if left <= 0 or end < following:
            said.append(Part(CUT if left > 0 and following < len(text) else CUT.rstrip()))
        if left <= 0:
            break
    return tuple(said)
