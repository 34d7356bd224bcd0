"""Check an export of sealed records: `python verify.py EXPORT --key PUBLIC_KEY [--earlier CHECKPOINT]`.

One file, the standard library and `cryptography`; no database. It ends with 0 if every row is as it was sealed, with 1 and the
first bad row if not, with 2 if it couldn't be checked: a file, the key or the earlier checkpoint isn't what it takes. What is
checked, and against what:

1. the checkpoint: a signed note (c2sp.org/tlog-checkpoint), under the public key given or one that it signed over to;
2. every row: SHA-256(0x00 || line) is the hash that the tree has at its place (RFC 6962, section 2.1);
3. the hashes: together with the export's proof they make up the root that was signed;
4. an earlier checkpoint that you kept, if you give it: the tree grew from it, and nothing below it changed. All sealed records
   show that by their own hashes, the proof between two checkpoints by what it brings along; a single row shows nothing of it.

Rows that were declared broken (a statement under the same key) are told apart; they don't fail. Of rows that are withheld the
export holds the hash alone: they are counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .tree import (
    MOST_ROWS,
    Bad,
    Checkpoint,
    Frontier,
    Key,
    Keys,
    Unfit,
    check_consistency,
    checked,
    declared,
    heights_after,
    keys_after,
    leaf_hash,
    root_by_inclusion,
)
from .words import count_of

FORMAT = "disclosure-desk-proof/2"
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of a line of an export; a longer one isn't read."""
HEADER = {"format", "kind", "checkpoint", "public_key", "rotations", "breaks", "from", "to", "left", "right", "earlier"}
HEADER |= {"consistency", "entries"}
ENTRY = {"i", "row", "hash", "line", "proof", "tax", "withheld"}


LATER = (
    "The checkpoint that you gave with --earlier counts {given}, and this export ends at {now:,}: it is older than the "
    "checkpoint. Take the export out anew. If it still ends there, rows were cut off."
)
OTHER = (
    "This export proves that the tree grew from the checkpoint of {before}, and you gave that of {given}: nothing was "
    "checked against yours. Take out the proof from {given}, or give all sealed records."
)
NO_PROOF = (
    "This export shows nothing of the checkpoint that you gave with --earlier. Its rows can be checked without it; give all "
    "sealed records, or the proof that the tree grew from that checkpoint."
)
NO_CHECKPOINT = (
    "The file that you gave with --earlier is no checkpoint that this key signed: {why} Give the file that you kept, as it "
    "came."
)


def _kept(note: str | None, keys: Keys) -> Checkpoint | None:
    """Return what a checkpoint that somebody kept says; None if none was given."""
    try:
        return None if note is None else checked(note, keys)
    except Bad as bad:
        raise Unfit(NO_CHECKPOINT.format(why=bad)) from None


def _of(holder: dict[str, Any], name: str, kind: type[Any], most: int = MOST_ROWS) -> Any:
    value: Any = holder.get(name)
    if type(value) is not kind or (kind is int and not 0 <= value <= most):
        raise Bad(f"{name} isn't what it should be in this export.")
    return value


def _texts(holder: dict[str, Any], name: str, most: int) -> list[str]:
    found = _of(holder, name, list)
    if len(found) > most or not all(type(one) is str for one in found):
        raise Bad(f"{name} isn't what it should be in this export.")
    return list(found)


