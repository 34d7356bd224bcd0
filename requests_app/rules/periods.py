"""Reading taxable periods: years, ranges, months, quarters. 26 U.S.C. 6103(i)(2)(B)(ii).

'2022', '2022; 2023', '2021-2023', '202312' (the IRS's own form: the period that ends in December 2023), 'Q1
2022', 'TY2022', 'Dec 2023' and '12/31/2023' are periods; 'all', 'last year', '2019-' and '22' are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from .dates import MONTHS, parse_date
from .facts import Book, Raised, Severity, SubjectFacts
from .text import clean, excerpt

FIRST_YEAR = 1954
"""The year of the Internal Revenue Code of 1954: an earlier period is a question for counsel."""

_MAX_TEXT = 2000
_MAX_SPAN = 100

_Y = r"((?:18|19|20|21)\d\d)"
_MONTH = r"([a-z]{3,10})\.?"
_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_OPEN = re.compile(
    r"\b(?:since|prior|before|after|(?<!\d )until|up to|onwards?|forward|later|earlier|desde|antes|depuis|avant|seit|vor)\b"
    r"|\d ?\+ ?(?:$|[;,])|^from \d{4}$"
)
"""An end that stays open isn't a period."""
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\.{2,}", " - "),
        (r"\b([tcf])\. ?y\.?(?= ?\d)", r"\1y "),
        (r"\bbetween (.{4,20}?) and ", r"\1 to "),
        (r"(\d{4}-\d\d-\d\d)/(?=\d{4}-)", r"\1 to "),
        (r"(?<=\d) (?:a|al|bis|à|au|hasta|до|al) (?=\d)", " to "),
        (r"(?<=\d) (?:y|et|e|und|och|i|и|ja) (?=\d)", ";"),
        (r"\b(?:quarter|qtr\.?|trimestre) ?([1-4])\b,?", r"q\1 "),
        (r"\bq[1-4] ?(?:,|&|and|/|;) ?(?=q[1-4]\b)", ""),
        (rf"\b(?:{_MONTH_NAMES})\.? ?(?:,|&|and|/|;) ?(?=(?:{_MONTH_NAMES})\b)", ""),
        (r"\b(?:forms? ?)?(?:(?:1040|1120|1065|990|941|940|1099|w-?2)(?:-?[a-z]{1,4})?) ?[-,:] ?(?=\d{4})", ""),
        (r"\bmft ?\d\d[-/ ,]*(?=\d{6}\b)", ""),
        (
            r"\b(?:all|entire|whole|full)(?: four)?(?: of| quarters(?: of)?| months(?: of)?| years?(?: of)?)(?= ?\d{4})",
            "",
        ),
        (r"(?<=\d{4}) ?\(?(?:all(?: four)? (?:quarters|months)|inclusive|incl\.?)\)?", ""),
        (r"\bquarters?(?= end)", ""),
    )
)
_NOISE = re.compile(
    r"\b[tcf]ys?[-: ]*(?=\d)|\bforms? ?\w+(?:-\w+)?|\b(?:(?:1040|1120|1065|990|941|940|1099|w-?2)(?:-?\w{1,4})?)\b(?= )"
    r"|\b(?:tax(?:able)?|calendar|fiscal|years?|yrs?|periods?|quarters? of|ending|ended|end|for|the|in|and|from|[tcf]ys?|y/?e"
    r"|month of|months of|returns?|años?|anos?|années?|ejercicios?|exercices?|jahre?|steuerjahre?|fiscal(?:es)?)\b"
    r"|(?<=\d)[tcf]y\b|(?<=\d)\.0+\b|(?<=\d)年度?|[.()\[\]#:'\"*“”]"
)
_SHORT = re.compile(r"\b(?:(?:ty|cy|fy)[ -]?'?|(?P<quarter>q[1-4]|[1-4]q)[ -]?'?)(?P<year>\d\d)\b(?!\d)")
_BETWEEN = re.compile(r" ?(?:-|–|—|~|\bto\b|\bthrough\b|\bthru\b) ?")
_QUARTER = re.compile(r"q[1-4]|[1-4]q|[a-z]{3,9}")
_RANGE = re.compile(rf"{_Y} ?(?:-|–|—|~|to|through|thru|until|till|\.\.+) ?(?:{_Y}|(\d\d))")
_SPLIT = re.compile(r"[;,|\n&+]|\band\b|(?<=\d{4})/(?=\d{4})|(?<=\b\d{4}) +(?=\d{4}\b)")
_WRITTEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_Y}",
        rf"{_Y}[-/ ]?(0[1-9]|1[0-2])",
        rf"(?:0?[1-9]|1[0-2])[-/ ]{_Y}",
        rf"(?:q|qtr ?)[1-4](?: of)?[-/ ,]*{_Y}|[1-4] ?(?:q|qtr)(?: of)?[-/ ,]*{_Y}",
        rf"(?:1st|2nd|3rd|4th) (?:q|qtr|quarter)?(?: of)? ?{_Y}",
        rf"{_Y}[-/ ]*(?:q|qtr ?)[1-4]|{_Y}[-/ ]*[1-4] ?q",
        rf"(?:first|second|third|fourth) (?:quarter|qtr)?(?: of)? ?{_Y}",
        rf"(?:[hs][12]|[12] ?h|(?:1st|2nd|first|second) half)(?: of)?[-/ ,]*{_Y}|{_Y}[-/ ]*[hs][12]",
    )
)
_NAMED_MONTH = re.compile(rf"{_MONTH}[-/ ,]*{_Y}|{_Y}[-/ ,]*{_MONTH}")


