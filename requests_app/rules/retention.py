"""How long things are kept: periods that are data with history, as they ship. Nothing is ever purged by itself.

Source: 26 U.S.C. 6103(p)(4)(F); NIST SP 800-53 AU-11. An installation enters its own schedule with the citation it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

AT_AGENCY, PACKAGE, FILES = "at_agency", "package", "files"

TITLES: dict[str, str] = {AT_AGENCY: "At the agency", PACKAGE: "Packages", FILES: "Uploaded files"}
"""Period -> its name on pages."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period as shipped: its length, in days or years, the longest that may be set, what it means, and its citation."""

    length: int
    most: int
    unit: str
    meaning: str
    citation: str

    def of(self, length: int) -> str:
        """Return a length in its unit: '1 year', '7 years'."""
        return f"{length:,} {self.unit.removesuffix('s') if length == 1 else self.unit}"


PERIODS: dict[str, Period] = {
    AT_AGENCY: Period(
        365,
        3650,
        "days",
        "from receipt until the agency has returned what was released, or made it undisclosable",
        "26 U.S.C. 6103(p)(4)(F)",
    ),
    PACKAGE: Period(
        7,
        99,
        "years",
        "from the end of a request until the bytes of its packages may be disposed of",
        "NIST SP 800-53 AU-11",
    ),
    FILES: Period(
        7, 99, "years", "from the end of a request until its uploaded files may be disposed of", "NIST SP 800-53 AU-11"
    ),
}
"""Name -> period. What an installation enters stands for these."""

COUNTS: dict[str, str] = {
    AT_AGENCY: "It counts for what is received from now on.",
    PACKAGE: "It counts from now on, for requests that ended before as well.",
    FILES: "It counts from now on, for requests that ended before as well.",
}
"""Period -> for what one that is set counts: a receipt keeps the one of its day, a schedule is as it stands."""

DISPOSABLE: dict[str, str] = {
    PACKAGE: "the sealed bytes of its packages",
    FILES: "the sealed bytes of its uploaded files",
}
"""What a schedule may name. History, accounting, the access log and decisions are never among it."""


BETWEEN = r"[^0-9A-Za-z\u00C0-\u1FFF\u2C00-\u2FEF\u3040-\uD7FF]+"
"""Signs by which no citation differs from another, read alike by Python and by PostgreSQL: all but letters and figures."""

SHORTENED = (
    "A shorter period needs a citation of its own: give the schedule or section that allows it. "
    "The one given is that of the longer period, which stands."
)


def shortened_alike(length: int, citation: str, stood: int, cited: str) -> bool:
    """Return whether a period would be shorter than the one that stood, and rest on the same citation."""
    one, other = (re.sub(BETWEEN, "", text).lower() for text in (citation, cited))
    return length < stood and one == other


def due_on(ended_on: date, years: int) -> date:
    """Return the day from which something may be disposed of."""
    try:
        return ended_on.replace(year=ended_on.year + years)
    except ValueError:
        return ended_on.replace(year=ended_on.year + years, month=3, day=1)