def _hash(text: str) -> bytes:
    if len(text) != 64 or text.strip("0123456789abcdef"):
        raise Bad("A hash of this export can't be read.")
    return bytes.fromhex(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise Bad("A name stands twice in a line of this export.")
    return dict(pairs)


def _refuse(_: str) -> None:
    raise Bad("This export holds a number that isn't one.")


def _objects(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
            raise Bad("A line of this export is too long, or was cut.")
        try:
            found = json.loads(line.decode(), object_pairs_hook=_once, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise Bad("A line of this export can't be read.") from None
        if type(found) is not dict:
            raise Bad("A line of this export isn't what it should be.")
        yield found


def _head(objects: Iterator[dict[str, Any]]) -> dict[str, Any]:
    try:
        head = next(objects, {})
    except Bad:
        head = {}
    if set(head) != HEADER or head["format"] != FORMAT:
        raise Unfit("This isn't an export of sealed records, or of another edition.")
    return head


@dataclass
class Export:
    """An export under check. `wrong`: the bad rows in order; `known`: those that were declared.

    `earlier`: a checkpoint's note that somebody kept; `grew_from`: what it says, once it was read.
    """

    key: Key
    earlier: str | None = None
    rows: int = 0
    withheld: int = 0
    wrong: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    grew_from: Checkpoint | None = None

    def check(self, stream: BinaryIO) -> Checkpoint:
        """Check all of it; return the checkpoint that it was held against. Raises Bad for what is no bad row."""
        objects = _objects(stream)
        head = _head(objects)
        keys = keys_after(self.key, _texts(head, "rotations", 10_000))
        now = checked(_of(head, "checkpoint", str), keys)
        self._earlier(head, now, keys)
        self.breaks = declared(_texts(head, "breaks", 1_000_000), keys)
        if head["kind"] == "range":
            self._range(head, now, objects)
        elif head["kind"] == "rows":
            for entry in self._entries(head, objects):
                proof = [_hash(one) for one in _texts(entry, "proof", 64)]
                if root_by_inclusion(_hash(entry["hash"]), entry["i"], now.size, proof) != now.root:
                    raise Bad(f"The proof of {_name(entry)} doesn't lead to the signed root.")
        else:
            raise Bad("This export is of no known kind.")
        return now

    def _earlier(self, head: dict[str, Any], now: Checkpoint, keys: Keys) -> None:
        """Check what the export says of an earlier checkpoint. What all rows show of the given one is seen as they are read."""
        self.grew_from = mine = _kept(self.earlier, keys)
        if mine is not None and mine.size > now.size:
            raise Bad(LATER.format(given=count_of(mine.size, "row"), now=now.size))
        if head["earlier"] is not None:
            before = checked(_of(head, "earlier", str), keys)
            proof = [_hash(one) for one in _texts(head, "consistency", 128)]
            check_consistency(before.size, before.root, now.size, now.root, proof)
            if mine not in (None, before, now):
                raise Unfit(
                    OTHER.format(given=count_of(mine.size if mine else 0, "row"), before=count_of(before.size, "row"))
                )
        elif mine not in (None, now) and (head["kind"] != "range" or head["from"] != 0 or head["to"] != now.size):
            raise Unfit(NO_PROOF)

    def _grew(self, tree: Frontier) -> None:
        """Raise Bad if the tree has as many rows as the given checkpoint counts, and isn't the tree that it signed."""
        mine = self.grew_from
        if mine is not None and tree.size == mine.size and tree.root() != mine.root:
            raise Bad("The tree didn't grow from the earlier checkpoint: something below it was changed.")

    def _range(self, head: dict[str, Any], now: Checkpoint, objects: Iterator[dict[str, Any]]) -> None:
        start, end = _of(head, "from", int, now.size), _of(head, "to", int, now.size)
        left, right = (list(map(_hash, _texts(head, side, 64))) for side in ("left", "right"))
        heights = heights_after(end, now.size)
        if (
            start > end
            or head["entries"] != end - start
            or len(left) != start.bit_count()
            or len(right) != len(heights)
        ):
            raise Bad("The proof of this export has the wrong length.")
        tree = Frontier(start, left)
        self._grew(tree)
        for entry in self._entries(head, objects):
            if entry["i"] != tree.size:
                raise Bad(f"{_name(entry)} isn't in its place.")
            tree.push(_hash(entry["hash"]))
            self._grew(tree)
        for top, height in zip(right, heights, strict=True):
            tree.push(top, height)
        if tree.root() != now.root:
            raise Bad("The hashes of this export don't make up the signed root: hashes were exchanged, not only rows.")

    def _entries(self, head: dict[str, Any], objects: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield each entry once its line was held against its hash."""
        for _ in range(_of(head, "entries", int)):
            entry = next(objects, None)
            if entry is None:
                raise Bad(f"This export ends early, after {count_of(self.rows, 'row')}.")
            if not {"i", "row", "hash", "line"} <= set(entry) <= ENTRY:
                raise Bad("An entry of this export isn't what it should be.")
            _of(entry, "i", int), _of(entry, "hash", str)
            self._row(entry)
            self.rows += 1
            yield entry
        for extra in objects:
            if set(extra) != {"extra", "now"}:
                raise Bad("This export goes on after its last row.")
            where = _name({"row": extra["extra"]})
            source, id = extra["extra"]
            self._note(f"row {source} {id}", str(extra["now"]), f"{where} was inserted among what was sealed before.")

    def _row(self, entry: dict[str, Any]) -> None:
        name, line, (source, id) = _name(entry), entry["line"], entry["row"]
        if line is None and "withheld" in entry:
            self.withheld += 1
            return None
        if line is None:
            return self._note(f"leaf {entry['i']}", "-", f"{name} was removed after it was sealed.")
        made = leaf_hash(_of(entry, "line", str).encode()).hex()
        labelled = line.startswith(f"{source}/") and line.partition("\t")[0].endswith(f"/{id}")
        if made != entry["hash"] or not labelled:
            return self._note(f"leaf {entry['i']}", made, f"{name} was altered after it was sealed.")
        if "tax" in entry:
            tax = _of(entry, "tax", dict)
            nonce, row = _of(tax, "nonce", str), _of(tax, "row", str)
            said = hashlib.sha256(rf"\\x{nonce}".encode() + f"\t{row}".encode()).hexdigest()
            if set(tax) != {"nonce", "row"} or len(nonce) != 32 or not line.endswith(f"\t{said}"):
                self.wrong.append(f"The tax data of {name} aren't what was sealed.")
        return None

    def _note(self, place: str, now: str, sentence: str) -> None:
        (self.known if self.breaks.get(place) == now else self.wrong).append(sentence)


def _name(entry: dict[str, Any]) -> str:
    row = entry.get("row")
    if type(row) is not list or len(row) != 2 or type(row[0]) is not str or type(row[1]) is not int:
        raise Bad("A row of this export has no name.")
    order = f" (number {entry['i'] + 1} in the sealed order)" if "i" in entry else ""
    return f"Row {row[1]} of {row[0][:80]}{order}"


def main() -> int:
    """Check one export and say what was found."""
    parser = argparse.ArgumentParser(description="Check an export of sealed records.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", required=True, help="the first public key, or a file that holds it")
    parser.add_argument("--earlier", type=Path, help="a checkpoint that you kept")
    given = parser.parse_args()
    try:
        text = Path(given.key).read_text() if len(given.key) < 200 and Path(given.key).is_file() else given.key
        earlier = given.earlier.read_text() if given.earlier else None
        stream = given.export.open("rb")
    except (OSError, UnicodeDecodeError):
        print("A file can't be read.", file=sys.stderr)
        return 2
    with stream:
        return told(text, earlier, stream)


def _key(text: str) -> Key:
    try:
        return Key.read(text)
    except Bad as bad:
        raise Unfit(str(bad)) from None


def told(key: str, earlier: str | None, stream: BinaryIO) -> int:
    """Check, and print what was found, the first bad row first; return the exit code."""
    wrong: list[str] = []
    try:
        export = Export(_key(key), earlier, wrong=wrong)
        now = export.check(stream)
    except Unfit as unfit:
        print(unfit)
        return 2
    except Bad as bad:
        print(wrong[0] if wrong else bad)
        return 1
    for line in [*wrong[:1], *(f"Declared: {one}" for one in export.known)][:1000]:
        print(line)
    print(
        f"{count_of(export.rows, 'row')} checked against the checkpoint of {now.size:,}; {len(wrong):,} bad.", end=" "
    )
    print(f"{export.withheld:,} withheld: of them the hash alone was checked.")
    if export.grew_from is not None:
        print(f"It grew from the checkpoint of {count_of(export.grew_from.size, 'row')} that you kept.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
