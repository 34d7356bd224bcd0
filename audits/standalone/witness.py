"""A witness: it remembers what the log was, and signs what it sees only if that grew from it.

    python -m audits.standalone.witness SOURCE FOLDER --key PUBLIC_KEY [--name NAME] [--once] [--every SECONDS]

SOURCE is the sealer's folder, or the address under which it is published (https://…). FOLDER is the witness's own: its key, the
tops of the tree that it saw (so that it needs no more than what is new), the latest checkpoint with its own signature beside
(c2sp.org/tlog-cosignature), and `refused` with the reason when it refused. Run it on a machine of somebody else's: then nobody
who runs the desk alone can put an older or another history in the place of this one without its being noticed.

Standard library and `cryptography` only; this folder can be copied elsewhere as it is.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from .tree import COSIGNATURE, Bad, Checkpoint, Frontier, Key, Note, checked, keys_after, numbered, top_of
from .words import count_of

WIDTH, HASH = 256, 32
LARGEST = 8 * 1024 * 1024
EVERY = 60.0


@dataclass(frozen=True)
class Source:
    """Where the log lies: a folder or an address."""

    place: str

    def read(self, name: str) -> bytes | None:
        """Return a file's content, None if it isn't there. Raises Bad if nothing answers."""
        if "://" not in self.place:
            path = Path(self.place) / name
            return path.read_bytes() if path.is_file() else None
        try:
            with urllib.request.urlopen(f"{self.place.rstrip('/')}/{name}", timeout=20) as answer:
                return bytes(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise Bad(f"{self.place} answered {error.code}.") from None
        except (OSError, ValueError):
            raise Bad(f"{self.place} doesn't answer.") from None

    def text(self, name: str) -> str | None:
        """Return a file's text."""
        found = self.read(name)
        try:
            return None if found is None else found.decode()
        except UnicodeDecodeError:
            raise Bad(f"{name} can't be read.") from None

    def tile(self, number: int, width: int) -> list[bytes]:
        """Return the first hashes of a tile. Raises Bad."""
        whole = f"tile/0/{numbered(number)}"
        found = (self.read(f"{whole}.p/{width}") if width < WIDTH else None) or self.read(whole)
        if found is None or len(found) < width * HASH:
            raise Bad(f"The hashes {whole} aren't published.")
        return [found[i * HASH : (i + 1) * HASH] for i in range(width)]


