"""What a checked file comes to: counts, each code with its sentence, what rows share. It holds nothing of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from audits.standalone.words import count_of

from ..rules.flags import CODES
from ..rules.lists import EDITION
from .checking import Checked, Table
from .mapping import doubts, lacking
from .row_errors import TROUBLES

COMMAND = ".venv/bin/python manage.py check_file"
EXITS = {
    0: "no row is blocked",
    1: "some row is blocked",
    2: "the file can't be read; standard error says why and what to do",
}
"""What the command's end says."""
USES = {
    "people.csv": "Judges each row as of today.",
    "people.xlsx --agreement MOU-2025-04": "Judges a workbook under an agreement.",
    'people.csv --map "EARM_ADDRESS=address" --map "Notes="': "Says which field a column is, and leaves a column out.",
    "people.csv --json --on 2026-11-22 > codes.jsonl 2> summary.json": "Judges as of a day, for a program to read.",
}
"""Arguments -> what they do: the examples that the pages show."""

ORDER = {code: place for place, code in enumerate((*TROUBLES, *CODES))}


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts are rows. `codes`: code -> (rows it blocks, rows in which it is to be reviewed)."""

    rows: int
    blocked: int
    review: int
    codes: dict[str, tuple[int, int]]
    checked: Checked
    table: Table
    on: date
    agreement: str

    def as_json(self) -> dict[str, Any]:
        """Return all of it for a program to read."""
        return {
            "rows": self.rows,
            "blocked": self.blocked,
            "review": self.review,
            "clear": self.rows - self.blocked - self.review,
            "codes": [
                {"code": code, "blocked": blocked, "review": review, **_words(code)}
                for code, (blocked, review) in self.codes.items()
            ],
            "shared": [
                {"code": crowd.code, "groups": crowd.groups, "rows": crowd.rows, "largest": crowd.largest}
                for crowd in self.checked.crowds
            ],
            "columns": {str(int(position) + 1): field for position, field in self.table.columns.items()},
            "left_out": self._left_out(),
            "lacking": lacking(self.table.columns),
            "edition": EDITION,
            "on": self.on.isoformat(),
            "agreement": self.agreement,
        }

    def lines(self) -> Iterator[str]:
        """Yield all of it for a person to read."""
        under = f"under agreement {self.agreement}" if self.agreement else "under no agreement"
        yield f"Judged as of {self.on:%B %-d, %Y}, by edition {EDITION} of the rules, {under}. Nothing was kept."
        if left_out := self._left_out():
            yield f"Columns left out: {', '.join(map(str, left_out))}."
        yield from doubts(self.table.layout.header)
        if lacks := lacking(self.table.columns):
            yield f"No column carries: {', '.join(lacks)}. Every row is flagged for it."
        clear = self.rows - self.blocked - self.review
        yield f"{self.rows:,} rows: {self.blocked:,} blocked, {self.review:,} to be reviewed, {clear:,} without a flag."
        for code, (blocked, review) in self.codes.items():
            counts = [f"{blocked:,} blocked" if blocked else "", f"{review:,} to be reviewed" if review else ""]
            words = _words(code)
            yield f"  {code}: {', '.join(filter(None, counts))}. {words['sentence']} {words['remedy']}"
        for crowd in self.checked.crowds:
            groups = count_of(crowd.groups, "group")
            yield f"  {crowd.code}, shared: {crowd.rows:,} rows in {groups}; the largest has {crowd.largest:,}."

    def _left_out(self) -> list[int]:
        """Return the numbers of the columns that no field is taken from. Their names may be anything: none is said."""
        return [n + 1 for n in range(len(self.table.layout.header)) if str(n) not in self.table.columns]


def summary_of(checked: Checked, table: Table, on: date, agreement: str) -> Summary:
    """Return what a checked file comes to."""
    blocked = review = 0
    times: dict[str, list[int]] = {}
    for number, rows in Counter(checked.of_row).items():
        verdict = checked.verdicts[number]
        stopped = any(blocks for _, blocks in verdict)
        blocked += rows if stopped else 0
        review += rows if verdict and not stopped else 0
        for code, blocks in verdict:
            times.setdefault(code, [0, 0])[0 if blocks else 1] += rows
    codes = {code: (times[code][0], times[code][1]) for code in sorted(times, key=ORDER.__getitem__)}
    return Summary(len(checked.of_row), blocked, review, codes, checked, table, on, agreement)


def _words(code: str) -> dict[str, str]:
    said = TROUBLES.get(code) or CODES[code]
    return {"sentence": said.sentence, "remedy": said.remedy}
