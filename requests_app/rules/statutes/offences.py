"""Reading citations of statutes in their many spellings, and classifying each at the subsection cited.

'8 USC 1253(a)(1)', '8 U.S.C. § 1253(a)(1)', 'Title 8, Section 1253(a)(1)(B)', 'section 1253 of title 8',
'8:1253(a)(1)' and 'INA 243(a)' are one statute. The canonical form is '8 USC 1253(a)(1)'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES
from ..text import clean, stand_in
from .citations import ANOTHER_LAW, read_citations
from .parts import INA, LAST_PART
from .sections import IMMIGRATION_ACT, ROMAN, Citation
from .table import MIXED, ONLY_OFFENCE, SECTIONS, Kind, Row

LEAD_STATUTE = "8 USC 1253(a)(1)"
"""Willful failure to depart: the lead statute of the agreement of 7 April 2025."""

ANOTHER_LAW_ID = "another law"
"""The `id` of what is a regulation, a rule or the law of a State: it can't be read as a Federal statute, and is none."""

_MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Offence:
    """One citation read from a text: canonical form, what it is, and the line of the table that says so.

    `id` names that line ('8:1253(a)(1)'), '' where none does; `words` are the citation as typed.
    """

    canonical: str
    kind: Kind
    id: str = ""
    needs_object: bool = False
    words: str = field(default="", compare=False)


_CHILD = re.compile(
    r"\b(?:missing|exploited|abducted|exploitation)\b[\w ]{0,30}\b(?:child|children|minors?|juveniles?)\b"
    r"|\b(?:child|minor)s? (?:is |was )?(?:missing|exploit\w+|abduct\w+)\b|\bmissing persons? under 18\b"
    r"|\bncmec\b|\bamber alert\b"
)
_ACT_NAMED = re.compile(
    r"\brico\b|\biirira\b|\bi\.?n\.?a\b|\bu\.? ?s\.? ?c\b|\bcode\b|\btitles? (?:[ivxl]+|eight|eighteen)\b"
    r"|\b(?!criminal|illegal|unlawful|same|this|an|the)[a-z]{3,} act\b(?! of )"
)
_LETTERED_HIGH = frozenset([18, 26, 28])
"""Titles whose sections bear capital letters: 18 USC 1028A, 26 USC 6050I."""


def _depth(parts: tuple[str, ...], depth: int) -> int:
    """Return the depth of a designator as if the section began with a letter: 26 USC 7206(1)(A) begins with a figure."""
    return depth + (1 if parts[0].isdigit() else 0)


def _styled(parts: tuple[str, ...]) -> str:
    """Return the parts of a subsection in the code's style: (a)(1)(A)(i)(I)."""
    return "".join(f"({part.upper() if _depth(parts, n) in (2, 4) else part.lower()})" for n, part in enumerate(parts))


def _within(part: str, last: str, roman: bool) -> bool:
    """Return whether a designator comes no later than the last that the code has at its place ('': it has none)."""
    if roman:
        return part.lower() in ROMAN[: ROMAN.index(last.lower()) + 1]
    if part.isdigit() != last.isdigit():
        return False
    return int(part) <= int(last) if part.isdigit() else len(part) == 1 and part.lower() <= last.lower()


def _exists(title: int, section: str, parts: tuple[str, ...]) -> bool:
    """Return whether the code has this part, as far as `LAST_PART` knows it."""
    for n, part in enumerate(parts):
        last = LAST_PART.get(f"{title} USC {section}{_styled(parts[:n])}")
        if last is not None and not (last and _within(part, last, _depth(parts, n) in (3, 4))):
            return False
    return True


def _kind_of(title: int, section: str, subsection: str) -> tuple[Kind, Row | None]:
    rows = SECTIONS.get((title, section), ())
    for row in rows:
        if any(subsection.startswith(listed) for listed in row.subsections):
            return row.kind, row
    if rows and (not subsection or any(sub.startswith(subsection) for row in rows for sub in row.subsections)):
        return (Kind.MIXED if (title, section) in MIXED else rows[0].kind), None
    return Kind.UNLISTED, None


def _offence(title: int, section: str, parts: tuple[str, ...], words: str) -> Offence:
    canonical = f"{title} USC {section}{_styled(parts)}"
    canonical = ONLY_OFFENCE.get(canonical, canonical)
    if title == 26:
        return Offence(canonical.strip(), Kind.TAX, words=words)
    if not _exists(title, section, parts):
        return Offence(canonical, Kind.UNLISTED, words=words)
    kind, row = _kind_of(title, section, canonical.removeprefix(f"{title} USC {section}"))
    if row is None:
        return Offence(canonical, kind, words=words)
    matched = next((s for s in row.subsections if canonical.endswith(section + s) or s), "")
    return Offence(canonical, kind, f"{title}:{section}{matched}", row.needs_object, words)


def _section_named(title: int, number: str, letter: str) -> tuple[str, tuple[str, ...]]:
    """Return the section and, where a letter can only be a subsection typed without its marks, that subsection."""
    section = f"{number}{letter.upper() if title in _LETTERED_HIGH else letter}"
    if letter and (title, section) not in SECTIONS and (title, number) in SECTIONS:
        return number, (letter,)
    return section, ()


