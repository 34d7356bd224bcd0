"""The key changes and the proof goes on; a break is declared, told apart, and hides nothing else."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from audits import checkpoints, vault
from audits.models import Break
from audits.proof_export import Proof
from audits.sealing import Sealer
from audits.standalone.tree import Bad, checked
from audits.standalone.verify import Export
from audits.standalone.witness import Source, Witness
from audits.statements import declare, rotate
from audits.verification import at_one_moment
from config.places import ROOT
from requests_app.models import ListedWord
from tests import databases
from tests.audits.sealed import ORIGIN, seal, sealed_in, words

TABLE = "requests_app_historicallistedword"


@pytest.fixture
def origin() -> str:
    return databases.TEMPLATE


@pytest.fixture
def sealed(committed_db, tmp_path):
    words("alpha", "beta", "gamma")
    made = sealed_in(tmp_path)
    made.seal()
    return made


@pytest.fixture
def witness(sealed, tmp_path):
    made = Witness(Source(str(sealed.folder.path)), tmp_path / "witness", sealed.sealer.signer.key, "witness.test")
    made.begin()
    made.look()
    return made


def exported(sealed, **given) -> Export:
    with at_one_moment() as cursor:
        now = sealed.folder.checkpoint()
        export = Export(sealed.folder.first_key())
        export.check(io.BytesIO(b"".join(Proof(cursor, sealed.folder, now, **given).stretch(0, now.size))))
    return export


def test_after_a_change_of_the_key_the_first_public_key_still_verifies(sealed, witness, tmp_path):
    earlier = sealed.folder.latest()
    new = rotate(sealed.folder, sealed.sealer.signer, tmp_path / "key.pem")
    words("delta")
    after = Sealer(sealed.folder, new)
    seal(after)
    assert witness.look()
    assert sealed.check(witness=witness.folder).passed
    assert exported(sealed, earlier=earlier).wrong == []


def test_the_old_key_signs_no_larger_tree(sealed, tmp_path):
    rotate(sealed.folder, sealed.sealer.signer, tmp_path / "key.pem")
    words("delta")
    sealed.seal()
    with pytest.raises(Bad, match="isn't signed by this key"):
        checked(sealed.folder.latest(), sealed.folder.all_keys())


def test_a_declared_break_is_told_apart_and_anything_new_fails(sealed):
    sealed.tampered(f"UPDATE {TABLE} SET words = 'delta' WHERE words = 'beta'")
    found = sealed.check().findings
    declare(sealed.folder, sealed.sealer.signer, found, by="A. Lund", why="A disk failed; see the file of 3 May.")
    sealed.seal()
    report = sealed.check()
    assert (report.passed, len(report.declared)) == (True, len(found))
    assert len(exported(sealed).known) == 1
    sealed.tampered(f"UPDATE {TABLE} SET words = 'epsilon' WHERE words = 'delta'")
    assert not sealed.check().passed


def test_the_page_calls_a_declared_row_as_the_checks_do(sealed):
    sealed.tampered(f"UPDATE {TABLE} SET words = 'delta' WHERE words = 'beta'")
    found = sealed.check().findings
    declare(sealed.folder, sealed.sealer.signer, found, by="A. Lund", why="A disk failed; see the file of 3 May.")
    rows = checkpoints.rows_at(Break.objects.values_list("place", flat=True))
    assert [finding.kind for finding in found] == ["altered", "live"]
    assert all(finding.sentence.startswith(f"{rows[finding.place]} ") for finding in found)


def test_a_break_that_the_key_did_not_sign_declares_nothing(sealed, tmp_path):
    sealed.tampered(f"DELETE FROM {TABLE} WHERE words = 'beta'")
    stranger = sealed_in(_made(tmp_path / "stranger")).sealer.signer
    declare(sealed.folder, stranger, sealed.check().findings, by="Mallory", why="x")
    assert "isn't signed by the sealer's key" in sealed.check().first


def _made(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_witness_refuses_an_older_checkpoint_and_a_fork(sealed, witness, tmp_path):
    old = sealed.folder.latest()
    words("delta")
    sealed.seal()
    assert witness.look()
    (sealed.folder.path / "checkpoint").write_text(old)
    with pytest.raises(Bad, match="An older checkpoint was put back"):
        witness.look()
    assert "an old checkpoint was put back" in sealed.check(witness=witness.folder).first


def test_a_witness_refuses_a_tree_rebuilt_under_the_same_key(sealed, witness, tmp_path):
    sealed.tampered(f"UPDATE {TABLE} SET words = 'delta' WHERE words = 'beta'")
    for table in ("leaf", "layout", "checkpoint"):
        sealed.tampered(f"DELETE FROM audits_{table}")
    other = sealed_in(_made(tmp_path / "other"))
    other.sealer.signer = sealed.sealer.signer
    words("more", "and more")
    other.seal()
    forked = Witness(Source(str(other.folder.path)), witness.folder, witness.key, witness.name)
    with pytest.raises(Bad, match="forked"):
        forked.look()


def test_the_witness_runs_by_itself_and_says_why_it_refuses(sealed, tmp_path):
    source = sealed.folder.path
    command = [
        sys.executable,
        "-m",
        "audits.standalone.witness",
        source,
        tmp_path / "w",
        "--once",
        "--key",
        source / "public-key",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Cosigned" in done.stdout
    (source / "checkpoint").write_text((source / "checkpoint").read_text().replace(ORIGIN, "else"))
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).returncode == 1
    assert (tmp_path / "w" / "refused").read_text()
    for key in ("public-key-mistyped", "a+b"):
        done = subprocess.run([*command[:-1], key], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, "")
        assert "Nothing was looked at" in done.stdout


def test_a_new_field_key_in_front_leaves_the_proof_and_old_values_as_they_were(sealed, settings):
    old = vault.seal(b"912660001", bound_to="subject:1:tin")
    with override_settings(FIELD_KEYS={"new": b"n" * 32, **settings.FIELD_KEYS}):
        assert vault.open_sealed(old, bound_to="subject:1:tin") == b"912660001"
        assert sealed.check().passed
        assert ListedWord.history.count() == 3
