"""The section that stands at a place in a text, with all that hangs on its number: letter, designators, siblings, ranges.

Citations as agencies type them: '1324(a)(1)(A)(ii), (iii) and (v)(I)', '1253a1', '1581-1592', '2421-23'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

IMMIGRATION_ACT = -8
"""Stands for a title where a section of the Immigration and Nationality Act is cited by the Act's own number."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation as read: title, section with its letter ('2252', 'a'), designators below it as typed, and the words
    themselves.

    `until`: the last section of a range ('1592'), '' if it is none.
    """

    title: int
    section: str
    letter: str = ""
    parts: tuple[str, ...] = ()
    until: str = ""
    words: str = field(default="", compare=False)


_UNHYPHENATED = (8, 18, IMMIGRATION_ACT)
"""Laws whose sections bear no hyphen: '1253-a-1' is a subsection there, '1320a-7b' of title 42 a section."""

_PART = r"\d{1,2}|[ivx]{1,5}|[a-z]{1,2}"
_NUMBER = re.compile(
    r"([il|]?\d+(?:\.\d+)?)([a-z]?(?![a-z])|([a-z])\3(?![a-z])|)(-\d{1,3}[a-z]?(?![\w-]))?", re.IGNORECASE
)
_MARKED = re.compile(rf" ?\({{1,2}} ?({_PART})(?: ?- ?({_PART}))? ?(?:\){{1,2}}|(?=\()|$)", re.IGNORECASE)
_NAMED = re.compile(
    r",? ?(?:sub-?sections?|subsecs?|subs|sub-?paragraphs?|paragraphs?|paras?|pars?|(?:sub-?)?clauses?|cls?)\b\.? ?"
    rf"\(? ?({_PART})(?![a-z0-9]) ?\)?()",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:[.-]?|(?P<apart> ))(?P<a>[a-z])(?:[ .-]?(?P<b>\d{1,2})(?:[ .-]?(?P<c>[a-z])(?:[ .-]?(?P<d>[ivx]{1,4}))?)?)?"
    r"(?= ?\(| ?[;,&|)]|[ .]*$)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(\d{1,2})(?:([a-z])([ivx]{1,4})?)?(?![\w.])()", re.IGNORECASE)
_BETWEEN = re.compile(r"(?: ?(?:,|;|&|/|\+|-|to|through|thru|and/or|and|or)(?![a-z])){1,3}(?= ?\()", re.IGNORECASE)
_UNTIL = re.compile(
    r" ?(?:-|to|thru|through|\.\.+) ?(?:§+ ?)?(\d{2,5})([a-z]?)(?![\w.]|-\d| ?:| ?u[.,]? ?s\b| ?usc| ?i\.? ?r\.? ?c)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r" ?(?:/|&|,? and) ?([a-z])(?![\w(])", re.IGNORECASE)
_RANGE_SIGN = re.compile(r"-|to|thr", re.IGNORECASE)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _kinds(part: str) -> str:
    """Return which designators a part can be: f figure, l letter, r Roman numeral."""
    if part.isdigit():
        return "f"
    return "rl" if part.lower() in ROMAN and len(part) == 1 else "r" if part.lower() in ROMAN else "l"


_LEVELS = "lflrrl"
"""Designators of a section by depth: (a)(1)(A)(i)(I)(aa)."""


def _level(parts: tuple[str, ...], depth: int) -> str:
    return _LEVELS[min(depth + (parts[0].isdigit() if parts else 0), len(_LEVELS) - 1)]


def _follows(parts: tuple[str, ...], part: str) -> bool:
    """Return whether a designator can stand below the parts, and isn't a sibling of one of them."""
    return not parts or _level(parts, len(parts)) in _kinds(part) or not _beside(parts, part)


