"""Reading citations of statutes in their many spellings: which law, which section, which subsection.

One pass over the text, sign by sign: a head ('8 USC', 'Title 8', 'INA', 'IRC') says whose the sections are that follow
it, or that stood before it ('section 1253 of title 8'). What a citation is, `offences` says.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .sections import IMMIGRATION_ACT, Citation, SectionAt

ANOTHER_LAW = -1
"""Stands for a title where a regulation, a rule or the law of a State is cited: no Federal statute."""


_NUMERALS = {
    name: number
    for number, names in {
        8: "eight viii",
        18: "eighteen xviii",
        21: "twenty-one xxi",
        26: "twenty-six xxvi",
        31: "thirty-one xxxi",
        42: "forty-two xlii",
    }.items()
    for name in names.split()
}
_N = rf"(?:\d{{1,2}}(?!\d)|(?:{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})\b)"
_USC = (
    r"(?<![a-z])(?:u[.,]? ?s[.,]? ?c(?:ode)?[.,]?(?: ?[as](?![a-z0-9(])\.?)?(?![a-z])"
    r"|(?:u\.? ?s\.?|united states),? code\b)(?: ann(?:otated)?\b\.?| service\b)?"
)
_ACT = (
    r"(?<![a-z])(?:i\.? ?n\.? ?a(?![a-z])\.?"
    r"|(?:immigration|imm\.?) ?(?:and|&) ?(?:nationality|nat\.?|naturalization) act|i\.? ?(?:and|&) ?n\.? act)"
)
_REVENUE = (
    r"(?:26 )?(?<![a-z])(?:i\.? ?r\.? ?c(?![a-z])\.?|internal revenue code|int\.? rev\.? code|tax code)"
    r"(?: of (?:19|20)\d\d\b)?"
)
_ELSEWHERE = (
    r"(?:\d{1,3} )?(?<![a-z])(?:c\.? ?f\.? ?r(?![a-z])\.?|code of federal regulations|fed(?:eral|\.)? reg(?:ister|\.)?"
    r"|fed(?:eral|\.)? r(?:ules?|\.)?\b|frcr?p|rules?\b|(?:penal|criminal|vehicle|health (?:and|&) safety|revised"
    r"|d\.?c\.?|crim\.?|gen(?:eral|\.)|ann(?:otated|\.)|state) (?:code|law|laws|stat(?:ute|\.)?s?)\b|stat(?:utes?)?\b"
    r"|penal\b|ilcs|rcw|ors"
    r"|ucmj|pub(?:lic|\.)? ?l(?:aw|\.)?(?![a-z])|p\.? ?l\.(?![a-z])|executive order|e\.o\.|iirira|code\b)"
)
_TOKEN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("date", r"\d{4}-\d\d?-\d\d?(?!\d)|\d\d?/\d\d?/(?:\d\d){1,2}(?!\d)|\d{1,4}-[a-z]{2,}-\d+"),
            ("revenue", _REVENUE),
            (
                "coded",
                rf"(?<![\w.])(?:tit(?:le|\.)? ?|t\.? ?)?{_N}[ .,:/-]{{0,3}}(?:of (?:the )?)?{_USC}(?: 5(?= \d{{3,4}}(?!\d)))?",
            ),
            ("after", rf"{_USC},? ?(?:tit(?:le|\.)? ?|t\.? ?)?{_N}(?= ?:| ?-? ?§|,? ?sec|,? \d{{3}}|\W+\d\W*$)"),
            ("title", rf"(?<![a-z])(?:titles?|tit\.?|ttl\.?) ?{_N}"),
            ("usc", _USC),
            ("act", _ACT),
            ("elsewhere", _ELSEWHERE),
            ("mark", r"§+|¶+|&sect;?|(?<![a-z])(?:sections?|sects?|secs?|ss?)(?![a-z])\.?"),
            ("colon", r"(?<![\w.-])\d{1,2} ?: ?(?=\d)"),
            (
                "short",
                r"(?<![\w.-])(?:(?:8|18|21|31|42)(?: ?[-/.] ?| )(?=\d{3,4}(?!\d))|26 ?[-/.] ?(?=[5-9]\d{3}(?!\d)))",
            ),
            ("other", r"(?<!\w)\d{1,2} ?(?:counts?|years?|yrs?|months?|days?|st|nd|rd|th|cases?)\b"),
            ("number", r"(?<!\w)(?:\d{1,6}|[il|]\d{3})(?!\d)"),
            ("join", r"[,;&/+|]|(?<![a-z])(?:and|or|plus)(?![a-z])"),
            ("silent", r"[ .:)-]+|(?<![a-z])(?:of|the|under|to|see)(?![a-z])"),
            ("word", r"[^\W_]+|."),
        )
    ),
    re.IGNORECASE | re.DOTALL,
)
_ITS_END = re.compile(r"[;,&|]| and | or ")
_SAME_LENGTH = str.maketrans("[]{}_$\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "()()  -------")


class _Reader:
    """Goes through a text once: which head is in force, whether a number would be a section, and what waits for a head."""

    def __init__(self, text: str) -> None:
        self.kept = text
        self.text = text.translate(_SAME_LENGTH)
        self.title = 0
        self.last_title = 0
        self.revenue = ""
        self.awaits = True
        self.waiting: list[Citation] = []
        self.found: list[Citation] = []

    def read(self) -> list[Citation]:
        """Return the citations in order. Sections for which no head was found aren't citations."""
        at = 0
        while at < len(self.text):
            token = _TOKEN.match(self.text, at)
            assert token is not None
            at = self._take(token.lastgroup or "", token) or token.end()
        if self.waiting and self.last_title:
            self._give(self.last_title)
        if self.revenue and all(cited.title != 26 for cited in self.found):
            self.found.append(Citation(26, "", words=self.revenue))
        return self.found

    def _take(self, kind: str, token: re.Match[str]) -> int:
        """Take one token; return where to go on, 0 for its end."""
        if kind in ("coded", "after", "title", "colon", "short"):
            if kind == "short" and self.title:
                return self._number(token.start()) if self.awaits else 0
            return self._head(_title_in(token[0]), token)
        if kind in ("act", "revenue"):
            return self._head(IMMIGRATION_ACT if kind == "act" else 26, token)
        if kind == "elsewhere":
            self.title = ANOTHER_LAW
            self.waiting.clear()
            words = _ITS_END.split(self.kept[token.start() : token.start() + 40])[0].strip()
            self.found.append(Citation(ANOTHER_LAW, "", words=words))
        elif kind == "number" and self.awaits:
            return self._number(token.start())
        elif kind in ("mark", "join"):
            self.awaits = True
        elif kind in ("word", "date", "other"):
            self.awaits = False
        return 0

    def _head(self, title: int, token: re.Match[str]) -> int:
        """A head takes what waited for one ('section 1253 of title 8'); else it stands for what follows."""
        taken = bool(self.waiting)
        if taken:
            self._give(title)
        self.title = 0 if taken else title
        self.last_title = title
        self.awaits = True
        if title == 26:
            self.revenue = token[0].strip()
        end = token.end()
        return self._number(end) if self.text[end : end + 1].isdigit() else 0

    def _give(self, title: int) -> None:
        self.found += [replace(citation, title=title) for citation in self.waiting]
        self.waiting = []

    def _number(self, at: int) -> int:
        section = SectionAt(self.text, at, self.title)
        cited = [replace(c, words=self.kept[section.start : section.end].strip()) for c in section.read()]
        if self.title == 0:
            self.waiting += cited
        elif self.title != ANOTHER_LAW:
            self.found += cited
        return section.end


def _title_in(words: str) -> int:
    """Return the number of the title that a head names."""
    figures = re.search(r"\d{1,2}", words)
    if figures:
        return int(figures[0])
    return next(number for name, number in _NUMERALS.items() if re.search(rf"\b{name}\b", words, re.IGNORECASE))


def read_citations(text: str) -> list[Citation]:
    """Return every citation in a text on one line (`text.clean`), in order; a chain of designators for each.

    Sections whose title or law isn't named anywhere in the text aren't returned.
    """
    return _Reader(text).read()