@dataclass(frozen=True)
class Witness:
    """What looks, and remembers in its folder. `key`: the log's first public key."""

    source: Source
    folder: Path
    key: Key
    name: str

    def look(self) -> Checkpoint | None:
        """Look once; cosign and return the checkpoint, None if there is none or nothing is new. Raises Bad if it refuses."""
        text = self.source.text("checkpoint")
        seen = self._seen()
        if text is None:
            if seen.size:
                raise Bad(f"The log's checkpoint is gone; {count_of(seen.size, 'row')} had been seen before.")
            return None
        now = checked(text, keys_after(self.key, self._rotations()))
        if now.size < seen.size:
            raise Bad(
                f"An older checkpoint was put back: it counts {count_of(now.size, 'row')}, and {seen.size:,} had been seen."
            )
        grown = self._grown(seen, now.size)
        if grown.root() != now.root:
            raise Bad(
                f"The log forked: its checkpoint of {count_of(now.size, 'row')} doesn't grow from the one of {seen.size:,} "
                "seen before."
            )
        if now.size == seen.size and (self.folder / "checkpoint").is_file():
            return None
        self._keep(text, grown)
        return now

    def _rotations(self) -> list[str]:
        try:
            found = json.loads(self.source.text("rotations") or "[]")
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(note, str) for note in found):
            raise Bad("The log's changes of key can't be read.")
        return found

    def _seen(self) -> Frontier:
        state = self.folder / "state.json"
        if not state.is_file():
            return Frontier()
        found = json.loads(state.read_text())
        return Frontier(found["size"], [bytes.fromhex(node) for node in found["nodes"]])

    def _grown(self, seen: Frontier, size: int) -> Frontier:
        """Let what was seen grow to a size by the published hashes."""
        grown = Frontier(seen.size, list(seen.nodes))
        for number in range(grown.size // WIDTH, -(-size // WIDTH)):
            width = min(WIDTH, size - number * WIDTH)
            hashes = self.source.tile(number, width)[grown.size - number * WIDTH :]
            if len(hashes) == WIDTH:
                grown.push(top_of(hashes), 8)
            else:
                for hash in hashes:
                    grown.push(hash)
        return grown

    def _keep(self, text: str, grown: Frontier) -> None:
        signed = text + self._cosignature(Note.read(text).body)
        _write(self.folder / "cosigned" / str(grown.size), signed)
        _write(self.folder / "state.json", json.dumps({"size": grown.size, "nodes": [n.hex() for n in grown.nodes]}))
        _write(self.folder / "checkpoint", signed)
        (self.folder / "refused").unlink(missing_ok=True)

    def _cosignature(self, body: str) -> str:
        now = int(time.time())
        signed = self._private().sign(f"cosignature/v1\ntime {now}\n{body}".encode())
        encoded = base64.b64encode(self._public().id + now.to_bytes(8, "big") + signed).decode()
        return f"— {self.name} {encoded}\n"

    def begin(self) -> None:
        """Make the folder and the witness's own key, if there is none."""
        (self.folder / "cosigned").mkdir(parents=True, exist_ok=True)
        path = self.folder / "witness-key.pem"
        if not path.exists():
            made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(made)
        _write(self.folder / "public-key", f"{self._public().text()}\n")

    def _private(self) -> Ed25519PrivateKey:
        found = load_pem_private_key((self.folder / "witness-key.pem").read_bytes(), None)
        if not isinstance(found, Ed25519PrivateKey):
            raise Bad("The witness's key isn't an Ed25519 key.")
        return found

    def _public(self) -> Key:
        raw = self._private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        id = hashlib.sha256(self.name.encode() + b"\n" + bytes([COSIGNATURE]) + raw).digest()[:4]
        return Key(self.name, id, COSIGNATURE, raw)

    def refuse(self, why: str) -> None:
        """Keep why nothing was signed."""
        _write(self.folder / "refused", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {why}\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(path)


def _key(given: str) -> Key:
    """Return the log's public key. Raises Bad, also while its file isn't there."""
    if Path(given).is_file():
        return Key.read(Path(given).read_text())
    if "+" not in given:
        raise Bad(f"There is no file {given} with the log's public key yet.")
    return Key.read(given)


def _once(given: argparse.Namespace) -> int:
    try:
        witness = Witness(Source(given.source), given.folder, _key(given.key), given.name)
    except Bad as bad:
        print(f"Nothing was looked at: {bad}", flush=True)
        return 1
    witness.begin()
    try:
        seen = witness.look()
    except Bad as bad:
        witness.refuse(str(bad))
        print(f"Refused: {bad}", flush=True)
        return 1
    if seen:
        print(f"Cosigned {count_of(seen.size, 'row')}.", flush=True)
    return 0


def main() -> int:
    """Look once, or for ever."""
    parser = argparse.ArgumentParser(
        description="Watch a log of sealed records, and cosign what grew from what was seen."
    )
    parser.add_argument("source", help="the sealer's folder, or the address where it is published")
    parser.add_argument("folder", type=Path, help="the witness's own folder")
    parser.add_argument("--key", required=True, help="the log's first public key, or a file that will hold it")
    parser.add_argument("--name", default="witness.disclosure-desk.localhost")
    parser.add_argument("--every", type=float, default=EVERY, help="seconds between two looks")
    parser.add_argument("--once", action="store_true")
    given = parser.parse_args()
    while True:
        code = _once(given)
        if given.once:
            return code
        time.sleep(given.every)


if __name__ == "__main__":
    sys.exit(main())
