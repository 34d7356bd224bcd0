"""A declared break: a signed statement that a row is no longer as it was sealed. Nothing is rewritten by it.

From then on a verification tells that row apart, as long as it stays as declared; anything new fails. The statement bears the
sealer's signature, lies in its folder, and is a row that is sealed itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .findings import Finding
from .standalone.verify import Bad, Keys, Note

BREAK = "disclosure-desk/break"
NOTHING = "-"


def body_of(origin: str, finding: Finding, *, by: str, why: str, at: str) -> str:
    """Return the statement's text. `at`: the time, in ISO 8601. Line breaks in words become blanks."""
    by, why = " ".join(by.split()), " ".join(why.split())
    return "\n".join([BREAK, origin, finding.place, finding.now or NOTHING, by, why, at]) + "\n"


def declared(notes: Iterable[str], keys: Keys) -> dict[str, str]:
    """Return what each declared place was declared to hold, the latest statement of a place counting. Raises Bad."""
    found = {}
    for text in notes:
        note = Note.read(text)
        lines = note.body.split("\n")
        if (
            len(lines) < 8
            or lines[:2] != [BREAK, keys[0][0].name]
            or not any(note.signature_by(key) for key, _ in keys)
        ):
            raise Bad("A declared break isn't signed by the sealer's key.")
        found[lines[2]] = lines[3]
    return found


def apart(findings: Sequence[Finding], known: dict[str, str]) -> tuple[list[Finding], list[Finding]]:
    """Return what isn't declared, and what is and stays as declared."""
    new = [f for f in findings if known.get(f.place) != (f.now or NOTHING)]
    return new, [f for f in findings if f not in new]
