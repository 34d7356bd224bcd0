"""The sealer's key: kept in a file that its account alone reads; signs notes in the form of c2sp.org/signed-note (Ed25519)."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from .standalone.tree import COMPLETE, ED25519, ROTATION, Checkpoint, Key


class NoKey(Exception):
    """There is no usable key, in a sentence that says what to do."""


@dataclass(frozen=True)
class Signer:
    """A private key and the name that it signs as."""

    name: str
    private: Ed25519PrivateKey

    @property
    def key(self) -> Key:
        """The public key."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        id = hashlib.sha256(self.name.encode() + b"\n" + bytes([ED25519]) + raw).digest()[:4]
        return Key(self.name, id, ED25519, raw)

    def line(self, body: str) -> str:
        """Return the signature line of a text."""
        signed = self.key.id + self.private.sign(body.encode())
        return f"— {self.name} {base64.b64encode(signed).decode()}\n"

    def note(self, body: str) -> str:
        """Return a text with its signature."""
        return f"{body}\n{self.line(body)}"


def checkpoint_note(signer: Signer, found: Checkpoint) -> str:
    """Return a signed checkpoint."""
    root = base64.b64encode(found.root).decode()
    return signer.note(f"{found.origin}\n{found.size}\n{root}\n{COMPLETE}{found.complete_below}\n")


def rotation_note(old: Signer, new: Signer, size: int, at: str) -> str:
    """Return the statement by which the old key signs over to the new one, signed by both. `at`: the time, in ISO 8601."""
    body = f"{ROTATION}\n{old.key.text()}\n{new.key.text()}\n{size}\n{at}\n"
    return old.note(body) + new.line(body)


def load(path: Path, name: str) -> Signer:
    """Return the key in a file. Raises NoKey if there is none, or others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise NoKey(f"{path.name} can be read by others: chmod 600 it, and change the key if others had it.")
        private = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise NoKey(f"SEALER_KEY_FILE ({path.name}) holds no key that can be read.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise NoKey(f"SEALER_KEY_FILE ({path.name}) holds no Ed25519 key.")
    return Signer(name, private)


def make(path: Path, name: str) -> Signer:
    """Make a key in a new file that only this account reads. Raises FileExistsError."""
    private = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())
    return Signer(name, private)
