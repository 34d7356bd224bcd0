"""What a verification finds, in plain sentences: which row, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Cursor(Protocol):
    """What is asked of a database cursor: psycopg's and Django's both give it."""

    def execute(self, query: Any, params: Any = None) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...
    def copy(self, statement: Any) -> Any: ...
    @property
    def connection(self) -> Any: ...


ALTERED, REMOVED, INSERTED, LISTED = "altered", "removed", "inserted", "listed"
LIVE, CHECKPOINT, FOLDER = "live", "checkpoint", "folder"

SAID = {
    ALTERED: "{row} was altered after it was sealed.",
    REMOVED: "{row} was removed after it was sealed.",
    INSERTED: "{row} was inserted among what was sealed before.",
    LISTED: "{row} stands, but its entry in the list of sealed rows was altered or removed.",
    LIVE: "{row} differs from the last entry of its history: it was changed, added or removed past the history.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that isn't as it was sealed. `index`: its place in the tree, None if it has none. `now`: what stands there."""

    kind: str
    source: str
    row_id: int
    index: int | None = None
    now: str = ""
    more: str = ""

    @property
    def place(self) -> str:
        """What a declared break names it by."""
        if self.index is not None:
            return f"leaf {self.index}"
        return f"{'live' if self.kind == LIVE else 'row'} {self.source} {self.row_id}"

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        if self.kind not in SAID:
            return self.more
        row = f"Row {self.row_id} of {self.source}"
        if self.index is not None:
            row += f" (number {self.index + 1} in the sealed order)"
        return " ".join(filter(None, (SAID[self.kind].format(row=row), self.more)))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return them with the first bad row first: sealed rows in their order, what was inserted, live rows, the rest."""
    rank = {FOLDER: -1, INSERTED: 1, LIVE: 2, CHECKPOINT: 3}
    return sorted(
        findings, key=lambda f: (rank.get(f.kind, 0), f.index if f.index is not None else 0, f.source, f.row_id)
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What one verification covered and found. `findings`: what fails it; `declared`: what a signed break already names."""

    whole: bool
    size: int
    since: int
    root: bytes
    rows: int
    live_rows: int
    unsealed: int
    seconds: float
    findings: Sequence[Finding]
    declared: Sequence[Finding] = ()
    witnessed: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything is as it was sealed, or declared."""
        return not self.findings

    @property
    def first(self) -> str:
        """The first bad row in a sentence, '' if there is none."""
        return self.findings[0].sentence if self.findings else ""
