"""What the two numbers of a taxpayer are called, the same everywhere, and how numbers are typed.

The request numbers its subjects from 1, whatever they came in by: 'subject 17'. A file numbers its rows from the first below
the headings: 'row 17 of people.csv'. They differ wherever a request holds more than one file.
"""

from __future__ import annotations

import re
from collections.abc import Collection

HINT = "Their numbers in the request, and ranges of them, such as 3, 7, 12-15."
"""Beside a field into which subjects are typed."""

FIRST = "1 is the first below the headings"
"""What the number of a file's row counts, beside one."""

ROWS = f"Row {FIRST}, where a spreadsheet usually has row 2."
"""Beside a list of a file's rows."""

INSTEAD = "say “subject 3” instead"
"""Where words named somebody."""

Span = tuple[int, int]
_DIGITS = 9
_SPAN = re.compile(rf"([0-9]{{1,{_DIGITS}}})(?:-([0-9]{{1,{_DIGITS}}}))?")


def subject(number: int) -> str:
    """Return how a subject is called by its number in the request: 'subject 17'. Without a comma: these part typed lists."""
    return f"subject {number}"


def subjects(numbers: Collection[int]) -> str:
    """Return how several subjects of one request are called: 'subjects 3, 17'."""
    return f"subject{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def row_of(row: int, filename: str) -> str:
    """Return how a row of a file is called: 'row 17 of people.csv'."""
    return f"row {row} of {filename}"


def spans_typed(text: str) -> tuple[list[Span], str]:
    """Return the ranges of '3, 7; 12-15', first and last, and what is wrong with the text: '' if nothing is.

    Commas, semicolons and blanks part them, as many as there are.
    """
    found = list[Span]()
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if not part:
            continue
        read = _SPAN.fullmatch(part)
        if read is None:
            return [], f"“{part[:20]}” isn’t a subject’s number, nor a range such as 12-15."
        first, last = int(read[1]), int(read[2] or read[1])
        if not first:
            return [], f"“{part[:20]}” names no subject: they are numbered from 1."
        if last < first:
            return [], f"“{part[:20]}” goes downward: give the lower number first."
        found.append((first, last))
    return found, "" if found or not text.strip() else "Give subjects by their numbers, such as 3, 7, 12-15."