def _beside(parts: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return the parts of a sibling: '(b)' after (a)(1)(A) is (b), '(B)' is (a)(1)(B); () if it is no sibling."""
    levels = [n for n in range(len(parts)) if _level(parts, n) in _kinds(part)]
    alike = [n for n in levels if parts[n].isupper() == part.isupper()]
    at = (alike or levels or [-1])[-1]
    return (*parts[:at], part) if at >= 0 else ()


def _run(first: str, last: str) -> list[str]:
    """Return the designators after the first up to the last: A to D is B, C, D."""
    for names in (ROMAN, "abcdefghijklmnopqrstuvwxyz", [str(n) for n in range(1, 40)]):
        if first.lower() in names and last.lower() in names:
            start, end = names.index(first.lower()), names.index(last.lower())
            if start < end:
                found = list(names[start + 1 : end + 1])
                return [name.upper() for name in found] if last.isupper() else found
    return [last]


class SectionAt:
    """The section that starts at a place in the text, with all that hangs on its number; `end` is where it ends."""

    def __init__(self, text: str, at: int, title: int) -> None:
        self.text, self.start, self.title = text, at, title
        found = _NUMBER.match(text, at)
        assert found is not None
        number, letter, hyphen = found[1], found[2], found[4] or ""
        if hyphen and (title in _UNHYPHENATED or not letter):
            hyphen = ""
        self.end = found.end(2) + len(hyphen)
        self.section = number.replace("l", "1").replace("I", "1").replace("i", "1").replace("|", "1")
        self.letter = letter.lower() + hyphen.lower()
        self.chains: list[tuple[str, ...]] = []

    def read(self) -> Iterator[Citation]:
        """Yield the section with each chain of designators; a section without any yields once."""
        self._chain()
        until = _UNTIL.match(self.text, self.end)
        last = self._last(until) if until else ""
        if until and last:
            self.end = until.end()
        also = _LETTERS.match(self.text, self.end) if len(self.letter) == 1 and not self.chains else None
        if also:
            self.end = also.end()
        words = self.text[self.start : self.end].strip()
        whole = Citation(self.title, self.section, self.letter, (), last, words)
        for parts in self.chains or [()]:
            yield replace(whole, parts=parts)
        if also:
            yield replace(whole, letter=also[1].lower())

    def _chain(self) -> None:
        """Read designators below the number, then siblings of the last ('(a)(1) and (2)', '(A)-(C)') as long as there are."""
        parts = self._typed_bare(self._designators(()))
        while True:
            if parts:
                self.chains.append(parts)
            between = _BETWEEN.match(self.text, self.end)
            if not between or not (found := _MARKED.match(self.text, between.end())):
                return
            ranged = bool(parts) and _RANGE_SIGN.search(between[0]) is not None
            siblings = _run(parts[-1], found[1]) if ranged else [found[1]]
            self.chains += [(*parts[:-1], name) for name in siblings[:-1]]
            self.end = found.end()
            parts = self._designators(_beside(parts, found[1]) or (found[1],))

    def _designators(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        while found := _MARKED.match(self.text, self.end) or _NAMED.match(self.text, self.end):
            self.end = found.end()
            parts = self._below(parts, found[1])
            if found[2]:
                self.chains += [(*parts[:-1], name) for name in [found[1], *_run(found[1], found[2])[:-1]]]
                parts = (*parts[:-1], found[2])
        return parts

    def _below(self, parts: tuple[str, ...], part: str) -> tuple[str, ...]:
        if _follows(parts, part):
            return (*parts, part)
        self.chains.append(parts)
        return _beside(parts, part)

    def _typed_bare(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """Read designators typed without marks: 1253a1A, 1253-a-1, 1253.a.1, 1253 a 1, 1253(a)1."""
        if not parts and (found := _BARE.match(self.text, self.end)):
            more = tuple(part for part in found.group("a", "b", "c", "d") if part)
            if len(more) == 1 and not self.letter and not _MARKED.match(self.text, found.end()):
                self.end, self.letter = found.end(), more[0].lower()  # '1324 a' can be 1324a: the table decides
                return parts
        elif (parts or self.letter) and (found := _FIGURE.match(self.text, self.end)):
            more = tuple(part for part in found.groups() if part)
            if not parts:
                more, self.letter = (self.letter, *more), ""
        else:
            return parts
        self.end = found.end()
        while marked := _MARKED.match(self.text, self.end):
            more, self.end = (*more, marked[1]), marked.end()
        return (*parts, *more)

    def _last(self, found: re.Match[str]) -> str:
        """Return the last section of a range, its figures completed ('2421-23'); '' if it isn't a range."""
        first = self.section
        if "." in first:
            return ""
        number = found[1] if len(found[1]) >= len(first) else first[: len(first) - len(found[1])] + found[1]
        if int(number) == int(first) and found[2] and found[1] != first:
            return ""
        return number + found[2].lower() if int(first) <= int(number) <= int(first) + 200 else ""