@dataclass(frozen=True, slots=True)
class Periods:
    """What a text says about periods: the years they lie in, and the first piece that can't be read ('' if
    none).
    """

    years: tuple[int, ...]
    unreadable: str = ""


def _range(piece: str) -> tuple[int, ...] | None:
    found = _RANGE.fullmatch(piece)
    if found is None:
        return None
    first = int(found[1])
    if found[3] and 1 <= int(found[3]) <= 12 and not first // 100 * 100 + int(found[3]) > first:
        return (first,)
    last = int(found[2]) if found[2] else first // 100 * 100 + int(found[3])
    return tuple(range(first, last + 1)) if first <= last <= first + _MAX_SPAN else ()


def _single(piece: str) -> tuple[int, ...]:
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(piece):
            return (int(next(year for year in found.groups() if year and len(year) == 4)),)
    if (found := _NAMED_MONTH.fullmatch(piece)) and (found[1] or found[4]) in MONTHS:
        return (int(found[2] or found[3]),)
    day = parse_date(piece)
    return (day.year,) if day else ()


def _ends(piece: str) -> tuple[int, ...]:
    """Return the years between two periods: '202112-202312', '1/1/2021 - 12/31/2022', 'Q1-Q4 2022'."""
    for between in _BETWEEN.finditer(piece):
        last = _single(piece[between.end() :])
        start = piece[: between.start()]
        first = _single(start) or (last if _QUARTER.fullmatch(start) and start[:3] not in ("now", "pre") else ())
        if first and last:
            return tuple(range(first[0], last[0] + 1)) if first[0] <= last[0] <= first[0] + _MAX_SPAN else ()
    return ()


def _piece(piece: str) -> tuple[int, ...]:
    if any(pattern.fullmatch(piece) for pattern in _WRITTEN):
        return _single(piece)
    as_range = _range(piece)
    return as_range if as_range is not None else _single(piece) or _ends(piece)


_SHORTENED = re.compile(r"\b(20)(\d\d)((?: ?(?:,|&|\band\b) ?'?\d\d\b(?![-/\d]))+)")
_JOINED = re.compile(r"\b\d{4}(?:-\d{4}){2,}\b")
_SPANNED = re.compile(r"\b(\d{4})/(\d\d)(?![\d/-])")


def _years_in_full(found: re.Match[str]) -> str:
    """Return '2021;2022;2023' for '2021, 22 and 23', unchanged where the figures don't grow: '2021, 12' may be a month."""
    figures = [int(found[2]), *map(int, re.findall(r"\d\d", found[3]))]
    grows = all(first < second for first, second in pairwise(figures))
    return ";".join(f"20{figure:02d}" for figure in figures) if grows else found[0]


def _span_in_full(found: re.Match[str]) -> str:
    """Return '2020-2021' for '2020/21', unchanged where the figures can be a month."""
    next_year = (int(found[1]) + 1) % 100
    return f"{found[1]}-{int(found[1]) + 1}" if int(found[2]) == next_year > 12 else found[0]


def _in_full(words: str) -> str:
    """Return periods with what is shortened or said in passing written out."""
    for pattern, replacement in _REWRITES:
        words = pattern.sub(replacement, words)
    words = _JOINED.sub(lambda found: found[0].replace("-", ";"), words)
    words = _SPANNED.sub(_span_in_full, _SHORTENED.sub(_years_in_full, words))
    return _SHORT.sub(lambda found: f"{found['quarter'] or ''}20{found['year']}", words)


@lru_cache(maxsize=20_000)
def read_periods(text: str) -> Periods:
    """Return the years of all periods named; every piece must be readable, else the first that isn't is
    named.
    """
    words = clean(text[:_MAX_TEXT]).lower()
    if day := parse_date(words):
        return Periods((day.year,))
    if _OPEN.search(words):
        return Periods((), excerpt(words, 40))
    words = _in_full(words)
    whole = " ".join(_NOISE.sub(" ", words).split())
    if (alone := _piece(whole)) and len(whole) <= 40:
        return Periods(alone)
    words = _SPLIT.sub(";", words)
    years: list[int] = []
    for raw in words.split(";"):
        piece = " ".join(_NOISE.sub(" ", raw).split())
        if not piece:
            continue
        found = _piece(piece)
        if not found:
            return Periods(tuple(years), excerpt(raw, 40) or "?")
        years.extend(found)
    return Periods(tuple(dict.fromkeys(years)))


def judge_periods(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise period.missing: no readable period or one in the future (subject); one before 1954 (review)."""
    text = facts.tax_periods
    if not text or text.isspace():
        return Raised("period.missing", Severity.SUBJECT)
    found = read_periods(text)
    if found.unreadable or not found.years:
        return Raised("period.missing", Severity.SUBJECT, found.unreadable or excerpt(text, 40))
    if max(found.years) > today.year:
        return Raised("period.missing", Severity.SUBJECT, f"{max(found.years)} is in the future")
    if min(found.years) < FIRST_YEAR:
        return Raised("period.missing", Severity.REVIEW, f"{min(found.years)} is before {FIRST_YEAR}")
    return None
