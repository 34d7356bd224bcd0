"""The sealer's folder as a whole: its state, its checkpoints, its public keys, declared breaks. `tiles.py` has the tree."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from .standalone.tree import Bad, Checkpoint, Key, Keys, Note, checked, keys_after
from .tiles import Tiles, write


@dataclass(frozen=True)
class State:
    """What the sealer remembers: leaves in the tree, the transaction below which every row is in it, the last whole check.

    `checked`: leaves that a round has compared since they were sealed. `recent`: (time in seconds, size, complete_below) of
    checkpoints of the last hour, and the one before it.
    """

    size: int = 0
    complete_below: int = 0
    whole_at: float = 0.0
    checked: int = 0
    recent: tuple[tuple[float, int, int], ...] = field(default=())


@dataclass(frozen=True)
class SealFolder:
    """Where the tree lies."""

    path: Path

    # What anyone may read

    def latest(self) -> str | None:
        """Return the latest signed checkpoint, None while there is none."""
        return self._text("checkpoint")

    def earlier(self) -> list[int]:
        """Return the sizes of all checkpoints, ascending."""
        return sorted(int(file.name) for file in (self.path / "checkpoints").glob("[0-9]*"))

    def at(self, size: int) -> str | None:
        """Return the checkpoint of a size."""
        return self._text(f"checkpoints/{size:d}")

    def first_key(self) -> Key:
        """Return the first public key. Raises Bad if there is none."""
        text = self._text("public-key")
        if text is None:
            raise Bad(
                "The sealer's folder holds no public key: nothing has been sealed yet, or SEAL_FOLDER is another folder."
            )
        return Key.read(text)

    def rotations(self) -> list[str]:
        """Return the statements by which one key signed over to the next, in order."""
        found: list[str] = json.loads(self._text("rotations") or "[]")
        return found

    def all_keys(self) -> Keys:
        """Return every key with the largest tree that it may sign. Raises Bad."""
        return keys_after(self.first_key(), self.rotations())

    def breaks(self) -> list[str]:
        """Return the signed statements of declared breaks, in order."""
        files = sorted((self.path / "breaks").glob("[0-9]*"), key=lambda file: int(file.name))
        return [file.read_text() for file in files]

    def checkpoint(self) -> Checkpoint:
        """Return the latest checkpoint, its signature checked. Raises Bad."""
        text = self.latest()
        if text is None:
            raise Bad(
                "The sealer's folder holds no checkpoint: nothing has been sealed yet, or SEAL_FOLDER is another folder."
            )
        return checked(text, self.all_keys())

    def tiles(self) -> Tiles:
        """Return the tree of the latest checkpoint. Raises Bad."""
        return Tiles(self.path, self.checkpoint().size)

    # What the sealer writes

    @contextmanager
    def round_locked(self) -> Iterator[None]:
        """Hold what a backup holds too: neither goes on while the other works."""
        self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.path / ".round", os.O_RDWR | os.O_CREAT, 0o600), "r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def state(self) -> State:
        """Return what the sealer remembers."""
        return _state(json.loads(self._text("state.json") or "{}"))

    def remember(self, state: State) -> None:
        """Keep the sealer's state."""
        write(self.path / "state.json", json.dumps(asdict(state)).encode())

    def begin(self, key: Key) -> None:
        """Make the folder, with the first public key."""
        self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
        write(self.path / "public-key", f"{key.text()}\n".encode())

    def pend(self, note: str, state: State) -> None:
        """Keep what is to be published once the database has committed it."""
        write(self.path / "pending.json", json.dumps({"note": note, "state": asdict(state)}).encode())

    def pending(self) -> tuple[str, State] | None:
        """Return what was about to be published, if anything."""
        text = self._text("pending.json")
        if text is None:
            return None
        found = json.loads(text)
        return found["note"], _state(found["state"])

    def publish(self, note: str, state: State) -> None:
        """Publish a checkpoint, and remember."""
        size = Checkpoint.read(Note.read(note)).size
        write(self.path / "checkpoints" / str(size), note.encode())
        write(self.path / "checkpoint", note.encode())
        self.remember(state)
        self.forget_pending()

    def forget_pending(self) -> None:
        """Drop what was about to be published."""
        (self.path / "pending.json").unlink(missing_ok=True)

    def add_rotation(self, note: str) -> None:
        """Add a statement by which the key changes."""
        write(self.path / "rotations", json.dumps([*self.rotations(), note]).encode())

    def add_break(self, note: str) -> None:
        """Add a declared break."""
        write(self.path / "breaks" / str(len(self.breaks()) + 1), note.encode())

    def _text(self, name: str) -> str | None:
        try:
            return (self.path / name).read_text()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise Bad(f"{name} in the sealer's folder can't be read.") from None


def _state(found: dict[str, Any]) -> State:
    recent = tuple((float(at), int(size), int(below)) for at, size, below in found.get("recent", ()))
    return replace(State(**{**found, "recent": ()}), recent=recent)


def locked_by(path: Path) -> int:
    """Return the file that one sealer at a time holds locked; the caller locks it."""
    path.mkdir(mode=0o755, parents=True, exist_ok=True)
    return os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
