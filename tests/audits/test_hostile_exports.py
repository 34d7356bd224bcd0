"""A thousand hostile exports: the verifier accepts none, and falls over none. No database."""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
from dataclasses import replace

import pytest

from audits.findings import Report
from audits.management.commands.verify_history import lines
from audits.proof_export import _right
from audits.signing import Signer, checkpoint_note, make
from audits.standalone.__main__ import one_file
from audits.standalone.tree import Checkpoint, leaf_hash
from audits.standalone.verify import FORMAT, told
from audits.tiles import Growing
from tests.hostile_exports import spoiled

NAME = "test.localhost/records"
ROWS = 300


class Honest:
    """An export of a small tree, and checkpoints under its key and another."""

    def __init__(self, folder) -> None:
        self.signer = make(folder / "key.pem", NAME)
        self.lines = [f"table/1/{n}\t{n}\ta row" for n in range(ROWS)]
        tiles = Growing(folder, 0)
        tiles.append(
            b"".join(leaf_hash(line.encode()) for line in self.lines[:200]), [("table", n) for n in range(200)]
        )
        self.old = self.note(self.signer, 200, tiles.root())
        tiles.append(
            b"".join(leaf_hash(line.encode()) for line in self.lines[200:]), [("table", n) for n in range(200, ROWS)]
        )
        self.tiles, self.root = tiles, tiles.root()
        self.other = self.note(make(folder / "other.pem", NAME), ROWS, self.root)
        self.note_now = self.note(self.signer, ROWS, self.root)
        self.export = self.stretch(40, 260)

    def note(self, signer: Signer, size: int, root: bytes) -> str:
        return checkpoint_note(signer, Checkpoint(NAME, size, root, 7))

    def stretch(self, start: int, end: int) -> bytes:
        right = list(_right(self.tiles, end))
        head = {"format": FORMAT, "kind": "range", "checkpoint": self.note_now, "public_key": self.signer.key.text()}
        head |= {"rotations": [], "breaks": [], "from": start, "to": end, "entries": end - start, "earlier": None}
        head |= {
            "left": [h.hex() for h in self.tiles.frontier(start).nodes],
            "right": [h.hex() for h in right],
            "consistency": [],
        }
        entries = [
            {"i": n, "row": ["table", n], "hash": leaf_hash(self.lines[n].encode()).hex(), "line": self.lines[n]}
            for n in range(start, end)
        ]
        return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in [head, *entries])


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    return Honest(tmp_path_factory.mktemp("tree"))


def test_the_honest_export_passes(honest, capsys):
    assert told(honest.signer.key.text(), None, io.BytesIO(honest.export)) == 0
    assert "220 rows checked" in capsys.readouterr().out


def test_a_single_row_is_one_row(honest, capsys):
    assert told(honest.signer.key.text(), None, io.BytesIO(honest.stretch(40, 41))) == 0
    assert "1 row checked against" in capsys.readouterr().out
    one = Report(whole=True, since=0, size=1, root=b"", rows=1, live_rows=1, unsealed=1, seconds=0.1, findings=())
    assert re.findall(r"[\d,]+ (?:\w+ )?rows?\b", " ".join(lines(one))) == ["1 sealed row", "1 live row", "1 row"]
    assert "2,000 sealed rows of 3,000" in " ".join(lines(replace(one, rows=2_000, size=3_000)))


def test_none_of_a_thousand_hostile_exports_is_accepted(honest, capsys):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    accepted = []
    for seed in range(1000):
        what, export = spoiled(honest.export, seed, honest.other, honest.old)
        if told(honest.signer.key.text(), None, io.BytesIO(export)) not in (1, 2):
            accepted.append((seed, what))
    assert accepted == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes
    capsys.readouterr()


def test_the_first_bad_row_is_named(honest, capsys):
    spoilt = honest.export.replace(rb"table/1/77\t77\t", rb"table/1/77\t78\t")
    assert told(honest.signer.key.text(), None, io.BytesIO(spoilt)) == 1
    assert capsys.readouterr().out.startswith("Row 77 of table (number 78 in the sealed order) was altered")


def test_all_rows_show_that_the_tree_grew_from_a_checkpoint_that_was_kept(honest, capsys):
    key, everything = honest.signer.key.text(), honest.stretch(0, ROWS)
    assert told(key, honest.old, io.BytesIO(everything)) == 0
    assert "It grew from the checkpoint of 200 rows that you kept." in capsys.readouterr().out
    for size, words in ((200, "didn't grow from the earlier"), (ROWS, "didn't grow"), (ROWS + 1, "rows were cut off")):
        assert told(key, honest.note(honest.signer, size, bytes(32)), io.BytesIO(everything)) == 1
        assert words in capsys.readouterr().out
    for note, export, words in (
        (honest.old, honest.export, "shows nothing of the checkpoint"),
        (honest.other, everything, "is no checkpoint that this key signed"),
        ("", everything, "Give the file that you kept"),
    ):
        assert told(key, note, io.BytesIO(export)) == 2
        assert words in capsys.readouterr().out


def test_what_could_not_be_checked_is_not_told_as_altered(honest, capsys):
    key = honest.signer.key.text()
    for given, export in (
        ("a+b", honest.export),
        (f"{key}A", honest.export),
        (key, b"no export\n"),
        (key, b""),
        (key, b"{}\n"),
    ):
        assert told(given, None, io.BytesIO(export)) == 2
        assert "altered" not in capsys.readouterr().out


def test_another_key_or_name_accepts_nothing(honest, tmp_path, capsys):
    for key in (make(tmp_path / "a", NAME).key, make(tmp_path / "b", "elsewhere").key):
        assert told(key.text(), None, io.BytesIO(honest.export)) == 1
    capsys.readouterr()


def test_the_verifier_is_one_file_that_needs_nothing_of_the_project(honest, tmp_path):
    (tmp_path / "verify.py").write_text(one_file())
    (tmp_path / "export").write_bytes(honest.export)
    command = [sys.executable, "-W", "error", "verify.py", "export", "--key", honest.signer.key.text()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (0, "")
    assert "audits" not in one_file().replace("audits.standalone", "")
