"""The tree of RFC 6962, and the signed notes that speak of it: what the verifier, the witness and the sealer share.

Standard library and `cryptography` only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_ROWS = 2**40
COMPLETE = "complete-below "
ROTATION = "disclosure-desk/rotation"
BREAK = "disclosure-desk/break"
ED25519, COSIGNATURE = 1, 4


class Bad(Exception):
    """What is wrong, in a sentence."""


class Unfit(Bad):
    """What was given to check by or against isn't what it takes: nothing is said of any row."""


# --- The tree: RFC 6962 ------------------------------------------------------------------------------


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one row's line."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def top_of(hashes: Sequence[bytes]) -> bytes:
    """Return the hash above 1, 2, 4 … 256 hashes."""
    return top_of_block(b"".join(hashes))


def top_of_block(block: bytes) -> bytes:
    """Return the hash above 1, 2, 4 … 256 hashes that stand one after the other."""
    sha256 = hashlib.sha256
    while len(block) > 32:
        block = b"".join([sha256(b"\x01" + block[i : i + 64]).digest() for i in range(0, len(block), 64)])
    return block


@dataclass
class Frontier:
    """The tops of the full subtrees of the first `size` leaves, the largest first: all that a growing tree remembers."""

    size: int = 0
    nodes: list[bytes] = field(default_factory=list)

    def push(self, top: bytes, height: int = 0) -> None:
        """Add the top of a full subtree of 2**height leaves; `size` must be a multiple of that."""
        if self.size & ((1 << height) - 1):
            raise Bad("The hashes of the proof don't fit together.")
        added, at = 1 << height, height
        while self.size >> at & 1:
            top = node_hash(self.nodes.pop(), top)
            at += 1
        self.nodes.append(top)
        self.size += added

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        top = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            top = node_hash(node, top)
        return top


def heights_after(start: int, size: int) -> list[int]:
    """Return the heights of the full subtrees that make up the leaves from `start` to `size`."""
    found = []
    while start < size:
        height = (size - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        found.append(height)
        start += 1 << height
    return found


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, section 2.1.3.2). Raises Bad."""
    if not 0 <= index < size:
        raise Bad("The row's place lies outside the tree.")
    first, last, top = index, size - 1, leaf
    for other in proof:
        if last == 0:
            raise Bad("The proof is too long.")
        if first & 1 or first == last:
            top = node_hash(other, top)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            top = node_hash(top, other)
        first, last = first >> 1, last >> 1
    if last:
        raise Bad("The proof is too short.")
    return top


def check_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Raise Bad unless the larger tree grew from the smaller (RFC 9162, section 2.1.4.2)."""
    if old_size == size and old_root == root and not proof:
        return
    if not 0 < old_size < size or not proof:
        raise Bad("The trees can't be compared: the earlier one isn't smaller, or there is no proof.")
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_top = top = path[0]
    for other in path[1:]:
        if last == 0:
            raise Bad("The proof between the checkpoints is too long.")
        if first & 1 or first == last:
            old_top, top = node_hash(other, old_top), node_hash(other, top)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            top = node_hash(top, other)
        first, last = first >> 1, last >> 1
    if last or old_top != old_root or top != root:
        raise Bad("The tree didn't grow from the earlier checkpoint: something below it was changed.")


# --- Signed notes and checkpoints: c2sp.org/signed-note, c2sp.org/tlog-checkpoint --------------------


