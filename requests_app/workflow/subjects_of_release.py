"""Rows of a release as people type them, '3, 7-12': which subjects they are, and what is wrong with them."""

from __future__ import annotations

from ..models import ReleaseItem


def subjects_in_rows(release_id: int, text: str) -> tuple[list[int], list[str]]:
    """Return the ids of the subjects in rows given as '3, 7-12', and what is wrong with them. Empty: the whole release."""
    rows, wrong = _rows(text)
    found = ReleaseItem.objects.filter(release_id=release_id, subject__row__in=rows)
    known = dict(found.values_list("subject__row", "subject_id")) if rows else {}
    absent = sorted(rows - known.keys())
    wrong += [f"Row {row} isn't in this release." for row in absent[:5]]
    return sorted(known.values()), wrong


MOST_ROWS = 100_000
_FIGURES = 9


def _rows(text: str) -> tuple[set[int], list[str]]:
    rows: set[int] = set()
    for part in text.replace(";", ",").split(","):
        first, dash, last = part.strip().partition("-")
        ends = [end.strip() for end in ((first, last) if dash else (first, first))]
        if not any(ends):
            continue
        if not all(end.isascii() and end.isdecimal() and len(end) < _FIGURES for end in ends):
            return set(), ["Give rows as numbers, as in 3, 7-12."]
        begin, end = map(int, ends)
        if end < begin or end - begin + len(rows) > MOST_ROWS:
            return set(), [
                f"Give rows from the lower to the higher, at most {MOST_ROWS:,}; none for the whole release."
            ]
        rows.update(range(begin, end + 1))
    return rows, []
