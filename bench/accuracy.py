"""How right the rules are about addresses and names: `make accuracy`, or `python -m bench.accuracy`.

From the project's own copies in tests/data it prints the four figures that have a bar, and then, by kind, the tables of
cases in tests/data/cases. Under each figure stand the rows that missed it (1 is the first data row; in the tables the line
of the file). The exit code is 1 if a bar is missed. Nothing is stored, and no server runs.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from requests_app.rules.addresses.judging import judge_address
from requests_app.rules.agreements import MOU
from requests_app.rules.facts import Raised, Severity, SubjectFacts
from requests_app.rules.flags import blocks, judge_subject
from requests_app.rules.identifiers import tin_form
from requests_app.rules.lists import DEFAULT_BOOK, EDITION
from requests_app.rules.names import judge_name

DATA = Path(__file__).parent.parent / "tests" / "data"
CASES = DATA / "cases"
ON = date(2026, 11, 22)
"""The day as of which the copies are judged."""
BOOK = replace(DEFAULT_BOOK, agreement=MOU.facts, invented_tins=True)
SHOWN = 20
"""Rows listed under a figure."""

EXPECTED = ("accepted", "review", "incomplete", "placeholder", "missing", "refused")
"""What a table may expect: 'review' is for a person, 'refused' any blocking flag, the others the last part of a code."""
ADDRESS_COLUMNS = ("address_line1", "address_line2", "city", "state", "postal_code", "country", "address")
NAME_COLUMNS = ("first_name", "middle_name", "last_name", "entity_name")


@dataclass
class Figure:
    """One measured share: what it is, its bar in percent ('' if none), how many of how many, and the rows that missed."""

    title: str
    least: float | None = None
    most: float | None = None
    hits: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, hit: bool, miss: bool, row: str) -> None:
        """Count one row; a row that is a miss is listed."""
        self.of += 1
        self.hits += hit
        if miss:
            self.missed.append(row)

    @property
    def percent(self) -> float:
        """Return the share in percent."""
        return 100 * self.hits / self.of if self.of else 0.0

    @property
    def holds(self) -> bool:
        """Return whether the bar is kept."""
        high = self.least is None or self.percent >= self.least
        return high and (self.most is None or self.percent <= self.most)

    def __str__(self) -> str:
        bar = "" if self.least is None else f"at least {self.least:g} %"
        bar = bar if self.most is None else f"at most {self.most:g} %"
        verdict = "" if not bar else f"  ({bar}: {'kept' if self.holds else 'MISSED'})"
        more = [f"      … and {len(self.missed) - SHOWN} more"] if len(self.missed) > SHOWN else []
        rows = [f"      {row}" for row in self.missed[:SHOWN]]
        return "\n".join([f"{self.percent:7.2f} %  {self.hits:5} of {self.of:5}  {self.title}{verdict}", *rows, *more])


@dataclass(frozen=True)
class Case:
    """One line of a table: what is expected, its kind, where it stands, its text, and the facts that it gives."""

    expected: str
    kind: str
    line: int
    text: str
    facts: SubjectFacts


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a copy in tests/data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def accepted(flag: Raised | None) -> bool:
    """Return whether nothing blocks: no flag, or one for a person to look at."""
    return flag is None or flag.severity == Severity.REVIEW


def graded() -> tuple[Figure, Figure]:
    """Return the shares accepted of the complete and of the partial addresses."""
    complete = Figure("of the graded complete addresses are accepted", least=98.5)
    partial = Figure("of the graded partial addresses are accepted", most=2)
    for number, row in enumerate(rows("us-addresses-graded.csv"), 1):
        ok = accepted(judge_address(SubjectFacts(address=row["address"]), BOOK, ON))
        of = complete if row["grade"] == "complete" else partial
        of.count(ok, ok != (of is complete), f"row {number}: {row['address']}")
    return complete, partial


def sample() -> Iterator[tuple[int, set[str], tuple[Raised, ...]]]:
    """Yield row number, codes of which one must be raised, and the flags raised, for each row of the sample."""
    wanted = rows("subjects-sample-expected.csv")
    for number, (row, want) in enumerate(zip(rows("subjects-sample.csv"), wanted, strict=True), 1):
        tin = row.pop("tin")
        facts = SubjectFacts(**row, tin_form=tin_form(tin, invented=True))
        yield number, set(filter(None, want["must_have"].split("|"))), judge_subject(facts, BOOK, ON)


def planted() -> tuple[Figure, Figure]:
    """Return the share of planted defects found and the share of clean rows blocked."""
    found = Figure("of the planted defects of the sample are found", least=100)
    blocked = Figure("of the clean rows of the sample are blocked", most=0)
    for number, want, flags in sample():
        codes = {flag.code for flag in flags}
        if want:
            found.count(
                bool(want & codes), not want & codes, f"row {number}: {'|'.join(sorted(want))} isn't among {codes}"
            )
        else:
            stops = sorted(flag.code for flag in flags if blocks(flag))
            blocked.count(bool(stops), bool(stops), f"row {number}: {', '.join(stops)}")
    return found, blocked


def _facts(name: str, text: str) -> SubjectFacts:
    """Return what a line gives. 'backslash u' and four figures stand for a sign that couldn't be seen in the table."""
    if "\\u" in text:
        text = text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    if name.startswith("names-"):
        return SubjectFacts(**dict(zip(NAME_COLUMNS, (part.strip() for part in text.split("|")), strict=False)))
    if name == "addresses-fields.txt":
        return SubjectFacts(**dict(zip(ADDRESS_COLUMNS, (part.strip() for part in text.split("|")), strict=False)))
    return SubjectFacts(address=text)


def cases(path: Path) -> Iterator[Case]:
    """Yield the cases of a table: '[what is expected] kind', then one case a line; '# ' begins a remark."""
    expected = kind = ""
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        head, _, rest = text.partition("] ")
        if head[:1] == "[" and head[1:] in EXPECTED:
            expected, kind = head[1:], rest
        elif text.strip() and not text.startswith("# "):
            yield Case(expected, kind, number, text, _facts(path.name, text))


def tables() -> list[Path]:
    """Return the tables of addresses and names, in the order of their names."""
    return sorted([*CASES.glob("addresses-*.txt"), *CASES.glob("names-*.txt")])


def answer(path: Path, case: Case) -> str:
    """Return what the rules say of a case, as one of EXPECTED; 'refused' where that is expected and something blocks."""
    rule = judge_name if path.name.startswith("names-") else judge_address
    flag = rule(case.facts, BOOK, ON)
    if flag is None:
        return "accepted"
    if flag.severity == Severity.REVIEW:
        return "review"
    return "refused" if case.expected == "refused" else flag.code.partition(".")[2]


def by_kind(path: Path) -> list[Figure]:
    """Return the share of right answers for each kind in a table."""
    found: dict[tuple[str, str], Figure] = {}
    for case in cases(path):
        figure = found.setdefault((case.expected, case.kind), Figure(f"{case.expected}: {case.kind}"))
        said = answer(path, case)
        right = said == case.expected
        figure.count(right, not right, f"line {case.line}: {said}, not {case.expected}: {case.text}")
    return list(found.values())


def main() -> int:
    """Print every figure; return 1 if a bar is missed."""
    print(f"Rules of edition {EDITION}, judged as of {ON}\n")
    barred = [*graded(), *planted()]
    print(*barred, sep="\n")
    for path in tables():
        print(f"\n{path.stem}: answered as expected")
        print(*by_kind(path), sep="\n")
    return 0 if all(figure.holds for figure in barred) else 1


if __name__ == "__main__":
    sys.exit(main())