@dataclass(frozen=True)
class Key:
    """A public key with the name that it signs as, in the form NAME+ID+BASE64."""

    name: str
    id: bytes
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> Key:
        """Read one. Raises Bad."""
        name, _, rest = text.strip().partition("+")
        id, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
            given = bytes.fromhex(id)
        except ValueError:
            raise Bad("The public key can't be read.") from None
        if not name or any(c.isspace() for c in name) or len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
            raise Bad("The public key can't be read.")
        if given != hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]:
            raise Bad("The public key's id doesn't fit its name and bytes.")
        return cls(name, given, raw[0], raw[1:])

    def text(self) -> str:
        """Return the key as it is written."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def signed(self, body: str, signature: bytes) -> bool:
        """Return whether this key made a signature of a note's text (for a cosignature: with the time in its first 8 bytes)."""
        message = body.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                return False
            time = int.from_bytes(signature[:8], "big")
            message, signature = f"cosignature/v1\ntime {time}\n".encode() + message, signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Note:
    """A text that ends with a new line, and its signatures: name, key id, bytes."""

    body: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def read(cls, text: str) -> Note:
        """Read one. Raises Bad."""
        body, blank, tail = text.rpartition("\n\n")
        if not blank or not tail.endswith("\n") or len(text) > 100_000:
            raise Bad("A signed note can't be read.")
        found = []
        for line in tail[:-1].split("\n"):
            dash, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            try:
                raw = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                raw = b""
            if dash != "—" or not name or len(raw) < 5:
                raise Bad("A signature of a note can't be read.")
            found.append((name, raw[:4], raw[4:]))
        return cls(body + "\n", tuple(found))

    def signature_by(self, key: Key) -> bytes | None:
        """Return this key's good signature, None if there is none."""
        for name, id, signature in self.signatures:
            if name == key.name and id == key.id and key.signed(self.body, signature):
                return signature
        return None


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says: whose tree, how many rows, its root, and the transaction below which every row is in it."""

    origin: str
    size: int
    root: bytes
    complete_below: int = 0

    @classmethod
    def read(cls, note: Note) -> Checkpoint:
        """Read a note's text as one. Raises Bad."""
        lines = note.body.split("\n")[:-1]
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (IndexError, ValueError):
            raise Bad("A checkpoint can't be read.") from None
        if not lines[0] or not _is_number(lines[1]) or len(root) != 32:
            raise Bad("A checkpoint can't be read.")
        below = [line.removeprefix(COMPLETE) for line in lines[3:] if line.startswith(COMPLETE)]
        return cls(lines[0], int(lines[1]), root, int(below[0]) if below and _is_number(below[0]) else 0)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and (text == "0" or text[0] != "0")


Keys = list[tuple[Key, int]]
"""Each key with the largest tree that it may sign, the first one first."""


def keys_after(first: Key, rotations: Sequence[str]) -> Keys:
    """Return the first key and each to which the one before signed over. Raises Bad for a statement that doesn't follow."""
    keys = [(first, MOST_ROWS)]
    for text in rotations:
        note, old = Note.read(text), keys[-1][0]
        lines = note.body.split("\n")
        if len(lines) < 5 or lines[0] != ROTATION or lines[1] != old.text() or note.signature_by(old) is None:
            raise Bad("The change of a key isn't signed by the key before it.")
        new = Key.read(lines[2])
        if new.name != first.name or note.signature_by(new) is None or not _is_number(lines[3]):
            raise Bad("The change of a key isn't signed by the new key.")
        keys[-1:] = [(old, int(lines[3])), (new, MOST_ROWS)]
    return keys


def checked(text: str, keys: Keys) -> Checkpoint:
    """Return a checkpoint that one of these keys signed for its own name. Raises Bad."""
    note = Note.read(text)
    found = Checkpoint.read(note)
    if found.origin != keys[0][0].name:
        raise Bad(f"The checkpoint is of {found.origin[:80]!r}, and the key of {keys[0][0].name!r}.")
    if not any(note.signature_by(key) for key, most in keys if found.size <= most):
        raise Bad("The checkpoint isn't signed by this key, nor by one that it signed over to.")
    return found


def declared(notes: Sequence[str], keys: Keys) -> dict[str, str]:
    """Return what each declared place was declared to hold ('-': nothing), the latest statement counting. Raises Bad."""
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


def numbered(number: int) -> str:
    """Return a tile's number as c2sp.org/tlog-tiles writes it: 1234067 is x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    return "/".join(parts)
