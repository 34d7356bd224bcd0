"""Hostile exports by chance: an honest one, with something done to it that the verifier must not accept."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

Lines = list[dict[str, Any]]


def spoiled(honest: bytes, seed: int, other_note: str, old_note: str) -> tuple[str, bytes]:
    """Return what was done, and the export. `other_note`: a checkpoint under another key; `old_note`: an earlier one."""
    pick = random.Random(seed)
    do = pick.choice([*BY_LINE, *BY_BYTES])
    if do in BY_BYTES:
        return do.__name__, do(honest, pick)
    lines = [json.loads(line) for line in honest.splitlines()]
    lines[0]["_notes"] = (other_note, old_note)
    made = do(lines, pick) or lines
    made[0].pop("_notes", None)
    return do.__name__, b"".join(json.dumps(line).encode() + b"\n" for line in made)


def _entry(lines: Lines, pick: random.Random) -> dict[str, Any]:
    return lines[pick.randrange(1, len(lines))]


def row_altered(lines: Lines, pick: random.Random) -> None:
    entry = _entry(lines, pick)
    at = pick.randrange(len(entry["line"]))
    entry["line"] = entry["line"][:at] + "§" + entry["line"][at + 1 :]


def row_and_hash_altered(lines: Lines, pick: random.Random) -> None:
    entry = _entry(lines, pick)
    entry["line"] += " "
    entry["hash"] = hashlib.sha256(b"\0" + entry["line"].encode()).hexdigest()


def hash_altered(lines: Lines, pick: random.Random) -> None:
    entry = _entry(lines, pick)
    entry["hash"] = pick.randbytes(32).hex()


def hash_of_another_kind(lines: Lines, pick: random.Random) -> None:
    _entry(lines, pick)["hash"] = pick.choice(["", "zz" * 32, "00", None, 5, ["a"], "ab" * 33, "é" * 64])


def entry_gone(lines: Lines, pick: random.Random) -> None:
    del lines[pick.randrange(1, len(lines))]


def entry_twice(lines: Lines, pick: random.Random) -> None:
    at = pick.randrange(1, len(lines))
    lines.insert(at, dict(lines[at]))


def entries_swapped(lines: Lines, pick: random.Random) -> None:
    a, b = pick.sample(range(1, len(lines)), 2)
    lines[a], lines[b] = lines[b], lines[a]


def entry_more(lines: Lines, pick: random.Random) -> None:
    lines.append({**lines[-1], "i": lines[-1]["i"] + 1})


def entry_more_and_counted(lines: Lines, pick: random.Random) -> None:
    entry_more(lines, pick)
    lines[0]["entries"] += 1
    lines[0]["to"] += 1


def place_altered(lines: Lines, pick: random.Random) -> None:
    _entry(lines, pick)["i"] = pick.choice([-1, 2**70, 0.5, "1", True, None, 10**4000])


def name_altered(lines: Lines, pick: random.Random) -> None:
    entry = _entry(lines, pick)
    entry["row"] = pick.choice(
        [["other", 1], [entry["row"][0], entry["row"][1] + 1], [], None, "x", [1, 2], ["a", "b"]]
    )


def line_of_another_kind(lines: Lines, pick: random.Random) -> None:
    _entry(lines, pick)["line"] = pick.choice([None, 7, {"a": 1}, [], True])


def name_more(lines: Lines, pick: random.Random) -> None:
    _entry(lines, pick)[pick.choice(["extra", "more", "hashes"])] = 1


def head_altered(lines: Lines, pick: random.Random) -> None:
    name = pick.choice(sorted(set(lines[0]) - {"_notes", "public_key", "earlier", "consistency"}))
    wrong: list[Any] = [None, 2**80, -1, "x", [7], {"a": []}, ["x"]]
    lines[0][name] = pick.choice(wrong)


def head_name_gone(lines: Lines, pick: random.Random) -> None:
    del lines[0][pick.choice(sorted(set(lines[0]) - {"_notes"}))]


def proof_altered(lines: Lines, pick: random.Random) -> None:
    side = pick.choice(["left", "right"])
    lines[0][side] = pick.choice([[], ["00" * 32] * 70, [*lines[0][side], "11" * 32], [pick.randbytes(32).hex()]])


def signed_by_another(lines: Lines, pick: random.Random) -> None:
    lines[0]["checkpoint"] = lines[0]["_notes"][0]


def an_older_checkpoint(lines: Lines, pick: random.Random) -> None:
    lines[0]["checkpoint"] = lines[0]["_notes"][1]


def checkpoint_altered(lines: Lines, pick: random.Random) -> None:
    parts = lines[0]["checkpoint"].split("\n")
    at = pick.choice([0, 1, 2, 3, 5])
    parts[at] = pick.choice(["", "1", "9" * 30, "-4", parts[at] + "x", base64.b64encode(b"r" * 32).decode()]) + " "
    lines[0]["checkpoint"] = "\n".join(parts)


def break_forged(lines: Lines, pick: random.Random) -> None:
    row_altered(lines, pick)
    lines[0]["breaks"] = ["disclosure-desk/break\nx\nleaf 1\n-\na\nb\nc\n\n— x AAAAAAAA\n"]


def rotation_forged(lines: Lines, pick: random.Random) -> None:
    lines[0]["rotations"] = ["disclosure-desk/rotation\na\nb\n1\n2\n\n— x AAAAAAAA\n"]
    lines[0]["checkpoint"] = lines[0]["_notes"][0]


def deeply_nested(honest: bytes, pick: random.Random) -> bytes:
    head, _, rest = honest.partition(b"\n")
    return head + b"\n" + b"[" * 200_000 + b"]" * 200_000 + b"\n" + rest


def truncated(honest: bytes, pick: random.Random) -> bytes:
    return honest[: pick.randrange(len(honest) - 1)]


def not_utf8(honest: bytes, pick: random.Random) -> bytes:
    at = pick.randrange(len(honest))
    return honest[:at] + b"\xff\xfe" + honest[at:]


def noise(honest: bytes, pick: random.Random) -> bytes:
    return pick.randbytes(pick.randrange(2000))


def not_a_number(honest: bytes, pick: random.Random) -> bytes:
    name = pick.choice([b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5000])
    return honest.replace(b'"entries":', b'"entries":' + name + b',"entries_":', 1)


def name_twice(honest: bytes, pick: random.Random) -> bytes:
    return honest.replace(b'"hash":', b'"hash":"00","hash":', 1)


def one_endless_line(honest: bytes, pick: random.Random) -> bytes:
    return honest.replace(b"\n", b" ") + b"\n"


BY_LINE: list[Callable[[Lines, random.Random], Any]] = [
    *(row_altered, row_and_hash_altered, hash_altered, hash_of_another_kind, entry_gone, entry_twice, entries_swapped),
    *(entry_more, entry_more_and_counted, place_altered, name_altered, line_of_another_kind, name_more, head_altered),
    *(
        head_name_gone,
        proof_altered,
        signed_by_another,
        an_older_checkpoint,
        checkpoint_altered,
        break_forged,
        rotation_forged,
    ),
]
BY_BYTES: list[Callable[[bytes, random.Random], bytes]] = [
    *(deeply_nested, truncated, not_utf8, noise, not_a_number, name_twice, one_endless_line),
]
