"""Subjects of a release as people type them, '3, 7-12': which they are, and what is wrong with them."""

from __future__ import annotations

from ..models import ReleaseItem
from ..rules import numbering

MOST = 100_000
"""Subjects that may be named at once."""


def subjects_numbered(release_id: int, text: str) -> tuple[list[int], list[str]]:
    """Return the ids of subjects typed as '3, 7-12', and what is wrong with them. Empty: the whole release."""
    spans, wrong = numbering.spans_typed(text)
    if wrong:
        return [], [wrong]
    if sum(last - first + 1 for first, last in spans) > MOST:
        return [], [f"Name at most {MOST:,} subjects; none for the whole release."]
    numbers = {number for first, last in spans for number in range(first, last + 1)}
    found = ReleaseItem.objects.filter(release_id=release_id, subject__row__in=numbers)
    known = dict(found.values_list("subject__row", "subject_id")) if numbers else {}
    absent = sorted(numbers - known.keys())
    return sorted(known.values()), [
        f"{numbering.subject(one).capitalize()} isn't in this release." for one in absent[:5]
    ]
