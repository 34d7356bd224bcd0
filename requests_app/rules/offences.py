"""Reading citations of statutes in their many spellings, and classifying each at the subsection cited.

'8 USC 1253(a)(1)', '8 U.S.C. § 1253(a)(1)', 'Title 8, Section 1253(a)(1)(B)', 'section 1253 of title 8',
'8:1253(a)(1)' and 'INA 243(a)' are one statute. The canonical form is '8 USC 1253(a)(1)'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .lists import NOTHING_GIVEN, UNKNOWN_IN_LANGUAGES
from .offence_table import INA, MIXED, ONLY_OFFENCE, SECTIONS, Kind, Row
from .text import clean, stand_in

LEAD_STATUTE = "8 USC 1253(a)(1)"
"""Willful failure to depart: the lead statute of the agreement of 7 April 2025."""

_MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Offence:
    """One citation read from a text: canonical form, what it is, and the line of the table that says so.

    `id` names that line ('8:1253(a)(1)'), '' where none does.
    """

    canonical: str
    kind: Kind
    id: str = ""
    needs_object: bool = False


_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (
            r"u\.? ?s\.? ?c(?:ode)?(?![a-z])\.?(?: ?a(?![a-z)])\.?)?|(?:u\.? ?s\.?|united states) code(?: annotated)?\b",
            " usc ",
        ),
        (r"immigration (?:and|&) nationality act|\bi\.? ?n\.? ?a\b\.?", " ina "),
        (r"§+|\b(?:sections?|secs?|sects?|ss?|par|para|paragraphs?|subsections?|subsecs?)\b\.?", " § "),
        (r" {2,}", " "),
        (r"(?:§ ?)?(\b\d[\w()., -]{0,60}?),? of title (\d{1,2})\b(?:,? of the usc| usc)?", r" \2 usc \1 "),
        (r"^ ?§ ?([\w()., -]{1,60}?),? title (\d{1,2})\b(?:,? of the usc| usc)?", r" \2 usc \1 "),
        (r"(?:§ ?)?(\b\d[\w()., -]{0,60}?)(?: of the| of)? ina\b(?! ?§? ?\d)", r" ina \1 "),
        (r"\busc (\d{1,2}) (?=§? ?\d{3})", r" \1 usc "),
        (r"\b(\d{3,5})[ .-]([a-z])[ .-](\d)(?!\w)", r"\1(\2)(\3)"),
        (r"\btitle (\d{1,2})\b[ ,]*(?:of the )?(?:usc)?", r" \1 usc "),
        (r"\b(\d{1,2}) ?: ?(?=\d)", r" \1 usc "),
        (r"(\d) +usc", r"\1 usc"),
        (r"\b(\d{1,2})usc", r"\1 usc"),
    )
)
_HEAD = re.compile(r"\b(\d{1,2}) usc\b|\bina\b")
_SECTION = re.compile(
    r"(?<![\w(])(\d{1,5})([a-z](?:-\d)?)?(?: ?(?:-|–|—|to|through|thru) ?(\d{3,5}[a-z]?))?((?: ?\( ?[a-z0-9]{1,5} ?\))*)"
    r"((?:[a-z]|\d)?)(?![\w])"
    r"((?: ?(?:,|;|&|/|-|–|to|through|and|or|, and|, or) ?(?:\( ?[a-z0-9]{1,5} ?\) ?)+)*)"
)
_SIBLING = re.compile(r"(?:\( ?[a-z0-9]{1,5} ?\) ?)+")
_PART = re.compile(r"[a-z0-9]+")
_CHILD = re.compile(r"\b(?:missing|exploited)\b[\w ]{0,30}\b(?:child|children|minors?)\b|\bmissing persons? under 18\b")


def _styled(parts: list[str]) -> str:
    """Return the parts of a subsection in the code's style: (a)(1)(A)(i)(I)."""
    return "".join(f"({part.upper() if depth in (2, 4) else part})" for depth, part in enumerate(parts))


def _kind_of(title: int, section: str, subsection: str) -> tuple[Kind, Row | None]:
    if title == 26:
        return Kind.TAX, None
    rows = SECTIONS.get((title, section), ())
    for row in rows:
        if any(subsection.startswith(listed) for listed in row.subsections):
            return row.kind, row
    if rows and (not subsection or any(sub.startswith(subsection) for row in rows for sub in row.subsections)):
        return (Kind.MIXED if (title, section) in MIXED else rows[0].kind), None
    return Kind.UNLISTED, None


