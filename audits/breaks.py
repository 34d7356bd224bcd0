"""A declared break: a signed statement that a row is no longer as it was sealed. Nothing is rewritten by it.

From then on a verification tells that row apart, as long as it stays as declared; anything new fails. The statement bears the
sealer's signature, lies in its folder, and is a row that is sealed itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Finding
from .standalone.tree import BREAK

NOTHING = "-"


def body_of(origin: str, finding: Finding, *, by: str, why: str, at: str) -> str:
    """Return the statement's text. `at`: the time, in ISO 8601. Line breaks in words become blanks."""
    by, why = " ".join(by.split()), " ".join(why.split())
    return "\n".join([BREAK, origin, finding.place, finding.now or NOTHING, by, why, at]) + "\n"


def apart(findings: Sequence[Finding], known: dict[str, str]) -> tuple[list[Finding], list[Finding]]:
    """Return what isn't declared, and what is and stays as declared."""
    new = [f for f in findings if known.get(f.place) != (f.now or NOTHING)]
    return new, [f for f in findings if f not in new]