def _by_place(section: str) -> tuple[int, str]:
    """Return what sorts sections as the code does: 2251, 2251A, 2252, 2252A."""
    figures = re.match(r"\d*", section)
    number = figures[0] if figures else ""
    return int(number or 0), section[len(number) :].upper()


def _range(title: int, first: str, until: str, words: str) -> Iterator[Offence]:
    """Yield the listed sections after the first up to the last of a range, and the last, listed or not."""
    last, parts = _section_named(title, *_split(until))
    between = [s for t, s in SECTIONS if t == title and _by_place(first) < _by_place(s) < _by_place(last)]
    for section in sorted(between, key=_by_place):
        yield _offence(title, section, (), words)
    yield _offence(title, last, parts, words)


def _split(section: str) -> tuple[str, str]:
    letter = section.lstrip("0123456789")
    return section[: len(section) - len(letter)], letter


def _act(cited: Citation) -> Offence:
    """Return the section of title 8 that a section of the Immigration and Nationality Act became."""
    parts = cited.parts
    section = INA.get(cited.section + cited.letter)
    if section is None and cited.section in INA and cited.letter:
        section, parts = INA[cited.section], (cited.letter, *parts)
    if section is None:
        return Offence(f"INA {cited.section}{cited.letter.upper()}{_styled(parts)}", Kind.UNLISTED, words=cited.words)
    return _offence(8, section, parts, cited.words)


def _read(text: str) -> Iterator[Offence]:
    for cited in read_citations(text):
        if cited.title == ANOTHER_LAW:
            yield Offence(cited.words, Kind.UNREADABLE, ANOTHER_LAW_ID, words=cited.words)
        elif cited.title == IMMIGRATION_ACT:
            yield _act(cited)
            if cited.until:
                yield _act(replace(cited, section=_split(cited.until)[0], letter=_split(cited.until)[1], parts=()))
        else:
            section, parts = _section_named(cited.title, cited.section, cited.letter)
            yield _offence(cited.title, section, (*parts, *cited.parts), cited.words)
            if cited.until:
                yield from _range(cited.title, section, cited.until, cited.words)


def _without_citation(text: str, words: str) -> tuple[Offence, ...]:
    """Return what a text is that cites no section: a child case, an Act or title named bare, figures, or nothing.

    An offense that is only named ('illegal reentry') is nothing: (B)(iii) wants the statutory authority itself.
    """
    if _CHILD.search(words):
        return (Offence("missing or exploited child", Kind.CHILD, words=text[:60]),)
    looks_cited = any(sign.isdigit() for sign in words) and not words.replace(" ", "").isdigit()
    if looks_cited or _ACT_NAMED.search(words):
        return (Offence(text[:60], Kind.UNREADABLE, words=text[:60]),)
    return ()


@lru_cache(maxsize=20_000)
def _classified(typed: str) -> tuple[Offence, ...]:
    text = clean(typed)
    words = text.casefold()
    if stand_in(words, NOTHING_GIVEN | UNKNOWN_IN_LANGUAGES):
        return ()
    found = tuple(dict.fromkeys(_read(text)))
    if all(offence.id == ANOTHER_LAW_ID for offence in found) and not any(map(str.isdigit, words)):
        found = ()
    if found and words.replace(" ", "").isdigit() and all(offence.kind == Kind.UNLISTED for offence in found):
        return ()
    return found or _without_citation(text, words)


def classify(text: str) -> tuple[Offence, ...]:
    """Return the offences that a text cites, in order, each once; () where it cites no statute at all.

    A text with figures that can't be read as a citation gives one of kind UNREADABLE. Only the first 4,000
    characters are read.
    """
    return _classified(text) if len(text) <= 300 else _classified.__wrapped__(text[:_MAX_TEXT])


@lru_cache(maxsize=20_000)
def _determined(text: str, determined: tuple[tuple[str, str], ...]) -> tuple[Offence, ...]:
    return tuple(_by_determination(offence, determined) for offence in classify(text))


def _by_determination(offence: Offence, determined: tuple[tuple[str, str], ...]) -> Offence:
    if offence.kind != Kind.UNLISTED:
        return offence
    fitting = [(whole, kind) for whole, kind in determined if permits(frozenset([whole]), offence.canonical)]
    if not fitting:
        return offence
    whole, kind = max(fitting, key=lambda one: len(one[0]))
    return replace(offence, kind=Kind(kind), id=whole)


def classify_under(text: str, determined: tuple[tuple[str, str], ...]) -> tuple[Offence, ...]:
    """Return the offences that a text cites, those that the table doesn't list as this installation determined them.

    `determined`: (canonical citation, kind) of each determination in force; the closest that contains the citation counts.
    What the table lists is never changed by one.
    """
    found = classify(text)
    if not determined or all(offence.kind != Kind.UNLISTED for offence in found):
        return found
    return _determined(text[:_MAX_TEXT], determined)


def canonical(text: str) -> str:
    """Return the canonical form of the first citation in a text ('8 USC 1253(a)(1)'), or '' if it has none."""
    found = classify(text)
    return found[0].canonical if found and found[0].kind != Kind.UNREADABLE else ""


def permits(permitted: frozenset[str], cited: str) -> bool:
    """Return whether a citation is one of the permitted, or a part of one ('...(a)(1)(B)' of '...(a)(1)')."""
    return any(cited == whole or cited.startswith(f"{whole}(") for whole in permitted)