def _offence(title: int, section: str, parts: list[str]) -> Offence:
    subsection = _styled(parts)
    canonical = f"{title} USC {section}{subsection}"
    canonical = ONLY_OFFENCE.get(canonical, canonical)
    kind, row = _kind_of(title, section, canonical.removeprefix(f"{title} USC {section}"))
    if row is None:
        return Offence(canonical, kind)
    matched = next((s for s in row.subsections if canonical.endswith(section + s) or s), "")
    return Offence(canonical, kind, f"{title}:{section}{matched}", row.needs_object)


def _section_named(title: int, number: str, letter: str) -> tuple[str, list[str]]:
    """Return the section and, where a letter can only be a subsection typed without its marks, that
    subsection.
    """
    section = f"{number}{letter.upper() if title == 18 else letter}"
    if letter and (title, section) not in SECTIONS and (title, number) in SECTIONS:
        return number, [letter]
    return section, []


def _cited(title: int, found: re.Match[str]) -> Iterator[Offence]:
    section, parts = _section_named(title, found[1], found[2] or "")
    parts += _PART.findall(found[4])
    if found[5] and parts:
        parts.append(found[5])
    yield _offence(title, section, parts)
    for sibling in _SIBLING.findall(found[6]):
        tail = _PART.findall(sibling)
        yield _offence(title, section, [*parts[: max(len(parts) - len(tail), 0)], *tail])
    if found[3]:
        last = int(re.sub(r"\D", "", found[3]))
        for number in range(int(found[1]) + 1, min(last, int(found[1]) + 60)):
            if (title, str(number)) in SECTIONS:
                yield _offence(title, str(number), [])
        end = re.fullmatch(r"(\d+)([a-z]?)", found[3])
        if end:
            yield _offence(title, *_section_named(title, end[1], end[2]))


def _ina(found: re.Match[str]) -> Offence:
    section = INA.get(f"{found[1]}{found[2] or ''}")
    parts = _PART.findall(found[4])
    if section is None and found[1] in INA:
        section, parts = INA[found[1]], [found[2], *parts]
    if section is None:
        return Offence(f"INA {found[1]}{(found[2] or '').upper()}{_styled(parts)}", Kind.UNLISTED)
    return _offence(8, section, parts)


def _read(text: str) -> Iterator[Offence]:
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    text = " ".join(text.replace("§", " ").split())
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        body = text[head.end() : end]
        for found in _SECTION.finditer(body):
            if head[1] is None:
                yield _ina(found)
            else:
                yield from _cited(int(head[1]), found)


@lru_cache(maxsize=20_000)
def _classified(text: str) -> tuple[Offence, ...]:
    words = clean(text).casefold()
    if stand_in(words, NOTHING_GIVEN | UNKNOWN_IN_LANGUAGES):
        return ()
    found = tuple(dict.fromkeys(_read(words)))
    if found:
        return found
    if _CHILD.search(words):
        return (Offence("missing or exploited child", Kind.CHILD),)
    looks_cited = any(sign.isdigit() for sign in words) and not words.replace(" ", "").isdigit()
    return (Offence(clean(text)[:60], Kind.UNREADABLE),) if looks_cited else ()


def classify(text: str) -> tuple[Offence, ...]:
    """Return the offences that a text cites, in order, each once; () where it cites no statute at all.

    A text with figures that can't be read as a citation gives one of kind UNREADABLE. Only the first 4,000
    characters are read.
    """
    return _classified(text) if len(text) <= 300 else _classified.__wrapped__(text[:_MAX_TEXT])


def canonical(text: str) -> str:
    """Return the canonical form of the first citation in a text ('8 USC 1253(a)(1)'), or '' if it has none."""
    found = classify(text)
    return found[0].canonical if found and found[0].kind != Kind.UNREADABLE else ""


def permits(permitted: frozenset[str], cited: str) -> bool:
    """Return whether a citation is one of the permitted, or a part of one ('...(a)(1)(B)' of '...(a)(1)')."""
    return any(cited == whole or cited.startswith(f"{whole}(") for whole in permitted)
